/* Errors: the status is the return value, the story is in a struct that the caller owns. */
#ifndef VP_ERR_H
#define VP_ERR_H

#include <stddef.h>
#include <vp/lang.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum vp_status {
    VP_OK,       /* done                                                        exit 0 */
    VP_INVALID,  /* the data says no: a bad row, a failed check                 exit 1 */
    VP_USAGE,    /* an option's value makes no sense here                       exit 2 */
    VP_NOTFOUND, /* no round, no file, no such proposal                         exit 3 */
    VP_CORRUPT,  /* a round or a configuration that cannot be used              exit 3 */
    VP_CONFLICT, /* somebody else has written since we read                     exit 4 */
    VP_BUSY,     /* somebody else is writing                                    exit 4 */
    VP_IO,       /* the system failed: disk, permission, pipe                   exit 5 */
    VP_NOMEM,    /* no memory                                                   exit 5 */
    VP_BUG       /* ours                                                        exit 6 */
} vp_status;

/* A place in the input: rows and columns count from 1, 0 is "not known". `row` is the physical line. */
typedef struct vp_where {
    const char *file;
    size_t row, col;
    const char *field; /* heading or key */
} vp_where;

#define VP_NOWHERE ((vp_where){0})
#define VP_AT_FILE(f) ((vp_where){.file = (f)})

/* Filled by whoever fails; buffers are inline, so it outlives every arena and failing needs no memory.
   `lang` is the reader's language: set it before the call, messages are looked up in it. */
typedef struct vp_err {
    vp_status status;
    vp_lang lang;
    char msg[512], hint[512], file[512], field[128];
    size_t row, col;
} vp_err;

/* Fill err (which may be NULL) and return s. fmt is an English message, translated to err->lang before it is
   formatted. The message names what is wrong first; how to mend it goes into vp_hint. */
__attribute__((format(printf, 4, 5)))
vp_status vp_fail(vp_err *err, vp_status s, vp_where where, const char *fmt, ...);

/* Add how to mend it, on a line of its own. Returns err->status. */
__attribute__((format(printf, 2, 3)))
vp_status vp_hint(vp_err *err, const char *fmt, ...);

/* Out of memory: returns VP_NOMEM. */
vp_status vp_nomem(vp_err *err);

/* Who hears every problem of a file, where reading goes on behind the first. */
typedef struct vp_problems { void (*tell)(void *ctx, const vp_err *problem); void *ctx; } vp_problems;

#define VP_TRY(e) do { vp_status s_ = (e); if (s_ != VP_OK) return s_; } while (0)

/* Scope cleanup for handles, and giving up ownership of one. */
#define VP_AUTO(type) __attribute__((cleanup(type##_freep))) type *
#define VP_STEAL(p) __extension__({ __typeof__(p) t_ = (p); (p) = NULL; t_; })
#define VP_DECLARE_AUTO(type) \
    static inline void type##_freep(type **p) { type##_free(*p); }

#ifdef __cplusplus
}
#endif
#endif
