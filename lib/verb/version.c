/* Versions of what runs. */
#include <vp/version.h>
#include "lib/store/store.h"

const char *vp_version(void)
{
    return VP_VERSION;
}

const char *vp_history_version(void)
{
    return vp_store_library();
}
