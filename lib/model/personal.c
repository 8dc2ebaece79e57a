/* Looking for what points to one person. */
#include <string.h>
#include "lib/model/personal.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr("._-+", c));
}

static int two(const char *s)
{
    return (s[0] - '0') * 10 + s[1] - '0';
}

/* n digits from s on. */
static bool number_of_person(const char *s, size_t n)
{
    if (n == 11)
        return s[0] == '1' && s[1] >= '3';
    bool whole = n == 18 || (n == 17 && (s[17] == 'X' || s[17] == 'x'));
    return whole && (two(s + 6) == 19 || two(s + 6) == 20) && two(s + 10) >= 1 && two(s + 10) <= 12 &&
           two(s + 12) >= 1 && two(s + 12) <= 31;
}

static bool address(const char *text, const char *at)
{
    const char *host = at + 1, *end = host;
    if (at == text || !is_word(at[-1]))
        return false;
    while (is_word(*end))
        end++;
    const char *dot = memchr(host, '.', (size_t)(end - host));
    return dot && dot > host && dot + 1 < end;
}

bool vp_personal(const char *text)
{
    for (const char *s = text; *s;) {
        if (*s == '@' && address(text, s))
            return true;
        if (!is_digit(*s)) {
            s++;
            continue;
        }
        size_t n = 0;
        while (is_digit(s[n]))
            n++;
        if (number_of_person(s, n))
            return true;
        s += n;
    }
    return false;
}
