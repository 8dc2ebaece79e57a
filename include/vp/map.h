/* A map from text to a number (an index, a pointer). Its order is never seen. */
#ifndef VP_MAP_H
#define VP_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_map vp_map;

/* NULL when there is no memory. Keys are copied. Yours: vp_map_free. */
vp_map *vp_map_new(void);
void vp_map_free(vp_map *m);
VP_DECLARE_AUTO(vp_map)
/* One that lives in the arena and goes with it; not for vp_map_free. NULL when there is no memory. */
vp_map *vp_map_in(vp_arena *a);

/* The slot of a key, made (with value 0) when it is new; *fresh (may be NULL) tells. NULL: no memory. The slot is
   valid until the next call of vp_map_put. */
uint64_t *vp_map_put(vp_map *m, const char *key, size_t n, bool *fresh);
/* The slot of a key, or NULL. */
uint64_t *vp_map_get(const vp_map *m, const char *key, size_t n);
/* The key will be asked for in a moment: what it takes is fetched from memory meanwhile. */
void vp_map_soon(vp_map *m, const char *key, size_t n);
size_t vp_map_count(const vp_map *m);

#ifdef __cplusplus
}
#endif
#endif
