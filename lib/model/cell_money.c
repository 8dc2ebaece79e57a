/* Money as people write it: units, thousands, currency marks, brackets for less than nothing. */
#include <string.h>
#include "lib/model/cell.h"

typedef struct money_unit { const char *name; int64_t minor; } money_unit;

/* Longest first where one is the end of another. */
static const money_unit units[] = {
    {"人民币万元", 1000000}, {"人民币元", 100}, {"万元整", 1000000}, {"亿元整", 10000000000},
    {"百万元", 100000000}, {"千元", 100000}, {"万元", 1000000},
    {"萬元", 1000000}, {"亿元", 10000000000}, {"億元", 10000000000}, {"元整", 100}, {"元", 100}, {"圆", 100},
    {"圓", 100}, {"万", 1000000}, {"萬", 1000000}, {"亿", 10000000000}, {"億", 10000000000}, {"yuan", 100},
};

/* Marks that say nothing but the currency, before or after the number. */
static const struct { const char *currency, *mark; } marks[] = {
    {"CNY", "人民币"}, {"CNY", "¥"}, {"CNY", "CN¥"}, {"CNY", "RMB"}, {"CNY", "CNY"}, {"GBP", "£"}, {"USD", "US$"},
    {"USD", "$"}, {"EUR", "€"}, {"HKD", "HK$"}, {"HKD", "$"}, {"AUD", "$"}, {"CAD", "$"}, {"TWD", "NT$"}, {"JPY", "¥"},
};

int64_t vp_money_unit(const char *s)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(s, units[i].name) == 0)
            return units[i].minor;
    return 0;
}

vp_cell_state vp_cell_bad(vp_problem *problem, const char *rule, vp_note what, vp_note mend)
{
    *problem = (vp_problem){.rule = rule, .what = what, .mend = mend};
    return VP_CELL_BAD;
}

static const char *after_digits(const char *s)
{
    while (*s >= '0' && *s <= '9')
        s++;
    return s;
}

bool vp_scientific(const char *s)
{
    s += *s == '-' || *s == '+';
    const char *digits = s;
    s = after_digits(s);
    if (s == digits)
        return false;
    if (*s == '.')
        s = after_digits(s + 1);
    if (*s != 'E' && *s != 'e')
        return false;
    s++;
    s += *s == '-' || *s == '+';
    digits = s;
    s = after_digits(s);
    return s > digits && *s == '\0';
}

static size_t starts(const char *s, size_t n, const char *mark)
{
    size_t k = strlen(mark);
    return k <= n && memcmp(s, mark, k) == 0 ? k : 0;
}

static size_t ends(const char *s, size_t n, const char *mark)
{
    size_t k = strlen(mark);
    return k <= n && memcmp(s + n - k, mark, k) == 0 ? k : 0;
}

static void trim(const char **s, size_t *n)
{
    for (; *n > 0 && **s == ' '; ++*s, --*n)
        ;
    while (*n > 0 && (*s)[*n - 1] == ' ')
        --*n;
}

/* Cut the currency's marks and code at both ends. */
static void cut_marks(const char **s, size_t *n, const char *currency)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strcmp(marks[i].currency, currency) != 0)
            continue;
        size_t k = starts(*s, *n, marks[i].mark);
        *s += k;
        *n -= k;
        *n -= ends(*s, *n, marks[i].mark);
        trim(s, n);
    }
    size_t k = starts(*s, *n, currency);
    *s += k;
    *n -= k;
    *n -= ends(*s, *n, currency);
    trim(s, n);
}

/* Digits with right thousands groups and at most one point; false: not such a number. value = digits without point,
   decimals = how many stand behind it. At most 30 digits. */
