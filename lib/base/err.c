/* Filling a vp_err. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <vp/err.h>

/* Copy what fits, never cutting a UTF-8 character in two. */
static void copy(char *to, size_t cap, const char *from)
{
    size_t n = from ? strlen(from) : 0;
    if (n >= cap) {
        n = cap - 1;
        while (n > 0 && ((unsigned char)from[n] & 0xC0) == 0x80)
            n--;
    }
    if (n > 0)
        memcpy(to, from, n);
    to[n] = '\0';
}

static void format(char *to, size_t cap, const char *fmt, va_list args)
{
    char text[1024];
    int n = vsnprintf(text, sizeof text, fmt, args);
    if (n < 0)
        text[0] = '\0';
    if (n >= (int)sizeof text) /* vsnprintf may have cut a character */
        for (size_t i = sizeof text - 1; i > 0 && ((unsigned char)text[i - 1] & 0x80); i--)
            text[i - 1] = '\0';
    copy(to, cap, text);
}

__attribute__((format(printf, 4, 5)))
vp_status vp_fail(vp_err *err, vp_status s, vp_where where, const char *fmt, ...)
{
    if (!err)
        return s;
    err->status = s;
    err->row = where.row;
    err->col = where.col;
    err->hint[0] = '\0';
    copy(err->file, sizeof err->file, where.file);
    copy(err->field, sizeof err->field, where.field);
    va_list args;
    va_start(args, fmt);
    format(err->msg, sizeof err->msg, vp_tr(err->lang, fmt), args);
    va_end(args);
    return s;
}

vp_status vp_hint(vp_err *err, const char *fmt, ...)
{
    if (!err)
        return VP_BUG;
    va_list args;
    va_start(args, fmt);
    format(err->hint, sizeof err->hint, vp_tr(err->lang, fmt), args);
    va_end(args);
    return err->status;
}

vp_status vp_nomem(vp_err *err)
{
    return vp_fail(err, VP_NOMEM, VP_NOWHERE, "out of memory");
}
