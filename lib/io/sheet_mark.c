/* One cell of a score sheet: a mark, or yes and no. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <vp/fold.h>
#include <vp/show.h>
#include "lib/io/sheet_cell.h"

static size_t digits(const char *s)
{
    return strspn(s, "0123456789");
}

/* Length of a plain decimal at the start of s; *decimals of them after its point. 0: none. */
static size_t decimal_at(const char *s, size_t *decimals)
{
    size_t n = digits(s);
    *decimals = 0;
    if (n > 0 && s[n] == '.' && (*decimals = digits(s + n + 1)) > 0)
        n += 1 + *decimals;
    return n;
}

static vp_note about(const char *msg, const char *cell, const vp_criterion *c, vp_arena *arena)
{
    return (vp_note){msg, {vp_finding_quote(cell, arena), c->id}};
}

/* "85分", "85 points", "85.": the number is there, with something that is not part of any number. */
static bool has_a_tail(const char *s, size_t n)
{
    const char *tail = s + n + strspn(s + n, " ");
    return n > 0 && (strncmp(tail, "分", strlen("分")) == 0 || strncasecmp(tail, "point", 5) == 0 ||
                     strncasecmp(tail, "pt", 2) == 0 || strcmp(tail, ".") == 0);
}

/* Full-width forms of ASCII become ASCII; nothing else does, as 1² and ½ are no way to write a mark. */
static vp_status narrow(const char **out, const char *cell, vp_arena *arena, vp_err *err)
{
    char *s, *to;
    const char *p = cell;
    while (*p && (unsigned char)*p < 0x80)
        p++;
    *out = cell;
    if (!*p)
        return VP_OK;
    VP_ALLOC(s, vp_arena_dupz(arena, cell), err);
    to = s;
    for (const unsigned char *u = (const unsigned char *)cell; *u;) {
        if (u[0] == 0xEF && ((u[1] == 0xBC && u[2] >= 0x81) || (u[1] == 0xBD && u[2] <= 0x9E))) {
            *to++ = (char)(u[2] - 0x60 + (u[1] == 0xBC ? 0 : 0x40));
            u += 3;
        } else {
            *to++ = (char)*u++;
        }
    }
    *to = '\0';
    *out = s;
    return VP_OK;
}

static vp_status no_number(vp_cell_problem *p, const char *cell, const char *s, size_t n, const vp_criterion *c,
                           vp_arena *arena, vp_err *err)
{
    char max[VP_DECIMAL_MAX];
    p->what = about(N_("the mark '%1$s' for '%2$s' is not a number"), cell, c, arena);
    if (has_a_tail(s, n)) {
        p->mend = (vp_note){N_("write the number alone: %1$s"), {NULL}};
        VP_ALLOC(p->mend.arg[0], vp_arena_dup(arena, s, n), err);
        return VP_OK;
    }
    vp_micro_format(max, c->max, 0);
    p->mend = (vp_note){N_("write a number from 0 to %1$s, with a decimal point where one is needed"), {NULL}};
    VP_ALLOC(p->mend.arg[0], vp_arena_dupz(arena, max), err);
    return VP_OK;
}

static vp_status out_of_range(vp_cell_problem *p, const char *msg, const char *cell, const vp_criterion *c,
                              vp_arena *arena, vp_err *err)
{
    char max[VP_DECIMAL_MAX];
    vp_micro_format(max, c->max, 2);
    p->stands = false;
    p->what = about(msg, cell, c, arena);
    VP_ALLOC(p->what.arg[2], vp_arena_dupz(arena, max), err);
    p->mend = (vp_note){N_("write a number from 0 to %1$s"), {p->what.arg[2]}};
    return VP_OK;
}

/* ---- what is no plain number ---- */

static bool says_na(const char *s)
{
    static const char *const words[] = {"n/a", "na", "n.a.", "不适用", "—", "——", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strcasecmp(words[i], s) == 0)
            return true;
    return false;
}

static vp_status not_applicable(vp_micro *mark, vp_cell_problem *p, const char *cell, const vp_criterion *c,
                                vp_arena *arena)
{
    *mark = VP_NA;
    if (c->na)
        return VP_OK;
    p->what = about(N_("'%1$s' is no mark for '%2$s': the rubric refuses it"), cell, c, arena);
    p->mend = (vp_note){N_("give a mark, or declare a conflict; \"na\": \"renormalise\" in rubric.json lets the "
                           "other criteria count for this one"), {0}};
    return VP_OK;
}

