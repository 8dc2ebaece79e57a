/* Records of every dialect: what was written is read, whatever it is written in; the usual dialect reads as libcsv
   does; what breaks the dialect stays in its own line. */
#include <csv.h>
#include <stdlib.h>
#include "test.h"
#include <vp/str.h>
#include "lib/io/csv.h"
#include "lib/io/csv_scan.h"

static vp_err err;
static uint64_t seed = 20240607;

static size_t chance(size_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed % n);
}

/* ---- write, read ---- */

static const char *const delimiters[] = {",", "\t", ";", "|", " ", "::", ", ", "§", "，", "<=>"};
static const char *const quotes[] = {"\"", "'", "", "“", "$"};
static const char *const escapes[] = {"", "\\", "^", "‖"};
static const char *const ends[] = {"", "\n", "\r", "\r\n", "~~", "\x1e", "¶\n"};
#define ONE_OF(list) list[chance(sizeof list / sizeof *list)]

static vp_dialect any_dialect(void)
{
    vp_dialect d = vp_dialect_usual(',');
    strcpy(d.delimiter, ONE_OF(delimiters));
    strcpy(d.quote, ONE_OF(quotes));
    strcpy(d.escape, chance(2) ? "" : ONE_OF(escapes));
    d.doubled = !*d.escape && chance(4) > 0;
    strcpy(d.record_separator, ONE_OF(ends));
    return d;
}

/* Text that this dialect can hold. */
static void any_cell(vp_str *out, const vp_dialect *d)
{
    const char *parts[] = {"a", "bc", "项", "", " ", d->delimiter, d->quote, d->escape, "\n", "\r\n", "\r",
                           d->record_separator};
    bool holds = *d->quote && (d->doubled || *d->escape);
    vp_str_clear(out);
    vp_str_addz(out, "");
    for (size_t n = chance(5); n > 0; n--)
        vp_str_addz(out, parts[chance(holds ? sizeof parts / sizeof *parts : 4)]);
}

static bool has_bytes_of(const char *s, const char *set)
{
    return *set && strpbrk(s, set);
}

static void write_cell(vp_str *out, const char *s, bool only, const vp_dialect *d)
{
    bool quote = has_bytes_of(s, d->delimiter) || has_bytes_of(s, d->quote) || has_bytes_of(s, d->escape) ||
                 has_bytes_of(s, d->record_separator) || strpbrk(s, "\r\n") || (only && !*s) || chance(3) == 0;
    if (!quote || !*d->quote) {
        vp_str_addz(out, s);
        return;
    }
    vp_str_addz(out, d->quote);
    while (*s) {
        size_t q = strncmp(s, d->quote, strlen(d->quote)) == 0 ? strlen(d->quote) : 0;
        size_t e = *d->escape && strncmp(s, d->escape, strlen(d->escape)) == 0 ? strlen(d->escape) : 0;
        if (q || e)
            vp_str_addz(out, d->doubled ? d->quote : d->escape);
        size_t n = q ? q : e ? e : 1;
        vp_str_add(out, s, n);
        s += n;
    }
    vp_str_addz(out, d->quote);
}

static size_t lines_of(const char *s)
{
    size_t n = 1;
    for (; *s; s++)
        n += *s == '\n' || (*s == '\r' && s[1] != '\n');
    return n;
}

enum { ROWS = 12, COLUMNS = 5 };

