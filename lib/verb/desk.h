/* The intake desk: one row after another is judged, counted and put where it belongs. Used by vp-intake on the sheet
   as it came, and by verify on what the history kept of it. */
#ifndef VP_LIB_VERB_DESK_H
#define VP_LIB_VERB_DESK_H

#include <vp/intake.h>
#include <vp/view.h>
#include "lib/rules/judge.h"
#include "lib/verb/known.h"
#include "lib/verb/fill.h"
#include "lib/verb/tags.h"

typedef struct vp_desk {
    /* set by vp_desk_open */
    const vp_round *round;
    const vp_list **lists;
    vp_judge *judge;
    bool dated;                /* rows are judged by the day they came */
    vp_arena *arena, *scratch; /* scratch: of one row */
    vp_map *rules;             /* id of a rule -> 1 + index into refused */
    struct vp_refused { const char *rule; size_t n; } *refused; /* problems by rule, in the order first met */
    size_t nrefused, caprefused;
    vp_wide *sums, *partial;   /* of each column's money: since the start, and since the last subtotal */
    vp_money *early;           /* of each column's money: stated by a total above all rows; -1: none is */
    size_t early_line;         /* where; 0: there is no such row */
    size_t proposals;          /* rows so far that are proposals */
    size_t filled, fill_line;  /* cells filled down so far, and where the last one is */
    bool *told;                /* of each column: that it has cells and no heading was said */
    struct vp_desk_head { const char **key; size_t n; } *heads; /* rows that a page may repeat: header and titles */
    size_t nheads, capheads;
    vp_intake_counts counts;
    vp_str line, kept;         /* being written: of rejects, of source */
    vp_known *known;           /* what `before` has, when the rules or the index want it; else NULL */
    /* set by the caller, after it */
    vp_columns columns;
    size_t width;              /* cells of the header row, headings or not: no row has more */
    vp_fills fills;            /* columns that are filled down; closed with the desk */
    const vp_map *headings;    /* to know a second header by, or NULL */
    const char *file;          /* for messages */
    const vp_view *before;     /* the round's proposals, or NULL: every proposal is new */
    bool amend;                /* rows are parts of proposals that the round has (vp_judge_against) */
    vp_store *store;           /* of which `before` shows the tip, or NULL; for the index of the round's proposals */
    const vp_writer *writer;   /* where proposals go, or NULL */
    vp_tagger *tagger;         /* makes the keyed hashes of private values, or NULL: there are none */
    vp_out source;             /* gets source.csv; write NULL: not wanted */
    struct vp_suspecting *suspects; /* looks for duplicates, and drops what was decided; or NULL */
    vp_out rejects;            /* gets rejects.csv; write NULL: not wanted */
    void (*tell)(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);
    vp_status (*stands)(void *ctx, const char *status, const char *const *text, vp_err *err); /* or NULL */
    void *ctx;
    /* while a warning is told: which check it comes of ("" or NULL: of none that has a name), and whether a replay from
       public columns must take it as the receipt states it */
    const char *rule;
    bool stated;
} vp_desk;

/* What a replay knows of a row from the rejects that are committed: lines that rest on what the history does not keep,
   ready to be written again. whole: all lines of the row are among them. */
typedef struct vp_stated { const char **lines, **rules; size_t n, cap; bool whole; } vp_stated;

/* Zero-initialise the desk first; close it in any case. Reads the rules' lists of the view. */
vp_status vp_desk_open(vp_desk *desk, const vp_round *round, const vp_view *view, const vp_judge_opts *opts,
                       vp_arena *arena, vp_err *err);
void vp_desk_close(vp_desk *desk);

/* A row of the header, or one above it: where it comes again below, it is no proposal. */
vp_status vp_desk_heads(vp_desk *desk, const vp_cell *cells, size_t n, vp_err *err);
/* When the columns are known: writes the headers of source and rejects, counts the proposals already in the round. */
vp_status vp_desk_begin(vp_desk *desk, vp_err *err);
/* A line that is no record: a quotation mark stands in it, in cell col (0: not known), where none can be. */
vp_status vp_desk_broken(vp_desk *desk, size_t line, size_t col, vp_err *err);
/* One record below the header. kind and stated are NULL but in a replay: what kind of row source.csv says it was. */
vp_status vp_desk_row(vp_desk *desk, size_t line, const char *kind, const vp_cell *cells, size_t n,
                      const vp_stated *stated, vp_err *err);
/* After the last row. */
vp_status vp_desk_end(vp_desk *desk, vp_err *err);

#endif
