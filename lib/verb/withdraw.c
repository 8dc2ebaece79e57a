/* vp-intake --withdraw and --reinstate: proposals leave the round and come back. Their files keep what they hold. */
#include <string.h>
#include <vp/fold.h>
#include <vp/intake.h>
#include <vp/near.h>
#include <vp/proposal.h>
#include <vp/rules.h>
#include <vp/show.h>
#include <vp/table.h>
#include "lib/model/field.h"
#include "lib/verb/message.h"
#include "lib/verb/decisions.h"
#include "lib/verb/subjects.h"
#include "lib/verb/withdraw.h"

static const char withdraw_arg[] = "--withdraw=", reinstate_arg[] = "--reinstate=", reason_arg[] = "--message=";

typedef struct withdrawal {
    const vp_round *round;
    const vp_view *view;      /* before the step */
    const vp_writer *to;
    bool back;
    const char *on, *reason;
    vp_arena *arena;
} withdrawal;

/* ---- one proposal ---- */

static vp_status read_one(vp_proposal *out, const withdrawal *w, const char *id, vp_err *err)
{
    const char *path, *bytes;
    size_t n;
    VP_ALLOC(path, vp_proposal_path(id, w->arena), err);
    vp_status s = w->view->read(w->view->ctx, path, &bytes, &n, w->arena, err);
    if (s == VP_NOTFOUND)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "the round has no proposal '%s'", id);
    VP_TRY(s);
    return vp_proposal_parse(out, w->round, w->view, path, bytes, n, w->arena, err);
}

static vp_status check_state(const withdrawal *w, const vp_proposal *p, vp_err *err)
{
    if (!w->back && p->withdrawn_on) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' was withdrawn already, on %s: %s", p->value[VP_ID],
                p->withdrawn_on, p->withdrawn_why);
        return vp_hint(err, "take that back first with --reinstate %s, or leave it out", p->value[VP_ID]);
    }
    if (w->back && !p->withdrawn_on)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is not withdrawn: there is nothing to take back",
                       p->value[VP_ID]);
    return VP_OK;
}

/* Does it stand beside the others? What it says is refused in words otherwise. */
static vp_status check_one(const withdrawal *w, const vp_rule *rule, const vp_rule_tools *tools, const vp_proposal *p,
                           vp_err *err)
{
    vp_problem problem = {.rule = rule->id};
    vp_value *values;
    VP_ALLOC(values, vp_arena_array(w->arena, w->round->nfields, sizeof *values), err);
    for (size_t f = 0; f < w->round->nfields; f++)
        values[f] = (vp_value){.text = p->value[f], .blank = !*p->value[f]};
    VP_TRY(rule->kind->check(&problem, rule, w->round, values, tools, w->arena, err));
    if (!problem.what.msg)
        return rule->kind->count(rule, w->round, p->value, true, tools, w->arena, err);
    VP_STR why = {0};
    vp_note_text(&why, err ? err->lang : VP_EN, &problem.what);
    VP_TRY(vp_str_check(&why, err));
    vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' cannot come back: rule '%s' refuses it: %s", p->value[VP_ID], rule->id,
            vp_str_text(&why));
    return vp_hint(err, "withdraw another one of them first, or change the rule in round.json");
}

/* Who comes back counts again: not more than the rules allow. `back` come in the same step, n of them. */
static vp_status check_counts(const withdrawal *w, const vp_proposals *all, const vp_proposal *back, size_t n,
                              vp_err *err)
{
    for (size_t r = 0; r < w->round->nrules; r++) {
        const vp_rule *rule = &w->round->rules[r];
        vp_rule_tools tools = {.keep = w->arena};
        if (!rule->kind->count)
            continue;
        VP_ALLOC(tools.taken, vp_map_in(w->arena), err);
        for (size_t k = 0; k < all->n; k++)
            if (!all->at[k].withdrawn_on)
                VP_TRY(rule->kind->count(rule, w->round, all->at[k].value, true, &tools, w->arena, err));
        for (size_t i = 0; i < n; i++)
            VP_TRY(check_one(w, rule, &tools, &back[i], err));
    }
    return VP_OK;
}

static bool counts(const vp_round *round)
{
    for (size_t r = 0; r < round->nrules; r++)
        if (round->rules[r].kind->count)
            return true;
    return false;
}

static vp_status put_one(const withdrawal *w, const vp_proposal *p, vp_err *err)
{
    const char *path;
    VP_STR json = {0};
    vp_proposal now = *p;
    now.withdrawn_on = w->back ? NULL : w->on;
    now.withdrawn_why = w->back ? NULL : w->reason;
    vp_proposal_json(&json, w->round, &now);
    VP_TRY(vp_str_check(&json, err));
    VP_ALLOC(path, vp_proposal_path(p->value[VP_ID], w->arena), err);
    return w->to->put(w->to->ctx, path, json.s, json.n, err);
}

/* ---- what is asked for ---- */

