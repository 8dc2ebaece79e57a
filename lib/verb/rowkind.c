/* Telling rows apart by the words that offices write into them. */
#include <string.h>
#include <strings.h>
#include <vp/fold.h>
#include "lib/verb/rowkind.h"

static const char *const names[VP_ROW_KINDS] = {
    [VP_ROW_PROPOSAL] = "proposal", [VP_ROW_EMPTY] = "empty", [VP_ROW_NOTES] = "notes",
    [VP_ROW_SUBTOTAL] = "subtotal", [VP_ROW_TOTAL] = "total", [VP_ROW_HEADER] = "header", [VP_ROW_EXAMPLE] = "example",
    [VP_ROW_BROKEN] = "broken",
};

const char *vp_rowkind_name(vp_rowkind kind)
{
    return names[kind];
}

bool vp_rowkind_named(vp_rowkind *out, const char *name)
{
    for (int i = 0; i < VP_ROW_KINDS; i++)
        if (strcmp(names[i], name) == 0) {
            *out = (vp_rowkind)i;
            return true;
        }
    return false;
}

/* What follows the word that the folded text begins with, or NULL. */
static const char *after(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (strncmp(s, *words, strlen(*words)) == 0)
            return s + strlen(*words);
    return NULL;
}

/* Nothing that makes the label a name: 合计, 合计：, 合计(万元), 总计金额, 合计12个项目, total 12. */
static bool ends_label(const char *rest)
{
    static const char *const words[] = {"金额", "资金", "万元", "元", "共", "个", "项目", "项", "大写", "小写", "人民币",
                                        "amount", NULL};
    while (*rest) {
        const char *next = after(rest, words);
        if (!next && strchr(":()0123456789.,", *rest))
            next = rest + 1;
        if (!next)
            return false;
        rest = next;
    }
    return true;
}

/* 合计 alone, and what adds up a part: 小计, 本页合计; 越秀区小计, 为老服务类合计, where no title or applicant stands. */
static vp_rowkind label(const char *key, bool nameless)
{
    static const char *const totals[] = {"合计", "总计", "共计", "总合计", "grandtotal", "total", NULL};
    static const char *const subtotals[] = {"小计", "subtotal", "本页合计", "本页小计", NULL};
    static const char *const ends[] = {"小计", "合计", NULL};
    const char *rest;
    if ((rest = after(key, totals)) && ends_label(rest))
        return VP_ROW_TOTAL;
    if ((rest = after(key, subtotals)) && ends_label(rest))
        return VP_ROW_SUBTOTAL;
    for (size_t i = 0; ends[i] && nameless; i++)
        for (const char *at = key; (at = strstr(at, ends[i])); at += strlen(ends[i]))
            if (ends_label(at + strlen(ends[i])))
                return VP_ROW_SUBTOTAL;
    return VP_ROW_PROPOSAL;
}

/* A remark below the table, by how it begins or as all that the first cell says. */
static bool is_note(const char *key)
{
    static const char *const words[] = {
        "单位", "金额单位", "注", "备注", "附注", "说明", "填表说明", "填报说明", "特别说明", "情况说明", "注意", "注意事项", "附件", "填表人", "填报人",
        "制表人", "制表", "制表单位", "经办人", "审核人", "审核", "填报单位", "填表单位", "填表日期", "填报日期", "制表日期",
        "打印日期", "导出时间", "联系人", "联系电话", "单位负责人", "负责人", "主管领导", "note", "notes", "remark", "remarks",
        NULL};
    static const char *const whole[] = {"以下空白", "以下无正文", "盖章", "公章", "单位公章", "单位盖章", NULL};
    while (*key && strchr("*(", *key))
        key++;
    for (size_t i = 0; words[i]; i++) {
        size_t n = strlen(words[i]);
        if (strncmp(key, words[i], n) != 0)
            continue;
        const char *rest = key + n;
        rest += strspn(rest, "0123456789)");
        if (*rest == ':' || *rest == '\0')
            return true;
    }
    for (size_t i = 0; whole[i]; i++) {
        size_t n = strlen(whole[i]);
        if (strncmp(key, whole[i], n) == 0 && key[n + strspn(key + n, "):.")] == '\0')
            return true;
    }
    return false;
}

/* Whether neither title nor applicant stands in a cell other than the given one. */
static vp_status is_nameless(bool *yes, const vp_cell *cells, size_t n, size_t but, const vp_columns *columns,
                             vp_arena *arena, vp_err *err)
{
    static const size_t fields[] = {VP_TITLE, VP_APPLICANT};
    *yes = true;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        long at = vp_columns_find(columns, fields[i]);
        const char *clean;
        if (at < 0 || (size_t)at >= n || (size_t)at == but)
            continue;
        VP_TRY(vp_clean(&clean, cells[at].s, cells[at].n, arena, err));
        *yes &= !*clean;
    }
    return VP_OK;
}

