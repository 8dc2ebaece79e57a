/* The funding line and the ranks that could as well lie on its other side, as the Swiss NSF draws it (Heyard, Ott,
   Salanti & Egger 2022). */
#include <vp/score.h>

typedef struct spread {
    size_t *low, *high;     /* of each row */
    size_t *lows, *highs;   /* how many bounds are this rank, from 1 to n */
    size_t n;               /* ranked rows: they come first */
} spread;

static bool read_bounds(spread *s, const vp_ranking *r)
{
    for (size_t i = 0; i < s->n; i++) {
        int64_t low, high;
        if (!vp_decimal_parse(&low, r->at[i].low, 0) || !vp_decimal_parse(&high, r->at[i].high, 0) || low < 1 ||
            high < low || (size_t)high > s->n)
            return false;
        s->low[i] = (size_t)low;
        s->high[i] = (size_t)high;
        s->lows[low]++;
        s->highs[high]++;
    }
    return true;
}

/* Bounds of single ranks know nothing of one another: so many could end above the line that it has no place for all.
   `above` and `below` are the line, moved until there is a place for everybody who is told that there is, and one at
   least to be drawn on each side when anybody is left over. */
static void sides(size_t *above, size_t *below, const spread *s, size_t line)
{
    size_t accepted = 0, rejected = 0;
    *above = *below = line;
    for (size_t k = 1; k <= line; k++)
        accepted += s->highs[k];
    for (size_t k = line + 1; k <= s->n; k++)
        rejected += s->lows[k];
    while (accepted > line)
        accepted -= s->highs[(*above)--];
    while (rejected > s->n - line)
        rejected -= s->lows[++*below];
    if (accepted + rejected == s->n)
        return;
    while (accepted == line && *above > 0)
        accepted -= s->highs[(*above)--];
    while (rejected == s->n - line && *below < s->n)
        rejected -= s->lows[++*below];
}

static vp_status flag(vp_ranked *row, const char *word, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(row->flags, vp_arena_printf(arena, "%s%s%s", row->flags, *row->flags ? ";" : "", word), err);
    return VP_OK;
}

vp_status vp_ranking_bands(vp_ranking *r, size_t line, vp_arena *arena, vp_err *err)
{
    spread s = {0};
    size_t above, below;
    while (s.n < r->n && r->at[s.n].rank > 0)
        s.n++;
    VP_ALLOC(s.low, vp_arena_array(arena, s.n, sizeof *s.low), err);
    VP_ALLOC(s.high, vp_arena_array(arena, s.n, sizeof *s.high), err);
    VP_ALLOC(s.lows, vp_arena_array(arena, s.n + 1, sizeof *s.lows), err);
    VP_ALLOC(s.highs, vp_arena_array(arena, s.n + 1, sizeof *s.highs), err);
    r->bands = (vp_bands){.drawn = read_bounds(&s, r), .line = line < s.n ? line : s.n};
    if (!r->bands.drawn)
        return VP_OK;
    sides(&above, &below, &s, r->bands.line);
    for (size_t i = 0; i < s.n; i++) {
        bool in = s.high[i] <= above, out = s.low[i] > below;
        r->bands.accepted += in;
        r->bands.rejected += out;
        r->bands.lottery += !in && !out;
        VP_TRY(flag(&r->at[i], in ? "accepted" : out ? "rejected" : "lottery", arena, err));
        if (i + 1 == r->bands.line)
            VP_TRY(flag(&r->at[i], "line", arena, err));
    }
    return VP_OK;
}
