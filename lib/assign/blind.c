/* The applicant's name in the proposal's own words. */
#include <string.h>
#include <vp/fold.h>
#include <vp/map.h>
#include "blind.h"
#include "lib/model/personal.h"

enum { WIDE = 2, PLAIN = 6 }; /* letters that tell: of a script without spaces, or plain ones */

/* A text letter by letter, folded: from[i] is where the letter at byte i of `key` begins in the text; those bytes that
   begin none have the place of theirs. */
typedef struct folded { const char *text, *key; const size_t *from; size_t n; } folded;

typedef struct blinding {
    const vp_round *round;
    vp_map *grams;          /* of all applicants' names: the one that has it, and 1; SEVERAL */
    vp_telling *at;
    size_t n, cap;
    vp_arena *arena;
    vp_err *err;
} blinding;

#define SEVERAL UINT64_MAX

static size_t letter(const char *s)
{
    size_t n = *s != '\0';
    while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static vp_status fold_letters(folded *out, const char *text, const blinding *b)
{
    VP_STR key = {0};
    size_t *from = NULL, cap = 0, n = 0;
    for (size_t i = 0, k; text[i]; i += k) {
        const char *one, *small;
        vp_mark mark = vp_arena_mark(b->arena);
        k = letter(text + i);
        char plain[2] = {text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i], '\0'};
        small = plain[0] == ' ' ? "" : plain;
        if (k > 1) {
            VP_ALLOC(one, vp_arena_dup(b->arena, text + i, k), b->err);
            VP_TRY(vp_fold(&small, one, b->arena, b->err));
        }
        vp_str_addz(&key, small);
        if (k > 1)
            vp_arena_rewind(b->arena, mark);
        VP_TRY(vp_arena_grow(b->arena, &from, &cap, n, key.n + 1, sizeof *from, b->err));
        while (n < key.n)
            from[n++] = i;
    }
    VP_TRY(vp_str_check(&key, b->err));
    VP_TRY(vp_arena_grow(b->arena, &from, &cap, n, n + 1, sizeof *from, b->err));
    from[n] = strlen(text);
    VP_ALLOC(out->key, vp_arena_dupz(b->arena, vp_str_text(&key)), b->err);
    *out = (folded){text, out->key, from, n};
    return VP_OK;
}

/* ---- what tells ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Bytes of the letters at s that tell somebody when nobody else has them; 0: none. */
static size_t gram(const char *s)
{
    size_t n = 0, letters = 0;
    if ((unsigned char)*s >= 0xC0) {
        for (; letters < WIDE && (unsigned char)s[n] >= 0xC0; letters++)
            n += letter(s + n);
        return letters == WIDE ? n : 0;
    }
    while (n < PLAIN && is_word(s[n]))
        n++;
    return n == PLAIN ? n : 0;
}

static vp_status learn(blinding *b, const vp_proposals *all)
{
    VP_AUTO(vp_map) names = vp_map_new();
    if (!names)
        return vp_nomem(b->err);
    for (size_t i = 0; i < all->n; i++) {
        const char *key;
        bool fresh;
        VP_TRY(vp_fold(&key, all->at[i].value[VP_APPLICANT], b->arena, b->err));
        uint64_t *who = vp_map_put(names, key, strlen(key), &fresh);
        if (!who)
            return vp_nomem(b->err);
        if (!fresh)
            continue;
        *who = i;
        for (const char *s = key; *s; s += letter(s)) {
            size_t n = gram(s);
            uint64_t *slot = n > 0 ? vp_map_put(b->grams, s, n, &fresh) : NULL;
            if (n > 0 && !slot)
                return vp_nomem(b->err);
            if (n > 0)
                *slot = fresh || *slot == i + 1 ? i + 1 : SEVERAL;
        }
    }
    return VP_OK;
}

/* How much of the text at byte i is part of the name, as long as can be; *own: with letters that no other has. */
static size_t shared(bool *own, const blinding *b, const char *at, const char *name)
{
    size_t best = 0;
    *own = false;
    for (const char *s = name; *s; s += letter(s)) {
        size_t n = 0;
        for (size_t k; at[n] && (k = letter(at + n)) > 0 && strncmp(s + n, at + n, k) == 0;)
            n += k;
        best = n > best ? n : best;
    }
    for (size_t k = 0; k < best; k += letter(at + k)) {
        size_t n = gram(at + k);
        const uint64_t *slot = n > 0 && n <= best - k ? vp_map_get(b->grams, at + k, n) : NULL;
        *own |= slot && *slot != SEVERAL;
    }
    return best;
}

/* ---- one text ---- */

static vp_status tell(blinding *b, size_t proposal, size_t field, const vp_str *words, bool hidden)
{
    vp_telling t = {proposal, field, NULL, hidden};
    if (words->n == 0 && !words->oom)
        return VP_OK;
    VP_TRY(vp_str_check(words, b->err));
    VP_ALLOC(t.words, vp_arena_dupz(b->arena, words->s), b->err);
    VP_TRY(vp_arena_grow(b->arena, &b->at, &b->cap, b->n, b->n + 1, sizeof *b->at, b->err));
    b->at[b->n++] = t;
    return VP_OK;
}

