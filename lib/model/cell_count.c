/* Counts keep the words around the number: 约500人次 is neither 500 people nor exactly 500. */
#include <string.h>
#include "lib/model/cell.h"

static const char *const before[] = {"大约", "约", "近", "超过", "超", "逾", "不少于", "不低于", "至少", NULL};
static const char *const after[] = {"余", "多", "左右", "以上", NULL};
static const char *const counted[] = {"人次", "人(次)", "人/次", "人", "名", "户次",
                                      "户", "场次", "场", "个", "次", "家", "位", "例", "件", "份", "对", NULL};

#define MOST INT64_C(1000000000000000)

static const char *word(const char **s, const char *const *words)
{
    for (; *words; words++) {
        size_t n = 0;
        while ((*words)[n] && (*words)[n] == (*s)[n])
            n++;
        if ((*words)[n] == '\0') {
            *s += n;
            return *words;
        }
    }
    return "";
}

static void skip_spaces(const char **s)
{
    while (**s == ' ')
        ++*s;
}

static vp_cell_state refuse(vp_problem *problem, const char *s)
{
    if (vp_scientific(s))
        return vp_cell_bad(problem, "count", (vp_note){N_("'%1$s' has lost its digits in a spreadsheet"), {s}},
                           (vp_note){N_("format the column as a number and export it again"), {NULL}});
    if (vp_is_share(s))
        return vp_cell_bad(problem, "count",
                           (vp_note){N_("'%1$s' is a share, not a number of people or things"), {s}},
                           (vp_note){N_("write the number itself"), {NULL}});
    return vp_cell_bad(problem, "count", (vp_note){N_("'%1$s' is not a number of people or things"), {s}},
                       (vp_note){N_("write a whole number of 0 or more; words such as 约 before it and 人次 behind it "
                                    "are kept"),
                                 {NULL}});
}

/* NULL when there is no memory. */
static const char *join(const char *first, int64_t v, const char *more, const char *unit, const char *tail,
                        vp_arena *arena)
{
    char text[128], *p = text;
    p = stpcpy(p, first);
    p += vp_decimal_format(p, v, 0);
    p = stpcpy(stpcpy(stpcpy(p, more), unit), tail);
    return vp_arena_dup(arena, text, (size_t)(p - text));
}

vp_cell_state vp_cell_count(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena)
{
    const char *p = s;
    size_t plain = strspn(s, "0123456789");
    if (s[plain] == '\0' && plain <= 15 && *s != '0') { /* the common case: digits alone are canonical */
        for (out->number = 0; *p; p++)
            out->number = out->number * 10 + (*p - '0');
        out->text = s;
        return VP_CELL_GOOD;
    }
    const char *first = word(&p, before);
    skip_spaces(&p);
    int64_t v = 0, decimals = 0, scale = 1;
    size_t digits = 0, group = 0;
    bool grouped = false, point = false;
    for (;; p++) {
        if (*p == ',' && digits > 0 && !point && group <= 3 && (!grouped || group == 3)) {
            grouped = true;
            group = 0;
        } else if (*p == '.' && digits > 0 && !point && (!grouped || group == 3)) {
            point = true;
        } else if (*p >= '0' && *p <= '9') {
            if (++digits > 15)
                return refuse(problem, s);
            v = v * 10 + (*p - '0');
            decimals += point;
            group++;
        } else {
            break;
        }
    }
    if (digits == 0 || (grouped && !point && group != 3) || (point && decimals == 0))
        return refuse(problem, s);
    skip_spaces(&p);
    const char *more = word(&p, after);
    if (strncmp(p, "万", strlen("万")) == 0) {
        p += strlen("万");
        scale = 10000;
    }
    skip_spaces(&p);
    if (!*more)
        more = word(&p, after);
    skip_spaces(&p);
    const char *unit = word(&p, counted), *tail = *more ? "" : word(&p, after); /* 50余人, 50人以上 */
    for (; decimals > 0; decimals--) {
        if (scale % 10 == 0)
            scale /= 10;
        else if (v % 10 == 0)
            v /= 10;
        else
            return refuse(problem, s);
    }
    if (*p != '\0' || __builtin_mul_overflow(v, scale, &v) || v >= MOST)
        return refuse(problem, s);
    out->number = v;
    out->text = join(first, v, more, unit, tail, arena);
    return VP_CELL_GOOD;
}
