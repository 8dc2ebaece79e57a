/* The parts of reading rubric.json. vp_json.ctx is the vp_rubric_draft. */
#ifndef VP_LIB_IO_RUBRIC_JSON_H
#define VP_LIB_IO_RUBRIC_JSON_H

#include <vp/map.h>
#include <vp/rubric.h>
#include "lib/io/json.h"

typedef struct vp_rubric_draft {
    const vp_round *round; /* the round.json beside it; NULL: there is none */
    const vp_view *view;   /* where files that the rubric names are */
    vp_map *names;         /* ids and titles so far -> the node of the id */
} vp_rubric_draft;

vp_status vp_rubric_read_stages(vp_json *j, const cJSON *value, vp_rubric *rubric);
vp_status vp_rubric_read_bonuses(vp_json *j, const cJSON *list, vp_rubric *r);
/* A stage that has "from": *out holds what it is when its keys say nothing. */
vp_status vp_rubric_read_sourced(vp_json *j, const cJSON *value, vp_stage *out, const cJSON **weight);
/* The rubric names fields of proposals. Whoever reads it beside a round.json hears at once of one that is missing;
   *field is NULL when there is no round.json. */
vp_status vp_rubric_field(vp_json *j, const cJSON *value, const char *name, const vp_field **field);
bool vp_rubric_field_name(const char *s);
/* The id (or title) must be the first of its name in the rubric. */
vp_status vp_rubric_claim(vp_json *j, const cJSON *name);

#endif
