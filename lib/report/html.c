/* One HTML file that needs nothing else: no script, no font or picture from elsewhere; it prints on A4. */
#include <string.h>
#include <vp/report.h>

static const char style[] =
    ":root{color-scheme:light;--ink:#1d1d1f;--soft:#5f6368;--line:#c9ccd1;--head:#f3f4f6}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:#fff;color:var(--ink);"
    "font:16px/1.75 -apple-system,\"Segoe UI\",\"PingFang SC\",\"Hiragino Sans GB\","
    "\"Microsoft YaHei\",\"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Noto Sans\",sans-serif}\n"
    "main{max-width:56rem;margin:0 auto;padding:3rem 1.5rem 4rem}\n"
    ".wide main{max-width:80rem}\n"
    "h1{font-size:1.5rem;line-height:1.45;text-align:center;margin:0 0 2rem}\n"
    "h2{font-size:1.15rem;line-height:1.5;margin:2.25rem 0 .6rem;break-after:avoid}\n"
    "p{margin:.6rem 0}\n"
    ":lang(zh) p{text-indent:2em;text-align:justify}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.5rem;margin:.8rem 0}\n"
    "dt{color:var(--soft)}\n"
    "dl.many{grid-template-columns:repeat(3,max-content 1fr);font-size:.875rem;line-height:1.5}\n"
    "@media (max-width:52rem){dl.many{grid-template-columns:max-content 1fr}}\n"
    "dd{margin:0;overflow-wrap:anywhere}\n"
    ".scroll{overflow-x:auto;margin:.9rem 0}\n"
    "table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.5}\n"
    "th,td{border:1px solid var(--line);padding:.35rem .55rem;text-align:left;vertical-align:top}\n"
    "th{background:var(--head);font-weight:600;vertical-align:bottom;min-width:3.2em}\n"
    "td{white-space:nowrap}\n"
    "td.t{white-space:normal;min-width:8em;overflow-wrap:anywhere}\n"
    "td.long{min-width:16em}\n"
    ".r{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\n"
    "th.r{white-space:normal}\n"
    ".big .r{width:1%}\n"
    "tfoot td{font-weight:600;background:var(--head)}\n"
    "pre{margin:.5rem 0;padding:.6rem .8rem;background:var(--head);overflow-x:auto;"
    "font:.85rem/1.6 ui-monospace,Menlo,Consolas,\"Noto Sans Mono CJK SC\",monospace}\n"
    "code{font:.875em ui-monospace,Menlo,Consolas,\"Noto Sans Mono CJK SC\",monospace}\n"
    "figure{margin:1.2rem 0;break-inside:avoid}\n"
    "svg{display:block;width:100%;max-width:50rem;height:auto;margin:0 auto}\n"
    "footer{margin-top:3rem;text-align:right}\n"
    ":lang(zh) footer p{text-indent:0;text-align:right}\n"
    "@page{size:A4;margin:20mm 18mm}\n"
    "@page wide{size:A4 landscape;margin:15mm}\n"
    "@media print{body{font-size:11pt;line-height:1.6}main,.wide main{max-width:none;padding:0}.wide{page:wide}"
    "table{font-size:8.5pt}.scroll{overflow:visible}thead{display:table-header-group}tfoot{display:table-row-group}"
    "tr,dl,pre{break-inside:avoid}svg{max-height:165mm}"
    "td.t{min-width:6em}td.long{min-width:10em}th,td{padding:.2rem .35rem}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere}h2,p{orphans:3;widows:3}footer{break-inside:avoid}}\n";

