/* Suspect pairs among the proposals of a sheet, those of the round and those of earlier rounds: gathered while rows are
   judged, found when all are, told, decided and kept. */
#ifndef VP_LIB_VERB_SUSPECTS_H
#define VP_LIB_VERB_SUSPECTS_H

#include <vp/intake.h>
#include <vp/round.h>
#include <vp/similar.h>
#include <vp/units.h>
#include <vp/value.h>
#include <vp/view.h>
#include "lib/verb/decisions.h"

typedef struct vp_suspecting vp_suspecting;

typedef struct vp_suspecting_opts {
    const vp_round *round;
    const vp_view *before;   /* the round's proposals and decisions; NULL: there are none */
    vp_strings earlier;      /* folders of earlier rounds */
    const char *decide;      /* name of the file of decisions, for messages; NULL: none is given */
    const char *decisions;   /* its bytes */
    size_t ndecisions;
    /* In a replay: suspects.csv as it is recorded, of which pairs with earlier rounds are taken as they are, and,
       when phones are not there (no_phones), that phones are the same. NULL: not a replay. */
    const char *stated;
    size_t nstated;
    bool no_phones;
    vp_units *units;         /* to share what is learnt of characters, borrowed; NULL: its own */
} vp_suspecting_opts;

/* *out is yours: vp_suspecting_free; it uses the arena all the while. Statuses as vp_decisions_given (VP_INVALID). */
vp_status vp_suspecting_new(vp_suspecting **out, const vp_suspecting_opts *opts, vp_arena *arena, vp_err *err);
void vp_suspecting_free(vp_suspecting *s);
VP_DECLARE_AUTO(vp_suspecting)

/* Whether a decision that is now given drops the proposal: then the round's version does not stand either. */
bool vp_suspecting_drops(const vp_suspecting *s, const char *id);
/* A row that stands by the rules. problem->rule is NULL, or why a decision drops it; texts of the scratch arena. */
vp_status vp_suspecting_row(vp_suspecting *s, size_t line, const char *const *text, vp_problem *problem,
                            vp_arena *scratch, vp_err *err);

/* The round's proposals, sorted by id, for whoever has them at hand; else they are read from the view. text gives a
   field of the i-th, and no id ("") of one that was withdrawn; it is called while the search runs. Before
   vp_suspecting_find. */
void vp_suspecting_round(vp_suspecting *s, size_t n, const char *(*text)(const void *ctx, size_t i, size_t field),
                         const void *ctx);
/* Where phones of proposals that are not in the sheet are known from: phone gives an id's, NULL or "" when there is
   none, and is called while the search runs. Before vp_suspecting_find. */
typedef vp_status vp_phone_of(const char **out, void *ctx, const char *id, vp_arena *scratch, vp_err *err);
void vp_suspecting_phones(vp_suspecting *s, vp_phone_of *phone, void *ctx);

/* All rows were seen: find the pairs. VP_INVALID: a decision is about none of them. *unchecked becomes true when
   something was taken as it is recorded, and is left alone otherwise. */
vp_status vp_suspecting_find(vp_suspecting *s, const vp_progress *progress, bool *unchecked, vp_err *err);

/* Tell them, the first ones in the order of the sheet; file: what it is called. */
void vp_suspecting_tell(const vp_suspecting *s, const char *file,
                        void (*tell)(void *ctx, vp_where where, const char *severity, const vp_note *what,
                                     const vp_note *mend),
                        void *ctx);
size_t vp_suspecting_count(const vp_suspecting *s);
size_t vp_suspecting_dropped(const vp_suspecting *s); /* rows */
/* Ids of earlier rounds that were given, for Vp-Args. */
vp_strings vp_suspecting_rounds(const vp_suspecting *s);

/* suspects.csv: first,second,reason,similarity,decision,note,round,paid. decisions.csv: those given; "" when none. */
vp_status vp_suspecting_csv(vp_str *out, const vp_suspecting *s, vp_err *err);
vp_status vp_suspecting_decided(vp_str *out, const vp_suspecting *s, vp_err *err);
/* Put what decisions change elsewhere: intake/decisions.csv, and proposals of the round that they drop. */
vp_status vp_suspecting_put(vp_suspecting *s, const vp_writer *writer, vp_err *err);

/* ---- decisions without a sheet ---- */

/* Drop the proposals that decisions about the recorded suspects drop: puts proposals/, intake/decisions.csv. */
vp_status vp_decisions_apply(size_t *dropped, const vp_decisions *d, const vp_view *before, const vp_writer *writer,
                             vp_arena *arena, vp_err *err);
/* Mark decisions about pairs that some intake of the view told. VP_INVALID: a given one is about none. */
vp_status vp_decisions_match(vp_decisions *d, const vp_view *before, vp_err *err);

#endif
