/* Ids name files and stand in commit messages: letters, digits and a few signs, of any script. */
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>
#include <vp/emit.h>
#include "lib/model/cell.h"

enum { ID_MAX = 100 };

static bool good(const char *s)
{
    for (utf8proc_ssize_t n; *s; s += n) {
        utf8proc_int32_t c;
        n = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c);
        if (n <= 0)
            return false;
        if (c < 0x80) {
            bool fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    strchr("._-+#()[]@=", c);
            if (!fine)
                return false;
            continue;
        }
        switch (utf8proc_category(c)) {
        case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO: case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_PS: case UTF8PROC_CATEGORY_PE: case UTF8PROC_CATEGORY_PD:
            break;
        default:
            return false;
        }
    }
    return true;
}

/* Names that Windows keeps for devices, with or without an extension. */
static bool device(const char *s)
{
    static const char *const names[] = {"con", "prn", "aux", "nul", NULL};
    size_t n = strcspn(s, ".");
    for (size_t i = 0; names[i]; i++)
        if (n == 3 && strncasecmp(s, names[i], 3) == 0)
            return true;
    return n == 4 && (strncasecmp(s, "com", 3) == 0 || strncasecmp(s, "lpt", 3) == 0) && s[3] >= '1' && s[3] <= '9';
}

/* The common case: a letter, then letters, digits, - and _; long enough to be no device. */
static bool common(const char *s, size_t n)
{
    static const unsigned char fine[256] = {
        ['-'] = 1, ['_'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
        ['8'] = 1, ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1,
        ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1,
        ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['a'] = 1, ['b'] = 1,
        ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1,
        ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1,
        ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
    };
    bool all = n >= 5 && n <= ID_MAX && ((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'));
    for (size_t i = 0; i < n && all; i++)
        all = fine[(unsigned char)s[i]];
    return all;
}

vp_cell_state vp_cell_id(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena)
{
    size_t n = strlen(s);
    if (common(s, n)) {
        out->text = s;
        return VP_CELL_GOOD;
    }
    if (vp_scientific(s))
        return vp_cell_bad(problem, "id", (vp_note){N_("'%1$s' has lost its digits in a spreadsheet"), {s}},
                           (vp_note){N_("format the column as text, type the ids again and export it"), {NULL}});
    if (n > ID_MAX)
        return vp_cell_bad(problem, "id", (vp_note){N_("the id is longer than 100 bytes"), {NULL}},
                           (vp_note){N_("give the proposal a shorter id"), {NULL}});
    if (!good(s) || *s == '.' || *s == '-' || s[n - 1] == '.' || device(s))
        return vp_cell_bad(problem, "id", (vp_note){N_("'%1$s' cannot be an id: it names a file"), {s}},
                           (vp_note){N_("use letters, digits and - _ . ( ) only, beginning with a letter or digit"),
                                     {NULL}});
    out->text = vp_arena_dup(arena, s, n);
    if (vp_formula_like(s)) {
        *problem = (vp_problem){.rule = "formula",
                                .what = {N_("a spreadsheet would run '%1$s' as a formula: kept as text"), {s}},
                                .mend = {N_("check whether the applicant meant it"), {NULL}}};
        return VP_CELL_ODD;
    }
    return VP_CELL_GOOD;
}
