/* The yearly account of the money: every award of the year in the layout that civil-affairs offices publish, then
   sums by fund, purpose, category and district. Payments and outcomes are told as far as the round records them. */
#include "parts.h"

enum { FUNDS_NAMED = 3 }; /* in the title; more are called "grant money" */

/* Nothing is paid until payments are recorded, so what is unspent is the whole. */
static const vp_money paid_so_far = 0;

static const char *title_of(vp_doc *d, const vp_report_data *data, const char *year)
{
    const vp_round *r = data->round;
    const char *funds = "";
    for (size_t f = 0; f < r->nfunds && r->nfunds <= FUNDS_NAMED; f++) {
        const char *name = vp_part_fund_title(&r->funds[f]);
        funds = f == 0 ? name : vp_doc_say(d, N_("%1$s, %2$s"), funds, name, NULL, NULL);
    }
    const char *msg = *funds ? N_("%1$s: account of %3$s for %2$s") : N_("%1$s: account of the grant money for %2$s");
    return vp_doc_say(d, msg, r->title, year, funds, NULL);
}

static void intro(vp_doc *d, const vp_tally *t, const char *year)
{
    const vp_report_data *data = t->data;
    vp_doc_section(d, "intro", "");
    if (t->n > 0) {
        const char *msg = t->n == 1 ? N_("In %1$s, one award of %4$s was made in %2$s. The use of the money is "
                                         "accounted for as follows.")
                                    : N_("In %1$s, %3$s awards were made in %2$s, %4$s in all. The use of the money "
                                         "is accounted for as follows.");
        vp_doc_text(d, vp_doc_say(d, msg, year, data->round->title,
                                  vp_doc_people(d, VP_SHOW_COUNT, vp_doc_number(d, t->n)),
                                  vp_doc_people(d, VP_SHOW_MONEY, vp_doc_money(d, t->total))));
        return;
    }
    vp_doc_text(d, vp_doc_say(d, N_("No award was made in %2$s in %1$s, so there is nothing to account for in that "
                                    "year."),
                              year, data->round->title, NULL, NULL));
    if (data->awards_year != data->year)
        vp_doc_text(d, vp_doc_say(d, N_("The round's awards belong to the account of %1$s."),
                                  vp_doc_number(d, (size_t)data->awards_year), NULL, NULL, NULL));
}

/* Three amounts that add up: total, paid, unspent. */
static void money_cells(vp_doc *d, vp_money total)
{
    vp_doc_cell(d, vp_doc_money(d, total));
    vp_doc_cell(d, vp_doc_money(d, paid_so_far));
    vp_doc_cell(d, vp_doc_money(d, total - paid_so_far));
}

static void scale(vp_doc *d, const vp_tally *t, const char *year)
{
    vp_doc_section(d, "scale", vp_tr(d->lang, N_("Scale")));
    vp_part_round(d, t->data);
    vp_part_fact(d, "year", N_("Year"), VP_SHOW_NUMBER, year);
    vp_part_fact(d, "awards", N_("Awards"), VP_SHOW_COUNT, vp_doc_number(d, t->n));
    if (t->data->withdrawn > 0)
        vp_part_fact(d, "withdrawn", N_("Proposals withdrawn"), VP_SHOW_COUNT, vp_doc_number(d, t->data->withdrawn));
    vp_part_fact(d, "total", N_("Total amount"), VP_SHOW_MONEY, vp_doc_money(d, t->total));
    vp_part_fact(d, "paid", N_("Paid so far"), VP_SHOW_MONEY, vp_doc_money(d, paid_so_far));
    vp_part_fact(d, "unspent", N_("Unspent"), VP_SHOW_MONEY, vp_doc_money(d, t->total - paid_so_far));
    if (t->nwithdrawn > 0)
        vp_doc_text(d, vp_doc_say(d, N_("Of these awards %1$s, %2$s in all, are of proposals that have been withdrawn "
                                        "since."),
                                  vp_doc_people(d, VP_SHOW_COUNT, vp_doc_number(d, t->nwithdrawn)),
                                  vp_doc_people(d, VP_SHOW_MONEY, vp_doc_money(d, t->withdrawn)), NULL, NULL));
    if (t->n > 0)
        vp_doc_text(d, vp_tr(d->lang, N_("The round has no record of payments so far; what is paid therefore stands "
                                         "at 0.00, and the whole as unspent.")));
}

/* Where people ask about a project: the office, never a person. */
static const char *contact_of(const vp_office *o)
{
    return *o->phone ? o->phone : *o->email ? o->email : *o->address ? o->address : o->name;
}

