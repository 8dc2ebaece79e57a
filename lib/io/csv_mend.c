/* The cheapest reading of a line that breaks the dialect: a shortest path from its beginning to its end. A node is a
   place where a cell may begin, an edge is a cell. What the letter of the dialect allows costs nothing, a quotation
   mark taken as text 2, a delimiter taken to be missing beside a quotation mark 3. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "lib/io/csv_mend.h"

enum { STRAY = VP_MEND_MARK, MISSING = 3, UNREACHED = INT32_MAX / 2 };
/* A reading that takes more marks of one cell for text is not looked for. Beyond the other two a line is read without
   regard to its width, or split at its delimiters. */
enum { COST_MAX = 40 * STRAY, STATES_MAX = 1 << 18, LENGTH_MAX = 1 << 20 };

typedef struct node {
    size_t at;
    bool quoted;  /* only a quoted cell may begin here: the delimiter before it is missing */
} node;

/* The best way to a node with so many cells: the cell before it. */
typedef struct way { int32_t cost; uint32_t from; size_t end; bool quoted, missing; } way;

typedef struct graph {
    const vp_grammar *g;
    const char *s;
    size_t n;
    size_t *quote;    /* where quotation marks stand that nothing escapes */
    size_t nquotes;
    size_t *stop;     /* where delimiters and line ends stand that nothing escapes; the last one is the end */
    size_t nstops;
    node *node;       /* in order; the last one is the end of the line */
    size_t nnodes;
    size_t layers;    /* 1, or width + 1: cells before the node */
    way *way;         /* of node i with k cells: way[i * layers + k] */
} graph;

static void graph_freep(graph *m)
{
    free(m->quote);
    free(m->stop);
    free(m->node);
    free(m->way);
}

static size_t quote_at(const graph *m, size_t i)
{
    const vp_grammar *g = m->g;
    return g->nquote && m->n - i >= g->nquote && memcmp(m->s + i, g->d.quote, g->nquote) == 0 ? g->nquote : 0;
}

/* What an escape and the character behind it take; 0: nothing is escaped. */
static size_t escape_at(const graph *m, size_t i)
{
    const vp_grammar *g = m->g;
    size_t e = g->nescape;
    if (!e || m->n - i <= e || memcmp(m->s + i, g->d.escape, e) != 0)
        return 0;
    i += e;
    if (quote_at(m, i))
        return e + g->nquote;
    if (m->n - i >= e && memcmp(m->s + i, g->d.escape, e) == 0)
        return 2 * e;
    size_t k = vp_grammar_delimiter(g, m->s + i, m->n - i);
    k = k ? k : vp_grammar_end(g, m->s + i, m->n - i);
    return k ? e + k : 0;
}

/* Quotation marks, and the places where cells may begin. */
static vp_status survey(graph *m, bool missing, vp_err *err)
{
    size_t stops = 1, k;
    for (size_t i = 0; i < m->n; i += k) {
        if ((k = escape_at(m, i)))
            continue;
        if ((k = vp_grammar_delimiter(m->g, m->s + i, m->n - i)) || (k = vp_grammar_end(m->g, m->s + i, m->n - i)))
            stops++;
        else if ((k = quote_at(m, i)))
            m->nquotes++;
        k = k ? k : 1;
    }
    m->quote = malloc((m->nquotes + 1) * sizeof *m->quote);
    m->stop = malloc(stops * sizeof *m->stop);
    m->node = malloc((stops + 2 * m->nquotes + 2) * sizeof *m->node);
    if (!m->quote || !m->stop || !m->node)
        return vp_nomem(err);
    m->nquotes = 0;
    m->node[m->nnodes++] = (node){0, false};
    for (size_t i = 0; i < m->n; i += k) {
        if ((k = escape_at(m, i)))
            continue;
        if ((k = vp_grammar_delimiter(m->g, m->s + i, m->n - i))) {
            m->node[m->nnodes++] = (node){i + k, false};
            m->stop[m->nstops++] = i;
            continue;
        }
        if ((k = vp_grammar_end(m->g, m->s + i, m->n - i))) {
            m->stop[m->nstops++] = i;
            continue;
        }
        if ((k = quote_at(m, i))) {
            m->quote[m->nquotes++] = i;
            if (missing && m->node[m->nnodes - 1].at != i)
                m->node[m->nnodes++] = (node){i, true};
            if (missing && i + k < m->n && !quote_at(m, i + k) &&
                !vp_grammar_delimiter(m->g, m->s + i + k, m->n - i - k))
                m->node[m->nnodes++] = (node){i + k, false};
        }
        k = k ? k : 1;
    }
    m->stop[m->nstops++] = m->n;
    m->node[m->nnodes++] = (node){m->n, false}; /* behind the last cell; a cell may begin at n as well */
    return VP_OK;
}

