/* What vp-intake was asked for, and what it does instead of taking in a sheet. */
#ifndef VP_CMD_INTAKE_H
#define VP_CMD_INTAKE_H

#include <vp/reading.h>
#include "cmd/cli.h"

/* The values of its options. */
extern struct intake_asked {
    const char *path, *received, *rejects;
    bool late, strict, amend;
    vp_reading reading;        /* how the sheet is read, where the rules would read it wrongly; but for: */
    cli_list map, fill_down;
    const char *suspects, *decide;
    cli_list earlier;
    bool no_suspects;
    /* modes */
    const char *forgotten, *blank, *rule;
    bool check_config, table_schema, parse_only;
    cli_list withdraw, reinstate;
} asked;

/* The reading with its lists. */
vp_reading intake_reading(void);

/* Modes: do it and return the exit code. */
int intake_forget(vp_arena *arena);
int intake_explain(vp_arena *arena);
int intake_check(vp_arena *arena);
int intake_schema(vp_arena *arena);
int intake_show_table(vp_arena *arena);
int intake_blank(vp_arena *arena);
int intake_withdraw(vp_arena *arena); /* and reinstate */
int intake_decide(vp_arena *arena);   /* decisions alone, about proposals that the round has */

#endif
