/* The public notice (公示): who is to get what, from which fund, who judged, how to object, how to check. */
#include "parts.h"

static const char *title_of(vp_doc *d, const vp_report_data *data)
{
    return vp_doc_say(d, N_("Public notice of proposed awards: %1$s"), data->round->title, NULL, NULL, NULL);
}

static void intro(vp_doc *d, const vp_tally *t)
{
    const vp_report_data *data = t->data;
    const char *total = vp_doc_people(d, VP_SHOW_MONEY, vp_doc_money(d, t->total));
    vp_doc_section(d, "intro", "");
    if (t->n == 0) {
        vp_doc_text(d, vp_doc_say(d, N_("The proposals to %1$s have been checked for eligibility and reviewed by "
                                        "experts. As a result, no award is proposed in this round. The outcome is "
                                        "published here so that anyone may examine it."),
                                  data->round->title, NULL, NULL, NULL));
        return;
    }
    const char *msg = t->n == 1 ? N_("The proposals to %1$s have been checked for eligibility and reviewed by "
                                     "experts. As a result, one award of %3$s is proposed. It is published here so "
                                     "that anyone may examine it.")
                                : N_("The proposals to %1$s have been checked for eligibility and reviewed by "
                                     "experts. As a result, %2$s awards are proposed, %3$s in all. They are "
                                     "published here so that anyone may examine them.");
    vp_doc_text(d, vp_doc_say(d, msg, data->round->title, vp_doc_people(d, VP_SHOW_COUNT, vp_doc_number(d, t->n)),
                              total, NULL));
}

static void about(vp_doc *d, const vp_tally *t)
{
    const vp_report_data *data = t->data;
    vp_doc_section(d, "round", vp_tr(d->lang, N_("The round")));
    vp_part_round(d, data);
    vp_part_fact(d, "proposals", N_("Proposals considered"), VP_SHOW_COUNT, vp_doc_number(d, data->awards->n));
    if (data->withdrawn > 0)
        vp_part_fact(d, "withdrawn", N_("Proposals withdrawn"), VP_SHOW_COUNT, vp_doc_number(d, data->withdrawn));
    vp_part_fact(d, "awards", N_("Awards proposed"), VP_SHOW_COUNT, vp_doc_number(d, t->n));
    vp_part_fact(d, "amount", N_("Total of the awards"), VP_SHOW_MONEY, vp_doc_money(d, t->total));
    vp_part_fact(d, "reserve", N_("Proposals in reserve"), VP_SHOW_COUNT, vp_doc_number(d, t->nreserve));
}

