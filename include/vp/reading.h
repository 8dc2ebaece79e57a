/* How a sheet is to be read, where its own bytes do not say it or say it wrongly. Nothing set: by the rules of the
   intake (encoding, separator and header are found). What is set is recorded with the step, so that it can be done
   again. */
#ifndef VP_READING_H
#define VP_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/round.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Texts are NULL when not set. Texts and lists are borrowed. */
typedef struct vp_reading {
    const char *encoding;         /* a name that iconv knows */
    const char *delimiter;        /* one character or several */
    const char *quote, *escape;   /* one character; quote "": cells are never quoted */
    const char *record_separator; /* one character or several */
    const char *skip;             /* physical lines to pass over before anything is read: a whole number */
    const char *header_rows;      /* rows that the header takes: a whole number, "0" for none */
    const char *header_row;       /* the physical line of the header: a whole number */
    vp_strings map;               /* "HEADING=field" each */
    vp_strings fill_down;         /* headings whose blank cells take the value above */
    const char *excel_dates;      /* "1900" or "1904": bare numbers in date columns are days since then */
    const char *unit;             /* of money columns that state none: "万元" */
} vp_reading;

#ifdef __cplusplus
}
#endif
#endif
