/* Values as people write them, in the document's language; shared by the formats that people read. */
#include <string.h>
#include <vp/document.h>
#include <vp/note.h>

static void grouped(vp_str *out, const char *s)
{
    char buf[VP_GROUPED_MAX];
    vp_str_addz(out, vp_decimal_group(buf, s) > 0 ? buf : s);
}

static bool yuan(const vp_doc *d)
{
    return d->lang == VP_ZH && strcmp(d->currency, "CNY") == 0;
}

static void money(vp_str *out, const vp_doc *d, const char *s, bool bare)
{
    if (!bare && !yuan(d) && *d->currency) {
        vp_str_addz(out, d->currency);
        vp_str_addc(out, ' ');
    }
    grouped(out, s);
    if (!bare && yuan(d))
        vp_str_addz(out, " 元");
}

/* What is no date is shown as it stands. */
static void date(vp_str *out, const vp_doc *d, const char *s)
{
    static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
                                         "September", "October", "November", "December"};
    vp_date known;
    if (!vp_date_parse(&known, s)) {
        vp_str_addz(out, s);
        return;
    }
    int month = (s[5] - '0') * 10 + s[6] - '0', day = s[7] ? (s[8] - '0') * 10 + s[9] - '0' : 0;
    if (d->lang == VP_ZH) {
        vp_str_addf(out, "%.4s年%d月", s, month);
        if (day)
            vp_str_addf(out, "%d日", day);
    } else {
        if (day)
            vp_str_addf(out, "%d ", day);
        vp_str_addf(out, "%s %.4s", months[month - 1], s);
    }
}

/* A side that is not known is left open. */
static void period(vp_str *out, const vp_doc *d, const char *s)
{
    const char *slash = strchr(s, '/');
    char first[VP_DATE_MAX] = "";
    if (!slash || (size_t)(slash - s) >= sizeof first) {
        date(out, d, s);
        return;
    }
    memcpy(first, s, (size_t)(slash - s));
    vp_str from = {0}, until = {0};
    date(&from, d, first);
    date(&until, d, slash + 1);
    const char *msg = from.n == 0 ? N_("until %2$s") : until.n == 0 ? N_("from %1$s") : N_("%1$s to %2$s");
    if (from.n + until.n > 0)
        vp_note_text(out, d->lang, &(vp_note){msg, {vp_str_text(&from), vp_str_text(&until)}});
    out->oom |= from.oom || until.oom;
    vp_str_free(&from);
    vp_str_free(&until);
}

/* Adds one to the last of n digits; true: they were all nines, and now there is one more in front. */
static bool up(char *digit, size_t n)
{
    while (n-- > 0) {
        if (digit[n] < '9') {
            digit[n]++;
            return false;
        }
        digit[n] = '0';
    }
    return true;
}

/* "-0.165741768405477": six digits that count, rounded, without zeros behind the point; what stands before it is kept
   whole, and so is an exponent. */
static void real(vp_str *out, const char *s)
{
    enum { SIX = 6, MOST = 32 };
    char digit[MOST];
    const char *minus = *s == '-' ? "-" : "";
    s += *minus == '-';
    size_t whole = strspn(s, "0123456789"), places = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
    const char *rest = s + whole + (places > 0) + places;
    size_t zeros = whole == 1 && *s == '0' ? 1 : 0, n = whole + places;
    if (whole == 0 || n >= MOST) {
        vp_str_addf(out, "%s%s", minus, s);
        return;
    }
    memcpy(digit, s, whole);
    memcpy(digit + whole, s + whole + (places > 0), places);
    for (size_t i = whole; zeros > 0 && i < n && digit[i] == '0'; i++)
        zeros++;
    size_t keep = zeros + SIX > whole ? zeros + SIX : whole;
    bool more = keep < n && digit[keep] >= '5' && up(digit, keep);
    n = keep < n ? keep : n;
    while (n > whole && digit[n - 1] == '0')
        n--;
    vp_str_addf(out, "%s%s%.*s", minus, more ? "1" : "", (int)whole, digit);
    if (n > whole)
        vp_str_addf(out, ".%.*s", (int)(n - whole), digit + whole);
    vp_str_addz(out, rest);
}

void vp_doc_show(vp_str *out, const vp_doc *d, vp_shown shown, const char *value, bool bare)
{
    if (!*value)
        return;
    switch (shown) {
    case VP_SHOW_MONEY:
        money(out, d, value, bare);
        break;
    case VP_SHOW_REAL:
        real(out, value);
        break;
    case VP_SHOW_COUNT:
        grouped(out, value);
        break;
    case VP_SHOW_DATE:
        date(out, d, value);
        break;
    case VP_SHOW_PERIOD:
        period(out, d, value);
        break;
    case VP_SHOW_TEXT:
    case VP_SHOW_CODE:
    case VP_SHOW_NUMBER:
        vp_str_addz(out, value);
        break;
    }
}

void vp_doc_show_title(vp_str *out, const vp_doc *d, const vp_doc_column *c)
{
    vp_str_addz(out, c->title);
    if (c->shown != VP_SHOW_MONEY || !*d->currency)
        return;
    if (d->lang == VP_ZH)
        vp_str_addf(out, "（%s）", yuan(d) ? "元" : d->currency);
    else
        vp_str_addf(out, " (%s)", d->currency);
}

void vp_doc_show_heading(vp_str *out, const vp_doc *d, size_t i)
{
    static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    size_t number = 0;
    for (size_t k = 0; k <= i; k++)
        number += *d->at[k].heading != '\0';
    if (d->lang != VP_ZH || number > 99)
        vp_str_addf(out, "%zu. ", number);
    else
        vp_str_addf(out, "%s%s%s、", number >= 20 ? digits[number / 10] : "", number >= 10 ? "十" : "",
                    digits[number % 10]);
    vp_str_addz(out, d->at[i].heading);
}
