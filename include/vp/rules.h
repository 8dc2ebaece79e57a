/* Eligibility rules: one file for each kind in lib/rules, one line each in lib/rules/rules.def. */
#ifndef VP_RULES_H
#define VP_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/map.h>
#include <vp/match.h>
#include <vp/round.h>
#include <vp/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A list file: which texts of a field are listed, with the latest day each was. The map gives 1 + the index. */
typedef struct vp_listed { int32_t day; bool dated; const char *reason; } vp_listed;
typedef struct vp_list {
    const char *path;
    vp_map *keys;
    bool folded; /* the keys are: texts are looked up without their writing habits, codes as they are */
    vp_listed *at;
    size_t n;
} vp_list;

/* What a rule works with: whoever judges makes it, one for each rule. */
typedef struct vp_rule_tools {
    const vp_list *list; /* NULL unless the kind needs one */
    vp_map *taken;       /* of kinds that count: theirs alone */
    vp_match *match;     /* NULL unless the rule has a pattern */
    vp_arena *keep;      /* for what outlives a row */
} vp_rule_tools;

typedef struct vp_rule_kind {
    const char *name;   /* the key in round.json that makes a rule of this kind: "max", "max_share", "not_in" … */
    /* Does the row pass? If not, problem->what and ->mend are filled; what.msg stays NULL otherwise. Texts are of the
       arena. VP_NOMEM. */
    vp_status (*check)(vp_problem *problem, const vp_rule *rule, const vp_round *round, const vp_value *values,
                       const vp_rule_tools *tools, vp_arena *arena, vp_err *err);
    /* A proposal with these texts stands from now on, or (stands false) no longer: for kinds that look at the others.
       NULL elsewhere. VP_NOMEM. */
    vp_status (*count)(const vp_rule *rule, const vp_round *round, const char *const *text, bool stands,
                       const vp_rule_tools *tools, vp_arena *scratch, vp_err *err);
    /* What a rule asks for, as a sentence, and how to meet it: told->what and ->mend. */
    void (*explain)(vp_problem *told, const vp_rule *rule, const vp_round *round, vp_arena *arena);
    bool needs_list;
    bool reads_blank;   /* a blank cell is not asked to be filled */
} vp_rule_kind;

/* The kind of that name, or NULL; all of them, NULL-terminated. */
const vp_rule_kind *vp_rule_kind_find(const char *name);
extern const vp_rule_kind *const vp_rule_kinds[];

#ifdef __cplusplus
}
#endif
#endif
