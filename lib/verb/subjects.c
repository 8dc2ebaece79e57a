/* The first lines of the messages of steps. */
#include <string.h>
#include "lib/verb/subjects.h"

static const char *plural(size_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

const char *vp_subject_started(const vp_round *round, vp_arena *arena)
{
    return vp_arena_printf(arena, "init: %s", round->title);
}

const char *vp_subject_taken(const vp_intake_counts *c, vp_arena *arena)
{
    return vp_arena_printf(arena, "intake: %zu accepted, %zu amended, %zu rejected", c->accepted, c->amended,
                           c->rejected);
}

const char *vp_subject_decided(size_t dropped, size_t decided, vp_arena *arena)
{
    return dropped > 0 ? vp_arena_printf(arena, "intake: %zu dropped as duplicates", dropped)
                       : vp_arena_printf(arena, "intake: decided about %zu suspect pairs", decided);
}

const char *vp_subject_forgotten(const char *id, vp_arena *arena)
{
    return vp_arena_printf(arena, "intake: private data of %s forgotten", id);
}

const char *vp_subject_withdrawn(const char *id, size_t n, bool back, vp_arena *arena)
{
    const char *done = back ? "reinstated" : "withdrawn";
    return n == 1 ? vp_arena_printf(arena, "intake: %s %s", id, done)
                  : vp_arena_printf(arena, "intake: %zu proposals %s", n, done);
}

const char *vp_subject_panel(size_t reviewers, vp_arena *arena)
{
    return vp_arena_printf(arena, "assign: %zu %s in the panel", reviewers,
                           plural(reviewers, "reviewer", "reviewers"));
}

const char *vp_subject_assigned(size_t pairs, const char *stage, vp_arena *arena)
{
    return vp_arena_printf(arena, "assign: %zu %s in stage %s", pairs, plural(pairs, "review", "reviews"), stage);
}

vp_ranking_counts vp_ranking_count(const vp_ranking *ranking)
{
    vp_ranking_counts c = {0};
    for (size_t i = 0; i < ranking->n; i++) {
        const char *flags = ranking->at[i].flags;
        c.ranked += ranking->at[i].rank > 0;
        c.gated += begins(flags, "gated:") || begins(flags, "veto:");
        c.incomplete += begins(flags, "incomplete");
    }
    return c;
}

const char *vp_subject_ranked(const vp_ranking *ranking, vp_arena *arena)
{
    const vp_ranking_counts c = vp_ranking_count(ranking);
    VP_STR text = {0};
    vp_str_addf(&text, "score: %zu %s ranked", c.ranked, plural(c.ranked, "proposal", "proposals"));
    if (c.gated > 0)
        vp_str_addf(&text, ", %zu gated", c.gated);
    if (c.incomplete > 0)
        vp_str_addf(&text, ", %zu incomplete", c.incomplete);
    return vp_str_check(&text, NULL) == VP_OK ? vp_arena_dupz(arena, text.s) : NULL;
}

const char *vp_subject_awarded(const vp_allocation_result *r, const vp_round *round, vp_arena *arena)
{
    char spent[VP_GROUPED_MAX], available[VP_GROUPED_MAX];
    vp_money_group(spent, r->spent);
    vp_money_group(available, r->available);
    return vp_arena_printf(arena, "allocate: %zu awarded, %s of %s %s", r->count[VP_AWARDED], spent, available,
                           round->currency);
}

const char *vp_subject_drawn(const char *name, bool drawn, size_t take, size_t of, vp_arena *arena)
{
    return vp_arena_printf(arena, "draw: %s %s, %zu of %zu", name, drawn ? "drawn" : "announced", take, of);
}
