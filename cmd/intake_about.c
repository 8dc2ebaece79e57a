/* The configuration alone: explain a rule, check everything, write the fields and rules as a Table Schema. */
#include <string.h>
#include <vp/config.h>
#include "cmd/cli.h"
#include "cmd/intake_about.h"

static void told(void *ctx, const vp_err *problem)
{
    (void)ctx;
    if (problem->status != VP_INVALID)
        cli_complain(problem);
    else
        cli_problem((vp_where){problem->file, problem->row, problem->col, problem->field},
                    vp_tr(cli.lang, N_("warning")), problem->msg, *problem->hint ? problem->hint : NULL);
}

static vp_status check(const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_config_counts c;
    vp_problems problems = {told, NULL};
    vp_out out = cli_out();
    char *text;
    VP_TRY(vp_config_check(&c, view, &problems, arena, err));
    const char *says = vp_tr(cli.lang, N_("the configuration can be used: %zu own fields, %zu rules, %zu funds, %zu "
                                          "limits, %zu tranches; %zu stages with %zu criteria, %zu bonuses; %zu "
                                          "lists with %zu entries\n"));
    VP_ALLOC(text, vp_arena_printf(arena, says, c.own_fields, c.rules, c.funds, c.limits, c.tranches, c.stages,
                                   c.criteria, c.bonuses, c.lists, c.entries), err);
    return out.write(out.ctx, text, strlen(text), err);
}

static vp_status schema(const vp_view *view, vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    vp_round *round;
    vp_out out = cli_out();
    VP_TRY(vp_round_read(&round, view, arena, err));
    VP_TRY(vp_config_table_schema(&text, round, err));
    return out.write(out.ctx, text.s, text.n, err);
}

int cli_about_config(cli_about what, const char *rule, const char *path, vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    if (path) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "'%s' is not read here", path);
        vp_hint(&err, "only the configuration is: leave the sheet out");
        return cli_fail(&err);
    }
    so.read_only = true;
    vp_status s = vp_session_open(&session, &so, &err);
    if (s != VP_OK)
        return cli_fail(&err);
    const vp_view *view = vp_session_view(session);
    if (what == CLI_EXPLAIN)
        s = vp_config_explain(view, rule, cli.format, cli_out(), arena, &err);
    else
        s = what == CLI_CHECK_CONFIG ? check(view, arena, &err) : schema(view, arena, &err);
    if (s != VP_OK)
        return *err.msg ? cli_fail(&err) : cli_exit_code(s);
    return cli_finish(VP_OK);
}
