/* A configuration by itself: checked as a whole, explained rule by rule, and said in another standard's words. */
#ifndef VP_CONFIG_H
#define VP_CONFIG_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/round.h>
#include <vp/str.h>
#include <vp/view.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a configuration holds. */
typedef struct vp_config_counts {
    size_t own_fields, rules, funds, limits, tranches;
    bool has_rubric;
    size_t stages, criteria, bonuses; /* criteria that reviewers mark */
    size_t lists, entries;
} vp_config_counts;

/* Read round.json, rubric.json when it is there, and every list that a rule names. Every problem that can be found is
   told; one of status VP_INVALID is a warning. VP_CORRUPT: the configuration cannot be used; err->msg is "" when
   everything was told. VP_NOTFOUND: there is no round.json. */
vp_status vp_config_check(vp_config_counts *out, const vp_view *view, vp_problems *problems, vp_arena *arena,
                          vp_err *err);

/* What a rule of the round means, or a check that is built in: a text for a person in the language of err, or, with
   the format "json" or "jsonl", an object. name: a rule's id, or what stands in the column `rule` of rejects.
   VP_USAGE: there is none of that name; the hint has them all. */
vp_status vp_config_explain(const vp_view *view, const char *name, const char *format, vp_out out, vp_arena *arena,
                            vp_err *err);

/* The fields and rules as a Table Schema (Frictionless Data), with a line end. What it has no words for stands in the
   property "vp:rules". */
vp_status vp_config_table_schema(vp_str *out, const vp_round *round, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
