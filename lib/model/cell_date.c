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

/* A time of midnight, which spreadsheets add by themselves. */
static bool midnight(const char *s)
{
    static const char *const forms[] = {"", " 0:00", " 0:00:00", " 00:00", " 00:00:00", "T00:00:00", NULL};
    for (size_t i = 0; forms[i]; i++)
        if (strcmp(s, forms[i]) == 0)
            return true;
    return false;
}

/* year SEP month [SEP day], the separators alike, or 年 月 日. Day 0: none was given. */
static bool parts(const char *s, int *y, int *m, int *d)
{
    *d = 0;
    if ((*y = number(&s, 4)) < 1000)
        return false;
    if (eat(&s, "年")) {
        if ((*m = number(&s, 2)) < 0 || !eat(&s, "月"))
            return false;
        if (*s == '\0')
            return true;
        return (*d = number(&s, 2)) > 0 && (eat(&s, "日") || eat(&s, "号")) && midnight(s);
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

vp_cell_state vp_cell_date(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena)
{
    int y, m, d;
    char buf[VP_DATE_MAX];
    if (strlen(s) == 10 && vp_date_parse(&out->date, s)) { /* the common case */
        out->text = s;
        out->number = out->date.first;
        return VP_CELL_GOOD;
    }
    if (s[strspn(s, "0123456789")] == '\0')
        return refuse(problem, N_("'%1$s' is a number, not a date"), s,
                      N_("format the column as a date (2024-03-01) and export it again"));
    if (!parts(s, &y, &m, &d))
        return refuse(problem, N_("'%1$s' is not a date"), s,
                      N_("write it as 2024-03-01, 2024/3/1 or 2024年3月1日, the year with four digits"));
    if (!vp_date_make(&out->date, y, m, d))
        return refuse(problem, N_("there is no such day as '%1$s'"), s, N_("check the month and the day"));
    vp_date_format(buf, out->date);
    out->text = vp_arena_dupz(arena, buf);
    out->number = out->date.first;
    return VP_CELL_GOOD;
}
