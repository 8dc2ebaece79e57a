/* What-if over many decisions: one value swept, and rules compared. */
#include <stdlib.h>
#include <string.h>
#include <vp/map.h>
#include "lib/report/svg.h"
#include "lib/verb/whatif.h"

enum { MOST_STEPS = 2000, CELLS = 12 };

typedef struct point { const char *label; const vp_allocation_result *result; const char *problem; } point;

static bool awarded(const vp_allocation_result *r, size_t i)
{
    return r->awards->at[i].status == VP_AWARDED;
}

/* Ids that `now` awards and `before` does not, with blanks between. Both are of the same ranking, sorted by id. */
static vp_status ids_of(const char **out, const vp_asking *a, const vp_allocation_result *now,
                        const vp_allocation_result *before)
{
    VP_STR text = {0};
    for (size_t i = 0; before && i < now->awards->n; i++)
        if (awarded(now, i) && !awarded(before, i))
            vp_str_addf(&text, "%s%s", text.n ? " " : "", now->awards->at[i].id);
    VP_TRY(vp_str_check(&text, a->err));
    VP_ALLOC(*out, vp_arena_dupz(a->arena, vp_str_text(&text)), a->err);
    return VP_OK;
}

static const char *count_text(const vp_asking *a, size_t n)
{
    return vp_arena_printf(a->arena, "%zu", n);
}

/* Worth, number, spent, left: cells 1 to 4 of both answers. */
static vp_status sums(const char **cell, const vp_asking *a, const vp_allocation_result *r)
{
    VP_ALLOC(cell[1], vp_worth_text(a, r->value), a->err);
    VP_ALLOC(cell[2], count_text(a, r->count[VP_AWARDED]), a->err);
    VP_ALLOC(cell[3], vp_plain_money(a, r->spent), a->err);
    VP_ALLOC(cell[4], vp_plain_money(a, r->available - r->spent), a->err);
    return VP_OK;
}

static const char *proved(const vp_allocation_result *r)
{
    return !r->has_bound ? NULL : r->proved ? "yes" : "no";
}

/* ---- sweep ---- */

typedef struct range { const char *path; vp_micro from, to, step; } range;

static vp_status range_read(range *r, const vp_asking *a)
{
    const char *is = strchr(a->what, '='), *part[3] = {0};
    vp_micro *const to[] = {&r->from, &r->to, &r->step};
    bool good = is && is > a->what;
    if (good)
        VP_ALLOC(r->path, vp_arena_dup(a->arena, a->what, (size_t)(is - a->what)), a->err);
    for (size_t k = 0; k < 3 && good; k++) {
        size_t len = strcspn(is + 1, ":");
        VP_ALLOC(part[k], vp_arena_dup(a->arena, is + 1, len), a->err);
        good = vp_micro_parse(to[k], part[k]) && is[1 + len] == (k < 2 ? ':' : '\0');
        is += len + 1;
    }
    if (good && r->step > 0 && r->from >= 0 && r->from <= r->to && (r->to - r->from) / r->step < MOST_STEPS)
        return VP_OK;
    vp_fail(a->err, VP_USAGE, VP_NOWHERE, "'%s' does not say PATH=FROM:TO:STEP, of at most %d steps", a->what,
            MOST_STEPS);
    return vp_hint(a->err, "as --sweep=budget=16000000:20000000:500000");
}

static const vp_column sweep_columns[] = {
    {"at", NULL, 'n'}, {"worth", NULL, 'n'}, {"awarded", NULL, 'n'}, {"spent", NULL, 't'}, {"left", NULL, 't'},
    {"in", NULL, 't'}, {"out", NULL, 't'}, {"proved", NULL, 't'}, {"problem", NULL, 't'},
};

/* What the data does not allow at one point is told there, and the others go on. */
static vp_status try_point(point *to, vp_asking *a, const char *more, const char *rule)
{
    vp_allocation_result *result;
    vp_round *round;
    vp_err aside = {.lang = a->lang}, *err = a->err;
    a->err = &aside;
    vp_status s = vp_asking_decide(&result, &round, NULL, a, more, rule);
    a->err = err;
    if (s == VP_OK) {
        to->result = result;
        return VP_OK;
    }
    if (s != VP_INVALID && s != VP_CORRUPT) {
        if (err)
            *err = aside;
        return s;
    }
    VP_ALLOC(to->problem, vp_arena_dupz(a->arena, aside.msg), a->err);
    return VP_OK;
}

