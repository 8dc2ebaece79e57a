/* Warnings of a receipt. */
#include <stdlib.h>
#include <string.h>
#include <vp/emit.h>
#include "lib/model/personal.h"
#include "lib/rules/secret.h"
#include "lib/verb/warnings.h"

vp_status vp_warnings_open(vp_warnings *w, vp_lang lang, vp_err *err)
{
    *w = (vp_warnings){.lang = lang};
    VP_ALLOC(w->arena, vp_arena_new(), err);
    VP_ALLOC(w->rules, vp_map_new(), err);
    return VP_OK;
}

void vp_warnings_close(vp_warnings *w)
{
    vp_arena_free(w->arena);
    vp_map_free(w->rules);
    *w = (vp_warnings){0};
}

/* The text, or as much of it as a line may have. */
static const char *cut(const char *text, size_t n, vp_arena *arena)
{
    if (n <= VP_WARNING_TEXT)
        return vp_arena_dup(arena, text, n);
    for (n = VP_WARNING_TEXT; n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80;)
        n--;
    return vp_arena_printf(arena, "%.*s…", (int)n, text);
}

const char *vp_warning_column(const char *heading, vp_arena *arena)
{
    return vp_personal(heading) ? "***" : cut(heading, strlen(heading), arena);
}

void vp_warnings_count(vp_warnings *w, const char *rule, size_t n)
{
    uint64_t *slot = vp_map_put(w->rules, rule, strlen(rule), NULL);
    if (slot && *slot == 0 &&
        vp_arena_grow(w->arena, &w->counts, &w->capcounts, w->ncounts, w->ncounts + 1, sizeof *w->counts, NULL) ==
            VP_OK) {
        const char *name = vp_arena_dupz(w->arena, rule);
        w->counts[w->ncounts].rule = name ? name : "";
        w->failed |= !name;
        *slot = ++w->ncounts;
    }
    if (!slot || *slot == 0)
        w->failed = true;
    else
        w->counts[*slot - 1].n += n;
}

/* text is cut already. */
static void list(vp_warnings *w, size_t row, const char *column, const char *rule, const char *text, bool stated)
{
    VP_STR line = {0};
    if (row > 0)
        vp_str_addf(&line, "{\"row\": %zu, ", row);
    else
        vp_str_addc(&line, '{');
    if (*column) {
        vp_str_addz(&line, "\"column\": ");
        vp_json_string(&line, column);
        vp_str_addz(&line, ", ");
    }
    vp_str_addz(&line, "\"rule\": ");
    vp_json_string(&line, rule);
    vp_str_addz(&line, ", \"text\": ");
    vp_json_string(&line, text);
    vp_str_addc(&line, '}');
    vp_warning one = {.row = row, .nth = w->n, .stated = stated};
    if (!line.oom)
        one.line = vp_arena_dup(w->arena, line.s, line.n);
    if (!one.line || vp_arena_grow(w->arena, &w->at, &w->cap, w->n, w->n + 1, sizeof *w->at, NULL) != VP_OK)
        w->failed = true;
    else
        w->at[w->n++] = one;
}

void vp_warnings_add(vp_warnings *w, size_t row, const char *column, const char *rule, const vp_note *what,
                     bool stated)
{
    vp_warnings_count(w, rule, 1);
    if (w->n == VP_WARNINGS_MAX) {
        w->left_out++;
        return;
    }
    VP_AUTO(vp_arena) arena = vp_arena_new();
    VP_STR text = {0};
    vp_note safe = *what;
    if (!arena) {
        w->failed = true;
        return;
    }
    for (size_t i = 0; i < VP_NOTE_ARGS; i++) {
        bool personal = false;
        if (safe.arg[i] && vp_personal_in(&personal, safe.arg[i], arena, NULL) != VP_OK)
            w->failed = true;
        if (personal)
            safe.arg[i] = "***";
    }
    vp_note_text(&text, w->lang, &safe);
    const char *shown = cut(vp_str_text(&text), text.n, arena), *heading = vp_warning_column(column, arena);
    if (text.oom || !shown || !heading)
        w->failed = true;
    else
        list(w, row, heading, rule, shown, stated);
}

void vp_warnings_state(vp_warnings *w, size_t row, const char *column, const char *rule, const char *text)
{
    vp_warnings_count(w, rule, 1);
    list(w, row, column, rule, text, true);
}

/* ---- writing ---- */

static int by_rule(const void *a, const void *b)
{
    return strcmp(((const struct vp_warning_count *)a)->rule, ((const struct vp_warning_count *)b)->rule);
}

vp_status vp_warnings_write_counts(vp_str *out, vp_warnings *w, vp_err *err)
{
    if (w->failed)
        return vp_nomem(err);
    struct vp_warning_count *all;
    VP_ALLOC(all, vp_arena_array(w->arena, w->ncounts, sizeof *all), err);
    if (w->ncounts > 0) {
        memcpy(all, w->counts, w->ncounts * sizeof *all);
        qsort(all, w->ncounts, sizeof *all, by_rule);
    }
    vp_str_addz(out, ",\n  \"warnings\": {");
    for (size_t i = 0; i < w->ncounts; i++) {
        vp_str_addz(out, i ? ",\n    " : "\n    ");
        vp_json_string(out, all[i].rule);
        vp_str_addf(out, ": %zu", all[i].n);
    }
    vp_str_addz(out, w->ncounts ? "\n  }" : "}");
    return vp_str_check(out, err);
}

/* By row; what a replay takes as stated after what it makes again. */
static int by_row(const void *a, const void *b)
{
    const vp_warning *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->stated != y->stated)
        return x->stated ? 1 : -1;
    return x->nth < y->nth ? -1 : x->nth > y->nth;
}

vp_status vp_warnings_write_list(vp_str *out, vp_warnings *w, vp_err *err)
{
    if (w->failed)
        return vp_nomem(err);
    if (w->n > 1)
        qsort(w->at, w->n, sizeof *w->at, by_row);
    if (w->left_out > 0)
        vp_str_addf(out, ",\n  \"warnings_left_out\": %zu", w->left_out);
    vp_str_addz(out, ",\n  \"warning_list\": [");
    for (size_t i = 0; i < w->n; i++)
        vp_str_addf(out, "%s\n    %s", i ? "," : "", w->at[i].line);
    vp_str_addz(out, w->n ? "\n  ]" : "]");
    return vp_str_check(out, err);
}
