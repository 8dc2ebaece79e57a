/* How a sheet is to be read, as the options say: read and checked. */
#ifndef VP_LIB_VERB_INTAKE_HOW_H
#define VP_LIB_VERB_INTAKE_HOW_H

#include <stdbool.h>
#include <vp/reading.h>
#include "lib/model/columns.h"

enum { VP_HEADER_LEVELS_MAX = 3 };

typedef struct vp_how {
    size_t header_row;     /* the line of the header; 0: to be found */
    size_t header_rows;    /* 0: there is none */
    bool said_rows;        /* --header-rows was given */
    int excel_dates;       /* 1900, 1904; 0: not wanted */
    int64_t unit;          /* of money columns that state none; 0: not said */
    const char *unit_name; /* "" when it is not said */
    vp_mappings maps;
} vp_how;

/* VP_USAGE: an option's value makes no sense. Texts are of the arena or of the reading. */
vp_status vp_how_read(vp_how *out, const vp_reading *reading, const vp_round *round, vp_arena *arena, vp_err *err);
/* --excel-dates alone: NULL is 0. */
vp_status vp_how_excel_dates(int *out, const char *text, vp_err *err);

#endif
