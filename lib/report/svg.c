/* SVG, as text; a tenth of a unit is as fine as it gets. */
#include <string.h>
#include "svg.h"

static const char common[] =
    ".axis{fill:none;stroke:#80868b}.grid{stroke:#e3e5e8}.soft{fill:#5f6368}.name{font-size:11px}"
    ".strong{font-weight:600}";

void vp_svg_escaped(vp_str *out, const char *s)
{
    for (; *s; s++) {
        const char *as = *s == '<' ? "&lt;" : *s == '&' ? "&amp;" : *s == '>' ? "&gt;" : *s == '"' ? "&quot;" : NULL;
        if (as)
            vp_str_addz(out, as);
        else
            vp_str_addc(out, (unsigned char)*s < 0x20 || *s == 0x7F ? ' ' : *s);
    }
}

void vp_svg_begin(vp_str *out, long width, long height, const char *id, const char *title, const char *about,
                   const char *style)
{
    vp_str_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %ld %ld\" font-family=\"sans-serif\" "
                     "font-size=\"12\" role=\"img\" aria-labelledby=\"%s-title%s%s%s\">\n", width, height, id,
                about ? " " : "", about ? id : "", about ? "-about" : "");
    vp_str_addf(out, "<title id=\"%s-title\">", id);
    vp_svg_escaped(out, title);
    vp_str_addz(out, "</title>\n");
    if (about) {
        vp_str_addf(out, "<desc id=\"%s-about\">", id);
        vp_svg_escaped(out, about);
        vp_str_addz(out, "</desc>\n");
    }
    vp_str_addf(out, "<style>%s%s</style>\n", common, style ? style : "");
}

void vp_svg_end(vp_str *out)
{
    vp_str_addz(out, "</svg>\n");
}

/* ` name="12.5"`, without a zero behind the point. */
static void length(vp_str *out, const char *name, double x)
{
    long tenths = (long)(x * 10 + (x < 0 ? -0.5 : 0.5)), size = tenths < 0 ? -tenths : tenths;
    vp_str_addf(out, " %s=\"%s%ld", name, tenths < 0 ? "-" : "", size / 10);
    if (size % 10)
        vp_str_addf(out, ".%ld", size % 10);
    vp_str_addc(out, '"');
}

static void of_class(vp_str *out, const char *class)
{
    if (class)
        vp_str_addf(out, " class=\"%s\"", class);
}

void vp_svg_text(vp_str *out, double x, double y, const char *anchor, const char *class, const char *text)
{
    vp_str_addz(out, "<text");
    length(out, "x", x);
    length(out, "y", y);
    if (strcmp(anchor, "start") != 0)
        vp_str_addf(out, " text-anchor=\"%s\"", anchor);
    of_class(out, class);
    vp_str_addc(out, '>');
    vp_svg_escaped(out, text);
    vp_str_addz(out, "</text>\n");
}

void vp_svg_line(vp_str *out, double x1, double y1, double x2, double y2, const char *class)
{
    vp_str_addz(out, "<line");
    length(out, "x1", x1);
    length(out, "y1", y1);
    length(out, "x2", x2);
    length(out, "y2", y2);
    of_class(out, class);
    vp_str_addz(out, "/>\n");
}

void vp_svg_box(vp_str *out, double x, double y, double width, double height, const char *class)
{
    vp_str_addz(out, "<rect");
    length(out, "x", x);
    length(out, "y", y);
    length(out, "width", width);
    length(out, "height", height);
    of_class(out, class);
    vp_str_addz(out, "/>\n");
}

void vp_svg_dot(vp_str *out, double x, double y, double radius, const char *class)
{
    vp_str_addz(out, "<circle");
    length(out, "cx", x);
    length(out, "cy", y);
    length(out, "r", radius);
    of_class(out, class);
    vp_str_addz(out, "/>\n");
}

void vp_svg_diamond(vp_str *out, double x, double y, double radius, const char *class)
{
    vp_str_addf(out, "<path d=\"M%.1f %.1fl%.1f %.1f %.1f %.1f %.1f %.1fz\"", x, y - radius, radius, radius, -radius,
                radius, -radius, -radius);
    of_class(out, class);
    vp_str_addz(out, "/>\n");
}

static double step_of(unsigned char c)
{
    return c >= 0xC0 ? 11.5 : c >= 0x80 ? 0 : 6.4;
}

double vp_svg_width(const char *text)
{
    double width = 0;
    for (; *text; text++)
        width += step_of((unsigned char)*text);
    return width;
}

void vp_svg_fitted(vp_str *out, const char *text, double width)
{
    const double ellipsis = 11.5;
    if (vp_svg_width(text) <= width) {
        vp_str_addz(out, text);
        return;
    }
    double used = ellipsis;
    size_t n = 0;
    for (; text[n]; n++) {
        used += step_of((unsigned char)text[n]);
        if (used > width)
            break;
    }
    vp_str_add(out, text, n);
    vp_str_addz(out, "…");
}

double vp_svg_step(double span, size_t most)
{
    double step = 1;
    while (span / step > (double)most)
        step *= 10;
    while (span > 0 && span / (step / 10) <= (double)most)
        step /= 10;
    if (span / (step / 5) <= (double)most)
        return step / 5;
    return span / (step / 2) <= (double)most ? step / 2 : step;
}