/* One line, as the file and Vp-Args keep it. */
static vp_status reason_of(const char **out, const char *given, vp_arena *arena, vp_err *err)
{
    char *flat;
    VP_STR shown = {0};
    *out = "";
    if (given) {
        VP_ALLOC(flat, vp_arena_dupz(arena, given), err);
        for (char *p = flat; *p; p++)
            *p = strchr("\r\n\t", *p) ? ' ' : *p;
        vp_show(&shown, flat, strlen(flat));
        VP_TRY(vp_str_check(&shown, err));
        VP_ALLOC(flat, vp_arena_dup(arena, vp_str_text(&shown), shown.n), err);
        VP_TRY(vp_clean(out, flat, shown.n, arena, err));
    }
    if (!**out) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "why it is done must be said");
        return vp_hint(err, "say why with -m");
    }
    return vp_reason_check(*out, arena, err);
}

static vp_status day_of(const char **out, const vp_withdraw_opts *o, int64_t now, vp_arena *arena, vp_err *err)
{
    char day[VP_DATE_MAX];
    vp_date date = vp_date_of_epoch(now);
    if (o->received && o->back) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "--received has no use here: no day is kept of what was taken back");
        return vp_hint(err, "leave it out");
    }
    if (o->received && (!vp_date_parse(&date, o->received) || date.first != date.last))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--received: '%s' is not a day (YYYY-MM-DD)", o->received);
    vp_date_format(day, date);
    VP_ALLOC(*out, vp_arena_dupz(arena, day), err);
    return VP_OK;
}

/* The round's id that is most like this one, or NULL. */
static vp_status nearest(const char **out, const char *const *names, size_t count, const char *id, vp_arena *arena,
                         vp_err *err)
{
    size_t len = strlen(id), least = len / 3 + 2;
    *out = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t n = vp_proposal_id_of(names[i]);
        vp_mark mark = vp_arena_mark(arena);
        char *known;
        if (n == 0)
            continue;
        VP_ALLOC(known, vp_arena_dup(arena, names[i], n), err);
        size_t d = vp_distance(id, len, known);
        if (d < least && d < n) {
            least = d;
            *out = known;
        } else {
            vp_arena_rewind(arena, mark);
        }
    }
    return VP_OK;
}

/* A name that is not among the files of the folder leads nowhere, whatever stands in it. */
static vp_status check_known(const vp_view *view, const char *const *names, size_t count, const char *id,
                             vp_arena *arena, vp_err *err)
{
    const char *near;
    vp_decisions decided = {0};
    size_t len = strlen(id);
    for (size_t i = 0; i < count && len > 0; i++)
        if (vp_proposal_id_of(names[i]) == len && memcmp(names[i], id, len) == 0)
            return VP_OK;
    VP_TRY(nearest(&near, names, count, id, arena, err));
    VP_TRY(vp_decisions_recorded(&decided, view, arena, err));
    const vp_decision *drop = vp_decisions_drop(&decided, id);
    if (drop) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' was dropped as a duplicate: it is not in the round", id);
        return vp_hint(err, "decide about '%s' and '%s' again with --decide, and take it in again", drop->first,
                       drop->second);
    }
    vp_fail(err, VP_INVALID, VP_NOWHERE, "the round has no proposal '%s'", id);
    if (near)
        return vp_hint(err, "did you mean '%s'?", near);
    return vp_hint(err, "the ids are the names of the files in proposals/");
}

/* ---- the answer and the record ---- */

static vp_status tell(const withdrawal *w, const vp_withdraw_opts *o, const vp_proposal *at, size_t n, vp_err *err)
{
    const vp_round *r = w->round;
    static const size_t fields[] = {VP_TITLE, VP_APPLICANT};
    vp_column columns[4] = {{"id", vp_tr(r->lang, N_("id")), 't'}, {"status", vp_tr(r->lang, N_("status")), 't'}};
    VP_AUTO(vp_emit) emit = NULL;
    for (size_t i = 0; i < 2; i++)
        columns[i + 2] = (vp_column){r->fields[fields[i]].name,
                                     vp_field_heading(&r->fields[fields[i]], fields[i], r->lang), 't'};
    VP_TRY(vp_emit_new(&emit, o->format, o->answer, "vp-intake/1", columns, 4, err));
    for (size_t i = 0; i < n; i++) {
        const char *const cells[] = {at[i].value[VP_ID], w->back ? "reinstated" : "withdrawn", at[i].value[VP_TITLE],
                                     at[i].value[VP_APPLICANT]};
        VP_TRY(vp_emit_row(emit, cells, err));
    }
    return vp_emit_end(emit, err);
}

static vp_status record(vp_withdraw_result *out, const withdrawal *w, vp_session *session, const vp_withdraw_opts *o,
                        const vp_proposal *at, vp_err *err)
{
    const char **args, *subject;
    size_t n = 0;
    VP_ALLOC(args, vp_arena_array(w->arena, out->n + 2, sizeof *args), err);
    if (!w->back)
        VP_ALLOC(args[n++], vp_arena_printf(w->arena, "%s%s", reason_arg, w->reason), err);
    if (o->received)
        VP_ALLOC(args[n++], vp_arena_printf(w->arena, "--received=%s", w->on), err);
    for (size_t i = 0; i < out->n; i++)
        VP_ALLOC(args[n++], vp_arena_printf(w->arena, "%s%s", w->back ? reinstate_arg : withdraw_arg,
                                            at[i].value[VP_ID]), err);
    VP_ALLOC(subject, vp_subject_withdrawn(at[0].value[VP_ID], out->n, w->back, w->arena), err);
    vp_record what = {.subject = subject, .command = "vp-intake", .args = args, .nargs = n};
    return vp_session_record(session, &what, &out->changed, out->commit, err);
}

