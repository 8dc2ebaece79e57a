/* The empty form for applicants: what a round asks for, as a file to fill in. */
#ifndef VP_BLANK_H
#define VP_BLANK_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/session.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_blank_result {
    size_t columns;
    bool replaced;       /* there was such a file before */
    bool example_stands; /* the example row would be accepted; false: no row was found that fulfils every rule */
} vp_blank_result;

/* Write the form of the round to path, at once: CSV for Excel and WPS (.csv) or a workbook (.xlsx).
   VP_USAGE: the name ends in neither. VP_CORRUPT: the round asks for what no form can hold. Nothing is recorded. */
vp_status vp_blank(vp_blank_result *out, vp_session *session, const char *path, vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
