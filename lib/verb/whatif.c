/* vp-allocate, what if: the round as it would be with other values, and the decision under it. */
#include <string.h>
#include "lib/io/json_set.h"
#include "lib/verb/whatif.h"

static const char round_path[] = "round.json", budget_key[] = "budget=";

/* ---- a round with other values ---- */

/* The files of the round, but for round.json. */
typedef struct changed { const vp_view *below; const char *bytes; } changed;

static vp_status changed_read(void *ctx, const char *path, const char **bytes, size_t *n, vp_arena *arena, vp_err *err)
{
    const changed *c = ctx;
    if (strcmp(path, round_path) != 0)
        return c->below->read(c->below->ctx, path, bytes, n, arena, err);
    *bytes = c->bytes;
    *n = strlen(c->bytes);
    return VP_OK;
}

static vp_status changed_list(void *ctx, const char *folder, const char *const **names, size_t *count, vp_arena *arena,
                              vp_err *err)
{
    const changed *c = ctx;
    return c->below->list(c->below->ctx, folder, names, count, arena, err);
}

static const char *changed_where(void *ctx, const char *path, vp_arena *arena)
{
    const changed *c = ctx;
    if (strcmp(path, round_path) != 0)
        return c->below->where(c->below->ctx, path, arena);
    return "--set";
}

static vp_status read_changed(vp_round **out, const changed *c, vp_arena *arena, vp_err *err)
{
    const vp_view view = {.read = changed_read, .list = changed_list, .where = changed_where,
                          .ctx = (void *)(uintptr_t)c};
    return vp_round_read(out, &view, arena, err);
}

static vp_status set_one(changed *c, vp_asking *a, const char *path, const char *value)
{
    bool unsure;
    const char *before = c->bytes;
    vp_round *round;
    vp_err aside = {0};
    VP_TRY(vp_json_set(&c->bytes, &unsure, "--set", before, strlen(before), path, value, false, a->arena, a->err));
    if (!unsure || read_changed(&round, c, a->arena, &aside) == VP_OK)
        return VP_OK;
    const char *number = c->bytes;
    VP_TRY(vp_json_set(&c->bytes, &unsure, "--set", before, strlen(before), path, value, true, a->arena, a->err));
    if (read_changed(&round, c, a->arena, &aside) != VP_OK)
        c->bytes = number;
    return VP_OK;
}

/* The money of all funds together becomes so much, each keeping its part; what rounding leaves is the last one's. */
static vp_status set_budget(changed *c, vp_asking *a, const char *value)
{
    const vp_round *round = a->in.round;
    vp_money all = 0, to, given = 0, part;
    char text[VP_DECIMAL_MAX];
    if (!vp_money_parse(&to, value) || to <= 0)
        return vp_fail(a->err, VP_USAGE, VP_NOWHERE, "'%s' is not an amount of money", value);
    for (size_t f = 0; f < round->nfunds; f++)
        all += round->funds[f].amount + round->funds[f].kept;
    for (size_t f = 0; f < round->nfunds; f++) {
        const char *path;
        if (f + 1 == round->nfunds)
            part = to - given;
        else if (!vp_scale_floor(&part, to, round->funds[f].amount + round->funds[f].kept, all, round->allocation.step))
            return vp_fail(a->err, VP_USAGE, VP_NOWHERE, "'%s' is not an amount of money", value);
        given += part;
        vp_money_format(text, part);
        VP_ALLOC(path, vp_arena_printf(a->arena, "funds.%s.amount", round->funds[f].id), a->err);
        VP_TRY(set_one(c, a, path, text));
    }
    return VP_OK;
}

static vp_status set(changed *c, vp_asking *a, const char *pair)
{
    const char *is = strchr(pair, '=');
    char *path;
    if (!is || is == pair) {
        vp_fail(a->err, VP_USAGE, VP_NOWHERE, "'%s' does not say PATH=VALUE", pair);
        return vp_hint(a->err, "as --set=allocation.limits.cap.max_count=3, or --set=budget=2000000.00");
    }
    if (strncmp(pair, budget_key, sizeof budget_key - 1) == 0)
        return set_budget(c, a, is + 1);
    VP_ALLOC(path, vp_arena_dup(a->arena, pair, (size_t)(is - pair)), a->err);
    return set_one(c, a, path, is + 1);
}

