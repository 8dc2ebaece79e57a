/* How far a long step is: the library tells, the caller shows (or does not). */
#ifndef VP_PROGRESS_H
#define VP_PROGRESS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* phase is N_() marked English ("reading"); total 0: not known. Cheap: call it for every row. */
typedef struct vp_progress {
    void (*tick)(void *ctx, const char *phase, size_t done, size_t total);
    void *ctx;
} vp_progress;

/* Tell p, which may be NULL. */
static inline void vp_tick(const vp_progress *p, const char *phase, size_t done, size_t total)
{
    if (p && p->tick)
        p->tick(p->ctx, phase, done, total);
}

#ifdef __cplusplus
}
#endif
#endif
