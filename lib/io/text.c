/* Reading text: bytes in, checked UTF-8 out. */
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/io/text.h"

enum { RAW = 64 * 1024, TEXT = 4 * RAW };

struct vp_text {
    char *file;
    const char *encoding;
    const char *bytes; /* in memory; else fp */
    size_t size, at;   /* at: of the raw bytes, how many were given out */
    FILE *fp;
    bool borrowed;     /* fp is standard input */
    size_t bom;
    iconv_t cd;
    bool converts, said; /* said: the encoding was given, not found */
    bool flushed;        /* the state of the conversion at the end of the text was written out */
    char raw[RAW], text[TEXT];
    size_t nraw;       /* raw bytes waiting: an incomplete character at the end of a piece */
    size_t bad;        /* where the first byte stands that is none of the encoding */
    size_t given;      /* bytes of raw that were given out as they are; what waits stands behind them */
};

void vp_text_free(vp_text *t)
{
    if (!t)
        return;
    if (t->fp && !t->borrowed)
        fclose(t->fp);
    if (t->converts)
        iconv_close(t->cd);
    free(t->file);
    free(t);
}

const char *vp_text_file(const vp_text *t)
{
    return t->file;
}

const char *vp_text_encoding(const vp_text *t)
{
    return t->encoding;
}

size_t vp_text_size(const vp_text *t)
{
    return t->size;
}

size_t vp_text_done(const vp_text *t)
{
    return t->at;
}

/* ---- raw bytes ---- */

static vp_status raw_rewind(vp_text *t, vp_err *err)
{
    t->at = 0;
    t->nraw = t->given = 0;
    t->flushed = false;
    if (t->fp && fseeko(t->fp, 0, SEEK_SET) != 0)
        return vp_fail(err, VP_IO, VP_AT_FILE(t->file), "cannot read it again: %s", strerror(errno));
    return VP_OK;
}

static vp_status raw_read(vp_text *t, char *to, size_t cap, size_t *n, vp_err *err)
{
    if (t->fp) {
        *n = fread(to, 1, cap, t->fp);
        if (*n == 0 && ferror(t->fp))
            return vp_fail(err, VP_IO, VP_AT_FILE(t->file), "cannot read it: %s", strerror(errno));
    } else {
        *n = t->size - t->at < cap ? t->size - t->at : cap;
        memcpy(to, t->bytes + t->at, *n);
    }
    t->at += *n;
    return VP_OK;
}

/* ---- strict UTF-8, with the state kept between pieces ---- */

typedef struct utf8 { unsigned need; unsigned char low, high; } utf8;

/* Offset of the first byte that cannot be, or n. */
static size_t utf8_check(utf8 *u, const unsigned char *s, size_t n)
{
    size_t i = 0;
    while (i < n) {
        if (u->need == 0) {
            uint64_t eight;
            while (n - i >= 8 && (memcpy(&eight, s + i, 8), !(eight & 0x8080808080808080u)))
                i += 8;
            /* most of the rest are ideographs: three bytes, the first of which allows any others */
            while (n - i >= 3 && s[i] >= 0xE1 && s[i] <= 0xEC && (s[i + 1] & 0xC0) == 0x80 &&
                   (s[i + 2] & 0xC0) == 0x80)
                i += 3;
            if (i == n)
                break;
            unsigned char c = s[i];
            *u = (utf8){0, 0x80, 0xBF};
            if (c >= 0xC2 && c <= 0xDF)
                u->need = 1;
            else if (c >= 0xE0 && c <= 0xEF)
                *u = (utf8){2, c == 0xE0 ? 0xA0 : 0x80, c == 0xED ? 0x9F : 0xBF};
            else if (c >= 0xF0 && c <= 0xF4)
                *u = (utf8){3, c == 0xF0 ? 0x90 : 0x80, c == 0xF4 ? 0x8F : 0xBF};
            else if (c >= 0x80)
                return i;
        } else {
            if (s[i] < u->low || s[i] > u->high)
                return i;
            *u = (utf8){u->need - 1, 0x80, 0xBF};
        }
        i++;
    }
    return n;
}

