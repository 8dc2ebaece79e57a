/* The payment schedule: what each tranche of round.json comes to, over all awards. */
#include <string.h>
#include "parts.h"

/* Words that rounds share; what else a round writes stands as it is. */
static const char *told(vp_doc *d, const char *text)
{
    static const struct { const char *word, *say; } words[] = {
        {"agreement", N_("the agreement is signed")},
        {"mid-term", N_("the mid-term review")},
        {"passed", N_("passed")},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, text) == 0)
            return vp_tr(d->lang, words[i].say);
    return text;
}

/* What is due of all awards when this share of each has been paid, rounded down to the smallest unit; the last tranche
   brings what rounding left, so that the tranches of an award add up to it. */
static vp_money due(const vp_tally *t, vp_micro share)
{
    vp_money sum = 0, part = 0;
    for (size_t i = 0; i < t->n; i++)
        if (vp_scale_floor(&part, t->at[i]->amount, share, VP_MICRO, 1))
            sum += part; /* bounded by the tally's total */
    return sum;
}

static const char *percent(vp_doc *d, vp_micro share)
{
    char text[VP_DECIMAL_MAX];
    vp_decimal_trim(text, share, VP_MICRO_PLACES - 2, 0);
    return vp_doc_say(d, "%1$s%2$s", text, "%", NULL, NULL);
}

static const char *decimal(vp_doc *d, vp_micro share)
{
    char text[VP_DECIMAL_MAX];
    vp_micro_format(text, share, 2);
    return vp_doc_say(d, "%1$s", text, NULL, NULL, NULL);
}

void vp_part_tranches(vp_doc *d, const vp_tally *t)
{
    static const vp_doc_column columns[] = {
        {"id", N_("Tranche"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
        {"share", N_("Share"), VP_SHOW_TEXT, VP_COLUMN_MACHINE},
        {"percent", N_("Share"), VP_SHOW_TEXT, VP_COLUMN_PEOPLE},
        {"amount", N_("Amount"), VP_SHOW_MONEY, VP_COLUMN_ALWAYS},
        {"after", N_("Paid after"), VP_SHOW_TEXT, VP_COLUMN_MACHINE},
        {"after_told", N_("Paid after"), VP_SHOW_TEXT, VP_COLUMN_PEOPLE},
        {"gate", N_("Condition"), VP_SHOW_TEXT, VP_COLUMN_MACHINE},
        {"gate_told", N_("Condition"), VP_SHOW_TEXT, VP_COLUMN_PEOPLE},
    };
    enum { N = sizeof columns / sizeof *columns };
    const vp_round *r = t->data->round;
    vp_micro share = 0;
    vp_money before = 0;
    if (r->ntranches == 0 || t->n == 0)
        return;
    vp_doc_section(d, "tranches", vp_tr(d->lang, N_("Payment schedule")));
    vp_doc_text(d, vp_tr(d->lang, N_("Each award is paid in these tranches; the amounts are those of all awards "
                                     "together.")));
    vp_doc_table_new(d, vp_doc_columns(d, columns, N, 0), N);
    for (size_t i = 0; i < r->ntranches; i++) {
        const vp_tranche *tranche = &r->tranches[i];
        share += tranche->share; /* together 1 */
        vp_money now = due(t, share);
        vp_doc_cell(d, tranche->id);
        vp_doc_cell(d, decimal(d, tranche->share));
        vp_doc_cell(d, percent(d, tranche->share));
        vp_doc_cell(d, vp_doc_money(d, now - before));
        vp_doc_cell(d, tranche->after);
        vp_doc_cell(d, told(d, tranche->after));
        vp_doc_cell(d, tranche->gate);
        vp_doc_cell(d, told(d, tranche->gate));
        before = now;
    }
    vp_doc_total(d);
    vp_doc_cell(d, vp_tr(d->lang, N_("Total")));
    vp_doc_cell(d, decimal(d, VP_MICRO));
    vp_doc_cell(d, percent(d, VP_MICRO));
    vp_doc_cell(d, vp_doc_money(d, t->total));
}
