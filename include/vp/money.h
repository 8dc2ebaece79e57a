/* Exact decimals: money in minor units, scores in millionths. Never floating point. */
#ifndef VP_MONEY_H
#define VP_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int64_t vp_money; /* minor units: 1/100 of the currency's major unit */
typedef int64_t vp_micro; /* millionths of a point, or of 1 for shares and weights */

enum { VP_MONEY_PLACES = 2, VP_MICRO_PLACES = 6, VP_MICRO = 1000000 };
enum { VP_DECIMAL_MAX = 24 }; /* bytes that hold any formatted decimal and its NUL */

/* A canonical decimal: optional '-', digits, optional '.' and 1 to `places` digits; nothing else, no spaces, no
   exponent. Scaled by 10^places into *out. False: not one, or too large for int64. */
bool vp_decimal_parse(int64_t *out, const char *s, int places);
/* Write the value with exactly `places` decimals ("-0.05"). Returns its length. */
size_t vp_decimal_format(char buf[VP_DECIMAL_MAX], int64_t value, int places);
/* The same with trailing zeros (and the point) cut, keeping at least `keep` decimals: 85.500000 -> "85.50". */
size_t vp_decimal_trim(char buf[VP_DECIMAL_MAX], int64_t value, int places, int keep);

/* "140000.00". At most two decimals are read; format writes exactly two. */
bool vp_money_parse(vp_money *out, const char *s);
size_t vp_money_format(char buf[VP_DECIMAL_MAX], vp_money m);
/* Copy a decimal with a comma every three digits of its whole part, for reading: "18000000.00" -> "18,000,000.00".
   Returns the length; 0 (and buf is "") when it does not fit a formatted decimal. */
enum { VP_GROUPED_MAX = 2 * VP_DECIMAL_MAX };
size_t vp_decimal_group(char buf[VP_GROUPED_MAX], const char *decimal);
/* An amount of money so: vp_money_format, then vp_decimal_group. */
size_t vp_money_group(char buf[VP_GROUPED_MAX], vp_money m);
/* Decimals that a step needs: 0.01 has 2, 0.5 has 1, 10 has none; all where there is no step (0). */
int vp_step_places(vp_micro step);
/* Lower *step to the decimal places that a written decimal shows: for steps that are not written down. */
void vp_step_see(vp_micro *step, const char *decimal);
/* "85.5" -> 85500000. */
bool vp_micro_parse(vp_micro *out, const char *s);
size_t vp_micro_format(char buf[VP_DECIMAL_MAX], vp_micro m, int keep);

/* False on overflow; *sum is then unchanged. */
bool vp_money_add(vp_money *sum, vp_money more);
/* value * numerator / denominator rounded down (towards minus infinity) to a multiple of step (> 0), in 128 bits.
   False when the result does not fit or denominator <= 0. */
bool vp_scale_floor(int64_t *out, int64_t value, int64_t numerator, int64_t denominator, int64_t step);
__extension__ typedef __int128 vp_wide;
/* The greatest common divisor of two numbers that are not negative; of a number and 0, the number. */
static inline vp_wide vp_gcd(vp_wide a, vp_wide b)
{
    while (b != 0) {
        vp_wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}
/* num/den rounded half-up (towards plus infinity at a tie) to a multiple of step. den > 0, step > 0. */
bool vp_round_half_up(int64_t *out, vp_wide num, vp_wide den, int64_t step);

#ifdef __cplusplus
}
#endif
#endif