/* Where the text holds a private-use character (U+E000 to U+F8FF, U+F0000 and up); n: nowhere. */
static size_t private_use(const char *s, size_t n)
{
    for (size_t i = 0; i + 2 < n; i++) {
        unsigned char c = (unsigned char)s[i], d = (unsigned char)s[i + 1];
        if ((c == 0xEE && d >= 0x80) || (c == 0xEF && d < 0xA4) || (c == 0xF3 && d >= 0xB0) || c == 0xF4)
            return i;
    }
    return n;
}

/* ---- decoding ---- */

/* Letters, digits and what stands between them in names: iconv's own additions ("//IGNORE") drop characters. */
static bool is_name(const char *s)
{
    size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:+()");
    return n > 0 && n <= 64 && s[n] == '\0';
}

static vp_status convert_to(vp_text *t, const char *encoding, vp_err *err)
{
    t->encoding = encoding;
    if (strcasecmp(encoding, "UTF-8") == 0) {
        t->encoding = "UTF-8";
        return VP_OK;
    }
    t->cd = is_name(encoding) ? iconv_open("UTF-8", encoding) : (iconv_t)-1;
    if (t->cd == (iconv_t)-1) {
        vp_fail(err, t->said ? VP_USAGE : VP_IO, t->said ? VP_NOWHERE : VP_AT_FILE(t->file),
                "the encoding '%s' is not known", encoding);
        return vp_hint(err, "try UTF-8, GB18030, Big5, Shift_JIS, EUC-KR, UTF-16LE, windows-1252 or macintosh; "
                            "iconv -l lists all");
    }
    t->converts = true;
    return VP_OK;
}

vp_status vp_text_rewind(vp_text *t, vp_err *err)
{
    VP_TRY(raw_rewind(t, err));
    if (t->converts)
        iconv(t->cd, NULL, NULL, NULL, NULL);
    char skip[4];
    size_t n;
    return t->bom ? raw_read(t, skip, t->bom, &n, err) : VP_OK;
}

static vp_status bad_byte(vp_text *t, size_t offset, vp_err *err)
{
    t->bad = offset;
    vp_fail(err, VP_INVALID, VP_AT_FILE(t->file), "byte %zu cannot be read as %s", offset, t->encoding);
    return t->said ? vp_hint(err, "say another --encoding, or leave it out")
                   : vp_hint(err, "save the file as CSV UTF-8");
}

vp_status vp_text_next(vp_text *t, const char **piece, size_t *n, vp_err *err)
{
    size_t got;
    memmove(t->raw, t->raw + t->given, t->nraw);
    t->given = 0;
    VP_TRY(raw_read(t, t->raw + t->nraw, RAW - t->nraw, &got, err));
    size_t have = t->nraw + got;
    *piece = t->raw;
    if (!t->converts) {
        size_t whole = have; /* do not cut a character; the file is known to be valid */
        if (got > 0)
            for (size_t back = 1; back <= 3 && back <= have; back++) {
                unsigned char c = (unsigned char)t->raw[have - back];
                if (c >= 0xC0) {
                    size_t need = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
                    if (need > back)
                        whole = have - back;
                    break;
                }
                if (c < 0x80)
                    break;
            }
        t->nraw = have - whole;
        t->given = *n = whole;
        return VP_OK;
    }
    char *in = t->raw, *out = t->text;
    size_t nin = have, nout = TEXT;
    bool over = got == 0 && t->nraw < RAW;
    if (iconv(t->cd, &in, &nin, &out, &nout) == (size_t)-1 && errno != E2BIG && (errno != EINVAL || over))
        return bad_byte(t, t->at - nin, err);
    if (over && nin == 0 && !t->flushed) { /* some encodings hold the last character back */
        t->flushed = nout >= 64;
        if (t->flushed)
            iconv(t->cd, NULL, NULL, &out, &nout);
    }
    t->nraw = nin;
    memmove(t->raw, in, nin);
    *piece = t->text;
    *n = TEXT - nout;
    return *n == 0 && !over ? vp_text_next(t, piece, n, err) : VP_OK;
}

/* ---- which encoding ---- */

bool vp_text_is_ods(const char *bytes, size_t n)
{
    static const char kind[] = "mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    enum { NAME = 30 }; /* of the first part of the archive, which is not packed */
    return n >= NAME + sizeof kind - 1 && memcmp(bytes, "PK\3\4", 4) == 0 &&
           memcmp(bytes + NAME, kind, sizeof kind - 1) == 0;
}

