/* The join of texts: shingles sorted together with the texts that have them, then for each new text the others that
   share its rare ones. */
#include <stdlib.h>
#include <string.h>
#include "lib/similar/join.h"
#include "lib/similar/shingle.h"

enum {
    DOC_BITS = 64 - VP_SHINGLE_BITS, DOCS_MAX = (1 << DOC_BITS) - 1, SMOOTH = 64, INDEX_BITS = 16,
    TOKENS_MAX = 40 * 1000 * 1000, FILTER_LEAST = 1 << 16, FILTER_MOST = 1 << 24, TABLE_MAX = 4096
};
#define EFFORT ((uint64_t)500 * 1000 * 1000)

unsigned vp_log2_16(uint64_t x)
{
    unsigned whole = 63 - (unsigned)__builtin_clzll(x), part = 0;
    uint64_t m = whole > 31 ? x >> (whole - 31) : x << (31 - whole); /* 1.31 fixed point */
    for (int i = 0; i < 4; i++) {
        m = m * m >> 31;
        part <<= 1;
        if (m >> 32) {
            part |= 1;
            m >>= 1;
        }
    }
    return whole * 16 + part;
}

size_t vp_join_few(size_t n)
{
    return n < 24 ? 3 : n / 8 < VP_JOIN_FEW ? n / 8 : VP_JOIN_FEW;
}

unsigned vp_join_weight(size_t n, size_t with)
{
    if (n == 0 || with == 0)
        return 0;
    unsigned all = vp_log2_16(with <= vp_join_few(n) ? n + SMOOTH : n), some = vp_log2_16(with);
    return all > some ? all - some : 0;
}

typedef struct join {
    const vp_join_opts *opts;
    const char *const *text;
    size_t n, docs;         /* docs: texts that are compared, equal ones once */
    uint32_t *same;         /* of each text: the first that is equal; UINT32_MAX: none, or it is left out */
    bool *probe;            /* its shingles lead to others: it is new, or equal to a new one */
    uint64_t *token;        /* shingle << DOC_BITS | text, sorted, each once */
    size_t ntokens, captokens;
    uint32_t *index;        /* first token of each value of the highest bits */
    uint32_t *weight;       /* of each text: all its shingles */
    uint32_t *rare;         /* of each text: its shingles that few have */
    uint64_t *filter;       /* shingles that are looked at, by their low bits; NULL: all */
    uint64_t mask;
    uint64_t steps;
} join;

static void join_freep(join *j)
{
    free(j->token);
    free(j->index);
    free(j->filter);
}

/* ---- equal texts ---- */

typedef struct text_hash { uint64_t hash; uint32_t text; } text_hash;

static int by_hash(const void *a, const void *b)
{
    const text_hash *x = a, *y = b;
    return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : (x->text > y->text) - (x->text < y->text);
}

/* Of each text the first that is equal to it. */
static vp_status find_equal(join *j, size_t from, vp_arena *arena, vp_err *err)
{
    text_hash *at;
    size_t n = 0;
    vp_mark mark = vp_arena_mark(arena);
    VP_ALLOC(at, vp_arena_array(arena, j->n - from + 1, sizeof *at), err);
    for (size_t i = from; i < j->n; i++) {
        uint64_t h = 0xCBF29CE484222325u;
        for (const char *s = j->text[i]; *s; s++)
            h = (h ^ (unsigned char)*s) * 0x100000001B3u;
        if (*j->text[i])
            at[n++] = (text_hash){h, (uint32_t)i};
    }
    qsort(at, n, sizeof *at, by_hash);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i; k < n && at[k].hash == at[i].hash; k++) {
            bool equal = strcmp(j->text[at[k].text], j->text[at[i].text]) == 0;
            j->same[at[k].text] = equal ? at[i].text : at[k].text;
            j->docs += k == i || !equal;
        }
    }
    vp_arena_rewind(arena, mark);
    for (size_t i = j->opts->fresh; i < j->n; i++)
        if (j->same[i] != UINT32_MAX)
            j->probe[j->same[i]] = true;
    return VP_OK;
}

/* ---- shingles ---- */