static void test_csv__reads_what_was_written_in_any_dialect(void **state)
{
    (void)state;
    for (int round = 0; round < 3000; round++) {
        uint64_t began = seed;
        vp_dialect d = any_dialect();
        VP_STR text = {0};
        vp_str all[ROWS * COLUMNS] = {{0}};
        size_t rows = 1 + chance(ROWS), columns = 1 + chance(COLUMNS), line[ROWS];
        const char *end = *d.record_separator ? d.record_separator : chance(2) ? "\n" : "\r\n";
        if (!*d.quote && columns == 1)
            columns = 2; /* a single empty cell could not be told from no record */
        d.skip = chance(3);
        for (size_t i = 0; i < d.skip; i++)
            vp_str_addz(&text, "skipped \" line\n");
        for (size_t r = 0; r < rows; r++) {
            line[r] = lines_of(vp_str_text(&text));
            for (size_t i = 0; i < columns; i++) {
                any_cell(&all[r * COLUMNS + i], &d);
                if (i > 0)
                    vp_str_addz(&text, d.delimiter);
                write_cell(&text, vp_str_text(&all[r * COLUMNS + i]), columns == 1, &d);
            }
            if (r + 1 < rows || chance(2))
                vp_str_addz(&text, end);
        }
        VP_AUTO(vp_text) t = NULL;
        VP_AUTO(vp_csv) c = NULL;
        vp_csv_record record;
        bool more;
        vp_str_addz(&text, text.n ? "" : "\n");
        assert_int_equal(vp_text_open_bytes(&t, "x", text.s, text.n, &err), VP_OK);
        assert_int_equal(vp_csv_open(&c, t, &d, &err), VP_OK);
        for (size_t r = 0; r < rows; r++) {
            if (vp_csv_next(c, &record, &more, &err) != VP_OK || !more || record.n != columns ||
                record.line != line[r])
                fail_msg("seed %llu, row %zu: %s; %zu cells, line %zu\n%s", (unsigned long long)began, r, err.msg,
                         record.n, record.line, text.s);
            for (size_t i = 0; i < columns; i++) {
                assert_string_equal(record.cell[i].s, vp_str_text(&all[r * COLUMNS + i]));
                assert_int_equal(record.cell[i].n, strlen(record.cell[i].s));
            }
        }
        assert_int_equal(vp_csv_next(c, &record, &more, &err), VP_OK);
        assert_false(more);
        for (size_t i = 0; i < ROWS * COLUMNS; i++)
            vp_str_free(&all[i]);
    }
}

/* ---- libcsv says the same ---- */

static void told_cell(void *s, size_t n, void *out)
{
    vp_str_addc(out, '[');
    vp_str_add(out, s, n);
    vp_str_addc(out, ']');
}

static void told_record(int c, void *out)
{
    (void)c;
    vp_str_addc(out, '/');
}

static int never(unsigned char c)
{
    (void)c;
    return 0;
}

/* All of it at once by libcsv alone. Records up to the first one that is broken. */
static void by_libcsv(vp_str *out, const char *s, size_t n)
{
    struct csv_parser p;
    assert_int_equal(csv_init(&p, CSV_STRICT | CSV_STRICT_FINI), 0);
    csv_set_space_func(&p, never);
    bool whole = csv_parse(&p, s, n, told_cell, told_record, out) == n &&
                 csv_fini(&p, told_cell, told_record, out) == 0;
    csv_free(&p);
    while (!whole && out->n > 0 && out->s[out->n - 1] != '/')
        out->n--;
    vp_str_addz(out, whole ? "." : "!");
}

static void by_us(vp_str *out, const char *s, size_t n)
{
    VP_AUTO(vp_text) t = NULL;
    VP_AUTO(vp_csv) c = NULL;
    vp_csv_record record;
    bool more;
    vp_status status;
    assert_int_equal(vp_text_open_bytes(&t, "x", s, n, &err), VP_OK);
    assert_int_equal(vp_csv_new(&c, t, ',', &err), VP_OK);
    while ((status = vp_csv_next(c, &record, &more, &err)) == VP_OK && more) {
        for (size_t i = 0; i < record.n; i++)
            told_cell((void *)(uintptr_t)record.cell[i].s, record.cell[i].n, out);
        vp_str_addc(out, '/');
    }
    vp_str_addz(out, status == VP_OK ? "." : "!");
}

static void by_scanner(vp_str *out, const char *s, size_t n)
{
    vp_dialect d = vp_dialect_usual(',');
    vp_grammar g = vp_grammar_of(&d);
    vp_spans spans = {0};
    vp_scanned what = VP_SCANNED;
    for (size_t used; n > 0; s += used, n -= used) {
        what = vp_csv_scan(&spans, &used, &g, s, n, true);
        if (what != VP_SCANNED)
            break;
        if (spans.n == 1 && spans.at[0].to == 0 && !spans.at[0].quoted)
            continue;
        for (size_t i = 0; i < spans.n; i++) {
            vp_str_addc(out, '[');
            vp_csv_plain(out, &g, s, spans.at[i]);
            vp_str_addc(out, ']');
        }
        vp_str_addc(out, '/');
    }
    vp_str_addz(out, what == VP_SCANNED ? "." : "!");
    vp_spans_free(&spans);
}

