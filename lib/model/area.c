/* Divisions of China: whether a code is one, was one, or never was. */
#include <stddef.h>
#include <stdint.h>
#include "lib/model/area.h"

typedef struct run { int32_t first; uint8_t n, former; } run;

#define C(first, n) {first, n, 0}
#define F(first, n) {first, n, 1}
static const run runs[] = {
#include "area.def"
};
#undef C
#undef F

static vp_area_state look_up(int32_t code)
{
    size_t low = 0, high = sizeof runs / sizeof *runs; /* the last run that begins at or before the code */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (runs[middle].first <= code)
            low = middle;
        else
            high = middle;
    }
    if (code < runs[low].first || code >= runs[low].first + runs[low].n)
        return VP_AREA_UNKNOWN;
    return runs[low].former ? VP_AREA_FORMER : VP_AREA_KNOWN;
}

vp_area_state vp_area(const char *s)
{
    int32_t code = 0;
    for (int i = 0; i < 6; i++) {
        if (s[i] < '0' || s[i] > '9')
            return VP_AREA_UNKNOWN;
        code = code * 10 + (s[i] - '0');
    }
    int32_t end = code % 100, province = code / 10000;
    if (province == 71 || province == 81 || province == 82)
        return VP_AREA_KNOWN;
    vp_area_state state = look_up(code);
    if (state == VP_AREA_UNKNOWN && code >= 110000 && ((end >= 71 && end <= 79) || end >= 90))
        state = look_up(code - end);
    return state;
}
