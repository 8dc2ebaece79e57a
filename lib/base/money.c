/* Exact decimals. */
#include <limits.h>
#include <string.h>
#include <vp/money.h>

/* v * 10 + digit; negative numbers go downwards, so that the smallest int64 can be read. */
static bool append(int64_t *v, int digit, bool negative)
{
    return !__builtin_mul_overflow(*v, 10, v) && !__builtin_add_overflow(*v, negative ? -digit : digit, v);
}

bool vp_decimal_parse(int64_t *out, const char *s, int places)
{
    bool negative = *s == '-';
    s += negative;
    if (*s < '0' || *s > '9')
        return false;
    int64_t v = 0;
    for (; *s >= '0' && *s <= '9'; s++)
        if (!append(&v, *s - '0', negative))
            return false;
    int decimals = 0;
    if (*s == '.') {
        for (s++; *s >= '0' && *s <= '9'; s++, decimals++)
            if (decimals == places || !append(&v, *s - '0', negative))
                return false;
        if (decimals == 0)
            return false;
    }
    if (*s != '\0')
        return false;
    for (; decimals < places; decimals++)
        if (!append(&v, 0, false))
            return false;
    *out = v;
    return true;
}

size_t vp_decimal_format(char buf[VP_DECIMAL_MAX], int64_t value, int places)
{
    char back[VP_DECIMAL_MAX];
    uint64_t u = value < 0 ? -(uint64_t)value : (uint64_t)value;
    size_t n = 0, out = 0;
    for (int digits = 0; u > 0 || digits <= places; digits++, u /= 10) {
        if (digits == places && places > 0)
            back[n++] = '.';
        back[n++] = (char)('0' + u % 10);
    }
    if (value < 0)
        buf[out++] = '-';
    while (n > 0)
        buf[out++] = back[--n];
    buf[out] = '\0';
    return out;
}

size_t vp_decimal_trim(char buf[VP_DECIMAL_MAX], int64_t value, int places, int keep)
{
    size_t n = vp_decimal_format(buf, value, places);
    while (places > keep && buf[n - 1] == '0') {
        n--;
        places--;
    }
    if (places == 0 && buf[n - 1] == '.')
        n--;
    buf[n] = '\0';
    return n;
}

bool vp_money_parse(vp_money *out, const char *s)
{
    return vp_decimal_parse(out, s, VP_MONEY_PLACES);
}

size_t vp_money_format(char buf[VP_DECIMAL_MAX], vp_money m)
{
    return vp_decimal_format(buf, m, VP_MONEY_PLACES);
}

size_t vp_decimal_group(char buf[VP_GROUPED_MAX], const char *decimal)
{
    size_t n = strlen(decimal), first = *decimal == '-', whole = strcspn(decimal, "."), out = 0;
    for (size_t i = 0; i < n && n < VP_DECIMAL_MAX; i++) {
        if (i > first && i < whole && (whole - i) % 3 == 0)
            buf[out++] = ',';
        buf[out++] = decimal[i];
    }
    buf[out] = '\0';
    return out;
}

size_t vp_money_group(char buf[VP_GROUPED_MAX], vp_money m)
{
    char decimal[VP_DECIMAL_MAX];
    vp_money_format(decimal, m);
    return vp_decimal_group(buf, decimal);
}

int vp_step_places(vp_micro step)
{
    int places = VP_MICRO_PLACES;
    for (; places > 0 && step > 0 && step % 10 == 0; step /= 10)
        places--;
    return places;
}

void vp_step_see(vp_micro *step, const char *decimal)
{
    const char *point = strchr(decimal, '.');
    vp_micro finest = VP_MICRO;
    for (size_t n = point ? strlen(point + 1) : 0; n > 0; n--)
        finest /= 10;
    if (finest < *step)
        *step = finest;
}

bool vp_micro_parse(vp_micro *out, const char *s)
{
    return vp_decimal_parse(out, s, VP_MICRO_PLACES);
}

size_t vp_micro_format(char buf[VP_DECIMAL_MAX], vp_micro m, int keep)
{
    return vp_decimal_trim(buf, m, VP_MICRO_PLACES, keep);
}

bool vp_money_add(vp_money *sum, vp_money more)
{
    return !__builtin_add_overflow(*sum, more, &more) && (*sum = more, true);
}

static vp_wide floor_div(vp_wide a, vp_wide b)
{
    vp_wide q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

static bool fits(int64_t *out, vp_wide v)
{
    if (v > INT64_MAX || v < INT64_MIN)
        return false;
    *out = (int64_t)v;
    return true;
}

bool vp_scale_floor(int64_t *out, int64_t value, int64_t numerator, int64_t denominator, int64_t step)
{
    if (denominator <= 0 || step <= 0)
        return false;
    return fits(out, floor_div((vp_wide)value * numerator, (vp_wide)denominator * step) * step);
}

bool vp_round_half_up(int64_t *out, vp_wide num, vp_wide den, int64_t step)
{
    vp_wide unit, twice, top;
    if (den <= 0 || step <= 0 || __builtin_mul_overflow(den, step, &unit) ||
        __builtin_mul_overflow(unit, 2, &twice) ||
        __builtin_mul_overflow(num, 2, &top) || __builtin_add_overflow(top, unit, &top))
        return false;
    vp_wide steps = floor_div(top, twice);
    return !__builtin_mul_overflow(steps, step, &steps) && fits(out, steps);
}
