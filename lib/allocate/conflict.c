/* Which limits cannot be met together: each in turn is left out, and stays out where the rest contradicts itself still
   (J. W. Chinneck and E. W. Dravnieks, "Locating minimal infeasible constraint sets in linear programs", 1991: the
   deletion filter). */
#include <vp/str.h>
#include "conflict.h"
#include "program.h"

/* Does what is left contradict itself? Unknown counts as no. */
static vp_status contradicts(bool *out, const vp_problem_model *p, const bool *without, uint64_t steps, vp_arena *arena,
                             vp_err *err)
{
    vp_program q;
    vp_mark mark = vp_arena_mark(arena);
    VP_TRY(vp_program_make(&q, p, without, NULL, arena, err));
    vp_choice_answer a = {0};
    VP_ALLOC(a.chosen, vp_arena_array(arena, q.c.n, sizeof *a.chosen), err);
    VP_TRY(vp_choice_solve(&a, &q.c, steps, arena, err));
    *out = a.proved && !a.known;
    vp_arena_rewind(arena, mark);
    return VP_OK;
}

/* "limit 'x'", "the funds", …; NULL without memory. */
static const char *unit_text(const vp_problem_model *p, size_t unit, vp_lang lang, vp_arena *arena)
{
    const vp_allocation *a = &p->round->allocation;
    static const char *const texts[] = {N_("limit '%1$s'"), N_("exclusive group '%1$s'"),
                                        N_("what '%1$s' requires"), N_("that '%1$s' is decided in"), N_("the funds")};
    size_t kind = 0, at = unit;
    const size_t count[] = {a->nlimits, a->nexclusive, a->nrequirements, a->nfixed};
    while (kind < 4 && at >= count[kind])
        at -= count[kind++];
    const char *id = kind == 0 ? a->limits[at].id : kind == 1 ? a->exclusive[at].id : kind == 2 ? a->requirements[at].id
                   : kind == 3 ? a->fixed[at].id : NULL;
    VP_STR text = {0};
    vp_note_text(&text, lang, &(vp_note){texts[kind], {id}});
    return text.oom ? NULL : vp_arena_dupz(arena, vp_str_text(&text));
}

vp_status vp_conflict(const vp_problem_model *p, bool proved, uint64_t steps, vp_arena *arena, vp_err *err)
{
    size_t n = vp_units(p);
    bool *without;
    VP_STR all = {0};
    vp_lang lang = err ? err->lang : VP_EN;
    if (!proved) {
        vp_fail(err, VP_INVALID, VP_AT_FILE(p->round->file), "no list was found that keeps every limit");
        return vp_hint(err, "give the search more steps (--effort), or loosen a minimum");
    }
    VP_ALLOC(without, vp_arena_array(arena, n, sizeof *without), err);
    for (size_t k = n; k-- > 0; ) { /* the last first: what round.json says first is rather kept */
        bool still = false;
        without[k] = true;
        VP_TRY(contradicts(&still, p, without, steps / 20, arena, err));
        without[k] = still;
    }
    for (size_t k = 0; k < n; k++) {
        const char *text;
        if (without[k])
            continue;
        VP_ALLOC(text, unit_text(p, k, lang, arena), err);
        vp_str_addf(&all, "%s%s", all.n ? ", " : "", text);
    }
    VP_TRY(vp_str_check(&all, err));
    vp_fail(err, VP_INVALID, VP_AT_FILE(p->round->file), "no list of awards keeps all of these: %s", vp_str_text(&all));
    return vp_hint(err, "without any one of them there is one: change one");
}
