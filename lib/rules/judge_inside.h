/* What the files of the judge share. */
#ifndef VP_LIB_RULES_JUDGE_INSIDE_H
#define VP_LIB_RULES_JUDGE_INSIDE_H

#include <vp/map.h>
#include <vp/str.h>
#include "lib/rules/judge.h"
#include "lib/rules/recall.h"

struct vp_judge {
    const vp_round *round;
    vp_judge_opts opts;
    vp_map *ids;        /* folded id -> line of the row that has it, and where its text begins in `written` */
    vp_str written;     /* ids of this sheet as they are written, NUL after each */
    vp_map *known;      /* folded id -> the round's id as it is written (a pointer into arena) */
    vp_rule_tools *tools; /* one for each rule */
    size_t *told;       /* of each rule: the field that its problem is told of, a private one when it reads any */
    vp_map **choices;   /* one for each field with choices: cell as it came -> 1 + choice, 0: none */
    vp_match **patterns;
    const char **needed; /* of fields that must be filled: the rule that says so; NULL: none */
    vp_map **counted;   /* one for each field, by which a rule counts, or NULL */
    vp_value *blank;    /* a row without a cell */
    vp_recall *recall;
    bool counts;        /* a rule looks at the other proposals */
    vp_arena *arena, *scratch;
};

/* One cell of a field into the verdict: its canonical value, or the problem noted. */
vp_status vp_judge_cell(vp_verdict *v, vp_judge *j, size_t field, const vp_column_map *column, vp_cell cell,
                        vp_arena *arena, vp_err *err);
/* Refuse public cells that hold a private value of the row: they would carry it into the history. */
vp_status vp_judge_leaks(vp_verdict *v, vp_judge *j, const vp_columns *columns, const vp_cell *cells, size_t n,
                         vp_arena *arena, vp_err *err);

#endif
