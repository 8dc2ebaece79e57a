/* The parts of reading round.json: each fills its part of the round. vp_json.ctx is the vp_round. */
#ifndef VP_LIB_IO_ROUND_JSON_H
#define VP_LIB_IO_ROUND_JSON_H

#include "lib/io/json.h"

/* Each takes the value of its key, NULL when it is missing. Fields first: the others name them. */
vp_status vp_round_read_fields(vp_json *j, const cJSON *value, vp_round *round);
vp_status vp_round_read_rules(vp_json *j, const cJSON *value, vp_round *round);
vp_status vp_round_read_funds(vp_json *j, const cJSON *value, vp_round *round);
vp_status vp_round_read_allocation(vp_json *j, const cJSON *value, vp_round *round);
vp_status vp_round_read_tranches(vp_json *j, const cJSON *value, vp_round *round);

/* Reads into a vp_drawing. */
vp_json_reader vp_round_draw;

/* Reads into a vp_panel_rule. */
vp_json_reader vp_round_panel;

/* A text that names a field of the round: its index. */
vp_status vp_round_field_named(vp_json *j, const cJSON *value, size_t *to);
/* A filter, "where" or "pays": fields that anyone may see, values that can occur. Reads into a vp_filter. */
vp_json_reader vp_round_filter;
/* Every value of the list must be one that the field can have. */
vp_status vp_round_known_values(vp_json *j, const cJSON *list, const vp_field *f, const vp_strings *values);
/* VP_CORRUPT when the field cannot group or filter: it is private, or an amount, a date, a count. */
vp_status vp_round_can_group(vp_json *j, const cJSON *value, size_t field);
/* Whether it is the path of a file directly in lists/ with that ending, whatever its name says. */
bool vp_round_list_path(const char *path, const char *ending);

#endif
