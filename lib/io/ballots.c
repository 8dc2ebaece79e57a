/* Ballots from Pabulib files and from CSV. */
#include <stdlib.h>
#include <string.h>
#include <vp/ballots.h>
#include <vp/map.h>
#include <vp/money.h>
#include <vp/table.h>
#include "lib/io/csv.h"

enum { POINTS_MAX = 1000000000 }; /* so that the points of everybody can be added up */

/* A vote as it came; proposal: in the order in which ids were met. */
typedef struct cast { size_t voter, proposal, line; int64_t points; } cast;

typedef struct count {
    const char *file;
    vp_map *ids, *voters;  /* -> 1 + index */
    const char **id;
    size_t nids, capids, nvoters;
    cast *at;
    size_t n, cap;
    bool closed;           /* all proposals are known: a vote for another is an error */
    vp_arena *arena;
    vp_err *err;
} count;

static vp_where line_of(const count *c, size_t line)
{
    return (vp_where){.file = c->file, .row = line};
}

/* ---- votes one by one ---- */

static vp_status project(size_t *out, count *c, const char *id, size_t line)
{
    bool fresh;
    if (!*id)
        return vp_fail(c->err, VP_INVALID, line_of(c, line), "a proposal without an id");
    uint64_t *slot = c->closed ? vp_map_get(c->ids, id, strlen(id)) : vp_map_put(c->ids, id, strlen(id), &fresh);
    if (!slot && c->closed)
        return vp_fail(c->err, VP_INVALID, line_of(c, line), "a vote for '%s', which is not among the projects", id);
    if (!slot)
        return vp_nomem(c->err);
    if (*slot == 0) {
        VP_TRY(vp_arena_grow(c->arena, &c->id, &c->capids, c->nids, c->nids + 1, sizeof *c->id, c->err));
        VP_ALLOC(c->id[c->nids], vp_arena_dupz(c->arena, id), c->err);
        *slot = ++c->nids;
    }
    *out = (size_t)*slot - 1;
    return VP_OK;
}

static vp_status vote(count *c, size_t voter, const char *id, int64_t points, size_t line)
{
    cast v = {.voter = voter, .points = points, .line = line};
    VP_TRY(project(&v.proposal, c, id, line));
    VP_TRY(vp_arena_grow(c->arena, &c->at, &c->cap, c->n, c->n + 1, sizeof *c->at, c->err));
    c->at[c->n++] = v;
    return VP_OK;
}

static vp_status read_points(int64_t *out, const count *c, const char *text, size_t line)
{
    if (vp_decimal_parse(out, text, 0) && *out > 0 && *out <= POINTS_MAX)
        return VP_OK;
    return vp_fail(c->err, VP_INVALID, line_of(c, line), "'%s' points: expected a whole number from 1 to %d", text,
                   POINTS_MAX);
}

/* ---- Pabulib ---- */

typedef enum section { BEFORE, META, PROJECTS, VOTES } section;

typedef struct pabulib {
    section at;
    size_t columns;        /* of the section's header; 0: it comes next */
    size_t vote, points;   /* columns of VOTES; points SIZE_MAX: there are none */
    bool ordinal;
    int64_t length, stated; /* max_length and num_votes; 0: not said */
} pabulib;

static section section_named(const vp_csv_record *r)
{
    static const char *const names[] = {[META] = "META", [PROJECTS] = "PROJECTS", [VOTES] = "VOTES"};
    for (section s = META; r->n == 1 && s <= VOTES; s++)
        if (strcmp(r->cell[0].s, names[s]) == 0)
            return s;
    return BEFORE;
}

/* The next of the texts that commas divide; NULL after the last. Blanks around it are cut off. */
static char *next_part(char **rest)
{
    char *part = *rest, *end;
    if (!part)
        return NULL;
    end = strchr(part, ',');
    *rest = end ? end + 1 : NULL;
    if (!end)
        end = part + strlen(part);
    while (end > part && end[-1] == ' ')
        end--;
    *end = '\0';
    return part + strspn(part, " ");
}

static vp_status read_meta(count *c, pabulib *p, const vp_csv_record *r)
{
    const char *key = r->cell[0].s, *value = r->n > 1 ? r->cell[1].s : "";
    int64_t *number = strcmp(key, "max_length") == 0 ? &p->length : strcmp(key, "num_votes") == 0 ? &p->stated : NULL;
    if (number && (!vp_decimal_parse(number, value, 0) || *number < 1))
        return vp_fail(c->err, VP_INVALID, line_of(c, r->line), "'%s' is no %s: expected a number above 0", value,
                       key);
    if (strcmp(key, "vote_type") == 0)
        p->ordinal = strcmp(value, "ordinal") == 0;
    return VP_OK;
}

