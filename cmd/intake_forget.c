/* vp-intake --forget ID: erase what is kept privately of a proposal. */
#include <vp/forget.h>
#include "cmd/cli.h"
#include "cmd/intake_forget.h"

int intake_forget(const char *id, const char *sheet, vp_arena *arena)
{
    VP_AUTO(vp_session) session = NULL;
    vp_err err = cli_err();
    vp_session_opts so = cli_session();
    vp_forget_opts o = {.id = id, .format = cli.format, .answer = cli_out(), .tell = cli_tell,
                        .dry_run = cli.dry_run};
    vp_forgotten r;
    if (sheet) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "--forget takes no sheet");
        return cli_fail(&err);
    }
    if (vp_session_open(&session, &so, &err) != VP_OK || vp_forget(&r, session, &o, arena, &err) != VP_OK)
        return cli_fail(&err);
    cli_say(cli.dry_run ? N_("would erase: %zu rows of private values, %zu sheets as they came, %zu hashes")
                        : N_("erased: %zu rows of private values, %zu sheets as they came, %zu hashes"),
            r.values, r.sheets, r.hashes);
    if (*r.commit)
        cli_say(N_("committed %.7s"), r.commit);
    else if (cli.dry_run)
        cli_say(N_("nothing recorded: dry run"));
    return cli_finish(VP_OK);
}
