/* Versions of what runs. */
#include <vp/version.h>
#if __has_include("lib/store/open.c") || __has_include("lib/store/store.c") || __has_include("lib/store/git.c")
#include "lib/store/store.h"
#define HISTORY vp_store_library()
#else
#define HISTORY "none"
#endif

const char *vp_version(void)
{
    return VP_VERSION;
}

const char *vp_history_version(void)
{
    return HISTORY;
}
