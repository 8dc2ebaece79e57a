/* Suspect pairs of an intake. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/emit.h>
#include <vp/map.h>
#include <vp/proposal.h>
#include <vp/table.h>
#include "lib/verb/earlier.h"
#include "lib/verb/suspects.h"

enum { TOLD = 20 };

typedef struct item { const char *id; size_t line; /* 0: not in the sheet */ vp_similar_key key; } item;

typedef struct entry {
    const char *round, *paid, *first, *second, *reason; /* round and paid "" within this round */
    unsigned reasons;
    int similarity;
    size_t line, other;     /* rows, 0: not in the sheet */
    const vp_decision *decision; /* now given */
} entry;

struct vp_suspecting {
    vp_suspecting_opts opts;
    vp_arena *arena;
    vp_units *units;
    vp_map *ids;            /* of the sheet -> 1 + index into items */
    item *items;
    size_t n, cap, left_out, dropped, nknown;
    vp_earlier_all earlier;
    vp_decisions decisions;
    entry *found;
    size_t nfound, capfound, skipped;
    bool cut;
    vp_phone_of *phone;     /* of the round's, or NULL */
    void *phones;
    vp_arena *scratch;
    size_t nround;          /* the round's proposals; text NULL: not given */
    const char *(*text)(const void *ctx, size_t i, size_t field);
    const void *ctx;
};

void vp_suspecting_free(vp_suspecting *s)
{
    if (!s)
        return;
    if (!s->opts.units)
        vp_units_free(s->units);
    vp_map_free(s->ids);
    vp_arena_free(s->scratch);
    free(s);
}

vp_status vp_suspecting_new(vp_suspecting **out, const vp_suspecting_opts *opts, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_suspecting) s = calloc(1, sizeof *s);
    if (!s || !(s->ids = vp_map_new()) || !(s->scratch = vp_arena_new()))
        return vp_nomem(err);
    s->opts = *opts;
    VP_ALLOC(s->units, opts->units ? opts->units : vp_units_new(), err);
    s->arena = arena;
    VP_TRY(vp_decisions_recorded(&s->decisions, opts->before, arena, err));
    if (opts->decide)
        VP_TRY(vp_decisions_given(&s->decisions, opts->decide, opts->decisions, opts->ndecisions, err));
    for (size_t i = 0; i < opts->earlier.n; i++)
        VP_TRY(vp_earlier_read(&s->earlier, opts->earlier.at[i], opts->round, s->units, arena, err));
    *out = VP_STEAL(s);
    return VP_OK;
}

bool vp_suspecting_drops(const vp_suspecting *s, const char *id)
{
    const vp_decision *d = vp_decisions_drop(&s->decisions, id);
    return d && d->line > 0;
}

/* The other of a pair, with its round before it. */
static const char *other_of(const vp_decision *d, const char *id, vp_arena *arena)
{
    const char *other = strcmp(d->first, id) == 0 ? d->second : d->first;
    return *d->round ? vp_arena_printf(arena, "%s/%s", d->round, other) : other;
}

static vp_status drop(vp_problem *problem, const vp_decision *d, const char *id, vp_arena *arena, vp_err *err)
{
    const char *other;
    VP_ALLOC(other, other_of(d, id, arena), err);
    *problem = (vp_problem){
        .rule = "duplicate", .field = SIZE_MAX,
        .what = {*d->note ? N_("dropped as a duplicate of '%1$s', as decided: %2$s")
                          : N_("dropped as a duplicate of '%1$s', as decided"), {other, d->note}},
        .mend = {N_("another decision about the pair takes the place of this one"), {NULL}}};
    return VP_OK;
}

vp_status vp_suspecting_row(vp_suspecting *s, size_t line, const char *const *text, vp_problem *problem,
                            vp_arena *scratch, vp_err *err)
{
    const vp_decision *d = vp_decisions_drop(&s->decisions, text[VP_ID]);
    *problem = (vp_problem){.rule = NULL};
    if (d) {
        s->dropped++;
        VP_TRY(drop(problem, d, text[VP_ID], scratch, err));
    }
    if (s->n >= VP_SIMILAR_TEXTS) {
        s->left_out++;
        return VP_OK;
    }
    VP_TRY(vp_arena_grow(s->arena, &s->items, &s->cap, s->n, s->n + 1, sizeof *s->items, err));
    item *i = &s->items[s->n];
    i->line = line;
    VP_ALLOC(i->id, vp_arena_dupz(s->arena, text[VP_ID]), err);
    VP_TRY(vp_similar_key_make(&i->key, s->units, text[VP_USCC], text[VP_APPLICANT], text[VP_TITLE],
                               text[VP_SUMMARY], text[VP_PHONE], s->arena, err));
    uint64_t *slot = vp_map_put(s->ids, i->id, strlen(i->id), NULL);
    if (!slot)
        return vp_nomem(err);
    *slot = ++s->n;
    return VP_OK;
}