/* A word once. */
static void list(vp_str *words, const char *s, size_t n)
{
    const char *had = words->n > 0 ? memmem(words->s, words->n, s, n) : NULL;
    if (had && (had == words->s || strncmp(had - 2, ", ", 2) == 0) && (had[n] == '\0' || had[n] == ','))
        return;
    if (words->n > 0)
        vp_str_addz(words, ", ");
    vp_str_add(words, s, n);
}

static bool in_word(const char *text, size_t at)
{
    char c = at > 0 ? text[at - 1] : ' ';
    return is_word(c) || (c >= 'A' && c <= 'Z');
}

/* Bytes of the key at i that are the word, a whole one where letters part words; 0: it is not there. */
static size_t word_at(const folded *f, size_t i, const char *word)
{
    size_t n = strlen(word);
    if (n <= letter(word) || strncmp(f->key + i, word, n) != 0)
        return 0;
    size_t from = f->from[i], last = f->from[i + n - 1], end = last + letter(f->text + last);
    bool begins = !is_word(word[0]) || !in_word(f->text, from);
    return begins && (!is_word(word[n - 1]) || !in_word(f->text, end + 1)) ? n : 0;
}

/* The text without the name and the code. */
static vp_status hide(const char **out, vp_str *words, const char *text, const char *name, const char *code,
                      const blinding *b)
{
    folded f;
    VP_STR clean = {0};
    size_t done = 0;
    VP_TRY(fold_letters(&f, text, b));
    for (size_t i = 0, k; i < f.n;) {
        if ((k = word_at(&f, i, name)) == 0 && (k = word_at(&f, i, code)) == 0) {
            i += letter(f.key + i);
            continue;
        }
        size_t from = f.from[i], last = f.from[i + k - 1], end = last + letter(text + last);
        vp_str_add(&clean, text + done, from - done);
        vp_str_addz(&clean, VP_BLINDED);
        list(words, text + from, end - from);
        done = end;
        i += k;
    }
    *out = text;
    if (done == 0)
        return VP_OK;
    vp_str_addz(&clean, text + done);
    VP_TRY(vp_str_check(&clean, b->err));
    VP_ALLOC(*out, vp_arena_dupz(b->arena, clean.s), b->err);
    return VP_OK;
}

/* What is left of the name, and how somebody could be reached. */
static vp_status find_rest(vp_str *words, const char *text, const char *name, const blinding *b)
{
    folded f;
    VP_TRY(fold_letters(&f, text, b));
    for (size_t i = 0; i < f.n;) {
        bool own;
        size_t k = shared(&own, b, f.key + i, name);
        if (own) {
            size_t last = f.from[i + k - 1];
            list(words, text + f.from[i], last + letter(text + last) - f.from[i]);
        }
        i += own ? k : letter(f.key + i);
    }
    const char *narrow;
    VP_TRY(vp_narrow(&narrow, text, strlen(text), b->arena, b->err));
    vp_person one;
    for (const char *s = narrow; (s = vp_personal_next(&one, narrow, s));)
        list(words, one.address ? one.address : one.digit, one.n);
    return VP_OK;
}

static vp_status blind_text(const char **value, blinding *b, size_t proposal, size_t field, const char *name,
                            const char *code)
{
    VP_STR hidden = {0};
    VP_STR left = {0};
    VP_TRY(hide(value, &hidden, *value, name, code, b));
    VP_TRY(find_rest(&left, *value, name, b));
    VP_TRY(tell(b, proposal, field, &hidden, true));
    return tell(b, proposal, field, &left, false);
}

vp_status vp_blind(vp_proposals *out, vp_tellings *tellings, const vp_round *round, const vp_proposals *all,
                   vp_arena *arena, vp_err *err)
{
    static const size_t fields[] = {VP_TITLE, VP_SUMMARY};
    blinding b = {.round = round, .arena = arena, .err = err};
    vp_proposal *at;
    VP_ALLOC(b.grams, vp_map_in(arena), err);
    VP_TRY(learn(&b, all));
    VP_ALLOC(at, vp_arena_copy(arena, all->at, all->n, sizeof *at), err);
    for (size_t i = 0; i < all->n; i++) {
        const char **value, *name, *code;
        VP_ALLOC(value, vp_arena_copy(arena, at[i].value, round->nfields, sizeof *value), err);
        VP_TRY(vp_fold(&name, value[VP_APPLICANT], arena, err));
        VP_TRY(vp_fold(&code, value[VP_USCC], arena, err));
        for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
            if (!round->fields[fields[k]].secret)
                VP_TRY(blind_text(&value[fields[k]], &b, i, fields[k], name, code));
        at[i].value = value;
    }
    *out = (vp_proposals){at, all->n};
    *tellings = (vp_tellings){b.at, b.n};
    return VP_OK;
}
