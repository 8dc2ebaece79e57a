/* Drawing from what is left, and the table of algorithms. */
#include <string.h>
#include <vp/draw.h>

#define VP_DRAW(file, name) extern const vp_draw_algorithm vp_draw_##file;
#include "algorithms.def"
#undef VP_DRAW

static const vp_draw_algorithm *const all[] = {
#define VP_DRAW(file, name) &vp_draw_##file,
#include "algorithms.def"
#undef VP_DRAW
    NULL
};

const char *const vp_draw_algorithm_names[] = {
#define VP_DRAW(file, name) name,
#include "algorithms.def"
#undef VP_DRAW
    NULL
};

const vp_draw_algorithm *vp_draw_algorithm_find(const char *name)
{
    for (size_t i = 0; all[i]; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    return NULL;
}

/* ---- what is hashed ---- */

vp_status vp_draw_text(vp_str *out, const vp_draw_how *how, vp_err *err)
{
    const char *seed = how->seed, *purpose = how->purpose ? how->purpose : "";
    size_t n = seed ? strlen(seed) : 0;
    if (n == 0)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "there is no seed to draw by");
    if (seed[n - 1] != '/' || strspn(seed, "0123456789./ABCDEFGHIJKLMNOPQRSTUVWXYZ") != n)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "the seed '%s' is not in its canonical form", seed);
    vp_str_add(out, seed, n);
    if (*purpose) {
        bool plain = *purpose >= 'a' && *purpose <= 'z';
        for (const char *p = purpose; *p; p++)
            plain &= (unsigned char)*p >= ' ' && *p != 0x7F;
        if (!plain) {
            vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' cannot be the purpose of a draw", purpose);
            return vp_hint(err, "it begins with a small letter from a to z, and is one line"), VP_INVALID;
        }
        vp_str_addz(out, purpose);
        vp_str_addc(out, '/');
    }
    return vp_str_check(out, err);
}

/* The hash as one number, the larger digits first. */
static uint64_t remainder_by(const unsigned char *hash, size_t size, uint64_t left)
{
    __extension__ unsigned __int128 rest = 0;
    for (size_t i = 0; i < size; i++)
        rest = (rest << 8 | hash[i]) % left;
    return (uint64_t)rest;
}

static vp_status find(const vp_draw_algorithm **out, const vp_draw_how *how, uint64_t k, uint64_t n, vp_err *err)
{
    const char *name = how->algorithm ? how->algorithm : vp_draw_algorithm_names[0];
    *out = vp_draw_algorithm_find(name);
    if (!*out)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "there is no way to draw called '%s'", name);
    if (k > n)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "%llu cannot be drawn from %llu", (unsigned long long)k,
                       (unsigned long long)n);
    if (n <= (*out)->most)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "%s draws from %llu items at most, and here are %llu", name,
            (unsigned long long)(*out)->most, (unsigned long long)n);
    return vp_hint(err, "%s draws from longer lists", vp_draw_algorithm_names[0]), VP_INVALID;
}

/* ---- what is left ---- */

/* A binary indexed tree (Fenwick, 1994) that counts the items left: count[i] (from 1) those of the i & -i items up to
   i. Taking the one at a place needs log2(n) steps. */
typedef struct pool { uint32_t *count; size_t n, top; } pool;

static vp_status fill(pool *p, size_t n, vp_arena *arena, vp_err *err)
{
    p->n = n;
    VP_ALLOC(p->count, vp_arena_array(arena, n + 1, sizeof *p->count), err);
    for (size_t i = 1; i <= n; i++)
        p->count[i] = (uint32_t)(i & (~i + 1));
    for (p->top = 1; p->top * 2 <= n; )
        p->top *= 2;
    return VP_OK;
}

static size_t take(pool *p, uint64_t place)
{
    size_t at = 0;
    for (size_t half = p->top; half > 0; half /= 2)
        if (at + half <= p->n && p->count[at + half] <= place) {
            at += half;
            place -= p->count[at];
        }
    for (size_t i = at + 1; i <= p->n; i += i & (~i + 1))
        p->count[i]--;
    return at;
}

vp_status vp_draw(size_t *order, size_t k, size_t n, const vp_draw_how *how, vp_arena *arena, vp_err *err)
{
    const vp_draw_algorithm *algorithm;
    unsigned char hash[VP_DRAW_HASH];
    VP_STR text = {0};
    pool left = {0};
    VP_TRY(find(&algorithm, how, k, n, err));
    VP_TRY(vp_draw_text(&text, how, err));
    vp_mark mark = vp_arena_mark(arena);
    VP_TRY(fill(&left, n, arena, err));
    for (size_t i = 0; i < k; i++) {
        algorithm->hash(hash, text.s, text.n, i);
        order[i] = take(&left, remainder_by(hash, algorithm->size, n - i));
    }
    vp_arena_rewind(arena, mark);
    return VP_OK;
}

vp_status vp_draw_show(vp_draw_step *out, size_t draw, size_t n, const vp_draw_how *how, vp_err *err)
{
    static const char digits[] = "0123456789abcdef";
    const vp_draw_algorithm *algorithm;
    unsigned char hash[VP_DRAW_HASH];
    VP_STR text = {0};
    VP_TRY(find(&algorithm, how, draw + 1, n, err));
    VP_TRY(vp_draw_text(&text, how, err));
    algorithm->hash(hash, text.s, text.n, draw);
    for (size_t i = 0; i < algorithm->size; i++) {
        out->hash[2 * i] = digits[hash[i] >> 4];
        out->hash[2 * i + 1] = digits[hash[i] & 15];
    }
    out->hash[2 * algorithm->size] = '\0';
    out->left = n - draw;
    out->remainder = remainder_by(hash, algorithm->size, out->left);
    return VP_OK;
}
