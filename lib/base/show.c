/* What a terminal may be given, and how wide it will be. */
#include <stdbool.h>
#include <utf8proc.h>
#include <vp/show.h>

static utf8proc_ssize_t next(const char *s, size_t n, utf8proc_int32_t *c)
{
    return utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, c);
}

/* Control characters, and those with which a text looks like another one: direction marks, zero width, separators. */
static bool hidden(utf8proc_int32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x061C || c == 0x200B || c == 0x200E ||
           c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

void vp_show(vp_str *out, const char *s, size_t n)
{
    for (size_t i = 0, from = 0; i < n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t k = next(s + i, n - i, &c);
        bool bad = k <= 0 || hidden(c);
        if (bad) {
            vp_str_add(out, s + from, i - from);
            vp_str_addc(out, '?');
        }
        i += k > 0 ? (size_t)k : 1;
        if (bad)
            from = i;
        else if (i == n)
            vp_str_add(out, s + from, i - from);
    }
}

bool vp_shows_whole(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t k = next(s + i, n - i, &c);
        if (k <= 0 || hidden(c))
            return false;
        i += (size_t)k;
    }
    return true;
}

size_t vp_width(const char *s, size_t n)
{
    size_t width = 0;
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t k = next(s + i, n - i, &c);
        width += k > 0 ? (size_t)utf8proc_charwidth(c) : 1;
        i += k > 0 ? (size_t)k : 1;
    }
    return width;
}
