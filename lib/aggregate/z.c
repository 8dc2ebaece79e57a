/* z: every reviewer's sums standardised to mean 0 and spread 1, averaged, and put back on the scale of all: score =
   mean + standard deviation of all sums x mean z. A reviewer with fewer than z:N sums (2 when not said), or without a
   spread, tells nothing: z is 0. */
#include "lib/reliability/special.h"
#include "group.h"
#include "points.h"

enum { FEW = 5 }; /* sums, with which a reviewer's own mean and spread are mostly chance */

static vp_status warn(vp_outcome *out, const vp_hand *hand, const vp_scores *s, size_t least, vp_arena *arena,
                      vp_err *err)
{
    size_t silent = 0, few = 0;
    for (size_t j = 0; j < s->reviewers; j++) {
        bool tells = hand[j].n >= least && hand[j].sd > 0;
        silent += hand[j].n > 0 && !tells;
        few += tells && hand[j].n < FEW;
    }
    if (silent > 0)
        VP_TRY(vp_outcome_warn(out, N_("what %1$s reviewers gave counts for nothing in z: too few marks, or all of "
                                       "them equal"), silent, arena, err));
    if (few > 0)
        VP_TRY(vp_outcome_warn(out, N_("z is unsafe: %1$s reviewers marked fewer than 5 proposals, so that their mean "
                                       "and spread are mostly chance"), few, arena, err));
    return vp_outcome_check_groups(out, s, arena, err);
}

static vp_status z(vp_outcome *out, const vp_marks *m, vp_micro parameter, vp_arena *arena, vp_err *err)
{
    vp_scores s;
    vp_hand *hand;
    double mean = 0, square = 0, sd;
    size_t least = (size_t)(parameter / VP_MICRO);
    if (m->n == 0)
        return VP_OK;
    VP_TRY(vp_points_of(&s, m, arena, err));
    VP_TRY(vp_hands_of(&hand, &s, arena, err));
    for (size_t k = 0; k < s.n; k++)
        mean += s.score[k] / (double)s.n;
    for (size_t k = 0; k < s.n; k++)
        square += (s.score[k] - mean) * (s.score[k] - mean);
    sd = s.n > 1 ? vp_sqrt(square / ((double)s.n - 1)) : 0;
    for (size_t k = 0, end; k < m->n; k = end) {
        double sum = 0;
        end = vp_group_end(m, k);
        for (size_t i = k; i < end; i++) {
            const vp_hand *h = &hand[s.reviewer[i]];
            sum += h->n >= least && h->sd > 0 ? (s.score[i] - h->mean) / h->sd : 0;
        }
        VP_TRY(vp_points_round(&out->score[m->proposal[k]], mean + sd * (sum / (double)(end - k)), err));
    }
    return warn(out, hand, &s, least, arena, err);
}

extern const vp_aggregate vp_aggregate_z;
const vp_aggregate vp_aggregate_z = {
    "z", N_("the mean of the sums once each reviewer's have the same mean and spread; z:5 leaves out who marked fewer "
            "than 5"), z, 2 * VP_MICRO, (vp_micro)1000000 * VP_MICRO, 2 * VP_MICRO};