static bool passes(const join *j, uint64_t shingle)
{
    uint64_t bit = shingle & j->mask;
    return !j->filter || (j->filter[bit / 64] >> (bit % 64) & 1);
}

static vp_status add_tokens(join *j, size_t text, vp_err *err)
{
    uint64_t shingle[VP_SHINGLES_MAX];
    size_t n = vp_shingles(shingle, j->text[text], j->opts->length);
    if (j->captokens - j->ntokens < n) {
        size_t cap = j->captokens + j->captokens / 2 + 65536;
        uint64_t *token = realloc(j->token, cap * sizeof *token);
        if (!token)
            return vp_nomem(err);
        j->token = token;
        j->captokens = cap;
    }
    for (size_t i = 0; i < n; i++)
        if (passes(j, shingle[i]))
            j->token[j->ntokens++] = shingle[i] << DOC_BITS | text;
    return VP_OK;
}

/* Only shingles of the texts that are marked matter: how many texts have the others need not be known. */
static vp_status filter_by(join *j, const bool *marked, vp_err *err)
{
    uint64_t shingle[VP_SHINGLES_MAX], bits = FILTER_LEAST;
    size_t bytes = 0;
    for (size_t i = 0; i < j->n; i++)
        bytes += marked[i] ? strlen(j->text[i]) : 0;
    while (bits < FILTER_MOST && bits / 8 < bytes)
        bits *= 2;
    free(j->filter);
    j->mask = bits - 1;
    VP_ALLOC(j->filter, calloc(bits / 64, sizeof *j->filter), err);
    for (size_t i = 0; i < j->n; i++)
        for (size_t k = 0, n = marked[i] ? vp_shingles(shingle, j->text[i], j->opts->length) : 0; k < n; k++) {
            uint64_t bit = shingle[k] & j->mask;
            j->filter[bit / 64] |= (uint64_t)1 << (bit % 64);
        }
    return VP_OK;
}

/* The end of the run of tokens with the same shingle. */
static size_t run_end(const join *j, size_t i)
{
    uint64_t shingle = j->token[i] >> DOC_BITS;
    while (i < j->ntokens && j->token[i] >> DOC_BITS == shingle)
        i++;
    return i;
}

/* Tokens of every text that passes the filter; then what each text weighs (truly so when all of its shingles pass). */
static vp_status weigh(join *j, vp_err *err)
{
    size_t n = 0, slot = 0;
    j->ntokens = 0;
    for (size_t i = 0; i < j->n; i++)
        if (j->same[i] == i)
            VP_TRY(add_tokens(j, i, err));
    VP_TRY(vp_sort_shingles(j->token, j->ntokens, err));
    for (size_t i = 0; i < j->ntokens; i++) /* a text may have a shingle twice */
        if (i == 0 || j->token[i] != j->token[i - 1])
            j->token[n++] = j->token[i];
    j->ntokens = n;
    memset(j->weight, 0, j->n * sizeof *j->weight);
    memset(j->rare, 0, j->n * sizeof *j->rare);
    size_t few = vp_join_few(j->docs);
    for (size_t i = 0, end; i < n; i = end) {
        end = run_end(j, i);
        unsigned w = vp_join_weight(j->docs, end - i);
        for (size_t top = j->token[i] >> (64 - INDEX_BITS); slot <= top; slot++)
            j->index[slot] = (uint32_t)i;
        for (size_t k = i; k < end; k++) {
            size_t text = j->token[k] & DOCS_MAX;
            j->weight[text] += w;
            j->rare[text] += end - i <= few ? w : 0;
        }
    }
    for (; slot <= 1u << INDEX_BITS; slot++)
        j->index[slot] = (uint32_t)n;
    return VP_OK;
}

/* Tokens of a shingle; how many texts have it. */
static size_t find(const join *j, uint64_t shingle, size_t *first)
{
    size_t low = j->index[shingle >> (VP_SHINGLE_BITS - INDEX_BITS)];
    size_t end = j->index[(shingle >> (VP_SHINGLE_BITS - INDEX_BITS)) + 1], high = end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (j->token[middle] >> DOC_BITS < shingle)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    for (high = end; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (j->token[middle] >> DOC_BITS <= shingle)
            low = middle + 1;
        else
            high = middle;
    }
    return low - *first;
}