static void test_csv__reads_the_usual_dialect_as_libcsv_does(void **state)
{
    (void)state;
    static const char alphabet[] = "ab ,,\"\"\n\n\r;";
    for (int round = 0; round < 40000; round++) {
        char text[40];
        size_t n = 1 + chance(sizeof text - 1);
        for (size_t i = 0; i < n; i++)
            text[i] = alphabet[chance(sizeof alphabet - 1)];
        VP_STR want = {0};
        VP_STR got = {0};
        VP_STR scanned = {0};
        by_libcsv(&want, text, n);
        by_us(&got, text, n);
        by_scanner(&scanned, text, n);
        assert_string_equal(vp_str_text(&got), vp_str_text(&want));
        assert_string_equal(vp_str_text(&scanned), vp_str_text(&want));
    }
}

/* ---- what breaks the dialect ---- */

/* Cells joined by '|', records by '/', each with its line in front and, mended, the column behind. */
static void mends(const char *text, const vp_dialect *d, size_t width, const char *want)
{
    VP_AUTO(vp_text) t = NULL;
    VP_AUTO(vp_csv) c = NULL;
    VP_STR got = {0};
    vp_csv_record r;
    vp_dialect usual = vp_dialect_usual(',');
    assert_int_equal(vp_text_open_bytes(&t, "x", text, strlen(text), &err), VP_OK);
    assert_int_equal(vp_csv_open(&c, t, d ? d : &usual, &err), VP_OK);
    vp_csv_mend(c, width);
    for (bool more;;) {
        if (vp_csv_next(c, &r, &more, &err) != VP_OK)
            fail_msg("%s: %s", text, err.msg);
        if (!more)
            break;
        vp_str_addf(&got, "%s%zu:", got.n ? "/" : "", r.line);
        for (size_t i = 0; i < r.n; i++)
            vp_str_addf(&got, "%s%s", i ? "|" : "", r.cell[i].s);
        if (r.mended)
            vp_str_addf(&got, "!%zu", r.column);
    }
    assert_string_equal(vp_str_text(&got), want);
}

static void test_csv__keeps_a_stray_quote_in_its_cell(void **state)
{
    (void)state;
    mends("a,\"b,\"c, d\",e\n1,2,3,4\n", NULL, 4, "1:a|\"b|c, d|e!2/2:1|2|3|4");
    mends("a,\"\"b, c\",d\n1,2,3\n", NULL, 3, "1:a|\"b, c|d!2/2:1|2|3");
    mends("a,b,\"\n1,\"2\",3\n", NULL, 3, "1:a|b|\"!3/2:1|2|3");
    mends("\"a,b\n1,2\n", NULL, 2, "1:\"a|b!1/2:1|2");
    mends("a,5\" pipe,c\n", NULL, 3, "1:a|5\" pipe|c!2");
    mends("a,\"5\" pipe, long\",c\n", NULL, 3, "1:a|5\" pipe, long|c!2");
    mends("a,\"48\"\",\"x, y\"\n", NULL, 3, "1:a|48\"|x, y!2");
    mends("a,\"b\"c,d\n", NULL, 3, "1:a|\"b\"c|d!2");
    mends("a,\"b\n", NULL, 0, "1:a|\"b!2");
    VP_STR wide = {0};
    VP_STR want = {0};
    for (int i = 0; i < 1000; i++) { /* too many for every width to be tried */
        vp_str_addf(&wide, "%s\"%s%d, x\"", i ? "," : "", i == 500 ? "\"" : "", i);
        vp_str_addf(&want, "%s%s%d, x", i ? "|" : "1:", i == 500 ? "\"" : "", i);
    }
    vp_str_addz(&want, "!501");
    mends(vp_str_text(&wide), NULL, 1000, vp_str_text(&want));
}