static vp_status sweep_table(vp_asking *a, const point *points, size_t n)
{
    VP_AUTO(vp_emit) e = NULL;
    const vp_allocation_result *before = NULL;
    VP_TRY(vp_emit_new(&e, a->format, a->out, "vp-allocate-sweep/1", sweep_columns,
                       sizeof sweep_columns / sizeof *sweep_columns, a->err));
    for (size_t i = 0; i < n; i++) {
        const vp_allocation_result *r = points[i].result;
        const char *cell[CELLS] = {points[i].label};
        if (r) {
            VP_TRY(sums(cell, a, r));
            VP_TRY(ids_of(&cell[5], a, r, before));
            if (before)
                VP_TRY(ids_of(&cell[6], a, before, r));
            cell[7] = proved(r);
            before = r;
        }
        cell[8] = points[i].problem;
        VP_TRY(vp_emit_row(e, cell, a->err));
    }
    return vp_emit_end(e, a->err);
}

/* ---- the sweep drawn ---- */

enum { WIDE = 640, HIGH = 200, LEFT = 90, GAP = 60, TOP = 40 };

typedef struct panel { const char *title; bool counts; long top; } panel;

static vp_wide height_of(const panel *p, const vp_allocation_result *r)
{
    return p->counts ? (vp_wide)r->count[VP_AWARDED] : r->value;
}

/* A curve from the least to the most; where it is level, in the middle. */
static vp_status draw_panel(vp_str *out, vp_asking *a, const panel *p, const point *points, size_t n)
{
    vp_wide least = 0, most = 0;
    bool any = false;
    for (size_t i = 0; i < n; i++)
        if (points[i].result) {
            vp_wide h = height_of(p, points[i].result);
            least = !any || h < least ? h : least;
            most = !any || h > most ? h : most;
            any = true;
        }
    const char *low, *high;
    VP_ALLOC(low, p->counts ? count_text(a, (size_t)least) : vp_worth_text(a, least), a->err);
    VP_ALLOC(high, p->counts ? count_text(a, (size_t)most) : vp_worth_text(a, most), a->err);
    vp_svg_text(out, LEFT, p->top - 12, "start", NULL, p->title);
    vp_str_addf(out, "<path d=\"M%d %ldV%ldH%d\" class=\"axis\"/>\n", LEFT, p->top, p->top + HIGH, LEFT + WIDE);
    vp_svg_text(out, LEFT - 8, p->top + HIGH, "end", NULL, low);
    if (most > least)
        vp_svg_text(out, LEFT - 8, p->top + 10, "end", NULL, high);
    vp_str_addz(out, "<polyline class=\"curve\" points=\"");
    for (size_t i = 0; i < n; i++) {
        if (!points[i].result)
            continue;
        long x = LEFT + (n > 1 ? (long)(WIDE * i / (n - 1)) : WIDE / 2), y = p->top + HIGH / 2;
        if (most > least)
            y = p->top + HIGH - (long)((height_of(p, points[i].result) - least) * HIGH / (most - least));
        vp_str_addf(out, "%s%ld,%ld", i ? " " : "", x, y);
    }
    vp_str_addz(out, "\"/>\n");
    return VP_OK;
}

static vp_status sweep_drawing(vp_asking *a, const range *r, const point *points, size_t n)
{
    VP_STR out = {0};
    const panel panels[] = {{vp_tr(a->lang, N_("worth of the awards")), false, TOP},
                            {vp_tr(a->lang, N_("number of awards")), true, TOP + HIGH + GAP}};
    vp_svg_begin(&out, LEFT + WIDE + 40, TOP + 2 * HIGH + GAP + 50, "sweep", r->path, NULL,
                  ".curve{fill:none;stroke:#05a;stroke-width:2}");
    for (size_t k = 0; k < 2; k++) {
        VP_TRY(draw_panel(&out, a, &panels[k], points, n));
        vp_svg_text(&out, LEFT, panels[k].top + HIGH + 16, "start", NULL, points[0].label);
        vp_svg_text(&out, LEFT + WIDE, panels[k].top + HIGH + 16, "end", NULL, points[n - 1].label);
    }
    vp_svg_text(&out, LEFT + WIDE / 2.0, TOP + 2 * HIGH + GAP + 34, "middle", NULL, r->path);
    vp_svg_end(&out);
    VP_TRY(vp_str_check(&out, a->err));
    return a->out.write(a->out.ctx, out.s, out.n, a->err);
}