void vp_suspecting_phones(vp_suspecting *s, vp_phone_of *phone, void *ctx)
{
    s->phone = phone;
    s->phones = ctx;
}

/* ---- what the sheet is compared with ---- */

/* The same of one that is kept (vp_view.memo): so is its key, by where its texts are. */
static vp_status add_kept(item *out, vp_suspecting *s, const vp_proposal *p, vp_err *err)
{
    vp_memo *memo = s->opts.before->memo;
    vp_memo_key key = vp_memo_key_of("similar");
    const void *texts = p->value;
    vp_memo_key_add(&key, &texts, sizeof texts);
    item *kept = vp_memo_get(memo, &key);
    if (!kept) {
        VP_ALLOC(kept, vp_arena_alloc(vp_memo_arena(memo), sizeof *kept), err);
        kept->id = p->value[VP_ID];
        VP_TRY(vp_similar_key_make(&kept->key, s->units, p->value[VP_USCC], p->value[VP_APPLICANT],
                                   p->value[VP_TITLE], p->value[VP_SUMMARY], p->value[VP_PHONE],
                                   vp_memo_arena(memo), err));
        VP_TRY(vp_memo_put(memo, &key, kept, err));
    }
    *out = *kept;
    return VP_OK;
}

static vp_status add_known(item *out, vp_suspecting *s, size_t i, vp_err *err)
{
    const char *phone = NULL;
    vp_mark mark = vp_arena_mark(s->scratch);
    out->id = s->text(s->ctx, i, VP_ID);
    out->line = 0;
    if (s->phone)
        VP_TRY(s->phone(&phone, s->phones, out->id, s->scratch, err));
    if (!phone)
        phone = s->text(s->ctx, i, VP_PHONE);
    VP_TRY(vp_similar_key_make(&out->key, s->units, s->text(s->ctx, i, VP_USCC), s->text(s->ctx, i, VP_APPLICANT),
                               s->text(s->ctx, i, VP_TITLE), s->text(s->ctx, i, VP_SUMMARY), phone, s->arena, err));
    vp_arena_rewind(s->scratch, mark);
    return VP_OK;
}

void vp_suspecting_round(vp_suspecting *s, size_t n, const char *(*text)(const void *ctx, size_t i, size_t field),
                         const void *ctx)
{
    s->nround = n;
    s->text = text;
    s->ctx = ctx;
}

static const char *text_read(const void *ctx, size_t i, size_t field)
{
    return ((const vp_proposals *)ctx)->at[i].value[field];
}

/* The round's proposals that stand and that the sheet does not replace, before the sheet's. */
static vp_status add_round(vp_suspecting *s, vp_err *err)
{
    vp_proposals whole, *known = NULL;
    item *all;
    if (s->opts.before && !s->text) {
        VP_ALLOC(known, vp_arena_alloc(s->arena, sizeof *known), err);
        VP_TRY(vp_proposals_read(&whole, s->opts.round, s->opts.before, s->arena, err));
        VP_TRY(vp_proposals_that_stand(known, &whole, s->arena, err));
        vp_suspecting_round(s, known->n, text_read, known);
    }
    VP_ALLOC(all, vp_arena_array(s->arena, s->nround + s->n, sizeof *all), err);
    for (size_t i = 0; i < s->nround; i++) {
        const char *id = s->text(s->ctx, i, VP_ID);
        if (!*id || vp_map_get(s->ids, id, strlen(id)))
            continue;
        if (s->nknown + s->n >= VP_SIMILAR_TEXTS) {
            s->left_out++;
            continue;
        }
        VP_TRY(known && s->opts.before->memo ? add_kept(&all[s->nknown], s, &known->at[i], err)
                                              : add_known(&all[s->nknown], s, i, err));
        s->nknown++;
    }
    if (s->n > 0)
        memcpy(all + s->nknown, s->items, s->n * sizeof *all);
    s->items = all;
    s->n += s->nknown;
    return VP_OK;
}

