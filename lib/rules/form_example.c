/* The example row: values that the round would accept, found by trying. */
#include <stdint.h>
#include <string.h>
#include <vp/emit.h>
#include "lib/model/cell.h"
#include "lib/model/columns.h"
#include "lib/rules/form.h"
#include "lib/rules/judge.h"

typedef struct finder {
    vp_form *form;
    vp_judge *judge;
    int64_t *value; /* of each column that is a number or a date */
    vp_arena *arena;
} finder;

/* ---- texts ---- */

/* What a person might write there, likeliest first; an empty text ends each. */
static const char *const texts[VP_STANDARD_FIELDS][3] = {
    [VP_TITLE] = {N_("Lunch for older neighbours")},
    [VP_APPLICANT] = {N_("Example Social Work Centre")},
    [VP_APPLICANT_TYPE] = {N_("social organisation")},
    [VP_PURPOSE] = {N_("older people")},
    [VP_CATEGORY] = {N_("services for older people")},
    [VP_DISTRICT] = {N_("Example District")},
    [VP_STREET] = {N_("Example Street")},
    [VP_COMMUNITY] = {N_("Example Community")},
    [VP_SUMMARY] = {N_("Brings a warm lunch on workdays to older people who live alone and cannot cook, and looks "
                       "after them.")},
    [VP_CONTACT] = {N_("name of the contact")},
    [VP_PHONE] = {"13800000000", "020-00000000"},
    [VP_EMAIL] = {"name@example.org"},
    [VP_ID_NUMBER] = {"11010119000101001X"},
};

/* Tried where a pattern wants something else. */
static const char *const shapes[] = {
    "13800000000", "020-00000000", "02000000000", "name@example.org", "https://example.org", "510000", "2024",
    "2024-03", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890",
    "A", "AB", "ABC", "A1", "A01", "A001", "AB-001", "a", "abc", "Example", "是", "无", "甲", "示例", "示例文字", NULL
};

static const char *const ids[] = {
    "P-001", "P001", "P-0001", "P1", "001", "0001", "1", "A001", "A-001", "A-01", "2024001", "2024-001", "20240001",
    "2024-0001", NULL
};

/* The first two characters say what the organisation is. */
static const char *const kinds[] = {"52", "51", "53", "91", "54", "55", "11", "12", "92", "93", NULL};

/* Whether vp-intake would read the text in this column without a word. */
static vp_status fits(bool *yes, finder *f, const vp_form_column *c, const char *text, vp_err *err)
{
    vp_column_map map = {.heading = c->heading, .field = (long)c->field, .unit = c->unit, .unit_name = c->unit_name};
    vp_columns columns = {&map, 1};
    vp_cell cell = {text, strlen(text)};
    vp_verdict v;
    vp_mark mark = vp_arena_mark(f->arena);
    VP_TRY(vp_judge_read(&v, f->judge, &columns, &cell, 1, f->arena, err));
    *yes = v.nproblems == 0 && v.nwarnings == 0;
    const vp_round *round = f->form->round;
    for (size_t i = 0; i < round->nrules && *yes; i++) {
        VP_AUTO(vp_match) m = NULL;
        const vp_rule *r = &round->rules[i];
        if (r->field != c->field || !r->pattern)
            continue;
        VP_TRY(vp_match_compile(&m, r->pattern, VP_AT_FILE(round->file), err));
        if (vp_match_test(yes, m, v.text[c->field], strlen(v.text[c->field]), NULL) != VP_OK)
            *yes = false; /* a pattern without end finds no example */
    }
    vp_arena_rewind(f->arena, mark);
    return VP_OK;
}

static vp_status first_of(finder *f, vp_form_column *c, const char *const *all, size_t n, vp_err *err)
{
    bool yes = false;
    for (size_t i = 0; i < n && all[i] && !*c->example; i++) {
        const char *text = vp_tr(f->form->round->lang, all[i]);
        VP_TRY(fits(&yes, f, c, text, err));
        if (yes)
            c->example = text;
    }
    return VP_OK;
}

