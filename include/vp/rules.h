/* Eligibility rules: one file for each kind in lib/rules, one line each in lib/rules/rules.def. */
#ifndef VP_RULES_H
#define VP_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/map.h>
#include <vp/round.h>
#include <vp/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A list file: which texts of a field are listed, with the latest day each was. The map gives 1 + the index. */
typedef struct vp_listed { int32_t day; bool dated; const char *reason; } vp_listed;
typedef struct vp_list { const char *path; vp_map *keys; vp_listed *at; size_t n; } vp_list;

typedef struct vp_rule_kind {
    const char *name;   /* the key in round.json that makes a rule of this kind: "max", "max_share", "not_in" … */
    /* Does the row pass? True, or false with *problem filled; texts are of the arena. `counter` is the rule's own
       map from value to how many rows had it so far (NULL unless the kind counts), `list` its list file. */
    bool (*check)(const vp_rule *rule, const vp_round *round, const vp_value *values, const vp_list *list,
                  vp_map *counter, vp_problem *problem, vp_arena *arena);
    /* After a row was accepted, for kinds that count. NULL elsewhere. VP_NOMEM. */
    vp_status (*accepted)(const vp_rule *rule, const vp_value *values, vp_map *counter, vp_err *err);
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
