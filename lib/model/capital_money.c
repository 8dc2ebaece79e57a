/* Amounts in capital numerals, as cheques and contracts have them: 人民币伍拾万零叁佰元伍角整. */
#include <string.h>
#include "lib/model/cell.h"

enum { DIGIT, PLACE, MYRIAD, YUAN, SMALL, ZERO, WHOLE };

static const struct sign { const char *text; int kind; int64_t value; } signs[] = {
    {"零", ZERO, 0}, {"壹", DIGIT, 1}, {"贰", DIGIT, 2}, {"貳", DIGIT, 2}, {"叁", DIGIT, 3}, {"參", DIGIT, 3},
    {"叄", DIGIT, 3}, {"肆", DIGIT, 4}, {"伍", DIGIT, 5}, {"陆", DIGIT, 6}, {"陸", DIGIT, 6}, {"柒", DIGIT, 7},
    {"捌", DIGIT, 8}, {"玖", DIGIT, 9}, {"拾", PLACE, 10}, {"佰", PLACE, 100}, {"仟", PLACE, 1000},
    {"万", MYRIAD, 10000}, {"萬", MYRIAD, 10000}, {"亿", MYRIAD, 100000000}, {"億", MYRIAD, 100000000},
    {"元", YUAN, 0}, {"圆", YUAN, 0}, {"圓", YUAN, 0}, {"角", SMALL, 10}, {"分", SMALL, 1}, {"整", WHOLE, 0},
    {"正", WHOLE, 0},
};

static const struct sign *take(const char **s)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i].text);
        if (strncmp(*s, signs[i].text, n) == 0) {
            *s += n;
            return &signs[i];
        }
    }
    return NULL;
}

/* Places fall within a group of four (仟 佰 拾), groups fall too (亿 万), then 元, 角, 分. */
bool vp_capital_money(vp_money *out, const char *s)
{
    static const char *const prefixes[] = {"人民币", "(大写)", "大写", ":", "人民币", ":", NULL};
    int64_t yuan = 0, group = 0, place = 10000, myriad = INT64_MAX, small = 100, minor = 0;
    int digit = 0; /* waiting for its place; 0: none */
    bool whole_yuan = false, any = false;
    if ((unsigned char)*s < 0x80 && *s != '(')
        return false;
    for (size_t i = 0; prefixes[i]; i++)
        if (strncmp(s, prefixes[i], strlen(prefixes[i])) == 0)
            s += strlen(prefixes[i]);
    for (const struct sign *sign; *s; ) {
        if (!(sign = take(&s)))
            return false;
        switch (sign->kind) {
        case ZERO:
            if (digit)
                return false;
            break;
        case DIGIT:
            if (digit)
                return false;
            digit = (int)sign->value;
            break;
        case PLACE:
            if (whole_yuan || sign->value >= place || (!digit && (sign->value != 10 || group)))
                return false; /* 拾万 is 壹拾万, nothing else goes without its digit */
            group += (digit ? digit : 1) * sign->value;
            place = sign->value;
            digit = 0;
            break;
        case MYRIAD:
            group += digit;
            if (whole_yuan || sign->value >= myriad || group == 0)
                return false;
            yuan += group * sign->value;
            myriad = sign->value;
            group = digit = 0;
            place = 10000;
            break;
        case YUAN:
            yuan += group + digit;
            if (whole_yuan || (!any && !digit && !group && yuan == 0))
                return false;
            whole_yuan = true;
            group = digit = 0;
            break;
        case SMALL:
            if (!digit || group || sign->value >= small || (!whole_yuan && any && yuan))
                return false;
            minor += digit * sign->value;
            small = sign->value;
            digit = 0;
            break;
        default:
            if (*s || !(whole_yuan || minor))
                return false;
        }
        any = true;
    }
    if (digit || group || !(whole_yuan || minor))
        return false;
    *out = yuan * 100 + minor;
    return true;
}
