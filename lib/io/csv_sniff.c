/* Which delimiter a text has, and how many cells its records: by rule, from its first records. */
#include <string.h>
#include "lib/io/csv.h"

enum { FITS = 10, WIDTHS = 100 };

/* Whether a delimiter is another part of the dialect. */
static bool taken(const vp_dialect *d, char delimiter)
{
    return *d->quote == delimiter || *d->escape == delimiter || strchr(d->record_separator, delimiter);
}

/* A first line `sep=;` says it. */
static vp_status instructed(bool *is, vp_dialect *dialect, vp_text *text, vp_err *err)
{
    const char *piece;
    size_t n;
    VP_TRY(vp_text_rewind(text, err));
    VP_TRY(vp_text_next(text, &piece, &n, err));
    *is = n >= 5 && memcmp(piece, "sep=", 4) == 0 && piece[4] != '\r' && piece[4] != '\n' && piece[4] != '"' &&
          (unsigned char)piece[4] < 0x80;
    if (*is) {
        dialect->delimiter[0] = piece[4];
        dialect->delimiter[1] = '\0';
    }
    return vp_text_rewind(text, err);
}

/* The first records by this dialect, given to look; broken ones are passed over. */
static vp_status first_records(vp_text *text, const vp_dialect *dialect, size_t records, bool past_broken,
                               void (*look)(void *ctx, const vp_csv_record *record), void *ctx, vp_err *err)
{
    VP_AUTO(vp_csv) csv = NULL;
    VP_TRY(vp_text_rewind(text, err));
    VP_TRY(vp_csv_open(&csv, text, dialect, err));
    for (size_t i = 0; i < records; i++) {
        vp_csv_record record;
        bool more;
        size_t line;
        vp_err aside = {0};
        vp_status s = vp_csv_next(csv, &record, &more, &aside);
        if (s == VP_INVALID && past_broken && vp_csv_recover(&line, csv))
            continue;
        if (s == VP_INVALID || (s == VP_OK && !more))
            break; /* what is wrong is told when the file is read */
        if (s != VP_OK) {
            if (err)
                *err = aside;
            return s;
        }
        look(ctx, &record);
    }
    return vp_text_rewind(text, err);
}

typedef struct best { size_t fit; vp_csv_fit how; void *ctx; } best;

static void look_fit(void *ctx, const vp_csv_record *record)
{
    best *b = ctx;
    size_t fit = b->how(b->ctx, record);
    b->fit = fit > b->fit ? fit : b->fit;
}

vp_status vp_csv_sniff(vp_dialect *dialect, vp_text *text, vp_csv_fit fit, void *ctx, vp_err *err)
{
    static const char candidates[] = {',', '\t', ';'};
    size_t most = 0;
    bool said, any = false;
    VP_TRY(instructed(&said, dialect, text, err));
    vp_dialect d = *dialect;
    for (size_t i = 0; !said && i < sizeof candidates; i++) {
        best b = {0, fit, ctx};
        if (taken(&d, candidates[i]))
            continue;
        d.delimiter[0] = candidates[i];
        d.delimiter[1] = '\0';
        VP_TRY(first_records(text, &d, FITS, false, look_fit, &b, err));
        if (!any || b.fit > most) {
            any = true;
            most = b.fit;
            *dialect = d;
        }
    }
    return VP_OK;
}

typedef struct widths { size_t width[WIDTHS], n; } widths;

static void look_width(void *ctx, const vp_csv_record *record)
{
    widths *w = ctx;
    if (record->number == 1 && vp_csv_is_sep_line(record))
        return;
    if (w->n < WIDTHS)
        w->width[w->n++] = record->n;
}

/* The width that most records have, of two cells at least when more; how many have it. */
static size_t usual(size_t *width, const widths *w, bool more)
{
    size_t most = 0;
    *width = 0;
    for (size_t i = 0; i < w->n; i++) {
        size_t same = 0;
        for (size_t k = 0; k < w->n; k++)
            same += w->width[k] == w->width[i];
        if (same > most && !(more && w->width[i] < 2)) {
            most = same;
            *width = w->width[i];
        }
    }
    return most;
}

vp_status vp_csv_sniff_widths(vp_dialect *dialect, vp_text *text, vp_err *err)
{
    static const char candidates[] = {',', '\t', ';', '|'};
    size_t most = 0, widest = 0;
    bool said, any = false;
    VP_TRY(instructed(&said, dialect, text, err));
    vp_dialect d = *dialect;
    for (size_t i = 0; !said && i < sizeof candidates; i++) {
        widths w = {.n = 0};
        size_t width;
        if (taken(&d, candidates[i]))
            continue;
        d.delimiter[0] = candidates[i];
        d.delimiter[1] = '\0';
        VP_TRY(first_records(text, &d, WIDTHS, true, look_width, &w, err));
        size_t same = usual(&width, &w, true);
        if (!any || same > most || (same == most && width > widest)) {
            any = true;
            most = same;
            widest = width;
            *dialect = d;
        }
    }
    return VP_OK;
}

vp_status vp_csv_usual_width(size_t *width, vp_text *text, const vp_dialect *dialect, vp_err *err)
{
    widths w = {.n = 0};
    VP_TRY(first_records(text, dialect, WIDTHS, true, look_width, &w, err));
    usual(width, &w, false);
    return VP_OK;
}
