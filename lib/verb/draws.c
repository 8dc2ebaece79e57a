/* Draws of a round: announced before the seed is known, drawn when it is, and done again by vp-audit verify. */
#include <string.h>
#include <vp/emit.h>
#include <vp/pool.h>
#include <vp/round.h>
#include <vp/session.h>
#include "lib/io/json.h"
#include "lib/verb/draws.h"
#include "lib/verb/replay.h"
#include "lib/verb/subjects.h"

/* ---- draws/NAME.json ---- */

static vp_status path_of(const char **path, vp_lots *l, vp_arena *arena, vp_err *err)
{
    size_t n = strlen(l->name);
    if (n == 0 || n > 64 ||
        strspn(l->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != n) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "'%s' cannot be the name of a draw", l->name);
        return vp_hint(err, "at most 64 ASCII letters, digits, - and _"), VP_USAGE;
    }
    VP_ALLOC(l->purpose, vp_arena_printf(arena, "draws/%s", l->name), err);
    VP_ALLOC(*path, vp_arena_printf(arena, "draws/%s.json", l->name), err);
    return VP_OK;
}

static void texts(vp_str *out, const char *key, const char *const *at, const size_t *order, size_t n)
{
    vp_str_addf(out, ",\n  \"%s\": [", key);
    for (size_t i = 0; i < n; i++) {
        vp_str_addz(out, i > 0 ? ",\n    " : "\n    ");
        vp_json_string(out, at[order ? order[i] : i]);
    }
    vp_str_addz(out, "\n  ]");
}

static void text(vp_str *out, const char *key, const char *value)
{
    vp_str_addf(out, ",\n  \"%s\": ", key);
    vp_json_string(out, value);
}

static vp_status put(const vp_lots *l, const char *path, const vp_writer *to, vp_err *err)
{
    VP_STR t = {0};
    vp_str_addz(&t, "{\n  \"vp\": 1");
    text(&t, "source", l->source);
    text(&t, "algorithm", l->algorithm);
    text(&t, "purpose", l->purpose);
    vp_str_addf(&t, ",\n  \"take\": %zu", l->take);
    if (l->header)
        text(&t, "header", l->header);
    texts(&t, "pool", l->pool, NULL, l->npool);
    if (l->order) {
        text(&t, "seed", l->seed);
        text(&t, "canonical", l->canonical);
        texts(&t, "drawn", l->pool, l->order, l->take);
    }
    vp_str_addz(&t, "\n}\n");
    VP_TRY(vp_str_check(&t, err));
    if (t.n > VP_JSON_SIZE)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "the list is too long for a draw of the round: %zu bytes, and at "
                       "most %d", t.n, VP_JSON_SIZE);
    return to->put(to->ctx, path, t.s, t.n, err);
}

/* A line as it is, blanks and all. */
static vp_status raw(vp_json *j, const cJSON *value, void *to)
{
    VP_TRY(vp_json_want_text(j, value));
    VP_ALLOC(*(const char **)to, vp_arena_dupz(j->arena, value->valuestring), j->err);
    return VP_OK;
}

static vp_status lines(vp_json *j, const cJSON *value, void *to)
{
    vp_lots *l = to;
    const char **at;
    VP_TRY(vp_json_want_list(j, value));
    VP_ALLOC(at, vp_arena_array(j->arena, (size_t)cJSON_GetArraySize(value), sizeof *at), j->err);
    for (const cJSON *c = value->child; c; c = c->next)
        VP_TRY(raw(j, c, &at[l->npool++]));
    l->pool = at;
    return VP_OK;
}

static vp_status take(vp_json *j, const cJSON *value, void *to)
{
    int64_t n = 0;
    VP_TRY(vp_json_positive(j, value, &n));
    *(size_t *)to = (size_t)n;
    return VP_OK;
}

