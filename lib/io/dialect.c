/* Dialects from the words of the command line. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "lib/io/dialect.h"

vp_dialect vp_dialect_usual(char delimiter)
{
    return (vp_dialect){.delimiter = {delimiter}, .quote = "\"", .doubled = true, .header_rows = 1};
}

static const struct { const char *word, *text; } words[] = {
    {"tab", "\t"}, {"comma", ","}, {"semicolon", ";"}, {"pipe", "|"}, {"space", " "},
};

/* The text with its escapes read, into room bytes; false when it is too long. */
static bool spell(char *to, size_t room, const char *text)
{
    size_t n = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i].word) == 0)
            text = words[i].text;
    for (; *text; text++) {
        char c = *text;
        if (c == '\\' && text[1] && strchr("tnr\\", text[1])) {
            text++;
            c = *text == 't' ? '\t' : *text == 'n' ? '\n' : *text == 'r' ? '\r' : '\\';
        }
        if (n + 1 >= room)
            return false;
        to[n++] = c;
    }
    to[n] = '\0';
    return true;
}

/* Bytes of the character that s begins with; 0 when it is none. */
static size_t character(const char *s)
{
    unsigned char c = (unsigned char)*s;
    size_t n = c == 0 ? 0 : c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
    for (size_t i = 1; i < n; i++)
        if (((unsigned char)s[i] & 0xC0) != 0x80)
            return 0;
    return n;
}

static bool is_text(const char *s)
{
    for (size_t n; *s; s += n)
        if ((n = character(s)) == 0)
            return false;
    return true;
}

static vp_status one_character(char to[5], const char *option, const char *text, vp_err *err)
{
    char spelt[VP_SEPARATOR_MAX];
    if (!spell(spelt, sizeof spelt, text) || !is_text(spelt) || strlen(spelt) != character(spelt) ||
        strpbrk(spelt, "\r\n")) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "%s: '%s' is not one character", option, text);
        return vp_hint(err, "give one character, or nothing ('') when there is none");
    }
    strcpy(to, spelt);
    return VP_OK;
}

static vp_status separator(char to[VP_SEPARATOR_MAX + 1], const char *option, const char *text, vp_err *err)
{
    if (!spell(to, VP_SEPARATOR_MAX + 1, text) || !*to || !is_text(to))
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "%s: '%s' is no text of 1 to %d bytes", option, text,
                       VP_SEPARATOR_MAX);
    return VP_OK;
}

static vp_status whole_number(size_t *to, const char *option, const char *text, size_t max, vp_err *err)
{
    char *end;
    errno = 0;
    unsigned long long n = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : (end = (char *)(uintptr_t)"x", 0);
    if (*end || errno || n > max)
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "%s: '%s' is no whole number from 0 to %zu", option, text, max);
    *to = (size_t)n;
    return VP_OK;
}

static vp_status clash(const char *one, const char *other, vp_err *err)
{
    return vp_fail(err, VP_USAGE, VP_NOWHERE, "%s and %s are the same text", one, other);
}

static vp_status check(const vp_dialect *d, bool delimited, vp_err *err)
{
    if (delimited && *d->quote && strstr(d->delimiter, d->quote))
        return clash("--delimiter", "--quote", err);
    if (delimited && *d->escape && strstr(d->delimiter, d->escape))
        return clash("--delimiter", "--escape", err);
    const char *ends = *d->record_separator ? d->record_separator : "\n";
    if (delimited && (strstr(d->delimiter, ends) || strstr(ends, d->delimiter) ||
                      (!*d->record_separator && strchr(d->delimiter, '\r'))))
        return clash("--delimiter", "--record-separator", err);
    if (*d->quote && strstr(ends, d->quote))
        return clash("--quote", "--record-separator", err);
    if (*d->escape && strstr(ends, d->escape))
        return clash("--escape", "--record-separator", err);
    return VP_OK;
}

vp_status vp_dialect_of(vp_dialect *out, bool *delimited, const vp_reading *reading, vp_err *err)
{
    static const vp_reading nothing;
    const vp_reading *r = reading ? reading : &nothing;
    *out = vp_dialect_usual(',');
    *delimited = r->delimiter != NULL;
    if (r->delimiter)
        VP_TRY(separator(out->delimiter, "--delimiter", r->delimiter, err));
    if (r->record_separator)
        VP_TRY(separator(out->record_separator, "--record-separator", r->record_separator, err));
    if (r->quote)
        VP_TRY(one_character(out->quote, "--quote", r->quote, err));
    if (r->escape) { /* said to be the quotation mark itself: doubled, as usual */
        VP_TRY(one_character(out->escape, "--escape", r->escape, err));
        out->doubled = *out->escape && strcmp(out->escape, out->quote) == 0;
        if (out->doubled)
            out->escape[0] = '\0';
    }
    if (r->skip)
        VP_TRY(whole_number(&out->skip, "--skip", r->skip, SIZE_MAX / 2, err));
    if (r->header_rows)
        VP_TRY(whole_number(&out->header_rows, "--header-rows", r->header_rows, VP_HEADER_ROWS_MAX, err));
    return check(out, *delimited, err);
}
