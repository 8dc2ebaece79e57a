/* Rows that every list keeps and the relaxation does not: mixed-integer rounding of rows and of sums of rows. Internal
   to the tree. */
#ifndef VP_LIB_CUTS_H
#define VP_LIB_CUTS_H

#include "ladder.h"

typedef struct vp_cutter vp_cutter; /* room for it */
vp_status vp_cutter_new(vp_cutter **out, vp_ladder *l);
/* Add the most violated at the program's point, `most` at most; *added: how many came in. */
vp_status vp_cutter_add(vp_cutter *k, size_t most, size_t *added);

#endif
