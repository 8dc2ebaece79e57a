/* The checks that every round has. */
#include <stddef.h>
#include <vp/lang.h>
#include "lib/rules/builtin.h"

const vp_builtin vp_builtins[] = {
    {"required", "blank",
     N_("the cell must be filled in: the round asks for this field, or one of its rules reads it"),
     N_("fill it in"), NULL},
    {"id", NULL,
     N_("an id names a file: letters and digits of any script and . _ - + # ( ) [ ] @ =, at most 100 bytes, no name "
        "that Windows keeps for a device, and not a number that a spreadsheet has rounded"),
     N_("use letters, digits and - _ . ( ) only, beginning with a letter or digit"), NULL},
    {"unique", NULL,
     N_("no two rows of a sheet have the same id, nor ids that differ in writing only; the first row stays"),
     N_("give one of the two another id, or delete the row"), NULL},
    {"uscc", "code",
     N_("a unified social credit code has 18 characters of 0-9 and A-Z without I, O, S, V and Z; the last one is "
        "computed from the others and must be right; the last of characters 9 to 17 should be, else there is a "
        "warning"),
     N_("copy the code from the registration certificate"), "GB 32100-2015; GB 11714-1997"},
    {"area", NULL,
     N_("characters 3 to 8 of a code are the division where the organisation was registered: one that does not "
        "exist, or no longer, gives a warning"),
     N_("compare characters 3 to 8 with the certificate; codes given before a division was changed stay valid"),
     "GB/T 2260"},
    {"text", NULL,
     N_("a text holds no control characters and none that turn its direction; a private one is no number that a "
        "spreadsheet has rounded"),
     N_("delete the character, or type the text again"), NULL},
    {"formula", NULL,
     N_("a text that a spreadsheet would run as a formula is kept as it is, with a warning"),
     N_("check whether the applicant meant it"), "OWASP: CSV Injection"},
    {"choice", "choices",
     N_("the cell is one of the round's choices, whatever its script, spaces and brackets"),
     N_("write one of the choices as the round has them"), NULL},
    {"pattern", NULL,
     N_("the cell has the form that the round asks for under \"fields\"; matching is given up after a fixed number "
        "of steps, and the row is refused then"),
     N_("write it in this form"), "PCRE2"},
    {"money", "amount",
     N_("an amount of 0 or more: digits with right thousands groups, the round's currency before or behind it, 万元 or "
        "亿元, or capital numerals; more than two decimals are rounded with a warning"),
     N_("write digits, such as 120000.00 or 120,000"), NULL},
    {"unit", NULL,
     N_("the unit in a cell is that of its column, of a title above the header, or of the round"),
     N_("write the amount in the unit of the column, without a unit"), NULL},
    {"count", "number",
     N_("a whole number of 0 or more; words such as 约 before it and 人次 behind it are kept"),
     N_("write a whole number of 0 or more; words such as 约 before it and 人次 behind it are kept"), NULL},
    {"date", NULL,
     N_("a day, or a month without a day: 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日, 20240301; the year with four "
        "digits; a number that a spreadsheet counts days with is none"),
     N_("write it as 2024-03-01, 2024/3/1 or 2024年3月1日, the year with four digits"), NULL},
    {"dates", "period",
     N_("a project does not end before it starts"),
     N_("correct one of the dates"), NULL},
    {"late", "closes",
     N_("with --received: the sheet came no later than the day the round closes; a row that asks for nothing new may "
        "come later"),
     N_("admit it with --late and a reason (-m), or leave it out"), NULL},
    {"early", "opens",
     N_("with --received: the sheet came no earlier than the day the round opens"),
     N_("correct --received, or \"opens\" in round.json; else let it be sent again when the round is open"), NULL},
    {"amend", NULL,
     N_("with --amend: the round has a proposal of this id; what the row leaves blank stays as the round has it"),
     N_("correct the id, or take it in with all its columns and without --amend"), NULL},
    {"approved", "approved_budget",
     N_("the budget that the office approved is at most the budget that was asked for"),
     N_("approve at most what was budgeted, and look at the unit of the column"), NULL},
    {"withdrawn", "withdraw",
     N_("a proposal that was withdrawn stays so: a row with its id says what the round has, and nothing else"),
     N_("take the withdrawal back first (--reinstate ID -m REASON), or hand it in under a new id"), NULL},
    {"duplicate", "decide",
     N_("a person decided (--decide) that the proposal is a duplicate of another one and is dropped; nothing is "
        "dropped without such a decision"),
     N_("another decision about the pair takes the place of this one"), NULL},
    {"private", NULL,
     N_("no public cell holds a phone number, an address or an identity number that a private column of the row "
        "keeps"),
     N_("take it out of this cell"), NULL},
    {"personal", NULL,
     N_("a public text that seems to hold anybody's phone number, e-mail address or identity number gives a warning; "
        "in a round with \"personal\": \"refuse\" the row is refused"),
     N_("take it out unless it is meant to be public"), NULL},
    {"cell", "error",
     N_("a cell holds a value, not an error of the spreadsheet such as #REF!, #N/A or ####"),
     N_("correct the formula, or widen the column, and export the sheet again"), NULL},
    {"fill-down", NULL,
     N_("a blank cell of a column of --fill-down takes what stands in the last proposal's row above, and there is "
        "one"),
     N_("fill it in"), NULL},
    {"total", "sum",
     N_("a total that the sheet states is computed again; another one gives a warning"),
     N_("find out which rows are missing, or correct the total"), NULL},
    {"cells", "columns",
     N_("a row has no more cells than the header: nobody can tell which column each belongs to"),
     N_("put cells that hold separators in quotation marks"), NULL},
    {"csv", "quotes",
     N_("quotation marks stand around a whole cell, and those inside it are doubled"),
     N_("write the cell in quotation marks and double those inside it, as spreadsheets do"), "RFC 4180"},
    {0}
};
