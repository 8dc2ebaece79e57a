/* Plots for a panel's chair. A picture has at most so many rows that it fits on a page. */
#include <stdlib.h>
#include "lib/report/svg.h"
#include "lib/verb/reliability_plots.h"

enum { WIDE = 760, ROWS = 30, ROW = 17, TOP = 46, BOTTOM = 40, KEY = 18, RIGHT = 24, MOST_LABEL = 190 };

static const char style[] =
    ".accepted{fill:#0072b2;stroke:#0072b2}.lottery{fill:#e69f00;stroke:#b77f00}.rejected{fill:#fff;stroke:#7a7f85}"
    ".plain{fill:#0072b2;stroke:#0072b2}.bar-accepted,.bar-plain{fill:#0072b2;fill-opacity:.3}"
    ".bar-lottery{fill:#e69f00;fill-opacity:.4}.bar-rejected{fill:#7a7f85;fill-opacity:.25}"
    ".line{stroke:#b3261e;stroke-width:1.5;stroke-dasharray:5 4}.line-text{fill:#b3261e}"
    ".score{fill:#0072b2;fill-opacity:.5}.mean{stroke:#1d1d1f;stroke-width:2.5}.box{fill:#e9ecef}"
    ".all{stroke:#b3261e;stroke-width:1.5;stroke-dasharray:5 4}"
    ".var-proposal{fill:#0072b2}.var-reviewer{fill:#e69f00}.var-rest{fill:#b9bec4}.light{fill:#fff}";

static const char *tr(const vp_plots *p, const char *msg)
{
    return vp_tr(p->d->lang, msg);
}

static const char *decimal(const vp_plots *p, double x, int places)
{
    const char *s = vp_arena_printf(p->d->arena, "%.*f", places, x);
    p->d->oom |= !s;
    return s ? s : "";
}

static const char *id_of(const vp_plots *p, const char *what, size_t number)
{
    const char *s = vp_arena_printf(p->d->arena, "%s-%s-%zu", p->id, what, number);
    p->d->oom |= !s;
    return s ? s : "";
}

static void put(const vp_plots *p, vp_str *svg)
{
    vp_svg_end(svg);
    vp_doc_picture(p->d, svg->oom ? NULL : vp_arena_dupz(p->d->arena, vp_str_text(svg)));
}

/* ---- variance ---- */

void vp_plot_variance(const vp_plots *p)
{
    enum { HIGH = 96, BAR = 34, AT = 34, LEFT = 20 };
    const vp_mixed *m = &p->r->mixed;
    const struct { const char *title, *class, *text; double share; } part[] = {
        {N_("between proposals"), "var-proposal", "light", m->var_proposal},
        {N_("between reviewers: severe or lenient"), "var-reviewer", NULL, m->var_reviewer},
        {N_("the rest: taste and chance"), "var-rest", NULL, m->var_residual},
    };
    double sum = m->var_proposal + m->var_reviewer + m->var_residual, x = LEFT, key = LEFT;
    if (m->why || !(sum > 0))
        return;
    VP_STR svg = {0};
    vp_svg_begin(&svg, WIDE, HIGH, id_of(p, "variance", 1), tr(p, N_("where the differences between scores come from")),
                  vp_doc_say(p->d, N_("%1$s per cent lies between proposals, %2$s between reviewers, %3$s is the rest"),
                             decimal(p, 100 * part[0].share / sum, 0), decimal(p, 100 * part[1].share / sum, 0),
                             decimal(p, 100 * part[2].share / sum, 0), NULL), style);
    vp_svg_text(&svg, LEFT, 20, "start", "strong", tr(p, N_("where the differences between scores come from")));
    for (size_t i = 0; i < 3; i++) {
        double width = part[i].share / sum * (WIDE - LEFT - RIGHT);
        const char *title = tr(p, part[i].title);
        vp_svg_box(&svg, x, AT, width, BAR, part[i].class);
        if (width > 44)
            vp_svg_text(&svg, x + width / 2, AT + BAR / 2.0 + 4, "middle", part[i].text,
                         vp_doc_say(p->d, "%1$s %", decimal(p, 100 * part[i].share / sum, 0), NULL, NULL, NULL));
        vp_svg_box(&svg, key, AT + BAR + 10, 10, 10, part[i].class);
        vp_svg_text(&svg, key + 16, AT + BAR + 19, "start", "soft", title);
        key += vp_svg_width(title) + 44;
        x += width;
    }
    put(p, &svg);
}