static vp_status find_text(finder *f, vp_form_column *c, vp_err *err)
{
    static const char *const any[] = {N_("some text")};
    if (c->choices.n > 0) {
        for (size_t i = 0; i < c->choices.n && !*c->example; i++)
            if (!vp_formula_like(c->choices.at[i]))
                c->example = c->choices.at[i];
        if (!*c->example)
            c->example = c->choices.at[0];
        return VP_OK;
    }
    if (c->field < VP_STANDARD_FIELDS)
        VP_TRY(first_of(f, c, texts[c->field], 3, err));
    else
        VP_TRY(first_of(f, c, any, 1, err));
    return first_of(f, c, shapes, SIZE_MAX, err);
}

static vp_status find_code(finder *f, vp_form_column *c, vp_err *err)
{
    for (size_t i = 0; kinds[i] && !*c->example; i++) {
        char code[19] = "00440100MJ000000  ";
        bool yes;
        memcpy(code, kinds[i], 2);
        code[16] = vp_code_check_inner(code + 8);
        code[17] = vp_code_check(code);
        const char *copy;
        VP_ALLOC(copy, vp_arena_dup(f->arena, code, 18), err);
        VP_TRY(fits(&yes, f, c, copy, err));
        if (yes)
            c->example = copy;
    }
    return VP_OK;
}

/* Behind the mark stands an id that would do. */
static vp_status find_id(finder *f, vp_form_column *c, vp_err *err)
{
    const char *own[2] = {NULL, NULL};
    VP_TRY(first_of(f, c, ids, SIZE_MAX, err));
    VP_ALLOC(own[0], vp_arena_printf(f->arena, "%s-001", f->form->round->id), err);
    VP_TRY(first_of(f, c, own, 2, err));
    VP_TRY(first_of(f, c, shapes, SIZE_MAX, err));
    VP_ALLOC(c->example, vp_arena_printf(f->arena, "%s%s", vp_form_mark(f->form->round->lang), c->example), err);
    return VP_OK;
}

/* ---- numbers and dates ---- */

enum { BASE_MONEY = 10000000, BASE_COUNT = 100, STEP_MONEY = 10000, PASSES = 200 };

static bool is_number(const vp_form_column *c)
{
    return c->type == VP_TYPE_MONEY || c->type == VP_TYPE_COUNT;
}

/* Round numbers where the bounds leave room for them. */
static int64_t step_of(const finder *f, vp_type type)
{
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < f->form->n; i++)
        if (f->form->at[i].type == type && f->form->at[i].has_most && f->form->at[i].most < least)
            least = f->form->at[i].most;
    return type == VP_TYPE_MONEY && least / 100 >= STEP_MONEY ? STEP_MONEY : 1;
}

/* Far above every real amount, and so far below what int64 holds that sums of a row fit. */
static const int64_t enough = 1000000000000000;

static int64_t clamped(const vp_form_column *c, int64_t v)
{
    if (c->has_least && v < c->least)
        v = c->least;
    if (c->has_most && v > c->most)
        v = c->most;
    return v < enough ? v : enough;
}

static int32_t day_of(int year, int month, int day)
{
    vp_date d = {0, 0};
    vp_date_make(&d, year, month, day);
    return d.first;
}

static void start_values(finder *f)
{
    const vp_round *r = f->form->round;
    int32_t known = r->has_closes ? r->closes.last : r->has_opens ? r->opens.first : day_of(2024, 1, 1);
    int64_t money = BASE_MONEY, count = BASE_COUNT;
    for (size_t i = 0; i < f->form->n; i++) {
        const vp_form_column *c = &f->form->at[i];
        if (c->type == VP_TYPE_MONEY && c->has_most && c->most < money)
            money = c->most;
        if (c->type == VP_TYPE_COUNT && c->has_most && c->most < count)
            count = c->most;
    }
    int year = vp_date_year(known) + 1;
    for (size_t i = 0; i < f->form->n; i++) {
        const vp_form_column *c = &f->form->at[i];
        int64_t v = c->type == VP_TYPE_MONEY ? money : c->type == VP_TYPE_COUNT ? count
                  : c->field == VP_STARTS ? day_of(year, 1, 1) : c->field == VP_ENDS ? day_of(year, 12, 31)
                  : day_of(year - 6, 6, 1);
        f->value[i] = clamped(c, v);
    }
}

static int64_t down_to(vp_wide v, int64_t step)
{
    return v <= 0 ? 0 : v > enough ? enough : (int64_t)(v / step * step);
}

static int64_t up_to(vp_wide v, int64_t step)
{
    return down_to(v + step - 1, step);
}

