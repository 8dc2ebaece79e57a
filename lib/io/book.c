/* What every workbook needs: errors kept, texts cut, lists hidden, bytes made in a file aside. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/io/book.h"
#include "lib/io/file.h"
#include "lib/io/workbook.h"

enum { LIST_MAX = 255 /* bytes of a list inside its cell, of which libxlsxwriter keeps no more */ };

void vp_book_try(vp_book *b, lxw_error e)
{
    if (b->first == LXW_NO_ERROR)
        b->first = e;
}

const char *vp_book_held(vp_book *b, const char *s)
{
    if (!s)
        vp_book_try(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return s ? s : "";
}

const char *vp_book_tr(const vp_book *b, const char *msg)
{
    return vp_tr(b->lang, msg);
}

lxw_format *vp_book_format(vp_book *b)
{
    lxw_format *f = workbook_add_format(b->w);
    if (!f)
        vp_book_try(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return f;
}

lxw_worksheet *vp_book_sheet(vp_book *b, const char *name)
{
    lxw_worksheet *s = workbook_add_worksheet(b->w, name);
    if (!s)
        vp_book_try(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return s;
}

char *vp_book_cut(vp_book *b, const char *s, size_t most)
{
    size_t n = 0, count = 0;
    for (; s[n]; n++)
        if (((unsigned char)s[n] & 0xC0) != 0x80 && ++count > most)
            break;
    char *copy = vp_unconst(vp_book_held(b, vp_arena_dup(b->arena, s, n)));
    for (char *p = copy; *p; p++)
        if ((unsigned char)*p < 0x20 && *p != '\n')
            *p = ' ';
    return copy;
}

void vp_book_choices(vp_book *b, lxw_data_validation *v, const vp_strings *choices)
{
    size_t bytes = 0;
    bool plain = true;
    for (size_t i = 0; i < choices->n; i++) {
        bytes += strlen(choices->at[i]) + 1;
        plain &= !strpbrk(choices->at[i], ",\"") && !strchr("= ", *choices->at[i]);
    }
    v->criteria = LXW_VALIDATION_CRITERIA_NONE;
    if (plain && bytes <= LIST_MAX) {
        char **list = vp_arena_array(b->arena, choices->n + 1, sizeof *list);
        for (size_t i = 0; list && i < choices->n; i++)
            list[i] = vp_unconst(choices->at[i]);
        v->validate = LXW_VALIDATION_TYPE_LIST;
        v->value_list = list;
        if (!list)
            vp_book_try(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    if (!b->lists) {
        b->lists = vp_book_sheet(b, "lists");
        if (!b->lists)
            return;
        worksheet_hide(b->lists);
    }
    char name[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(name, b->nlists, LXW_TRUE);
    for (size_t i = 0; i < choices->n; i++)
        vp_book_try(b, worksheet_write_string(b->lists, (lxw_row_t)i, b->nlists, choices->at[i], NULL));
    b->nlists++;
    v->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    v->value_formula = vp_unconst(vp_book_text(b, "=lists!%s$1:%s$%zu", name, name, choices->n));
}

size_t vp_book_width(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        if (((unsigned char)*s & 0xC0) != 0x80)
            n += (unsigned char)*s >= 0xE0 ? 2 : 1;
    return n;
}

size_t vp_book_lines(const char *s, size_t width)
{
    size_t lines = 0;
    for (const char *end; *s; s = *end ? end + 1 : end) {
        end = s + strcspn(s, "\n");
        size_t wide = 0;
        for (const char *p = s; p < end; p++)
            if (((unsigned char)*p & 0xC0) != 0x80)
                wide += (unsigned char)*p >= 0xE0 ? 2 : 1;
        lines += wide / width + 1;
    }
    return lines > 0 ? lines : 1;
}

/* ---- the whole ---- */

vp_status vp_book_full(lxw_error e, const vp_round *round, const char *path, vp_err *err)
{
    if (e == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return vp_nomem(err);
    if (e == LXW_ERROR_CREATING_XLSX_FILE || e == LXW_ERROR_CREATING_TMPFILE || e == LXW_ERROR_READING_TMPFILE ||
        (e >= LXW_ERROR_ZIP_FILE_OPERATION && e <= LXW_ERROR_ZIP_CLOSE))
        return vp_fail(err, VP_IO, VP_AT_FILE(path), "the workbook cannot be written: %s", lxw_strerror(e));
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(round->file), "a workbook cannot hold the form: %s", lxw_strerror(e));
    return vp_hint(err, "shorten its headings and choices, or write the form as .csv");
}

/* A name beside the path that no file has yet; the empty file is there. NULL: errno says why. */
static char *aside_of(const char *path)
{
    static const char name[] = ".vp-XXXXXX";
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) + 1 : 0;
    char *aside = malloc(n + sizeof name);
    if (!aside)
        return NULL;
    memcpy(aside, path, n);
    memcpy(aside + n, name, sizeof name);
    int fd = mkstemp(aside);
    if (fd >= 0 && close(fd) == 0)
        return aside;
    int why = errno;
    free(aside);
    errno = why;
    return NULL;
}

typedef struct making {
    void (*compose)(vp_book *b, void *ctx);
    void *ctx;
    const vp_round *round;
    int64_t when;
    const char *path;
} making;

static vp_status write_aside(const char *aside, const making *m, vp_arena *arena, vp_err *err)
{
    vp_book b = {.w = workbook_new(aside), .lang = m->round->lang, .arena = arena};
    if (!b.w)
        return vp_nomem(err);
    lxw_doc_properties about = {.title = vp_book_cut(&b, m->round->title, VP_BOOK_MESSAGE), .author = vp_unconst("vp"),
                                .created = m->when > 0 ? (time_t)m->when : 1}; /* 0: libxlsxwriter asks the clock */
    vp_book_try(&b, workbook_set_properties(b.w, &about));
    m->compose(&b, m->ctx);
    if (b.first != LXW_NO_ERROR) {
        lxw_workbook_free(b.w);
        return vp_book_full(b.first, m->round, m->path, err);
    }
    lxw_error e = workbook_close(b.w); /* frees it in any case */
    return e == LXW_NO_ERROR ? VP_OK : vp_book_full(e, m->round, m->path, err);
}

vp_status vp_book_write(const char **bytes, size_t *n, void (*compose)(vp_book *b, void *ctx), void *ctx,
                        const vp_round *round, int64_t when, const char *path, vp_arena *arena, vp_err *err)
{
    making m = {compose, ctx, round, when, path};
    char *aside = aside_of(path);
    if (!aside)
        return errno == ENOMEM ? vp_nomem(err) : vp_fail(err, VP_IO, VP_AT_FILE(path),
                                                         "the workbook cannot be written: %s", strerror(errno));
    vp_status s = write_aside(aside, &m, arena, err);
    if (s == VP_OK)
        s = vp_file_read(bytes, n, aside, VP_FILE_MAX, arena, err);
    unlink(aside);
    free(aside);
    bool whole = false;
    VP_TRY(s);
    VP_TRY(vp_workbook_whole(&whole, *bytes, *n, arena, err));
    if (whole)
        return VP_OK;
    vp_fail(err, VP_IO, VP_AT_FILE(path), "the workbook cannot be written: a part of it was cut short");
    return vp_hint(err, "make room on the disk of temporary files (TMPDIR)");
}