/* The node at a place, SIZE_MAX when no cell may begin there; n is the end of the line. */
static size_t node_at(const graph *m, size_t at, bool quoted)
{
    size_t low = 0, high = m->nnodes - 1;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (m->node[mid].at < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low + 1 < m->nnodes && m->node[low].at == at && m->node[low].quoted == quoted ? low : SIZE_MAX;
}

/* A cell from node i that ends at `end` with the next one beginning at node `to`. */
static void go(graph *m, size_t i, size_t to, int32_t cost, size_t end, bool quoted, bool missing)
{
    if (to == SIZE_MAX)
        return;
    size_t step = m->layers > 1;
    for (size_t k = 0; k + step < m->layers; k++) {
        const way *here = &m->way[i * m->layers + k];
        way *there = &m->way[to * m->layers + k + step];
        if (here->cost < UNREACHED && here->cost + cost <= there->cost) /* of two that cost the same the shorter cell */
            *there = (way){here->cost + cost, (uint32_t)i, end, quoted, missing};
    }
}

/* Where a cell that no quotation marks hold together ends; *cut: at a line end, so that it cannot be one. */
static size_t bare_end(bool *cut, const graph *m, size_t i)
{
    size_t low = 0, high = m->nstops - 1;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (m->stop[mid] < i)
            low = mid + 1;
        else
            high = mid;
    }
    i = m->stop[low];
    *cut = i < m->n && vp_grammar_delimiter(m->g, m->s + i, m->n - i) == 0;
    return i;
}

/* Cells that begin without a quotation mark, or with one that is text. q: the first quotation mark at or after it. */
static void bare(graph *m, size_t i, size_t q, bool missing)
{
    bool cut, letter = m->g->d.doubled || m->g->nescape; /* else marks are text wherever they open no cell */
    size_t at = m->node[i].at, end = bare_end(&cut, m, at), to = m->nnodes - 1;
    int32_t cost = 0;
    if (missing && q < m->nquotes && m->quote[q] > at && m->quote[q] < end)
        go(m, i, node_at(m, m->quote[q], true), MISSING, m->quote[q], false, true);
    for (; q < m->nquotes && m->quote[q] < end && cost <= COST_MAX * 8; q++)
        cost += letter || m->quote[q] == at ? STRAY : 0;
    if (cut)
        return;
    if (end < m->n)
        to = node_at(m, end + vp_grammar_delimiter(m->g, m->s + end, m->n - end), false);
    go(m, i, to, cost, end, false, false);
}

/* Quoted cells that begin at quotation mark q. */
static void quoted(graph *m, size_t i, size_t q, bool missing)
{
    size_t nq = m->g->nquote;
    int32_t cost = 0;
    for (size_t first = q + 1; first < m->nquotes && cost <= COST_MAX;) { /* runs of marks side by side */
        size_t run = 1;
        while (first + run < m->nquotes && m->quote[first + run] == m->quote[first + run - 1] + nq)
            run++;
        size_t close = m->quote[first + run - 1], after = close + nq;
        /* all but the last of the run are text */
        int32_t inner = cost + (m->g->d.doubled ? (int32_t)((run - 1) & 1) * STRAY
                                                : m->g->nescape ? (int32_t)(run - 1) * STRAY : 0);
        size_t k = vp_grammar_delimiter(m->g, m->s + after, m->n - after);
        if (after == m->n)
            go(m, i, m->nnodes - 1, inner, close, true, false);
        else if (k)
            go(m, i, node_at(m, after + k, false), inner, close, true, false);
        else if (missing && !vp_grammar_end(m->g, m->s + after, m->n - after))
            go(m, i, node_at(m, after, false), inner + MISSING, close, true, true);
        cost += m->g->d.doubled ? (int32_t)(run & 1) * STRAY
                : m->g->nescape || after == m->n || k ? (int32_t)run * STRAY : 0;
        first += run;
    }
}

