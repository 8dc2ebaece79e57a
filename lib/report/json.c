/* The whole document as one JSON object: a member for each section, with its texts, facts, rows and total. */
#include <vp/report.h>

static void member(vp_str *out, size_t indent, const char *key, bool *first)
{
    vp_str_addf(out, "%s\n%*s", *first ? "" : ",", (int)indent, "");
    vp_json_string(out, key);
    vp_str_addz(out, ": ");
    *first = false;
}

/* Numbers stand bare, null when blank; money and dates are strings. */
static void value(vp_str *out, vp_shown as, const char *s)
{
    if (!vp_shown_bare(as))
        vp_json_string(out, s);
    else
        vp_str_addz(out, *s ? s : "null");
}

/* The texts of one kind of block, as an array; nothing when there are none. */
static void texts(vp_str *out, const vp_section *s, vp_block_kind kind, const char *key, bool *first)
{
    bool none = true;
    for (size_t k = 0; k < s->n; k++) {
        if (s->at[k].kind != kind)
            continue;
        if (none)
            member(out, 6, key, first);
        vp_str_addz(out, none ? "[\n        " : ",\n        ");
        vp_json_string(out, s->at[k].text);
        none = false;
    }
    if (!none)
        vp_str_addz(out, "\n      ]");
}

static void facts(vp_str *out, const vp_section *s, bool *first)
{
    bool none = true;
    for (size_t k = 0; k < s->n; k++)
        for (size_t i = 0; i < s->at[k].nfacts; i++) {
            const vp_doc_fact *f = &s->at[k].facts[i];
            if (none) {
                member(out, 6, "facts", first);
                vp_str_addc(out, '{');
            }
            bool first_fact = none;
            member(out, 8, f->name, &first_fact);
            value(out, f->shown, f->value);
            none = false;
        }
    if (!none)
        vp_str_addz(out, "\n      }");
}

/* A row; summed: of the total, which has only what was added up. */
static void object(vp_str *out, const vp_doc_table *t, const char **cell, bool summed)
{
    bool first = true;
    vp_str_addc(out, '{');
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (t->columns[c].use == VP_COLUMN_PEOPLE || (summed && (!*cell[c] || !vp_shown_right(t->columns[c].shown))))
            continue;
        vp_str_addz(out, first ? "" : ", ");
        vp_json_string(out, t->columns[c].name);
        vp_str_addz(out, ": ");
        value(out, t->columns[c].shown, cell[c]);
        first = false;
    }
    vp_str_addc(out, '}');
}

static void rows(vp_str *out, const vp_doc_table *t, bool *first)
{
    member(out, 6, "rows", first);
    vp_str_addc(out, '[');
    for (size_t r = 0; r < t->nrows; r++) {
        vp_str_addz(out, r > 0 ? ",\n        " : "\n        ");
        object(out, t, t->cell + r * t->ncolumns, false);
    }
    vp_str_addz(out, t->nrows > 0 ? "\n      ]" : "]");
    if (t->total) {
        member(out, 6, "total", first);
        object(out, t, t->total, true);
    }
}

static void section(vp_str *out, const vp_section *s, bool *first_section)
{
    member(out, 4, s->name, first_section);
    vp_str_addc(out, '{');
    bool first = true;
    if (*s->heading) {
        member(out, 6, "heading", &first);
        vp_json_string(out, s->heading);
    }
    texts(out, s, VP_BLOCK_TEXT, "text", &first);
    facts(out, s, &first);
    for (size_t k = 0; k < s->n; k++)
        if (s->at[k].table)
            rows(out, s->at[k].table, &first);
    texts(out, s, VP_BLOCK_COMMAND, "commands", &first);
    vp_str_addz(out, first ? "}" : "\n    }");
}

static vp_status print(const vp_doc *d, vp_out out, vp_err *err)
{
    const struct { const char *key, *text; } members[] = {
        {"schema", d->schema}, {"lang", d->lang == VP_ZH ? "zh" : "en"}, {"currency", d->currency},
        {"title", d->title}, {"signed_by", d->signed_by}, {"signed_on", d->signed_on},
    };
    VP_STR text = {0};
    vp_str_addc(&text, '{');
    bool first = true;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        member(&text, 2, members[i].key, &first);
        vp_json_string(&text, members[i].text);
    }
    member(&text, 2, "sections", &first);
    vp_str_addc(&text, '{');
    first = true;
    for (size_t i = 0; i < d->n; i++)
        section(&text, &d->at[i], &first);
    vp_str_addz(&text, "\n  }\n}\n");
    VP_TRY(vp_str_check(&text, err));
    return out.write(out.ctx, text.s, text.n, err);
}

const vp_report_format vp_report_format_json = {"json", N_("the whole report for programs"), print};
