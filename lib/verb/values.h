/* What the private part of a round keeps of its proposals: vp/private/values/SHA256.csv, a file for each sheet that was
   taken in, with the header id,key,<private fields> and a line for each row that stood. The key is the proposal's own:
   the keyed hashes in proposals/ID.json are made with it, and it stays the same from sheet to sheet. */
#ifndef VP_LIB_VERB_VALUES_H
#define VP_LIB_VERB_VALUES_H

#include <vp/hash.h>
#include <vp/map.h>
#include <vp/proposal.h>
#include "lib/store/store.h"

typedef struct vp_values vp_values;

/* "values/SHA256.csv" of a sheet's hash, of the arena; NULL when there is no memory. */
const char *vp_values_name(const char *sha256, vp_arena *arena);

/* All that is kept, in one pass over the files; nothing (VP_OK) where the private part is not. VP_CORRUPT: a file of
   it is none of ours. *out is of the arena; round must outlive it. */
vp_status vp_values_read(vp_values **out, const vp_round *round, vp_store *store, vp_arena *arena, vp_err *err);
/* What one file keeps; the bytes must outlive it. name is for messages. */
vp_status vp_values_of(vp_values **out, const vp_round *round, const char *name, const char *bytes, size_t n,
                       vp_arena *arena, vp_err *err);

/* Whether anything is kept of the proposal. */
bool vp_values_have(const vp_values *v, const char *id);

/* The private value of a field ("phone") of a proposal as the round has it: of the lines that are kept of p, the one
   that p's keyed hashes were made of. *out NULL: it is not kept here; "": blank. *out is of the arena. */
vp_status vp_values_find(const char **out, const vp_values *v, const vp_proposal *p, size_t field, vp_arena *arena,
                         vp_err *err);
/* The same of a proposal of which only the id is at hand: what all lines that are kept of it say. *agreed is false
   where they differ, and *out is what one of them says: lines have no order, so ask vp_values_find. */
vp_status vp_values_only(const char **out, bool *agreed, const vp_values *v, const char *id, size_t field,
                         vp_arena *arena, vp_err *err);
/* Every private text that is kept, of every line: blank ones are left out. scratch lasts for the call. */
typedef vp_status vp_value_of(void *ctx, size_t field, const char *text, vp_arena *scratch, vp_err *err);
vp_status vp_values_each(const vp_values *v, vp_value_of *fn, void *ctx, vp_err *err);
/* The key that p's hashes were made with (fits), else the one kept last of the id, else none (*found false). tag may
   be NULL. */
vp_status vp_values_key(unsigned char key[VP_KEY], bool *found, bool *fits, const vp_values *v, const char *id,
                        const char *const *tag, vp_arena *arena, vp_err *err);

/* ---- writing ---- */

/* Append the header; a line of it. text: canonical texts by field. */
void vp_values_header(vp_str *out, const vp_round *round);
void vp_values_line(vp_str *out, const vp_round *round, const unsigned char key[VP_KEY], const char *const *text);

/* The ids of a file; of the arena. */
vp_status vp_values_ids(const vp_map **out, const vp_round *round, const char *name, const char *bytes, size_t n,
                        vp_arena *arena, vp_err *err);
/* Append the lines of a file but those of the ids that the map has; *left_out: how many those were. as_is: with the
   file's own header, and its columns as they are; else without a header, in the columns of this round. */
vp_status vp_values_copy(vp_str *out, size_t *left_out, const vp_round *round, const char *name, const char *bytes,
                         size_t n, const vp_map *without, bool as_is, vp_err *err);

#endif
