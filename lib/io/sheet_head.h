/* The header of a score sheet: what each column is, and which stage the sheet belongs to.
   Private to lib/io/sheet*.c. */
#ifndef VP_LIB_IO_SHEET_HEAD_H
#define VP_LIB_IO_SHEET_HEAD_H

#include <vp/finding.h>
#include <vp/map.h>
#include <vp/rubric.h>
#include <vp/table.h>

/* The names of all criteria: index of a criterion by what people may call it. */
typedef struct vp_names {
    const vp_rubric *rubric;
    vp_map *exact, *folded; /* ids and titles as they are, and folded: stage and criterion + 1, packed */
} vp_names;

vp_status vp_names_new(vp_names *out, const vp_rubric *rubric, vp_arena *arena, vp_err *err);
void vp_names_free(vp_names *n);
/* The first stage that reviewers mark: an example for messages. */
size_t vp_names_first(const vp_names *n);
/* By id or title, folded when it is not exact, and without a remark in brackets at its end ("陈述（30分）"). */
vp_status vp_names_find(bool *found, size_t *stage, size_t *criterion, const vp_names *names, const char *text,
                        vp_arena *arena, vp_err *err);

typedef struct vp_head {
    bool usable;  /* false: what is wrong was told, no row can be read */
    bool is_long; /* a row for each mark */
    size_t stage; /* of a long sheet: only when `stage` was given, else its rows tell */
    long proposal, reviewer, conflict, comment; /* columns, -1: not there */
    long criterion, score;                      /* of a long sheet */
    long total;                                 /* of a wide one: what the reviewer added up, or -1 */
    long *mark;                                 /* and the column of each criterion of the stage, or -1 */
} vp_head;

/* Whether a row looks like the header of a score sheet, for vp_table_read_titled. */
bool vp_head_is_one(void *arena, const vp_row *row);

/* stage: of every sheet, or -1. */
vp_status vp_head_read(vp_head *out, const vp_table *t, const vp_names *names, long stage, vp_findings *findings,
                       vp_arena *arena, vp_err *err);

/* Place of a cell; row SIZE_MAX is the header. */
vp_where vp_cell_place(const vp_table *t, size_t row, long column);

#endif
