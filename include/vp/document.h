/* A neutral document: what a report builds and every format prints. Headings, paragraphs, key-value lists, commands
   to type, drawings, and tables with typed columns; values stand in their canonical form, people's forms are the
   formats' work. */
#ifndef VP_DOCUMENT_H
#define VP_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/date.h>
#include <vp/err.h>
#include <vp/lang.h>
#include <vp/money.h>
#include <vp/str.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a value is, and its canonical form. */
typedef enum vp_shown {
    VP_SHOW_TEXT,
    VP_SHOW_CODE,   /* text of machines: ids, hashes */
    VP_SHOW_NUMBER, /* "7"; JSON writes it bare */
    VP_SHOW_REAL,   /* "0.165741768405477", a number as programs want it; people see six digits: "0.165742" */
    VP_SHOW_COUNT,  /* a number, and people see thousands: "1,204" */
    VP_SHOW_MONEY,  /* "140000.00" */
    VP_SHOW_DATE,   /* "2024-03-01" or "2024-03" */
    VP_SHOW_PERIOD  /* two dates, either blank: "2024-03-01/2024-12" (ISO 8601); "" when neither is known */
} vp_shown;

/* Who gets a column: everybody; programs always, people where a cell is filled; programs alone; people alone, where a
   cell is filled. */
typedef enum vp_column_use {
    VP_COLUMN_ALWAYS, VP_COLUMN_IF_FILLED, VP_COLUMN_MACHINE, VP_COLUMN_PEOPLE
} vp_column_use;

typedef struct vp_doc_column {
    const char *name;  /* canonical English: CSV header, JSON key */
    const char *title; /* for people, in the document's language */
    vp_shown shown;
    vp_column_use use;
} vp_doc_column;

/* cell[row * ncolumns + column], never NULL; total: a last row for people and for JSON, NULL when there is none. */
typedef struct vp_doc_table {
    const vp_doc_column *columns;
    size_t ncolumns, nrows;
    const char **cell, **total;
    size_t ncells, ntotal, cap;
    bool *hidden; /* columns that formats for people leave out */
} vp_doc_table;

typedef struct vp_doc_fact { const char *name, *title; vp_shown shown; const char *value; } vp_doc_fact;

typedef enum vp_block_kind {
    VP_BLOCK_TEXT, VP_BLOCK_FACTS, VP_BLOCK_TABLE, VP_BLOCK_COMMAND, VP_BLOCK_PICTURE
} vp_block_kind;

typedef struct vp_block {
    vp_block_kind kind;
    const char *text; /* a paragraph, a command line, or SVG */
    vp_doc_fact *facts;
    size_t nfacts, capfacts;
    vp_doc_table *table;
} vp_block;

/* name: canonical English, the key in JSON; heading "" is the part before the first heading. */
typedef struct vp_section { const char *name, *heading; vp_block *at; size_t n, cap; } vp_section;

typedef struct vp_doc {
    const char *schema;    /* "vp-report/notice/1" */
    const char *title;
    vp_lang lang;
    const char *currency;
    const char *signed_by, *signed_on; /* who publishes and the day; "" where not known */
    vp_section *at;
    size_t n, cap;
    const vp_doc_table *main; /* the one table that csv prints */
    bool wide;             /* its tables want a sheet on its side */
    bool oom;              /* sticky: see vp_doc_finish */
    vp_arena *arena;
} vp_doc;

/* ---- building: failures are kept in the document, so that what builds one reads as what it says ---- */

/* The document is complete: what is hidden follows from its cells. VP_NOMEM when anything ran out of memory since it
   was begun. */
vp_status vp_doc_finish(vp_doc *d, vp_err *err);
void vp_doc_section(vp_doc *d, const char *name, const char *heading);
void vp_doc_text(vp_doc *d, const char *text);
void vp_doc_command(vp_doc *d, const char *line);
/* A drawing, one svg element that needs nothing else; formats without pictures leave it out, so that what it shows has
   to be in a table or a text as well. */
void vp_doc_picture(vp_doc *d, const char *svg);
/* Facts that follow one another are one list. */
void vp_doc_fact_add(vp_doc *d, const char *name, const char *title, vp_shown shown, const char *value);
/* A copy of columns with their titles (N_()) in the document's language, and room for more; NULL: no memory. */
vp_doc_column *vp_doc_columns(vp_doc *d, const vp_doc_column *columns, size_t ncolumns, size_t more);
/* A table in the current section (one at most); columns must outlive the document. Cells come in reading order; those
   after vp_doc_total are the last row. */
void vp_doc_table_new(vp_doc *d, const vp_doc_column *columns, size_t ncolumns);
void vp_doc_cell(vp_doc *d, const char *text);
void vp_doc_total(vp_doc *d);
/* The table just made is the main one. */
void vp_doc_main(vp_doc *d);

/* Canonical texts, of the document's arena; "" when there is no memory (kept in the document). */
const char *vp_doc_money(vp_doc *d, vp_money m);
const char *vp_doc_number(vp_doc *d, size_t n);
/* The message in the document's language with its places %1$s to %4$s filled; NULL shows as nothing. */
const char *vp_doc_say(vp_doc *d, const char *msg, const char *a, const char *b, const char *c, const char *e);
/* The canonical value as people write it, of the document's arena: for sentences. */
const char *vp_doc_people(vp_doc *d, vp_shown shown, const char *value);

/* ---- printing: what formats share ---- */

/* Append a canonical value as people write it: "18,000,000.00 元", "CNY 18,000,000.00", "1 March 2024". In a table the
   heading has the unit (bare). */
void vp_doc_show(vp_str *out, const vp_doc *d, vp_shown shown, const char *value, bool bare);
/* Append a column's heading for people, with the unit of money. */
void vp_doc_show_title(vp_str *out, const vp_doc *d, const vp_doc_column *c);
/* Append "二、" or "2. " and the heading of section i. */
void vp_doc_show_heading(vp_str *out, const vp_doc *d, size_t i);
/* Numbers and money stand to the right. */
static inline bool vp_shown_right(vp_shown s)
{
    return s == VP_SHOW_NUMBER || s == VP_SHOW_REAL || s == VP_SHOW_COUNT || s == VP_SHOW_MONEY;
}
/* JSON writes them bare. */
static inline bool vp_shown_bare(vp_shown s)
{
    return s == VP_SHOW_NUMBER || s == VP_SHOW_REAL || s == VP_SHOW_COUNT;
}

#ifdef __cplusplus
}
#endif
#endif