/* ---- pairs ---- */

static vp_status reason_text(const char **out, unsigned reasons, vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    for (size_t i = 0; i < VP_SUSPECT_REASONS; i++)
        if (reasons >> i & 1) {
            if (text.n > 0)
                vp_str_addc(&text, ' ');
            vp_str_addz(&text, vp_suspect_reasons[i]);
        }
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(*out, vp_arena_dupz(arena, vp_str_text(&text)), err);
    return VP_OK;
}

/* Keep a pair, unless it was decided before and is not decided again. */
static vp_status add_entry(vp_suspecting *s, const entry *one, vp_err *err)
{
    vp_decision *d = vp_decisions_find(&s->decisions, one->round, one->first, one->second);
    if (d && d->line == 0)
        return VP_OK;
    if (d)
        d->met = true;
    VP_TRY(vp_arena_grow(s->arena, &s->found, &s->capfound, s->nfound, s->nfound + 1, sizeof *s->found, err));
    s->found[s->nfound] = *one;
    s->found[s->nfound++].decision = d;
    return VP_OK;
}

static vp_status find_in_round(vp_suspecting *s, const vp_suspect *stated, size_t nstated, vp_err *err)
{
    vp_similar_key *keys;
    vp_suspects out;
    vp_similar_opts opts = {.fresh = s->nknown, .stated = stated, .nstated = nstated};
    VP_ALLOC(keys, vp_arena_array(s->arena, s->n, sizeof *keys), err);
    for (size_t i = 0; i < s->n; i++)
        keys[i] = s->items[i].key;
    VP_TRY(vp_similar(&out, keys, s->n, &opts, s->arena, err));
    s->cut |= out.cut;
    for (size_t i = 0; i < out.n; i++) {
        const item *a = &s->items[out.at[i].first], *b = &s->items[out.at[i].second];
        entry one = {.round = "", .paid = "", .first = a->id, .second = b->id, .reasons = out.at[i].reasons,
                     .similarity = out.at[i].similarity, .line = b->line, .other = a->line};
        VP_TRY(reason_text(&one.reason, one.reasons, s->arena, err));
        VP_TRY(add_entry(s, &one, err));
    }
    return VP_OK;
}

/* A search of its own: what earlier rounds hold does not weigh on the pairs of this one. */
static vp_status find_earlier(vp_suspecting *s, vp_err *err)
{
    size_t nsheet = s->n - s->nknown, room = VP_SIMILAR_TEXTS - nsheet;
    size_t nearlier = s->earlier.n < room ? s->earlier.n : room;
    vp_similar_key *keys;
    vp_suspects out;
    vp_similar_opts opts = {.fresh = nearlier};
    if (nearlier == 0)
        return VP_OK;
    s->left_out += s->earlier.n - nearlier;
    VP_ALLOC(keys, vp_arena_array(s->arena, nearlier + nsheet, sizeof *keys), err);
    for (size_t i = 0; i < nearlier; i++)
        keys[i] = s->earlier.at[i].key;
    for (size_t i = 0; i < nsheet; i++) {
        keys[nearlier + i] = s->items[s->nknown + i].key;
        keys[nearlier + i].phone = "";
    }
    VP_TRY(vp_similar(&out, keys, nearlier + nsheet, &opts, s->arena, err));
    s->cut |= out.cut;
    for (size_t i = 0; i < out.n; i++) {
        unsigned reasons = out.at[i].reasons & (VP_SUSPECT_CODE_TITLE | VP_SUSPECT_TITLE | VP_SUSPECT_SUMMARY);
        if (out.at[i].first >= nearlier || !reasons)
            continue;
        const vp_earlier *a = &s->earlier.at[out.at[i].first];
        const item *b = &s->items[s->nknown + out.at[i].second - nearlier];
        entry one = {.round = a->round, .paid = a->paid, .first = a->id, .second = b->id, .reasons = reasons,
                     .similarity = out.at[i].similarity, .line = b->line};
        VP_TRY(reason_text(&one.reason, reasons, s->arena, err));
        VP_TRY(add_entry(s, &one, err));
    }
    return VP_OK;
}

