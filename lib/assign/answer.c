/* Assignments and conflicts as answers. */
#include <vp/assign.h>

enum { COLUMNS = 4 };

static vp_status start(vp_emit **e, vp_column columns[COLUMNS], const char *schema, vp_lang lang, const char *format,
                       vp_out out, vp_err *err)
{
    for (size_t c = 0; c < COLUMNS; c++)
        columns[c].title = vp_tr(lang, columns[c].title);
    return vp_emit_new(e, format, out, schema, columns, COLUMNS, err);
}

vp_status vp_assignments_emit(const vp_assignments *a, vp_lang lang, const char *format, vp_out out, vp_err *err)
{
    VP_AUTO(vp_emit) e = NULL;
    vp_column columns[COLUMNS] = {{"reviewer", N_("reviewer"), 't'}, {"proposal", N_("proposal"), 't'},
                                  {"stage", N_("stage"), 't'}, {"fit", N_("fit"), 'n'}};
    VP_TRY(start(&e, columns, "vp-assign/1", lang, format, out, err));
    for (size_t i = 0; i < a->n; i++) {
        char fit[VP_DECIMAL_MAX];
        vp_decimal_format(fit, a->at[i].fit, 0);
        const char *cells[COLUMNS] = {a->at[i].reviewer, a->at[i].proposal, a->at[i].stage, fit};
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}

vp_status vp_conflicts_emit(const vp_conflicts *c, const vp_proposals *proposals, const vp_panel_list *panel,
                            vp_lang lang, const char *format, vp_out out, vp_err *err)
{
    VP_AUTO(vp_emit) e = NULL;
    vp_column columns[COLUMNS] = {{"reviewer", N_("reviewer"), 't'}, {"proposal", N_("proposal"), 't'},
                                  {"reason", N_("reason"), 't'}, {"detail", N_("detail"), 't'}};
    VP_TRY(start(&e, columns, "vp-assign/conflicts/1", lang, format, out, err));
    for (size_t i = 0; i < c->n; i++) {
        const vp_conflict *x = &c->at[i];
        const char *cells[COLUMNS] = {panel->at[x->reviewer].id, proposals->at[x->proposal].value[VP_ID],
                                      vp_conflict_name(x->kind), x->detail};
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}
