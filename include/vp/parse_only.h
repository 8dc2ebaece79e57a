/* Any table, printed exactly as it was read: what vp-intake --parse-only shows. */
#ifndef VP_PARSE_ONLY_H
#define VP_PARSE_ONLY_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/note.h>
#include <vp/progress.h>
#include <vp/reading.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_parse_opts {
    const char *path;      /* "-": standard input */
    vp_reading reading;    /* encoding, dialect, skip and header_rows count; the rest must not be set */
    const char *format;    /* of vp_emit_formats */
    vp_out answer;
    /* A problem as it is found: a row of another width than the first, a quotation mark that was taken as text. */
    void (*tell)(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);
    void *ctx;
    const vp_progress *progress; /* or NULL */
} vp_parse_opts;

/* The dialect that was found or said, and what was there. Texts are of the arena. */
typedef struct vp_parse_result {
    const char *encoding, *delimiter, *quote, *escape; /* quote and escape "" when there is none */
    const char *line_ends; /* "LF", "CRLF", "CR", several joined by " and ", "" when there was none; a record separator
                              without a line end in it as it is */
    bool found;            /* the delimiter was found, not said */
    size_t header_rows, rows, columns; /* rows: below the header; columns: of the first row */
    size_t blank, problems;            /* blank lines, which are no rows where there are several columns */
} vp_parse_result;

/* Print every record: CSV with quotation marks only where they are needed, "sheet" the same for spreadsheets, json and
   jsonl with a list for each record, table with a column for each. VP_INVALID: some rows broke the dialect or have
   another width (told, printed all the same; err->msg is ""), or the text cannot be read (err says why). */
vp_status vp_parse_only(vp_parse_result *out, const vp_parse_opts *opts, vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
