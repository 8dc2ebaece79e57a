/* Arenas: a chain of chunks; rewinding keeps the chunks for the next row. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/arena.h>

enum { FIRST = 16 * 1024, LARGEST = 1024 * 1024, ALIGN = 16 };

typedef struct chunk {
    struct chunk *next;
    size_t cap, used;
    _Alignas(ALIGN) char bytes[];
} chunk;

struct vp_arena { chunk *first, *now; };

static chunk *chunk_new(size_t cap)
{
    chunk *c = malloc(sizeof *c + cap);
    if (c)
        *c = (chunk){.cap = cap};
    return c;
}

vp_arena *vp_arena_new(void)
{
    vp_arena *a = malloc(sizeof *a);
    if (!a)
        return NULL;
    a->first = a->now = chunk_new(FIRST);
    if (!a->first) {
        free(a);
        return NULL;
    }
    return a;
}

void vp_arena_free(vp_arena *a)
{
    if (!a)
        return;
    for (chunk *c = a->first, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(a);
}

size_t vp_arena_size(const vp_arena *a)
{
    size_t n = 0;
    for (const chunk *c = a->first; c; c = c->next)
        n += sizeof *c + c->cap;
    return n;
}

/* A chunk with room for n bytes (already rounded up) after the current one. */
static chunk *room(vp_arena *a, size_t n)
{
    chunk *c = a->now;
    if (c->next && c->next->cap >= n) {
        c->next->used = 0;
        return a->now = c->next;
    }
    size_t cap = c->cap < LARGEST ? c->cap * 2 : LARGEST;
    chunk *fresh = chunk_new(n > cap ? n : cap);
    if (!fresh)
        return NULL;
    fresh->next = c->next;
    c->next = fresh;
    return a->now = fresh;
}

static inline void *take(vp_arena *a, size_t n)
{
    if (n > PTRDIFF_MAX - sizeof(chunk) - ALIGN)
        return NULL;
    n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    chunk *c = a->now;
    if (c->cap - c->used < n && !(c = room(a, n)))
        return NULL;
    void *p = c->bytes + c->used;
    c->used += n;
    return p;
}

void *vp_arena_alloc(vp_arena *a, size_t n)
{
    void *p = take(a, n);
    return p ? memset(p, 0, n) : NULL;
}

void *vp_arena_array(vp_arena *a, size_t count, size_t size)
{
    size_t n;
    return __builtin_mul_overflow(count, size, &n) ? NULL : vp_arena_alloc(a, n ? n : 1);
}

void *vp_arena_copy(vp_arena *a, const void *items, size_t count, size_t size)
{
    size_t n;
    void *p = __builtin_mul_overflow(count, size, &n) ? NULL : take(a, n ? n : 1);
    return p && n > 0 ? memcpy(p, items, n) : p;
}

char *vp_arena_dup(vp_arena *a, const char *s, size_t n)
{
    char *p = n < SIZE_MAX ? take(a, n + 1) : NULL;
    if (!p)
        return NULL;
    if (n > 0)
        memcpy(p, s, n);
    p[n] = '\0';
    return p;
}

char *vp_arena_dupz(vp_arena *a, const char *s)
{
    return vp_arena_dup(a, s, strlen(s));
}

char *vp_arena_printf(vp_arena *a, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *p = n < 0 ? NULL : take(a, (size_t)n + 1);
    if (p)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p;
}

vp_status vp_arena_grow(vp_arena *a, void *items, size_t *cap, size_t count, size_t want, size_t size, vp_err *err)
{
    if (want <= *cap)
        return VP_OK;
    size_t more = *cap ? *cap * 2 : 16;
    while (more < want)
        more = more <= SIZE_MAX / 2 ? more * 2 : want;
    void *old, *fresh = vp_arena_array(a, more, size);
    if (!fresh)
        return vp_nomem(err);
    memcpy(&old, items, sizeof old);
    if (count > 0)
        memcpy(fresh, old, count * size);
    memcpy(items, &fresh, sizeof fresh);
    *cap = more;
    return VP_OK;
}

vp_mark vp_arena_mark(vp_arena *a)
{
    return (vp_mark){a->now, a->now->used};
}

void vp_arena_rewind(vp_arena *a, vp_mark m)
{
    a->now = m.chunk;
    a->now->used = m.used;
}