static vp_status refuse_binary(const vp_text *t, const char *kind, vp_err *err)
{
    vp_fail(err, VP_INVALID, VP_AT_FILE(t->file), "this is %s, not CSV", vp_tr(err ? err->lang : VP_EN, kind));
    return vp_hint(err, "open it in the spreadsheet program and save it as CSV UTF-8");
}

/* Bytes that the text, which is UTF-8, took in the encoding it was read in; n when that cannot be told. */
static size_t encoded(const vp_text *t, const char *s, size_t n)
{
    iconv_t cd = iconv_open(t->encoding, "UTF-8");
    char *in = (char *)(uintptr_t)s, spare[256];
    size_t left = n, bytes = 0;
    while (cd != (iconv_t)-1 && left > 0) {
        char *out = spare;
        size_t room = sizeof spare;
        if (iconv(cd, &in, &left, &out, &room) == (size_t)-1 && errno != E2BIG)
            break;
        bytes += sizeof spare - room;
    }
    if (cd != (iconv_t)-1)
        iconv_close(cd);
    return left == 0 ? bytes : n;
}

/* Read it all in the encoding that was chosen; VP_INVALID at the first character that is none. */
static vp_status check_decoded(vp_text *t, vp_err *err)
{
    const char *piece;
    size_t n, before = t->bom;
    VP_TRY(vp_text_rewind(t, err));
    for (;;) {
        utf8 u = {0};
        VP_TRY(vp_text_next(t, &piece, &n, err));
        if (n == 0)
            return vp_text_rewind(t, err);
        size_t own = t->said ? n : private_use(piece, n);
        if (own < n)
            return bad_byte(t, before + encoded(t, piece, own), err);
        if (memchr(piece, '\0', n) || utf8_check(&u, (const unsigned char *)piece, n) < n || u.need > 0)
            return bad_byte(t, before, err);
        before = t->at - t->nraw;
    }
}

