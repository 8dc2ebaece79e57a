/* Edit distance of short names. */
#include <stdint.h>
#include <string.h>
#include <vp/near.h>

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t vp_distance(const char *a, size_t n, const char *b)
{
    size_t m = strlen(b), row[3][VP_NEAR_MAX + 1] = {{0}};
    if (n > VP_NEAR_MAX || m > VP_NEAR_MAX)
        return SIZE_MAX;
    for (size_t k = 0; k <= m; k++)
        row[0][k] = k;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t k = 1; k <= m; k++) {
            now[k] = smaller(last[k - 1] + (a[i - 1] != b[k - 1]), smaller(last[k], now[k - 1]) + 1);
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                now[k] = smaller(now[k], before[k - 2] + 1);
        }
    }
    return row[n % 3][m];
}
