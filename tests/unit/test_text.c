/* Text of any encoding, and the records in it. */
#include "test.h"
#include <vp/str.h>
#include "lib/io/csv.h"

static vp_err err;

static void is_encoding(const char *bytes, size_t n, const char *want)
{
    VP_AUTO(vp_text) t = NULL;
    if (vp_text_open_bytes(&t, "x.csv", bytes, n, &err) != VP_OK)
        fail_msg("%s: %s", want, err.msg);
    assert_string_equal(vp_text_encoding(t), want);
}

static void refused(const char *bytes, size_t n, const char *says)
{
    vp_text *t = NULL;
    assert_int_equal(vp_text_open_bytes(&t, "x.csv", bytes, n, &err), VP_INVALID);
    assert_null(t);
    if (!strstr(err.msg, says))
        fail_msg("'%s' does not say '%s'", err.msg, says);
    assert_string_equal(err.file, "x.csv");
}

static void test_text__tells_encodings_by_rule(void **state)
{
    (void)state;
    is_encoding("a", 1, "UTF-8");
    is_encoding("\xEF\xBB\xBF" "a", 4, "UTF-8");
    is_encoding("\xE9\xA1\xB9", 3, "UTF-8");
    is_encoding("\xCF\xEE\xC4\xBF", 4, "GB18030");
    is_encoding("\x81\x39\xEF\x30,\xCF\xEE", 7, "GB18030"); /* four bytes, digits and all */
    is_encoding("\xFF\xFE" "a\0", 4, "UTF-16LE");
    is_encoding("\xFE\xFF\0a", 4, "UTF-16BE");
}

static void test_text__refuses_what_is_no_text(void **state)
{
    (void)state;
    refused("", 0, "empty");
    refused("\xEF\xBB\xBF", 3, "empty");
    refused("PK\3\4rest", 8, "xlsx");
    static const char ods[] = "PK\3\4xxxxxxxxxxxxxxxxxxxxxxxxxxmimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    refused(ods, sizeof ods - 1, "OpenDocument");
    refused("\xD0\xCF\x11\xE0", 4, "xls");
    refused("a\0b", 3, "byte 1 is NUL");
    refused("ab\xFF\xFF", 4, "byte 2 is not UTF-8");
    refused("\xE9\xA1\xB9\xE9\xA1\xB9\xE9", 7, "byte 7");   /* cut in a character, and an odd number for GB18030 */
    refused("\xEF\xBB\xBF" "a\xFF", 5, "byte 4");             /* the mark promises UTF-8 */
    refused("\xFF\xFE" "a", 3, "UTF-16LE");                   /* half a character */
    refused("\xFF\xFE\0\0", 4, "UTF-16LE");                   /* a NUL in it */
    refused("\xC0\x80\xFF", 3, "byte 0");                     /* overlong */
    refused("\xED\xA0\x80\xFF", 4, "byte 1");                 /* a surrogate */
    refused("\xAA\xA1\xFF\xFF", 4, "byte 0");                 /* GBK's private use */
}

/* ---- an encoding that was said ---- */

static void decodes(const char *encoding, const char *bytes, size_t n, const char *want)
{
    VP_AUTO(vp_text) t = NULL;
    VP_STR all = {0};
    const char *piece;
    size_t got;
    if (vp_text_open_bytes_as(&t, "x.csv", bytes, n, encoding, &err) != VP_OK)
        fail_msg("%s: %s", encoding, err.msg);
    do {
        assert_int_equal(vp_text_next(t, &piece, &got, &err), VP_OK);
        vp_str_add(&all, piece, got);
    } while (got > 0);
    assert_string_equal(vp_str_text(&all), want);
}

static void refused_as(const char *encoding, const char *bytes, size_t n, vp_status want, const char *says)
{
    vp_text *t = NULL;
    err = (vp_err){0};
    assert_int_equal(vp_text_open_bytes_as(&t, "x.csv", bytes, n, encoding, &err), want);
    assert_null(t);
    if (!strstr(err.msg, says))
        fail_msg("%s: '%s' does not say '%s'", encoding, err.msg, says);
    assert_true(*err.hint);
}

static void test_text__reads_an_encoding_that_was_said(void **state)
{
    (void)state;
    decodes("macintosh", "\x8E", 1, "é");
    decodes("mac_roman", "\x8E", 1, "é");
    decodes("Big5", "\xA7\x64", 2, "吳");
    decodes("GB18030", "\xAA\xA1", 2, "\xEE\x80\x80"); /* a private character, when it is said so */
    decodes("latin-1", "\xE9", 1, "é");
    decodes("UTF-8", "\xEF\xBB\xBF" "a", 4, "a");
    decodes("utf-8-sig", "a", 1, "a");
    decodes("utf-16le", "\xFF\xFE" "a\0", 4, "a");
    decodes("UTF-16", "\xFE\xFF\0a", 4, "a");
    decodes("UTF-16LE", "a\0", 2, "a");
    decodes("CP1255", "a\xF9", 2, "aש"); /* a letter that the converter holds back */
}

