/* Suspect pairs: by keys that are equal, and by texts that are nearly so. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <vp/map.h>
#include <vp/str.h>
#include "lib/similar/join.h"
#include "lib/similar/shingle.h"

const char *const vp_suspect_reasons[VP_SUSPECT_REASONS] = {"code-title", "title", "summary", "applicant", "phone"};

/* Titles are short, and good ones are used twice: only those that are equal but for a word in many count, and of
   those none that is the name of a programme. */
static const vp_join_opts titles = {.length = VP_SHINGLE_TITLE, .alike = 7500, .evidence = 5, .evidence_equal = 3,
                                    .most_equal = 8};
static const vp_join_opts summaries = {.length = VP_SHINGLE_SUMMARY, .alike = 5000, .evidence = 12,
                                       .evidence_equal = 12};

typedef struct search {
    const vp_similar_key *keys;
    size_t n, fresh, cap;
    vp_suspects *out;
    vp_map *seen, *both;  /* of the keys that are now looked at: the first that has it */
    vp_map *wanted;       /* those of the new proposals, when they are few; NULL: all */
    vp_str key;
    vp_arena *arena;
} search;

static void search_freep(search *s)
{
    vp_map_free(s->seen);
    vp_map_free(s->both);
    vp_map_free(s->wanted);
    vp_str_free(&s->key);
}

static vp_status add(search *s, size_t first, size_t second, unsigned reasons, int similarity, vp_err *err)
{
    VP_TRY(vp_arena_grow(s->arena, &s->out->at, &s->cap, s->out->n, s->out->n + 1, sizeof *s->out->at, err));
    s->out->at[s->out->n++] = (vp_suspect){(uint32_t)first, (uint32_t)second, reasons, similarity};
    return VP_OK;
}

/* A text of a proposal, or, of its phones, the one at p; p goes behind it, to "" after the last. */
typedef const char *next_key(size_t *n, const char **p);

static const char *whole(size_t *n, const char **p)
{
    const char *s = *p;
    *n = strlen(s);
    *p += *n;
    return s;
}

static const char *phone(size_t *n, const char **p)
{
    const char *s = *p;
    *n = strcspn(s, " ");
    *p += s[*n] ? *n + 1 : *n;
    return s;
}

/* at: where the text stands in a vp_similar_key. */
static const char *text_at(const vp_similar_key *k, size_t at)
{
    const char *s;
    memcpy(&s, (const char *)k + at, sizeof s);
    return s;
}

/* Begin with another key. Pairs have a new proposal: where few are new, what none of them has is passed over. */
static vp_status begin(search *s, size_t at, next_key *next, vp_err *err)
{
    vp_map_free(s->seen);
    vp_map_free(s->both);
    vp_map_free(s->wanted);
    s->seen = s->both = s->wanted = NULL;
    VP_ALLOC(s->seen, vp_map_new(), err);
    VP_ALLOC(s->both, vp_map_new(), err);
    if (s->n - s->fresh > s->fresh)
        return VP_OK;
    VP_ALLOC(s->wanted, vp_map_new(), err);
    for (size_t i = s->fresh; i < s->n; i++)
        for (const char *p = text_at(&s->keys[i], at); *p;) {
            size_t n;
            const char *key = next(&n, &p);
            if (!vp_map_put(s->wanted, key, n, NULL))
                return vp_nomem(err);
        }
    return VP_OK;
}

static bool matters(const search *s, const char *key, size_t n)
{
    return !s->wanted || vp_map_get(s->wanted, key, n);
}

/* Two keys in one, and the index of the first proposal that has it: *first is i itself when it is the first. */
static vp_status first_with(size_t *first, search *s, vp_map *map, const char *a, size_t n, const char *b, size_t i,
                            vp_err *err)
{
    bool fresh;
    vp_str_clear(&s->key);
    vp_str_add(&s->key, a, n);
    if (b) {
        vp_str_addc(&s->key, '\n');
        vp_str_addz(&s->key, b);
    }
    VP_TRY(vp_str_check(&s->key, err));
    uint64_t *slot = vp_map_put(map, vp_str_text(&s->key), s->key.n, &fresh);
    if (!slot)
        return vp_nomem(err);
    if (fresh)
        *slot = i;
    *first = (size_t)*slot;
    return VP_OK;
}

/* Different organisations: by their codes where both are known, else by their names. */
static bool differ(const vp_similar_key *a, const vp_similar_key *b)
{
    return *a->code && *b->code ? strcmp(a->code, b->code) != 0 : strcmp(a->applicant, b->applicant) != 0;
}

/* Every proposal with the first that has the same code and title. */
static vp_status same_code_title(search *s, vp_err *err)
{
    VP_TRY(begin(s, offsetof(vp_similar_key, code), whole, err));
    for (size_t i = 0; i < s->n; i++) {
        const vp_similar_key *k = &s->keys[i];
        size_t first, n = strlen(k->code);
        if (n == 0 || !*k->title || !matters(s, k->code, n))
            continue;
        VP_TRY(first_with(&first, s, s->seen, k->code, n, k->title, i, err));
        if (first != i && i >= s->fresh)
            VP_TRY(add(s, first, i, VP_SUSPECT_CODE_TITLE, 0, err));
    }
    return VP_OK;
}