/* ---- one text and the others ---- */

/* The shingles of a text with their weights, in a table by their low bits. */
typedef struct one {
    struct { uint64_t shingle; uint32_t seen; unsigned weight; } slot[TABLE_MAX];
    size_t mask;
    uint32_t turn; /* of texts that are compared with it */
} one;

enum { FREE = UINT32_MAX };

static size_t slot_of(const one *o, uint64_t shingle)
{
    size_t i = shingle & o->mask;
    while (o->slot[i].seen != FREE && o->slot[i].shingle != shingle)
        i = (i + 1) & o->mask;
    return i;
}

static void take(one *o, const join *j, size_t text)
{
    uint64_t shingle[VP_SHINGLES_MAX];
    size_t n = vp_shingles(shingle, j->text[text], j->opts->length), first;
    for (o->mask = 63; o->mask + 1 < n * 2 && o->mask + 1 < TABLE_MAX; o->mask = o->mask * 2 + 1)
        ;
    for (size_t i = 0; i <= o->mask; i++)
        o->slot[i].seen = FREE;
    o->turn = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = slot_of(o, shingle[i]);
        if (o->slot[k].seen != FREE)
            continue;
        o->slot[k].shingle = shingle[i];
        o->slot[k].seen = 0;
        o->slot[k].weight = vp_join_weight(j->docs, find(j, shingle[i], &first));
    }
}

/* What the shingles weigh that the text shares with the one in the table. */
static uint32_t shared(one *o, join *j, size_t text)
{
    uint64_t shingle[VP_SHINGLES_MAX];
    size_t n = vp_shingles(shingle, j->text[text], j->opts->length);
    uint32_t sum = 0;
    o->turn++;
    for (size_t i = 0; i < n; i++) {
        size_t k = slot_of(o, shingle[i]);
        if (o->slot[k].seen == FREE || o->slot[k].seen == o->turn)
            continue;
        o->slot[k].seen = o->turn; /* once, however often it has it */
        sum += o->slot[k].weight;
    }
    j->steps += n;
    return sum;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* A pair, with the shared weight in `alike` until both texts' weights are known. */
static vp_status add_pair(vp_join_pairs *pairs, size_t first, size_t second, uint32_t alike, vp_arena *arena,
                          vp_err *err)
{
    VP_TRY(vp_arena_grow(arena, &pairs->at, &pairs->cap, pairs->n, pairs->n + 1, sizeof *pairs->at, err));
    pairs->at[pairs->n++] = (vp_join_pair){(uint32_t)first, (uint32_t)second, (int)alike, false};
    return VP_OK;
}

static int basis_points(const join *j, size_t a, size_t b, int sum)
{
    uint64_t all = (uint64_t)j->weight[a] + j->weight[b];
    return all == 0 ? 0 : (int)((uint64_t)sum * 20000 / all);
}

/* For each new text the runs of tokens that a few share with it: lead[offset[text] … offset[text + 1]). */
typedef struct leads { uint32_t *offset, *run; } leads;

static void leads_freep(leads *l)
{
    free(l->offset);
    free(l->run);
}

static bool may_pair(const join *j, size_t text, uint32_t need)
{
    return text >= j->opts->fresh && j->rare[text] >= need;
}

static vp_status find_leads(leads *l, const join *j, uint32_t need, vp_err *err)
{
    size_t few = vp_join_few(j->docs);
    VP_ALLOC(l->offset, calloc(j->n + 2, sizeof *l->offset), err);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0, end; i < j->ntokens; i = end) {
            end = run_end(j, i);
            for (size_t k = end - i < 2 || end - i > few ? end : i + 1; k < end; k++) {
                size_t text = j->token[k] & DOCS_MAX;
                if (!may_pair(j, text, need))
                    continue;
                if (pass == 0)
                    l->offset[text + 2]++;
                else
                    l->run[l->offset[text + 1]++] = (uint32_t)i;
            }
        }
        if (pass == 1)
            break;
        for (size_t i = 0; i <= j->n; i++)
            l->offset[i + 1] += l->offset[i];
        VP_ALLOC(l->run, malloc(((size_t)l->offset[j->n + 1] + 1) * sizeof *l->run), err);
    }
    return VP_OK;
}

