/* vp-assign: who reviews what becomes a step of the round. */
#include <stdlib.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/session.h>
#include <vp/table.h>
#include "lib/io/assignments.h"
#include "lib/io/file.h"
#include "lib/io/panel.h"
#include "lib/verb/assign_plan.h"
#include "lib/verb/assign_sheets.h"
#include "lib/verb/replay.h"
#include "lib/verb/subjects.h"
#include "lib/verb/who.h"

enum { ARGS = 13 };

static vp_status check_options(const vp_plan *p, vp_err *err)
{
    const vp_assign_opts *o = p->opts;
    if (p->in_round && (o->proposals || o->keep)) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "--%s is for use as a filter: a round has its own",
                o->proposals ? "proposals" : "keep");
        return vp_hint(err, "give --config too, or leave it out");
    }
    if (!p->in_round && !o->proposals) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "the proposals are not given");
        return vp_hint(err, "name an answer of vp-intake: --proposals FILE, '-' for standard input");
    }
    if (o->seed && !o->random && o->panel < 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--seed is for --random and --panel");
    if (o->panel == 0)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--panel 0 leaves nobody to review");
    if (o->fit && o->random)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--random pays no heed to --fit: give one of them");
    if (o->min_load >= 0 && o->max_load >= 0 && o->min_load > o->max_load)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--min-load is larger than --max-load");
    if (!o->sheets && (o->workbooks || o->blind || o->force))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--%s says how score sheets are written: give --sheets too",
                       o->workbooks ? "xlsx" : o->blind ? "blind" : "force");
    if (o->sheets && !*o->sheets)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "--sheets names no folder");
    return VP_OK;
}

static vp_status read_before(vp_plan *p, const vp_view *before, vp_err *err)
{
    const char *bytes, *file;
    size_t n;
    vp_table *t;
    if (p->in_round)
        return vp_assignments_read(&p->before, before, p->arena, err);
    if (!p->opts->keep)
        return VP_OK;
    VP_TRY(vp_file_input(&bytes, &n, &file, p->opts->keep, p->arena, err));
    VP_TRY(vp_table_read(&t, file, bytes, n, p->arena, err));
    return vp_assignments_from_table(&p->before, t, p->arena, err);
}

/* ---- recording ---- */

static vp_status add_text(const char **args, size_t *n, const char *name, const char *value, vp_arena *arena,
                          vp_err *err)
{
    if (!value)
        return VP_OK;
    VP_ALLOC(args[*n], vp_arena_printf(arena, "--%s%s%s", name, *value ? "=" : "", value), err);
    ++*n;
    return VP_OK;
}

static vp_status add_number(const char **args, size_t *n, const char *name, long value, vp_arena *arena, vp_err *err)
{
    if (value < 0)
        return VP_OK;
    VP_ALLOC(args[*n], vp_arena_printf(arena, "--%s=%ld", name, value), err);
    ++*n;
    return VP_OK;
}

/* What doing it again needs, by name. */
static vp_status args_of(const char **args, size_t *n, const vp_plan *p, vp_err *err)
{
    const vp_assign_opts *o = p->opts;
    VP_TRY(add_number(args, n, "experts", o->experts, p->arena, err));
    VP_TRY(add_text(args, n, "fit", o->fit, p->arena, err));
    VP_TRY(add_text(args, n, "fresh", o->fresh ? "" : NULL, p->arena, err));
    VP_TRY(add_number(args, n, "max-load", o->max_load, p->arena, err));
    VP_TRY(add_number(args, n, "min-load", o->min_load, p->arena, err));
    VP_TRY(add_number(args, n, "panel", o->panel, p->arena, err));
    VP_TRY(add_text(args, n, "random", o->random ? "" : NULL, p->arena, err));
    VP_TRY(add_number(args, n, "reviewers", o->reviewers, p->arena, err));
    VP_TRY(add_text(args, n, "same-organisation", o->same_organisation ? "" : NULL, p->arena, err));
    VP_TRY(add_text(args, n, "seed", o->random || o->panel > 0 ? p->how.seed : NULL, p->arena, err));
    VP_TRY(add_text(args, n, "stage", p->stage->id, p->arena, err));
    return add_text(args, n, "without-names", p->names_missing > 0 ? "" : NULL, p->arena, err);
}

static vp_status put_assignments(const vp_plan *p, const vp_writer *to, vp_err *err)
{
    VP_STR text = {0};
    VP_TRY(vp_assignments_emit(&p->after, p->round->lang, "csv", (vp_out){vp_out_str, &text}, err));
    return to->put(to->ctx, "assignments.csv", vp_str_text(&text), text.n, err);
}

static vp_status record(vp_assign_result *out, const vp_plan *p, vp_session *session, vp_err *err)
{
    const char *args[ARGS], *subject;
    size_t nargs = 0;
    VP_TRY(put_assignments(p, vp_session_writer(session), err));
    VP_TRY(vp_plan_put_apart(p, vp_session_writer(session), err));
    VP_TRY(args_of(args, &nargs, p, err));
    VP_ALLOC(subject, vp_subject_assigned(out->pairs, p->stage->id, p->arena), err);
    vp_record what = {.subject = subject, .command = "vp-assign", .args = args, .nargs = nargs};
    return vp_session_record(session, &what, &out->changed, out->commit, err);
}

/* ---- the verb ---- */