/* ---- rows that share a scale ---- */

typedef struct scale { double low, high, left, width; } scale;

static double at(const scale *s, double x)
{
    return s->left + (s->high > s->low ? (x - s->low) / (s->high - s->low) : 0.5) * s->width;
}

/* Room for the names on the left. */
static double label_width(const char *const *name, const size_t *order, size_t n)
{
    double most = 40;
    for (size_t i = 0; i < n; i++) {
        double w = vp_svg_width(name[order[i]]);
        most = w > most ? w : most;
    }
    return most < MOST_LABEL ? most : MOST_LABEL;
}

static void label(vp_str *svg, const vp_plots *p, double x, double y, const char *name)
{
    VP_STR fitted = {0};
    vp_svg_fitted(&fitted, name, MOST_LABEL);
    vp_svg_text(svg, x, y, "end", "name", vp_str_text(&fitted));
    p->d->oom |= fitted.oom;
}

/* Lines down the picture with their values below. */
static void ticks(vp_str *svg, const vp_plots *p, const scale *s, double first, double step, double bottom)
{
    int places = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    for (size_t k = 0; k < 40; k++) {
        double x = first + (double)k * step;
        if (x > s->high + step * 1e-6)
            break;
        if (x < s->low - step * 1e-6)
            continue;
        vp_svg_line(svg, at(s, x), TOP, at(s, x), bottom, "grid");
        vp_svg_text(svg, at(s, x), bottom + 14, "middle", "soft", decimal(p, x, places));
    }
}

static size_t pages_of(size_t n)
{
    return (n + ROWS - 1) / ROWS;
}

/* "title (2 of 3)" */
static const char *page_title(const vp_plots *p, const char *title, size_t page, size_t pages)
{
    if (pages == 1)
        return tr(p, title);
    return vp_doc_say(p->d, N_("%1$s (%2$s of %3$s)"), tr(p, title), vp_doc_number(p->d, page + 1),
                      vp_doc_number(p->d, pages), NULL);
}

/* ---- reviewers ---- */

typedef struct one { size_t index; double key, then; } one; /* key: small first */

