/* Open addressing over SipHash with a key of this process, so that hostile keys cannot pile up in one place. */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <vp/map.h>

/* Small slots point into a list of entries: most probes touch one line of the table and nothing else. */
typedef struct slot { uint32_t hash, entry; /* 1 + index; 0: free */ } slot;
typedef struct entry { uint64_t value; const char *key; size_t n; } entry;

enum { FIRST_CAP = 64, HUGE = 2 << 20, SOON = 32 };

struct vp_map {
    slot *at;
    size_t cap; /* a power of two */
    entry *entries;
    size_t count, room;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    vp_arena *keys;
    struct { uint32_t hash; unsigned char n, key[SOON]; } soon; /* the last of vp_map_soon, n 0: none */
    bool in_arena; /* slots and entries too */
};

/* Large tables are read here and there: huge pages spare most of the address look-ups. */
static slot *slots(const vp_map *m, size_t cap)
{
    if (m->in_arena)
        return vp_arena_array(m->keys, cap, sizeof(slot));
#ifdef MADV_HUGEPAGE
    if (cap * sizeof(slot) >= HUGE) {
        slot *s = aligned_alloc(HUGE, cap * sizeof *s); /* both are powers of two */
        if (!s)
            return NULL;
        (void)madvise(s, cap * sizeof *s, MADV_HUGEPAGE);
        return memset(s, 0, cap * sizeof *s);
    }
#endif
    return calloc(cap, sizeof(slot));
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
    free(m->entries);
    free(m->at);
    free(m);
}

static uint32_t hash_of(const vp_map *m, const char *key, size_t n)
{
    uint64_t h;
    if (n > 0 && n == m->soon.n && memcmp(m->soon.key, key, n) == 0)
        return m->soon.hash;
    crypto_shorthash((unsigned char *)&h, (const unsigned char *)key, n, m->secret);
    return (uint32_t)h;
}

void vp_map_soon(vp_map *m, const char *key, size_t n)
{
    if (n == 0 || n > SOON)
        return;
    uint32_t hash = hash_of(m, key, n);
    m->soon.hash = hash;
    m->soon.n = (unsigned char)n;
    memcpy(m->soon.key, key, n);
    __builtin_prefetch(&m->at[hash & (m->cap - 1)]);
}

/* The slot of the key, or the free one where it belongs. */
static slot *find(const vp_map *m, uint32_t hash, const char *key, size_t n)
{
    for (size_t i = hash & (m->cap - 1);; i = (i + 1) & (m->cap - 1)) {
        slot *s = &m->at[i];
        if (s->entry == 0)
            return s;
        if (s->hash != hash)
            continue;
        const entry *e = &m->entries[s->entry - 1];
        if (e->n == n && memcmp(e->key, key, n) == 0)
            return s;
    }
}

static bool grow(vp_map *m)
{
    slot *old = m->at, *fresh = slots(m, m->cap * 2);
    size_t cap = m->cap * 2;
    if (!fresh)
        return false;
    for (size_t k = 0; k < m->cap; k++) {
        size_t i = old[k].hash & (cap - 1);
        while (old[k].entry && fresh[i].entry)
            i = (i + 1) & (cap - 1);
        if (old[k].entry)
            fresh[i] = old[k];
    }
    m->at = fresh;
    m->cap = cap;
    if (!m->in_arena)
        free(old);
    return true;
}

static bool make_room(vp_map *m)
{
    if (m->count < m->room)
        return true;
    if (m->count >= UINT32_MAX - 1)
        return false;
    if (m->in_arena)
        return vp_arena_grow(m->keys, &m->entries, &m->room, m->count, m->count + 1, sizeof *m->entries, NULL) == VP_OK;
    size_t room = m->room ? m->room * 2 : FIRST_CAP;
    entry *entries = realloc(m->entries, room * sizeof *entries);
    if (!entries)
        return false;
    m->entries = entries;
    m->room = room;
    return true;
}

uint64_t *vp_map_put(vp_map *m, const char *key, size_t n, bool *fresh)
{
    uint32_t hash = hash_of(m, key, n);
    slot *s = find(m, hash, key, n);
    if (fresh)
        *fresh = s->entry == 0;
    if (s->entry)
        return &m->entries[s->entry - 1].value;
    if (m->count * 4 >= m->cap * 3) {
        if (!grow(m))
            return NULL;
        s = find(m, hash, key, n);
    }
    const char *copy = make_room(m) ? vp_arena_dup(m->keys, key, n) : NULL;
    if (!copy)
        return NULL;
    m->entries[m->count++] = (entry){.key = copy, .n = n};
    *s = (slot){hash, (uint32_t)m->count};
    return &m->entries[m->count - 1].value;
}

uint64_t *vp_map_get(const vp_map *m, const char *key, size_t n)
{
    if (m->count == 0)
        return NULL;
    slot *s = find(m, hash_of(m, key, n), key, n);
    return s->entry ? &m->entries[s->entry - 1].value : NULL;
}

size_t vp_map_count(const vp_map *m)
{
    return m->count;
}
