/* The version of vp: of the library, of every command, and what `Vp-Version` trailers say. */
#ifndef VP_VERSION_H
#define VP_VERSION_H

#ifdef __cplusplus
extern "C" {
#endif

#define VP_VERSION "0.1.0"

/* The version of the library that runs, and of the libgit2 under it. */
const char *vp_version(void);
const char *vp_history_version(void);

#ifdef __cplusplus
}
#endif
#endif
