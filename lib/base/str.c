/* Growing text with a sticky out-of-memory flag. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vp/str.h>

static bool grow(vp_str *t, size_t more)
{
    size_t cap = t->cap ? t->cap : 64;
    while (cap - t->n <= more) {
        if (cap > (size_t)-1 / 2) {
            t->oom = true;
            return false;
        }
        cap *= 2;
    }
    char *s = realloc(t->s, cap);
    if (!s) {
        t->oom = true;
        return false;
    }
    t->s = s;
    t->cap = cap;
    return true;
}

static inline bool reserve(vp_str *t, size_t more)
{
    return !t->oom && (t->cap - t->n > more || grow(t, more));
}

bool vp_str_reserve(vp_str *t, size_t n)
{
    return reserve(t, n);
}

void vp_str_add(vp_str *t, const char *s, size_t n)
{
    if (!reserve(t, n))
        return;
    if (n > 0)
        memcpy(t->s + t->n, s, n);
    t->n += n;
    t->s[t->n] = '\0';
}

void vp_str_addz(vp_str *t, const char *s)
{
    vp_str_add(t, s, strlen(s));
}

void vp_str_addc(vp_str *t, char c)
{
    if (!reserve(t, 1))
        return;
    t->s[t->n++] = c;
    t->s[t->n] = '\0';
}

void vp_str_addf(vp_str *t, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0) {
        t->oom = true; /* longer than INT_MAX */
    } else if (reserve(t, (size_t)n)) {
        vsnprintf(t->s + t->n, (size_t)n + 1, fmt, again);
        t->n += (size_t)n;
    }
    va_end(again);
}

void vp_str_clear(vp_str *t)
{
    t->n = 0;
    if (t->s)
        t->s[0] = '\0';
}

void vp_str_free(vp_str *t)
{
    free(t->s);
    *t = (vp_str){0};
}

const char *vp_str_text(const vp_str *t)
{
    return t->s ? t->s : "";
}

vp_status vp_str_check(const vp_str *t, vp_err *err)
{
    return t->oom ? vp_nomem(err) : VP_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void vp_sort_texts(const char **at, size_t n)
{
    if (n > 1)
        qsort(at, n, sizeof *at, by_bytes);
}
