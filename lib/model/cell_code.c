/* Unified social credit codes (GB 32100-2015) and the organisation code inside them (GB 11714-1997). */
#include <string.h>
#include "lib/model/cell.h"

static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* 1 + the value of each sign: digits, then letters without I, O, S, V, Z. */
static const unsigned char values[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    ['G'] = 17, ['H'] = 18, ['J'] = 19, ['K'] = 20, ['L'] = 21, ['M'] = 22, ['N'] = 23, ['P'] = 24,
    ['Q'] = 25, ['R'] = 26, ['T'] = 27, ['U'] = 28, ['W'] = 29, ['X'] = 30, ['Y'] = 31,
};

char vp_code_check(const char *code)
{
    static const unsigned char weight[17] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    for (int i = 0; i < 17; i++) {
        int v = values[(unsigned char)code[i]];
        if (v == 0)
            return 0;
        sum += (v - 1) * weight[i];
    }
    return signs[(31 - sum % 31) % 31];
}

char vp_code_check_inner(const char *code)
{
    static const int weight[] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        char c = code[i];
        int v = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
        if (v < 0)
            return 0;
        sum += v * weight[i];
    }
    int check = (11 - sum % 11) % 11;
    return check == 10 ? 'X' : (char)('0' + check);
}

vp_cell_state vp_cell_code(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena)
{
    char code[19];
    size_t n = 0;
    if (vp_scientific(s))
        return vp_cell_bad(problem, "uscc", (vp_note){N_("'%1$s' has lost its digits in a spreadsheet"), {s}},
                           (vp_note){N_("format the column as text, type the code again and export it"), {NULL}});
    if (strlen(s) == 18 && vp_code_check(s) == s[17] && vp_code_check_inner(s + 8) == s[16]) {
        out->text = s; /* the common case: as it should be */
        return VP_CELL_GOOD;
    }
    for (const char *p = s; *p; p++) {
        if (*p == ' ' || *p == '-')
            continue;
        if (n < sizeof code - 1)
            code[n] = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
        n++;
    }
    if (n != 18)
        return vp_cell_bad(problem, "uscc", (vp_note){N_("'%1$s' is not a unified social credit code: it has not 18 "
                                                         "characters"), {s}},
                           (vp_note){N_("copy the code from the registration certificate"), {NULL}});
    code[18] = '\0';
    const char *text = vp_arena_dup(arena, code, 18);
    char check = vp_code_check(code);
    if (check == 0)
        return vp_cell_bad(problem, "uscc", (vp_note){N_("'%1$s' has characters that no unified social credit code "
                                                         "has"), {s}},
                           (vp_note){N_("copy the code from the registration certificate; I, O, S, V and Z never "
                                        "stand in it"), {NULL}});
    if (check != code[17]) {
        char right[2] = {check, '\0'};
        const char *last = vp_arena_dup(arena, right, 1);
        return vp_cell_bad(problem, "uscc", (vp_note){N_("'%1$s' has the wrong check character"), {text}},
                           (vp_note){N_("compare it with the certificate: if the first 17 are right, the last is "
                                        "%1$s"), {last}});
    }
    out->text = text;
    char inner = vp_code_check_inner(code + 8);
    if (inner == code[16])
        return VP_CELL_GOOD;
    *problem = (vp_problem){.rule = "uscc",
                            .what = {N_("the organisation code inside '%1$s' has the wrong check character"), {text}},
                            .mend = {N_("compare characters 9 to 17 with the certificate"), {NULL}}};
    return VP_CELL_ODD;
}
