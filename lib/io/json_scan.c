/* A strict scanner of JSON with comments. It builds nothing: cJSON does, afterwards. cJSON alone takes 01, raw
   control characters and text cut off by \u0000, and tells no position; what passes here has one meaning. */
#include <stdlib.h>
#include <string.h>
#include "lib/io/json.h"

enum { NUMBER_MAX = 40 };

typedef struct scan {
    const char *s; /* blanked text, or the source */
    size_t n, i;
    const char *source, *file;
    vp_err *err;
} scan;

void vp_json_position(vp_where *where, const char *bytes, size_t offset)
{
    where->row = where->col = 1;
    for (size_t i = 0; i < offset; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\n' || (c == '\r' && (i + 1 >= offset || bytes[i + 1] != '\n'))) {
            where->row++;
            where->col = 1;
        } else if (c != '\r' && (c & 0xC0) != 0x80) {
            where->col++;
        }
    }
}

static vp_where place(const scan *p, size_t offset)
{
    vp_where w = VP_AT_FILE(p->file);
    vp_json_position(&w, p->source, offset);
    return w;
}

static const char *tr(const scan *p, const char *msg)
{
    return vp_tr(p->err ? p->err->lang : VP_EN, msg);
}

/* ---- comments ---- */

static size_t string_end(const char *s, size_t n, size_t i)
{
    for (i++; i < n && s[i] != '"' && s[i] != '\n' && s[i] != '\r'; i++)
        i += s[i] == '\\';
    return i < n ? i : n;
}

/* The offset just past the comment that begins at i; 0: it has no end. */
static size_t comment_end(const char *s, size_t n, size_t i)
{
    if (s[i + 1] == '/') {
        while (i < n && s[i] != '\n' && s[i] != '\r')
            i++;
        return i;
    }
    for (i += 2; i + 1 < n; i++)
        if (s[i] == '*' && s[i + 1] == '/')
            return i + 2;
    return 0;
}

static vp_status blank_comments(char **text, scan *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const char *s = p->source;
        if (s[i] == '"')
            i = string_end(s, p->n, i);
        if (i + 1 >= p->n || s[i] != '/' || (s[i + 1] != '/' && s[i + 1] != '*'))
            continue;
        size_t end = comment_end(s, p->n, i);
        if (end == 0) {
            vp_fail(p->err, VP_CORRUPT, place(p, i), "this comment has no end");
            return vp_hint(p->err, "a comment that begins with /* ends with */"), VP_CORRUPT;
        }
        if (!*text) {
            if (!(*text = malloc(p->n + 1)))
                return vp_nomem(p->err);
            memcpy(*text, s, p->n);
            (*text)[p->n] = '\0';
            p->s = *text;
        }
        for (; i < end; i++)
            if (s[i] != '\n' && s[i] != '\r')
                (*text)[i] = ' ';
        i--;
    }
    return VP_OK;
}

/* ---- bytes ---- */

/* Bytes of the character at s, of which n are there; 0: it is not UTF-8 (RFC 3629). */
static size_t character(const char *s, size_t n)
{
    const unsigned char *u = (const unsigned char *)s;
    unsigned char c = u[0], low = 0x80, high = 0xBF;
    size_t len = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    if (c == 0xE0)
        low = 0xA0;
    if (c == 0xED)
        high = 0x9F;
    if (c == 0xF0)
        low = 0x90;
    if (c == 0xF4)
        high = 0x8F;
    if (len > n)
        return 0;
    for (size_t k = 1; k < len; k++, low = 0x80, high = 0xBF)
        if (u[k] < low || u[k] > high)
            return 0;
    return len;
}

static vp_status check_bytes(scan *p)
{
    for (size_t i = 0, len; i < p->n; i += len) {
        len = character(p->s + i, p->n - i);
        if (len > 0 && p->s[i] != '\0')
            continue;
        vp_fail(p->err, VP_CORRUPT, place(p, i), len ? N_("a NUL byte") : N_("the file is not UTF-8"));
        return vp_hint(p->err, "save the file as plain text in UTF-8"), VP_CORRUPT;
    }
    return VP_OK;
}

