/* vp: the round at a glance, and the way to the other commands. */
#include "cli.h"

static const cli_opt opts[] = { CLI_COMMON, CLI_ANSWER, CLI_END };
static const cli_cmd cmd = {"vp", N_("run grant rounds from a shell"), opts, NULL, NULL, NULL};

int main(int argc, char **argv)
{
    cli_start(&cmd, argc, argv);
    return cli_finish(VP_OK);
}
