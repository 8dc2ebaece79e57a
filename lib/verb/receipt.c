/* Writing receipts and reading them back. */
#include <cjson/cJSON.h>
#include <string.h>
#include "lib/io/json.h"
#include "lib/model/cell.h"
#include "lib/rules/secret.h"
#include "lib/verb/receipt.h"

static void text(vp_str *out, const char *key, const char *value)
{
    vp_str_addf(out, ",\n  \"%s\": ", key);
    vp_json_string(out, value);
}

static void number(vp_str *out, const char *key, size_t value)
{
    vp_str_addf(out, ",\n  \"%s\": %zu", key, value);
}

static void amounts(vp_str *out, const vp_intake_counts *c)
{
    char in[VP_DECIMAL_MAX], refused[VP_DECIMAL_MAX], all[VP_DECIMAL_MAX];
    vp_money total = c->requested_in;
    vp_money_format(in, c->requested_in);
    vp_money_format(refused, c->requested_out);
    if (vp_money_add(&total, c->requested_out))
        vp_money_format(all, total);
    else
        strcpy(all, "?");
    vp_str_addf(out, ",\n  \"requested\": {\"accepted\": \"%s\", \"rejected\": \"%s\", \"total\": \"%s\"}", in,
                refused, all);
}

/* Headings that nobody understood may say anything. */
static vp_status columns(vp_str *out, const vp_columns *all, const vp_round *round, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    if (!arena)
        return vp_nomem(err);
    vp_str_addz(out, ",\n  \"columns\": [");
    for (size_t i = 0; i < all->n; i++) {
        const vp_column_map *c = &all->at[i];
        bool personal = false;
        if (c->field < 0)
            VP_TRY(vp_personal_in(&personal, c->heading, arena, err));
        vp_str_addz(out, i ? ",\n    {\"heading\": " : "\n    {\"heading\": ");
        vp_json_string(out, personal ? "***" : c->heading);
        vp_str_addz(out, ", \"field\": ");
        vp_json_string(out, c->field < 0 ? "" : round->fields[c->field].name);
        if (c->period)
            vp_str_addz(out, ", \"to\": \"ends\"");
        if (c->unit) {
            vp_str_addz(out, ", \"unit\": ");
            vp_json_string(out, c->unit_name);
        }
        vp_str_addc(out, '}');
    }
    vp_str_addz(out, "\n  ]");
    return VP_OK;
}

static void filled(vp_str *out, const vp_receipt *r)
{
    if (r->nfilled == 0)
        return;
    vp_str_addz(out, ",\n  \"filled_down\": [");
    for (size_t i = 0; i < r->nfilled; i++) {
        vp_str_addz(out, i ? ",\n    {\"heading\": " : "\n    {\"heading\": ");
        vp_json_string(out, r->filled[i].heading);
        vp_str_addf(out, ", \"cells\": %zu, \"rows\": ", r->filled[i].n);
        vp_json_string(out, r->filled[i].rows);
        vp_str_addc(out, '}');
    }
    vp_str_addz(out, "\n  ]");
}

/* The unit of amounts whose column and cell state none. */
static const char *unit_of(const vp_round *round)
{
    if (*round->unit_name)
        return round->unit_name;
    return strcmp(round->currency, "CNY") == 0 ? "元" : round->currency;
}

static void options(vp_str *out, const vp_receipt *r)
{
    vp_str_addz(out, ",\n  \"options\": [");
    for (size_t i = 0; i < r->noptions; i++) {
        vp_str_addz(out, i ? ",\n    " : "\n    ");
        vp_json_string(out, r->options[i]);
    }
    vp_str_addz(out, r->noptions ? "\n  ]" : "]");
}