/* ---- grammar ---- */

static void spaces(scan *p)
{
    while (p->i < p->n && strchr(" \t\r\n", p->s[p->i]))
        p->i++;
}

/* The character at the place, for a message. */
static const char *found(const scan *p, char buf[16])
{
    if (p->i >= p->n)
        return tr(p, N_("the end of the file"));
    size_t len = 1;
    while (p->i + len < p->n && len < 4 && ((unsigned char)p->s[p->i + len] & 0xC0) == 0x80)
        len++;
    buf[0] = '\'';
    memcpy(buf + 1, p->s + p->i, len);
    memcpy(buf + 1 + len, "'", 2);
    return buf;
}

static bool full_width(const scan *p)
{
    static const char *const marks[] = {"“", "”", "‘", "’", "＂", "：", "，", "、", "；", "｛", "｝", "［", "］", "【", "】",
                                        "　", "\xC2\xA0", NULL};
    for (size_t i = 0; marks[i]; i++)
        if (strncmp(p->s + p->i, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

/* what: N_() "a value". */
static vp_status expected(scan *p, const char *what)
{
    char buf[16];
    vp_fail(p->err, VP_CORRUPT, place(p, p->i), "expected %s, found %s", tr(p, what), found(p, buf));
    if (p->i >= p->n)
        vp_hint(p->err, "the file ends too early: a closing bracket or quote is missing");
    else if (full_width(p))
        vp_hint(p->err, "this is a Chinese punctuation mark: type it with the input method off");
    else if (p->s[p->i] == '\'')
        vp_hint(p->err, "texts stand in double quotes");
    else if (strchr("]}", p->s[p->i]))
        vp_hint(p->err, "no comma stands before a closing bracket, and every bracket closes one of its kind");
    else if (p->s[p->i] == '#')
        vp_hint(p->err, "comments begin with //");
    return VP_CORRUPT;
}

static int hex4(const scan *p, size_t i)
{
    int v = 0;
    for (size_t k = i; k < i + 4; k++) {
        char c = k < p->n ? p->s[k] : 'x';
        int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
              : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (d < 0)
            return -1;
        v = v * 16 + d;
    }
    return v;
}

/* p->i is at a backslash. */
static vp_status escape(scan *p)
{
    char c = p->i + 1 < p->n ? p->s[p->i + 1] : 'x';
    if (c != '\0' && strchr("\"\\/bfnrt", c)) {
        p->i += 2;
        return VP_OK;
    }
    int u = c == 'u' ? hex4(p, p->i + 2) : -1;
    bool high = u >= 0xD800 && u < 0xDC00, low = u >= 0xDC00 && u < 0xE000;
    if (high && p->i + 7 < p->n && p->s[p->i + 6] == '\\' && p->s[p->i + 7] == 'u') {
        int next = hex4(p, p->i + 8);
        if (next >= 0xDC00 && next < 0xE000) {
            p->i += 12;
            return VP_OK;
        }
    }
    if (u <= 0 || high || low) {
        vp_fail(p->err, VP_CORRUPT, place(p, p->i), "this is no escape that JSON knows");
        vp_hint(p->err, "write a backslash as \\\\ (in patterns too: \"\\\\d\")");
        return VP_CORRUPT;
    }
    p->i += 6;
    return VP_OK;
}

static vp_status string(scan *p)
{
    size_t start = p->i;
    for (p->i++;;) {
        unsigned char c = p->i < p->n ? (unsigned char)p->s[p->i] : '\n';
        if (c == '"')
            break;
        if (c == '\n' || c == '\r') {
            vp_fail(p->err, VP_CORRUPT, place(p, start), "this text has no closing quote on its line");
            return VP_CORRUPT;
        }
        if (c < 0x20) {
            vp_fail(p->err, VP_CORRUPT, place(p, p->i), "a control character in a text");
            vp_hint(p->err, "remove it (a TAB is written \\t)");
            return VP_CORRUPT;
        }
        if (c == '\\')
            VP_TRY(escape(p));
        else
            p->i++;
    }
    p->i++;
    return VP_OK;
}

static size_t digits(scan *p)
{
    size_t from = p->i;
    while (p->i < p->n && p->s[p->i] >= '0' && p->s[p->i] <= '9')
        p->i++;
    return p->i - from;
}

static char at(const scan *p)
{
    return p->i < p->n ? p->s[p->i] : '\0';
}

static vp_status number(scan *p)
{
    size_t start = p->i;
    p->i += at(p) == '-';
    bool zero = at(p) == '0';
    size_t whole = digits(p);
    bool good = whole > 0 && (!zero || whole == 1);
    if (at(p) == '.') {
        p->i++;
        good &= digits(p) > 0;
    }
    if (at(p) == 'e' || at(p) == 'E') {
        p->i++;
        p->i += at(p) == '+' || at(p) == '-';
        good &= digits(p) > 0;
    }
    if (good && p->i - start <= NUMBER_MAX)
        return VP_OK;
    return vp_fail(p->err, VP_CORRUPT, place(p, start), "this is no number that JSON knows");
}

static vp_status value(scan *p, int depth);

/* One member or item, without the comma. */
static vp_status item(scan *p, bool object, int depth)
{
    if (object) {
        if (at(p) != '"')
            return expected(p, N_("a key in double quotes"));
        VP_TRY(string(p));
        spaces(p);
        if (at(p) != ':')
            return expected(p, N_("':' after the key"));
        p->i++;
    }
    return value(p, depth + 1);
}

static vp_status container(scan *p, bool object, int depth)
{
    char close = object ? '}' : ']';
    if (depth > VP_JSON_DEPTH)
        return vp_fail(p->err, VP_CORRUPT, place(p, p->i), "brackets are nested more than %d deep", VP_JSON_DEPTH);
    p->i++;
    spaces(p);
    if (at(p) == close) {
        p->i++;
        return VP_OK;
    }
    for (;;) {
        VP_TRY(item(p, object, depth));
        spaces(p);
        if (at(p) == close)
            break;
        if (at(p) != ',')
            return expected(p, object ? N_("',' or '}'") : N_("',' or ']'"));
        p->i++;
        spaces(p);
    }
    p->i++;
    return VP_OK;
}

static bool word(scan *p, const char *w)
{
    size_t n = strlen(w);
    if (p->n - p->i < n || memcmp(p->s + p->i, w, n) != 0)
        return false;
    p->i += n;
    return true;
}

static vp_status value(scan *p, int depth)
{
    spaces(p);
    char c = at(p);
    if (c == '{' || c == '[')
        return container(p, c == '{', depth);
    if (c == '"')
        return string(p);
    if (c == '-' || (c >= '0' && c <= '9'))
        return number(p);
    if (word(p, "true") || word(p, "false") || word(p, "null"))
        return VP_OK;
    return expected(p, N_("a value"));
}

static vp_status whole(char **text, scan *p)
{
    VP_TRY(check_bytes(p));
    VP_TRY(blank_comments(text, p));
    spaces(p);
    if (p->i >= p->n)
        return vp_fail(p->err, VP_CORRUPT, VP_AT_FILE(p->file), "the file is empty");
    VP_TRY(value(p, 1));
    spaces(p);
    return p->i < p->n ? expected(p, N_("the end of the file")) : VP_OK;
}

vp_status vp_json_scan(char **text, const char *file, const char *bytes, size_t n, vp_err *err)
{
    scan p = {.s = bytes, .source = bytes, .n = n, .file = file, .err = err};
    *text = NULL;
    vp_status s = whole(text, &p);
    if (s != VP_OK) {
        free(*text);
        *text = NULL;
    }
    return s;
}
