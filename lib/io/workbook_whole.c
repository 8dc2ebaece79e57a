/* Whether a workbook is whole. libxlsxwriter puts its parts together in temporary files and does not see when the disk
   is full: a part would end in its middle, and Excel would refuse the file. */
#include <string.h>
#include <zlib.h>
#include "lib/io/workbook.h"

enum { END = 22, ENTRY = 46, LOCAL = 30 }; /* bytes of the zip format's records */

static uint32_t le(const unsigned char *p, size_t n)
{
    uint32_t v = 0;
    while (n-- > 0)
        v = v << 8 | p[n];
    return v;
}

/* XML ends as it began: its first element is closed. */
static bool closed(const char *text, size_t n)
{
    const char *name = text;
    while (n > 0 && strchr(" \r\n", text[n - 1]))
        n--;
    while ((name = memchr(name, '<', n - (size_t)(name - text))) && name + 1 < text + n && name[1] == '?')
        name++;
    if (!name)
        return false;
    size_t length = strcspn(++name, " />\r\n");
    return n > length + 3 && memcmp(text + n - length - 3, "</", 2) == 0 && text[n - 1] == '>' &&
           memcmp(text + n - length - 1, name, length) == 0;
}

/* One part: of n packed bytes, `size` unpacked. */
static vp_status part_whole(bool *whole, const unsigned char *packed, size_t n, size_t size, int method,
                            vp_arena *arena, vp_err *err)
{
    vp_mark mark = vp_arena_mark(arena);
    char *text;
    VP_ALLOC(text, vp_arena_alloc(arena, size + 1), err);
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)packed, .avail_in = (uInt)n,
                  .next_out = (unsigned char *)text, .avail_out = (uInt)size};
    if (method == Z_DEFLATED && inflateInit2(&z, -MAX_WBITS) == Z_OK) {
        *whole = inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == size && closed(text, size);
        inflateEnd(&z);
    } else {
        *whole = false;
    }
    vp_arena_rewind(arena, mark);
    return VP_OK;
}

vp_status vp_workbook_whole(bool *whole, const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    const unsigned char *b = (const unsigned char *)bytes;
    *whole = false;
    if (n < END || memcmp(bytes + n - END, "PK\5\6", 4) != 0)
        return VP_OK;
    size_t count = le(b + n - END + 10, 2), at = le(b + n - END + 16, 4);
    for (*whole = count > 0; *whole && count > 0; count--) {
        *whole = at < n && n - at >= ENTRY && memcmp(bytes + at, "PK\1\2", 4) == 0;
        if (!*whole)
            break;
        const unsigned char *e = b + at;
        size_t packed = le(e + 20, 4), size = le(e + 24, 4), from = le(e + 42, 4);
        *whole = from < n && n - from >= LOCAL;
        if (!*whole)
            break;
        from += LOCAL + le(b + from + 26, 2) + le(b + from + 28, 2);
        *whole = from <= n && packed <= n - from && size <= VP_WORKBOOK_MAX;
        if (*whole)
            VP_TRY(part_whole(whole, b + from, packed, size, (int)le(e + 10, 2), arena, err));
        at += ENTRY + le(e + 28, 2) + le(e + 30, 2) + le(e + 32, 2);
    }
    return VP_OK;
}
