/* Markdown (CommonMark with the tables of GitHub): every character of the round's that Markdown would read as its own
   is escaped, so that a title stays a title. */
#include <string.h>
#include <strings.h>
#include <vp/report.h>

/* Renderers make links of what looks like an address ("http://…", "www.…"): a title must not bring one in. */
static bool makes_link(const char *from, const char *s)
{
    return strncmp(s, "://", 3) == 0 || (*s == '.' && s - from >= 3 && strncasecmp(s - 3, "www", 3) == 0);
}

/* Append what needs no escape and return what comes after it. */
static const char *plain(vp_str *out, const char *s)
{
    const char *from = s;
    while ((unsigned char)*s >= 0x20 && !strchr("\\`*_[]|~$&<>:.\x7F", *s))
        s++;
    vp_str_add(out, from, (size_t)(s - from));
    return s;
}

static void escaped(vp_str *out, const char *s, bool in_table)
{
    for (const char *from = s; *(s = plain(out, s)); s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '\r' || c == '\n') {
            s += c == '\r' && s[1] == '\n';
            vp_str_addz(out, in_table ? "<br>" : " ");
        } else if (c == '\t') {
            vp_str_addc(out, ' ');
        } else if (c < 0x20 || c == 0x7F) {
            vp_str_addz(out, "\xEF\xBF\xBD");
        } else if (c == '&' || c == '<' || c == '>') {
            vp_str_addz(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
        } else {
            if ((c != ':' && c != '.') || makes_link(from, s))
                vp_str_addc(out, '\\');
            vp_str_addc(out, (char)c);
        }
    }
}

/* A line must not begin as a heading, a list or a rule. */
static void paragraph(vp_str *out, const char *s)
{
    s += strspn(s, " \t\r\n");
    size_t digits = strspn(s, "0123456789");
    vp_str_add(out, s, digits);
    if (s[digits] && strchr(digits ? ".)" : "#-+=", s[digits]))
        vp_str_addc(out, '\\');
    escaped(out, s + digits, false);
    vp_str_addz(out, "\n\n");
}

static void shown(vp_str *out, const vp_doc *d, vp_shown as, const char *value, bool in_table)
{
    vp_str text = {0};
    vp_doc_show(&text, d, as, value, in_table);
    escaped(out, vp_str_text(&text), in_table);
    out->oom |= text.oom;
    vp_str_free(&text);
}

static void facts(vp_str *out, const vp_doc *d, const vp_block *b)
{
    for (size_t i = 0; i < b->nfacts; i++) {
        const vp_doc_fact *f = &b->facts[i];
        if (!*f->value) /* programs learn that there is none, people what there is */
            continue;
        vp_str_addz(out, "- **");
        escaped(out, f->title, false);
        vp_str_addz(out, d->lang == VP_ZH ? "：** " : ":** ");
        shown(out, d, f->shown, f->value, false);
        vp_str_addc(out, '\n');
    }
    vp_str_addc(out, '\n');
}

static void row(vp_str *out, const vp_doc *d, const vp_doc_table *t, const char **cell)
{
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (t->hidden[c])
            continue;
        vp_str_addz(out, "| ");
        shown(out, d, t->columns[c].shown, cell[c], true);
        vp_str_addc(out, ' ');
    }
    vp_str_addz(out, "|\n");
}

static void table(vp_str *out, const vp_doc *d, const vp_doc_table *t)
{
    if (t->nrows == 0 && !t->total)
        return;
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (t->hidden[c])
            continue;
        vp_str title = {0};
        vp_doc_show_title(&title, d, &t->columns[c]);
        vp_str_addz(out, "| ");
        escaped(out, vp_str_text(&title), true);
        vp_str_addc(out, ' ');
        out->oom |= title.oom;
        vp_str_free(&title);
    }
    vp_str_addz(out, "|\n");
    for (size_t c = 0; c < t->ncolumns; c++)
        if (!t->hidden[c])
            vp_str_addz(out, vp_shown_right(t->columns[c].shown) ? "| ---: " : "| --- ");
    vp_str_addz(out, "|\n");
    for (size_t r = 0; r < t->nrows; r++)
        row(out, d, t, t->cell + r * t->ncolumns);
    if (t->total)
        row(out, d, t, t->total);
    vp_str_addc(out, '\n');
}

/* Block k of a section; commands that follow one another are one piece of code. */
static void block(vp_str *out, const vp_doc *d, const vp_section *s, size_t k)
{
    const vp_block *b = &s->at[k];
    switch (b->kind) {
    case VP_BLOCK_TEXT:
        paragraph(out, b->text);
        break;
    case VP_BLOCK_COMMAND:
        if (k == 0 || s->at[k - 1].kind != VP_BLOCK_COMMAND)
            vp_str_addz(out, "```sh\n");
        vp_str_addf(out, "%s\n", b->text);
        if (k + 1 == s->n || s->at[k + 1].kind != VP_BLOCK_COMMAND)
            vp_str_addz(out, "```\n\n");
        break;
    case VP_BLOCK_FACTS:
        facts(out, d, b);
        break;
    case VP_BLOCK_PICTURE: /* most readers of Markdown show none */
        break;
    case VP_BLOCK_TABLE:
        table(out, d, b->table);
        break;
    }
}

static void signature(vp_str *out, const vp_doc *d)
{
    if (*d->signed_by)
        paragraph(out, d->signed_by);
    if (*d->signed_on) {
        vp_str day = {0};
        vp_doc_show(&day, d, VP_SHOW_DATE, d->signed_on, false);
        paragraph(out, vp_str_text(&day));
        out->oom |= day.oom;
        vp_str_free(&day);
    }
}

static vp_status print(const vp_doc *d, vp_out out, vp_err *err)
{
    VP_STR text = {0};
    vp_str_addz(&text, "# ");
    paragraph(&text, d->title);
    for (size_t i = 0; i < d->n; i++) {
        const vp_section *s = &d->at[i];
        if (*s->heading) {
            VP_STR heading = {0};
            vp_doc_show_heading(&heading, d, i);
            vp_str_addz(&text, "## ");
            escaped(&text, vp_str_text(&heading), false);
            vp_str_addz(&text, "\n\n");
            text.oom |= heading.oom;
        }
        for (size_t k = 0; k < s->n; k++)
            block(&text, d, s, k);
    }
    signature(&text, d);
    VP_TRY(vp_str_check(&text, err));
    return out.write(out.ctx, text.s, text.n - 1, err); /* without the last empty line */
}

const vp_report_format vp_report_format_md = {"md", N_("Markdown, for people and for web pages"), print};