vp_status vp_receipt_write(vp_str *out, const vp_receipt *r, const vp_round *round, vp_err *err)
{
    vp_str_addz(out, "{\n  \"vp\": 1");
    text(out, "file", r->file);
    text(out, "sha256", r->sha256);
    number(out, "bytes", r->bytes);
    text(out, "encoding", r->encoding);
    text(out, "delimiter", r->delimiter);
    number(out, "header_row", r->header_row);
    text(out, "unit", unit_of(round));
    if (r->noptions > 0)
        options(out, r);
    text(out, "received", r->received);
    if (*r->late)
        text(out, "late", r->late);
    if (r->amend)
        vp_str_addz(out, ",\n  \"amend\": true");
    number(out, "rows", r->counts.rows);
    number(out, "accepted", r->counts.accepted);
    number(out, "amended", r->counts.amended);
    number(out, "unchanged", r->counts.unchanged);
    number(out, "rejected", r->counts.rejected);
    number(out, "not_a_proposal", r->counts.other);
    amounts(out, &r->counts);
    vp_str_addz(out, ",\n  \"problems\": {");
    for (size_t i = 0; i < r->nrefused; i++) {
        vp_str_addz(out, i ? ",\n    " : "\n    ");
        vp_json_string(out, r->refused[i].rule);
        vp_str_addf(out, ": %zu", r->refused[i].n);
    }
    vp_str_addz(out, r->nrefused ? "\n  }" : "}");
    if (r->warnings)
        VP_TRY(vp_warnings_write_counts(out, r->warnings, err));
    VP_TRY(columns(out, &r->columns, round, err));
    filled(out, r);
    text(out, "source_sha256", r->source_sha256);
    text(out, "rejects_sha256", r->rejects_sha256);
    if (*r->suspects_sha256) {
        number(out, "suspects", r->suspects);
        text(out, "suspects_sha256", r->suspects_sha256);
    }
    if (*r->decisions_sha256)
        text(out, "decisions_sha256", r->decisions_sha256);
    if (r->warnings)
        VP_TRY(vp_warnings_write_list(out, r->warnings, err));
    vp_str_addz(out, "\n}\n");
    return vp_str_check(out, err);
}

static void cjson_freep(cJSON **j)
{
    cJSON_Delete(*j);
}

static vp_status corrupt(const char *file, const char *key, vp_err *err)
{
    return vp_fail(err, VP_CORRUPT, VP_AT_FILE(file), "this is no receipt: '%s' is missing or of the wrong type",
                   key);
}

static vp_status take_text(const char **out, const cJSON *json, const char *key, const char *missing,
                           const char *file, vp_arena *arena, vp_err *err)
{
    const char *s = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, key));
    if (!s && !missing)
        return corrupt(file, key, err);
    VP_ALLOC(*out, vp_arena_dupz(arena, s ? s : missing), err);
    return VP_OK;
}

static vp_status take_number(size_t *out, const cJSON *json, const char *key, const char *file, vp_err *err)
{
    const cJSON *n = cJSON_GetObjectItemCaseSensitive(json, key);
    const double most = 9007199254740992.0; /* cJSON has doubles: up to here they are whole */
    if (!cJSON_IsNumber(n) || n->valuedouble < 0 || n->valuedouble > most)
        return corrupt(file, key, err);
    *out = (size_t)n->valuedouble;
    return (double)*out == n->valuedouble ? VP_OK : corrupt(file, key, err);
}

static vp_status take_columns(vp_columns *out, const cJSON *json, const vp_round *round, const char *file,
                              vp_arena *arena, vp_err *err)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "columns"), *one;
    if (!cJSON_IsArray(list))
        return corrupt(file, "columns", err);
    VP_ALLOC(out->at, vp_arena_array(arena, (size_t)cJSON_GetArraySize(list), sizeof *out->at), err);
    cJSON_ArrayForEach(one, list) {
        vp_column_map *c = &out->at[out->n++];
        const char *field, *to;
        VP_TRY(take_text(&c->heading, one, "heading", NULL, file, arena, err));
        VP_TRY(take_text(&field, one, "field", NULL, file, arena, err));
        VP_TRY(take_text(&c->unit_name, one, "unit", "", file, arena, err));
        c->field = *field ? vp_round_field(round, field) : -1;
        c->unit = vp_money_unit(c->unit_name);
        c->instead = -1;
        VP_TRY(take_text(&to, one, "to", "", file, arena, err));
        c->period = c->field == VP_STARTS && strcmp(to, "ends") == 0;
        if (*field && c->field < 0)
            return vp_fail(err, VP_CORRUPT, VP_AT_FILE(file),
                           "it names the field '%s', which the round does not know", field);
    }
    return VP_OK;
}

