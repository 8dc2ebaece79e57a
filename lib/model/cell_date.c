/* Dates as people write them; what needs a guess is refused. */
#include <string.h>
#include "lib/model/cell.h"

static vp_cell_state refuse(vp_problem *problem, const char *msg, const char *s, const char *mend)
{
    return vp_cell_bad(problem, "date", (vp_note){msg, {s}}, (vp_note){mend, {NULL}});
}

static int number(const char **s, size_t most)
{
    int v = 0;
    size_t n = 0;
    for (; **s >= '0' && **s <= '9' && n < most; ++*s, n++)
        v = v * 10 + (**s - '0');
    return n == 0 || (**s >= '0' && **s <= '9') ? -1 : v;
}

static bool eat(const char **s, const char *sign)
{
    size_t n = strlen(sign);
    if (strncmp(*s, sign, n) != 0)
        return false;
    *s += n;
    return true;
}

/* 年, 月, 日 with blanks around them. */
static bool eat_sign(const char **s, const char *sign)
{
    const char *p = *s + strspn(*s, " ");
    if (!eat(&p, sign))
        return false;
    *s = p + strspn(p, " ");
    return true;
}

/* A time of midnight, which spreadsheets add by themselves. */
static bool midnight(const char *s)
{
    static const char *const forms[] = {"", " 0:00", " 0:00:00", " 00:00", " 00:00:00", "T00:00:00", NULL};
    for (size_t i = 0; forms[i]; i++)
        if (strcmp(s, forms[i]) == 0)
            return true;
    return false;
}

/* month/year, such as 11/2023: with four digits there is one way to read it. */
static bool month_first(const char *s, int *y, int *m)
{
    return (*m = number(&s, 2)) > 0 && eat(&s, "/") && strlen(s) == 4 && (*y = number(&s, 4)) >= 1000 && *s == '\0';
}

/* year SEP month [SEP day], the separators alike, or 年 月 日; or month/year. Day 0: none was given. */
static bool parts(const char *s, int *y, int *m, int *d)
{
    *d = 0;
    if (month_first(s, y, m))
        return true;
    if ((*y = number(&s, 4)) < 1000)
        return false;
    if (eat_sign(&s, "年")) {
        if ((*m = number(&s, 2)) < 0 || !eat_sign(&s, "月"))
            return false;
        if (*s == '\0')
            return true;
        return (*d = number(&s, 2)) > 0 && (eat_sign(&s, "日") || eat_sign(&s, "号")) && (s[-1] == ' ' ? midnight(s - 1)
                                                                                         : midnight(s));
    }
    char sep = *s;
    if (sep == '\0' || !strchr("-/.", sep))
        return false;
    s++;
    if ((*m = number(&s, 2)) < 0)
        return false;
    if (*s == '\0')
        return true;
    if (*s++ != sep)
        return false;
    return (*d = number(&s, 2)) > 0 && midnight(s);
}

/* 20240301: eight digits of this century or the last; a number that a spreadsheet counts days with has five. */
static bool compact(const char *s, int *y, int *m, int *d)
{
    if (strlen(s) != 8 || strspn(s, "0123456789") != 8 || (strncmp(s, "19", 2) != 0 && strncmp(s, "20", 2) != 0))
        return false;
    int v = number(&s, 8);
    *y = v / 10000;
    *m = v / 100 % 100;
    *d = v % 100;
    return *d > 0;
}

/* 2023.1 is January, or October whose zero a spreadsheet has taken away. */
static bool may_lack_zero(const char *s)
{
    return strspn(s, "0123456789") == 4 && strcmp(s + 4, ".1") == 0;
}

static vp_cell_state finish(vp_value *out, vp_problem *problem, const char *s, int y, int m, int d, vp_arena *arena)
{
    char buf[VP_DATE_MAX];
    if (!vp_date_make(&out->date, y, m, d))
        return refuse(problem, N_("there is no such day as '%1$s'"), s, N_("check the month and the day"));
    vp_date_format(buf, out->date);
    out->text = vp_arena_dupz(arena, buf);
    out->number = out->date.first;
    if (!may_lack_zero(s))
        return VP_CELL_GOOD;
    *problem = (vp_problem){.rule = "date",
                            .what = {N_("'%1$s' is read as January: a spreadsheet writes October so too"), {s}},
                            .mend = {N_("write the month as 2023-01 or 2023-10"), {NULL}}};
    return VP_CELL_ODD;
}

vp_cell_state vp_cell_date(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena)
{
    int y, m, d;
    if (strlen(s) == 10 && vp_date_parse(&out->date, s)) { /* the common case */
        out->text = s;
        out->number = out->date.first;
        return VP_CELL_GOOD;
    }
    if (compact(s, &y, &m, &d))
        return finish(out, problem, s, y, m, d, arena);
    if (s[strspn(s, "0123456789")] == '\0')
        return refuse(problem, N_("'%1$s' is a number, not a date"), s,
                      N_("format the column as a date (2024-03-01) and export it again"));
    if (!parts(s, &y, &m, &d))
        return refuse(problem, N_("'%1$s' is not a date"), s,
                      N_("write it as 2024-03-01, 2024/3/1 or 2024年3月1日, the year with four digits"));
    return finish(out, problem, s, y, m, d, arena);
}
