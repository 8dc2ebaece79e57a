/* Days as spreadsheets count them: a bare number where a date was meant. */
#include <string.h>
#include "lib/model/cell.h"

enum { FALSE_LEAP_DAY = 60 }; /* 29 February 1900, which Excel believes in */

bool vp_serial(const char *s)
{
    size_t whole = strspn(s, "0123456789");
    if (whole > 7)
        return false; /* 20240301 is a date */
    if (whole == 0 || s[whole] == '\0')
        return whole > 0;
    size_t part = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
    return part > 0 && s[whole + 1 + part] == '\0' && whole > 4; /* 2024.3 is a month */
}

/* The day of a serial number; its fraction is the time of the day. False: none that a sheet of today means. */
static bool day_of(vp_date *out, const char *s, int system)
{
    enum { EPOCH_1900 = 25569, EPOCH_1904 = 24107, DAY = 86400, FIRST_YEAR = 1900, LAST_YEAR = 2199 };
    int64_t n = 0;
    for (size_t i = 0; s[i] >= '0' && s[i] <= '9'; i++)
        if ((n = n * 10 + (s[i] - '0')) > 1000000)
            return false;
    if (system == 1900 && (n == 0 || n == FALSE_LEAP_DAY))
        return false;
    if (system == 1900 && n < FALSE_LEAP_DAY)
        n++; /* before it, serials are one day short */
    *out = vp_date_of_epoch((n - (system == 1904 ? EPOCH_1904 : EPOCH_1900)) * DAY);
    int year = vp_date_year(out->first);
    return year >= FIRST_YEAR && year <= LAST_YEAR;
}

/* 1905 or so as a day number, but a year to any reader. */
static bool year_like(const char *s)
{
    return strlen(s) == 4 && (s[0] == '1' || s[0] == '2') && (s[1] == '9' || s[1] == '0');
}

vp_cell_state vp_cell_serial(vp_value *out, vp_problem *problem, const char *s, int system, vp_arena *arena)
{
    char text[VP_DATE_MAX];
    vp_date day;
    bool known = !year_like(s) && day_of(&day, s, system ? system : 1900);
    if (!known && system)
        return vp_cell_bad(problem, "date", (vp_note){N_("'%1$s' is no day number of a spreadsheet"), {s}},
                           (vp_note){N_("write the date as 2024-03-01"), {NULL}});
    if (!known)
        return vp_cell_bad(problem, "date", (vp_note){N_("'%1$s' is a number, not a date"), {s}},
                           (vp_note){N_("format the column as a date (2024-03-01) and export it again"), {NULL}});
    vp_date_format(text, day);
    if (!system)
        return vp_cell_bad(problem, "date", (vp_note){N_("'%1$s' is a number, not a date"), {s}},
                           (vp_note){N_("format the column as a date and export it again, or read it as Excel's day "
                                        "number with --excel-dates 1900: %1$s"), {vp_arena_dupz(arena, text)}});
    out->date = day;
    out->text = vp_arena_dupz(arena, text);
    out->number = day.first;
    return VP_CELL_GOOD;
}