static void escaped(vp_str *out, const char *s)
{
    for (const char *from = s;; from = s) {
        while ((unsigned char)*s >= 0x20 && !strchr("&<>\"'\x7F", *s))
            s++;
        vp_str_add(out, from, (size_t)(s - from));
        switch (*s++) {
        case '\0':
            return;
        case '&':
            vp_str_addz(out, "&amp;");
            break;
        case '<':
            vp_str_addz(out, "&lt;");
            break;
        case '>':
            vp_str_addz(out, "&gt;");
            break;
        case '"':
            vp_str_addz(out, "&quot;");
            break;
        case '\'':
            vp_str_addz(out, "&#39;");
            break;
        case '\t':
            vp_str_addc(out, ' ');
            break;
        case '\r':
            s += *s == '\n';
            /* fall through */
        case '\n':
            vp_str_addz(out, "<br>");
            break;
        default: /* control bytes have no place in HTML */
            vp_str_addz(out, "\xEF\xBF\xBD");
        }
    }
}

static void shown(vp_str *out, const vp_doc *d, vp_shown as, const char *value, bool in_table)
{
    vp_str text = {0};
    vp_doc_show(&text, d, as, value, in_table);
    if (as == VP_SHOW_CODE && text.n > 0)
        vp_str_addz(out, "<code>");
    escaped(out, vp_str_text(&text));
    if (as == VP_SHOW_CODE && text.n > 0)
        vp_str_addz(out, "</code>");
    out->oom |= text.oom;
    vp_str_free(&text);
}

static void facts(vp_str *out, const vp_doc *d, const vp_block *b)
{
    enum { MANY = 16 };
    vp_str_addz(out, b->nfacts > MANY ? "<dl class=\"many\">\n" : "<dl>\n");
    for (size_t i = 0; i < b->nfacts; i++) {
        if (!*b->facts[i].value) /* programs learn that there is none, people what there is */
            continue;
        vp_str_addz(out, "<dt>");
        escaped(out, b->facts[i].title);
        vp_str_addz(out, "</dt><dd>");
        shown(out, d, b->facts[i].shown, b->facts[i].value, false);
        vp_str_addz(out, "</dd>\n");
    }
    vp_str_addz(out, "</dl>\n");
}

enum { SHORT = 24, LONG = 90 }; /* bytes: text that stays on a line, and text that wants a broad column */

/* The class of a column's cells: r to the right, t text of several lines, long more of it; "" stays on one line. */
static const char *class_of(const vp_doc_table *t, size_t c)
{
    size_t longest = 0;
    if (vp_shown_right(t->columns[c].shown))
        return "r";
    for (size_t i = c; i < t->ncells; i += t->ncolumns) {
        size_t n = strlen(t->cell[i]);
        if (n > longest)
            longest = n;
    }
    return longest > LONG ? "t long" : longest > SHORT || t->columns[c].shown == VP_SHOW_PERIOD ? "t" : "";
}

enum { BIG = 6 }; /* columns with which numbers leave the room to text */

static bool big(const vp_doc_table *t)
{
    size_t n = 0;
    for (size_t c = 0; c < t->ncolumns; c++)
        n += !t->hidden[c];
    return n >= BIG;
}

static void row(vp_str *out, const vp_doc *d, const vp_doc_table *t, const char *const *class, const char **cell)
{
    vp_str_addz(out, "<tr>");
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (t->hidden[c])
            continue;
        vp_str_addf(out, "<td%s%s%s>", *class[c] ? " class=\"" : "", class[c], *class[c] ? "\"" : "");
        shown(out, d, t->columns[c].shown, cell[c], true);
        vp_str_addz(out, "</td>");
    }
    vp_str_addz(out, "</tr>\n");
}

static vp_status table(vp_str *out, const vp_doc *d, const vp_doc_table *t, vp_err *err)
{
    const char **class;
    if (t->nrows == 0 && !t->total)
        return VP_OK;
    VP_ALLOC(class, vp_arena_array(d->arena, t->ncolumns, sizeof *class), err);
    vp_str_addf(out, "<div class=\"scroll\">\n<table%s>\n<thead><tr>", big(t) ? " class=\"big\"" : "");
    for (size_t c = 0; c < t->ncolumns; c++) {
        class[c] = class_of(t, c);
        if (t->hidden[c])
            continue;
        VP_STR title = {0};
        vp_doc_show_title(&title, d, &t->columns[c]);
        vp_str_addf(out, "<th scope=\"col\"%s>", vp_shown_right(t->columns[c].shown) ? " class=\"r\"" : "");
        escaped(out, vp_str_text(&title));
        vp_str_addz(out, "</th>");
        out->oom |= title.oom;
    }
    vp_str_addz(out, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < t->nrows; r++)
        row(out, d, t, class, t->cell + r * t->ncolumns);
    vp_str_addz(out, "</tbody>\n");
    if (t->total) {
        vp_str_addz(out, "<tfoot>");
        row(out, d, t, class, t->total);
        vp_str_addz(out, "</tfoot>\n");
    }
    vp_str_addz(out, "</table>\n</div>\n");
    return VP_OK;
}