/* Of each name the first proposal under every further code, with the first of all. */
static vp_status same_applicant(search *s, vp_err *err)
{
    VP_TRY(begin(s, offsetof(vp_similar_key, applicant), whole, err));
    for (size_t i = 0; i < s->n; i++) {
        const vp_similar_key *k = &s->keys[i];
        size_t first, met, n = strlen(k->applicant);
        if (!*k->code || n == 0 || !matters(s, k->applicant, n))
            continue;
        VP_TRY(first_with(&first, s, s->seen, k->applicant, n, NULL, i, err));
        VP_TRY(first_with(&met, s, s->both, k->applicant, n, k->code, i, err));
        if (first != i && met == i && i >= s->fresh)
            VP_TRY(add(s, first, i, VP_SUSPECT_APPLICANT, 0, err));
    }
    return VP_OK;
}

/* Of each phone the first proposal of every further organisation, with the first of all. */
static vp_status same_phone(search *s, vp_err *err)
{
    VP_TRY(begin(s, offsetof(vp_similar_key, phone), phone, err));
    for (size_t i = 0; i < s->n; i++) {
        const vp_similar_key *k = &s->keys[i];
        for (const char *p = k->phone; *p;) {
            size_t first, met, n;
            const char *key = phone(&n, &p);
            if (!matters(s, key, n))
                continue;
            VP_TRY(first_with(&first, s, s->seen, key, n, NULL, i, err));
            VP_TRY(first_with(&met, s, s->both, key, n, *k->code ? k->code : k->applicant, i, err));
            if (first != i && met == i && i >= s->fresh && differ(&s->keys[first], k))
                VP_TRY(add(s, first, i, VP_SUSPECT_PHONE, 0, err));
        }
    }
    return VP_OK;
}

static vp_status near_texts(search *s, const char *const *text, unsigned reason, const vp_join_opts *how, size_t max,
                            vp_err *err)
{
    vp_join_opts opts = *how;
    vp_join_pairs pairs = {0};
    size_t wanted = s->out->n;
    opts.fresh = s->fresh;
    opts.max_texts = max;
    VP_ALLOC(pairs.at, vp_arena_array(s->arena, wanted + 1, sizeof *pairs.at), err);
    pairs.cap = wanted + 1;
    for (; pairs.n < wanted; pairs.n++)
        pairs.at[pairs.n] = (vp_join_pair){s->out->at[pairs.n].first, s->out->at[pairs.n].second, 0, true};
    VP_TRY(vp_join(&pairs, text, s->n, &opts, s->arena, err));
    s->out->cut |= pairs.cut;
    s->out->compared = pairs.compared > s->out->compared ? pairs.compared : s->out->compared;
    for (size_t i = 0; i < pairs.n; i++) {
        const vp_join_pair *p = &pairs.at[i];
        VP_TRY(add(s, p->first, p->second, p->wanted ? 0 : reason, p->alike, err));
    }
    return VP_OK;
}

static int by_pair(const void *a, const void *b)
{
    const vp_suspect *x = a, *y = b;
    return x->second != y->second ? (x->second < y->second ? -1 : 1) : (x->first > y->first) - (x->first < y->first);
}

/* One entry for a pair, with all of its reasons. */
static void merge(vp_suspects *out)
{
    size_t n = 0;
    if (out->n == 0)
        return;
    qsort(out->at, out->n, sizeof *out->at, by_pair);
    for (size_t i = 0; i < out->n; i++) {
        vp_suspect *last = n > 0 ? &out->at[n - 1] : NULL, p = out->at[i];
        if (last && last->first == p.first && last->second == p.second) {
            last->reasons |= p.reasons;
            last->similarity = p.similarity > last->similarity ? p.similarity : last->similarity;
        } else {
            out->at[n++] = p;
        }
    }
    out->n = n;
}

vp_status vp_similar(vp_suspects *out, const vp_similar_key *keys, size_t n, const vp_similar_opts *opts,
                     vp_arena *arena, vp_err *err)
{
    __attribute__((cleanup(search_freep))) search s = {.keys = keys, .n = n, .out = out, .arena = arena,
                                                       .fresh = opts->fresh < n ? opts->fresh : n};
    const char **text;
    size_t max = opts->max_texts ? opts->max_texts : VP_SIMILAR_TEXTS;
    *out = (vp_suspects){0};
    VP_TRY(same_code_title(&s, err));
    VP_TRY(same_applicant(&s, err));
    VP_TRY(same_phone(&s, err));
    for (size_t i = 0; i < opts->nstated; i++)
        VP_TRY(add(&s, opts->stated[i].first, opts->stated[i].second, opts->stated[i].reasons, 0, err));
    merge(out);
    VP_ALLOC(text, vp_arena_array(arena, n, sizeof *text), err);
    for (size_t i = 0; i < n; i++)
        text[i] = keys[i].title;
    VP_TRY(near_texts(&s, text, VP_SUSPECT_TITLE, &titles, max, err));
    merge(out);
    for (size_t i = 0; i < n; i++)
        text[i] = keys[i].summary;
    VP_TRY(near_texts(&s, text, VP_SUSPECT_SUMMARY, &summaries, max, err));
    merge(out);
    return VP_OK;
}
