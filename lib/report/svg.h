/* Drawings: SVG that stands alone or in a page, needs nothing else, and has the same bytes every time. Lengths are in
   its own units, text is 12 high. */
#ifndef VP_LIB_REPORT_SVG_H
#define VP_LIB_REPORT_SVG_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/str.h>

/* title and about are what a screen reader says, told apart by id; about may be NULL. The text of the drawing's
   classes: what `style` says (may be NULL), and those of vp_svg_*. */
void vp_svg_begin(vp_str *out, long width, long height, const char *id, const char *title, const char *about,
                   const char *style);
void vp_svg_end(vp_str *out);

/* anchor: "start", "middle", "end". class may be NULL. */
void vp_svg_text(vp_str *out, double x, double y, const char *anchor, const char *class, const char *text);
void vp_svg_line(vp_str *out, double x1, double y1, double x2, double y2, const char *class);
void vp_svg_box(vp_str *out, double x, double y, double width, double height, const char *class);
void vp_svg_dot(vp_str *out, double x, double y, double radius, const char *class);
/* A square on its corner. */
void vp_svg_diamond(vp_str *out, double x, double y, double radius, const char *class);

/* Text that could be markup. */
void vp_svg_escaped(vp_str *out, const char *s);
/* How wide a text is, about; and as much of it as fits, with an ellipsis where it does not. */
double vp_svg_width(const char *text);
void vp_svg_fitted(vp_str *out, const char *text, double width);

/* The step of a scale over `span` that has at most `most` steps: 1, 2 or 5 times a power of ten. */
double vp_svg_step(double span, size_t most);

#endif
