/* The keyed hashes of a row's private values, as proposals/ID.json has them: made where the sheet is, taken as they
   stand in the history where it is not. */
#ifndef VP_LIB_VERB_TAGS_H
#define VP_LIB_VERB_TAGS_H

#include <vp/str.h>
#include "lib/verb/values.h"

typedef struct vp_tagger {
    const vp_round *round;
    vp_arena *arena;             /* of what is read of the private part */
    /* when a sheet is taken in */
    vp_store *store;             /* whose private part has the keys so far; NULL: nothing is known */
    unsigned char sheet[VP_KEY]; /* of the sheet's bytes: new keys are made of it */
    vp_str *keep;                /* gets the lines of the values file, or NULL */
    /* when it is done again */
    bool again;
    const vp_values *kept;       /* the sheet's own values file, or NULL */
    const vp_map *forgotten;     /* ids whose keys in it are of a later time, or NULL */
    const vp_view *stated;       /* the proposals as they were recorded */
    /* what came of it */
    size_t strangers;            /* proposals whose hashes were made with a key that is not kept here */
    bool unchecked;              /* some hashes were taken as they are recorded */
    vp_values *known;            /* all that the private part keeps, once it was needed: vp_tags_known */
} vp_tagger;

/* Read `known`, unless it is there. Needs round, arena and store. */
vp_status vp_tags_known(vp_tagger *t, vp_err *err);

/* The hashes of a row that stands (by field), NULL when it has no private value. text: canonical texts by field. path:
   of the proposal's file, of which the round had the bytes old (NULL: it is new). *out is of the scratch arena. */
vp_status vp_tags_of(const char *const **out, vp_tagger *t, const char *const *text, const char *path, const char *old,
                     size_t nold, vp_arena *scratch, vp_err *err);

#endif
