/* Reviewers' names in comments. */
#include <stdlib.h>
#include <string.h>
#include <vp/fold.h>
#include <vp/hash.h>
#include <vp/map.h>
#include <vp/str.h>
#include "lib/verb/nameless.h"

typedef struct needle { const char *text, *folded; size_t n; bool word; } needle;

struct vp_nameless { needle *at; size_t n, cap; };

/* A byte of a word in a script that has spaces between words. */
static bool in_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* One letter names nobody. */
static vp_status add(vp_nameless *all, vp_map *seen, const char *text, vp_arena *arena, vp_err *err)
{
    size_t n = strlen(text);
    bool fresh;
    uint64_t *there;
    needle one = {.text = text, .n = n};
    if (n < 2)
        return VP_OK;
    VP_ALLOC(there, vp_map_put(seen, text, n, &fresh), err);
    *there = 1;
    if (!fresh)
        return VP_OK;
    VP_TRY(vp_fold(&one.folded, text, arena, err));
    VP_TRY(vp_arena_grow(arena, &all->at, &all->cap, all->n, all->n + 1, sizeof *all->at, err));
    all->at[all->n++] = one;
    return VP_OK;
}

/* Longer ones first: a name goes before a part of it. */
static int by_length(const void *x, const void *y)
{
    const needle *a = x, *b = y;
    return a->n != b->n ? (a->n > b->n ? -1 : 1) : strcmp(a->text, b->text);
}

vp_status vp_nameless_new(vp_nameless **out, const vp_panel_list *panel, const vp_reviews *reviews, vp_arena *arena,
                          vp_err *err)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    vp_nameless *all;
    if (!seen)
        return vp_nomem(err);
    VP_ALLOC(all, vp_arena_alloc(arena, sizeof *all), err);
    for (size_t i = 0; i < panel->n; i++) {
        VP_TRY(add(all, seen, panel->at[i].id, arena, err));
        VP_TRY(add(all, seen, panel->at[i].name, arena, err));
        VP_TRY(add(all, seen, panel->at[i].organisation, arena, err));
    }
    for (size_t i = 0; i < reviews->n; i++)
        VP_TRY(add(all, seen, reviews->at[i].reviewer, arena, err));
    if (all->n > 1)
        qsort(all->at, all->n, sizeof *all->at, by_length);
    *out = all;
    return VP_OK;
}

/* Whether the needle stands at s + i, as words of its own where it begins or ends in one. */
static bool stands(const needle *of, const char *s, size_t i, size_t n)
{
    if (i + of->n > n)
        return false;
    for (size_t k = 0; k < of->n; k++)
        if (lower(s[i + k]) != lower(of->text[k]))
            return false;
    bool before = i > 0 && in_word(s[i - 1]) && in_word(of->text[0]);
    bool after = i + of->n < n && in_word(s[i + of->n]) && in_word(of->text[of->n - 1]);
    return !before && !after;
}

static const needle *at(const vp_nameless *all, const char *s, size_t i, size_t n)
{
    for (size_t k = 0; k < all->n; k++)
        if (stands(&all->at[k], s, i, n))
            return &all->at[k];
    return NULL;
}

/* Folding drops the borders of words: whole names alone are looked for, not ids such as R1. */
static vp_status still_named(bool *named, const vp_nameless *all, const char *text, vp_arena *arena, vp_err *err)
{
    const char *folded;
    *named = false;
    VP_TRY(vp_fold(&folded, text, arena, err));
    for (size_t k = 0; k < all->n && !*named; k++) {
        size_t n = strlen(all->at[k].folded);
        bool plain = n < 6 && (unsigned char)all->at[k].folded[0] < 0x80;
        *named = !plain && n > 0 && strstr(folded, all->at[k].folded) != NULL;
    }
    return VP_OK;
}

vp_status vp_nameless_text(const char **out, bool *masked, const vp_nameless *all, const char *comment, vp_arena *arena,
                           vp_err *err)
{
    VP_STR text = {0};
    size_t n = strlen(comment);
    bool named;
    *masked = false;
    for (size_t i = 0; i < n;) {
        const needle *found = at(all, comment, i, n);
        if (!found) {
            vp_str_addc(&text, comment[i++]);
            continue;
        }
        vp_str_addz(&text, "[\xE2\x80\xA6]");
        *masked = true;
        i += found->n;
    }
    VP_TRY(vp_str_check(&text, err));
    VP_TRY(still_named(&named, all, vp_str_text(&text), arena, err));
    *out = NULL;
    *masked |= named;
    if (!named)
        VP_ALLOC(*out, vp_arena_dupz(arena, vp_str_text(&text)), err);
    return VP_OK;
}