static void test_text__refuses_what_was_not_said(void **state)
{
    (void)state;
    refused_as("nope", "a", 1, VP_USAGE, "'nope' is not known");
    refused_as("", "a", 1, VP_USAGE, "'' is not known");
    refused_as("UTF-8//IGNORE", "a", 1, VP_USAGE, "is not known");
    refused_as("ascii", "ab\xE9", 3, VP_INVALID, "byte 2 cannot be read as ascii");
    refused_as("UTF-8", "\xCF\xEE", 2, VP_INVALID, "byte 1 cannot be read as UTF-8"); /* though GB18030 */
    refused_as("Big5", "\xEF\xBB\xBF" "a", 4, VP_INVALID, "byte order mark of UTF-8");
    refused_as("UTF-8 ", "\xEF\xBB\xBF" "a", 4, VP_INVALID, "byte order mark of UTF-8"); /* a blank is no NUL */
    refused_as("UTF-16BE", "\xFF\xFE" "a\0", 4, VP_INVALID, "byte order mark of UTF-16LE");
    refused_as("UTF-16LE", "a\0\0\0", 4, VP_INVALID, "byte");
    refused_as("macintosh", "", 0, VP_INVALID, "empty");
}

/* More text than bytes, over pieces and what is left of them. */
static void test_text__reads_encodings_that_grow(void **state)
{
    (void)state;
    enum { N = 150000 };
    char *bytes = malloc(N);
    assert_non_null(bytes);
    memset(bytes, 0x87, N); /* of TSCII: nine bytes of UTF-8 each */
    VP_AUTO(vp_text) t = NULL;
    vp_status s = vp_text_open_bytes_as(&t, "x", bytes, N, "TSCII", &err);
    if (s == VP_USAGE) { /* another system's iconv */
        free(bytes);
        skip();
    }
    assert_int_equal(s, VP_OK);
    size_t total = 0, n;
    do {
        const char *piece;
        assert_int_equal(vp_text_next(t, &piece, &n, &err), VP_OK);
        total += n;
    } while (n > 0);
    assert_int_equal(total, 9 * N);
    free(bytes);
}

/* Pieces may cut lines but no characters, whatever lies at their borders. */
static void test_text__pieces_never_cut_a_character(void **state)
{
    (void)state;
    enum { N = 200000 };
    char *bytes = malloc(N * 3 + 1);
    assert_non_null(bytes);
    for (int shift = 0; shift < 3; shift++) {
        size_t n = 0, got = 0;
        for (int i = 0; i < shift; i++)
            bytes[n++] = 'a';
        for (int i = 0; i < N / 4; i++, n += 3)
            memcpy(bytes + n, "\xE9\xA1\xB9", 3);
        VP_AUTO(vp_text) t = NULL;
        assert_int_equal(vp_text_open_bytes(&t, "x", bytes, n, &err), VP_OK);
        for (;;) {
            const char *piece;
            size_t k;
            assert_int_equal(vp_text_next(t, &piece, &k, &err), VP_OK);
            if (k == 0)
                break;
            assert_memory_equal(piece, bytes + got, k);
            assert_true((piece[0] & 0xC0) != 0x80);
            got += k;
        }
        assert_int_equal(got, n);
    }
    free(bytes);
}

static void test_text__hash_and_bytes_are_those_that_came(void **state)
{
    (void)state;
    VP_AUTO(vp_text) t = NULL;
    VP_AUTO(vp_arena) arena = vp_arena_new();
    char hex[VP_HASH_HEX], want[VP_HASH_HEX];
    const char raw[] = "\xCF\xEE\xC4\xBF,1\r\n", *bytes;
    size_t n;
    assert_int_equal(vp_text_open_bytes(&t, "x", raw, sizeof raw - 1, &err), VP_OK);
    assert_int_equal(vp_text_hash(t, hex, &err), VP_OK);
    vp_hash(want, raw, sizeof raw - 1);
    assert_string_equal(hex, want);
    assert_int_equal(vp_text_bytes(t, &bytes, &n, arena, &err), VP_OK);
    assert_int_equal(n, sizeof raw - 1);
    assert_memory_equal(bytes, raw, n);
}

/* ---- records ---- */

/* Cells joined by '|', records by '/', each with its line in front. */
static vp_status records(vp_str *out, const char *bytes, size_t n, char delimiter)
{
    VP_AUTO(vp_text) t = NULL;
    VP_AUTO(vp_csv) c = NULL;
    vp_csv_record r;
    VP_TRY(vp_text_open_bytes(&t, "x.csv", bytes, n, &err));
    VP_TRY(vp_csv_new(&c, t, delimiter, &err));
    for (bool more;;) {
        VP_TRY(vp_csv_next(c, &r, &more, &err));
        if (!more)
            return VP_OK;
        vp_str_addf(out, "%s%zu:", out->n ? "/" : "", r.line);
        for (size_t i = 0; i < r.n; i++) {
            vp_str_addf(out, "%s%s", i ? "|" : "", r.cell[i].s);
            assert_int_equal(strlen(r.cell[i].s), r.cell[i].n);
        }
    }
}

