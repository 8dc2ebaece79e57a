/* The parts of reading rubric.json. vp_json.ctx is the vp_rubric_draft. */
#ifndef VP_LIB_IO_RUBRIC_JSON_H
#define VP_LIB_IO_RUBRIC_JSON_H

#include <vp/map.h>
#include <vp/rubric.h>
#include "lib/io/json.h"

typedef struct vp_rubric_draft {
    const vp_round *round; /* the round.json beside it; NULL: there is none */
    vp_map *names;         /* ids and titles so far -> the node of the id */
} vp_rubric_draft;

vp_status vp_rubric_read_stages(vp_json *j, const cJSON *value, vp_rubric *rubric);
/* The id (or title) must be the first of its name in the rubric. */
vp_status vp_rubric_claim(vp_json *j, const cJSON *name);

#endif
