/* Dates: day numbers by Howard Hinnant's civil calendar algorithms. */
#include <stdio.h>
#include <vp/date.h>

/* Days this code works with: years 1 to 9999; others are taken to the nearest of these. */
enum { FIRST_DAY = -719162, LAST_DAY = 2932896 };

static int32_t within(int64_t day)
{
    return (int32_t)(day < FIRST_DAY ? FIRST_DAY : day > LAST_DAY ? LAST_DAY : day);
}

static int32_t days_from_civil(int y, int m, int d)
{
    y -= m <= 2;
    int era = y / 400, yoe = y - era * 400;
    int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static void civil_from_days(int32_t z, int *y, int *m, int *d)
{
    z = within(z) + 719468;
    int era = z / 146097, doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp + (mp < 10 ? 3 : -9);
    *y = yoe + era * 400 + (*m <= 2);
}

static int month_days(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 29 : days[m - 1];
}

bool vp_date_make(vp_date *out, int year, int month, int day)
{
    if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 0 || day > month_days(year, month))
        return false;
    out->first = days_from_civil(year, month, day ? day : 1);
    out->last = day ? out->first : days_from_civil(year, month, month_days(year, month));
    return true;
}

static int digits(const char *s, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        v = v * 10 + s[i] - '0';
    }
    return v;
}

bool vp_date_parse(vp_date *out, const char *s)
{
    int y = digits(s, 4), m, d = 0;
    if (y < 0 || s[4] != '-' || (m = digits(s + 5, 2)) < 0)
        return false;
    if (s[7] == '-') {
        if ((d = digits(s + 8, 2)) <= 0 || s[10] != '\0')
            return false;
    } else if (s[7] != '\0') {
        return false;
    }
    return vp_date_make(out, y, m, d);
}

void vp_date_format(char buf[VP_DATE_MAX], vp_date date)
{
    int y, m, d;
    civil_from_days(date.first, &y, &m, &d);
    if (date.first == date.last)
        snprintf(buf, VP_DATE_MAX, "%04d-%02d-%02d", y % 10000, m % 100, d % 100);
    else
        snprintf(buf, VP_DATE_MAX, "%04d-%02d", y % 10000, m % 100);
}

int32_t vp_date_years_before(int32_t day, int years)
{
    int y, m, d;
    civil_from_days(day, &y, &m, &d);
    if (years >= y || years < y - 9999)
        return years > 0 ? FIRST_DAY : LAST_DAY;
    y -= years;
    return days_from_civil(y, m, d > month_days(y, m) ? month_days(y, m) : d);
}

vp_date vp_date_of_epoch(int64_t seconds)
{
    int64_t day = seconds / 86400 - (seconds % 86400 < 0);
    return (vp_date){within(day), within(day)};
}

int vp_date_year(int32_t day)
{
    int y, m, d;
    civil_from_days(day, &y, &m, &d);
    return y;
}
