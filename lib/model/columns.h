/* Which column of a sheet is which field, and in what unit its money is (DOMAIN.md, 5.4 to 5.6). */
#ifndef VP_LIB_MODEL_COLUMNS_H
#define VP_LIB_MODEL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/map.h>
#include <vp/round.h>

typedef struct vp_cell { const char *s; size_t n; } vp_cell; /* valid UTF-8, NUL-terminated too */

typedef struct vp_column_map {
    const char *heading;   /* as it came, trimmed */
    long field;            /* index in the round, or -1: not understood, never published */
    int64_t unit;          /* of money, in minor units of one; 0: not stated */
    const char *unit_name; /* "万元"; "" when not stated */
} vp_column_map;

typedef struct vp_columns { vp_column_map *at; size_t n; } vp_columns;

/* What headings the round understands: folded heading -> 1 + field. The round's own come before the standard ones.
   The map is yours: vp_map_free. */
vp_status vp_headings_new(vp_map **out, const vp_round *round, vp_arena *arena, vp_err *err);

/* How many different fields the cells name. */
size_t vp_headings_count(const vp_map *headings, size_t nfields, const vp_cell *cells, size_t n, vp_arena *arena);

/* Read a header row. file and line are for messages. VP_INVALID: two columns name one field. */
vp_status vp_columns_read(vp_columns *out, const vp_map *headings, const vp_round *round, const vp_cell *cells,
                          size_t n, const char *file, size_t line, vp_arena *arena, vp_err *err);
/* Give money columns that state no unit this one (of a title row). */
void vp_columns_unit(vp_columns *columns, const vp_round *round, int64_t unit, const char *name);
/* The unit that a title cell states (单位：万元), or 0; *name is of the arena. */
int64_t vp_title_unit(const char **name, const char *cell, vp_arena *arena);
/* VP_INVALID when a field that every row must fill has no column. */
vp_status vp_columns_complete(const vp_columns *columns, const vp_round *round, const char *file, size_t line,
                              vp_err *err);
/* The column of a field, or -1. */
long vp_columns_find(const vp_columns *columns, size_t field);

#endif
