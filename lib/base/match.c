/* PCRE2 with limits. No JIT: it counts its steps in its own way, and a limit must mean the same everywhere.
   PCRE2's own limits count anew from every character that a match may begin at, and see no work inside one item: a+b
   in a megabyte of a's takes minutes within them. So callouts before every item count the whole of it. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>
#include <vp/match.h>

enum { PATTERN_MAX = 4096, NEST_MAX = 50, STEPS = 200000, DEPTH = 20000, HEAP_KIB = 8192 };
enum { WORK = 4000000, BYTES_A_STEP = 32 }; /* of one text: items tried, and bytes that long items may run over */

struct vp_match {
    const char *pattern;
    size_t length, work;
    bool vague;
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *limits;
};

void vp_match_free(vp_match *m)
{
    if (!m)
        return;
    pcre2_match_context_free(m->limits);
    pcre2_match_data_free(m->data);
    pcre2_code_free(m->code);
    free((char *)m->pattern);
    free(m);
}

/* Characters before the byte, from 1. */
static size_t character(const char *s, size_t offset)
{
    size_t n = 1;
    for (size_t i = 0; i < offset && s[i]; i++)
        n += ((unsigned char)s[i] & 0xC0) != 0x80;
    return n;
}

/* An item that may run over much text in one go: repeated, a reference back, a grapheme, a look behind. */
static bool is_long(const char *item, size_t n)
{
    if (n > 1 && *item == '\\' && (strchr("kgX", item[1]) || (item[1] >= '0' && item[1] <= '9')))
        return true;
    if (*item == '(') /* what is inside has callouts of its own; a look behind begins anew each time */
        return n > 3 && (strncmp(item, "(?<=", 4) == 0 || strncmp(item, "(?<!", 4) == 0 || item[1] == '*');
    return strchr("*+?}", item[n - 1]) != NULL;
}

/* Behind settings such as (?i), and (?) above all, PCRE2 is wrong about where items end; \E belongs to the item that it
   stands behind. */
static bool is_vague(const char *pattern)
{
    if (strstr(pattern, "\\E"))
        return true;
    for (const char *p = pattern; (p = strstr(p, "(?")); p += 2)
        if (!p[2] || !strchr(":=!<>|", p[2]))
            return true;
    return false;
}

static bool may_be_long(const vp_match *m, size_t at, size_t n)
{
    return m->vague || at > m->length || n > m->length - at || (n > 0 && is_long(m->pattern + at, n));
}

static int count_work(pcre2_callout_block *at, void *match)
{
    vp_match *m = match;
    m->work++;
    if (may_be_long(m, at->pattern_position, at->next_item_length))
        m->work += (at->subject_length - at->current_position) / BYTES_A_STEP;
    return m->work > WORK ? PCRE2_ERROR_CALLOUT : 0;
}

static vp_status compile(vp_match *m, pcre2_compile_context *context, const char *pattern, vp_where where,
                         vp_err *err)
{
    int code;
    PCRE2_SIZE offset;
    pcre2_set_max_pattern_length(context, PATTERN_MAX);
    pcre2_set_parens_nest_limit(context, NEST_MAX);
    m->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                            PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT,
                            &code, &offset, context);
    if (m->code)
        return VP_OK;
    if (code == PCRE2_ERROR_NOMEMORY)
        return vp_nomem(err);
    PCRE2_UCHAR why[128];
    pcre2_get_error_message(code, why, sizeof why);
    vp_fail(err, VP_CORRUPT, where, "the pattern '%s' is wrong at its character %zu: %s", pattern,
            character(pattern, offset), (const char *)why);
    vp_hint(err, "patterns are Perl-compatible regular expressions (PCRE2)");
    return VP_CORRUPT;
}

vp_status vp_match_compile(vp_match **out, const char *pattern, vp_where where, vp_err *err)
{
    VP_AUTO(vp_match) m = calloc(1, sizeof *m);
    char *kept = m ? strdup(pattern) : NULL;
    if (!kept)
        return vp_nomem(err);
    m->pattern = kept;
    m->length = strlen(pattern);
    m->vague = is_vague(pattern);
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    vp_status s = context ? compile(m, context, pattern, where, err) : vp_nomem(err);
    pcre2_compile_context_free(context);
    VP_TRY(s);
    m->data = pcre2_match_data_create(1, NULL);
    m->limits = pcre2_match_context_create(NULL);
    if (!m->data || !m->limits)
        return vp_nomem(err);
    pcre2_set_match_limit(m->limits, STEPS);
    pcre2_set_depth_limit(m->limits, DEPTH);
    pcre2_set_heap_limit(m->limits, HEAP_KIB);
    pcre2_set_callout(m->limits, count_work, m);
    *out = VP_STEAL(m);
    return VP_OK;
}

vp_status vp_match_test(bool *matches, vp_match *m, const char *text, size_t n, vp_err *err)
{
    m->work = 0;
    int rc = pcre2_match(m->code, (PCRE2_SPTR)text, n, 0, 0, m->data, m->limits);
    *matches = rc >= 0;
    if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH)
        return VP_OK;
    if (rc == PCRE2_ERROR_NOMEMORY)
        return vp_nomem(err);
    if (rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT ||
        rc == PCRE2_ERROR_CALLOUT) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "the pattern needs too many steps for this text");
        return vp_hint(err, "repetitions inside repetitions, as in (a+)+, do this: write it without"), VP_INVALID;
    }
    return vp_fail(err, VP_INVALID, VP_NOWHERE, "the text cannot be matched: it is not UTF-8");
}
