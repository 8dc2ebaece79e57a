/* intake/DATE-HASH/receipt.json: what came, how it was read, and what became of every row. */
#ifndef VP_LIB_VERB_RECEIPT_H
#define VP_LIB_VERB_RECEIPT_H

#include <vp/hash.h>
#include <vp/intake.h>
#include "lib/model/columns.h"
#include "lib/verb/desk.h"
#include "lib/verb/replay.h"
#include "lib/verb/suspects.h"
#include "lib/verb/warnings.h"

/* Cells of a column that took the value above. */
typedef struct vp_filled { const char *heading; size_t n; const char *rows; } vp_filled;

typedef struct vp_receipt {
    const char *file, *sha256, *encoding, *received, *late; /* late: the reason, or "" */
    bool amend;           /* the sheet had parts of proposals */
    size_t bytes, header_row;
    const char *delimiter;
    vp_intake_counts counts;
    vp_columns columns;
    const struct vp_refused *refused;
    size_t nrefused;
    const vp_filled *filled;
    size_t nfilled;
    const char *const *options;  /* how the sheet was read beside the rules: "--encoding=Big5" … */
    size_t noptions;
    vp_warnings *warnings;       /* to be written; NULL: none */
    const struct vp_stated_warning { size_t row; const char *column, *rule, *text; } *stated; /* as it was read */
    size_t nstated, left_out;    /* left_out: warnings that it counts and does not list */
    char source_sha256[VP_HASH_HEX], rejects_sha256[VP_HASH_HEX];
    size_t suspects;
    char suspects_sha256[VP_HASH_HEX], decisions_sha256[VP_HASH_HEX]; /* "": not looked for, none given */
} vp_receipt;

/* VP_NOMEM. */
vp_status vp_receipt_write(vp_str *out, const vp_receipt *r, const vp_round *round, vp_err *err);
/* What a replay needs of it: everything but counts, refused, options and hashes; the warnings as they are stated, those
   left out of the list by their counts alone (column and text NULL, row: how many). VP_CORRUPT: it is none of ours. */
vp_status vp_receipt_read(vp_receipt *out, const vp_round *round, const char *file, const char *bytes, size_t n,
                          vp_arena *arena, vp_err *err);

/* "intake/2023-12-20-0123456789ab", of the arena; NULL when there is no memory. */
const char *vp_intake_folder(const char *received, const char *sha256, vp_arena *arena);
/* "raw/SHA256": where the private part keeps the sheet as it came. The same. */
const char *vp_intake_raw(const char *sha256, vp_arena *arena);

/* The intake of a sheet that the private part has kept, done again: proposals and the intake's files go to out. after:
   the files of the commit, for keyed hashes whose keys are not kept. Of opts only path (for messages), reading,
   received, late, late_reason, amend and no_suspects count; suspects: what is recorded of them (decide, decisions,
   stated). Statuses as vp_intake. */
vp_status vp_intake_again(const vp_view *before, const vp_view *after, const vp_commit_info *what,
                          const vp_writer *out, const vp_intake_opts *opts, const vp_suspecting_opts *suspects,
                          vp_arena *arena, vp_err *err);
/* Put suspects.csv and decisions.csv of an intake, and what decisions change elsewhere; their hashes go into the
   receipt. s may be NULL. */
vp_status vp_intake_suspects(vp_receipt *receipt, vp_suspecting *s, const vp_writer *out, const char *folder,
                             vp_arena *arena, vp_err *err);
/* How many pairs are decided about by what was given. */
size_t vp_decisions_count(const vp_decisions *d);
/* Decisions that came without a sheet, put: proposals that leave, intake/decisions.csv, and in their folder
   decisions.csv and receipt.json. */
vp_status vp_decide_files(const vp_view *before, const vp_writer *out, const vp_decisions *d,
                          const char *received, const char *file, const char *sha256, size_t *dropped,
                          vp_arena *arena, vp_err *err);

#endif