/* Block k of a section; commands that follow one another are one piece of code. */
static vp_status block(vp_str *out, const vp_doc *d, const vp_section *s, size_t k, vp_err *err)
{
    const vp_block *b = &s->at[k];
    switch (b->kind) {
    case VP_BLOCK_TABLE:
        return table(out, d, b->table, err);
    case VP_BLOCK_FACTS:
        facts(out, d, b);
        break;
    case VP_BLOCK_TEXT:
        vp_str_addz(out, "<p>");
        escaped(out, b->text);
        vp_str_addz(out, "</p>\n");
        break;
    case VP_BLOCK_PICTURE:
        vp_str_addf(out, "<figure>\n%s</figure>\n", b->text);
        break;
    case VP_BLOCK_COMMAND:
        vp_str_addz(out, k == 0 || s->at[k - 1].kind != VP_BLOCK_COMMAND ? "<pre>" : "\n");
        escaped(out, b->text);
        if (k + 1 == s->n || s->at[k + 1].kind != VP_BLOCK_COMMAND)
            vp_str_addz(out, "</pre>\n");
        break;
    }
    return VP_OK;
}

static void head(vp_str *out, const vp_doc *d)
{
    vp_str_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                d->lang == VP_ZH ? "zh-CN" : "en");
    vp_str_addz(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" "
                     "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                     "<title>");
    escaped(out, d->title);
    vp_str_addf(out, "</title>\n<style>\n%s</style>\n</head>\n<body%s>\n<main>\n<h1>", style,
                d->wide ? " class=\"wide\"" : "");
    escaped(out, d->title);
    vp_str_addz(out, "</h1>\n");
}

static void foot(vp_str *out, const vp_doc *d)
{
    if (*d->signed_by || *d->signed_on) {
        vp_str_addz(out, "<footer>\n");
        const char *const lines[] = {d->signed_by, d->signed_on};
        for (size_t i = 0; i < 2; i++) {
            if (!*lines[i])
                continue;
            vp_str_addz(out, "<p>");
            shown(out, d, i == 0 ? VP_SHOW_TEXT : VP_SHOW_DATE, lines[i], false);
            vp_str_addz(out, "</p>\n");
        }
        vp_str_addz(out, "</footer>\n");
    }
    vp_str_addz(out, "</main>\n</body>\n</html>\n");
}

static vp_status print(const vp_doc *d, vp_out out, vp_err *err)
{
    VP_STR text = {0};
    head(&text, d);
    for (size_t i = 0; i < d->n; i++) {
        const vp_section *s = &d->at[i];
        vp_str_addf(&text, "<section id=\"%s\">\n", s->name);
        if (*s->heading) {
            VP_STR heading = {0};
            vp_doc_show_heading(&heading, d, i);
            vp_str_addz(&text, "<h2>");
            escaped(&text, vp_str_text(&heading));
            vp_str_addz(&text, "</h2>\n");
            text.oom |= heading.oom;
        }
        for (size_t k = 0; k < s->n; k++)
            VP_TRY(block(&text, d, s, k, err));
        vp_str_addz(&text, "</section>\n");
    }
    foot(&text, d);
    VP_TRY(vp_str_check(&text, err));
    return out.write(out.ctx, text.s, text.n, err);
}

const vp_report_format vp_report_format_html = {"html", N_("one file for a browser or a printer"), print};