/* Texts before this one that share enough of what few have, in order; sum is all zero again afterwards. */
static size_t candidates(uint32_t *met, uint32_t *sum, join *j, const leads *l, size_t text, uint32_t need)
{
    size_t nmet = 0, n = 0;
    for (uint32_t i = l->offset[text]; i < l->offset[text + 1]; i++) {
        size_t first = l->run[i];
        unsigned w = vp_join_weight(j->docs, run_end(j, first) - first);
        for (size_t k = first, other; (other = j->token[k] & DOCS_MAX) < text; k++, j->steps++) {
            if (sum[other] == 0)
                met[nmet++] = (uint32_t)other;
            sum[other] += w;
        }
    }
    for (size_t i = 0; i < nmet; i++) {
        uint32_t other = met[i];
        if (sum[other] >= need)
            met[n++] = other;
        sum[other] = 0;
    }
    qsort(met, n, sizeof *met, by_number);
    return n;
}

/* Every new text with those before it that are alike. */
static vp_status find_pairs(vp_join_pairs *pairs, join *j, one *o, vp_arena *arena, vp_err *err)
{
    __attribute__((cleanup(leads_freep))) leads l = {0};
    uint64_t effort = j->opts->effort ? j->opts->effort : EFFORT;
    uint32_t *sum, *met, need = j->opts->evidence * vp_log2_16(j->docs + SMOOTH);
    VP_ALLOC(sum, vp_arena_array(arena, j->n, sizeof *sum), err);
    VP_ALLOC(met, vp_arena_array(arena, j->n, sizeof *met), err);
    VP_TRY(find_leads(&l, j, need, err));
    for (size_t text = j->opts->fresh; text < j->n; text++) {
        size_t n = candidates(met, sum, j, &l, text, need);
        if (n > 0)
            take(o, j, text);
        for (size_t i = 0; i < n; i++) {
            uint32_t both = shared(o, j, met[i]);
            if (j->filter || basis_points(j, met[i], text, (int)both) >= (int)j->opts->alike)
                VP_TRY(add_pair(pairs, met[i], text, both, arena, err));
        }
        if (j->steps > effort) {
            pairs->cut = true;
            break;
        }
    }
    return VP_OK;
}

/* What is shared by the pairs that were asked for. */
static void measure_wanted(vp_join_pairs *pairs, size_t wanted, join *j, one *o)
{
    uint32_t taken = UINT32_MAX;
    for (size_t i = 0; i < wanted; i++) {
        vp_join_pair *p = &pairs->at[i];
        uint32_t a = j->same[p->first], b = j->same[p->second];
        p->alike = 0;
        if (a == UINT32_MAX || b == UINT32_MAX || a == b)
            continue;
        if (b != taken)
            take(o, j, b);
        taken = b;
        p->alike = (int)shared(o, j, a);
    }
}

/* With a filter the weights of older texts are known only now, for those that are in a pair. */
static vp_status weigh_again(join *j, const vp_join_pairs *pairs, vp_arena *arena, vp_err *err)
{
    bool *marked;
    VP_ALLOC(marked, vp_arena_array(arena, j->n, sizeof *marked), err);
    for (size_t i = 0; i < pairs->n; i++) {
        uint32_t a = j->same[pairs->at[i].first], b = j->same[pairs->at[i].second];
        if (a != UINT32_MAX)
            marked[a] = true;
        if (b != UINT32_MAX)
            marked[b] = true;
    }
    VP_TRY(filter_by(j, marked, err));
    return weigh(j, err);
}

/* Weights into basis points; what does not reach the mark goes, unless it was wanted. */
static void settle(vp_join_pairs *pairs, size_t wanted, const join *j)
{
    size_t n = 0;
    for (size_t i = 0; i < pairs->n; i++) {
        vp_join_pair p = pairs->at[i];
        uint32_t a = j->same[p.first], b = j->same[p.second];
        p.alike = a == UINT32_MAX || b == UINT32_MAX ? 0 : a == b ? 10000 : basis_points(j, a, b, p.alike);
        p.wanted = i < wanted;
        if (p.wanted || p.alike >= (int)j->opts->alike)
            pairs->at[n++] = p;
    }
    pairs->n = n;
}

