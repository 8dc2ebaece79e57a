/* intake/DATE-HASH/receipt.json: what came, how it was read, and what became of every row. */
#ifndef VP_LIB_VERB_RECEIPT_H
#define VP_LIB_VERB_RECEIPT_H

#include <vp/hash.h>
#include <vp/intake.h>
#include "lib/model/columns.h"
#include "lib/verb/desk.h"

/* Cells of a column that took the value above. */
typedef struct vp_filled { const char *heading; size_t n; const char *rows; } vp_filled;

typedef struct vp_receipt {
    const char *file, *sha256, *encoding, *received, *late; /* late: the reason, or "" */
    size_t bytes, header_row;
    const char *delimiter;
    vp_intake_counts counts;
    vp_columns columns;
    const struct vp_refused *refused;
    size_t nrefused;
    const vp_filled *filled;
    size_t nfilled;
    char source_sha256[VP_HASH_HEX], rejects_sha256[VP_HASH_HEX];
} vp_receipt;

void vp_receipt_write(vp_str *out, const vp_receipt *r, const vp_round *round);
/* What a replay needs of it: everything but counts, refused and the two hashes; of the columns filled down those that
   are private. VP_CORRUPT: it is none of ours. */
vp_status vp_receipt_read(vp_receipt *out, const vp_round *round, const char *file, const char *bytes, size_t n,
                          vp_arena *arena, vp_err *err);

/* "intake/2023-12-20-0123456789ab", of the arena; NULL when there is no memory. */
const char *vp_intake_folder(const char *received, const char *sha256, vp_arena *arena);
/* "raw/SHA256": where the private part keeps the sheet as it came. The same. */
const char *vp_intake_raw(const char *sha256, vp_arena *arena);

/* The intake of a sheet that the private part has kept, done again: proposals and the intake's files go to out. Of
   opts only path (for messages), reading, received, late and late_reason count. Statuses as vp_intake. */
vp_status vp_intake_again(const vp_view *before, const vp_writer *out, const vp_intake_opts *opts, int64_t now,
                          const char *bytes, size_t n, vp_arena *arena, vp_err *err);

#endif
