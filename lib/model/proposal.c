/* Proposals: canonical texts by field. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/emit.h>
#include <vp/proposal.h>

static int by_id(const void *a, const void *b)
{
    return strcmp(((const vp_proposal *)a)->value[VP_ID], ((const vp_proposal *)b)->value[VP_ID]);
}

const vp_proposal *vp_proposals_find(const vp_proposals *all, const char *id)
{
    const char *value[] = {[VP_ID] = id};
    return all->n ? bsearch(&(vp_proposal){.value = value}, all->at, all->n, sizeof *all->at, by_id) : NULL;
}

vp_money vp_proposal_money(const vp_proposal *p, size_t field)
{
    vp_money m = 0;
    return vp_money_parse(&m, p->value[field]) ? m : 0;
}

bool vp_proposal_approved(const vp_proposal *p)
{
    return *p->value[VP_APPROVED_BUDGET] != '\0';
}

vp_money vp_proposal_grant(const vp_proposal *p)
{
    vp_money requested = vp_proposal_money(p, VP_REQUESTED), own = vp_proposal_money(p, VP_OWN_FUNDS), left;
    if (!vp_proposal_approved(p))
        return requested;
    if (own < 0 || __builtin_sub_overflow(vp_proposal_money(p, VP_APPROVED_BUDGET), own, &left))
        return 0;
    return left < requested ? left : requested;
}

vp_status vp_proposals_that_stand(vp_proposals *out, const vp_proposals *all, vp_arena *arena, vp_err *err)
{
    *out = (vp_proposals){0};
    VP_ALLOC(out->at, vp_arena_array(arena, all->n, sizeof *out->at), err);
    for (size_t i = 0; i < all->n; i++)
        if (!all->at[i].withdrawn_on)
            out->at[out->n++] = all->at[i];
    return VP_OK;
}

/* A JSON string holds no line end: what stands after one, with this indent, is a member. */
bool vp_proposal_has(const char *bytes, size_t n, const char *member)
{
    char key[64];
    int k = snprintf(key, sizeof key, "\n  \"%s\": ", member);
    return k > 0 && (size_t)k < sizeof key && memmem(bytes, n, key, (size_t)k) != NULL;
}

bool vp_filter_matches(const vp_filter *f, const vp_proposal *p)
{
    for (size_t k = 0; k < f->n; k++) {
        const struct vp_filter_key *key = &f->keys[k];
        size_t i = 0;
        while (i < key->values.n && strcmp(key->values.at[i], p->value[key->field]) != 0)
            i++;
        if (i == key->values.n)
            return false;
    }
    return true;
}

char *vp_proposal_path(const char *id, vp_arena *arena)
{
    return vp_arena_printf(arena, "proposals/%s.json", id);
}

size_t vp_proposal_id_of(const char *name)
{
    static const char ending[] = ".json";
    size_t n = strlen(name), k = sizeof ending - 1;
    return n > k && strcmp(name + n - k, ending) == 0 ? n - k : 0;
}

static void add_tags(vp_str *out, const vp_round *round, const char *const *tag)
{
    bool any = false;
    for (size_t i = 0; tag && i < round->nfields; i++) {
        if (!tag[i])
            continue;
        vp_str_addz(out, any ? ",\n    " : ",\n  \"private\": {\n    ");
        vp_json_string(out, round->fields[i].name);
        vp_str_addf(out, ": \"%s\"", tag[i]);
        any = true;
    }
    if (any)
        vp_str_addz(out, "\n  }");
}

