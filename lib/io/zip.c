/* Reading a zip archive by its directory, which stands at its end. */
#include <stdint.h>
#include <string.h>
#include <zlib.h>
#include "lib/io/zip.h"

enum { END = 22, ENTRY = 46, LOCAL = 30, COMMENT = 0xFFFF }; /* bytes of the records; the most of a comment */

static uint32_t le(const char *p, size_t n)
{
    uint32_t v = 0;
    while (n-- > 0)
        v = v << 8 | (unsigned char)p[n];
    return v;
}

bool vp_zip_open(vp_zip *out, const char *bytes, size_t n)
{
    *out = (vp_zip){.bytes = bytes, .n = n};
    for (size_t comment = 0; comment <= COMMENT && comment + END <= n; comment++) {
        const char *end = bytes + n - END - comment;
        if (memcmp(end, "PK\5\6", 4) != 0 || le(end + 20, 2) != comment)
            continue;
        out->at = le(end + 16, 4);
        out->zip64 = le(end + 10, 2) == 0xFFFF || out->at == 0xFFFFFFFF;
        out->count = out->zip64 ? 0 : le(end + 10, 2);
        return true;
    }
    return false;
}

bool vp_zip_next(vp_zip_part *out, vp_zip *z)
{
    if (z->count == 0 || z->at >= z->n || z->n - z->at < ENTRY || memcmp(z->bytes + z->at, "PK\1\2", 4) != 0)
        return false;
    const char *e = z->bytes + z->at;
    size_t from = le(e + 42, 4), left = z->n - z->at - ENTRY;
    *out = (vp_zip_part){e + ENTRY, NULL, le(e + 28, 2), le(e + 20, 4), le(e + 24, 4), (int)le(e + 10, 2),
                         (le(e + 8, 2) & 1) != 0};
    if (out->nname > left || from >= z->n || z->n - from < LOCAL)
        return false;
    from += LOCAL + le(z->bytes + from + 26, 2) + le(z->bytes + from + 28, 2);
    if (from > z->n || out->npacked > z->n - from || out->size > VP_ZIP_PART_MAX)
        return false;
    out->packed = z->bytes + from;
    z->at += ENTRY + out->nname + le(e + 30, 2) + le(e + 32, 2);
    z->count--;
    return true;
}

vp_status vp_zip_unpack(const char **text, const vp_zip_part *part, vp_arena *arena, vp_err *err)
{
    char *out;
    bool whole = part->method == 0 && part->npacked == part->size;
    *text = NULL;
    if (part->locked)
        return VP_OK;
    /* nothing grows more than 1032 times (deflate): a few bytes do not ask for a lot of memory */
    if (!whole && (part->method != Z_DEFLATED || part->size / 1032 > part->npacked))
        return VP_OK;
    VP_ALLOC(out, vp_arena_alloc(arena, part->size + 1), err);
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)part->packed, .avail_in = (uInt)part->npacked,
                  .next_out = (unsigned char *)out, .avail_out = (uInt)part->size};
    if (whole) {
        memcpy(out, part->packed, part->size);
    } else if (inflateInit2(&z, -MAX_WBITS) == Z_OK) {
        whole = inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == part->size;
        inflateEnd(&z);
    }
    out[part->size] = '\0';
    *text = whole ? out : NULL;
    return VP_OK;
}
