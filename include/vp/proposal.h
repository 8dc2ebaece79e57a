/* A proposal: one canonical text for each field of the round. */
#ifndef VP_PROPOSAL_H
#define VP_PROPOSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/round.h>
#include <vp/str.h>
#include <vp/table.h>
#include <vp/view.h>

#ifdef __cplusplus
extern "C" {
#endif

/* value[i] is the canonical text of round->fields[i], "" when blank, never NULL; of private fields always "" once it
   comes from the history, which has keyed hashes of them: tag[i], NULL when there is none; tag is NULL when there are
   none at all. withdrawn_on: the day on which it was withdrawn (YYYY-MM-DD) and why; NULL: it stands. */
typedef struct vp_proposal {
    const char *const *value;
    const char *const *tag;
    const char *withdrawn_on, *withdrawn_why;
} vp_proposal;

/* Sorted by id (bytes), ids are unique. */
typedef struct vp_proposals { vp_proposal *at; size_t n; } vp_proposals;

/* The one with that id, or NULL. */
const vp_proposal *vp_proposals_find(const vp_proposals *all, const char *id);

/* A money field in minor units; 0 when blank. */
vp_money vp_proposal_money(const vp_proposal *p, size_t field);
/* The most that may be granted: what was requested, and where the office approved a budget no more than that budget
   less the applicant's own funds. 0 or less: nothing. */
vp_money vp_proposal_grant(const vp_proposal *p);
/* Whether the office has approved a budget. Answers have the column when any of their proposals has one. */
bool vp_proposal_approved(const vp_proposal *p);
/* Whether the proposal has one of the values for each key of the filter. */
bool vp_filter_matches(const vp_filter *f, const vp_proposal *p);

/* Those of them that were not withdrawn; of the arena. */
vp_status vp_proposals_that_stand(vp_proposals *out, const vp_proposals *all, vp_arena *arena, vp_err *err);

/* Everything under proposals/ of the view, the withdrawn ones too. VP_CORRUPT: a file there is not a proposal of this
   round. */
vp_status vp_proposals_read(vp_proposals *out, const vp_round *round, const vp_view *view, vp_arena *arena,
                            vp_err *err);
/* One file under proposals/: path says which, for messages; statuses as vp_proposals_read. */
vp_status vp_proposal_parse(vp_proposal *out, const vp_round *round, const vp_view *view, const char *path,
                            const char *bytes, size_t n, vp_arena *arena, vp_err *err);
/* From an answer of vp-intake (or of vp-score, vp-allocate): columns by field name, values canonical; columns that are
   no fields are left alone, secret fields are refused. VP_INVALID: an id twice or missing, an amount that is none. */
vp_status vp_proposals_from_table(vp_proposals *out, const vp_round *round, const vp_table *table, vp_arena *arena,
                                  vp_err *err);
/* proposals/ID.json: public fields that are not blank, in the order of the round's fields, then "private" with the
   keyed hashes; then, of one that was withdrawn, "withdrawn": {"on": …, "reason": …}. */
void vp_proposal_json(vp_str *out, const vp_round *round, const vp_proposal *p);
/* Whether the bytes of such a file have the member: quicker than to parse it, and never wrong of a file that
   vp_proposal_json wrote. */
bool vp_proposal_has(const char *bytes, size_t n, const char *member);
/* "proposals/ID.json", of the arena; NULL when there is no memory. */
char *vp_proposal_path(const char *id, vp_arena *arena);
/* The other way round: how many bytes of a name in proposals/ are the id; 0: it is no proposal's. */
size_t vp_proposal_id_of(const char *name);

#ifdef __cplusplus
}
#endif
#endif