/* Whether the round has the file: a later step, which does not know of this one, has left it. */
static vp_status is_there(bool *out, const withdrawal *w, const char *path, vp_err *err)
{
    const char *bytes;
    size_t n;
    vp_status s = w->view->read(w->view->ctx, path, &bytes, &n, w->arena, err);
    *out = s == VP_OK;
    return s == VP_NOTFOUND ? VP_OK : s;
}

vp_status vp_withdraw(vp_withdraw_result *out, vp_session *session, const vp_withdraw_opts *opts, vp_arena *arena,
                      vp_err *err)
{
    withdrawal w = {.view = vp_session_view(session), .to = vp_session_writer(session), .back = opts->back,
                    .arena = arena};
    vp_round *round;
    vp_proposal *at;
    const char *const *names;
    size_t count;
    *out = (vp_withdraw_result){0};
    if (!vp_session_in_round(session)) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, opts->back ? N_("--reinstate needs a round: a filter knows no proposals")
                                                      : N_("--withdraw needs a round: a filter knows no proposals"));
        return vp_hint(err, "name the round's folder with -C DIR, without --config");
    }
    VP_TRY(reason_of(&w.reason, opts->reason, arena, err));
    VP_TRY(day_of(&w.on, opts, vp_session_now(session), arena, err));
    VP_TRY(vp_round_read(&round, w.view, arena, err));
    w.round = round;
    VP_TRY(w.view->list(w.view->ctx, "proposals", &names, &count, arena, err));
    VP_ALLOC(at, vp_arena_array(arena, opts->n, sizeof *at), err);
    for (size_t i = 0; i < opts->n; i++) {
        size_t k = 0;
        while (k < out->n && strcmp(at[k].value[VP_ID], opts->ids[i]) != 0)
            k++;
        if (k < out->n) /* said twice */
            continue;
        VP_TRY(check_known(w.view, names, count, opts->ids[i], arena, err));
        VP_TRY(read_one(&at[out->n], &w, opts->ids[i], err));
        VP_TRY(check_state(&w, &at[out->n], err));
        VP_TRY(put_one(&w, &at[out->n++], err));
    }
    if (w.back && counts(round)) {
        vp_proposals all;
        VP_TRY(vp_proposals_read(&all, round, w.view, arena, err));
        VP_TRY(check_counts(&w, &all, at, out->n, err));
    }
    VP_TRY(is_there(&out->ranked, &w, "ranking.csv", err));
    VP_TRY(is_there(&out->awarded, &w, "awards.csv", err));
    VP_TRY(record(out, &w, session, opts, at, err));
    return tell(&w, opts, at, out->n, err);
}

/* ---- doing it again ---- */

/* The id that an arg of the commit names, or NULL. */
static const char *id_of(const char *arg, bool *back)
{
    *back = strncmp(arg, reinstate_arg, sizeof reinstate_arg - 1) == 0;
    if (*back)
        return arg + sizeof reinstate_arg - 1;
    return strncmp(arg, withdraw_arg, sizeof withdraw_arg - 1) == 0 ? arg + sizeof withdraw_arg - 1 : NULL;
}

bool vp_is_withdrawal(const vp_commit_info *what)
{
    bool back;
    for (size_t i = 0; i < what->nargs; i++)
        if (id_of(what->args[i], &back))
            return true;
    return false;
}

vp_status vp_replay_withdraw(const vp_view *before, const vp_view *after, const vp_commit_info *what, vp_writer *out,
                             vp_arena *arena, vp_err *err)
{
    withdrawal w = {.view = before, .to = out, .arena = arena, .on = vp_commit_arg(what, "--received"),
                    .reason = vp_commit_arg(what, "--message")};
    vp_round *round;
    char day[VP_DATE_MAX];
    (void)after;
    vp_date_format(day, vp_date_of_epoch(what->when));
    w.on = w.on ? w.on : day;
    VP_TRY(vp_round_read(&round, before, arena, err));
    w.round = round;
    const char *first = "";
    size_t n = 0;
    bool back = false;
    for (size_t i = 0; i < what->nargs; i++) {
        const char *id = id_of(what->args[i], &w.back);
        vp_proposal p;
        if (!id)
            continue;
        first = n++ == 0 ? id : first;
        back = w.back;
        if (!w.back && !w.reason)
            return vp_fail(err, VP_INVALID, VP_NOWHERE, "the commit does not say why '%s' was withdrawn", id);
        VP_TRY(read_one(&p, &w, id, err));
        VP_TRY(check_state(&w, &p, err));
        VP_TRY(put_one(&w, &p, err));
    }
    VP_ALLOC(*what->says, vp_subject_withdrawn(first, n, back, arena), err);
    return VP_OK;
}
