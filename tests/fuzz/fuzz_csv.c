/* Any bytes as a CSV file, in the usual dialect: encodings, separators, records, lines; and by libcsv alone. */
#include <csv.h>
#include "fuzz.h"
#include "lib/io/csv.h"

static size_t fit(void *ctx, const vp_csv_record *record)
{
    (void)ctx;
    return record->n;
}

static void records(vp_text *text, const vp_dialect *dialect, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    vp_csv_record r;
    bool more = true;
    size_t line = 0, number = 0;
    HOLDS(vp_csv_open(&csv, text, dialect, err) == VP_OK);
    for (;;) {
        vp_status s = vp_csv_next(csv, &r, &more, err);
        if (s) {
            fuzz_refused(s, err);
            HOLDS(err->row > line);
            return;
        }
        if (!more)
            return;
        HOLDS(r.line > line || number == 0);
        HOLDS(r.number == number + 1);
        HOLDS(r.n > 0 && r.n <= VP_COLUMNS_MAX);
        line = r.line, number = r.number;
        for (size_t i = 0; i < r.n; i++)
            HOLDS(fuzz_utf8(r.cell[i].s, r.cell[i].n) && r.cell[i].s[r.cell[i].n] == '\0');
    }
}

/* ---- cell for cell what libcsv says ---- */

typedef struct twin { vp_csv *csv; vp_csv_record r; size_t at; bool more; vp_status s; vp_err *err; } twin;

static void same_cell(void *s, size_t n, void *ctx)
{
    twin *t = ctx;
    if (t->at == 0)
        t->s = vp_csv_next(t->csv, &t->r, &t->more, t->err);
    if (t->s)
        return; /* libcsv hands out the cells of a record that it refuses further on */
    HOLDS(t->more && t->at < t->r.n && t->r.cell[t->at].n == n && memcmp(t->r.cell[t->at].s, s, n) == 0);
    t->at++;
}

static void same_record(int c, void *ctx)
{
    twin *t = ctx;
    (void)c;
    HOLDS(t->s == VP_OK && t->at == t->r.n);
    t->at = 0;
}

static int never(unsigned char c)
{
    (void)c;
    return 0;
}

static void as_libcsv(vp_text *text, const char *delimiter, vp_err *err)
{
    struct csv_parser p;
    VP_AUTO(vp_csv) csv = NULL;
    VP_AUTO(vp_arena) arena = vp_arena_new();
    const char *bytes;
    size_t n;
    if (strcmp(vp_text_encoding(text), "UTF-8") != 0 || !arena ||
        vp_text_bytes(text, &bytes, &n, arena, err) != VP_OK)
        return;
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        bytes += 3, n -= 3;
    HOLDS(vp_csv_new(&csv, text, *delimiter, err) == VP_OK);
    HOLDS(csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) == 0);
    csv_set_delim(&p, (unsigned char)*delimiter);
    csv_set_space_func(&p, never);
    twin t = {.csv = csv, .err = err};
    bool whole = csv_parse(&p, bytes, n, same_cell, same_record, &t) == n &&
                 csv_fini(&p, same_cell, same_record, &t) == 0;
    csv_free(&p);
    if (t.at == 0 && t.s == VP_OK)
        t.s = vp_csv_next(csv, &t.r, &t.more, err);
    HOLDS(whole ? t.s == VP_OK && !t.more : t.s == VP_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_text) text = NULL;
    vp_dialect dialect = vp_dialect_usual(',');
    vp_status s = vp_text_open_bytes(&text, "input.csv", (const char *)bytes, n, &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    s = vp_csv_sniff(&dialect, text, fit, NULL, &err);
    if (s) {
        fuzz_refused(s, &err);
        HOLDS(vp_text_rewind(text, &err) == VP_OK);
    }
    HOLDS(dialect.delimiter[0] > 0 && dialect.delimiter[1] == '\0');
    records(text, &dialect, &err);
    HOLDS(vp_text_rewind(text, &err) == VP_OK);
    as_libcsv(text, dialect.delimiter, &err);
    return 0;
}
