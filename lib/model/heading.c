/* Reading headings. */
#include <string.h>
#include <utf8proc.h>
#include <vp/finding.h>
#include <vp/fold.h>
#include <vp/show.h>
#include <vp/str.h>
#include "lib/model/cell.h"
#include "lib/model/heading.h"

enum { SHOWN = 100 }; /* bytes of a text that is no heading */

/* ---- units ---- */

static size_t starts(const char *s, const char *word)
{
    size_t n = strlen(word);
    return strncmp(s, word, n) == 0 ? n : 0;
}

static size_t any_start(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (starts(s, *words))
            return strlen(*words);
    return 0;
}

/* The unit that the folded text names alone, with a label and the currency or without: 万元, 单位:元, 人民币(万元). */
static vp_status unit_alone(int64_t *unit, const char **name, const char *s, size_t n, vp_arena *arena, vp_err *err)
{
    static const char *const labels[] = {"金额单位", "货币单位", "资金单位", "单位", "unit", "人民币", "rmb", "cny", "为",
                                         ":", "(", "/", ",", NULL};
    char *copy;
    *unit = 0;
    *name = "";
    if (n == 0 || n > 64)
        return VP_OK;
    VP_ALLOC(copy, vp_arena_dup(arena, s, n), err);
    for (size_t k; *copy && (k = any_start(copy, labels));)
        copy += k;
    for (n = strlen(copy); n > 0 && strchr("):,/.;", copy[n - 1]);)
        copy[--n] = '\0';
    *unit = vp_money_unit(copy);
    *name = *unit ? copy : "";
    return VP_OK;
}

/* ---- keys ---- */

static bool is_number(const char *s, size_t n)
{
    static const char *const digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九", "十", NULL};
    const char *end = s + n;
    for (size_t k; s < end && (k = any_start(s, digits));)
        s += k;
    return n > 0 && s == end;
}

/* Brackets that hold a unit or a remark of the form are cut out, and a number in brackets that it begins with. */
static vp_status cut_brackets(char *k, vp_heading *h, vp_arena *arena, vp_err *err)
{
    static const char *const plain[] = {"人", "人次", "必填", "选填", "选填项", "必填项", "可选", "个", "名", "月", "全称", "盖章",
                                        "加盖公章", "如有", "下拉选择", "文本", "数字", "日期", "年月日", "年/月/日",
                                        "yyyy-mm-dd", "yyyy/mm/dd", "18位", "required", "optional", NULL};
    for (char *open = strchr(k, '('); open; open = strchr(open, '(')) {
        char *close = strchr(open, ')'), *again = close ? strchr(open + 1, '(') : NULL;
        if (!close)
            return VP_OK;
        if (again && again < close) {
            open = again;
            continue;
        }
        const char *inside = open + 1, *name;
        size_t n = (size_t)(close - inside), i = 0;
        int64_t unit;
        VP_TRY(unit_alone(&unit, &name, inside, n, arena, err));
        if (!unit) /* 元,保留两位小数 */
            VP_TRY(unit_alone(&unit, &name, inside, strcspn(inside, ",;)"), arena, err));
        if (unit && !h->unit) {
            h->unit = unit;
            h->unit_name = name;
        }
        while (plain[i] && (strlen(plain[i]) != n || strncmp(plain[i], inside, n) != 0))
            i++;
        if (unit || plain[i] || (open == k && is_number(inside, n)))
            memmove(open, close + 1, strlen(close + 1) + 1);
        else
            open = close;
    }
    return VP_OK;
}

/* A unit at the end, where a sign or a space in the text sets it apart, or where it cannot be part of a word. */
static vp_status cut_unit(char *k, vp_heading *h, vp_arena *arena, vp_err *err)
{
    static const char *const apart[] = {"万元", "亿元", "千元", "元", "万", "亿", NULL};
    size_t n = strlen(k), text = strlen(h->text);
    for (size_t i = 0; apart[i] && !h->unit; i++) {
        size_t u = strlen(apart[i]);
        if (n <= u || strcmp(k + n - u, apart[i]) != 0)
            continue;
        size_t before = n - u;
        bool set_apart = strchr("/:,", k[before - 1]) || (text > u && h->text[text - u - 1] == ' ') || i < 3;
        static const char *const labels[] = {"人民币", "百", NULL};
        for (size_t l = 0; labels[l]; l++)
            if (before > strlen(labels[l]) && starts(k + before - strlen(labels[l]), labels[l]))
                before -= strlen(labels[l]);
        if (!set_apart)
            return VP_OK;
        VP_TRY(unit_alone(&h->unit, &h->unit_name, k + before, n - before, arena, err));
        if (!h->unit)
            return VP_OK;
        k[before] = '\0';
        while (before > 0 && strchr("/:,", k[before - 1]))
            k[--before] = '\0';
        static const char *const label = "单位";
        if (before > strlen(label) && strcmp(k + before - strlen(label), label) == 0)
            k[before - strlen(label)] = '\0';
    }
    return VP_OK;
}