/* Texts that are equal: each new one with the first. */
static vp_status add_equal(vp_join_pairs *pairs, const join *j, vp_arena *arena, vp_err *err)
{
    uint32_t need = j->opts->evidence_equal * vp_log2_16(j->docs + SMOOTH), *equal;
    VP_ALLOC(equal, vp_arena_array(arena, j->n, sizeof *equal), err);
    for (size_t i = 0; i < j->n; i++)
        if (j->same[i] != UINT32_MAX)
            equal[j->same[i]]++;
    for (size_t i = j->opts->fresh; i < j->n; i++) {
        uint32_t first = j->same[i];
        if (first != UINT32_MAX && first != i && j->rare[first] >= need &&
            (j->opts->most_equal == 0 || equal[first] <= j->opts->most_equal))
            VP_TRY(add_pair(pairs, first, i, 10000, arena, err));
    }
    return VP_OK;
}

/* Where the texts begin that are compared: the last of them, as many as there is room for. */
static size_t where_from(const join *j, vp_join_pairs *pairs)
{
    if (j->n > DOCS_MAX) {
        pairs->cut = true;
        return j->n;
    }
    size_t texts = 0, units = 0, most = j->opts->max_texts < DOCS_MAX ? j->opts->max_texts : DOCS_MAX, i = j->n;
    for (; i > 0; i--) {
        size_t n = strlen(j->text[i - 1]);
        n = n / 2 < VP_SIMILAR_UNITS ? n / 2 : VP_SIMILAR_UNITS;
        if (n > 0 && (++texts > most || (units += n) > TOKENS_MAX)) {
            pairs->cut = true;
            break;
        }
    }
    return i;
}

vp_status vp_join(vp_join_pairs *pairs, const char *const *text, size_t n, const vp_join_opts *opts, vp_arena *arena,
                  vp_err *err)
{
    __attribute__((cleanup(join_freep))) join j = {.opts = opts, .text = text, .n = n};
    size_t wanted = pairs->n, from = where_from(&j, pairs), probes = 0;
    one *o;
    VP_ALLOC(j.same, vp_arena_array(arena, n, sizeof *j.same), err);
    VP_ALLOC(j.probe, vp_arena_array(arena, n, sizeof *j.probe), err);
    VP_ALLOC(j.weight, vp_arena_array(arena, n, sizeof *j.weight), err);
    VP_ALLOC(j.rare, vp_arena_array(arena, n, sizeof *j.rare), err);
    VP_ALLOC(o, vp_arena_alloc(arena, sizeof *o), err);
    VP_ALLOC(j.index, malloc(((1u << INDEX_BITS) + 1) * sizeof *j.index), err);
    memset(j.same, 0xFF, n * sizeof *j.same);
    VP_TRY(find_equal(&j, from, arena, err));
    for (size_t i = from; i < n; i++) {
        pairs->compared += j.same[i] != UINT32_MAX;
        probes += j.probe[i];
    }
    if (pairs->compared < 2 || probes == 0) {
        for (size_t i = 0; i < wanted; i++)
            pairs->at[i].alike = 0;
        return VP_OK;
    }
    bool filtered = probes < j.docs / 4;
    if (filtered)
        VP_TRY(filter_by(&j, j.probe, err));
    VP_TRY(weigh(&j, err));
    measure_wanted(pairs, wanted, &j, o);
    VP_TRY(find_pairs(pairs, &j, o, arena, err));
    vp_join_pairs equal = {0};
    VP_TRY(add_equal(&equal, &j, arena, err)); /* what is rare in them is known now */
    if (filtered)
        VP_TRY(weigh_again(&j, pairs, arena, err));
    settle(pairs, wanted, &j);
    for (size_t i = 0; i < equal.n; i++)
        VP_TRY(add_pair(pairs, equal.at[i].first, equal.at[i].second, 10000, arena, err));
    return VP_OK;
}
