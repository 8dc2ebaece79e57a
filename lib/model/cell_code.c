/* Unified social credit codes (GB 32100-2015) and the organisation code inside them (GB 11714-1997). */
#include <string.h>
#include "lib/model/area.h"
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

/* ---- what may have been meant: offered, never taken ---- */

/* A mistake in the first eight is seen by one check alone, and one in 31 passes that: they must be likely otherwise. */
static bool begins_well(const char *code)
{
    return strchr("1239", code[1]) && (code[0] < '0' || code[0] > '9' || vp_area(code + 2) == VP_AREA_KNOWN);
}

static bool fits(const char code[19])
{
    return vp_code_check(code) == code[17] && vp_code_check_inner(code + 8) == code[16] && begins_well(code);
}

/* Both check characters let one wrong code in 340 pass, the division fewer: two right neighbours are no offer. */
static void offer(char found[19], size_t *n, const char code[19])
{
    if (!fits(code) || (*n > 0 && strcmp(found, code) == 0))
        return;
    memcpy(found, code, 19);
    ++*n;
}

/* Letters that no code has, as what they are mistaken for. */
static void without_strays(char code[19])
{
    for (char *p = code; *p; p++)
        *p = *p == 'O' ? '0' : *p == 'I' ? '1' : *p == 'Z' ? '2' : *p == 'S' ? '5' : *p == 'V' ? 'U' : *p;
}

/* The only code that is right and differs by letters that no code has, by one sign that is often misread, or by two
   neighbours changed about; "" when there is none, or more than one. */
static const char *meant(const char wrong[19], vp_arena *arena)
{
    static const char pairs[][2] = {
        {'0', 'D'}, {'0', 'Q'}, {'0', 'C'}, {'1', 'L'}, {'1', '7'}, {'2', '7'}, {'5', '6'}, {'8', 'B'}, {'3', '8'},
        {'6', 'G'}, {'6', '0'}, {'M', 'N'}, {'U', 'W'}, {'E', 'F'}, {'P', 'R'}, {'X', 'Y'}, {'K', 'X'}, {'H', 'N'},
        {'C', 'G'}, {'J', 'L'}, {'T', 'Y'},
    };
    char code[19], found[19] = "";
    size_t n = 0;
    memcpy(code, wrong, sizeof code);
    without_strays(code);
    offer(found, &n, code);
    bool strays = strcmp(code, wrong) != 0; /* one kind of mistake at a time */
    for (size_t i = 0; i < 18 && !strays; i++) {
        char was = code[i];
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
            code[i] = was == pairs[k][0] ? pairs[k][1] : was == pairs[k][1] ? pairs[k][0] : was;
            if (code[i] != was)
                offer(found, &n, code);
        }
        code[i] = was;
        if (i < 17 && code[i + 1] != was) {
            code[i] = code[i + 1];
            code[i + 1] = was;
            offer(found, &n, code);
            code[i + 1] = code[i];
            code[i] = was;
        }
    }
    const char *text = n == 1 ? vp_arena_dup(arena, found, 18) : NULL;
    return text ? text : "";
}

/* A wrong code of the right length. */
static vp_cell_state refuse(vp_problem *problem, const char *code, const char *text, char check, vp_arena *arena)
{
    char right[2] = {check, '\0'};
    const char *other = meant(code, arena), *last = vp_arena_dup(arena, right, 1);
    if (check == 0) {
        vp_note what = {N_("'%1$s' has characters that no unified social credit code has"), {text}};
        if (*other)
            return vp_cell_bad(problem, "uscc", what,
                               (vp_note){N_("copy the code from the registration certificate: perhaps it is %1$s"),
                                         {other}});
        return vp_cell_bad(problem, "uscc", what,
                           (vp_note){N_("copy the code from the registration certificate; I, O, S, V and Z never "
                                        "stand in it"), {NULL}});
    }
    vp_note what = {N_("'%1$s' has the wrong check character"), {text}};
    if (*other)
        return vp_cell_bad(problem, "uscc", what,
                           (vp_note){N_("compare it with the certificate: if the first 17 are right, the last is "
                                        "%1$s; with a sign misread or two changed about, it is %2$s"), {last, other}});
    return vp_cell_bad(problem, "uscc", what,
                       (vp_note){N_("compare it with the certificate: if the first 17 are right, the last is "
                                    "%1$s"), {last}});
}

/* The division where it was registered, of codes that begin with a digit. */
static vp_cell_state check_area(vp_problem *problem, const char *code, const char *text, vp_arena *arena)
{
    if (code[0] < '0' || code[0] > '9')
        return VP_CELL_GOOD;
    vp_area_state state = vp_area(code + 2);
    if (state == VP_AREA_KNOWN)
        return VP_CELL_GOOD;
    const char *area = vp_arena_dup(arena, code + 2, 6);
    if (state == VP_AREA_FORMER)
        *problem = (vp_problem){.rule = "area",
                                .what = {N_("the division %1$s in '%2$s' is a former one"), {area, text}},
                                .mend = {N_("codes from before a division was changed stay valid: compare it with "
                                            "the certificate"), {NULL}}};
    else
        *problem = (vp_problem){.rule = "area",
                                .what = {N_("there is no division %1$s, which '%2$s' names"), {area, text}},
                                .mend = {N_("compare characters 3 to 8 with the certificate"), {NULL}}};
    return VP_CELL_ODD;
}

vp_cell_state vp_cell_code(vp_value *out, vp_problem *problem, const char *s, vp_arena *arena)
{
    char code[19];
    size_t n = 0;
    if (strlen(s) == 18 && vp_code_check(s) == s[17] && vp_code_check_inner(s + 8) == s[16]) {
        out->text = s; /* the common case: as it should be */
        return check_area(problem, s, s, arena);
    }
    for (const char *p = s; *p; p++) {
        if (*p == ' ' || *p == '-')
            continue;
        if (n < sizeof code - 1)
            code[n] = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
        n++;
    }
    if (n != 18 && vp_scientific(s)) /* of 18 it may be a code: 51007E101175119112 is one */
        return vp_cell_bad(problem, "uscc", (vp_note){N_("'%1$s' has lost its digits in a spreadsheet"), {s}},
                           (vp_note){N_("format the column as text, type the code again and export it"), {NULL}});
    if (n != 18)
        return vp_cell_bad(problem, "uscc", (vp_note){N_("'%1$s' is not a unified social credit code: it has not 18 "
                                                         "characters"), {s}},
                           (vp_note){N_("copy the code from the registration certificate"), {NULL}});
    code[18] = '\0';
    const char *text = vp_arena_dup(arena, code, 18);
    char check = vp_code_check(code);
    if (check == 0 || check != code[17])
        return refuse(problem, code, text, check, arena);
    out->text = text;
    char inner = vp_code_check_inner(code + 8);
    if (inner == code[16])
        return check_area(problem, code, text, arena);
    *problem = (vp_problem){.rule = "uscc",
                            .what = {N_("the organisation code inside '%1$s' has the wrong check character"), {text}},
                            .mend = {N_("compare characters 9 to 17 with the certificate"), {NULL}}};
    return VP_CELL_ODD;
}
