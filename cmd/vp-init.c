/* vp-init: start a round from a template. */
#include <string.h>
#include <vp/init.h>
#include "cli.h"

static vp_init_opts how = {.from = "blank"};
static const char *dir;
static bool list;

static const cli_opt opts[] = {
    {'t', "template", CLI_CHOICE, &how.from, "NAME", N_("what the round starts from"), vp_template_names},
    {0, "list", CLI_FLAG, &list, NULL, N_("list the templates"), NULL},
    {0, "id", CLI_TEXT, &how.id, "ID", N_("id of the round, instead of the template's"), NULL},
    {0, "title", CLI_TEXT, &how.title, "TEXT", N_("title of the round, instead of the template's"), NULL},
    {0, "sign", CLI_TEXT, &how.sign, N_("KEY"), N_("ask for signed steps, and sign with this SSH key"), NULL},
    {0, "bare", CLI_FLAG, &how.bare, NULL, N_("make a repository without a work tree, for others to push to"), NULL},
    {0, "folder", CLI_ARG, &dir, "[DIR]", N_("where the round is made; a new folder or an empty one"), NULL},
    CLI_ANSWER,
    CLI_RECORD,
    CLI_COMMON,
    CLI_END,
};
static const cli_cmd cmd = {
    "vp-init", N_("start a round from a template"), opts,
    N_("Makes a git repository at DIR with round.json, rubric.json, panel.csv and lists/ of a template as its first "
       "commit. Edit them, commit them with git, and the round can take proposals."),
    "vp-init --list\n"
    "vp-init --template guangzhou --title 2025年公益创投 gongyi-2025\n", NULL, NULL,
};

/* Descriptions are for people: only a table shows them in the language of the shell. */
static vp_status list_templates(vp_arena *arena, vp_err *err)
{
    static const vp_column columns[] = {{"template", NULL, 't'}, {"description", NULL, 't'}};
    vp_lang lang = strcmp(cli.format, "table") == 0 ? cli.lang : VP_EN;
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(vp_emit_new(&e, cli.format, cli_out(), "vp-init/1", columns, 2, err));
    for (size_t i = 0; vp_template_names[i]; i++) {
        const char *cells[] = {vp_template_names[i], vp_template_about(vp_template_names[i], lang, arena)};
        if (!cells[1])
            return vp_nomem(err);
        VP_TRY(vp_emit_row(e, cells, err));
    }
    return vp_emit_end(e, err);
}

static vp_status start(vp_arena *arena, vp_err *err)
{
    char id[41];
    how.reason = cli.reason;
    how.dry_run = cli.dry_run;
    how.now = cli.now;
    if (!dir) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "where shall the round be made?");
        return vp_hint(err, "vp-init [--template NAME] DIR");
    }
    VP_TRY(vp_init(id, dir, &how, arena, err));
    if (how.dry_run) {
        cli_say(N_("would start a round in '%s' from the template '%s'"), dir, how.from);
        return VP_OK;
    }
    cli_say(N_("started a round in '%s' from the template '%s' (%.7s)"), dir, how.from, id);
    if (how.bare) {
        cli_say(N_("next: git clone '%s', edit round.json and rubric.json there, commit and push them"), dir);
        return VP_OK;
    }
    cli_say(N_("next: edit round.json, rubric.json, panel.csv and lists/ in '%s', then commit them:"), dir);
    cli_say("  git -C '%s' commit -am \"…\"", dir);
    cli_say(N_("and take proposals in:"));
    cli_say("  cd '%s' && vp-intake …/proposals.csv", dir);
    return VP_OK;
}

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    VP_AUTO(vp_arena) arena = cli_arena();
    vp_err err = cli_err();
    vp_status s = list ? list_templates(arena, &err) : start(arena, &err);
    return s == VP_OK ? cli_finish(s) : cli_fail(&err);
}