static void projects(vp_doc *d, const vp_tally *t)
{
    static const vp_doc_column columns[] = {
        {"id", N_("Proposal"), VP_SHOW_CODE, VP_COLUMN_ALWAYS},
        {"title", N_("Project"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"summary", N_("What it does"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"period", N_("Period"), VP_SHOW_PERIOD, VP_COLUMN_ALWAYS},
        {"total", N_("Total amount"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"paid", N_("Paid"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"unspent", N_("Unspent"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"applicant", N_("Responsible"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"contact", N_("Contact"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"outcome", N_("Outcome"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"purpose", N_("Purpose"), VP_SHOW_TEXT, VP_COLUMN_MACHINE},
        {"category", N_("Category"), VP_SHOW_TEXT, VP_COLUMN_MACHINE},
        {"district", N_("District"), VP_SHOW_TEXT, VP_COLUMN_MACHINE},
        {"direct_beneficiaries", N_("Direct beneficiaries"), VP_SHOW_TEXT, VP_COLUMN_MACHINE},
        {"indirect_beneficiaries", N_("Indirect beneficiaries"), VP_SHOW_TEXT, VP_COLUMN_MACHINE},
    };
    enum { FIXED = sizeof columns / sizeof *columns };
    static const size_t machine[] = {VP_PURPOSE, VP_CATEGORY, VP_DISTRICT, VP_DIRECT, VP_INDIRECT};
    const vp_report_data *data = t->data;
    const vp_round *r = data->round;
    vp_doc_section(d, "projects", vp_tr(d->lang, N_("Projects")));
    vp_doc_text(d, vp_tr(d->lang, t->nwithdrawn > 0
                                      ? N_("Contacts are the office's: those of persons are not published. The round "
                                           "has no record of outcomes so far, so that column tells only what was "
                                           "withdrawn.")
                                  : t->n > 0 ? N_("Contacts are the office's: those of persons are not published. The "
                                                "round has no record of outcomes so far, so that column is blank.")
                                           : N_("No project.")));
    vp_doc_column *c = vp_doc_columns(d, columns, FIXED, r->nfunds + data->nfields);
    if (c) {
        vp_part_funds(c + FIXED, r, r->nfunds, VP_COLUMN_MACHINE);
        vp_part_columns(d, c + FIXED + r->nfunds, data);
    }
    vp_doc_table_new(d, c, FIXED + r->nfunds + data->nfields);
    vp_doc_main(d);
    for (size_t i = 0; i < t->n; i++) {
        const vp_award *a = t->at[i];
        vp_doc_cell(d, a->id);
        vp_doc_cell(d, a->title);
        vp_doc_cell(d, vp_tally_field(a, VP_SUMMARY));
        vp_doc_cell(d, vp_part_period(d, vp_tally_field(a, VP_STARTS), vp_tally_field(a, VP_ENDS)));
        money_cells(d, a->amount);
        vp_doc_cell(d, a->applicant);
        vp_doc_cell(d, contact_of(&r->office));
        vp_doc_cell(d, vp_tally_withdrawn(a) ? vp_doc_say(d, N_("withdrawn on %1$s: %2$s"), a->proposal->withdrawn_on,
                                                          a->proposal->withdrawn_why, NULL, NULL) : "");
        for (size_t k = 0; k < sizeof machine / sizeof *machine; k++)
            vp_doc_cell(d, vp_tally_field(a, machine[k]));
        for (size_t f = 0; f < r->nfunds; f++)
            vp_doc_cell(d, vp_doc_money(d, a->fund[f]));
        vp_part_cells(d, a, data);
    }
    vp_doc_total(d);
    vp_doc_cell(d, "");
    vp_doc_cell(d, vp_part_total(d, t));
    vp_doc_cell(d, "");
    vp_doc_cell(d, "");
    money_cells(d, t->total);
}

static void total_row(vp_doc *d, const vp_tally *t)
{
    vp_doc_cell(d, vp_tr(d->lang, N_("Total")));
    vp_doc_cell(d, vp_doc_number(d, t->n));
    money_cells(d, t->total);
}

static void by_fund(vp_doc *d, const vp_tally *t)
{
    static const vp_doc_column columns[] = {
        {"fund", N_("Fund"), VP_SHOW_CODE, VP_COLUMN_MACHINE},
        {"title", N_("Fund"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"awards", N_("Awards"), VP_SHOW_COUNT, VP_COLUMN_ALWAYS},
        {"total", N_("Total amount"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"paid", N_("Paid"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"unspent", N_("Unspent"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
    };
    const vp_round *r = t->data->round;
    size_t counted = 0;
    vp_doc_section(d, "by_fund", vp_tr(d->lang, N_("By fund")));
    vp_doc_table_new(d, vp_doc_columns(d, columns, 6, 0), 6);
    for (size_t f = 0; f < r->nfunds; f++) {
        counted += t->fund_count[f];
        vp_doc_cell(d, r->funds[f].id);
        vp_doc_cell(d, vp_part_fund_title(&r->funds[f]));
        vp_doc_cell(d, vp_doc_number(d, t->fund_count[f]));
        money_cells(d, t->fund[f]);
    }
    vp_doc_total(d);
    vp_doc_cell(d, "");
    total_row(d, t);
    if (counted > t->n)
        vp_doc_text(d, vp_tr(d->lang, N_("An award paid by several funds is counted in each of their lines, and once "
                                         "in the total.")));
}

static vp_status by_field(vp_doc *d, const vp_tally *t, size_t field, const char *name, const char *heading,
                          const char *title, vp_err *err)
{
    const vp_doc_column columns[] = {
        {"name", title, VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"awards", N_("Awards"), VP_SHOW_COUNT, VP_COLUMN_ALWAYS},
        {"total", N_("Total amount"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"paid", N_("Paid"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"unspent", N_("Unspent"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
    };
    vp_group *groups;
    size_t n;
    VP_TRY(vp_tally_by(&groups, &n, t, field, d->arena, err));
    vp_doc_section(d, name, vp_tr(d->lang, heading));
    vp_doc_table_new(d, vp_doc_columns(d, columns, 5, 0), 5);
    for (size_t i = 0; i < n; i++) {
        vp_doc_cell(d, *groups[i].name ? groups[i].name : vp_tr(d->lang, N_("not stated")));
        vp_doc_cell(d, vp_doc_number(d, groups[i].count));
        money_cells(d, groups[i].total);
    }
    vp_doc_total(d);
    total_row(d, t);
    return VP_OK;
}

static vp_status people(vp_doc *d, const vp_tally *t, vp_err *err)
{
    static const vp_doc_column columns[] = {
        {"kind", N_("Kind"), VP_SHOW_CODE, VP_COLUMN_MACHINE},
        {"title", N_("Beneficiaries"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"unit", N_("Counted in"), VP_SHOW_TEXT, VP_COLUMN_IF_FILLED},
        {"proposals", N_("Projects that say so"), VP_SHOW_COUNT, VP_COLUMN_ALWAYS},
        {"approximate", N_("Of them approximately"), VP_SHOW_COUNT, VP_COLUMN_ALWAYS},
        {"number", N_("People"), VP_SHOW_COUNT, VP_COLUMN_ALWAYS},
    };
    static const struct { size_t field; const char *kind, *title; } kinds[] = {
        {VP_DIRECT, "direct", N_("Direct")},
        {VP_INDIRECT, "indirect", N_("Indirect")},
    };
    vp_people *units[2];
    size_t n[2], unclear[2];
    for (size_t k = 0; k < 2; k++)
        VP_TRY(vp_tally_people(&units[k], &n[k], &unclear[k], t, kinds[k].field, d->arena, err));
    if (n[0] + n[1] + unclear[0] + unclear[1] == 0)
        return VP_OK;
    vp_doc_section(d, "beneficiaries", vp_tr(d->lang, N_("People to be reached")));
    vp_doc_text(d, vp_tr(d->lang, N_("As the proposals state them, added up for each unit by itself: persons are not "
                                     "visits. What the projects have reached is not recorded yet.")));
    vp_doc_table_new(d, vp_doc_columns(d, columns, 6, 0), 6);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < n[k]; i++) {
            vp_doc_cell(d, kinds[k].kind);
            vp_doc_cell(d, vp_tr(d->lang, kinds[k].title));
            vp_doc_cell(d, units[k][i].unit);
            vp_doc_cell(d, vp_doc_number(d, units[k][i].count));
            vp_doc_cell(d, vp_doc_number(d, units[k][i].rough));
            vp_doc_cell(d, vp_doc_number(d, (size_t)units[k][i].total));
        }
    if (unclear[0] + unclear[1] > 0)
        vp_doc_text(d, vp_doc_say(d, N_("Statements that are not one number and are left out: %1$s."),
                                  vp_doc_number(d, unclear[0] + unclear[1]), NULL, NULL, NULL));
    return VP_OK;
}

static void contact(vp_doc *d, const vp_report_data *data)
{
    vp_doc_section(d, "contact", vp_tr(d->lang, N_("Contact")));
    if (!vp_part_office(d, &data->round->office))
        vp_doc_text(d, vp_tr(d->lang, N_("The round does not say how the office can be reached.")));
}

static vp_status build(vp_doc *d, const vp_report_data *data, vp_err *err)
{
    const char *year = vp_doc_number(d, (size_t)data->year);
    vp_tally t;
    if (data->awards_year == 0) {
        vp_fail(err, VP_INVALID, VP_AT_FILE(data->round->file), N_("the year of the awards is not known"));
        return vp_hint(err, N_("as a filter it is the year of \"closes\" in round.json, which is not set"));
    }
    VP_TRY(vp_tally_new(&t, data, data->awards_year != data->year, d->arena, err));
    d->title = title_of(d, data, year);
    d->wide = true;
    d->signed_by = data->round->office.name;
    intro(d, &t, year);
    scale(d, &t, year);
    projects(d, &t);
    vp_part_tranches(d, &t);
    by_fund(d, &t);
    VP_TRY(by_field(d, &t, VP_PURPOSE, "by_purpose", N_("By purpose"), N_("Purpose"), err));
    VP_TRY(by_field(d, &t, VP_CATEGORY, "by_category", N_("By category"), N_("Category"), err));
    VP_TRY(by_field(d, &t, VP_DISTRICT, "by_district", N_("By district"), N_("District"), err));
    VP_TRY(people(d, &t, err));
    contact(d, data);
    vp_part_check(d, data, "annual");
    return VP_OK;
}

const vp_report vp_report_annual = {"annual", N_("the yearly account of the money"), true, build};
