/* Any bytes as a workbook, and as the one sheet of a workbook that is sound: CSV in valid text, or an error. */
#include "fuzz.h"
#include "lib/io/xlsx.h"
#include "tests/unit/archive.h"

static void read_book(const char *bytes, size_t n, vp_err err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    const char *csv;
    size_t ncsv;
    vp_status s = vp_xlsx_csv(&csv, &ncsv, "a.xlsx", bytes, n, arena, &err);
    if (s)
        fuzz_refused(s, &err);
    else
        HOLDS(ncsv > 0 && csv[ncsv - 1] == '\n' && fuzz_utf8(csv, ncsv));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    archive a = {0};
    read_book((const char *)bytes, n, fuzz_err(bytes, n));
    archive_book(&a, (const char *)bytes, n);
    archive_close(&a, "");
    HOLDS(!a.bytes.oom);
    read_book(vp_str_text(&a.bytes), a.bytes.n, fuzz_err(bytes, n));
    vp_str_free(&a.bytes);
    return 0;
}