/* The encoding that a byte order mark names, and its length. */
static const char *marked(size_t *n, const char *s, size_t size)
{
    static const struct { const char *mark; size_t n; const char *encoding; } marks[] = {
        {"\xEF\xBB\xBF", 3, "UTF-8"}, {"\xFF\xFE", 2, "UTF-16LE"}, {"\xFE\xFF", 2, "UTF-16BE"},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (size >= (*n = marks[i].n) && memcmp(s, marks[i].mark, *n) == 0)
            return marks[i].encoding;
    *n = 0;
    return NULL;
}

/* Whether two names are one but for case and punctuation, or the second says less ("UTF-16" of "UTF-16LE"). */
static bool names(const char *encoding, const char *said)
{
    size_t letters = 0;
    for (;; said++, encoding++) {
        encoding += strspn(encoding, "-_");
        said += strspn(said, "-_");
        if (*said == '\0')
            return *encoding == '\0' || letters == 5;
        if (*encoding == '\0' || (*encoding | 0x20) != (*said | 0x20))
            return false;
        letters++;
    }
}

/* A byte order mark and an encoding that was said must be one. */
static vp_status settle(vp_text *t, const char *mark, vp_err *err)
{
    if (!mark)
        return VP_OK;
    if (t->said && !names(mark, t->encoding)) {
        vp_fail(err, VP_INVALID, VP_AT_FILE(t->file), "it begins with the byte order mark of %s: it is not %s", mark,
                t->encoding);
        return vp_hint(err, "leave --encoding out");
    }
    if (!t->said && t->bom == 3)
        return VP_OK; /* still to be proved */
    t->encoding = mark;
    return VP_OK;
}

/* One pass over the bytes: is it UTF-8, is there a NUL, is there anything at all. */
static vp_status detect(vp_text *t, vp_err *err)
{
    utf8 u = {0};
    size_t n, start = 0, bad = SIZE_MAX, nul = SIZE_MAX;
    const char *mark = NULL;
    bool anything = false;
    VP_TRY(raw_rewind(t, err));
    for (;; start += n) {
        VP_TRY(raw_read(t, t->raw, RAW, &n, err));
        if (n == 0)
            break;
        const unsigned char *s = (const unsigned char *)t->raw;
        if (start == 0) {
            if (vp_text_is_ods(t->raw, n))
                return refuse_binary(t, N_("an OpenDocument spreadsheet (ods)"), err);
            if (n >= 4 && memcmp(s, "PK\3\4", 4) == 0)
                return refuse_binary(t, N_("an Excel workbook (xlsx)"), err);
            if (n >= 4 && memcmp(s, "\xD0\xCF\x11\xE0", 4) == 0)
                return refuse_binary(t, N_("an Excel workbook (xls)"), err);
            mark = marked(&t->bom, t->raw, n);
        }
        anything |= start + n > t->bom;
        const unsigned char *zero = nul == SIZE_MAX ? memchr(s, 0, n) : NULL;
        if (zero)
            nul = start + (size_t)(zero - s);
        size_t ok = bad == SIZE_MAX ? utf8_check(&u, s, n) : n;
        if (ok < n)
            bad = start + ok;
    }
    t->size = start;
    if (!anything) {
        vp_fail(err, VP_INVALID, (vp_where){.file = t->file, .row = 1, .col = 1}, "the file is empty");
        return vp_hint(err, "export the sheet again: it needs a row of headings and the rows below it");
    }
    VP_TRY(settle(t, mark, err));
    if (t->encoding)
        VP_TRY(convert_to(t, t->encoding, err));
    if (t->converts)
        return check_decoded(t, err);
    if (nul != SIZE_MAX) {
        vp_fail(err, VP_INVALID, VP_AT_FILE(t->file), "byte %zu is NUL: this is not a text file", nul);
        return vp_hint(err, "export the sheet as CSV UTF-8");
    }
    if (bad == SIZE_MAX && u.need > 0)
        bad = start;
    if (bad == SIZE_MAX || t->bom == 3 || t->encoding) {
        t->encoding = "UTF-8";
        return bad == SIZE_MAX ? vp_text_rewind(t, err) : bad_byte(t, bad, err);
    }
    VP_TRY(convert_to(t, "GB18030", err));
    vp_status s = check_decoded(t, err);
    if (s == VP_INVALID) {
        vp_fail(err, VP_INVALID, VP_AT_FILE(t->file), "byte %zu is not UTF-8, and byte %zu is not GB18030", bad,
                t->bad);
        return vp_hint(err, "save the file as CSV UTF-8, or say with --encoding what it is written in, such as Big5 "
                            "or macintosh");
    }
    return s;
}

/* Names that other programs use and iconv does not. */
static const struct { const char *name, *known; } aliases[] = {
    {"utf-8-sig", "UTF-8"}, {"utf8-sig", "UTF-8"}, {"utf-8-bom", "UTF-8"}, {"utf8", "UTF-8"}, {"utf_8", "UTF-8"},
    {"macroman", "MACINTOSH"}, {"mac-roman", "MACINTOSH"}, {"mac_roman", "MACINTOSH"},
    {"x-mac-roman", "MACINTOSH"}, {"latin-1", "LATIN1"}, {"latin_1", "LATIN1"},
};

static const char *known(const char *encoding)
{
    for (size_t i = 0; encoding && i < sizeof aliases / sizeof *aliases; i++)
        if (strcasecmp(encoding, aliases[i].name) == 0)
            return aliases[i].known;
    return encoding;
}

static vp_status text_new(vp_text **out, const char *file, const char *encoding, vp_err *err)
{
    vp_text *t = calloc(1, sizeof *t);
    if (!t || !(t->file = strdup(file))) {
        free(t);
        return vp_nomem(err);
    }
    t->encoding = known(encoding);
    t->said = encoding != NULL;
    *out = t;
    return VP_OK;
}

vp_status vp_text_open_bytes(vp_text **out, const char *file, const char *bytes, size_t n, vp_err *err)
{
    return vp_text_open_bytes_as(out, file, bytes, n, NULL, err);
}

vp_status vp_text_open(vp_text **out, const char *path, vp_err *err)
{
    return vp_text_open_as(out, path, NULL, err);
}

vp_status vp_text_open_bytes_as(vp_text **out, const char *file, const char *bytes, size_t n, const char *encoding,
                                vp_err *err)
{
    VP_AUTO(vp_text) t = NULL;
    VP_TRY(text_new(&t, file, encoding, err));
    t->bytes = bytes;
    t->size = n;
    VP_TRY(detect(t, err));
    *out = VP_STEAL(t);
    return VP_OK;
}

/* What cannot be read twice is kept in an unnamed temporary file. */
static vp_status spool(vp_text *t, FILE *from, vp_err *err)
{
    FILE *to = tmpfile();
    if (!to)
        return vp_fail(err, VP_IO, VP_AT_FILE(t->file), "cannot make a temporary file: %s", strerror(errno));
    bool kept = true;
    for (size_t n; kept && (n = fread(t->raw, 1, RAW, from)) > 0;)
        kept = fwrite(t->raw, 1, n, to) == n;
    kept = kept && fflush(to) == 0;
    if (!kept || ferror(from)) {
        const char *why = strerror(errno);
        if (kept)
            vp_fail(err, VP_IO, VP_AT_FILE(t->file), "cannot read it: %s", why);
        else
            vp_fail(err, VP_IO, VP_AT_FILE(t->file), "cannot keep it in a temporary file: %s", why);
        fclose(to);
        return VP_IO;
    }
    t->fp = to;
    return VP_OK;
}

vp_status vp_text_open_as(vp_text **out, const char *path, const char *encoding, vp_err *err)
{
    VP_AUTO(vp_text) t = NULL;
    bool standard = strcmp(path, "-") == 0;
    VP_TRY(text_new(&t, standard ? "<stdin>" : path, encoding, err));
    FILE *fp = standard ? stdin : fopen(path, "rbe");
    struct stat st;
    if (!fp || fstat(fileno(fp), &st) != 0) {
        vp_status s = errno == ENOENT || errno == ENOTDIR
                          ? vp_fail(err, VP_USAGE, VP_AT_FILE(t->file), "there is no such file")
                          : vp_fail(err, VP_IO, VP_AT_FILE(t->file), "cannot open it: %s", strerror(errno));
        if (fp && !standard)
            fclose(fp);
        return s;
    }
    if (S_ISDIR(st.st_mode)) {
        if (!standard)
            fclose(fp);
        return vp_fail(err, VP_USAGE, VP_AT_FILE(t->file), "this is a folder, not a file");
    }
    if (S_ISREG(st.st_mode) && (!standard || lseek(STDIN_FILENO, 0, SEEK_CUR) == 0)) {
        t->fp = fp;
        t->borrowed = standard;
    } else {
        vp_status s = spool(t, fp, err);
        if (!standard)
            fclose(fp);
        VP_TRY(s);
    }
    setvbuf(t->fp, NULL, _IONBF, 0); /* we read in large pieces ourselves */
    VP_TRY(detect(t, err));
    *out = VP_STEAL(t);
    return VP_OK;
}

vp_status vp_text_hash_key(vp_text *t, char hex[VP_HASH_HEX], unsigned char key[VP_KEY], vp_err *err)
{
    vp_sha256 h;
    vp_keying k;
    size_t n;
    vp_sha256_start(&h);
    if (key)
        vp_keying_start(&k);
    VP_TRY(raw_rewind(t, err));
    do {
        VP_TRY(raw_read(t, t->text, TEXT, &n, err));
        vp_sha256_add(&h, t->text, n);
        if (key)
            vp_keying_add(&k, t->text, n);
    } while (n > 0);
    vp_sha256_end(&h, hex);
    if (key)
        vp_keying_end(&k, key);
    return vp_text_rewind(t, err);
}

vp_status vp_text_hash(vp_text *t, char hex[VP_HASH_HEX], vp_err *err)
{
    return vp_text_hash_key(t, hex, NULL, err);
}

vp_status vp_text_bytes(vp_text *t, const char **bytes, size_t *n, vp_arena *arena, vp_err *err)
{
    char *all;
    size_t got;
    VP_ALLOC(all, vp_arena_alloc(arena, t->size + 1), err);
    VP_TRY(raw_rewind(t, err));
    for (*n = 0; *n < t->size; *n += got) {
        VP_TRY(raw_read(t, all + *n, t->size - *n, &got, err));
        if (got == 0)
            return vp_fail(err, VP_IO, VP_AT_FILE(t->file), "the file became shorter while it was read");
    }
    *bytes = all;
    return vp_text_rewind(t, err);
}
