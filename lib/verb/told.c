/* Problems by rule. */
#include <stdlib.h>
#include <string.h>
#include <vp/finding.h>
#include "lib/verb/told.h"

static bool keep(vp_intake_told *out, vp_arena *arena, vp_where where, const char *severity, const char *rule,
                 const vp_note *what)
{
    const char *file = vp_arena_dupz(arena, where.file ? where.file : "");
    const char *field = vp_arena_dupz(arena, where.field ? where.field : "");
    bool fits = file && field;
    *out = (vp_intake_told){.severity = severity, .first = {file, where.row, where.col, field},
                            .what = {what->msg, {NULL}}};
    out->rule = vp_arena_dupz(arena, rule);
    fits = fits && out->rule;
    for (size_t i = 0; i < VP_NOTE_ARGS; i++) {
        if (!what->arg[i])
            continue;
        const char *text = vp_finding_quote(what->arg[i], arena);
        out->what.arg[i] = text ? vp_arena_dupz(arena, text) : NULL;
        fits = fits && out->what.arg[i];
    }
    return fits;
}

void vp_told_add(vp_told *t, vp_where where, const char *severity, const char *rule, const vp_note *what)
{
    bool error = strcmp(severity, "error") == 0;
    VP_STR key = {0};
    if (!error && strcmp(severity, "warning") != 0)
        return;
    if (!t->index)
        t->index = vp_map_in(t->arena);
    vp_str_addf(&key, "%c%s", *severity, rule);
    uint64_t *slot = t->index && !key.oom ? vp_map_put(t->index, key.s, key.n, NULL) : NULL;
    if (slot && *slot == 0 &&
        vp_arena_grow(t->arena, &t->at, &t->cap, t->n, t->n + 1, sizeof *t->at, NULL) == VP_OK &&
        keep(&t->at[t->n], t->arena, where, error ? "error" : "warning", rule, what))
        *slot = ++t->n;
    if (slot && *slot > 0)
        t->at[*slot - 1].n++;
    else
        t->failed = true;
}

/* The last tie-break is where it was first met. */
static int by_weight(const void *a, const void *b)
{
    const vp_intake_told *x = a, *y = b;
    if (*x->severity != *y->severity)
        return *x->severity == 'e' ? -1 : 1;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    if (x->first.row != y->first.row)
        return x->first.row < y->first.row ? -1 : 1;
    return strcmp(x->rule, y->rule);
}

vp_status vp_told_end(vp_told *t, vp_err *err)
{
    if (t->n > 1)
        qsort(t->at, t->n, sizeof *t->at, by_weight);
    return t->failed ? vp_nomem(err) : VP_OK;
}