/* The office's decision about one proposal. */
static vp_status decide_one(changed *c, vp_asking *a, const char *id, const char *decision)
{
    VP_STR value = {0};
    const char *path = NULL;
    for (size_t k = 0; k < a->in.round->allocation.nfixed && !path; k++)
        if (strcmp(a->in.round->allocation.fixed[k].id, id) == 0)
            VP_ALLOC(path, vp_arena_printf(a->arena, "allocation.fixed.%zu", k), a->err);
    bool first = !path && !strstr(c->bytes, "\"fixed\"");
    vp_str_addz(&value, first ? "[{\"id\": " : "{\"id\": ");
    vp_json_string(&value, id);
    vp_str_addf(&value, ", \"decision\": \"%s\", \"reason\": \"%s\"}%s", decision,
                vp_tr(a->in.round->lang, N_("what if")), first ? "]" : "");
    VP_TRY(vp_str_check(&value, a->err));
    return set_one(c, a, path ? path : first ? "allocation.fixed" : "allocation.fixed.+", vp_str_text(&value));
}

static vp_status change_all(changed *c, vp_asking *a, const char *more)
{
    size_t n;
    VP_TRY(a->in.view->read(a->in.view->ctx, round_path, &c->bytes, &n, a->arena, a->err));
    for (size_t i = 0; i < a->with->nsets; i++)
        VP_TRY(set(c, a, a->with->sets[i]));
    for (size_t i = 0; i < a->with->ndrops; i++)
        VP_TRY(decide_one(c, a, a->with->drops[i], "out"));
    for (size_t i = 0; i < a->with->nadds; i++)
        VP_TRY(decide_one(c, a, a->with->adds[i], "in"));
    return more ? set(c, a, more) : VP_OK;
}

vp_status vp_asking_decide(vp_allocation_result **result, vp_round **round, vp_allocate_opts *full, vp_asking *a,
                           const char *more, const char *rule)
{
    vp_allocate_opts opts = a->opts;
    vp_decided d = {0};
    changed c = {.below = a->in.view};
    const vp_view view = {.read = changed_read, .list = changed_list, .where = changed_where, .ctx = &c};
    bool same = !more && a->with->nsets + a->with->ndrops + a->with->nadds == 0;
    *round = a->in.round;
    if (!same) {
        VP_TRY(change_all(&c, a, more));
        VP_TRY(vp_round_read(round, &view, a->arena, a->err));
        if ((*round)->nfields != a->in.round->nfields) {
            vp_fail(a->err, VP_USAGE, VP_NOWHERE, "fields cannot be set: proposals were read by them");
            return vp_hint(a->err, "change 'fields' of round.json and run vp-intake again");
        }
    }
    opts.rule = rule ? rule : opts.rule;
    VP_TRY(vp_awarding_decide(&d, *round, a->in.ranking, &opts, same ? a->in.view : &view, a->arena, a->err));
    *result = d.result;
    if (full) {
        *full = opts;
        full->rubric = d.rubric;
        full->ballots = d.ballots_read;
    }
    return VP_OK;
}

/* ---- texts ---- */

const char *vp_sentence(const vp_asking *a, const vp_note *note)
{
    VP_STR text = {0};
    vp_note_text(&text, a->lang, note);
    return text.oom ? NULL : vp_arena_dupz(a->arena, vp_str_text(&text));
}

const char *vp_worth_text(const vp_asking *a, vp_wide points)
{
    char text[VP_DECIMAL_MAX];
    vp_micro_format(text, (vp_micro)points, 2);
    return vp_arena_dupz(a->arena, text);
}

const char *vp_plain_money(const vp_asking *a, vp_money m)
{
    char text[VP_DECIMAL_MAX];
    vp_money_format(text, m);
    return vp_arena_dupz(a->arena, text);
}

/* ---- the verb ---- */

static vp_status answer_awards(vp_asking *a)
{
    return vp_awards_emit(a->result->awards, a->round, a->format, a->out, a->arena, a->err);
}

vp_status vp_whatif_answer(vp_allocate_run *run, vp_session *session, const char *path, vp_asked asked,
                           const char *what, const vp_whatif *with, const vp_allocate_opts *opts, const char *format,
                           vp_out out, vp_lang lang, vp_arena *arena, vp_err *err)
{
    static vp_answerer *const answers[] = {answer_awards, vp_answer_explain, vp_answer_margins, vp_answer_limits,
                                           vp_answer_stability, vp_answer_sweep, vp_answer_compare};
    vp_asking a = {.opts = *opts, .with = with, .what = what, .format = format, .out = out, .lang = lang,
                   .arena = arena, .err = err};
    *run = (vp_allocate_run){0};
    VP_TRY(vp_awarding_open(&a.in, session, path, arena, err));
    if (asked != VP_ASK_SWEEP && asked != VP_ASK_COMPARE) {
        VP_TRY(vp_asking_decide(&a.result, &a.round, &a.full, &a, NULL, NULL));
        run->round = a.round;
        run->result = a.result;
    }
    return answers[asked](&a);
}