/* "1、项目名称", "二.申报单位": the number of a question. */
static const char *past_number(const char *k)
{
    size_t n = strcspn(k, ".,)");
    size_t most = (unsigned char)*k < 0x80 ? 2 : strlen("十二");
    return k[n] && k[n + 1] && n <= most && is_number(k, n) ? k + n + 1 : k;
}

static vp_status key_of(vp_heading *h, vp_arena *arena, vp_err *err)
{
    const char *folded;
    char *k, *to;
    VP_TRY(vp_fold(&folded, h->text, arena, err));
    VP_ALLOC(k, vp_arena_dupz(arena, folded), err);
    VP_TRY(cut_brackets(k, h, arena, err));
    VP_TRY(cut_unit(k, h, arena, err));
    to = k;
    for (const char *p = past_number(k); *p; p++)
        if (!strchr("()*\"'_:-.,;?!", *p))
            *to++ = *p;
    *to = '\0';
    h->key = k;
    return VP_OK;
}

/* ---- text ---- */

/* On one line, and without what a terminal would not show. */
static vp_status one_line(const char **out, const char *s, vp_arena *arena, vp_err *err)
{
    VP_STR text = {0};
    bool space = false;
    for (size_t n = strlen(s); n > 0;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, &c);
        if (k <= 0)
            break; /* cells are valid */
        VP_STR shown = {0};
        vp_show(&shown, s, (size_t)k);
        VP_TRY(vp_str_check(&shown, err));
        if (c == '\n' || c == '\r' || c == '\t' || c == ' ' || c == 0x3000 || c == 0xA0 || c == 0x2028)
            space = text.n > 0;
        else if (c == '?' || strcmp(vp_str_text(&shown), "?") != 0) {
            if (space)
                vp_str_addc(&text, ' ');
            vp_str_add(&text, s, (size_t)k);
            space = false;
        }
        s += k;
        n -= (size_t)k;
    }
    VP_TRY(vp_str_check(&text, err));
    VP_ALLOC(*out, vp_arena_dup(arena, vp_str_text(&text), text.n), err);
    return VP_OK;
}

static bool plain(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7F)
            return false;
    return true;
}

vp_status vp_heading_read(vp_heading *out, const char *s, size_t n, vp_arena *arena, vp_err *err)
{
    const char *clean;
    *out = (vp_heading){.text = "", .key = "", .unit_name = ""};
    if (n > VP_HEADING_MAX) {
        for (n = SHOWN; n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80;)
            n--;
        VP_ALLOC(clean, vp_arena_printf(arena, "%.*s…", (int)n, s), err);
        VP_TRY(vp_clean(&clean, clean, strlen(clean), arena, err));
        return one_line(&out->text, clean, arena, err);
    }
    VP_TRY(vp_clean(&clean, s, n, arena, err));
    if (plain(clean))
        VP_ALLOC(out->text, vp_arena_dupz(arena, clean), err); /* the cells do not last */
    else
        VP_TRY(one_line(&out->text, clean, arena, err));
    return key_of(out, arena, err);
}

/* ---- titles ---- */

/* What follows 单位 in the folded text, up to a sign that ends it. */
static vp_status unit_after(int64_t *unit, const char **name, const char *folded, vp_arena *arena, vp_err *err)
{
    static const char *const label = "单位";
    *unit = 0;
    *name = "";
    for (const char *at = folded; *unit == 0 && (at = strstr(at, label));) {
        at += strlen(label);
        VP_TRY(unit_alone(unit, name, at, strcspn(at, ",;."), arena, err));
        if (*unit == 0)
            VP_TRY(unit_alone(unit, name, at, strcspn(at, ",;.)"), arena, err));
    }
    return VP_OK;
}

vp_status vp_title_unit(int64_t *unit, const char **name, const char *cell, size_t n, vp_arena *arena, vp_err *err)
{
    vp_heading h;
    const char *folded;
    *unit = 0;
    *name = "";
    if (n > VP_HEADING_MAX)
        return VP_OK;
    VP_TRY(vp_heading_read(&h, cell, n, arena, err));
    VP_TRY(vp_fold(&folded, h.text, arena, err));
    if (!strstr(folded, "单位"))
        return VP_OK;
    VP_TRY(unit_after(unit, name, folded, arena, err));
    /* "填报单位：某某区  单位：万元  日期：…": a word, or two that a space parts, at a time */
    for (const char *s = h.text; *s && *unit == 0;) {
        size_t one = strcspn(s, " "), two = s[one] ? one + 1 + strcspn(s + one + 1, " ") : one;
        char *word;
        VP_ALLOC(word, vp_arena_dup(arena, s, one), err);
        VP_TRY(vp_fold(&folded, word, arena, err));
        VP_TRY(unit_after(unit, name, folded, arena, err));
        if (*unit == 0) {
            VP_ALLOC(word, vp_arena_dup(arena, s, two), err);
            VP_TRY(vp_fold(&folded, word, arena, err));
            VP_TRY(unit_after(unit, name, folded, arena, err));
        }
        s += one + (s[one] == ' ');
    }
    return VP_OK;
}

const char *vp_heading_short(const char *s, vp_arena *arena)
{
    const char *cut = vp_finding_quote(s, arena);
    return cut ? cut : s;
}
