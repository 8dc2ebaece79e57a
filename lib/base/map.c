/* Open addressing over SipHash with a key of this process, so that hostile keys cannot pile up in one place. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <vp/map.h>

typedef struct slot { uint64_t hash, value; char *key; size_t n; } slot;

struct vp_map {
    slot *at;
    size_t count, cap; /* cap is a power of two */
    unsigned char secret[crypto_shorthash_KEYBYTES];
    vp_arena *keys;
    bool in_arena; /* the slots too */
};

enum { FIRST_CAP = 64 };

static slot *slots(const vp_map *m, size_t cap)
{
    return m->in_arena ? vp_arena_array(m->keys, cap, sizeof(slot)) : calloc(cap, sizeof(slot));
}

vp_map *vp_map_new(void)
{
    vp_map *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->cap = FIRST_CAP;
    m->at = slots(m, m->cap);
    m->keys = vp_arena_new();
    if (!m->at || !m->keys) {
        vp_map_free(m);
        return NULL;
    }
    randombytes_buf(m->secret, sizeof m->secret);
    return m;
}

vp_map *vp_map_in(vp_arena *a)
{
    vp_map *m = vp_arena_alloc(a, sizeof *m);
    if (!m)
        return NULL;
    *m = (vp_map){.cap = FIRST_CAP, .keys = a, .in_arena = true};
    m->at = slots(m, m->cap);
    randombytes_buf(m->secret, sizeof m->secret);
    return m->at ? m : NULL;
}

void vp_map_free(vp_map *m)
{
    if (!m)
        return;
    vp_arena_free(m->keys);
    free(m->at);
    free(m);
}

static uint64_t hash_of(const vp_map *m, const char *key, size_t n)
{
    uint64_t h;
    crypto_shorthash((unsigned char *)&h, (const unsigned char *)key, n, m->secret);
    return h;
}

static slot *find(const vp_map *m, uint64_t hash, const char *key, size_t n)
{
    for (size_t i = hash & (m->cap - 1);; i = (i + 1) & (m->cap - 1)) {
        slot *s = &m->at[i];
        if (!s->key || (s->hash == hash && s->n == n && memcmp(s->key, key, n) == 0))
            return s;
    }
}

static bool grow(vp_map *m)
{
    slot *old = m->at;
    size_t cap = m->cap;
    slot *fresh = slots(m, cap * 2);
    if (!fresh)
        return false;
    m->at = fresh;
    m->cap = cap * 2;
    for (size_t i = 0; i < cap; i++)
        if (old[i].key)
            *find(m, old[i].hash, old[i].key, old[i].n) = old[i];
    if (!m->in_arena)
        free(old);
    return true;
}

uint64_t *vp_map_put(vp_map *m, const char *key, size_t n, bool *fresh)
{
    uint64_t hash = hash_of(m, key, n);
    slot *s = find(m, hash, key, n);
    if (fresh)
        *fresh = !s->key;
    if (s->key)
        return &s->value;
    if (m->count * 4 >= m->cap * 3) {
        if (!grow(m))
            return NULL;
        s = find(m, hash, key, n);
    }
    char *copy = vp_arena_dup(m->keys, key, n);
    if (!copy)
        return NULL;
    *s = (slot){.hash = hash, .key = copy, .n = n};
    m->count++;
    return &s->value;
}

uint64_t *vp_map_get(const vp_map *m, const char *key, size_t n)
{
    slot *s = find(m, hash_of(m, key, n), key, n);
    return s->key ? &s->value : NULL;
}

size_t vp_map_count(const vp_map *m)
{
    return m->count;
}
