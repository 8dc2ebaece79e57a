/* Logarithm, exponential, and the normal and F distributions. */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "special.h"

static const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;

double vp_sqrt(double x)
{
    return x > 0 ? __builtin_sqrt(x) : 0;
}

/* 2 atanh(s) = log((1 + s) / (1 - s)) by its series; |s| <= 0.1716 for what lies within a factor of sqrt 2 of 1. */
double vp_log(double x)
{
    uint64_t bits;
    int exponent = 0;
    if (x < 0x1p-1022) { /* subnormal */
        x *= 0x1p54;
        exponent = -54;
    }
    memcpy(&bits, &x, sizeof bits);
    exponent += (int)(bits >> 52) - 1023;
    bits = (bits & 0xFFFFFFFFFFFFF) | (uint64_t)1023 << 52;
    memcpy(&x, &bits, sizeof x);
    if (x > 1.4142135623730951) {
        x *= 0.5;
        exponent++;
    }
    double s = (x - 1) / (x + 1), z = s * s, sum = 0;
    for (int k = 23; k >= 3; k -= 2)
        sum = (sum + 1.0 / k) * z;
    return exponent * ln2_high + (exponent * ln2_low + (2 * s * sum + 2 * s));
}

double vp_exp(double x)
{
    static const double inverse[] = {1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
                                     1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    if (x < -745)
        return 0;
    if (x > 709)
        x = 709;
    int k = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    double r = (x - k * ln2_high) - k * ln2_low, sum = inverse[13];
    for (int i = 12; i >= 0; i--)
        sum = sum * r + inverse[i];
    int half = k / 2; /* in two steps: the whole may be subnormal */
    uint64_t a = (uint64_t)(half + 1023) << 52, b = (uint64_t)(k - half + 1023) << 52;
    double x1, x2;
    memcpy(&x1, &a, sizeof x1);
    memcpy(&x2, &b, sizeof x2);
    return sum * x1 * x2;
}

double vp_normal_cdf(double x)
{
    static const double a[] = {2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582,
                               18154.981253343561249, 0.065682337918207449113};
    static const double b[] = {47.20258190468824187, 976.09855173777669322, 10260.932208618978205,
                               45507.789335026729956};
    static const double c[] = {0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979,
                               597.27027639480026226, 2494.5375852903726711, 6848.1904505362823326,
                               11602.651437647350124, 9842.7148383839780218, 1.0765576773720192317e-8};
    static const double d[] = {22.266688044328115691, 235.38790178262499861, 1519.377599407554805,
                               6485.558298266760755, 18615.571640885098091, 34900.952721145977266,
                               38912.003286093271411, 19685.429676859990727};
    double y = x < 0 ? -x : x, top, bottom;
    if (y <= 0.67448975) {
        double z = y > 1.11e-16 ? x * x : 0;
        top = a[4] * z;
        bottom = z;
        for (int i = 0; i < 3; i++) {
            top = (top + a[i]) * z;
            bottom = (bottom + b[i]) * z;
        }
        return 0.5 + x * (top + a[3]) / (bottom + b[3]);
    }
    if (y > 38.5)
        return x > 0 ? 1 : 0;
    if (y <= 5.656854249492380195) {
        top = c[8] * y;
        bottom = y;
        for (int i = 0; i < 7; i++) {
            top = (top + c[i]) * y;
            bottom = (bottom + d[i]) * y;
        }
        top = (top + c[7]) / (bottom + d[7]);
    } else {
        bottom = y; /* Laplace's continued fraction */
        for (int i = 40; i >= 1; i--)
            bottom = y + i / bottom;
        top = 0.398942280401432677939946059934 / bottom;
    }
    double whole = (double)(int)(y * 16) / 16, rest = (y - whole) * (y + whole); /* e^(-y²/2) without losing digits */
    double tail = vp_exp(-whole * whole * 0.5) * vp_exp(-rest * 0.5) * top;
    return x > 0 ? 1 - tail : tail;
}

static double ratio(const double *top, const double *bottom, double r)
{
    double x = top[7], y = bottom[7];
    for (int i = 6; i >= 0; i--) {
        x = x * r + top[i];
        y = y * r + bottom[i];
    }
    return x / y;
}

double vp_normal_quantile(double p)
{
    static const double a[] = {3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427,
                               13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
                               33430.575583588128105, 2509.0809287301226727};
    static const double b[] = {1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
                               21213.794301586595867, 39307.895800092710610, 28729.085735721942674,
                               5226.4952788528545610};
    static const double c[] = {1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
                               3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770,
                               0.0227238449892691845833, 7.74545014278341407640e-4};
    static const double d[] = {1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
                               0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
                               1.05075007164441684324e-9};
    static const double e[] = {6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
                               0.296560571828504891230, 0.0265321895265761230930, 0.00124266094738807843860,
                               2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[] = {1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
                               7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                               2.04426310338993978564e-15};
    double q = p - 0.5;
    if (q >= -0.425 && q <= 0.425)
        return q * ratio(a, b, 0.180625 - q * q);
    double r = vp_sqrt(-vp_log(q < 0 ? p : 1 - p));
    r = r <= 5 ? ratio(c, d, r - 1.6) : ratio(e, f, r - 5);
    return q < 0 ? -r : r;
}

/* log Gamma(x), x > 0: Stirling's series, after moving up to where it is exact to the last digits. */
static double log_gamma(double x)
{
    double product = 1;
    for (; x < 15; x++)
        product *= x;
    double z = 1 / (x * x);
    double series = 1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * 691 / 360360));
    series = (1.0 / 12 - z * (1.0 / 360 - z * series)) / x;
    return (x - 0.5) * vp_log(x) - x + 0.91893853320467274178 + series - vp_log(product);
}