static void test_csv__never_merges_neighbours(void **state)
{
    (void)state;
    mends("a,b,c\n1,\"2,3\n4,5,6\n7,8\",9\n7,8,9\n", NULL, 3, "1:a|b|c/2:1|2,3\n4,5,6\n7,8|9!1/5:7|8|9"); /* told */
    mends("a,b,c\n1,2,\"3\n4,5,6\n7\",8,9\n", NULL, 3, "1:a|b|c/2:1|2|\"3!3/3:4|5|6/4:7\"|8|9!1");
    mends("a,b\n1,\"2\n3,4\n5,6\n", NULL, 2, "1:a|b/2:1|\"2!2/3:3|4/4:5|6");
    mends("a,b,c\n1,\"2\n3,\"4\",5\n", NULL, 3, "1:a|b|c/2:1|\"2!2/3:3|4|5"); /* and too short as well */
    mends("a,b,c\n1,\"say \"hi\"\nthere\",3\n4,5,6\n", NULL, 3, "1:a|b|c/2:1|say \"hi\"\nthere|3!2/4:4|5|6");
    mends("a,b,c\n1,\"two\nlines\",3\n", NULL, 3, "1:a|b|c/2:1|two\nlines|3");
    mends("a,b,c\n1,\"two\nlines\"\n", NULL, 3, "1:a|b|c/2:1|two\nlines");
}

static void test_csv__finds_a_missing_delimiter_beside_a_quote(void **state)
{
    (void)state;
    mends("a,b\"c, d\",e\n1,2,3,4\n", NULL, 4, "1:a|b|c, d|e!2/2:1|2|3|4");
    mends("a,\"b, c\"d,e\n", NULL, 4, "1:a|b, c|d|e!2");
    mends("a,b\"c, d\",e\n", NULL, 0, "1:a|b\"c| d\"|e!2");
}

static void test_csv__mends_other_dialects(void **state)
{
    (void)state;
    vp_dialect d = vp_dialect_usual(';');
    strcpy(d.quote, "'");
    mends("a;'it's; so';c\n", &d, 3, "1:a|it's; so|c!2");
    strcpy(d.escape, "\\");
    d.doubled = false;
    mends("a;'it\\'s; \\so';c\\;d\n", &d, 3, "1:a|it's; \\so|c;d");
    mends("a;'it's';c\n", &d, 3, "1:a|it's|c!2");
    d = vp_dialect_usual(',');
    d.doubled = false; /* nothing is escaped: a mark closes only before a delimiter */
    mends("a,\"5\" x\"\",b\n", &d, 3, "1:a|5\" x\"|b");
    d = vp_dialect_usual(',');
    strcpy(d.record_separator, "||");
    mends("a,\"b||c,d||", &d, 2, "1:a|\"b!2/1:c|d");
    strcpy(d.record_separator, "\r\n");
    mends("a,b\r\n1,x\ny\r\n3,4\r\n", &d, 2, "1:a|b/2:1|x\ny/4:3|4");
    mends("a,b\r\n1,2\n5,6\r\n3,4\r\n", &d, 2, "1:a|b/2:1|2!2/3:5|6/4:3|4");
    mends("a,b\n1,2\n", &d, 2, "1:a|b/2:1|2"); /* no CRLF anywhere */
}

/* Lines of nothing but quotation marks and delimiters are soon done with. */
static void test_csv__mends_hostile_lines(void **state)
{
    (void)state;
    VP_STR text = {0};
    for (int i = 0; i < 4000; i++)
        vp_str_addz(&text, i % 3 ? "\"," : "\"\"x");
    VP_AUTO(vp_text) t = NULL;
    VP_AUTO(vp_csv) c = NULL;
    vp_csv_record r;
    bool more;
    assert_int_equal(vp_text_open_bytes(&t, "x", text.s, text.n, &err), VP_OK);
    assert_int_equal(vp_csv_new(&c, t, ',', &err), VP_OK);
    vp_csv_mend(c, 100);
    while (vp_csv_next(c, &r, &more, &err) == VP_OK && more)
        assert_true(r.n > 0);
}

/* ---- the words of the command line ---- */

static void says(vp_reading reading, vp_status want, const char *part)
{
    vp_dialect d;
    bool delimited;
    err = (vp_err){0};
    assert_int_equal(vp_dialect_of(&d, &delimited, &reading, &err), want);
    if (!strstr(want ? err.msg : d.delimiter, part))
        fail_msg("'%s' does not say '%s'", want ? err.msg : d.delimiter, part);
}

