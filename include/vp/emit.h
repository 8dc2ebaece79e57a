/* Answers: rows of named columns as an aligned table, CSV, JSON, JSON lines, or CSV for spreadsheets. */
#ifndef VP_EMIT_H
#define VP_EMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/err.h>
#include <vp/str.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where bytes go. The library knows no files or terminals here. */
typedef struct vp_out {
    vp_status (*write)(void *ctx, const char *bytes, size_t n, vp_err *err);
    void *ctx;
} vp_out;

/* A sink that appends to a vp_str (ctx is the vp_str). */
vp_status vp_out_str(void *str, const char *bytes, size_t n, vp_err *err);

typedef struct vp_column {
    const char *name;  /* canonical English name: CSV header, JSON key */
    const char *title; /* heading for people (`sheet`); NULL: the name */
    char kind;         /* 't' text, 'n' a number that JSON writes bare (blank becomes null, other text a string) */
} vp_column;

/* The formats of vp_emit in the order help shows them: table csv json jsonl sheet; NULL-terminated. */
extern const char *const vp_emit_formats[];

typedef struct vp_emit vp_emit;

/* Start an answer. columns must outlive the emitter. schema ("vp-score/1") names the JSON object.
   VP_USAGE: no such format. *e is yours: vp_emit_free (after vp_emit_end). */
vp_status vp_emit_new(vp_emit **e, const char *format, vp_out out, const char *schema,
                      const vp_column *columns, size_t count, vp_err *err);
/* One member of the JSON object beside "rows" (other formats leave it out); before the first row. */
vp_status vp_emit_member(vp_emit *e, const char *key, const char *text, vp_err *err);
/* One row: count NUL-terminated UTF-8 cells; NULL is blank. */
vp_status vp_emit_row(vp_emit *e, const char *const *cells, vp_err *err);
/* Finish: closes brackets, prints a table, flushes to the sink. */
vp_status vp_emit_end(vp_emit *e, vp_err *err);
void vp_emit_free(vp_emit *e);
VP_DECLARE_AUTO(vp_emit)

/* One CSV cell by RFC 4180: quoted only when it holds a comma, a quote, CR or LF. */
void vp_csv_cell(vp_str *out, const char *s, size_t n);
/* The same of a sheet for people: what a spreadsheet would run as a formula has an apostrophe before it. */
void vp_sheet_cell(vp_str *out, const char *s);
/* A JSON string with its quotes; invalid UTF-8 must not come here. */
void vp_json_string(vp_str *out, const char *s);
/* True when a spreadsheet would run the text as a formula: it begins with = + - @ TAB CR or a full-width form of
   the first four (OWASP, CSV injection); plain numbers are not. */
bool vp_formula_like(const char *s);

#ifdef __cplusplus
}
#endif
#endif
