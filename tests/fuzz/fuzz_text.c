/* Any bytes in any encoding: what comes out is valid text without NUL, the same each time, or is refused. The first
   byte chooses the encoding. */
#include "fuzz.h"
#include "lib/io/text.h"

static const char *const encodings[] = {
    NULL, "UTF-8", "GB18030", "GBK", "BIG5", "BIG5-HKSCS", "SHIFT_JIS", "EUC-JP", "EUC-KR", "ISO-2022-JP",
    "ISO-2022-KR", "UTF-16LE", "UTF-16", "UTF-32", "UTF-7", "macintosh", "windows-1252", "CP1255", "TCVN", "ascii",
    "UCS-2", "EBCDIC-US", "TSCII", "HZ", "JOHAB", "utf-8-sig",
};
enum { ENCODINGS = sizeof encodings / sizeof *encodings };

static size_t all(uint64_t *sum, vp_text *text, vp_err *err)
{
    size_t total = 0;
    *sum = 0;
    for (;;) {
        const char *piece;
        size_t n;
        HOLDS(vp_text_next(text, &piece, &n, err) == VP_OK);
        if (n == 0)
            return total;
        HOLDS(fuzz_utf8(piece, n));
        for (size_t i = 0; i < n; i++)
            *sum = *sum * 31 + (unsigned char)piece[i];
        total += n;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n == 0)
        return 0;
    const char *encoding = encodings[*bytes % ENCODINGS];
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_text) text = NULL;
    vp_status s = vp_text_open_bytes_as(&text, "input", (const char *)bytes + 1, n - 1, encoding, &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    uint64_t once, twice;
    size_t size = all(&once, text, &err);
    HOLDS(vp_text_rewind(text, &err) == VP_OK);
    HOLDS(all(&twice, text, &err) == size && once == twice);
    return 0;
}