static vp_status algorithm(vp_json *j, const cJSON *value, void *to)
{
    return vp_json_one_of(j, value, vp_draw_algorithm_names, N_("there is no way to draw called '%s'"), to);
}

/* What was drawn is computed, never believed: canonical and drawn are not kept. */
static vp_status computed(vp_json *j, const cJSON *value, void *to)
{
    (void)j, (void)value, (void)to;
    return VP_OK;
}

static const vp_json_key keys[] = {
    {"vp", vp_json_format, 0, true},
    {"source", raw, offsetof(vp_lots, source), true},
    {"algorithm", algorithm, offsetof(vp_lots, algorithm), true},
    {"purpose", computed, 0, true},
    {"take", take, offsetof(vp_lots, take), true},
    {"header", raw, offsetof(vp_lots, header), false},
    {"pool", lines, 0, true},
    {"seed", raw, offsetof(vp_lots, seed), false},
    {"canonical", computed, 0, false},
    {"drawn", computed, 0, false},
    {0}
};
static const vp_json_type type = {N_("the draw"), keys, NULL};

/* VP_NOTFOUND (err untouched): nothing was announced under the name. */
static vp_status get(vp_lots *l, const char *path, const vp_view *view, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_json) j = NULL;
    const char *bytes;
    size_t n;
    VP_TRY(view->read(view->ctx, path, &bytes, &n, arena, err));
    l->seed = l->canonical = "";
    VP_TRY(vp_json_open(&j, view->where(view->ctx, path, arena), bytes, n, arena, err));
    VP_TRY(vp_json_document(j, &type, l));
    if (l->take > l->npool)
        return vp_fail(err, VP_CORRUPT, VP_AT_FILE(j->file), "%llu cannot be drawn from %llu",
                       (unsigned long long)l->take, (unsigned long long)l->npool);
    return VP_OK;
}

static vp_status draw(vp_lots *l, const char *const *sources, size_t n, vp_arena *arena, vp_err *err)
{
    VP_STR canonical = {0};
    size_t *order;
    VP_TRY(vp_draw_seed(&canonical, sources, n, arena, err));
    VP_ALLOC(l->canonical, vp_arena_dupz(arena, vp_str_text(&canonical)), err);
    VP_ALLOC(order, vp_arena_array(arena, l->take, sizeof *order), err);
    vp_draw_how how = {l->algorithm, l->canonical, l->purpose};
    VP_TRY(vp_draw(order, l->take, l->npool, &how, arena, err));
    l->order = order;
    return VP_OK;
}

vp_status vp_draws_open(const char *const **names, size_t *n, const vp_view *view, vp_arena *arena, vp_err *err)
{
    const char *const *files;
    const char **open;
    size_t nfiles;
    *n = 0;
    VP_TRY(view->list(view->ctx, "draws", &files, &nfiles, arena, err));
    VP_ALLOC(open, vp_arena_array(arena, nfiles + 1, sizeof *open), err);
    for (size_t i = 0; i < nfiles; i++) {
        const char *path, *end = strrchr(files[i], '.');
        if (!end || strcmp(end, ".json") != 0)
            continue;
        vp_lots l = {0};
        VP_ALLOC(path, vp_arena_printf(arena, "draws/%s", files[i]), err);
        VP_TRY(get(&l, path, view, arena, err));
        if (*l.seed)
            continue;
        VP_ALLOC(open[*n], vp_arena_dup(arena, files[i], (size_t)(end - files[i])), err);
        ++*n;
    }
    *names = open;
    return VP_OK;
}

/* ---- the two steps ---- */

static vp_status record(vp_lots *l, vp_session *session, const char *step, const char *sha256, vp_arena *arena,
                        vp_err *err)
{
    const char *subject, *arg;
    vp_input input = {"pool", sha256};
    VP_ALLOC(subject, vp_subject_drawn(l->name, strcmp(step, "reveal") == 0, l->take, l->npool, arena), err);
    VP_ALLOC(arg, vp_arena_printf(arena, "--%s=%s", step, l->name), err);
    vp_record what = {.subject = subject, .command = "vp-draw", .inputs = &input, .ninputs = sha256 ? 1 : 0,
                      .args = &arg, .nargs = 1};
    return vp_session_record(session, &what, &l->changed, l->commit, err);
}

