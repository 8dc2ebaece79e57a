/* The intake desk: header and title rows that come again below. */
#include <string.h>
#include <vp/fold.h>
#include "lib/verb/desk_inside.h"
#include "lib/verb/rowkind.h"

vp_status vp_desk_heads(vp_desk *d, const vp_cell *cells, size_t n, vp_err *err)
{
    VP_TRY(vp_arena_grow(d->arena, &d->heads, &d->capheads, d->nheads, d->nheads + 1, sizeof *d->heads, err));
    struct vp_desk_head *head = &d->heads[d->nheads];
    VP_ALLOC(head->key, vp_arena_array(d->arena, n + 1, sizeof *head->key), err);
    for (size_t i = 0; i < n; i++)
        VP_TRY(vp_fold(&head->key[i], cells[i].n > VP_HEADING_MAX ? "" : cells[i].s, d->arena, err));
    head->n = n;
    d->nheads++;
    return VP_OK;
}

/* Every cell that is not blank stands in the given head as well. */
static vp_status repeats(bool *yes, const vp_desk *d, const struct vp_desk_head *head, const vp_cell *cells, size_t n,
                         vp_err *err)
{
    *yes = true;
    for (size_t i = 0; i < n && *yes; i++) {
        const char *key;
        if (cells[i].n == 0)
            continue;
        *yes = false;
        if (i >= head->n || cells[i].n > VP_HEADING_MAX)
            return VP_OK;
        VP_TRY(vp_fold(&key, cells[i].s, d->scratch, err));
        *yes = !*key || strcmp(key, head->key[i]) == 0;
    }
    return VP_OK;
}

/* The rows below would be read under the headings of another table. */
static vp_status second_table(const vp_desk *d, size_t line, vp_err *err)
{
    vp_fail(err, VP_INVALID, (vp_where){.file = d->file, .row = line, .col = 1},
            "a second table begins here: this row has other headings than the header");
    return vp_hint(err, "put each table into a file of its own, or read this one alone with --header-row %zu", line),
           VP_INVALID;
}

vp_status vp_desk_header(vp_rowkind *what, vp_desk *d, size_t line, const vp_cell *cells, size_t n, vp_err *err)
{
    enum { FEW = 3 };
    size_t filled = 0;
    for (size_t i = 0; i < d->nheads; i++) {
        bool yes;
        VP_TRY(repeats(&yes, d, &d->heads[i], cells, n, err));
        if (!yes)
            continue;
        *what = VP_ROW_HEADER;
        return VP_OK;
    }
    for (size_t i = 0; i < n; i++)
        filled += cells[i].n > 0;
    if (!d->headings || filled < FEW)
        return VP_OK;
    size_t known = vp_headings_count(d->headings, d->round->nfields, cells, n, d->scratch);
    return known >= FEW && known * 2 >= filled ? second_table(d, line, err) : VP_OK;
}