/* ---- in a replay ---- */

static bool has_word(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = text; (p = strstr(p, word)); p += n)
        if ((p == text || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' '))
            return true;
    return false;
}

static long index_of(const vp_suspecting *s, const char *id)
{
    const uint64_t *slot = vp_map_get(s->ids, id, strlen(id));
    if (slot)
        return (long)(s->nknown + *slot - 1);
    for (size_t low = 0, high = s->nknown; low < high;) { /* the round's are sorted */
        size_t middle = low + (high - low) / 2;
        int c = strcmp(s->items[middle].id, id);
        if (c == 0)
            return (long)middle;
        *(c < 0 ? &low : &high) = c < 0 ? middle + 1 : middle;
    }
    return -1;
}

/* What is recorded of phones, and of earlier rounds. */
static vp_status read_stated(vp_suspect **out, size_t *n, vp_suspecting *s, bool *unchecked, vp_err *err)
{
    vp_table *t;
    *n = 0;
    *out = NULL;
    if (!s->opts.stated)
        return VP_OK;
    VP_TRY(vp_table_read(&t, "suspects.csv", s->opts.stated, s->opts.nstated, s->arena, err));
    VP_ALLOC(*out, vp_arena_array(s->arena, t->nrows, sizeof **out), err);
    long first = vp_table_column(t, "first"), second = vp_table_column(t, "second");
    long reason = vp_table_column(t, "reason"), similarity = vp_table_column(t, "similarity");
    long round = vp_table_column(t, "round"), paid = vp_table_column(t, "paid");
    for (size_t i = 0; i < t->nrows; i++) {
        entry one = {.round = vp_table_cell(t, i, round), .paid = vp_table_cell(t, i, paid),
                     .first = vp_table_cell(t, i, first), .second = vp_table_cell(t, i, second),
                     .reason = vp_table_cell(t, i, reason)};
        one.similarity = (int)strtol(vp_table_cell(t, i, similarity), NULL, 10);
        long a = index_of(s, one.first), b = index_of(s, one.second);
        bool phone = (s->opts.no_phones || a < (long)s->nknown) && !*one.round && has_word(one.reason, "phone") &&
                     a >= 0 && a < b;
        if (*one.round)
            VP_TRY(add_entry(s, &one, err));
        if (phone)
            (*out)[(*n)++] = (vp_suspect){(uint32_t)a, (uint32_t)b, VP_SUSPECT_PHONE, 0};
        *unchecked |= *one.round || phone;
    }
    return VP_OK;
}

static int by_ids(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    int c = strcmp(x->first, y->first);
    c = c ? c : strcmp(x->second, y->second);
    return c ? c : strcmp(x->round, y->round);
}

vp_status vp_suspecting_find(vp_suspecting *s, const vp_progress *progress, bool *unchecked, vp_err *err)
{
    vp_suspect *stated;
    size_t nstated;
    vp_tick(progress, N_("looking for duplicates"), 0, 0);
    VP_TRY(add_round(s, err));
    VP_TRY(read_stated(&stated, &nstated, s, unchecked, err));
    VP_TRY(find_in_round(s, stated, nstated, err));
    VP_TRY(find_earlier(s, err));
    return vp_decisions_check(&s->decisions, err);
}

/* ---- telling ---- */

/* The strongest reason speaks. */
static const char *message(const entry *e)
{
    if (*e->round && e->reasons & VP_SUSPECT_CODE_TITLE)
        return N_("'%1$s' has the code and title of '%2$s', funded before (%3$s)");
    if (*e->round)
        return N_("'%1$s' is %4$s %% like '%2$s', funded before (%3$s)");
    if (e->reasons & VP_SUSPECT_CODE_TITLE)
        return N_("'%1$s' has the same code and title as '%2$s' (%3$s)");
    if (e->reasons & VP_SUSPECT_SUMMARY)
        return N_("the summary of '%1$s' is %4$s %% like that of '%2$s' (%3$s)");
    if (e->reasons & VP_SUSPECT_PHONE)
        return N_("'%1$s' has the same phone as '%2$s' (%3$s), of another organisation; texts %4$s %% alike");
    if (e->reasons & VP_SUSPECT_APPLICANT)
        return N_("the applicant of '%1$s' has the same name as that of '%2$s' (%3$s), under another code; "
                  "texts %4$s %% alike");
    return N_("the title of '%1$s' is %4$s %% like that of '%2$s' (%3$s)");
}