static vp_status read_header(count *c, pabulib *p, const vp_csv_record *r)
{
    p->columns = r->n;
    p->vote = p->points = SIZE_MAX;
    for (size_t i = 0; p->at == VOTES && i < r->n; i++) {
        if (strcmp(r->cell[i].s, "vote") == 0)
            p->vote = i;
        if (strcmp(r->cell[i].s, "points") == 0)
            p->points = i;
    }
    if (p->at == VOTES && p->vote == SIZE_MAX)
        return vp_fail(c->err, VP_INVALID, line_of(c, r->line), "the section VOTES has no column 'vote'");
    return VP_OK;
}

static vp_status read_vote(count *c, const pabulib *p, const vp_csv_record *r)
{
    bool given = p->points != SIZE_MAX && p->points < r->n && r->cell[p->points].n > 0;
    char *votes = p->vote < r->n && r->cell[p->vote].n > 0 ? (char *)r->cell[p->vote].s : NULL;
    char *each = given ? (char *)r->cell[p->points].s : NULL;
    int64_t rank = p->length ? p->length : (int64_t)c->nids;
    size_t voter = c->nvoters++;
    for (char *id; (id = next_part(&votes)); rank--) {
        int64_t points = p->ordinal ? rank : 1;
        char *part = next_part(&each);
        if (given && !part)
            return vp_fail(c->err, VP_INVALID, line_of(c, r->line), "the ballot has fewer points than votes");
        if (given)
            VP_TRY(read_points(&points, c, part, r->line));
        if (points < 1)
            return vp_fail(c->err, VP_INVALID, line_of(c, r->line), "the ballot has more than the %lld votes of "
                           "'max_length'", (long long)p->length);
        VP_TRY(vote(c, voter, id, points, r->line));
    }
    return each ? vp_fail(c->err, VP_INVALID, line_of(c, r->line), "the ballot has more points than votes") : VP_OK;
}

static vp_status read_record(count *c, pabulib *p, const vp_csv_record *r)
{
    section next = section_named(r);
    size_t same;
    if (next != BEFORE) {
        c->closed = next == VOTES;
        *p = (pabulib){.at = next, .ordinal = p->ordinal, .length = p->length, .stated = p->stated};
        return VP_OK;
    }
    if (p->columns == 0)
        return read_header(c, p, r);
    switch (p->at) {
    case META: return read_meta(c, p, r);
    case PROJECTS: return project(&same, c, r->cell[0].s, r->line);
    case VOTES: return read_vote(c, p, r);
    default: return vp_fail(c->err, VP_INVALID, line_of(c, r->line), "expected the section META");
    }
}

static vp_status read_pabulib(count *c, const char *bytes, size_t n)
{
    VP_AUTO(vp_text) text = NULL;
    VP_AUTO(vp_csv) csv = NULL;
    vp_csv_record r;
    pabulib p = {.at = BEFORE};
    VP_TRY(vp_text_open_bytes(&text, c->file, bytes, n, c->err));
    VP_TRY(vp_csv_new(&csv, text, ';', c->err));
    for (bool more;;) {
        VP_TRY(vp_csv_next(csv, &r, &more, c->err));
        if (!more)
            break;
        VP_TRY(read_record(c, &p, &r));
    }
    if (p.at != VOTES)
        return vp_fail(c->err, VP_INVALID, VP_AT_FILE(c->file), "the file has no section VOTES: is it cut off?");
    if (p.stated > 0 && (size_t)p.stated != c->nvoters)
        return vp_fail(c->err, VP_INVALID, VP_AT_FILE(c->file), "'num_votes' is %lld and the file has %zu ballots: "
                       "is it cut off?", (long long)p.stated, c->nvoters);
    return VP_OK;
}

/* ---- CSV ---- */

static vp_status read_csv(count *c, const char *bytes, size_t n)
{
    vp_table *t;
    VP_TRY(vp_table_read(&t, c->file, bytes, n, c->arena, c->err));
    long voter = vp_table_column(t, "voter"), id = vp_table_column(t, "proposal");
    long points = vp_table_column(t, "points");
    if (voter < 0 || id < 0) {
        vp_fail(c->err, VP_INVALID, line_of(c, t->header.line), "the header has no column '%s'",
                voter < 0 ? "voter" : "proposal");
        return vp_hint(c->err, "ballots have the columns voter,proposal and, if they give points, points"), VP_INVALID;
    }
    for (size_t i = 0; i < t->nrows; i++) {
        const char *who = vp_table_cell(t, i, voter);
        int64_t given = 1;
        bool fresh;
        if (!*who)
            return vp_fail(c->err, VP_INVALID, line_of(c, t->rows[i].line), "a vote without a voter");
        uint64_t *slot = vp_map_put(c->voters, who, strlen(who), &fresh);
        if (!slot)
            return vp_nomem(c->err);
        if (fresh)
            *slot = c->nvoters++;
        size_t number = (size_t)*slot;
        if (points >= 0)
            VP_TRY(read_points(&given, c, vp_table_cell(t, i, points), t->rows[i].line));
        if (*vp_table_cell(t, i, id))
            VP_TRY(vote(c, number, vp_table_cell(t, i, id), given, t->rows[i].line));
    }
    return VP_OK;
}

