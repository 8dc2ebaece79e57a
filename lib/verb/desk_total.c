/* The intake desk: totals that the sheet states, added up again. */
#include <vp/fold.h>
#include "lib/model/cell.h"
#include "lib/verb/desk_inside.h"

void vp_desk_add_up(vp_desk *d, const vp_verdict *v, int sign)
{
    for (size_t i = 0; i < d->columns.n; i++) {
        long field = d->columns.at[i].field;
        if (field < 0 || d->round->fields[field].type != VP_TYPE_MONEY)
            continue;
        d->sums[i] += sign * v->values[field].number;
        d->partial[i] += sign * v->values[field].number;
    }
}

static void compare(vp_desk *d, size_t line, size_t field, vp_money stated, vp_wide sum, const char *msg)
{
    char said[VP_DECIMAL_MAX], computed[VP_DECIMAL_MAX] = "?";
    if (stated == sum || !d->tell)
        return;
    vp_money_format(said, stated);
    if (sum <= INT64_MAX)
        vp_money_format(computed, (vp_money)sum);
    vp_note differs = {msg, {said, computed}};
    d->rule = "total";
    d->stated = true;
    d->tell(d->ctx, vp_desk_place(d, line, field), "warning", &differs, &(vp_note){0});
    d->rule = NULL;
}

vp_status vp_desk_total(vp_desk *d, vp_rowkind what, size_t line, const vp_cell *cells, size_t n, vp_err *err)
{
    bool early = d->proposals == 0 && d->early_line == 0;
    for (size_t i = 0; i < d->columns.n; i++) {
        const vp_column_map *c = &d->columns.at[i];
        const char *s = "";
        vp_value v = {0};
        vp_problem p;
        d->early[i] = early ? -1 : d->early[i];
        if (c->field < 0 || d->round->fields[c->field].type != VP_TYPE_MONEY)
            continue;
        vp_wide sum = what == VP_ROW_TOTAL ? d->sums[i] : d->partial[i];
        d->partial[i] = 0;
        if (i < n)
            VP_TRY(vp_narrow(&s, cells[i].s, cells[i].n, d->scratch, err));
        if (!*s || !d->tell)
            continue;
        int64_t unit = c->unit ? c->unit : *d->round->unit_name ? d->round->unit : 0;
        if (vp_cell_money(&v, &p, s, unit, c->unit_name, d->round->currency, d->scratch) == VP_CELL_BAD) {
            vp_note odd = {N_("the stated total '%1$s' is no amount: it was not compared"), {s}};
            d->tell(d->ctx, vp_desk_place(d, line, (size_t)c->field), "note", &odd, &(vp_note){0});
        } else if (early) {
            d->early[i] = v.number;
        } else if (what == VP_ROW_TOTAL || v.number != d->sums[i]) {
            compare(d, line, (size_t)c->field, v.number, sum,
                    N_("the stated total is %1$s, but the rows above add up to %2$s"));
        }
    }
    d->early_line = early ? line : d->early_line;
    return VP_OK;
}

void vp_desk_early_totals(vp_desk *d)
{
    for (size_t i = 0; d->early_line > 0 && i < d->columns.n; i++)
        if (d->early[i] >= 0 && d->columns.at[i].field >= 0)
            compare(d, d->early_line, (size_t)d->columns.at[i].field, d->early[i], d->sums[i],
                    N_("the stated total is %1$s, but the rows below add up to %2$s"));
}
