/* What spreadsheets write where a formula failed, or a column was too narrow for the number in it. */
#include <string.h>
#include "lib/model/cell.h"

bool vp_sheet_error(const char *s)
{
    static const char *const errors[] = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!",
                                         "#CALC!", "#GETTING_DATA", "Err:502", "Err:508", NULL};
    if (*s != '#' && *s != 'E')
        return false;
    size_t narrow = strspn(s, "#");
    if (narrow >= 4 && s[narrow] == '\0')
        return true;
    for (size_t i = 0; errors[i]; i++)
        if (strcmp(errors[i], s) == 0)
            return true;
    return false;
}
