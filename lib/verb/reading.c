/* One line for each option that says how a sheet is read. */
#include <string.h>
#include "lib/verb/reading.h"

#define TEXT(name, member) {name, offsetof(vp_reading, member), false}
#define LIST(name, member) {name, offsetof(vp_reading, member), true}

static const struct { const char *name; size_t at; bool list; } options[] = {
    TEXT("--delimiter", delimiter),
    TEXT("--encoding", encoding),
    TEXT("--escape", escape),
    TEXT("--excel-dates", excel_dates),
    LIST("--fill-down", fill_down),
    TEXT("--header-row", header_row),
    TEXT("--header-rows", header_rows),
    LIST("--map", map),
    TEXT("--quote", quote),
    TEXT("--record-separator", record_separator),
    TEXT("--skip", skip),
    TEXT("--unit", unit),
};
enum { OPTIONS = sizeof options / sizeof *options };

static vp_status add(const char ***args, size_t *n, size_t *cap, const char *name, const char *value, vp_arena *arena,
                     vp_err *err)
{
    VP_TRY(vp_arena_grow(arena, args, cap, *n, *n + 1, sizeof **args, err));
    VP_ALLOC((*args)[*n], vp_arena_printf(arena, "%s=%s", name, value), err);
    ++*n;
    return VP_OK;
}

vp_status vp_reading_args(const char ***args, size_t *n, size_t *cap, const vp_reading *reading, vp_arena *arena,
                          vp_err *err)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const char *member = (const char *)reading + options[i].at;
        const char *text = options[i].list ? NULL : *(const char *const *)(const void *)member;
        const vp_strings *list = options[i].list ? (const vp_strings *)(const void *)member : NULL;
        if (text)
            VP_TRY(add(args, n, cap, options[i].name, text, arena, err));
        for (size_t k = 0; list && k < list->n; k++)
            VP_TRY(add(args, n, cap, options[i].name, list->at[k], arena, err));
    }
    vp_sort_texts(*args, *n);
    return VP_OK;
}

/* The value of "--name=value", NULL when the arg is another. */
static const char *value_of(const char *arg, const char *name)
{
    size_t n = strlen(name);
    return strncmp(arg, name, n) == 0 && arg[n] == '=' ? arg + n + 1 : NULL;
}

vp_status vp_reading_of(vp_reading *out, const vp_commit_info *what, vp_arena *arena, vp_err *err)
{
    *out = (vp_reading){0};
    for (size_t i = 0; i < OPTIONS; i++) {
        char *member = (char *)out + options[i].at;
        const char **values, *value;
        size_t n = 0;
        VP_ALLOC(values, vp_arena_array(arena, what->nargs, sizeof *values), err);
        for (size_t k = 0; k < what->nargs; k++)
            if ((value = value_of(what->args[k], options[i].name)))
                values[n++] = value;
        if (options[i].list)
            *(vp_strings *)(void *)member = (vp_strings){values, n};
        else if (n > 0)
            *(const char **)(void *)member = values[0];
    }
    return VP_OK;
}
