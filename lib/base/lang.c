/* Looking messages up in gettext's compiled catalogues (.mo), which the build turns into vp_mo_zh_CN. The library's
   own gettext() is not used: it speaks one language per process, and only those whose locale the system has
   generated, while a notice from cron must be Chinese under LANG=C. Format: GNU gettext manual, "MO Files". */
#include <stdint.h>
#include <string.h>
#include <vp/lang.h>

extern const unsigned char vp_mo_zh_CN[];

/* msgfmt writes the byte order of the machine; the build's and the user's are the same. */
static uint32_t word(const unsigned char *at)
{
    uint32_t w;
    memcpy(&w, at, sizeof w);
    return w;
}

static const char *look_up(const unsigned char *mo, const char *msg)
{
    uint32_t count = word(mo + 8), from = word(mo + 12), to = word(mo + 16);
    for (uint32_t low = 0, high = count; low < high;) {
        uint32_t mid = low + (high - low) / 2;
        int order = strcmp(msg, (const char *)mo + word(mo + from + 8 * mid + 4));
        if (order == 0)
            return (const char *)mo + word(mo + to + 8 * mid + 4);
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return msg;
}

const char *vp_tr(vp_lang lang, const char *msg)
{
    return lang == VP_ZH && *msg ? look_up(vp_mo_zh_CN, msg) : msg;
}

vp_lang vp_lang_parse(const char *name)
{
    return name && strncmp(name, "zh", 2) == 0 && (name[2] == '\0' || strchr("_-.@", name[2])) ? VP_ZH : VP_EN;
}