static void test_dialect__understands_its_options(void **state)
{
    (void)state;
    says((vp_reading){.delimiter = "tab"}, VP_OK, "\t");
    says((vp_reading){.delimiter = "\\t"}, VP_OK, "\t");
    says((vp_reading){.delimiter = "semicolon"}, VP_OK, ";");
    says((vp_reading){.delimiter = ", "}, VP_OK, ", ");
    says((vp_reading){.delimiter = "，"}, VP_OK, "，");
    says((vp_reading){.quote = "'", .escape = "\\"}, VP_OK, ",");
    says((vp_reading){.delimiter = ""}, VP_USAGE, "--delimiter");
    says((vp_reading){.delimiter = "012345678901234567890123456789012"}, VP_USAGE, "--delimiter");
    says((vp_reading){.delimiter = "\xFF"}, VP_USAGE, "--delimiter");
    says((vp_reading){.delimiter = "a\n"}, VP_USAGE, "same");
    says((vp_reading){.quote = "ab"}, VP_USAGE, "--quote");
    says((vp_reading){.quote = "\\n"}, VP_USAGE, "--quote");
    says((vp_reading){.escape = "\\\\\\\\"}, VP_USAGE, "--escape");
    says((vp_reading){.delimiter = "\""}, VP_USAGE, "same");
    says((vp_reading){.delimiter = "|", .record_separator = "||"}, VP_USAGE, "same");
    says((vp_reading){.record_separator = "\""}, VP_USAGE, "same");
    says((vp_reading){.escape = "^", .record_separator = "^^"}, VP_USAGE, "same");
    says((vp_reading){.delimiter = "\\\\", .escape = "\\"}, VP_USAGE, "same");
    says((vp_reading){.quote = ",", .record_separator = ",;"}, VP_USAGE, "same");
    says((vp_reading){.quote = ","}, VP_OK, ","); /* the delimiter is still to be found */
    says((vp_reading){.record_separator = ""}, VP_USAGE, "--record-separator");
    says((vp_reading){.skip = "-1"}, VP_USAGE, "--skip");
    says((vp_reading){.skip = "1x"}, VP_USAGE, "--skip");
    says((vp_reading){.skip = "99999999999999999999"}, VP_USAGE, "--skip");
    says((vp_reading){.header_rows = "two"}, VP_USAGE, "--header-rows");
    says((vp_reading){.header_rows = "1001"}, VP_USAGE, "--header-rows");
}

/* ---- which delimiter ---- */

static void sniffs(const char *text, char want)
{
    VP_AUTO(vp_text) t = NULL;
    vp_dialect d = vp_dialect_usual('?');
    assert_int_equal(vp_text_open_bytes(&t, "x", text, strlen(text), &err), VP_OK);
    assert_int_equal(vp_csv_sniff_widths(&d, t, &err), VP_OK);
    if (*d.delimiter != want)
        fail_msg("%s: '%s', not '%c'", text, d.delimiter, want);
}

static void test_csv__finds_the_delimiter_of_any_table(void **state)
{
    (void)state;
    sniffs("a,b\n1,2\n", ',');
    sniffs("a;b;c\n1,5;2,5;3,5\n2,5;3;4\n", ';');
    sniffs("a\tb\n\"x,y\"\t2\n", '\t');
    sniffs("a|b\n1|2\n", '|');
    sniffs("title of it all\n\na;b;c\n1;2;3\n4;5;6\n", ';');
    sniffs("id,text\n1,a|b\n2,c|d\n", ',');
    sniffs("one\ntwo\n", ',');
    sniffs("sep=^\na^b\n", '^');
    sniffs("a|b|c\n1|\"2|3\n4|5|6\n", '|');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv__reads_what_was_written_in_any_dialect),
        cmocka_unit_test(test_csv__reads_the_usual_dialect_as_libcsv_does),
        cmocka_unit_test(test_csv__keeps_a_stray_quote_in_its_cell),
        cmocka_unit_test(test_csv__never_merges_neighbours),
        cmocka_unit_test(test_csv__finds_a_missing_delimiter_beside_a_quote),
        cmocka_unit_test(test_csv__mends_other_dialects),
        cmocka_unit_test(test_csv__mends_hostile_lines),
        cmocka_unit_test(test_dialect__understands_its_options),
        cmocka_unit_test(test_csv__finds_the_delimiter_of_any_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
