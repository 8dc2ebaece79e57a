/* An Excel workbook while it is put together: with book.c the only code that knows how libxlsxwriter fails and where a
   workbook's bytes come from. Private to lib/io/workbook*.c. */
#ifndef VP_LIB_IO_BOOK_H
#define VP_LIB_IO_BOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <xlsxwriter.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/lang.h>
#include <vp/round.h>

/* What Excel holds of a message, of its title, of columns; the height of a line. */
enum { VP_BOOK_MESSAGE = 250, VP_BOOK_TITLE = 30, VP_BOOK_COLUMNS = 16384, VP_BOOK_LINE = 16 };
enum { VP_BOOK_WHITE = 0xFFFFFF, VP_BOOK_BLUE = 0x1F4E79, VP_BOOK_PALE = 0xDDEBF7, VP_BOOK_RED = 0xFFC7CE,
       VP_BOOK_YELLOW = 0xFFF2CC, VP_BOOK_GREY = 0x7F7F7F };

typedef struct vp_book {
    lxw_workbook *w;
    lxw_worksheet *lists; /* NULL: none is needed so far */
    lxw_col_t nlists;
    lxw_error first;      /* that went wrong */
    vp_lang lang;
    vp_arena *arena;
} vp_book;

/* The bytes of the workbook that compose makes (of the arena), about the round. It is put together in a file aside of
   `path`, in the same folder, which is gone afterwards. The same calls and moment give the same bytes. Statuses as
   vp_workbook_form. */
vp_status vp_book_write(const char **bytes, size_t *n, void (*compose)(vp_book *b, void *ctx), void *ctx,
                        const vp_round *round, int64_t when, const char *path, vp_arena *arena, vp_err *err);
/* Why it cannot be. */
vp_status vp_book_full(lxw_error e, const vp_round *round, const char *path, vp_err *err);

/* ---- for compose: the first error is kept, and told at the end ---- */

void vp_book_try(vp_book *b, lxw_error e);
/* What vp_arena_printf gave, or a text that is never NULL. */
const char *vp_book_held(vp_book *b, const char *s);
#define vp_book_text(b, ...) vp_book_held((b), vp_arena_printf((b)->arena, __VA_ARGS__))
const char *vp_book_tr(const vp_book *b, const char *msg);
lxw_format *vp_book_format(vp_book *b);                       /* NULL: no memory */
lxw_worksheet *vp_book_sheet(vp_book *b, const char *name);   /* the same */
/* At most so many characters of a text, without control characters. */
char *vp_book_cut(vp_book *b, const char *s, size_t most);
/* One of the choices, by a drop-down list: in the cell, or where they are too long for it on a hidden sheet. */
void vp_book_choices(vp_book *b, lxw_data_validation *v, const vp_strings *choices);

/* How wide a text is shown, and the lines that it takes in a column of that width: Chinese characters are two wide. */
size_t vp_book_width(const char *s);
size_t vp_book_lines(const char *s, size_t width);

/* libxlsxwriter takes texts that it does not change as char *. */
static inline char *vp_unconst(const char *s)
{
    return (char *)(uintptr_t)s;
}

#endif
