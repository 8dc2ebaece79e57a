/* Why there is no assignment, in words. */
#include <string.h>
#include <vp/str.h>
#include "lib/verb/assign_plan.h"

enum { NAMED = 12, PROBLEMS = 50 };

static const char *number(vp_plan *p, uint64_t n)
{
    return vp_arena_printf(p->arena, "%llu", (unsigned long long)n);
}

/* "P-1, P-2, …" */
static vp_status names(const char **out, vp_plan *p, const uint32_t *at, size_t n, bool reviewers, vp_err *err)
{
    VP_STR text = {0};
    for (size_t i = 0; i < n && i < NAMED; i++)
        vp_str_addf(&text, "%s%s", i ? ", " : "",
                    reviewers ? p->panel.at[at[i]].id : p->proposals.at[at[i]].value[VP_ID]);
    if (n > NAMED)
        vp_str_addz(&text, ", …");
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(*out, vp_arena_dupz(p->arena, vp_str_text(&text)), err);
    return VP_OK;
}

static size_t conflicts_of(const vp_plan *p, uint32_t proposal)
{
    size_t n = 0;
    for (size_t i = 0; i < p->conflicts.n; i++)
        n += p->conflicts.at[i].proposal == proposal;
    return n;
}

static void tell_one(vp_plan *p, const vp_shortage *s)
{
    const char *id = vp_finding_quote(p->proposals.at[s->proposals[0]].value[VP_ID], p->arena);
    const char *need = number(p, s->need), *have = number(p, s->have);
    const char *apart = number(p, conflicts_of(p, s->proposals[0]));
    if (s->kind == VP_SHORT_CANDIDATES)
        vp_plan_tell(p, VP_NOWHERE, VP_ERROR,
                     (vp_note){N_("'%1$s' needs %2$s reviewers, and %3$s may have it (of an organisation one counts; "
                                  "%4$s are in conflict)"), {id, need, have, apart}},
                     (vp_note){N_("add reviewers to panel.csv, or ask for fewer with -k"), {0}});
    else
        vp_plan_tell(p, VP_NOWHERE, VP_ERROR,
                     (vp_note){N_("'%1$s' needs %2$s reviewers who know its field, and %3$s may have it (%4$s are in "
                                  "conflict)"), {id, need, have, apart}},
                     (vp_note){N_("write its category or purpose among the fields of a reviewer in panel.csv, or ask "
                                  "for fewer with --experts"), {0}});
}

static vp_status tell_cut(vp_plan *p, const vp_shortage *s, vp_err *err)
{
    const char *proposals, *reviewers;
    VP_TRY(names(&proposals, p, s->proposals, s->nproposals, false, err));
    VP_TRY(names(&reviewers, p, s->reviewers, s->nreviewers, true, err));
    if (s->kind == VP_SHORT_LOADS)
        vp_plan_tell(p, VP_NOWHERE, VP_ERROR,
                     (vp_note){N_("%1$s proposals need %2$s reviews that only %3$s reviewers can give, whose "
                                  "loads allow %4$s"), {number(p, s->nproposals), number(p, s->need),
                                                        number(p, s->nreviewers), number(p, s->have)}},
                     (vp_note){N_("the proposals: %1$s; the reviewers: %2$s"), {proposals, reviewers}});
    else
        vp_plan_tell(p, VP_NOWHERE, VP_ERROR,
                     (vp_note){N_("%1$s reviewers are to have %2$s proposals at least, and can have %3$s"),
                               {number(p, s->nreviewers), number(p, s->need), number(p, s->have)}},
                     (vp_note){N_("the reviewers: %1$s"), {reviewers}});
    return VP_OK;
}

vp_status vp_plan_tell_shortages(vp_plan *p, const vp_assignment *answer, vp_err *err)
{
    for (size_t i = 0; i < answer->nshortages && i < PROBLEMS; i++) {
        const vp_shortage *s = &answer->shortages[i];
        if (s->kind == VP_SHORT_CANDIDATES || s->kind == VP_SHORT_EXPERTS)
            tell_one(p, s);
        else if (s->kind != VP_SHORT_SEARCH)
            VP_TRY(tell_cut(p, s, err));
        else
            vp_plan_tell(p, VP_NOWHERE, VP_ERROR,
                         (vp_note){answer->proved
                                       ? N_("no assignment gives every proposal somebody who knows its field without "
                                            "two of one organisation")
                                       : N_("no assignment was found that gives every proposal somebody who knows its "
                                            "field without two of one organisation"), {0}},
                         (vp_note){N_("let go of one of the two: --experts 0, or --same-organisation"), {0}});
    }
    if (answer->nshortages > PROBLEMS)
        vp_plan_tell(p, VP_NOWHERE, VP_ERROR,
                     (vp_note){N_("%1$s more proposals are short of reviewers"),
                               {number(p, answer->nshortages - PROBLEMS)}}, (vp_note){0});
    return VP_OK;
}
