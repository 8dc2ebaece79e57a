/* Languages: every message is written in English and looked up in the reader's language.
   The language is a value that callers pass, never process state: one run may speak English on stderr and write
   a Chinese notice. Catalogues are gettext's (lib/po), compiled in, so no system locale need be installed. */
#ifndef VP_LANG_H
#define VP_LANG_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum vp_lang { VP_EN, VP_ZH } vp_lang;

/* Marks a message for the catalogue without looking it up. */
#define N_(msg) (msg)

/* The message in that language, or msg itself when the catalogue has none. Borrowed, lives for ever. */
const char *vp_tr(vp_lang lang, const char *msg);

/* "zh", "zh_CN.UTF-8", "zh-Hans" give VP_ZH; everything else, and NULL, VP_EN. */
vp_lang vp_lang_parse(const char *name);

#ifdef __cplusplus
}
#endif
#endif