static void reads(const char *bytes, const char *want)
{
    VP_STR got = {0};
    if (records(&got, bytes, strlen(bytes), ',') != VP_OK)
        fail_msg("%s: %s", bytes, err.msg);
    assert_string_equal(vp_str_text(&got), want);
}

static void test_csv__counts_physical_lines(void **state)
{
    (void)state;
    reads("a,b\nc,d\n", "1:a|b/2:c|d");
    reads("a,b\r\nc,d", "1:a|b/2:c|d");
    reads("a,b\rc,d\r", "1:a|b/2:c|d");
    reads("a\n\n\nb\r\n\r\nc\r\rd", "1:a/4:b/6:c/8:d");
    reads("\n\na", "3:a");
    reads("\"a\nb\",c\nd,e\n", "1:a\nb|c/3:d|e");
    reads("\"a\r\nb\"\r\nd\r\n", "1:a\r\nb/3:d");
    reads("a,\"\"\"q\"\"\"\n", "1:a|\"q\"");
    reads(" a , b\n", "1: a | b");
    reads(",\n", "1:|");
    reads("a\tb;c\n", "1:a\tb;c");
}

static void broken(const char *bytes, size_t row, size_t col, const char *says)
{
    VP_STR got = {0};
    assert_int_equal(records(&got, bytes, strlen(bytes), ','), VP_INVALID);
    if (err.row != row || err.col != col || !strstr(err.msg, says))
        fail_msg("%s: %zu:%zu %s", bytes, err.row, err.col, err.msg);
}

static void test_csv__tells_where_a_quote_goes_wrong(void **state)
{
    (void)state;
    broken("a,b\nc,\"d\ne\n", 2, 2, "never closed");
    broken("a,b\nc,d\"e\n", 2, 2, "quotation mark");
    broken("a\n\"b\"c\n", 2, 1, "quotation mark");
    broken("\"", 1, 1, "never closed");
}

static void test_csv__bounds_cells_and_columns(void **state)
{
    (void)state;
    size_t n = VP_CELL_MAX + 100000;
    char *bytes = malloc(n + 1);
    assert_non_null(bytes);
    memset(bytes, 'x', n);
    bytes[n] = '\0';
    broken(bytes, 1, 1, "longer than");
    memset(bytes, ',', n);
    broken(bytes, 1, VP_COLUMNS_MAX, "more than");
    bytes[VP_COLUMNS_MAX - 1] = '\0';
    VP_STR got = {0};
    assert_int_equal(records(&got, bytes, VP_COLUMNS_MAX - 1, ','), VP_OK);
    free(bytes);
}

static size_t cells(void *ctx, const vp_csv_record *r)
{
    (void)ctx;
    return r->n;
}

static char sniffed(const char *bytes)
{
    VP_AUTO(vp_text) t = NULL;
    vp_dialect d = vp_dialect_usual('?');
    assert_int_equal(vp_text_open_bytes(&t, "x", bytes, strlen(bytes), &err), VP_OK);
    assert_int_equal(vp_csv_sniff(&d, t, cells, NULL, &err), VP_OK);
    return *d.delimiter;
}

static void test_csv__finds_the_separator(void **state)
{
    (void)state;
    assert_int_equal(sniffed("a,b,c\n"), ',');
    assert_int_equal(sniffed("a\tb\tc\n"), '\t');
    assert_int_equal(sniffed("a;b;c\n1,5;2;3\n"), ';');
    assert_int_equal(sniffed("a\n"), ',');
    assert_int_equal(sniffed("sep=;\na,b,c\n"), ';');
    assert_int_equal(sniffed("\"a;b;c\",d\n"), ',');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text__tells_encodings_by_rule),
        cmocka_unit_test(test_text__refuses_what_is_no_text),
        cmocka_unit_test(test_text__reads_an_encoding_that_was_said),
        cmocka_unit_test(test_text__refuses_what_was_not_said),
        cmocka_unit_test(test_text__reads_encodings_that_grow),
        cmocka_unit_test(test_text__pieces_never_cut_a_character),
        cmocka_unit_test(test_text__hash_and_bytes_are_those_that_came),
        cmocka_unit_test(test_csv__counts_physical_lines),
        cmocka_unit_test(test_csv__tells_where_a_quote_goes_wrong),
        cmocka_unit_test(test_csv__bounds_cells_and_columns),
        cmocka_unit_test(test_csv__finds_the_separator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
