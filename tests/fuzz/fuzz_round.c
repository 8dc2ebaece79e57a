/* Any bytes as round.json, and as rubric.json: read into something whole, or refused. */
#include <vp/round.h>
#include <vp/rubric.h>
#include <vp/view.h>
#include "fuzz.h"
#include "lib/rules/form.h"

static void check_round(const vp_round *r)
{
    HOLDS(*r->id && *r->title && *r->currency);
    HOLDS(r->nfields >= VP_STANDARD_FIELDS);
    for (size_t i = 0; i < r->nfields; i++)
        HOLDS(vp_round_field(r, r->fields[i].name) == (long)i);
    for (size_t i = 0; i < r->nrules; i++)
        HOLDS(r->rules[i].kind && *r->rules[i].id && r->rules[i].field < r->nfields);
    for (size_t i = 0; i < r->nfunds; i++)
        HOLDS(r->funds[i].amount >= 0 && *r->funds[i].id);
    HOLDS(r->allocation.step > 0);
    for (size_t i = 0; i < r->allocation.nlimits; i++)
        HOLDS(r->allocation.limits[i].each < (long)r->nfields);
}

/* Whatever a round asks for, its form can be made, or has a heading too few. */
static void check_form(const vp_round *r, vp_arena *arena)
{
    vp_form *form;
    vp_err err = {0};
    vp_status s = vp_form_new(&form, r, arena, &err);
    HOLDS(s == VP_OK || s == VP_CORRUPT);
    if (s)
        return;
    HOLDS(form->n >= 18 && form->at[0].field == VP_ID);
    for (size_t i = 0; i < form->n; i++)
        HOLDS(form->at[i].heading && form->at[i].expects && form->at[i].example);
}

static void check_rubric(const vp_rubric *r)
{
    HOLDS(r->nstages > 0 && r->step > 0);
    HOLDS(r->nties > 0 && r->ties[r->nties - 1].kind == VP_TIE_ID);
    for (size_t s = 0; s < r->nstages; s++) {
        vp_micro sum = 0;
        for (size_t i = 0; i < r->stages[s].ncriteria; i++) {
            HOLDS(r->stages[s].criteria[i].next > i && r->stages[s].criteria[i].next <= r->stages[s].ncriteria);
            if (vp_criterion_is_leaf(&r->stages[s], i))
                sum += r->stages[s].criteria[i].max;
        }
        HOLDS(sum == r->stages[s].max && sum > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_files *files;
    HOLDS(!vp_files_new(&files, NULL, arena, &err));
    vp_writer w = vp_files_writer(files);
    HOLDS(!w.put(w.ctx, "round.json", (const char *)bytes, n, &err));
    HOLDS(!w.put(w.ctx, "rubric.json", (const char *)bytes, n, &err));
    vp_view view = vp_files_view(files);

    vp_round *round;
    vp_status s = vp_round_read(&round, &view, arena, &err);
    if (s) {
        fuzz_refused(s, &err);
    } else {
        check_round(round);
        check_form(round, arena);
    }

    vp_rubric *rubric;
    err = fuzz_err(bytes, n);
    s = vp_rubric_read(&rubric, &view, "rubric.json", arena, &err);
    if (s)
        fuzz_refused(s, &err);
    else
        check_rubric(rubric);
    return 0;
}
