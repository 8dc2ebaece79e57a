/* Cells as offices write them, read as the type of their field (DOMAIN.md, section 5, points 6 to 9). One file for
   each type; all take text that vp_narrow has made plain (full-width forms folded, ends trimmed), not blank. */
#ifndef VP_LIB_MODEL_CELL_H
#define VP_LIB_MODEL_CELL_H

#include <vp/arena.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/value.h>

/* How a cell could be read. With VP_CELL_ODD the value stands and the problem is worth a look; with VP_CELL_BAD there
   is no value. problem->rule names the check, problem->field is left to the caller. */
typedef enum vp_cell_state { VP_CELL_GOOD, VP_CELL_ODD, VP_CELL_BAD } vp_cell_state;

/* Money: out->number in minor units, out->text canonical. unit is what the column or the round says, in minor units of
   one (0: nobody says: major units); unit_name names it in messages. currency: of the round ("CNY"). */
vp_cell_state vp_cell_money(vp_value *out, vp_problem *problem, const char *s, int64_t unit, const char *unit_name,
                            const char *currency, vp_arena *arena);
/* The unit that a text names alone ("万元", "人民币元", "元", "yuan"), in minor units of one; 0: none. */
int64_t vp_money_unit(const char *s);

/* An amount in capital numerals (伍拾万元整), in minor units. False: not one. */
bool vp_capital_money(vp_money *out, const char *s);

vp_cell_state vp_cell_date(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena);
/* Whether the text is a bare number, as a spreadsheet counts days: 43860, 43860.5. */
bool vp_serial(const char *s);
/* Such a number as a date. system: 1900, 1904, or 0: they are not wanted, and the mend tells what it would be. */
vp_cell_state vp_cell_serial(vp_value *out, vp_problem *problem, const char *s, int system, vp_arena *arena);

/* Two dates in one cell, in the one way that they can be read: false when there is none, or another too. */
bool vp_cell_period(vp_value *from, vp_value *to, const char *s, vp_arena *arena);

/* A count with its qualifier and unit: out->number, out->text "约500人次". */
vp_cell_state vp_cell_count(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena);

/* A unified social credit code: its last character is checked (error), and the one of the organisation code inside
   (warning, GB 11714). Letters are made capital, spaces and hyphens inside are dropped. */
vp_cell_state vp_cell_code(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena);
/* The check character of the first 17 of a code (GB 32100-2015), or 0 when one of them cannot stand in a code. */
char vp_code_check(const char *code);
/* The same of an organisation code's first 8 characters (GB 11714). */
char vp_code_check_inner(const char *code);

/* An id: it names a file, so it has no path in it. */
vp_cell_state vp_cell_id(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena);

/* "1.38E+10": a spreadsheet has lost the digits. */
bool vp_scientific(const char *s);

/* "60%", "百分之六十": a part of something, not an amount or a number of things. */
bool vp_is_share(const char *s);

/* "#REF!", "#####": what a spreadsheet shows in place of a value. */
bool vp_sheet_error(const char *s);

/* Note problem->{rule, what, mend}. Returns VP_CELL_BAD. */
vp_cell_state vp_cell_bad(vp_problem *problem, const char *rule, vp_note what, vp_note mend);

#endif
