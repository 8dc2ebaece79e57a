/* What reports add up: the awards of a decision, in order, and their sums. */
#ifndef VP_LIB_REPORT_TALLY_H
#define VP_LIB_REPORT_TALLY_H

#include <vp/report.h>

typedef struct vp_tally {
    const vp_report_data *data;
    const vp_award **at;       /* the awards, by rank, then id */
    size_t n;
    vp_money total;            /* of them all */
    const vp_money *fund;      /* what each fund pays, and for how many of them */
    const size_t *fund_count;
    const vp_award **reserve;  /* by rank, then id */
    size_t nreserve;
    size_t nwithdrawn;         /* of the awards: of proposals that were withdrawn since, and their sum */
    vp_money withdrawn;
} vp_tally;

/* Sum up; with `none` true the tally is of no award at all (another year). VP_INVALID: an award is not the sum of its
   funds, money without an award, a fund that pays more than it has. */
vp_status vp_tally_new(vp_tally *out, const vp_report_data *data, bool none, vp_arena *arena, vp_err *err);

typedef struct vp_group { const char *name; size_t count; vp_money total; } vp_group; /* name "": not stated */

/* The awards by the values of a field: values that the round lists in its order, others by bytes, blank last. Their
   totals add up to the tally's. */
vp_status vp_tally_by(vp_group **out, size_t *n, const vp_tally *t, size_t field, vp_arena *arena, vp_err *err);

/* People whom the awards are to reach, as proposals state them, for each unit they are counted in. */
typedef struct vp_people {
    const char *unit;   /* "人", "人次", "" when only a number was given */
    size_t count;       /* proposals that say so */
    size_t rough;       /* of them about, more than … */
    int64_t total;
} vp_people;

/* unclear: filled in but not a number that adds up. Units are in the order of their bytes. */
vp_status vp_tally_people(vp_people **out, size_t *n, size_t *unclear, const vp_tally *t, size_t field,
                          vp_arena *arena, vp_err *err);

/* When the award's proposal was withdrawn, or NULL. */
const char *vp_tally_withdrawn(const vp_award *a);
/* The award's text of a field; "" when it is not known. */
const char *vp_tally_field(const vp_award *a, size_t field);

#endif
