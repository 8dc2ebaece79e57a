/* Any text in any dialect, mended: every byte comes out somewhere, nothing is refused for its quotation marks, and
   lines are counted. The input says the dialect: delimiter, quote, escape, record separator, width, each in a line of
   its own, then the text. */
#include "fuzz.h"
#include "lib/io/csv.h"

enum { LINES = 5 };

/* Letters and digits outside the dialect's own texts: they can only be text. */
static size_t letters(const char *s, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += s[i] >= 'a' && s[i] <= 'z';
    return count;
}

static bool has_letters(const vp_dialect *d)
{
    return letters(d->delimiter, strlen(d->delimiter)) + letters(d->quote, strlen(d->quote)) +
           letters(d->escape, strlen(d->escape)) + letters(d->record_separator, strlen(d->record_separator)) > 0;
}

static void mended(vp_text *text, const vp_dialect *dialect, size_t width, size_t wanted, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    vp_csv_record r;
    size_t line = 0, count = 0;
    HOLDS(vp_csv_open(&csv, text, dialect, err) == VP_OK);
    vp_csv_mend(csv, width);
    vp_csv_show_blank(csv);
    for (bool more;;) {
        vp_status s = vp_csv_next(csv, &r, &more, err);
        if (s) { /* too long, too many: never a quotation mark */
            fuzz_refused(s, err);
            HOLDS(strstr(err->msg, "quotation") == NULL);
            return;
        }
        if (!more)
            break;
        HOLDS(r.line >= line);
        HOLDS(r.mended == VP_AS_IT_IS || r.column > 0);
        line = r.line;
        for (size_t i = 0; i < r.n; i++) {
            HOLDS(fuzz_utf8(r.cell[i].s, r.cell[i].n) && r.cell[i].s[r.cell[i].n] == '\0');
            count += letters(r.cell[i].s, r.cell[i].n);
        }
    }
    HOLDS(has_letters(dialect) || count == wanted);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char said[LINES][64] = {{0}};
    const char *s = (const char *)bytes;
    for (int i = 0; i < LINES; i++) {
        const char *lf = n ? memchr(s, '\n', n) : NULL;
        size_t k = lf ? (size_t)(lf - s) : n;
        if (!lf || k >= sizeof said[i] || !fuzz_utf8(s, k))
            return 0;
        memcpy(said[i], s, k);
        s += k + 1;
        n -= k + 1;
    }
    vp_err err = {0};
    vp_dialect dialect;
    bool delimited;
    vp_reading reading = {.delimiter = said[0], .quote = said[1], .escape = *said[2] ? said[2] : NULL,
                          .record_separator = *said[3] ? said[3] : NULL};
    vp_status status = vp_dialect_of(&dialect, &delimited, &reading, &err);
    if (status) {
        fuzz_refused(status, &err);
        return 0;
    }
    VP_AUTO(vp_text) text = NULL;
    status = vp_text_open_bytes(&text, "input.csv", s, n, &err);
    if (status) {
        fuzz_refused(status, &err);
        return 0;
    }
    size_t width = (size_t)(unsigned char)said[4][0] % 16, found;
    size_t wanted = strcmp(vp_text_encoding(text), "UTF-8") == 0 ? letters(s, n) : 0;
    if (wanted)
        mended(text, &dialect, width, wanted, &err);
    HOLDS(vp_csv_usual_width(&found, text, &dialect, &err) == VP_OK);
    HOLDS(vp_csv_sniff_widths(&dialect, text, &err) == VP_OK);
    return 0;
}
