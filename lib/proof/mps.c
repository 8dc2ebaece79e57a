/* A model in free MPS. */
#include <vp/proof.h>

/* A comment's text, on its line. */
static void plain(vp_str *out, const char *text)
{
    for (; *text; text++)
        vp_str_addc(out, (unsigned char)*text < ' ' ? ' ' : *text);
}

static void names(vp_str *out, const vp_model *m)
{
    char amount[VP_DECIMAL_MAX], unit[VP_DECIMAL_MAX];
    vp_micro_format(unit, m->unit, 0);
    vp_str_addz(out, "* ");
    plain(out, m->round->id);
    vp_str_addf(out, ": awards that are worth most\n* minimise: the sign of worth is turned; 1 is %s points\n", unit);
    for (size_t r = 0; r < m->nrows; r++) {
        vp_str_addf(out, "* r%zu: ", r + 1);
        plain(out, m->row[r].what);
        vp_str_addf(out, m->row[r].divisor > 1 ? "; 1 is %lld\n" : "\n", (long long)m->row[r].divisor);
    }
    for (size_t i = 0; i < m->n; i++) {
        vp_money_format(amount, m->item[i].amount);
        vp_str_addf(out, "* x%zu: %s to ", i + 1, amount);
        plain(out, m->item[i].of->id);
        vp_str_addc(out, '\n');
    }
}

static bool several(const vp_model *m, size_t g)
{
    return m->group[g + 1] - m->group[g] > 1;
}

/* Rows know their items; columns are written item by item. */
static vp_status columns(vp_str *out, const vp_model *m, vp_arena *arena, vp_err *err)
{
    size_t *first, *row, g = 0;
    int64_t *coef;
    VP_ALLOC(first, vp_arena_array(arena, m->n + 2, sizeof *first), err);
    VP_ALLOC(row, vp_arena_array(arena, m->nentries + 1, sizeof *row), err);
    VP_ALLOC(coef, vp_arena_array(arena, m->nentries + 1, sizeof *coef), err);
    for (size_t e = 0; e < m->nentries; e++)
        first[m->entry[e].item + 2]++;
    for (size_t i = 2; i < m->n + 2; i++)
        first[i] += first[i - 1];
    for (size_t r = 0; r < m->nrows; r++)
        for (size_t e = m->row[r].first; e < m->row[r].first + m->row[r].n; e++) {
            size_t at = first[m->entry[e].item + 1]++;
            row[at] = r;
            coef[at] = m->entry[e].coef;
        }
    vp_str_addz(out, "COLUMNS\n M1 'MARKER' 'INTORG'\n");
    for (size_t i = 0; i < m->n; i++) {
        while (i >= m->group[g + 1])
            g++;
        vp_str_addf(out, " x%zu worth %lld\n", i + 1, -(long long)m->item[i].value);
        for (size_t e = first[i]; e < first[i + 1]; e++)
            vp_str_addf(out, " x%zu r%zu %lld\n", i + 1, row[e] + 1, (long long)coef[e]);
        if (several(m, g))
            vp_str_addf(out, " x%zu g%zu 1\n", i + 1, g + 1);
    }
    vp_str_addz(out, " M2 'MARKER' 'INTEND'\n");
    return VP_OK;
}

vp_status vp_model_mps(vp_str *out, const vp_model *m, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    if (!arena)
        return vp_nomem(err);
    names(out, m);
    vp_str_addz(out, "NAME awards FREE\nROWS\n N worth\n");
    for (size_t r = 0; r < m->nrows; r++)
        vp_str_addf(out, " L r%zu\n", r + 1);
    for (size_t g = 0; g < m->ngroups; g++)
        if (several(m, g))
            vp_str_addf(out, " L g%zu\n", g + 1);
    VP_TRY(columns(out, m, arena, err));
    vp_str_addz(out, "RHS\n");
    for (size_t r = 0; r < m->nrows; r++)
        vp_str_addf(out, " RHS r%zu %lld\n", r + 1, (long long)m->row[r].bound);
    for (size_t g = 0; g < m->ngroups; g++)
        if (several(m, g))
            vp_str_addf(out, " RHS g%zu 1\n", g + 1);
    vp_str_addz(out, "BOUNDS\n");
    for (size_t i = 0; i < m->n; i++)
        vp_str_addf(out, " UP BND x%zu 1\n", i + 1);
    vp_str_addz(out, "ENDATA\n");
    return vp_str_check(out, err);
}
