/* Reading the options that say where a sheet's header is and what its columns mean. */
#include <string.h>
#include <vp/fold.h>
#include "lib/model/cell.h"
#include "lib/verb/intake_how.h"

/* A whole number of at most nine digits. */
static bool whole(size_t *out, const char *s)
{
    size_t n = strspn(s, "0123456789");
    if (n == 0 || n > 9 || s[n] != '\0')
        return false;
    for (*out = 0; *s; s++)
        *out = *out * 10 + (size_t)(*s - '0');
    return true;
}

static vp_status read_rows(vp_how *out, const vp_reading *r, vp_arena *arena, vp_err *err)
{
    out->header_rows = 1;
    if (r->header_rows) {
        out->said_rows = true;
        if (!whole(&out->header_rows, r->header_rows) || out->header_rows > VP_HEADER_LEVELS_MAX)
            return vp_fail(err, VP_USAGE, VP_NOWHERE, "--header-rows: '%s' is not a number from 0 to %d",
                           vp_heading_short(r->header_rows, arena), VP_HEADER_LEVELS_MAX);
    }
    if (!r->header_row)
        return VP_OK;
    if (!whole(&out->header_row, r->header_row) || out->header_row == 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--header-row: '%s' is not the number of a line",
                       vp_heading_short(r->header_row, arena));
    if (out->header_rows == 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--header-row and --header-rows=0 ask for different things");
    return VP_OK;
}

vp_status vp_how_excel_dates(int *out, const char *text, vp_err *err)
{
    *out = 0;
    if (!text)
        return VP_OK;
    *out = strcmp(text, "1900") == 0 ? 1900 : strcmp(text, "1904") == 0 ? 1904 : 0;
    if (*out != 0)
        return VP_OK;
    vp_fail(err, VP_USAGE, VP_NOWHERE, "--excel-dates: '%.20s' is neither 1900 nor 1904", text);
    return vp_hint(err, "1900 is what Excel and WPS count from, 1904 what old Excel for Macintosh did"), VP_USAGE;
}

static vp_status read_unit(vp_how *out, const vp_reading *r, vp_arena *arena, vp_err *err)
{
    const char *name;
    out->unit_name = "";
    if (!r->unit)
        return VP_OK;
    VP_TRY(vp_fold(&name, r->unit, arena, err));
    out->unit = vp_money_unit(name);
    out->unit_name = name;
    if (out->unit != 0)
        return VP_OK;
    vp_fail(err, VP_USAGE, VP_NOWHERE, "--unit: '%s' is no unit of money", vp_heading_short(r->unit, arena));
    return vp_hint(err, "units are: 元, 千元, 万元, 百万元, 亿元"), VP_USAGE;
}

vp_status vp_how_read(vp_how *out, const vp_reading *reading, const vp_round *round, vp_arena *arena, vp_err *err)
{
    *out = (vp_how){0};
    VP_TRY(read_rows(out, reading, arena, err));
    VP_TRY(vp_how_excel_dates(&out->excel_dates, reading->excel_dates, err));
    VP_TRY(read_unit(out, reading, arena, err));
    VP_TRY(vp_mappings_read(&out->maps, &reading->map, "--map", round, arena, err));
    for (size_t i = 0; i < out->maps.n && out->header_rows == 0; i++)
        if (out->maps.at[i].position == 0) {
            vp_fail(err, VP_USAGE, VP_NOWHERE, "--map: there are no headings with --header-rows=0, so none is '%s'",
                    vp_heading_short(out->maps.at[i].said, arena));
            return vp_hint(err, "name columns by their place, such as '#3=title'"), VP_USAGE;
        }
    return VP_OK;
}
