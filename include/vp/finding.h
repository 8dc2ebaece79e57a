/* What is worth telling about an input, with its place: kept while a file is read on, told at the end. */
#ifndef VP_FINDING_H
#define VP_FINDING_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/note.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum vp_severity { VP_REMARK, VP_WARNING, VP_ERROR } vp_severity;

/* mend.msg NULL: nothing to mend. */
typedef struct vp_finding {
    vp_where where;
    vp_severity severity;
    vp_note what, mend;
    size_t nth; /* set by vp_findings_add */
} vp_finding;

typedef struct vp_findings { vp_finding *at; size_t n, cap, errors; } vp_findings;

/* "note", "warning", "error"; marked for translation. */
const char *vp_severity_name(vp_severity s);

/* Keep one; its texts are not copied. VP_NOMEM. */
vp_status vp_findings_add(vp_findings *f, const vp_finding *one, vp_arena *arena, vp_err *err);

/* Put those from the given one on in the order of their places. */
void vp_findings_sort(vp_findings *f, size_t from);

/* The text as it may stand between quotation marks: cut to what a line can hold. VP_NOMEM: NULL. */
const char *vp_finding_quote(const char *text, vp_arena *arena);

#ifdef __cplusplus
}
#endif
#endif