/* "85%" of the maximum, "18/20" of it; false: the cell is neither. Where it cannot be said in millionths, *mark is
   VP_NO_MARK. */
static bool is_share(vp_micro *mark, const char *s, vp_micro max)
{
    char text[64];
    size_t places, n = decimal_at(s, &places);
    const char *rest = s + n + strspn(s + n, " ");
    vp_micro part, whole = 100 * (vp_micro)VP_MICRO;
    vp_wide points;
    if (n == 0 || n >= sizeof text || (*rest != '%' && *rest != '/'))
        return false;
    memcpy(text, s, n);
    text[n] = '\0';
    if (!vp_micro_parse(&part, text))
        return false;
    const char *under = rest + 1 + strspn(rest + 1, " ");
    if (*rest == '%' ? *under != '\0' : !vp_micro_parse(&whole, under) || whole <= 0)
        return false;
    *mark = VP_NO_MARK;
    if (part > whole)
        *mark = INT64_MAX; /* above every maximum */
    else if (points = (vp_wide)max * part, points % whole == 0)
        *mark = (vp_micro)(points / whole);
    return true;
}

/* ---- dates that a spreadsheet has made of fractions ---- */

/* A number of at most four digits; -1: there is none. */
static int number_at(const char **s)
{
    int v = 0;
    size_t n = digits(*s);
    for (size_t i = 0; i < n && i < 5; i++)
        v = v * 10 + ((*s)[i] - '0');
    *s += n;
    return n == 0 || n > 4 ? -1 : v;
}

static int month_at(const char **s)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int m = 0; m < 12; m++)
        if (strncasecmp(*s, names + 3 * m, 3) == 0) {
            *s += 3;
            return m + 1;
        }
    return -1;
}

static bool skip(const char **s, const char *sign)
{
    size_t n = strlen(sign);
    bool is = strncmp(*s, sign, n) == 0;
    *s += is ? n : 0;
    return is;
}

static bool skip_separator(const char **s)
{
    return skip(s, "-") || skip(s, "/") || skip(s, ".") || skip(s, " ") || skip(s, "年") || skip(s, "月");
}

/* The numbers of a date: year-month-day, month-day-year and day-month-year alike, 10-Sep, Sep-40, 9月10日. A year that
   is long ago is the denominator: the day was none. */
static bool is_date(int *a, int *b, const char *s)
{
    int part[3], n = 0, month = -1;
    const char *whole = s;
    bool chinese = strstr(s, "月") != NULL;
    for (; n < 3 && *s; n++) {
        const char *from = s;
        part[n] = number_at(&s);
        if (part[n] < 0 && s == from && month < 0)
            part[n] = month = month_at(&s);
        if (part[n] < 0)
            return false;
        if (*s && !skip(&s, "日") && !skip_separator(&s))
            return false;
    }
    if (*s || n < 2 || (n == 2 && month < 0 && !chinese))
        return false;
    if (n == 2) { /* 10-Sep, Sep-40, 9月10日, 1940年9月 */
        *a = part[0] >= 1000 ? part[1] : part[0];
        *b = part[0] >= 1000 ? part[0] % 100 : part[1];
        return true;
    }
    int year = part[0] >= 32 ? part[0] : part[2], first = part[0] >= 32 ? part[1] : part[0];
    int second = part[0] >= 32 ? part[2] : part[1];
    if (year < 20 || (year > 99 && year < 1900) || year > 2100 || (year <= 99 && strchr(whole, '.')))
        return false;
    bool old = year >= 1930 && year < 2000 && (second == 1 || first == 1);
    *a = old ? (second == 1 ? first : second) : first;
    *b = old ? year % 100 : second;
    return true;
}

/* Of a date the fraction that is no more than the whole. */
static bool was_fraction(vp_micro *mark, char text[16], const char *s, vp_micro max)
{
    int a, b;
    if (!is_date(&a, &b, s) || a < 1 || b < 1 || a > 99 || b > 99)
        return false;
    snprintf(text, 16, "%d/%d", a < b ? a : b, a < b ? b : a);
    return is_share(mark, text, max);
}

static vp_status between(vp_cell_problem *p, const char *cell, const vp_criterion *c, vp_micro step, vp_arena *arena,
                         vp_err *err)
{
    char text[VP_DECIMAL_MAX];
    vp_micro_format(text, step, 0);
    p->stands = false;
    p->what = about(N_("the mark '%1$s' for '%2$s' is no multiple of %3$s"), cell, c, arena);
    VP_ALLOC(p->what.arg[2], vp_arena_dupz(arena, text), err);
    p->mend = (vp_note){N_("marks go up in steps of %1$s: choose one of them"), {p->what.arg[2]}};
    return VP_OK;
}

