/* A map from keys to what was made, and the arena that holds both. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <vp/map.h>
#include <vp/memo.h>

struct vp_memo {
    size_t most;
    vp_arena *arena;
    vp_map *map; /* in the arena */
};

static bool begin(vp_memo *m)
{
    m->arena = vp_arena_new();
    m->map = m->arena ? vp_map_in(m->arena) : NULL;
    return m->map;
}

vp_memo *vp_memo_new(size_t most)
{
    vp_memo *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->most = most;
    if (begin(m))
        return m;
    vp_memo_free(m);
    return NULL;
}

void vp_memo_free(vp_memo *m)
{
    if (!m)
        return;
    vp_arena_free(m->arena);
    free(m);
}

vp_arena *vp_memo_arena(vp_memo *m)
{
    return m->arena;
}

vp_memo_key vp_memo_key_of(const char *kind)
{
    vp_memo_key key;
    key.n = 0;
    vp_memo_key_addz(&key, kind);
    return key;
}

/* Too much: it is at its end, and stays there. */
void vp_memo_key_add(vp_memo_key *key, const void *bytes, size_t n)
{
    if (n > sizeof key->bytes - key->n) {
        key->n = sizeof key->bytes;
        return;
    }
    memcpy(key->bytes + key->n, bytes, n);
    key->n += n;
}

void vp_memo_key_addz(vp_memo_key *key, const char *text)
{
    vp_memo_key_add(key, text, strlen(text) + 1);
}

static bool fits(const vp_memo_key *key)
{
    return key->n < sizeof key->bytes;
}

void *vp_memo_get(const vp_memo *m, const vp_memo_key *key)
{
    const uint64_t *slot = fits(key) ? vp_map_get(m->map, key->bytes, key->n) : NULL;
    return slot ? (void *)(uintptr_t)*slot : NULL;
}

vp_status vp_memo_put(vp_memo *m, const vp_memo_key *key, void *made, vp_err *err)
{
    uint64_t *slot;
    if (!fits(key))
        return VP_OK;
    VP_ALLOC(slot, vp_map_put(m->map, key->bytes, key->n, NULL), err);
    *slot = (uint64_t)(uintptr_t)made;
    return VP_OK;
}

vp_status vp_memo_rest(vp_memo *m, vp_err *err)
{
    if (vp_arena_size(m->arena) <= m->most)
        return VP_OK;
    vp_arena_free(m->arena);
    return begin(m) ? VP_OK : vp_nomem(err);
}
