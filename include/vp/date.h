/* Calendar dates with the precision they were given in, and the injected clock. */
#ifndef VP_DATE_H
#define VP_DATE_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Days since 1970-01-01 (proleptic Gregorian). A date of month precision covers first..last of the month. */
typedef struct vp_date { int32_t first, last; } vp_date;

enum { VP_DATE_MAX = 16 };

/* Canonical form only: YYYY-MM-DD or YYYY-MM, a real day of the years 1000 to 9999. */
bool vp_date_parse(vp_date *out, const char *s);
/* From numbers; day 0 is month precision. False: no such day. */
bool vp_date_make(vp_date *out, int year, int month, int day);
void vp_date_format(char buf[VP_DATE_MAX], vp_date d);
/* The same day n years earlier (29 February gives 28 February when there is none). */
int32_t vp_date_years_before(int32_t day, int years);
/* The UTC day of a moment in seconds since 1970, as a date, and its calendar year. */
vp_date vp_date_of_epoch(int64_t seconds);
int vp_date_year(int32_t day);

#ifdef __cplusplus
}
#endif
#endif
