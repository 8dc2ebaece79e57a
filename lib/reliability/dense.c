/* Inverting by Cholesky: L below the diagonal, then U = transposed inverse of L above it, then U U' below it. Every
   step is inner products of rows, eight at a time, so that one small loop does nearly all of the work. The order of
   every sum is fixed. */
#include "dense.h"
#include "special.h"

enum { ROWS = 4, COLUMNS = 2 };

typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

/* out[r][c] = sum of a[r][k] b[c][k], k < n */
static void products(double out[ROWS][COLUMNS], const double *const a[ROWS], const double *const b[COLUMNS], size_t n)
{
    pair sum[ROWS][COLUMNS] = {{{0}}};
    size_t k = 0;
    for (; k + 1 < n; k += 2) {
        pair x = *(const pair *)(b[0] + k), y = *(const pair *)(b[1] + k);
        for (size_t r = 0; r < ROWS; r++) {
            pair row = *(const pair *)(a[r] + k);
            sum[r][0] += row * x;
            sum[r][1] += row * y;
        }
    }
    for (size_t r = 0; r < ROWS; r++)
        for (size_t c = 0; c < COLUMNS; c++)
            out[r][c] = sum[r][c][0] + sum[r][c][1] + (k < n ? a[r][k] * b[c][k] : 0);
}

static double product(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += a[k] * b[k];
    return sum;
}

/* The rows of the tile that begins at i; behind the last, the last again. */
static size_t tile(const double *row[ROWS], const double *m, size_t n, size_t i, size_t from)
{
    size_t count = n - i < ROWS ? n - i : ROWS;
    for (size_t r = 0; r < ROWS; r++)
        row[r] = m + (i + (r < count ? r : count - 1)) * n + from;
    return count;
}

bool vp_spd_factor(double *m, size_t n)
{
    for (size_t i0 = 0; i0 < n; i0 += ROWS) {
        const double *row[ROWS];
        size_t count = tile(row, m, n, i0, 0);
        for (size_t j = 0; j < i0; j += COLUMNS) {
            double d[ROWS][COLUMNS], *x = m + j * n, *y = x + n;
            products(d, row, (const double *const[]){x, y}, j);
            for (size_t r = 0; r < count; r++) {
                double *at = m + (i0 + r) * n + j;
                at[0] = (at[0] - d[r][0]) / x[j];
                at[1] = (at[1] - d[r][1] - at[0] * y[j]) / y[j + 1];
            }
        }
        for (size_t i = i0; i < i0 + count; i++)
            for (size_t j = i0; j <= i; j++) {
                double left = m[i * n + j] - product(m + i * n, m + j * n, j);
                if (j == i && !(left > 0))
                    return false;
                m[i * n + j] = j == i ? vp_sqrt(left) : left / m[j * n + j];
            }
    }
    return true;
}

/* inverse: of the diagonal, which stays L's. */
static void invert_factor(double *m, size_t n, const double *inverse)
{
    for (size_t i0 = 0; i0 < n; i0 += ROWS) {
        for (size_t j = 0; j < i0; j += COLUMNS) {
            double d[ROWS][COLUMNS], *x = m + j * n, *y = x + n;
            const double *row[ROWS];
            size_t count = tile(row, m, n, i0, j + 2);
            products(d, row, (const double *const[]){x + j + 2, y + j + 2}, i0 - j - 2);
            for (size_t i = i0; i < i0 + count; i++) {
                const double *l = m + i * n;
                double sx = d[i - i0][0] + l[j] * inverse[j] + l[j + 1] * x[j + 1];
                double sy = d[i - i0][1] + l[j + 1] * inverse[j + 1];
                x[i] = -inverse[i] * (sx + product(l + i0, x + i0, i - i0));
                y[i] = -inverse[i] * (sy + product(l + i0, y + i0, i - i0));
            }
        }
        for (size_t i = i0; i < n && i < i0 + ROWS; i++)
            for (size_t j = i0; j < i; j++) {
                double sum = m[i * n + j] * inverse[j] + product(m + i * n + j + 1, m + j * n + j + 1, i - j - 1);
                m[j * n + i] = -inverse[i] * sum;
            }
    }
}

/* buffer: ROWS rows of U, from the diagonal's tile on. */
static void square(double *m, size_t n, const double *inverse, double *buffer)
{
    for (size_t i0 = 0; i0 < n; i0 += ROWS) {
        const double *row[ROWS];
        size_t count = n - i0 < ROWS ? n - i0 : ROWS, width = n - i0;
        for (size_t r = 0; r < ROWS; r++) {
            double *to = buffer + r * width;
            size_t own = r < count ? r : count - 1;
            row[r] = to;
            for (size_t k = 0; k < width; k++)
                to[k] = k < own ? 0 : k == own ? inverse[i0 + own] : m[(i0 + own) * n + i0 + k];
        }
        for (size_t j = 0; j < i0; j += COLUMNS) {
            double d[ROWS][COLUMNS];
            products(d, row, (const double *const[]){m + j * n + i0, m + (j + 1) * n + i0}, width);
            for (size_t r = 0; r < count; r++) {
                m[(i0 + r) * n + j] = d[r][0];
                m[(i0 + r) * n + j + 1] = d[r][1];
            }
        }
        for (size_t r = 0; r < count; r++)
            for (size_t c = 0; c <= r; c++)
                m[(i0 + r) * n + i0 + c] = product(row[r], row[c], width);
    }
}

bool vp_spd_invert(double *m, size_t n, double *work, double *log_det)
{
    double *inverse = work;
    *log_det = 0;
    if (!vp_spd_factor(m, n))
        return false;
    for (size_t i = 0; i < n; i++) {
        *log_det += 2 * vp_log(m[i * n + i]);
        inverse[i] = 1 / m[i * n + i];
    }
    invert_factor(m, n, inverse);
    square(m, n, inverse, work + n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            m[j * n + i] = m[i * n + j];
    return true;
}
