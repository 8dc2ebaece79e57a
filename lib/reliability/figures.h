/* What the parts of the report on a panel share. */
#ifndef VP_LIB_RELIABILITY_FIGURES_H
#define VP_LIB_RELIABILITY_FIGURES_H

#include <vp/reliability.h>

enum { VP_MOST_FIGURES = 80 };

/* Append; a value that is no number has the reason `otherwise`. */
void vp_figure_add(vp_reliability *r, const char *name, double value, const char *otherwise);
void vp_figure_none(vp_reliability *r, const char *name, const char *why);

/* One-way analysis and, of complete tables, the two-way ones. */
void vp_figures_anova(vp_reliability *r, const double *table); /* table: [proposal][reviewer], NULL: it has gaps */
/* Krippendorff's alpha and Kendall's W. */
vp_status vp_figures_agreement(vp_reliability *r, const double *table, vp_arena *arena, vp_err *err);
/* Variance components and what they mean. */
void vp_figures_mixed(vp_reliability *r);

#endif