static int by_key(const void *x, const void *y)
{
    const one *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->then != b->then)
        return a->then < b->then ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static size_t *order_of(const vp_plots *p, one *all, size_t n)
{
    size_t *order = vp_arena_array(p->d->arena, n, sizeof *order);
    if (n > 1)
        qsort(all, n, sizeof *all, by_key);
    for (size_t i = 0; order && i < n; i++)
        order[i] = all[i].index;
    p->d->oom |= !order;
    return order;
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* The scores of each reviewer, one after the other, sorted; start[j] to start[j + 1]. */
static bool scores_by_reviewer(const vp_plots *p, double **score, size_t **start)
{
    const vp_scores *s = p->r->scores;
    size_t *next = vp_arena_array(p->d->arena, s->reviewers, sizeof *next);
    *score = vp_arena_array(p->d->arena, s->n, sizeof **score);
    *start = vp_arena_array(p->d->arena, s->reviewers + 1, sizeof **start);
    if (!next || !*score || !*start) {
        p->d->oom = true;
        return false;
    }
    for (size_t j = 0; j < s->reviewers; j++)
        next[j] = (*start)[j + 1] = (*start)[j] + p->r->reviewers[j].n;
    for (size_t k = s->n; k-- > 0;)
        (*score)[--next[s->reviewer[k]]] = s->score[k];
    for (size_t j = 0; j < s->reviewers; j++)
        if ((*start)[j + 1] - (*start)[j] > 1)
            qsort(*score + (*start)[j], (*start)[j + 1] - (*start)[j], sizeof **score, by_size);
    return true;
}

/* A quarter of the scores is at most the first, a quarter at least the second. */
static void quarters(const double *sorted, size_t n, double *low, double *high)
{
    *low = sorted[(n - 1) / 4];
    *high = sorted[n - 1 - (n - 1) / 4];
}

enum { MOST_DOTS = 60, RADIUS = 5 };

/* The box of the middle half, a dot for each score (larger where several are equal), a stroke at the mean. */
static void draw_scores(vp_str *svg, const scale *s, const double *sorted, size_t n, double mean, double y)
{
    double low, high;
    size_t different = 1;
    for (size_t k = 1; k < n; k++)
        different += sorted[k] != sorted[k - 1];
    quarters(sorted, n, &low, &high);
    if (n > 3)
        vp_svg_box(svg, at(s, low) - 2, y - 6, at(s, high) - at(s, low) + 4, 12, "box");
    if (different > MOST_DOTS) {
        vp_svg_line(svg, at(s, sorted[0]), y, at(s, low), y, "axis");
        vp_svg_line(svg, at(s, high), y, at(s, sorted[n - 1]), y, "axis");
    }
    for (size_t k = 0, end; k < n && different <= MOST_DOTS; k = end) {
        for (end = k + 1; end < n && sorted[end] == sorted[k]; end++)
            ;
        double equal = (double)(end - k), radius = 2.6 + (equal > 1 ? 2.4 * (equal - 1) / (equal + 4) : 0);
        vp_svg_dot(svg, at(s, sorted[k]), y, radius < RADIUS ? radius : RADIUS, "score");
    }
    vp_svg_line(svg, at(s, mean), y - 7, at(s, mean), y + 7, "mean");
}

static void draw_reviewers(const vp_plots *p, const size_t *order, size_t n, size_t page, const double *score,
                           const size_t *start, const scale *s, double step, double mean)
{
    VP_STR svg = {0};
    size_t first = page * ROWS, rows = n - first < ROWS ? n - first : ROWS;
    double bottom = TOP + (double)rows * ROW + 4;
    const char *title = page_title(p, N_("scores by reviewer, from the most severe to the most lenient"), page,
                                   pages_of(n));
    vp_svg_begin(&svg, WIDE, (long)bottom + BOTTOM, id_of(p, "scores", page + 1), title,
                  tr(p, N_("for each reviewer a dot for each score and a stroke at their mean; the table of reviewers "
                           "has the numbers")), style);
    vp_svg_text(&svg, 12, 20, "start", "strong", title);
    ticks(&svg, p, s, (double)(long)(s->low / step) * step, step, bottom);
    for (size_t i = 0; i < rows; i++) {
        size_t j = order[first + i];
        double y = TOP + (double)i * ROW + ROW / 2.0 + 2;
        label(&svg, p, s->left - 14, y + 4, p->reviewer[j]);
        draw_scores(&svg, s, score + start[j], start[j + 1] - start[j], p->r->reviewers[j].mean, y);
    }
    vp_svg_line(&svg, at(s, mean), TOP - 4, at(s, mean), bottom, "all");
    vp_svg_text(&svg, at(s, mean), TOP - 8, at(s, mean) > WIDE - 120 ? "end" : "middle", "line-text",
                 vp_doc_say(p->d, N_("mean of all: %1$s"), decimal(p, mean, step < 1 ? 2 : 1), NULL, NULL, NULL));
    vp_svg_text(&svg, s->left, bottom + 32, "start", "soft",
                 tr(p, N_("dot: a score, larger where several are equal; stroke: the reviewer's mean; grey: the middle "
                          "half")));
    put(p, &svg);
}

void vp_plot_reviewers(const vp_plots *p)
{
    const vp_scores *s = p->r->scores;
    double *score, mean = 0;
    size_t *start, n = 0;
    one *all = vp_arena_array(p->d->arena, s->reviewers, sizeof *all);
    p->d->oom |= !all;
    if (!all || s->n < 2 || !scores_by_reviewer(p, &score, &start))
        return;
    for (size_t j = 0; j < s->reviewers; j++)
        if (p->r->reviewers[j].n)
            all[n++] = (one){j, p->r->mixed.why ? p->r->severity[j] : p->r->mixed.reviewer[j], p->r->severity[j]};
    size_t *order = order_of(p, all, n);
    if (!order)
        return;
    scale x = {score[0], score[0], 0, 0};
    for (size_t k = 0; k < s->n; k++) {
        x.low = score[k] < x.low ? score[k] : x.low;
        x.high = score[k] > x.high ? score[k] : x.high;
        mean += score[k] / (double)s->n;
    }
    double step = vp_svg_step(x.high > x.low ? x.high - x.low : 1, 8);
    x.left = label_width(p->reviewer, order, n) + 34;
    x.width = WIDE - x.left - RIGHT - 6;
    if (n > 4 * ROWS) { /* those at the ends are what a chair looks for */
        for (size_t i = 0; i < ROWS; i++)
            order[ROWS + i] = order[n - ROWS + i];
        vp_doc_text(p->d, vp_doc_say(p->d, N_("The plot has the %1$s most severe and the %1$s most lenient of %2$s "
                                              "reviewers."), vp_doc_number(p->d, ROWS), vp_doc_number(p->d, n), NULL,
                                     NULL));
        n = 2 * ROWS;
    }
    for (size_t page = 0; page < pages_of(n); page++)
        draw_reviewers(p, order, n, page, score, start, &x, step, mean);
}

/* ---- ranks ---- */

static const char *const band_class[] = {"plain", "accepted", "lottery", "rejected"};
static const char *const bar_class[] = {"bar-plain", "bar-accepted", "bar-lottery", "bar-rejected"};

static vp_band band_of(const vp_plots *p, size_t i)
{
    return p->band ? p->band[i] : VP_BAND_NONE;
}

/* Told apart by form as well, for who prints in black. */
static void mark(vp_str *svg, double x, double y, vp_band band)
{
    if (band == VP_BAND_LOTTERY)
        vp_svg_diamond(svg, x, y, 5, band_class[band]);
    else
        vp_svg_dot(svg, x, y, 3.6, band_class[band]);
}

static void key(vp_str *svg, const vp_plots *p, double x, double y)
{
    static const char *const words[] = {NULL, N_("accepted: surely above"), N_("lottery: too close to tell"),
                                        N_("rejected: surely below")};
    const char *text = vp_doc_say(p->d, N_("dot: expected rank; bar: holds the rank with probability %1$s per cent"),
                                  decimal(p, 100 * p->inside, 0), NULL, NULL, NULL);
    vp_svg_text(svg, x, y, "start", "soft", text);
    y += 18;
    x += 4;
    for (vp_band b = VP_BAND_ACCEPTED; p->band && b <= VP_BAND_REJECTED; b++) {
        mark(svg, x, y - 4, b);
        vp_svg_text(svg, x + 10, y, "start", "soft", tr(p, words[b]));
        x += vp_svg_width(tr(p, words[b])) + 34;
    }
}

/* Whole ranks within the scale: the first of all, then the multiples of a step. */
static void rank_ticks(vp_str *svg, const vp_plots *p, const scale *s, double bottom)
{
    double step = vp_svg_step(s->high - s->low, 12);
    step = step < 1 ? 1 : step;
    for (double x = (double)(long)(s->low / step) * step; x <= s->high; x += step) {
        double rank = x < 1 ? 1 : x;
        if (rank < s->low)
            continue;
        vp_svg_line(svg, at(s, rank), TOP, at(s, rank), bottom, "grid");
        vp_svg_text(svg, at(s, rank), bottom + 14, "middle", "soft", decimal(p, rank, 0));
    }
}

static void draw_line_of_funds(vp_str *svg, const vp_plots *p, const scale *s, double bottom)
{
    double rank = (double)p->line + 0.5, x = at(s, rank);
    if (!p->band || rank < s->low || rank > s->high)
        return;
    vp_svg_line(svg, x, TOP - 4, x, bottom, "line");
    vp_svg_text(svg, x, TOP - 8, x > WIDE - 120 ? "end" : x < s->left + 60 ? "start" : "middle", "line-text",
                 vp_doc_say(p->d, N_("funding line: %1$s"), vp_doc_number(p->d, p->line), NULL, NULL, NULL));
}

/* Where there are several pictures, each is as near as its bounds allow. */
static void come_near(scale *s, const vp_plots *p, const size_t *order, size_t rows)
{
    size_t low = p->r->bounds[order[0]].low, high = 0;
    for (size_t k = 0; k < rows; k++) {
        const vp_rank_bounds *b = &p->r->bounds[order[k]];
        low = b->low < low ? b->low : low;
        high = b->high > high ? b->high : high;
    }
    s->low = (double)low - 0.5;
    s->high = (double)high + 0.5;
}

static void draw_ranks(const vp_plots *p, const size_t *order, size_t n, size_t page, const scale *whole)
{
    VP_STR svg = {0};
    size_t first = page * ROWS, rows = n - first < ROWS ? n - first : ROWS;
    scale near = *whole, *s = &near;
    if (n > ROWS)
        come_near(s, p, order + first, rows);
    double bottom = TOP + (double)rows * ROW + 4;
    const char *title = page_title(p, N_("ranks and how sure they are"), page, pages_of(n));
    vp_svg_begin(&svg, WIDE, (long)bottom + BOTTOM + KEY, id_of(p, "ranks", page + 1), title,
                  tr(p, N_("for each proposal the expected rank and a bar between the bounds of its rank; the table of "
                           "proposals has the numbers")), style);
    vp_svg_text(&svg, 12, 20, "start", "strong", title);
    rank_ticks(&svg, p, s, bottom);
    for (size_t k = 0; k < rows; k++) {
        size_t i = order[first + k];
        double y = TOP + (double)k * ROW + ROW / 2.0 + 2, low = at(s, (double)p->r->bounds[i].low);
        vp_band band = band_of(p, i);
        label(&svg, p, s->left - 14, y + 4, p->proposal[i]);
        vp_svg_box(&svg, low - 2, y - 4, at(s, (double)p->r->bounds[i].high) - low + 4, 8, bar_class[band]);
        mark(&svg, at(s, p->r->rank[i]), y, band);
    }
    draw_line_of_funds(&svg, p, s, bottom);
    key(&svg, p, s->left, bottom + 32);
    put(p, &svg);
}

/* All of them in one picture, without names: from left to right, the best at the top. */
static void draw_overview(const vp_plots *p, const size_t *order, size_t n)
{
    enum { HIGH = 430, DOWN = TOP + HIGH, MOST = 700 };
    VP_STR svg = {0};
    const char *title = tr(p, N_("ranks and how sure they are: all proposals"));
    const scale x = {1, (double)n, 60, WIDE - 60 - RIGHT}, y = {1, (double)n, TOP + 4, HIGH - 8};
    double step = vp_svg_step((double)n, 10), bar = n < MOST / 8 ? 6 : n < MOST / 2 ? 1.6 : 1;
    vp_svg_begin(&svg, WIDE, DOWN + BOTTOM + KEY, id_of(p, "ranks", 0), title,
                  tr(p, N_("for each proposal the expected rank and a bar between the bounds of its rank; the table of "
                           "proposals has the numbers")), style);
    vp_svg_text(&svg, 12, 20, "start", "strong", title);
    rank_ticks(&svg, p, &x, DOWN);
    for (double r = 0; r <= (double)n; r += step)
        vp_svg_text(&svg, 50, at(&y, r < 1 ? 1 : r) + 4, "end", "soft", decimal(p, r < 1 ? 1 : r, 0));
    for (size_t k = 0, every = (n + MOST - 1) / MOST; k < n; k += every) {
        size_t i = order[k];
        double low = at(&y, (double)p->r->bounds[i].low), high = at(&y, (double)p->r->bounds[i].high);
        vp_svg_box(&svg, at(&x, (double)k + 1) - bar / 2, low, bar, high - low + 1, bar_class[band_of(p, i)]);
        vp_svg_box(&svg, at(&x, (double)k + 1) - bar / 2, at(&y, p->r->rank[i]) - 0.7, bar, 1.4,
                   band_class[band_of(p, i)]);
    }
    draw_line_of_funds(&svg, p, &x, DOWN);
    key(&svg, p, 60, DOWN + 32);
    put(p, &svg);
}

void vp_plot_ranks(const vp_plots *p)
{
    enum { MOST = 300 };
    size_t n = 0;
    one *all = vp_arena_array(p->d->arena, p->r->scores->proposals, sizeof *all);
    p->d->oom |= !all;
    if (!all || !p->r->rank || !(p->r->mixed.var_proposal > 0))
        return;
    for (size_t i = 0; i < p->r->scores->proposals; i++)
        if (p->r->proposals[i].n)
            all[n++] = (one){i, p->r->rank[i], 0};
    size_t *order = order_of(p, all, n);
    if (!order || n < 2)
        return;
    if (n > ROWS)
        draw_overview(p, order, n);
    if (n > MOST)
        return;
    scale s = {0.5, (double)n + 0.5, label_width(p->proposal, order, n) + 34, 0};
    s.width = WIDE - s.left - RIGHT - 6;
    for (size_t page = 0; page < pages_of(n); page++)
        draw_ranks(p, order, n, page, &s);
}