void vp_proposal_json(vp_str *out, const vp_round *round, const vp_proposal *p)
{
    vp_str_addz(out, "{\n  \"vp\": 1");
    for (size_t i = 0; i < round->nfields; i++) {
        if (round->fields[i].secret || !*p->value[i])
            continue;
        vp_str_addz(out, ",\n  ");
        vp_json_string(out, round->fields[i].name);
        vp_str_addz(out, ": ");
        vp_json_string(out, p->value[i]);
    }
    add_tags(out, round, p->tag);
    if (p->withdrawn_on) {
        vp_str_addz(out, ",\n  \"withdrawn\": {\"on\": ");
        vp_json_string(out, p->withdrawn_on);
        vp_str_addz(out, ", \"reason\": ");
        vp_json_string(out, p->withdrawn_why);
        vp_str_addc(out, '}');
    }
    vp_str_addz(out, "\n}\n");
}

/* Sort, and refuse an id that comes twice. */
static vp_status settle(vp_proposals *all, const vp_table *table, vp_err *err)
{
    if (all->n > 1)
        qsort(all->at, all->n, sizeof *all->at, by_id);
    for (size_t i = 1; i < all->n; i++)
        if (by_id(&all->at[i - 1], &all->at[i]) == 0)
            return vp_fail(err, VP_INVALID, VP_AT_FILE(table->file), "the proposal '%s' comes twice",
                           all->at[i].value[VP_ID]);
    return VP_OK;
}

static vp_status check_value(const vp_field *f, const char *s, vp_where at, vp_err *err)
{
    vp_money m = 0;
    vp_date d;
    if (f->type == VP_TYPE_MONEY && *s && !vp_money_parse(&m, s)) {
        vp_fail(err, VP_INVALID, at, "'%s' is not an amount", s);
        return vp_hint(err, "expected a canonical decimal such as 140000.00, as vp-intake prints it");
    }
    if (f->type == VP_TYPE_DATE && *s && !vp_date_parse(&d, s)) {
        vp_fail(err, VP_INVALID, at, "'%s' is not a date", s);
        return vp_hint(err, "expected YYYY-MM-DD or YYYY-MM, as vp-intake prints it");
    }
    if (f->type == VP_TYPE_MONEY && *s && m < 0)
        return vp_fail(err, VP_INVALID, at, "the amount '%s' is less than nothing", s);
    return VP_OK;
}

vp_status vp_proposals_from_table(vp_proposals *out, const vp_round *round, const vp_table *table, vp_arena *arena,
                                  vp_err *err)
{
    long *column;
    VP_ALLOC(column, vp_arena_array(arena, round->nfields, sizeof *column), err);
    for (size_t i = 0; i < round->nfields; i++) {
        column[i] = vp_table_column(table, round->fields[i].name);
        if (column[i] >= 0 && round->fields[i].secret) {
            vp_where at = {table->file, table->header.line, (size_t)column[i] + 1, round->fields[i].name};
            vp_fail(err, VP_INVALID, at, "the column '%s' is private", round->fields[i].name);
            return vp_hint(err, "leave it out: private columns go to vp-intake only");
        }
    }
    if (column[VP_ID] < 0) {
        vp_fail(err, VP_INVALID, (vp_where){table->file, table->header.line, 1, "id"}, "there is no column 'id'");
        return vp_hint(err, "expected an answer of vp-intake, with its header");
    }
    VP_ALLOC(out->at, vp_arena_array(arena, table->nrows, sizeof *out->at), err);
    out->n = table->nrows;
    for (size_t r = 0; r < table->nrows; r++) {
        const char **value;
        VP_ALLOC(value, vp_arena_array(arena, round->nfields, sizeof *value), err);
        for (size_t i = 0; i < round->nfields; i++) {
            value[i] = vp_table_cell(table, r, column[i]);
            vp_where at = {table->file, table->rows[r].line, (size_t)(column[i] + 1), round->fields[i].name};
            VP_TRY(check_value(&round->fields[i], value[i], at, err));
        }
        if (!*value[VP_ID])
            return vp_fail(err, VP_INVALID, (vp_where){table->file, table->rows[r].line, 0, "id"},
                           "this row has no id");
        out->at[r].value = value;
    }
    return settle(out, table, err);
}