static vp_status funds(vp_doc *d, const vp_tally *t, vp_err *err)
{
    static const vp_doc_column columns[] = {
        {"fund", N_("Fund"), VP_SHOW_CODE, VP_COLUMN_MACHINE},
        {"title", N_("Fund"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"available", N_("Available"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"awards", N_("Awards"), VP_SHOW_COUNT, VP_COLUMN_ALWAYS},
        {"amount", N_("Proposed"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"left", N_("Left"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
    };
    const vp_round *r = t->data->round;
    vp_money available = 0;
    size_t counted = 0;
    vp_doc_section(d, "funds", vp_tr(d->lang, N_("Funds")));
    vp_doc_table_new(d, vp_doc_columns(d, columns, 6, 0), 6);
    for (size_t f = 0; f < r->nfunds; f++) {
        if (!vp_money_add(&available, r->funds[f].amount))
            return vp_fail(err, VP_INVALID, VP_AT_FILE(r->file), N_("the funds add up to more than can be counted"));
        counted += t->fund_count[f];
        vp_doc_cell(d, r->funds[f].id);
        vp_doc_cell(d, vp_part_fund_title(&r->funds[f]));
        vp_doc_cell(d, vp_doc_money(d, r->funds[f].amount));
        vp_doc_cell(d, vp_doc_number(d, t->fund_count[f]));
        vp_doc_cell(d, vp_doc_money(d, t->fund[f]));
        vp_doc_cell(d, vp_doc_money(d, r->funds[f].amount - t->fund[f]));
    }
    vp_doc_total(d);
    vp_doc_cell(d, "");
    vp_doc_cell(d, vp_tr(d->lang, N_("Total")));
    vp_doc_cell(d, vp_doc_money(d, available));
    vp_doc_cell(d, vp_doc_number(d, t->n));
    vp_doc_cell(d, vp_doc_money(d, t->total));
    vp_doc_cell(d, vp_doc_money(d, available - t->total));
    if (counted > t->n)
        vp_doc_text(d, vp_tr(d->lang, N_("An award paid by several funds is counted in each of their lines, and once "
                                         "in the total.")));
    return VP_OK;
}

/* One column for each fund, when there are several; more than a page has room for are told to people in words. */
enum { FUNDS_ABREAST = 4 };

static size_t fund_columns(const vp_round *r)
{
    return r->nfunds > 1 ? r->nfunds : 0;
}

/* "Lottery fund 1,000.00; Community fund 20.00" */
static const char *paid_by(vp_doc *d, const vp_round *r, const vp_award *a)
{
    const char *text = "";
    for (size_t f = 0; f < r->nfunds; f++)
        if (a->fund[f] > 0)
            text = vp_doc_say(d, *text ? N_("%1$s; %2$s %3$s") : "%2$s %3$s", text, vp_part_fund_title(&r->funds[f]),
                              vp_doc_people(d, VP_SHOW_MONEY, vp_doc_money(d, a->fund[f])), NULL);
    return text;
}

static void awards(vp_doc *d, const vp_tally *t)
{
    static const vp_doc_column columns[] = {
        {"rank", N_("Rank"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
        {"id", N_("Proposal"), VP_SHOW_CODE, VP_COLUMN_ALWAYS},
        {"title", N_("Title"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"applicant", N_("Applicant"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"category", N_("Category"), VP_SHOW_TEXT, VP_COLUMN_IF_FILLED},
        {"district", N_("District"), VP_SHOW_TEXT, VP_COLUMN_IF_FILLED},
        {"amount", N_("Award"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"paid_by", N_("Paid by"), VP_SHOW_TEXT, VP_COLUMN_PEOPLE},
    };
    enum { FIXED = 8, MONEY = 6 };
    const vp_report_data *data = t->data;
    const vp_round *r = data->round;
    size_t nfunds = fund_columns(r), n = FIXED + nfunds + data->nfields;
    bool many = nfunds > FUNDS_ABREAST;
    vp_doc_section(d, "awards", vp_tr(d->lang, N_("Proposed awards")));
    vp_doc_text(d, vp_tr(d->lang, t->n > 0 ? N_("In the order of the ranking:") : N_("No award is proposed.")));
    vp_doc_column *c = vp_doc_columns(d, columns, FIXED, nfunds + data->nfields);
    if (c) {
        vp_part_funds(c + FIXED, r, nfunds, many ? VP_COLUMN_MACHINE : VP_COLUMN_ALWAYS);
        vp_part_columns(d, c + FIXED + nfunds, data);
    }
    vp_doc_table_new(d, c, n);
    vp_doc_main(d);
    for (size_t i = 0; i < t->n; i++) {
        const vp_award *a = t->at[i];
        vp_doc_cell(d, a->rank > 0 ? vp_doc_number(d, a->rank) : "");
        vp_doc_cell(d, a->id);
        vp_doc_cell(d, a->title);
        vp_doc_cell(d, a->applicant);
        vp_doc_cell(d, vp_tally_field(a, VP_CATEGORY));
        vp_doc_cell(d, vp_tally_field(a, VP_DISTRICT));
        vp_doc_cell(d, vp_doc_money(d, a->amount));
        vp_doc_cell(d, many ? paid_by(d, r, a) : "");
        for (size_t f = 0; f < nfunds; f++)
            vp_doc_cell(d, vp_doc_money(d, a->fund[f]));
        vp_part_cells(d, a, data);
    }
    vp_doc_total(d);
    for (size_t i = 0; i < MONEY; i++)
        vp_doc_cell(d, i == 2 ? vp_part_total(d, t) : "");
    vp_doc_cell(d, vp_doc_money(d, t->total));
    vp_doc_cell(d, "");
    for (size_t f = 0; f < nfunds; f++)
        vp_doc_cell(d, vp_doc_money(d, t->fund[f]));
}

static void reserve(vp_doc *d, const vp_tally *t)
{
    static const vp_doc_column columns[] = {
        {"order", N_("Order"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
        {"rank", N_("Rank"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
        {"id", N_("Proposal"), VP_SHOW_CODE, VP_COLUMN_ALWAYS},
        {"title", N_("Title"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"applicant", N_("Applicant"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"requested", N_("Requested"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
    };
    vp_doc_section(d, "reserve", vp_tr(d->lang, N_("Reserve list")));
    const char *msg = t->nreserve > 0 ? N_("The following proposals receive no award for now and are kept in "
                                           "reserve, in this order:")
                                      : N_("No proposal is kept in reserve.");
    vp_doc_text(d, vp_tr(d->lang, msg));
    vp_doc_table_new(d, vp_doc_columns(d, columns, 6, 0), 6);
    for (size_t i = 0; i < t->nreserve; i++) {
        const vp_award *a = t->reserve[i];
        vp_doc_cell(d, vp_doc_number(d, i + 1));
        vp_doc_cell(d, a->rank > 0 ? vp_doc_number(d, a->rank) : "");
        vp_doc_cell(d, a->id);
        vp_doc_cell(d, a->title);
        vp_doc_cell(d, a->applicant);
        vp_doc_cell(d, vp_doc_money(d, a->requested));
    }
}

static void experts(vp_doc *d, const vp_report_data *data)
{
    static const vp_doc_column columns[] = {
        {"id", N_("Number"), VP_SHOW_CODE, VP_COLUMN_ALWAYS},
        {"name", N_("Name"), VP_SHOW_TEXT, VP_COLUMN_IF_FILLED},
        {"organisation", N_("Organisation"), VP_SHOW_TEXT, VP_COLUMN_IF_FILLED},
        {"fields", N_("Fields of expertise"), VP_SHOW_TEXT, VP_COLUMN_IF_FILLED},
    };
    bool withheld = false;
    for (size_t i = 0; i < data->nexperts; i++)
        withheld |= !*data->experts[i].name;
    vp_doc_section(d, "experts", vp_tr(d->lang, N_("Experts")));
    if (data->panel == VP_PANEL_UNKNOWN) {
        vp_doc_text(d, vp_tr(d->lang, N_("The round does not say who reviewed the proposals.")));
        return;
    }
    const char *msg = data->panel == VP_PANEL_ALL ? N_("Members of the panel: %1$s.")
                                                  : N_("Experts who reviewed the proposals: %1$s.");
    vp_doc_text(d, vp_doc_say(d, msg, vp_doc_number(d, data->nexperts), NULL, NULL, NULL));
    if (withheld)
        vp_doc_text(d, vp_tr(d->lang, N_("Where a name is not made public, the expert is listed by number.")));
    vp_doc_table_new(d, vp_doc_columns(d, columns, 4, 0), 4);
    for (size_t i = 0; i < data->nexperts; i++) {
        const vp_expert *e = &data->experts[i];
        vp_doc_cell(d, e->id);
        vp_doc_cell(d, e->name);
        vp_doc_cell(d, e->organisation);
        vp_doc_cell(d, e->fields);
    }
}

static void objections(vp_doc *d, const vp_report_data *data)
{
    const vp_round *r = data->round;
    const char *period = vp_part_period(d, r->notice_from, r->notice_until);
    vp_doc_section(d, "objections", vp_tr(d->lang, N_("How to object")));
    if (!*period)
        vp_doc_text(d, vp_tr(d->lang, N_("The round does not say for how long this notice stands.")));
    const char *msg = *r->office.name ? N_("Anyone who objects to what is published here may tell %1$s during the "
                                           "notice period. Please give your reasons, whatever supports them, and how "
                                           "you can be reached, so that the matter can be looked into and answered.")
                                      : N_("Anyone who objects to what is published here may tell the office that "
                                           "runs the round during the notice period. Please give your reasons, "
                                           "whatever supports them, and how you can be reached, so that the matter "
                                           "can be looked into and answered.");
    vp_doc_text(d, vp_doc_say(d, msg, r->office.name, NULL, NULL, NULL));
    vp_part_fact(d, "period", N_("Notice period"), VP_SHOW_PERIOD, period);
    if (!vp_part_office(d, &r->office))
        vp_doc_text(d, vp_tr(d->lang, N_("The round does not say how the office can be reached.")));
}

static vp_status build(vp_doc *d, const vp_report_data *data, vp_err *err)
{
    vp_tally t;
    VP_TRY(vp_tally_new(&t, data, false, d->arena, err));
    d->title = title_of(d, data);
    d->wide = fund_columns(data->round) + data->nfields > 2;
    d->signed_by = data->round->office.name;
    d->signed_on = *data->round->notice_from ? data->round->notice_from
                                             : vp_part_date(d, data->has_decided, data->decided);
    intro(d, &t);
    about(d, &t);
    VP_TRY(funds(d, &t, err));
    awards(d, &t);
    vp_part_tranches(d, &t);
    reserve(d, &t);
    experts(d, data);
    objections(d, data);
    vp_part_check(d, data, "notice");
    return VP_OK;
}

const vp_report vp_report_notice = {"notice", N_("the public notice of the proposed awards"), false, build};
