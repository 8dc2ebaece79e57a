/* The files of examples/templates, compiled in by the build, so that no path is needed at run time. */
#ifndef VP_LIB_VERB_TEMPLATE_H
#define VP_LIB_VERB_TEMPLATE_H

#include <stddef.h>

typedef struct vp_template_file { const char *path, *bytes; size_t n; } vp_template_file; /* "blank/round.json" */

extern const vp_template_file vp_template_files[]; /* sorted; path NULL ends */

#endif