static void mend_share(finder *f, const vp_relation *r, int64_t step)
{
    int64_t *part = &f->value[r->column], *whole = &f->value[r->of];
    const vp_form_column *c = &f->form->at[r->column];
    vp_wide share = (vp_wide)*whole * r->share, all = (vp_wide)*part * VP_MICRO;
    if (r->share <= 0)
        return;
    if (r->kind == VP_AT_MOST_SHARE && all > share) {
        int64_t v = down_to(share / VP_MICRO, step);
        *part = clamped(c, v);
        if (v <= 0 || *part != v) /* it cannot be less: the whole must be more */
            *whole = up_to((vp_wide)*part * VP_MICRO / r->share + 1, step);
    } else if (r->kind == VP_AT_LEAST_SHARE && all < share) {
        int64_t v = up_to((share + VP_MICRO - 1) / VP_MICRO, step);
        *part = clamped(c, v);
        if (*part != v)
            *whole = down_to((vp_wide)*part * VP_MICRO / r->share, step);
    }
}

/* The whole follows its parts, or they shrink when it may not grow. */
static void mend_sum(finder *f, const vp_relation *r, int64_t step)
{
    vp_wide sum = 0;
    for (size_t i = 0; i < r->nterms; i++)
        sum += f->value[r->terms[i]];
    int64_t whole = clamped(&f->form->at[r->of], (int64_t)sum);
    for (size_t i = 0; i < r->nterms && sum > whole && sum > 0; i++) {
        const vp_form_column *c = &f->form->at[r->terms[i]];
        f->value[r->terms[i]] = clamped(c, down_to((vp_wide)f->value[r->terms[i]] * whole / sum, step));
    }
    if (sum < whole && r->nterms > 0)
        f->value[r->terms[r->nterms - 1]] += whole - (int64_t)sum;
    sum = 0;
    for (size_t i = 0; i < r->nterms; i++)
        sum += f->value[r->terms[i]];
    f->value[r->of] = down_to(sum, 1);
}

/* Mend one relation after the other until nothing changes; where that never ends, the example says so. */
static vp_status settle(finder *f, vp_err *err)
{
    const vp_form *form = f->form;
    int64_t *before;
    VP_ALLOC(before, vp_arena_array(f->arena, form->n, sizeof *before), err);
    for (size_t i = 0; i < form->nrelations; i++) /* sums first: shares of a whole that is whole */
        if (form->relations[i].kind == VP_ADDS_UP)
            mend_sum(f, &form->relations[i], step_of(f, form->at[form->relations[i].column].type));
    for (size_t pass = 0; pass < PASSES; pass++) {
        memcpy(before, f->value, form->n * sizeof *before);
        for (size_t i = 0; i < form->nrelations; i++) {
            const vp_relation *r = &form->relations[i];
            int64_t step = step_of(f, form->at[r->column].type);
            if (r->kind == VP_ADDS_UP)
                mend_sum(f, r, step);
            else if (r->kind != VP_NOT_AFTER)
                mend_share(f, r, step);
            else if (f->value[r->column] > f->value[r->of])
                f->value[r->column] = f->value[r->of];
        }
        for (size_t i = 0; i < form->n; i++)
            f->value[i] = clamped(&form->at[i], f->value[i]);
        if (memcmp(before, f->value, form->n * sizeof *before) == 0)
            return VP_OK;
    }
    return VP_OK;
}

vp_status vp_form_example(vp_form *form, vp_arena *arena, vp_err *err)
{
    const vp_judge_opts opts = {.received = ""};
    VP_AUTO(vp_judge) judge = NULL;
    finder f = {.form = form, .arena = arena};
    VP_TRY(vp_judge_new(&judge, form->round, NULL, &opts, err));
    f.judge = judge;
    VP_ALLOC(f.value, vp_arena_array(arena, form->n, sizeof *f.value), err);
    start_values(&f);
    VP_TRY(settle(&f, err));
    for (size_t i = 0; i < form->n; i++) {
        vp_form_column *c = &form->at[i];
        if (c->type == VP_TYPE_ID)
            VP_TRY(find_id(&f, c, err));
        else if (c->type == VP_TYPE_CODE)
            VP_TRY(find_code(&f, c, err));
        else if (is_number(c) || c->type == VP_TYPE_DATE)
            VP_ALLOC(c->example, vp_form_number(c, f.value[i], arena), err);
        else
            VP_TRY(find_text(&f, c, err));
    }
    return VP_OK;
}
