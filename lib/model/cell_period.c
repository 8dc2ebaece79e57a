/* Two days in one cell, as columns 实施周期 have them: 2024年3月至12月, 2024.3-2024.12. */
#include <string.h>
#include "lib/model/cell.h"

enum { LONGEST = 200 }; /* bytes of a cell that holds nothing but two days: it is cut at every mark */

/* What stands beside the two dates without changing them: 自 … 起至 … 止. */
static const char *date_in(const char *s, size_t n, vp_arena *arena)
{
    static const char *const before[] = {" ", "自", "从", "(", NULL};
    static const char *const behind[] = {" ", "起", "止", "底", ")", NULL};
    for (size_t i = 0; before[i];) {
        size_t k = strlen(before[i]);
        bool there = n >= k && memcmp(s, before[i], k) == 0;
        s += there ? k : 0;
        n -= there ? k : 0;
        i = there ? 0 : i + 1;
    }
    for (size_t i = 0; behind[i];) {
        size_t k = strlen(behind[i]);
        bool there = n >= k && memcmp(s + n - k, behind[i], k) == 0;
        n -= there ? k : 0;
        i = there ? 0 : i + 1;
    }
    return vp_arena_dup(arena, s, n);
}

static bool is_date(vp_value *out, const char *s, vp_arena *arena)
{
    vp_problem problem;
    return s && *s && vp_cell_date(out, &problem, s, arena) != VP_CELL_BAD && out->text;
}

/* "12月" behind "2024年3月" is of the same year. */
static const char *with_year(const char *to, const char *from, vp_arena *arena)
{
    size_t digits = strspn(to, "0123456789");
    if (strspn(from, "0123456789") != 4 || strncmp(from + 4, "年", strlen("年")) != 0 || digits < 1 || digits > 2 ||
        strncmp(to + digits, "月", strlen("月")) != 0)
        return to;
    return vp_arena_printf(arena, "%.4s年%s", from, to);
}

bool vp_cell_period(vp_value *from, vp_value *to, const char *s, vp_arena *arena)
{
    static const char *const marks[] = {"至", "到", "~", "—", "–", "―", "−", "-", NULL};
    size_t ways = 0;
    if (strnlen(s, LONGEST + 1) > LONGEST)
        return false;
    for (size_t m = 0; marks[m]; m++)
        for (const char *at = s; (at = strstr(at, marks[m])); at += strlen(marks[m])) {
            vp_value a = {0}, b = {0};
            const char *rest = at + strlen(marks[m]);
            while (strncmp(rest, marks[m], strlen(marks[m])) == 0)
                rest += strlen(marks[m]); /* "——", "--" */
            const char *first = date_in(s, (size_t)(at - s), arena), *second = date_in(rest, strlen(rest), arena);
            if (!first || !second || !is_date(&a, first, arena) || !is_date(&b, with_year(second, first, arena), arena))
                continue;
            if (ways++ > 0 && (strcmp(from->text, a.text) != 0 || strcmp(to->text, b.text) != 0))
                return false; /* more than one way to read it */
            *from = a;
            *to = b;
        }
    return ways > 0;
}
