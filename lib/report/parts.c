/* Sections that several reports have. */
#include "lib/model/field.h"
#include "parts.h"

void vp_part_fact(vp_doc *d, const char *name, const char *title, vp_shown shown, const char *value)
{
    if (*value)
        vp_doc_fact_add(d, name, vp_tr(d->lang, title), shown, value);
}

const char *vp_part_period(vp_doc *d, const char *from, const char *until)
{
    return *from || *until ? vp_doc_say(d, "%1$s/%2$s", from, until, NULL, NULL) : "";
}

const char *vp_part_date(vp_doc *d, bool known, vp_date date)
{
    char text[VP_DATE_MAX] = "";
    if (known)
        vp_date_format(text, date);
    return vp_doc_say(d, "%1$s", text, NULL, NULL, NULL);
}

void vp_part_round(vp_doc *d, const vp_report_data *data)
{
    const vp_round *r = data->round;
    vp_part_fact(d, "title", N_("Round"), VP_SHOW_TEXT, r->title);
    vp_part_fact(d, "id", N_("Round number"), VP_SHOW_CODE, r->id);
    vp_part_fact(d, "programme", N_("Programme"), VP_SHOW_TEXT, r->programme);
    if (r->edition > 0)
        vp_part_fact(d, "edition", N_("Edition"), VP_SHOW_NUMBER, vp_doc_number(d, (size_t)r->edition));
    const char *opens = vp_part_date(d, r->has_opens, r->opens), *closes = vp_part_date(d, r->has_closes, r->closes);
    vp_part_fact(d, "applications", N_("Applications"), VP_SHOW_PERIOD, vp_part_period(d, opens, closes));
    vp_part_fact(d, "decided_on", N_("Decision recorded on"), VP_SHOW_DATE,
                 vp_part_date(d, data->has_decided, data->decided));
}

bool vp_part_office(vp_doc *d, const vp_office *o)
{
    vp_part_fact(d, "office", N_("Office"), VP_SHOW_TEXT, o->name);
    vp_part_fact(d, "address", N_("Address"), VP_SHOW_TEXT, o->address);
    vp_part_fact(d, "phone", N_("Telephone"), VP_SHOW_TEXT, o->phone);
    vp_part_fact(d, "email", N_("E-mail"), VP_SHOW_TEXT, o->email);
    return *o->address || *o->phone || *o->email;
}

/* The arguments that make this report again from the commit. */
static const char *again(vp_doc *d, const vp_report_data *data, const char *report)
{
    const char *line = vp_doc_say(d, "vp-report -C round %1$s", report, NULL, NULL, NULL);
    if (data->year >= 0)
        line = vp_doc_say(d, "%1$s --year %2$s", line, vp_doc_number(d, (size_t)data->year), NULL, NULL);
    if (data->lang != data->round->lang)
        line = vp_doc_say(d, "%1$s --lang %2$s", line, data->lang == VP_ZH ? "zh" : "en", NULL, NULL);
    for (size_t i = 0; i < data->nfields; i++)
        line = vp_doc_say(d, "%1$s --field %2$s", line, data->round->fields[data->fields[i]].name, NULL, NULL);
    return line;
}

void vp_part_check(vp_doc *d, const vp_report_data *data, const char *report)
{
    vp_doc_section(d, "check", vp_tr(d->lang, N_("How to check this")));
    if (!*data->commit) {
        vp_doc_text(d, vp_tr(d->lang, N_("This was made from a list of awards outside the round's repository, so it "
                                         "names no commit against which the list could be checked.")));
        return;
    }
    vp_doc_text(d, vp_tr(d->lang, N_("Everything above was made by a program from the recorded state of the round "
                                     "that the numbers below identify. Whoever has a copy of the round's repository "
                                     "can compute the ranking and the awards again from the proposals and the "
                                     "reviewers' scores, and make this document again, byte for byte:")));
    vp_part_fact(d, "commit", N_("Commit"), VP_SHOW_CODE, data->commit);
    vp_part_fact(d, "tree", N_("Tree"), VP_SHOW_CODE, data->tree);
    vp_doc_command(d, vp_doc_say(d, N_("git clone ADDRESS-OF-THE-REPOSITORY round"), NULL, NULL, NULL, NULL));
    vp_doc_command(d, vp_doc_say(d, "git -C round reset --hard %1$s", data->commit, NULL, NULL, NULL));
    vp_doc_command(d, "vp-audit -C round verify");
    vp_doc_command(d, again(d, data, report));
}

const char *vp_part_total(vp_doc *d, const vp_tally *t)
{
    return vp_doc_say(d, N_("Total: %1$s"), vp_doc_people(d, VP_SHOW_COUNT, vp_doc_number(d, t->n)), NULL, NULL, NULL);
}

const char *vp_part_fund_title(const vp_fund *f)
{
    return *f->title ? f->title : f->id;
}

void vp_part_funds(vp_doc_column *at, const vp_round *round, size_t n, vp_column_use use)
{
    for (size_t f = 0; f < n; f++)
        at[f] = (vp_doc_column){round->funds[f].id, vp_part_fund_title(&round->funds[f]), VP_SHOW_MONEY, use};
}

static vp_shown shown_as(vp_type type)
{
    switch (type) {
    case VP_TYPE_MONEY:
        return VP_SHOW_MONEY;
    case VP_TYPE_DATE:
        return VP_SHOW_DATE;
    case VP_TYPE_ID:
    case VP_TYPE_CODE:
        return VP_SHOW_CODE;
    default: /* counts keep their qualifier: "约500人次" */
        return VP_SHOW_TEXT;
    }
}

void vp_part_columns(vp_doc *d, vp_doc_column *at, const vp_report_data *data)
{
    for (size_t i = 0; !d->oom && i < data->nfields; i++) {
        const vp_field *f = &data->round->fields[data->fields[i]];
        const char *title = vp_field_heading(f, data->fields[i], d->lang);
        at[i] = (vp_doc_column){f->name, title, shown_as(f->type), VP_COLUMN_ALWAYS};
    }
}

void vp_part_cells(vp_doc *d, const vp_award *a, const vp_report_data *data)
{
    for (size_t i = 0; i < data->nfields; i++)
        vp_doc_cell(d, vp_tally_field(a, data->fields[i]));
}
