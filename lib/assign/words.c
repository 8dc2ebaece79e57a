/* Words by their first two bytes, then by a map for each length that there is. */
#include <string.h>
#include "words.h"

enum { TELLING = 6 /* plain letters */, LETTERS = 2 /* others */ };

vp_status vp_words_new(vp_words **out, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(*out, vp_arena_alloc(arena, sizeof **out), err);
    VP_ALLOC((*out)->index, vp_map_in(arena), err);
    return VP_OK;
}

static unsigned pair_of(const char *s)
{
    return (unsigned)(unsigned char)s[0] << 8 | (unsigned char)s[1];
}

static vp_status add_length(vp_words *w, size_t n, vp_arena *arena, vp_err *err)
{
    size_t at = 0;
    while (at < w->nlengths && w->length[at] < n)
        at++;
    if (at < w->nlengths && w->length[at] == n)
        return VP_OK;
    VP_TRY(vp_arena_grow(arena, &w->length, &w->caplengths, w->nlengths, w->nlengths + 1, sizeof *w->length, err));
    memmove(w->length + at + 1, w->length + at, (w->nlengths - at) * sizeof *w->length);
    w->length[at] = n;
    w->nlengths++;
    return VP_OK;
}

vp_status vp_words_add(vp_words *w, const char *word, uint32_t number, vp_arena *arena, vp_err *err)
{
    size_t n = strlen(word);
    if (n < 2)
        return VP_OK;
    uint64_t *slot = vp_map_put(w->index, word, n, NULL);
    if (!slot)
        return vp_nomem(err);
    uint32_t next = *slot ? (uint32_t)(*slot - 1) : VP_NO_WORD;
    *slot = w->n + 1;
    VP_TRY(vp_arena_grow(arena, &w->at, &w->cap, w->n, w->n + 1, sizeof *w->at, err));
    w->at[w->n++] = (vp_word){number, next};
    w->first[pair_of(word) >> 3] |= (uint8_t)(1u << (pair_of(word) & 7));
    return add_length(w, n, arena, err);
}

void vp_words_in(const vp_words *w, const char *text, void (*found)(void *ctx, uint32_t number), void *ctx)
{
    size_t n = strlen(text);
    for (size_t i = 0; i + 1 < n; i++) {
        unsigned pair = pair_of(text + i);
        if (!(w->first[pair >> 3] >> (pair & 7) & 1))
            continue;
        for (size_t k = 0; k < w->nlengths && w->length[k] <= n - i; k++) {
            const uint64_t *slot = vp_map_get(w->index, text + i, w->length[k]);
            for (uint32_t x = slot ? (uint32_t)(*slot - 1) : VP_NO_WORD; x != VP_NO_WORD; x = w->at[x].next)
                found(ctx, w->at[x].number);
        }
    }
}

bool vp_word_tells(const char *folded)
{
    size_t plain = 0, others = 0;
    for (; *folded; folded++) {
        plain += (unsigned char)*folded < 0x80;
        others += (unsigned char)*folded >= 0xC0;
    }
    return others >= LETTERS || plain >= TELLING;
}
