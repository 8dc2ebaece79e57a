/* Any bytes as a CSV file: encodings, separators, records, lines. */
#include "fuzz.h"
#include "lib/io/csv.h"

static size_t fit(void *ctx, const vp_csv_record *record)
{
    (void)ctx;
    return record->n;
}

static void records(vp_text *text, char delimiter, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    vp_csv_record r;
    bool more = true;
    size_t line = 0, number = 0;
    HOLDS(vp_csv_new(&csv, text, delimiter, err) == VP_OK);
    for (;;) {
        vp_status s = vp_csv_next(csv, &r, &more, err);
        if (s) {
            fuzz_refused(s, err);
            HOLDS(err->row > 0);
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_text) text = NULL;
    vp_status s = vp_text_open_bytes(&text, "input.csv", (const char *)bytes, n, &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    char delimiter;
    s = vp_csv_sniff(&delimiter, text, fit, NULL, &err);
    if (s) {
        fuzz_refused(s, &err);
        HOLDS(vp_text_rewind(text, &err) == VP_OK);
        delimiter = ',';
    }
    HOLDS(delimiter > 0);
    records(text, delimiter, &err);
    return 0;
}