static vp_status needs_round(const vp_session *session, vp_err *err)
{
    if (vp_session_in_round(session))
        return VP_OK;
    return vp_fail(err, VP_USAGE, VP_NOWHERE, "--announce and --reveal record in a round: leave --config out");
}

static vp_status source_of(vp_lots *l, const vp_round *round, vp_err *err)
{
    if (!*l->source)
        l->source = round->draw.source;
    if (!*l->source) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "nothing says where the seed will come from");
        return vp_hint(err, "--source TEXT, or \"draw\": {\"source\": \"…\"} in round.json"), VP_USAGE;
    }
    if (!*round->draw.canonical || strcmp(l->source, round->draw.source) != 0)
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_AT_FILE(round->file), "the seed of '%s' is known already", l->source);
    return vp_hint(err, "announce a draw before its seed is known; name a source that is still to come"), VP_INVALID;
}

vp_status vp_draw_announce(vp_lots *l, vp_session *session, const char *sha256, vp_arena *arena, vp_err *err)
{
    const vp_view *view = vp_session_view(session);
    vp_round *round;
    vp_lots was = {.name = l->name};
    const char *path, *bytes;
    size_t n;
    VP_TRY(needs_round(session, err));
    VP_TRY(path_of(&path, l, arena, err));
    VP_TRY(vp_round_read(&round, view, arena, err));
    VP_TRY(source_of(l, round, err));
    if (!l->algorithm)
        l->algorithm = round->draw.algorithm;
    vp_status s = view->read(view->ctx, path, &bytes, &n, arena, err);
    if (s == VP_OK) {
        VP_TRY(get(&was, path, view, arena, err));
        vp_fail(err, VP_INVALID, VP_AT_FILE(path), *was.seed ? N_("'%s' is drawn already")
                                                             : N_("'%s' is announced already"), l->name);
        return vp_hint(err, "what is announced stands; give another draw another name"), VP_INVALID;
    }
    if (s != VP_NOTFOUND)
        return s;
    VP_TRY(put(l, path, vp_session_writer(session), err));
    return record(l, session, "announce", sha256, arena, err);
}

/* "a / b": sources that were given one by one, as one text. */
static vp_status join(const char **out, const char *const *sources, size_t n, vp_arena *arena, vp_err *err)
{
    VP_STR t = {0};
    for (size_t i = 0; i < n; i++)
        vp_str_addf(&t, "%s%s", i > 0 ? " / " : "", sources[i]);
    VP_TRY(vp_str_check(&t, err));
    VP_ALLOC(*out, vp_arena_dupz(arena, vp_str_text(&t)), err);
    return VP_OK;
}

static vp_status seed_of_round(const char **seed, const vp_lots *l, const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_round *round;
    VP_TRY(vp_round_read(&round, view, arena, err));
    *seed = round->draw.seed;
    if (**seed && strcmp(round->draw.source, l->source) == 0)
        return VP_OK;
    vp_fail(err, VP_USAGE, VP_NOWHERE, "there is no seed to draw by");
    return vp_hint(err, "what '%s' gave: --seed TEXT", l->source), VP_USAGE;
}