vp_status vp_cell_mark(vp_micro *mark, vp_cell_problem *p, const char *cell, const vp_criterion *c, vp_arena *arena,
                       vp_err *err)
{
    const char *s = NULL;
    size_t decimals;
    *p = (vp_cell_problem){0};
    VP_TRY(narrow(&s, cell, arena, err));
    if (says_na(s))
        return not_applicable(mark, p, cell, c, arena);
    size_t n = decimal_at(s + (*s == '-'), &decimals) + (*s == '-');
    char fraction[16];
    if (was_fraction(mark, fraction, s, c->max)) {
        p->what = about(N_("'%1$s' for '%2$s' is a date that a spreadsheet has made of %3$s: it is read as that"), cell,
                        c, arena);
        VP_ALLOC(p->what.arg[2], vp_arena_dupz(arena, fraction), err);
        p->mend = (vp_note){N_("write points instead of fractions"), {0}};
        p->stands = true;
    } else if (!is_share(mark, s, c->max)) {
        if (s[n] != '\0' || n == 0 || strcmp(s, "-") == 0)
            return no_number(p, cell, s, *s == '-' ? 0 : n, c, arena, err);
        if (*s == '-' && strspn(s, "-0.") < n)
            return out_of_range(p, N_("the mark '%1$s' for '%2$s' is below 0"), cell, c, arena, err);
        if (decimals > VP_MICRO_PLACES) {
            p->what = about(N_("the mark '%1$s' for '%2$s' has more than six decimals"), cell, c, arena);
            p->mend = (vp_note){N_("round it to six decimals or fewer"), {0}};
            return VP_OK;
        }
        if (!vp_micro_parse(mark, s))
            *mark = INT64_MAX;
    }
    if (*mark > c->max)
        return out_of_range(p, N_("the mark '%1$s' for '%2$s' is above its maximum, %3$s"), cell, c, arena, err);
    if (*mark == VP_NO_MARK || (c->step > 0 && *mark % c->step != 0))
        return between(p, cell, c, c->step > 0 ? c->step : 1, arena, err);
    return VP_OK;
}

vp_status vp_cell_yes(bool *yes, vp_cell_problem *p, const char *cell, vp_arena *arena, vp_err *err)
{
    static const char *const yeses[] = {"yes", "y", "true", "1", "是", "有", "回避", "需回避", "√", "✓", NULL};
    static const char *const noes[] = {"", "no", "n", "false", "0", "否", "无", "不回避", "不需回避", "没有", NULL};
    const char *folded;
    *p = (vp_cell_problem){0};
    *yes = false;
    if (!*cell)
        return VP_OK;
    VP_TRY(vp_fold(&folded, cell, arena, err));
    for (size_t i = 0; noes[i]; i++)
        if (strcmp(noes[i], folded) == 0)
            return VP_OK;
    for (size_t i = 0; yeses[i]; i++)
        *yes |= strcmp(yeses[i], folded) == 0;
    if (!*yes) {
        p->what = (vp_note){N_("'%1$s' says neither yes nor no"), {vp_finding_quote(cell, arena)}};
        p->mend = (vp_note){N_("write yes where the reviewer declares a conflict, else leave it blank"), {0}};
    }
    return VP_OK;
}

/* Names that some file system gives a meaning of its own. */
static bool is_device(const char *s)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul", "com", "lpt", ".git", "git~1", NULL};
    for (size_t i = 0; devices[i]; i++) {
        size_t n = strlen(devices[i]);
        if (strncasecmp(s, devices[i], n) != 0)
            continue;
        s += n + (i >= 4 && i < 6 && s[n] >= '0' && s[n] <= '9');
        return *s == '\0' || *s == '.';
    }
    return false;
}

bool vp_can_name_file(const char *s)
{
    size_t n = strlen(s);
    if (n == 0 || n > VP_FILE_NAME_MAX || *s == '.' || *s == '-' || *s == ' ' || s[n - 1] == '.' || s[n - 1] == ' ')
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7F || strchr("/\\:*?\"<>|", s[i]))
            return false;
    return !is_device(s) && vp_shows_whole(s, n); /* what hides or reorders characters has no place in a name */
}
