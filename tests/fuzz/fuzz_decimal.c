/* Decimals and dates: what is read, written and read again is the same; nothing overflows. */
#include <vp/date.h>
#include <vp/money.h>
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char text[64], back[VP_DECIMAL_MAX], day[VP_DATE_MAX];
    size_t len = n < sizeof text - 1 ? n : sizeof text - 1;
    if (len)
        memcpy(text, bytes, len);
    text[len] = '\0';

    for (int places = 0; places <= VP_MICRO_PLACES; places++) {
        int64_t value, other;
        if (!vp_decimal_parse(&value, text, places))
            continue;
        HOLDS(vp_decimal_format(back, value, places) < sizeof back);
        HOLDS(vp_decimal_parse(&other, back, places) && other == value);
        vp_decimal_trim(back, value, places, 0);
        HOLDS(vp_decimal_parse(&other, back, places) && other == value);
    }

    vp_date d, e;
    if (vp_date_parse(&d, text)) {
        HOLDS(d.first <= d.last);
        vp_date_format(day, d);
        HOLDS(strcmp(day, text) == 0);
        HOLDS(vp_date_parse(&e, day) && e.first == d.first && e.last == d.last);
        HOLDS(vp_date_years_before(d.first, 1) < d.first);
    }

    int64_t v[4] = {0}, scaled;
    memcpy(v, bytes, n < sizeof v ? n : sizeof v);
    if (v[3] > 0 && vp_scale_floor(&scaled, v[0], v[1], v[2], v[3]))
        HOLDS(v[2] > 0 && scaled % v[3] == 0);
    if (v[2] > 0 && v[3] > 0 && vp_round_half_up(&scaled, v[0], v[2], v[3]))
        HOLDS(scaled % v[3] == 0);
    return 0;
}
