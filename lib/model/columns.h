/* Which column of a sheet is which field, and in what unit its money is (DOMAIN.md, 5.4 to 5.6). */
#ifndef VP_LIB_MODEL_COLUMNS_H
#define VP_LIB_MODEL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/map.h>
#include <vp/round.h>
#include <vp/str.h>
#include "lib/model/heading.h"

typedef struct vp_cell { const char *s; size_t n; } vp_cell; /* valid UTF-8, NUL-terminated too */

typedef struct vp_column_map {
    const char *heading;   /* as it came, on one line; "#3" where a column without one has a field */
    const char *key;       /* what it is matched by; "" matches nothing, NULL when it comes from a receipt */
    long field;            /* index in the round, or -1: not understood, never published */
    int64_t unit;          /* of money, in minor units of one; 0: not stated */
    const char *unit_name; /* "万元"; "" when not stated */
    bool period;           /* field is VP_STARTS, and each cell holds VP_ENDS as well */
    bool left_out;         /* field is -1 because somebody said so */
    long instead;          /* field is -1 because somebody said that this other column is it; -1 elsewhere */
} vp_column_map;

typedef struct vp_columns { vp_column_map *at; size_t n; } vp_columns;

/* What somebody said of a column: "项目=title", "#3=title"; nothing behind the '=' leaves it out. */
typedef struct vp_mapping {
    const char *said;      /* the heading or the place, as it was given */
    vp_heading heading;
    size_t position;       /* from 1; 0: by the heading */
    long field;            /* -1: left out */
} vp_mapping;
typedef struct vp_mappings { const vp_mapping *at; size_t n; } vp_mappings;

/* Read "HEADING=field" each. VP_USAGE: it is not of that form, the round has no such field, or two are for one field;
   option names it in messages. */
vp_status vp_mappings_read(vp_mappings *out, const vp_strings *said, const char *option, const vp_round *round,
                           vp_arena *arena, vp_err *err);

/* What headings the round understands: folded heading -> 1 + field. What was said (or NULL) comes first, then the
   round's own, then the standard ones; 0: to be left out. The map is yours: vp_map_free. */
vp_status vp_headings_new(vp_map **out, const vp_round *round, const vp_mappings *said, vp_arena *arena, vp_err *err);

/* How many different fields the cells name. */
size_t vp_headings_count(const vp_map *headings, size_t nfields, const vp_cell *cells, size_t n, vp_arena *arena);

/* Read a header row; said may be NULL. file and line are for messages. VP_INVALID: two columns name one field.
   VP_USAGE: what was said fits no column, or more than one. */
vp_status vp_columns_read(vp_columns *out, const vp_map *headings, const vp_mappings *said, const vp_round *round,
                          const vp_cell *cells, size_t n, const char *file, size_t line, vp_arena *arena, vp_err *err);
/* Give money columns that state no unit this one (of a title row, or of who runs the intake). How many there were. */
size_t vp_columns_unit(vp_columns *columns, const vp_round *round, int64_t unit, const char *name);
/* VP_INVALID when a field that every row must fill has no column. */
vp_status vp_columns_complete(const vp_columns *columns, const vp_round *round, const char *file, size_t line,
                              vp_arena *arena, vp_err *err);
/* The column of a field, or -1. */
long vp_columns_find(const vp_columns *columns, size_t field);
/* The column that somebody calls by its heading, its place (#3) or its field's name, or -1. */
vp_status vp_columns_called(long *out, const vp_columns *columns, const vp_round *round, const char *name,
                            vp_arena *arena, vp_err *err);
/* "#3", from 1; 0: not of that form. */
size_t vp_column_place(const char *s);
/* The headings that there are, for a message. */
vp_status vp_columns_list(vp_str *out, const vp_columns *columns, vp_arena *arena, vp_err *err);

#endif