vp_status vp_answer_sweep(vp_asking *a)
{
    range r = {0};
    point *points;
    VP_TRY(range_read(&r, a));
    size_t n = (size_t)((r.to - r.from) / r.step) + 1;
    VP_ALLOC(points, vp_arena_array(a->arena, n, sizeof *points), a->err);
    for (size_t i = 0; i < n; i++) {
        char text[VP_DECIMAL_MAX];
        const char *more;
        vp_decimal_trim(text, r.from + (vp_micro)i * r.step, VP_MICRO_PLACES, 0);
        VP_ALLOC(points[i].label, vp_arena_dupz(a->arena, text), a->err);
        VP_ALLOC(more, vp_arena_printf(a->arena, "%s=%s", r.path, text), a->err);
        VP_TRY(try_point(&points[i], a, more, NULL));
    }
    return strcmp(a->format, "svg") == 0 ? sweep_drawing(a, &r, points, n) : sweep_table(a, points, n);
}

/* ---- compare ---- */

static const vp_column compare_columns[] = {
    {"rule", NULL, 't'}, {"worth", NULL, 'n'}, {"awarded", NULL, 'n'}, {"spent", NULL, 't'}, {"left", NULL, 't'},
    {"applicants", NULL, 'n'}, {"districts", NULL, 'n'}, {"wins", NULL, 't'}, {"loses", NULL, 't'},
    {"proved", NULL, 't'}, {"problem", NULL, 't'},
};

/* How many different values of a field the awards have; of applicants, the code or else the name. */
static vp_status reached(const char **out, const vp_asking *a, const vp_allocation_result *r, size_t field,
                         size_t other)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    size_t n = 0;
    if (!seen)
        return vp_nomem(a->err);
    for (size_t i = 0; i < r->awards->n; i++) {
        const vp_proposal *p = r->awards->at[i].proposal;
        if (!awarded(r, i) || !p)
            continue;
        const char *value = *p->value[field] ? p->value[field] : p->value[other];
        bool fresh = false;
        if (*value && !vp_map_put(seen, value, strlen(value), &fresh))
            return vp_nomem(a->err);
        n += fresh;
    }
    VP_ALLOC(*out, count_text(a, n), a->err);
    return VP_OK;
}

/* The next of names with commas between, of the arena; *at moves on, NULL at the end. */
static vp_status next_name(const char **name, const char **at, const vp_asking *a)
{
    size_t len = strcspn(*at, ",");
    VP_ALLOC(*name, vp_arena_dup(a->arena, *at, len), a->err);
    *at = (*at)[len] ? *at + len + 1 : NULL;
    return VP_OK;
}

vp_status vp_answer_compare(vp_asking *a)
{
    VP_AUTO(vp_emit) e = NULL;
    const vp_allocation_result *first = NULL;
    VP_TRY(vp_emit_new(&e, a->format, a->out, "vp-allocate-compare/1", compare_columns,
                       sizeof compare_columns / sizeof *compare_columns, a->err));
    for (const char *at = a->what; at; ) {
        point p = {0};
        VP_TRY(next_name(&p.label, &at, a));
        VP_TRY(try_point(&p, a, NULL, p.label));
        const char *cell[CELLS] = {p.label};
        if (p.result) {
            first = first ? first : p.result;
            VP_TRY(sums(cell, a, p.result));
            VP_TRY(reached(&cell[5], a, p.result, VP_USCC, VP_APPLICANT));
            VP_TRY(reached(&cell[6], a, p.result, VP_DISTRICT, VP_DISTRICT));
            VP_TRY(ids_of(&cell[7], a, p.result, first));
            VP_TRY(ids_of(&cell[8], a, first, p.result));
            cell[9] = proved(p.result);
        }
        cell[10] = p.problem;
        VP_TRY(vp_emit_row(e, cell, a->err));
    }
    return vp_emit_end(e, a->err);
}