static bool search(graph *m, bool missing)
{
    size_t q = 0;
    for (size_t i = 0; i < m->nnodes * m->layers; i++)
        m->way[i] = (way){.cost = UNREACHED};
    m->way[0].cost = 0;
    for (size_t i = 0; i + 1 < m->nnodes; i++) {
        while (q < m->nquotes && m->quote[q] < m->node[i].at)
            q++;
        if (q < m->nquotes && m->quote[q] == m->node[i].at)
            quoted(m, i, q, missing);
        if (!m->node[i].quoted)
            bare(m, i, q, missing);
    }
    return m->way[m->nnodes * m->layers - 1].cost < UNREACHED;
}

static vp_status trace(vp_mend *mend, vp_spans *out, const graph *m, vp_err *err)
{
    size_t i = m->nnodes - 1, k = m->layers - 1, step = m->layers > 1;
    out->n = 0;
    mend->cost = m->way[i * m->layers + k].cost;
    while (i > 0 || (m->layers > 1 && k > 0)) {
        const way *w = &m->way[i * m->layers + k];
        size_t from = m->node[w->from].at + (w->quoted ? m->g->nquote : 0);
        if (!vp_spans_add(out, (vp_span){from, w->end, w->quoted}))
            return vp_nomem(err);
        mend->missing |= w->missing;
        k -= step;
        if (w->cost > m->way[w->from * m->layers + k].cost)
            mend->column = out->n; /* from the end, for now */
        i = w->from;
    }
    if (mend->column)
        mend->column = out->n + 1 - mend->column;
    for (size_t a = 0, b = out->n; a + 1 < b; a++) {
        vp_span x = out->at[a];
        out->at[a] = out->at[--b];
        out->at[b] = x;
    }
    return VP_OK;
}

/* At every delimiter, quotation marks and all. */
static vp_status split(vp_mend *mend, vp_spans *out, const vp_grammar *g, const char *s, size_t n, vp_err *err)
{
    out->n = 0;
    for (size_t from = 0, i = 0;; i++) {
        size_t k = i < n ? vp_grammar_delimiter(g, s + i, n - i) : 0;
        if (i < n && !k)
            continue;
        if (!vp_spans_add(out, (vp_span){from, i, false}))
            return vp_nomem(err);
        if (i == n)
            break;
        i += k - 1;
        from = i + 1;
    }
    mend->column = 1;
    return VP_OK;
}

static vp_status shortest(bool *fits, vp_mend *mend, vp_spans *out, const vp_grammar *g, const char *s, size_t n,
                          size_t layers, bool missing, size_t *budget, vp_err *err)
{
    __attribute__((cleanup(graph_freep))) graph m = {.g = g, .s = s, .n = n, .layers = layers};
    size_t states, work, marks = COST_MAX / STRAY;
    *fits = false;
    if (n > LENGTH_MAX)
        return VP_OK;
    VP_TRY(survey(&m, missing, err));
    marks = m.nquotes < marks ? m.nquotes + 1 : marks;
    if (__builtin_mul_overflow(m.nnodes, layers, &states) || __builtin_mul_overflow(states, marks, &work) ||
        (layers > 1 && (states > STATES_MAX || work > *budget)))
        return layers > 1 ? shortest(fits, mend, out, g, s, n, 1, false, budget, err) : VP_OK;
    *budget -= work < *budget ? work : *budget;
    m.way = malloc(states * sizeof *m.way);
    if (!m.way)
        return vp_nomem(err);
    *fits = search(&m, missing);
    return *fits ? trace(mend, out, &m, err) : VP_OK;
}

vp_status vp_csv_mend_spans(bool *fits, vp_mend *mend, vp_spans *out, const vp_grammar *g, const char *s, size_t n,
                            size_t width, bool missing, size_t *budget, vp_err *err)
{
    *mend = (vp_mend){0};
    VP_TRY(shortest(fits, mend, out, g, s, n, width + 1, missing, budget, err));
    if (!*fits && width == 0) {
        VP_TRY(split(mend, out, g, s, n, err));
        *fits = true;
    }
    *fits &= width == 0 || out->n == width;
    return VP_OK;
}
