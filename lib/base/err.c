/* Filling a vp_err. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <vp/err.h>

enum { TEXT_MAX = 1024 }; /* more than any buffer of vp_err, so that copy knows what did not fit */

/* Copy what fits, never cutting a UTF-8 character in two; "..." says that something is missing. `from` may be `to`. */
static void copy(char *to, size_t cap, const char *from)
{
    static const char more[] = "...";
    size_t n = from ? strnlen(from, cap) : 0;
    bool cut = n == cap;
    if (cut) {
        n = cap - sizeof more;
        while (n > 0 && ((unsigned char)from[n] & 0xC0) == 0x80)
            n--;
    }
    if (n > 0)
        memmove(to, from, n);
    memcpy(to + n, cut ? more : "", cut ? sizeof more : 1);
}

/* The arguments may be texts of the same vp_err: nothing of it is touched before they have been read. */
static void format(char text[TEXT_MAX], const char *fmt, va_list args)
{
    if (vsnprintf(text, TEXT_MAX, fmt, args) < 0) { /* longer than INT_MAX */
        strncpy(text, fmt, TEXT_MAX - 1);
        text[TEXT_MAX - 1] = '\0';
    }
}

__attribute__((format(printf, 4, 5)))
vp_status vp_fail(vp_err *err, vp_status s, vp_where where, const char *fmt, ...)
{
    if (!err)
        return s;
    char text[TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    format(text, vp_tr(err->lang, fmt), args);
    va_end(args);
    err->status = s;
    err->row = where.row;
    err->col = where.col;
    err->hint[0] = '\0';
    copy(err->msg, sizeof err->msg, text);
    copy(err->file, sizeof err->file, where.file);
    copy(err->field, sizeof err->field, where.field);
    return s;
}

vp_status vp_hint(vp_err *err, const char *fmt, ...)
{
    if (!err)
        return VP_BUG;
    char text[TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    format(text, vp_tr(err->lang, fmt), args);
    va_end(args);
    copy(err->hint, sizeof err->hint, text);
    return err->status;
}

vp_status vp_nomem(vp_err *err)
{
    return vp_fail(err, VP_NOMEM, VP_NOWHERE, "out of memory");
}
