/* The rules of a form as formulas of a spreadsheet, for the first row that is filled in. They help whoever types; what
   stands is decided by vp-intake. All of them are NULL when there is no memory. */
#ifndef VP_LIB_IO_FORMULA_H
#define VP_LIB_IO_FORMULA_H

#include <vp/arena.h>
#include "lib/rules/form.h"

enum { VP_FORMULA_ROW = 2, VP_FORMULA_EPOCH = 25569 /* 1970-01-01 as spreadsheets count days */ };

/* "$K2": the cell of a column (from 0). */
const char *vp_formula_cell(size_t column, vp_arena *arena);
/* A number or a day as it stands in a formula. */
const char *vp_formula_number(const vp_form_column *c, int64_t value, vp_arena *arena);
/* What the cell of a column must fulfil by itself, as arguments of AND; "" when it need not fulfil anything. */
const char *vp_formula_own(const vp_form *form, size_t column, vp_arena *arena);
/* What it must fulfil together with others once all are filled, a comma before each; "" when there is no such rule. */
const char *vp_formula_others(const vp_form *form, size_t column, vp_arena *arena);

#endif
