/* The header of a sheet: where it is, how many rows it takes, and what each of its columns means. */
#ifndef VP_LIB_VERB_INTAKE_HEAD_H
#define VP_LIB_VERB_INTAKE_HEAD_H

#include "lib/verb/intake_run.h"

typedef struct vp_header {
    size_t first, last;  /* records that make it; 0: there is none */
    size_t line;         /* where it begins; without a header: where the rows do */
    const vp_cell *cell; /* one heading for each column */
    size_t n;
} vp_header;

/* Find it; the text is left rewound. VP_INVALID: there is none, or it has two levels and nobody said so. VP_USAGE:
   what was said of it does not fit. */
vp_status vp_header_find(vp_header *out, vp_intake_run *r, vp_err *err);
/* Which column is which, with the unit that a title row states (0: none): the desk can begin. */
vp_status vp_header_read(vp_intake_run *r, const vp_header *h, int64_t unit, const char *unit_name, vp_err *err);

#endif