static void show(vp_assign_result *out, const vp_plan *p)
{
    out->round = p->round;
    out->proposals = p->proposals;
    out->panel = p->panel;
    out->conflicts = p->conflicts;
    out->assignments = p->after;
    out->answer = p->answer;
    out->stage = p->stage ? p->stage->id : "";
    out->pairs = 0;
    for (size_t i = 0; p->stage && i < p->after.n; i++)
        out->pairs += strcmp(p->after.at[i].stage, p->stage->id) == 0;
    out->kept = p->kept;
    out->lost = p->lost;
    out->experts = p->experts;
}

/* What was told needs no message. */
static vp_status was_told(const vp_plan *p, vp_status s, vp_err *err)
{
    if (s == VP_INVALID && p->refused && err)
        *err = (vp_err){.status = VP_INVALID, .lang = err->lang};
    return s;
}

static vp_status plan_of(vp_plan *p, vp_session *session, const vp_assign_opts *opts, vp_arena *arena, vp_err *err)
{
    vp_who *names;
    *p = (vp_plan){.opts = opts, .view = vp_session_view(session), .in_round = vp_session_in_round(session),
                   .arena = arena};
    VP_TRY(check_options(p, err));
    VP_TRY(vp_who_of(&names, session, arena, err));
    p->names = names;
    return VP_OK;
}

vp_status vp_assign_conflicts(vp_assign_result *out, vp_session *session, const vp_assign_opts *opts, vp_arena *arena,
                              vp_err *err)
{
    vp_plan p;
    *out = (vp_assign_result){0};
    VP_TRY(plan_of(&p, session, opts, arena, err));
    vp_status s = vp_plan_read(&p, err);
    if (s == VP_OK)
        show(out, &p);
    return was_told(&p, s, err);
}

/* Only the sheets of what is assigned are asked for. */
static bool stays(const vp_plan *p)
{
    const vp_assign_opts *o = p->opts;
    bool anew = o->reviewers >= 0 || o->experts >= 0 || o->min_load >= 0 || o->max_load >= 0 || o->same_organisation ||
                o->fresh || o->random || o->panel > 0 || o->fit;
    if (!o->sheets || anew)
        return false;
    for (size_t i = 0; i < p->before.n; i++)
        if (strcmp(p->before.at[i].stage, p->stage->id) == 0)
            return true;
    return false;
}

vp_status vp_assign(vp_assign_result *out, vp_session *session, const vp_assign_opts *opts, vp_arena *arena,
                    vp_err *err)
{
    vp_plan p;
    *out = (vp_assign_result){0};
    VP_TRY(plan_of(&p, session, opts, arena, err));
    vp_status s = vp_plan_read(&p, err);
    if (s == VP_OK)
        s = read_before(&p, p.view, err);
    bool as_is = s == VP_OK && stays(&p);
    if (as_is)
        p.after = p.before;
    else if (s == VP_OK)
        s = vp_plan_make(&p, err);
    if (s == VP_OK && opts->sheets)
        s = vp_plan_write_sheets(&out->sheets, &p, session, err);
    show(out, &p);
    if (s != VP_OK)
        return was_told(&p, s, err);
    return p.in_round && !as_is ? record(out, &p, session, err) : VP_OK;
}

/* ---- doing it again ---- */

/* A whole number of the arguments, -1: there is none. */
static long number_of(const vp_commit_info *what, const char *name)
{
    const char *text = vp_commit_arg(what, name);
    return text && *text ? strtol(text, NULL, 10) : -1;
}

/* panel.csv is as it was given. */
static vp_status panel_again(const vp_view *after, const vp_commit_info *what, vp_arena *arena, vp_err *err)
{
    vp_panel_list panel;
    VP_TRY(vp_panel_read(&panel, after, arena, err));
    VP_ALLOC(*what->says, vp_subject_panel(panel.n, arena), err);
    return VP_OK;
}

vp_status vp_replay_assign(const vp_view *before, const vp_view *after, const vp_commit_info *what, vp_writer *out,
                           vp_arena *arena, vp_err *err)
{
    vp_assign_opts opts = {.stage = vp_commit_arg(what, "stage"), .reviewers = number_of(what, "reviewers"),
                           .experts = number_of(what, "experts"), .min_load = number_of(what, "min-load"),
                           .max_load = number_of(what, "max-load"), .fresh = vp_commit_arg(what, "fresh") != NULL,
                           .same_organisation = vp_commit_arg(what, "same-organisation") != NULL,
                           .random = vp_commit_arg(what, "random") != NULL, .seed = vp_commit_arg(what, "seed"),
                           .panel = number_of(what, "panel"), .fit = vp_commit_arg(what, "fit")};
    vp_plan p = {.opts = &opts, .view = after, .in_round = true, .arena = arena};
    if (vp_commit_arg(what, "names"))
        return panel_again(after, what, arena, err);
    p.names = vp_commit_arg(what, "without-names") ? NULL : what->names;
    vp_status s = vp_plan_read(&p, err);
    if (s == VP_OK)
        s = read_before(&p, before, err);
    if (s == VP_OK)
        s = vp_plan_make(&p, err);
    if (s == VP_INVALID && p.refused)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "the reviewers cannot be assigned as this step says");
    VP_TRY(s);
    if (p.names_missing > 0 && what->unchecked)
        ++*what->unchecked;
    VP_ALLOC(*what->says, vp_subject_assigned(p.answer ? p.answer->n : 0, p.stage->id, arena), err);
    VP_TRY(vp_plan_put_apart(&p, out, err));
    return put_assignments(&p, out, err);
}
