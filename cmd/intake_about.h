/* What vp-intake does with the configuration alone, without a sheet. */
#ifndef VP_CMD_INTAKE_ABOUT_H
#define VP_CMD_INTAKE_ABOUT_H

#include <vp/arena.h>

typedef enum cli_about { CLI_EXPLAIN, CLI_CHECK_CONFIG, CLI_TABLE_SCHEMA } cli_about;

/* Do it and return the exit code. rule: of CLI_EXPLAIN; path: a sheet that was named though none is read, or NULL. */
int cli_about_config(cli_about what, const char *rule, const char *path, vp_arena *arena);

#endif
