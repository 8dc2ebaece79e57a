/* A workbook is whole, or it is not put in place. */
#include "test.h"
#include <zlib.h>
#include "lib/io/workbook.h"

/* A zip of one part, as small as can be. */
static size_t zip_of(unsigned char *out, const char *text)
{
    unsigned char packed[512];
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)text, .avail_in = (uInt)strlen(text), .next_out = packed,
                  .avail_out = sizeof packed};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = z.total_out, at = 30 + n;
    deflateEnd(&z);
    memset(out, 0, at + 46 + 22);
    memcpy(out, "PK\3\4", 4);
    memcpy(out + 30, packed, n);
    memcpy(out + at, "PK\1\2", 4);
    out[at + 10] = Z_DEFLATED;
    out[at + 20] = (unsigned char)n;
    out[at + 24] = (unsigned char)strlen(text);
    memcpy(out + at + 46, "PK\5\6", 4);
    out[at + 46 + 10] = 1;
    out[at + 46 + 16] = (unsigned char)at;
    return at + 46 + 22;
}

static bool whole(const unsigned char *bytes, size_t n)
{
    vp_arena *arena = vp_arena_new();
    bool yes;
    assert_int_equal(vp_workbook_whole(&yes, (const char *)bytes, n, arena, NULL), VP_OK);
    vp_arena_free(arena);
    return yes;
}

static void test_workbook__is_whole_when_its_parts_are(void **state)
{
    (void)state;
    unsigned char zip[1024];
    static const char *const good[] = {"<?xml version=\"1.0\"?>\n<a x=\"1\"><b/></a>", "<a></a>\n"};
    static const char *const bad[] = {"", " ", "<", "<a>", "<a><b></b>", "<?xml version=\"1.0\"?>\n<a><b></b>", "a",
                                      "<?", "<?xml version=\"1.0\"?>\n<a><b", "</a>"};
    for (size_t i = 0; i < 2; i++)
        assert_true(whole(zip, zip_of(zip, good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(whole(zip, zip_of(zip, bad[i])));
}

static void test_workbook__is_not_whole_when_anything_is_cut(void **state)
{
    (void)state;
    unsigned char zip[1024], copy[1024];
    size_t n = zip_of(zip, "<?xml version=\"1.0\"?>\n<a x=\"1\"><b/></a>");
    for (size_t i = 0; i < n; i++)
        assert_false(whole(zip, i));
    for (size_t i = 0; i < n; i++) { /* any byte may be anything */
        memcpy(copy, zip, n);
        copy[i] ^= 0xFF;
        (void)whole(copy, n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_workbook__is_whole_when_its_parts_are),
                                       cmocka_unit_test(test_workbook__is_not_whole_when_anything_is_cut)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