static int by_line(const void *a, const void *b)
{
    const entry *x = *(const entry *const *)a, *y = *(const entry *const *)b;
    return x->line != y->line ? (x->line < y->line ? -1 : 1) : by_ids(x, y);
}

typedef void teller(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);

static void tell_one(const entry *e, const char *file, teller *tell, void *ctx)
{
    char place[512], percent[16];
    if (*e->round && *e->paid)
        snprintf(place, sizeof place, "%s: %s", e->round, e->paid);
    else if (*e->round)
        snprintf(place, sizeof place, "%s", e->round);
    else if (e->other > 0)
        snprintf(place, sizeof place, "%s:%zu", file, e->other);
    else
        snprintf(place, sizeof place, "proposals/%s.json", e->first);
    snprintf(percent, sizeof percent, "%d", e->similarity / 100);
    vp_note what = {message(e), {e->second, e->first, place, percent}};
    tell(ctx, (vp_where){.file = file, .row = e->line}, "warning", &what, &(vp_note){0});
}

void vp_suspecting_tell(const vp_suspecting *s, const char *file, teller *tell, void *ctx)
{
    char count[24], of[24];
    size_t n = 0, told = 0;
    const entry **at = vp_arena_array(s->arena, s->nfound, sizeof *at);
    for (size_t i = 0; i < s->nfound && at; i++)
        if (!s->found[i].decision)
            at[n++] = &s->found[i];
    if (n > 1)
        qsort(at, n, sizeof *at, by_line);
    for (; told < n && told < TOLD; told++)
        tell_one(at[told], file, tell, ctx);
    if (n > told) {
        snprintf(count, sizeof count, "%zu", n - told);
        tell(ctx, VP_AT_FILE(file), "warning", &(vp_note){N_("and %1$s more suspect pairs"), {count}},
             &(vp_note){N_("see them all with --suspects FILE"), {NULL}});
    }
    if (s->left_out > 0 || s->cut) {
        snprintf(count, sizeof count, "%zu", s->n);
        snprintf(of, sizeof of, "%zu", s->n + s->left_out);
        vp_note cut = {s->left_out ? N_("duplicates were looked for among %1$s of %2$s proposals")
                                   : N_("the search for duplicates was cut short: some texts are all alike"),
                       {count, of}};
        tell(ctx, VP_AT_FILE(file), "note", &cut, &(vp_note){0});
    }
}

size_t vp_suspecting_count(const vp_suspecting *s)
{
    return s->nfound;
}

size_t vp_suspecting_dropped(const vp_suspecting *s)
{
    return s->dropped;
}

vp_strings vp_suspecting_rounds(const vp_suspecting *s)
{
    return s->earlier.rounds;
}

/* ---- keeping ---- */

vp_status vp_suspecting_csv(vp_str *out, const vp_suspecting *s, vp_err *err)
{
    vp_str_addz(out, "first,second,reason,similarity,decision,note,round,paid\n");
    if (s->nfound > 1)
        qsort(s->found, s->nfound, sizeof *s->found, by_ids);
    for (size_t i = 0; i < s->nfound; i++) {
        const entry *e = &s->found[i];
        char similarity[16];
        snprintf(similarity, sizeof similarity, "%d", e->similarity);
        const char *cell[] = {e->first, e->second, e->reason, similarity,
                              e->decision ? vp_choice_name(e->decision->what) : "",
                              e->decision ? e->decision->note : "", e->round, e->paid};
        for (size_t k = 0; k < sizeof cell / sizeof *cell; k++) {
            if (k > 0)
                vp_str_addc(out, ',');
            vp_csv_cell(out, cell[k], strlen(cell[k]));
        }
        vp_str_addc(out, '\n');
    }
    return vp_str_check(out, err);
}

vp_status vp_suspecting_decided(vp_str *out, const vp_suspecting *s, vp_err *err)
{
    return s->opts.decide ? vp_decisions_write(out, &s->decisions, true, err) : VP_OK;
}

vp_status vp_suspecting_put(vp_suspecting *s, const vp_writer *writer, vp_err *err)
{
    size_t dropped;
    return s->opts.decide ? vp_decisions_apply(&dropped, &s->decisions, s->opts.before, writer, s->arena, err) : VP_OK;
}
