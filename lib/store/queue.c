/* The queue of those who would rather wait than be told to run again: one file, vp/queue in the git directory, which
   whoever has the turn locks from before the round is read until the step is recorded. The system frees the lock of
   whoever dies. It guards nothing: who does not queue (a plain git, a vp without --retry) is met by the
   compare-and-swap. */
#include <errno.h>
#include <fcntl.h>
#include "lib/store/inside.h"

vp_status vp_store_queue(int *fd, vp_store *s, vp_err *err)
{
    const char *dir, *file;
    VP_ALLOC(dir, vp_arena_printf(s->arena, "%s/vp", s->common), err);
    VP_ALLOC(file, vp_arena_printf(s->arena, "%s/queue", dir), err);
    if (mkdir(dir, 0700) < 0 && errno != EEXIST)
        return os_failed(dir, errno, err);
    *fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
    return *fd < 0 ? os_failed(file, errno, err) : VP_OK;
}
