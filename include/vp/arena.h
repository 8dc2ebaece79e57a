/* Arenas: memory that is freed all at once. */
#ifndef VP_ARENA_H
#define VP_ARENA_H

#include <stddef.h>
#include <vp/err.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_arena vp_arena;
typedef struct vp_mark { void *chunk; size_t used; } vp_mark;

/* NULL when there is no memory. Yours: vp_arena_free. */
vp_arena *vp_arena_new(void);
void vp_arena_free(vp_arena *a);
/* Bytes that it holds of the system, used or not. */
size_t vp_arena_size(const vp_arena *a);
VP_DECLARE_AUTO(vp_arena)

/* n zeroed bytes, aligned for anything; NULL when there is no memory. */
void *vp_arena_alloc(vp_arena *a, size_t n);
/* count * size zeroed bytes; NULL on overflow too. */
void *vp_arena_array(vp_arena *a, size_t count, size_t size);
/* A copy of count elements of the given size; NULL on overflow too. */
void *vp_arena_copy(vp_arena *a, const void *items, size_t count, size_t size);
/* A NUL-terminated copy of n bytes, of a string, of a formatted text; NULL when there is no memory. */
char *vp_arena_dup(vp_arena *a, const char *s, size_t n);
char *vp_arena_dupz(vp_arena *a, const char *s);
__attribute__((format(printf, 2, 3))) char *vp_arena_printf(vp_arena *a, const char *fmt, ...);
/* Grow an array of arena memory to hold at least want elements of the given size: *items and *cap are updated.
   The first `count` elements are kept, the rest is zero. */
vp_status vp_arena_grow(vp_arena *a, void *items, size_t *cap, size_t count, size_t want, size_t size, vp_err *err);

/* Everything allocated after the mark is given back. */
vp_mark vp_arena_mark(vp_arena *a);
void vp_arena_rewind(vp_arena *a, vp_mark m);

/* Allocate into p or return VP_NOMEM from the calling function. */
#define VP_ALLOC(p, expr, err) do { if (!((p) = (expr))) return vp_nomem(err); } while (0)

#ifdef __cplusplus
}
#endif
#endif