static bool read_number(vp_wide *value, int *decimals, const char *s, size_t n)
{
    size_t i = 0, digits = 0, group = 0;
    bool grouped = false;
    *value = 0;
    *decimals = 0;
    for (; i < n && s[i] != '.'; i++) {
        if (s[i] == ',') {
            if (group == 0 || group > 3 || (grouped && group != 3))
                return false;
            grouped = true;
            group = 0;
            continue;
        }
        if (s[i] < '0' || s[i] > '9' || ++digits > 30)
            return false;
        *value = *value * 10 + (s[i] - '0');
        group++;
    }
    if (digits == 0 || (grouped && group != 3))
        return false;
    if (i == n)
        return true;
    if (++i == n)
        return false;
    for (; i < n; i++, ++*decimals) {
        if (s[i] < '0' || s[i] > '9' || ++digits > 30)
            return false;
        *value = *value * 10 + (s[i] - '0');
    }
    return true;
}

/* value / 10^decimals in units of `minor`, rounded half away from zero; *exact tells whether nothing was lost. */
static bool scale(vp_money *out, bool *exact, vp_wide value, int decimals, int64_t minor)
{
    vp_wide den = 1, num;
    while (decimals > 0 && value % 10 == 0) {
        value /= 10;
        decimals--;
    }
    for (int i = 0; i < decimals; i++)
        den *= 10;
    if (__builtin_mul_overflow(value, (vp_wide)minor, &num))
        return false;
    *exact = num % den == 0;
    vp_wide rounded = (num + den / 2) / den;
    if (rounded > INT64_MAX)
        return false;
    *out = (vp_money)rounded;
    return true;
}

bool vp_is_share(const char *s)
{
    size_t n = strlen(s);
    static const char words[] = "百分之";
    return (n > 1 && s[n - 1] == '%') || strncmp(s, words, sizeof words - 1) == 0;
}

/* The mark of another currency than the round's at one of the ends. */
static bool other_mark(const char *s, const char *currency)
{
    bool other = false;
    size_t n = strlen(s);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (!starts(s, n, marks[i].mark) && !ends(s, n, marks[i].mark))
            continue;
        if (strcmp(marks[i].currency, currency) == 0)
            return false;
        other = true;
    }
    return other;
}

static bool vague(const char *s)
{
    static const char *const words[] = {"约", "大约", "近", "超", "逾", "不少于", "不超过", "不低于", "至少", "至多", "最多",
                                        NULL};
    static const char *const behind[] = {"余元", "多元", "左右", "以上", "以内", "以下", NULL};
    size_t n = strlen(s);
    for (size_t i = 0; words[i]; i++)
        if (starts(s, n, words[i]))
            return true;
    for (size_t i = 0; behind[i]; i++)
        if (ends(s, n, behind[i]))
            return true;
    return false;
}

static vp_cell_state not_money(vp_problem *problem, const char *s, const char *currency)
{
    if (vp_is_share(s))
        return vp_cell_bad(problem, "money", (vp_note){N_("'%1$s' is a share, not an amount"), {s}},
                           (vp_note){N_("write the amount itself"), {NULL}});
    if (vague(s))
        return vp_cell_bad(problem, "money", (vp_note){N_("'%1$s' is not an exact amount"), {s}},
                           (vp_note){N_("write the amount itself, without words such as 约 or 左右"), {NULL}});
    if (other_mark(s, currency))
        return vp_cell_bad(problem, "money", (vp_note){N_("'%1$s' is not in the round's currency"), {s}},
                           (vp_note){N_("write the amount in %1$s"), {currency}});
    return vp_cell_bad(problem, "money", (vp_note){N_("'%1$s' is not an amount"), {s}},
                       (vp_note){N_("write digits, such as 120000.00 or 120,000"), {NULL}});
}

static vp_cell_state finish(vp_value *out, vp_money m, vp_arena *arena)
{
    char buf[VP_DECIMAL_MAX];
    size_t n = vp_money_format(buf, m);
    out->number = m;
    out->text = vp_arena_dup(arena, buf, n);
    return VP_CELL_GOOD;
}

/* The common case: digits, at most two decimals, nothing else. */
static bool plain_number(vp_wide *value, int *decimals, const char *s)
{
    enum { SAFE = 15 };
    size_t whole = 0, part = 0;
    *value = 0;
    for (; s[whole] >= '0' && s[whole] <= '9'; whole++)
        if (whole < SAFE)
            *value = *value * 10 + (s[whole] - '0');
    if (s[whole] == '.')
        for (part = 1; s[whole + part] >= '0' && s[whole + part] <= '9' && part <= 2; part++)
            *value = *value * 10 + (s[whole + part] - '0');
    *decimals = part > 0 ? (int)part - 1 : 0;
    return whole > 0 && whole <= SAFE && part != 1 && s[whole + part] == '\0';
}