vp_status vp_draw_reveal(vp_lots *l, vp_session *session, const char *const *sources, size_t nsources,
                         vp_arena *arena, vp_err *err)
{
    const vp_view *view = vp_session_view(session);
    const char *path, *before;
    VP_TRY(needs_round(session, err));
    VP_TRY(path_of(&path, l, arena, err));
    vp_status s = get(l, path, view, arena, err);
    if (s == VP_NOTFOUND) {
        vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "no draw was announced as '%s'", l->name);
        return vp_hint(err, "vp-draw --announce %s, before the seed is known", l->name), VP_NOTFOUND;
    }
    VP_TRY(s);
    before = l->seed;
    if (*before) { /* drawn again it gives the same */
        VP_TRY(draw(l, &before, 1, arena, err));
        before = l->canonical;
    }
    if (nsources > 0)
        VP_TRY(join(&l->seed, sources, nsources, arena, err));
    else if (!*before)
        VP_TRY(seed_of_round(&l->seed, l, view, arena, err));
    VP_TRY(draw(l, &l->seed, 1, arena, err));
    if (*before && strcmp(before, l->canonical) != 0) {
        vp_fail(err, VP_INVALID, VP_AT_FILE(path), "'%s' is drawn already, by the seed %s", l->name, before);
        return vp_hint(err, "nothing is drawn twice; announce another draw with another source"), VP_INVALID;
    }
    if (*before)
        return VP_OK;
    VP_TRY(put(l, path, vp_session_writer(session), err));
    return record(l, session, "reveal", NULL, arena, err);
}

/* ---- doing it again ---- */

static vp_status odd(const char *path, const char *what, const char *name, vp_err *err)
{
    return vp_fail(err, VP_INVALID, VP_AT_FILE(path), what, name);
}

/* The list, how many, the source and the way to draw are those announced. */
static vp_status as_announced(const vp_lots *a, const vp_lots *b, const char *path, vp_err *err)
{
    if (strcmp(a->source, b->source) != 0)
        return odd(path, N_("'%s' was announced with another source of the seed"), a->name, err);
    if (strcmp(a->algorithm, b->algorithm) != 0)
        return odd(path, N_("'%s' was announced with another algorithm"), a->name, err);
    bool same = a->npool == b->npool && !a->header == !b->header && (!a->header || strcmp(a->header, b->header) == 0);
    for (size_t i = 0; same && i < a->npool; i++)
        same = strcmp(a->pool[i], b->pool[i]) == 0;
    if (!same)
        return odd(path, N_("'%s' was announced with another list"), a->name, err);
    if (a->take != b->take)
        return odd(path, N_("'%s' was announced with another number to draw"), a->name, err);
    return VP_OK;
}

vp_status vp_replay_draw(const vp_view *before, const vp_view *after, const vp_commit_info *what, vp_writer *out,
                         vp_arena *arena, vp_err *err)
{
    const char *announced = vp_commit_arg(what, "--announce"), *drawn = vp_commit_arg(what, "--reveal"), *path;
    vp_lots was = {.name = announced ? announced : drawn ? drawn : ""}, is = was;
    VP_TRY(path_of(&path, &was, arena, err));
    is.purpose = was.purpose;
    vp_status had = get(&was, path, before, arena, err), has = get(&is, path, after, arena, err);
    if (had != VP_OK && had != VP_NOTFOUND)
        return had;
    if (has == VP_NOTFOUND)
        return odd(path, N_("the draw '%s' is missing"), is.name, err);
    VP_TRY(has);
    VP_ALLOC(*what->says, vp_subject_drawn(is.name, !announced, is.take, is.npool, arena), err);
    if (announced) {
        if (had == VP_OK)
            return odd(path, N_("'%s' is announced already"), is.name, err);
        if (*is.seed)
            return odd(path, N_("'%s' has its seed in the step that announces it"), is.name, err);
        return put(&is, path, out, err);
    }
    if (had != VP_OK)
        return odd(path, N_("'%s' was drawn without having been announced"), is.name, err);
    if (*was.seed)
        return odd(path, N_("'%s' is drawn already"), is.name, err);
    VP_TRY(as_announced(&was, &is, path, err));
    was.seed = is.seed;
    VP_TRY(draw(&was, &was.seed, 1, arena, err));
    return put(&was, path, out, err);
}
