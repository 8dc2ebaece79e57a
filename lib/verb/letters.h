/* vp-score --letters: what each applicant is told of the scores. */
#ifndef VP_LIB_VERB_LETTERS_H
#define VP_LIB_VERB_LETTERS_H

#include <vp/panel.h>
#include <vp/score.h>

typedef struct vp_letters {
    const char *dir, *format;   /* "md" or "html" */
    bool force;                 /* write over what is there */
    bool dry_run;               /* write nothing: count and tell */
    const vp_rubric *rubric;
    const vp_round *round;      /* NULL: not known */
    const vp_ranking *ranking;
    const vp_reviews *reviews;
    const vp_panel_list *panel;
    vp_lang lang;
    void (*tell)(void *ctx, vp_severity severity, const vp_note *what, const vp_note *mend);
    void *ctx;
} vp_letters;

/* Write DIR/ID.md for every row of the ranking, of which *written are new: its score, where its rank lies, the marks by
   criterion, and the comments without the names of reviewers, in an order that says nothing of who wrote them. DIR is
   made when it is not there. VP_INVALID: a file is there already, an id that cannot name a file; then nothing is
   written. */
vp_status vp_letters_write(size_t *written, const vp_letters *l, vp_arena *arena, vp_err *err);

#endif