/* ---- equal ballots become one ---- */

static int by_voter(const void *x, const void *y)
{
    const cast *a = x, *b = y;
    if (a->voter != b->voter)
        return a->voter < b->voter ? -1 : 1;
    return (a->proposal > b->proposal) - (a->proposal < b->proposal);
}

static int by_votes(const void *x, const void *y)
{
    const vp_ballot *a = x, *b = y;
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        const vp_vote *v = &a->vote[i], *w = &b->vote[i];
        if (v->proposal != w->proposal)
            return v->proposal < w->proposal ? -1 : 1;
        if (v->points != w->points)
            return v->points < w->points ? -1 : 1;
    }
    return (a->n > b->n) - (a->n < b->n);
}

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Number the proposals by their ids' order, not by that of the file. */
static vp_status renumber(vp_ballots *out, count *c)
{
    const char **sorted;
    VP_ALLOC(sorted, vp_arena_copy(c->arena, c->id, c->nids, sizeof *sorted), c->err);
    if (c->nids > 1)
        qsort(sorted, c->nids, sizeof *sorted, by_text);
    for (size_t i = 0; i < c->nids; i++)
        *vp_map_get(c->ids, sorted[i], strlen(sorted[i])) = i;
    for (size_t i = 0; i < c->n; i++) {
        const char *id = c->id[c->at[i].proposal];
        c->at[i].proposal = (size_t)*vp_map_get(c->ids, id, strlen(id));
    }
    out->proposals = sorted;
    out->nproposals = c->nids;
    return VP_OK;
}

static vp_status gather(vp_ballots *out, count *c)
{
    vp_vote *votes;
    size_t *tally, n = 0;
    VP_TRY(renumber(out, c));
    if (c->n > 1)
        qsort(c->at, c->n, sizeof *c->at, by_voter);
    VP_ALLOC(votes, vp_arena_array(c->arena, c->n, sizeof *votes), c->err);
    VP_ALLOC(tally, vp_arena_array(c->arena, c->nids, sizeof *tally), c->err);
    VP_ALLOC(out->at, vp_arena_array(c->arena, c->nvoters, sizeof *out->at), c->err);
    for (size_t i = 0; i < c->n; i++) {
        const cast *v = &c->at[i];
        bool same = i > 0 && v->voter == c->at[i - 1].voter;
        if (same && v->proposal == c->at[i - 1].proposal)
            return vp_fail(c->err, VP_INVALID, line_of(c, v->line), "'%s' stands twice on one ballot",
                           out->proposals[v->proposal]);
        if (!same)
            out->at[n++] = (vp_ballot){votes + i, 0, 1};
        votes[i] = (vp_vote){v->proposal, v->points};
        out->at[n - 1].n++;
        tally[v->proposal]++;
    }
    if (n > 1)
        qsort(out->at, n, sizeof *out->at, by_votes);
    for (size_t i = 0; i < n; i++)
        if (out->n > 0 && by_votes(&out->at[out->n - 1], &out->at[i]) == 0)
            out->at[out->n - 1].voters++;
        else
            out->at[out->n++] = out->at[i];
    out->voters = c->nvoters;
    out->votes = tally;
    return VP_OK;
}

/* A Pabulib file begins with the name of its first section. */
static bool is_pabulib(const char *bytes, size_t n)
{
    static const char bom[] = "\xEF\xBB\xBF", meta[] = "META";
    if (n >= sizeof bom - 1 && memcmp(bytes, bom, sizeof bom - 1) == 0)
        bytes += sizeof bom - 1, n -= sizeof bom - 1;
    return n > sizeof meta - 1 && memcmp(bytes, meta, sizeof meta - 1) == 0 &&
           strchr("\r\n;,", bytes[sizeof meta - 1]);
}

vp_status vp_ballots_read(vp_ballots **out, const char *file, const char *bytes, size_t n, vp_arena *arena,
                          vp_err *err)
{
    count c = {.file = file, .arena = arena, .err = err};
    vp_ballots *b;
    VP_ALLOC(b, vp_arena_alloc(arena, sizeof *b), err);
    VP_ALLOC(c.ids, vp_map_in(arena), err);
    VP_ALLOC(c.voters, vp_map_in(arena), err);
    VP_TRY(is_pabulib(bytes, n) ? read_pabulib(&c, bytes, n) : read_csv(&c, bytes, n));
    VP_TRY(gather(b, &c));
    *out = b;
    return VP_OK;
}