/* The continued fraction of the incomplete beta function, by Lentz; converges fast for x below (a+1)/(a+b+2). */
static double beta_fraction(double x, double a, double b)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (d > -tiny && d < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m < 100000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        for (int k = 0; k < 2; k++) {
            double term = k == 0 ? even : odd;
            d = 1 + term * d;
            c = 1 + term / c;
            d = 1 / (d > -tiny && d < tiny ? tiny : d);
            c = c > -tiny && c < tiny ? tiny : c;
            h *= d * c;
        }
        if (d * c - 1 < 1e-16 && d * c - 1 > -1e-16)
            break;
    }
    return h;
}

/* P(F <= e^t) - p without losing digits at either end: the smaller tail is what is computed. */
static double f_excess(double t, double p, double d1, double d2)
{
    double a = d1 / 2, b = d2 / 2, log_odds = t + vp_log(d1 / d2); /* odds = x / (1 - x) */
    double other = log_odds > 0 ? vp_exp(-log_odds) : vp_exp(log_odds), soft = vp_log(1 + other);
    double log_x = log_odds > 0 ? -soft : log_odds - soft, log_y = log_odds > 0 ? -log_odds - soft : -soft;
    double front = vp_exp(a * log_x + b * log_y + log_gamma(a + b) - log_gamma(a) - log_gamma(b));
    if (vp_exp(log_x) < (a + 1) / (a + b + 2))
        return front * beta_fraction(vp_exp(log_x), a, b) / a - p;
    return (1 - p) - front * beta_fraction(vp_exp(log_y), b, a) / b;
}

double vp_f_quantile(double p, double d1, double d2)
{
    double low = -1, high = 1;
    while (low > -700 && f_excess(low, p, d1, d2) > 0)
        low *= 2;
    while (high < 700 && f_excess(high, p, d1, d2) < 0)
        high *= 2;
    for (int i = 0; i < 200; i++) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        if (f_excess(middle, p, d1, d2) < 0)
            low = middle;
        else
            high = middle;
    }
    return vp_exp(low + (high - low) / 2);
}
