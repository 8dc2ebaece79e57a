/* Text that may outgrow memory: past a few megabytes it goes on in an unnamed temporary file, which nothing is left of,
   however the run ends. */
#ifndef VP_LIB_SPOOL_H
#define VP_LIB_SPOOL_H

#include <stddef.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/hash.h>

typedef struct vp_spool vp_spool;

/* what: names the text in messages ("rejects.csv"), borrowed. *out is yours: vp_spool_free. */
vp_status vp_spool_new(vp_spool **out, const char *what, vp_err *err);
void vp_spool_free(vp_spool *s);
VP_DECLARE_AUTO(vp_spool)

/* VP_IO: the temporary file cannot be made or written (a full disk). Nothing can be added after vp_spool_view. */
vp_status vp_spool_add(vp_spool *s, const char *bytes, size_t n, vp_err *err);
/* A sink of it. */
vp_out vp_spool_out(vp_spool *s);
size_t vp_spool_size(const vp_spool *s);
/* SHA-256 of what was added. */
void vp_spool_hash(char hex[VP_HASH_HEX], const vp_spool *s);
/* All of it at once, borrowed until the spool is freed: in memory, or mapped from the file. */
vp_status vp_spool_view(vp_spool *s, const char **bytes, size_t *n, vp_err *err);
/* All of it in order, piece by piece, without a view; it may be added to afterwards. */
vp_status vp_spool_copy(vp_spool *s, vp_out to, vp_err *err);

#endif
