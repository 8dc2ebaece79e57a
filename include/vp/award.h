/* Awards: the decision, a line for every proposal. */
#ifndef VP_AWARD_H
#define VP_AWARD_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/note.h>
#include <vp/proposal.h>
#include <vp/round.h>
#include <vp/table.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum vp_award_status { VP_AWARDED, VP_RESERVE, VP_UNFUNDED, VP_INELIGIBLE } vp_award_status;

/* "awarded", "reserve", "unfunded", "ineligible". */
const char *vp_award_status_name(vp_award_status s);

typedef struct vp_award {
    const char *id, *title, *applicant;
    vp_award_status status;
    vp_money amount;          /* sum of fund[] */
    const vp_money *fund;     /* one for each fund of the round */
    size_t rank;              /* 0: not ranked */
    vp_micro score;           /* as ranked */
    bool has_score;
    vp_money requested;
    vp_note reason;           /* in the round's language when written */
    const char *reason_text;  /* as read back; NULL when just made */
    const vp_proposal *proposal; /* with fields; NULL when not known */
} vp_award;

/* Sorted by id. */
typedef struct vp_awards { vp_award *at; size_t n; vp_micro step; } vp_awards;

/* awards.csv: id,status,amount,<a column for each fund>,rank,score,requested,title,applicant,reason, then the round's
   other public fields. The bytes of `csv` are the bytes of awards.csv; reasons are in the round's language. */
vp_status vp_awards_emit(const vp_awards *a, const vp_round *round, const char *format, vp_out out, vp_arena *arena,
                         vp_err *err);
/* From awards.csv or an answer of vp-allocate; VP_INVALID when amounts are not the sums of their funds. */
vp_status vp_awards_from_table(vp_awards **out, const vp_round *round, const vp_table *table, vp_arena *arena,
                               vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