/* A receipt may have none. */
static vp_status take_warnings(vp_receipt *out, const cJSON *json, const char *file, vp_arena *arena, vp_err *err)
{
    const cJSON *counts = cJSON_GetObjectItemCaseSensitive(json, "warnings"), *one;
    const cJSON *all = cJSON_GetObjectItemCaseSensitive(json, "warning_list");
    const cJSON *left_out = cJSON_GetObjectItemCaseSensitive(json, "warnings_left_out");
    struct vp_stated_warning *stated;
    if (counts && !cJSON_IsObject(counts))
        return corrupt(file, "warnings", err);
    if (all && !cJSON_IsArray(all))
        return corrupt(file, "warning_list", err);
    size_t n = (size_t)cJSON_GetArraySize(counts) + (size_t)cJSON_GetArraySize(all);
    VP_ALLOC(stated, vp_arena_array(arena, n, sizeof *stated), err);
    out->stated = stated;
    if (left_out)
        VP_TRY(take_number(&out->left_out, json, "warnings_left_out", file, err));
    cJSON_ArrayForEach(one, all) {
        struct vp_stated_warning *w = &stated[out->nstated++];
        if (cJSON_HasObjectItem(one, "row"))
            VP_TRY(take_number(&w->row, one, "row", file, err));
        VP_TRY(take_text(&w->column, one, "column", "", file, arena, err));
        VP_TRY(take_text(&w->rule, one, "rule", NULL, file, arena, err));
        VP_TRY(take_text(&w->text, one, "text", NULL, file, arena, err));
    }
    if (out->left_out == 0)
        return VP_OK;
    cJSON_ArrayForEach(one, counts) {
        struct vp_stated_warning *w = &stated[out->nstated++];
        VP_ALLOC(w->rule, vp_arena_dupz(arena, one->string), err);
        VP_TRY(take_number(&w->row, counts, one->string, file, err));
    }
    return VP_OK;
}

static vp_status take_filled(vp_receipt *out, const cJSON *json, const char *file, vp_arena *arena, vp_err *err)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "filled_down"), *one;
    vp_filled *all;
    if (!list)
        return VP_OK;
    if (!cJSON_IsArray(list))
        return corrupt(file, "filled_down", err);
    VP_ALLOC(all, vp_arena_array(arena, (size_t)cJSON_GetArraySize(list) + 1, sizeof *all), err);
    cJSON_ArrayForEach(one, list) {
        vp_filled *f = &all[out->nfilled++];
        VP_TRY(take_text(&f->heading, one, "heading", NULL, file, arena, err));
        VP_TRY(take_text(&f->rows, one, "rows", NULL, file, arena, err));
        VP_TRY(take_number(&f->n, one, "cells", file, err));
    }
    out->filled = all;
    return VP_OK;
}

vp_status vp_receipt_read(vp_receipt *out, const vp_round *round, const char *file, const char *bytes, size_t n,
                          vp_arena *arena, vp_err *err)
{
    __attribute__((cleanup(cjson_freep))) cJSON *json = NULL;
    *out = (vp_receipt){0};
    VP_TRY(vp_json_tree(&json, bytes, n, err));
    VP_TRY(take_text(&out->file, json, "file", NULL, file, arena, err));
    VP_TRY(take_text(&out->sha256, json, "sha256", NULL, file, arena, err));
    VP_TRY(take_text(&out->encoding, json, "encoding", NULL, file, arena, err));
    VP_TRY(take_text(&out->received, json, "received", NULL, file, arena, err));
    VP_TRY(take_text(&out->late, json, "late", "", file, arena, err));
    VP_TRY(take_text(&out->delimiter, json, "delimiter", NULL, file, arena, err));
    VP_TRY(take_number(&out->bytes, json, "bytes", file, err));
    VP_TRY(take_number(&out->header_row, json, "header_row", file, err));
    VP_TRY(take_warnings(out, json, file, arena, err));
    VP_TRY(take_filled(out, json, file, arena, err));
    return take_columns(&out->columns, json, round, file, arena, err);
}
