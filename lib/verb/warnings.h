/* The warnings of an intake as its receipt has them: one line each, in the round's language, without what is personal.
   At most VP_WARNINGS_MAX are listed, each cut to VP_WARNING_TEXT bytes, so that a million of them take some 60 MB at
   the most; all are counted. */
#ifndef VP_LIB_VERB_WARNINGS_H
#define VP_LIB_VERB_WARNINGS_H

#include <vp/map.h>
#include <vp/note.h>
#include <vp/str.h>

enum { VP_WARNINGS_MAX = 100000, VP_WARNING_TEXT = 300 };

/* stated: a replay from public columns cannot make it again, and takes it from the receipt. */
typedef struct vp_warning { size_t row, nth; const char *line; bool stated; } vp_warning;

typedef struct vp_warnings {
    vp_lang lang;
    vp_arena *arena;      /* its own */
    vp_map *rules;        /* rule -> 1 + index into counts */
    struct vp_warning_count { const char *rule; size_t n; } *counts;
    size_t ncounts, capcounts;
    vp_warning *at;
    size_t n, cap, left_out;
    bool failed;          /* no memory: vp_warnings_write_… says so */
} vp_warnings;

vp_status vp_warnings_open(vp_warnings *w, vp_lang lang, vp_err *err);
void vp_warnings_close(vp_warnings *w);
/* How a receipt writes the heading of a column (long ones are cut); of the arena, NULL when there is no memory. */
const char *vp_warning_column(const char *heading, vp_arena *arena);
/* One more. Arguments of the note that are personal are hidden; row 0: of the sheet as a whole. */
void vp_warnings_add(vp_warnings *w, size_t row, const char *column, const char *rule, const vp_note *what,
                     bool stated);
/* The same of a text that a receipt states. */
void vp_warnings_state(vp_warnings *w, size_t row, const char *column, const char *rule, const char *text);
/* Of many: only the count. */
void vp_warnings_count(vp_warnings *w, const char *rule, size_t n);
/* Append "warnings" (how many by rule) or "warning_list", each with the comma before it. VP_NOMEM. */
vp_status vp_warnings_write_counts(vp_str *out, vp_warnings *w, vp_err *err);
vp_status vp_warnings_write_list(vp_str *out, vp_warnings *w, vp_err *err);

#endif
