/* Lines to draw from. */
#include <string.h>
#include <vp/map.h>
#include <vp/pool.h>
#include <vp/score.h>
#include "lib/io/file.h"
#include "lib/io/text.h"

typedef struct reading {
    vp_pool *pool;
    const vp_pool_opts *opts;
    size_t cap, row;
    vp_map *seen;    /* line, without blanks at its ends: its row */
    bool refused;
    vp_lang lang;
} reading;

/* first: the row of the same line, or 0. */
static void refuse(reading *r, size_t first)
{
    vp_err e = {.lang = r->lang};
    vp_where at = {.file = r->pool->file, .row = r->row};
    if (first > 0)
        vp_fail(&e, VP_INVALID, at, "the same stands in line %zu already: everything has one lot", first);
    else
        vp_fail(&e, VP_INVALID, at, "the line is blank");
    r->refused = true;
    if (r->opts->problems.tell)
        r->opts->problems.tell(r->opts->problems.ctx, &e);
}

/* The line is of the arena and ends in a NUL. */
static vp_status add(reading *r, char *line, size_t n, vp_arena *arena, vp_err *err)
{
    vp_pool *p = r->pool;
    size_t from = 0, to = n;
    bool fresh;
    r->row++;
    while (to > 0 && strchr(" \t", line[to - 1]))
        to--;
    while (from < to && strchr(" \t", line[from]))
        from++;
    if (r->opts->header && !p->header) {
        p->header = line;
        return VP_OK;
    }
    if (from == to) {
        refuse(r, 0);
        return VP_OK;
    }
    uint64_t *row;
    VP_ALLOC(row, vp_map_put(r->seen, line + from, to - from, &fresh), err);
    if (!fresh) {
        refuse(r, (size_t)*row);
        return VP_OK;
    }
    *row = r->row;
    VP_TRY(vp_arena_grow(arena, &p->line, &r->cap, p->n, p->n + 1, sizeof *p->line, err));
    p->line[p->n++] = line;
    return VP_OK;
}

static vp_status whole(char **out, size_t *n, vp_text *text, vp_arena *arena, vp_err *err)
{
    VP_STR all = {0};
    const char *piece;
    for (size_t k = 1; k > 0; vp_str_add(&all, piece, k))
        VP_TRY(vp_text_next(text, &piece, &k, err));
    VP_TRY(vp_str_check(&all, err));
    VP_ALLOC(*out, vp_arena_dup(arena, vp_str_text(&all), all.n), err);
    *n = all.n;
    return VP_OK;
}

static vp_status read_lines(reading *r, const char *bytes, size_t nbytes, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_text) text = NULL;
    char *s;
    size_t n = 0;
    VP_TRY(vp_text_open_bytes(&text, r->pool->file, bytes, nbytes, err));
    VP_TRY(whole(&s, &n, text, arena, err));
    for (char *end = s + n, *next; s < end; s = next) {
        char *lf = memchr(s, '\n', (size_t)(end - s));
        next = lf ? lf + 1 : end;
        lf = lf ? lf : end;
        if (lf > s && lf[-1] == '\r')
            lf--;
        *lf = '\0';
        VP_TRY(add(r, s, (size_t)(lf - s), arena, err));
    }
    return VP_OK;
}

/* Ids of proposals, in the order of the ranking. */
static vp_status read_lottery(vp_pool *p, const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    vp_table *t;
    vp_ranking *r;
    size_t accepted = 0, line = 0, cap = 0;
    bool flagged = false;
    VP_TRY(vp_table_read(&t, p->file, bytes, n, arena, err));
    VP_TRY(vp_ranking_from_table(&r, NULL, t, arena, err));
    for (size_t i = 0; i < r->n; i++) {
        bool in = vp_flags_have(r->at[i].flags, "accepted"), maybe = vp_flags_have(r->at[i].flags, "lottery");
        flagged |= in || maybe || vp_flags_have(r->at[i].flags, "rejected");
        accepted += in;
        line = vp_flags_have(r->at[i].flags, "line") ? r->at[i].rank : line;
        if (!maybe)
            continue;
        VP_TRY(vp_arena_grow(arena, &p->line, &cap, p->n, p->n + 1, sizeof *p->line, err));
        p->line[p->n++] = r->at[i].id;
    }
    p->places = line > accepted ? line - accepted : 0;
    if (flagged && p->places <= p->n)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_AT_FILE(p->file), "this ranking has no lottery group");
    return vp_hint(err, "draw the funding line: vp-score --line N"), VP_INVALID;
}

static void seal(vp_pool *p)
{
    vp_sha256 h;
    vp_sha256_start(&h);
    for (size_t i = 0; i < p->n; i++) {
        vp_sha256_add(&h, p->line[i], strlen(p->line[i]));
        vp_sha256_add(&h, "\n", 1);
    }
    vp_sha256_end(&h, p->sha256);
}

vp_status vp_pool_read(vp_pool *out, const vp_pool_opts *opts, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) seen = vp_map_new();
    reading r = {.pool = out, .opts = opts, .seen = seen, .lang = err ? err->lang : VP_EN};
    const char *bytes;
    size_t n;
    *out = (vp_pool){0};
    if (!seen)
        return vp_nomem(err);
    VP_TRY(vp_file_input(&bytes, &n, &out->file, opts->path, arena, err));
    if (opts->lottery)
        VP_TRY(read_lottery(out, bytes, n, arena, err));
    else
        VP_TRY(read_lines(&r, bytes, n, arena, err));
    if (r.refused) {
        if (err)
            *err = (vp_err){.status = VP_INVALID, .lang = err->lang};
        return VP_INVALID;
    }
    if (out->n == 0 && !opts->lottery)
        return vp_fail(err, VP_INVALID, VP_AT_FILE(out->file), "there is nothing to draw from");
    if (opts->sort)
        vp_sort_texts(out->line, out->n);
    seal(out);
    return VP_OK;
}

vp_status vp_pool_take(size_t *take, const char *text, size_t n, vp_err *err)
{
    size_t k = 0, digits = 0;
    *take = n;
    if (!text)
        return VP_OK;
    for (; text[digits] >= '0' && text[digits] <= '9' && digits < 12; digits++)
        k = k * 10 + (size_t)(text[digits] - '0');
    bool percent = strcmp(text + digits, "%") == 0;
    if (digits == 0 || (text[digits] && !percent) || k == 0 || (percent && k > 100)) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "'%s' does not say how many to draw", text);
        return vp_hint(err, "a number above 0, or a share of the lines: -k 3%%"), VP_USAGE;
    }
    *take = percent ? (n * k + 99) / 100 : k;
    if (*take <= n)
        return VP_OK;
    return vp_fail(err, VP_INVALID, VP_NOWHERE, "%llu cannot be drawn from %llu", (unsigned long long)*take,
                   (unsigned long long)n);
}
