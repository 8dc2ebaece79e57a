/* Sections that several reports have. */
#ifndef VP_LIB_REPORT_PARTS_H
#define VP_LIB_REPORT_PARTS_H

#include <vp/report.h>
#include "tally.h"

/* A fact whose blank value is left out. */
void vp_part_fact(vp_doc *d, const char *name, const char *title, vp_shown shown, const char *value);
/* "2024-03-01/2024-03-07" of the document's arena; "" when both are blank. */
const char *vp_part_period(vp_doc *d, const char *from, const char *until);
/* A date of the round, or "". */
const char *vp_part_date(vp_doc *d, bool known, vp_date date);
/* Which round, and when its decision was made. */
void vp_part_round(vp_doc *d, const vp_report_data *data);
/* Name, address, telephone and e-mail of the office, as far as the round has them; false when it has none of the last
   three. */
bool vp_part_office(vp_doc *d, const vp_office *o);
/* The payment schedule, where the round has one and there are awards. */
void vp_part_tranches(vp_doc *d, const vp_tally *t);
/* How anyone can check what the report says. */
void vp_part_check(vp_doc *d, const vp_report_data *data, const char *report);
/* "Total: 97", for the last row of the list of awards. */
const char *vp_part_total(vp_doc *d, const vp_tally *t);
/* What people call a fund; a column of money for each of n funds, written at `at`. */
const char *vp_part_fund_title(const vp_fund *f);
void vp_part_funds(vp_doc_column *at, const vp_round *round, size_t n, vp_column_use use);
/* The columns asked for by --field, written at `at`; and their cells of one award. */
void vp_part_columns(vp_doc *d, vp_doc_column *at, const vp_report_data *data);
void vp_part_cells(vp_doc *d, const vp_award *a, const vp_report_data *data);

#endif