/* The most common case: an amount in major units that is written as we write it. */
static bool canonical(vp_money *out, const char *s)
{
    enum { SAFE = 13 };
    int64_t v = 0;
    const char *p = s;
    for (; *p >= '0' && *p <= '9' && p - s < SAFE; p++)
        v = v * 10 + (*p - '0');
    if (p == s || (*s == '0' && p - s > 1) || *p != '.' || p[1] < '0' || p[1] > '9' || p[2] < '0' || p[2] > '9' ||
        p[3] != '\0')
        return false;
    *out = v * 100 + (p[1] - '0') * 10 + (p[2] - '0');
    return true;
}

/* Cut the unit that the text ends in: what it is worth in minor units, 0: it has none. */
static int64_t cut_unit(const char **name, const char **s, size_t *n)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t k = ends(*s, *n, units[i].name);
        if (k == 0)
            continue;
        *name = units[i].name;
        *n -= k;
        trim(s, n);
        return units[i].minor;
    }
    return 0;
}

vp_cell_state vp_cell_money(vp_value *out, vp_problem *problem, const char *s, int64_t unit, const char *unit_name,
                            const char *currency, vp_arena *arena)
{
    const char *p = s;
    vp_money m;
    vp_wide value;
    int decimals;
    bool exact;
    if ((unit == 0 || unit == 100) && canonical(&m, s)) {
        out->number = m;
        out->text = s;
        return VP_CELL_GOOD;
    }
    size_t n = strlen(s);
    if (plain_number(&value, &decimals, s) && scale(&m, &exact, value, decimals, unit ? unit : 100) && exact)
        return finish(out, m, arena);
    if (vp_capital_money(&m, s))
        return finish(out, m, arena);
    if (vp_scientific(s))
        return vp_cell_bad(problem, "money", (vp_note){N_("'%1$s' has lost its digits in a spreadsheet"), {s}},
                           (vp_note){N_("format the column as a number and export it again"), {NULL}});
    bool negative = n > 2 && *p == '(' && p[n - 1] == ')';
    if (negative) {
        p++;
        n -= 2;
    }
    cut_marks(&p, &n, currency);
    size_t minus = starts(p, n, "-") + starts(p, n, "−");
    if (minus > 0 && !negative) {
        negative = true;
        p += minus;
        n -= minus;
        cut_marks(&p, &n, currency);
    }
    const char *own_name = "";
    int64_t own = cut_unit(&own_name, &p, &n);
    if (!read_number(&value, &decimals, p, n))
        return not_money(problem, s, currency);
    if (own != 0 && unit != 0 && own != unit)
        return vp_cell_bad(problem, "unit", (vp_note){N_("'%1$s' is in %2$s, but the column is in %3$s"),
                                                      {s, own_name, unit_name}},
                           (vp_note){N_("write the amount in %1$s, without a unit"), {unit_name}});
    if (!scale(&m, &exact, value, decimals, own ? own : unit ? unit : 100))
        return vp_cell_bad(problem, "money", (vp_note){N_("'%1$s' is too large"), {s}},
                           (vp_note){N_("check the amount and its unit"), {NULL}});
    if (negative && m != 0)
        return vp_cell_bad(problem, "money", (vp_note){N_("'%1$s' is less than nothing"), {s}},
                           (vp_note){N_("write an amount of 0 or more"), {NULL}});
    finish(out, m, arena);
    if (exact)
        return VP_CELL_GOOD;
    *problem = (vp_problem){.rule = "money",
                            .what = {N_("'%1$s' has more than two decimals: read as %2$s"), {s, out->text}},
                            .mend = {N_("write the amount with two decimals"), {NULL}}};
    return VP_CELL_ODD;
}