/* Rows that a form has numbered in advance: nothing but a number below a heading that is not understood. */
static vp_status is_numbered(bool *yes, const vp_cell *cells, size_t n, const vp_columns *columns, vp_arena *arena,
                             vp_err *err)
{
    enum { DIGITS = 6 };
    *yes = true;
    for (size_t i = 0; i < n && *yes; i++) {
        const char *s;
        VP_TRY(vp_narrow(&s, cells[i].s, cells[i].n, arena, err));
        size_t digits = strspn(s, "0123456789.");
        *yes = !*s || (i < columns->n && columns->at[i].field < 0 && s[digits] == '\0' && digits <= DIGITS);
    }
    return VP_OK;
}

static bool begins_ascii(const char *s)
{
    static const char *const words[] = {"total", "grand", "note", "sub", "remark", NULL};
    if (!*s || !strchr("tTgGnNsSrR", *s) || !s[1] || !strchr("oOrRuUeE", s[1])) /* nearly all ids */
        return false;
    for (size_t i = 0; words[i]; i++)
        if (strncasecmp(s, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* 示例：P-001, as the form for applicants has it. No id has a colon: no proposal can be meant. */
static vp_status is_example(bool *yes, vp_cell id, vp_arena *arena, vp_err *err)
{
    static const char *const words[] = {"示例:", "填写示例:", "样例:", "范例:", "example:", NULL};
    const char *key;
    *yes = false;
    if (id.n == 0 || id.n > VP_HEADING_MAX)
        return VP_OK;
    VP_TRY(vp_fold(&key, id.s, arena, err));
    *yes = after(key, words) != NULL;
    return VP_OK;
}

vp_status vp_rowkind_of(vp_rowkind *out, const vp_cell *cells, size_t n, const vp_columns *columns,
                        const vp_round *round, vp_arena *arena, vp_err *err)
{
    const char *s = "", *key;
    size_t first = 0;
    long id = vp_columns_find(columns, VP_ID);
    *out = VP_ROW_PROPOSAL;
    vp_cell own = id >= 0 && (size_t)id < n ? cells[id] : (vp_cell){"", 0};
    if ((unsigned char)*own.s > ' ' && (unsigned char)*own.s < 0x7F && !strchr("eE", *own.s) && !begins_ascii(own.s))
        return VP_OK; /* an id, mostly */
    bool example;
    VP_TRY(is_example(&example, own, arena, err));
    if (example) {
        *out = VP_ROW_EXAMPLE;
        return VP_OK;
    }
    while (first < n) {
        VP_TRY(vp_clean(&s, cells[first].s, cells[first].n, arena, err));
        if (*s)
            break;
        first++;
    }
    if (first == n) {
        *out = VP_ROW_EMPTY;
        return VP_OK;
    }
    if (id > (long)first) {
        const char *text;
        VP_TRY(vp_clean(&text, own.s, own.n, arena, err));
        if (*text)
            return VP_OK;
    }
    bool numbered, nameless;
    VP_TRY(is_numbered(&numbered, cells, n, columns, arena, err));
    if (numbered) {
        *out = VP_ROW_EMPTY;
        return VP_OK;
    }
    for (size_t i = first; i < n; i++) {
        long field = i < columns->n ? columns->at[i].field : -1;
        if (i > first && field >= 0 && round->fields[field].type == VP_TYPE_MONEY)
            continue;
        VP_TRY(vp_clean(&s, cells[i].s, cells[i].n, arena, err));
        if (!*s || cells[i].n > VP_HEADING_MAX * 10 || ((unsigned char)*s < 0x80 && !begins_ascii(s)))
            continue;
        VP_TRY(vp_fold(&key, s, arena, err));
        if (i == first && is_note(key))
            *out = VP_ROW_NOTES;
        else if (strlen(key) < 100) {
            VP_TRY(is_nameless(&nameless, cells, n, i, columns, arena, err));
            *out = label(key, nameless);
        }
        if (*out != VP_ROW_PROPOSAL || id == (long)first)
            return VP_OK;
    }
    return VP_OK;
}

bool vp_rowkind_wordy(const vp_cell *cells, size_t n, long id)
{
    enum { MOST = 3 }; /* of so many cells less than one has a digit */
    const char *s = id >= 0 && (size_t)id < n ? cells[id].s : "";
    size_t filled = 0, digits = 0;
    if (s[strcspn(s, "0123456789")] != '\0')
        return false;
    for (size_t i = 0; i < n; i++) {
        filled += cells[i].n > 0;
        digits += cells[i].n > 0 && cells[i].s[strcspn(cells[i].s, "0123456789")] != '\0';
    }
    return digits * MOST < filled;
}
