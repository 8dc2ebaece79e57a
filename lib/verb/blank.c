/* vp-intake --blank: the form of a round becomes a file. */
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <vp/blank.h>
#include <vp/emit.h>
#include <vp/round.h>
#include "lib/io/file.h"
#include "lib/io/workbook.h"
#include "lib/rules/form.h"

static bool ends_in(const char *path, const char *ending)
{
    size_t n = strlen(path), k = strlen(ending);
    return n > k && path[n - k - 1] != '/' && strcasecmp(path + n - k, ending) == 0;
}

/* The headings and the example row: a sheet for Excel and WPS like every other answer. */
static vp_status write_csv(vp_str *out, const vp_form *form, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_emit) emit = NULL;
    vp_column *columns;
    const char **cells;
    VP_ALLOC(columns, vp_arena_array(arena, form->n, sizeof *columns), err);
    VP_ALLOC(cells, vp_arena_array(arena, form->n, sizeof *cells), err);
    for (size_t i = 0; i < form->n; i++) {
        columns[i] = (vp_column){form->round->fields[form->at[i].field].name, form->at[i].heading, 't'};
        cells[i] = form->at[i].example;
    }
    VP_TRY(vp_emit_new(&emit, "sheet", (vp_out){vp_out_str, out}, "vp-intake/blank/1", columns, form->n, err));
    VP_TRY(vp_emit_row(emit, cells, err));
    return vp_emit_end(emit, err);
}

vp_status vp_blank(vp_blank_result *out, vp_session *session, const char *path, vp_arena *arena, vp_err *err)
{
    vp_round *round;
    vp_form *form;
    VP_STR csv = {0};
    bool workbook = ends_in(path, ".xlsx");
    if (!workbook && !ends_in(path, ".csv")) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "--blank: '%s' ends neither in .csv nor in .xlsx", path);
        return vp_hint(err, "name it form.xlsx for a workbook with lists and checks, or form.csv");
    }
    VP_TRY(vp_round_read(&round, vp_session_view(session), arena, err));
    VP_TRY(vp_form_new(&form, round, arena, err));
    const char *bytes;
    size_t n;
    if (workbook) {
        VP_TRY(vp_workbook_form(&bytes, &n, form, vp_session_now(session), path, arena, err));
    } else {
        VP_TRY(write_csv(&csv, form, arena, err));
        bytes = csv.s;
        n = csv.n;
    }
    *out = (vp_blank_result){form->n, access(path, F_OK) == 0, form->example_stands};
    return vp_file_write(path, bytes, n, err);
}
