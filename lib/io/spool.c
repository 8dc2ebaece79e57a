/* A buffer, and behind it, when it does not suffice, a temporary file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vp/str.h>
#include "lib/io/spool.h"

enum { IN_MEMORY = 4 << 20, PIECE = 256 << 10 };

struct vp_spool {
    const char *what;
    vp_str buffer;   /* all of it; or, with a file, what is not yet written to it */
    FILE *file;
    size_t written;
    vp_sha256 hash;
    char *map;       /* vp_spool_view has mapped the file */
};

vp_status vp_spool_new(vp_spool **out, const char *what, vp_err *err)
{
    vp_spool *s = calloc(1, sizeof *s);
    if (!s)
        return vp_nomem(err);
    s->what = what;
    vp_sha256_start(&s->hash);
    *out = s;
    return VP_OK;
}

void vp_spool_free(vp_spool *s)
{
    if (!s)
        return;
    if (s->map)
        munmap(s->map, s->written);
    if (s->file)
        fclose(s->file);
    vp_str_free(&s->buffer);
    free(s);
}

static vp_status cannot(const vp_spool *s, const char *msg, int why, vp_err *err)
{
    vp_fail(err, VP_IO, VP_AT_FILE(s->what), msg, strerror(why));
    if (why == ENOSPC || why == EDQUOT || why == EFBIG)
        return vp_hint(err, "nothing has changed; make room for it in the folder of temporary files (%s)", P_tmpdir);
    return VP_IO;
}

/* What is in the buffer goes to the file. */
static vp_status flush(vp_spool *s, vp_err *err)
{
    if (!s->file) {
        s->file = tmpfile();
        if (!s->file)
            return cannot(s, N_("cannot make a temporary file: %s"), errno, err);
        setvbuf(s->file, NULL, _IONBF, 0);
    }
    for (size_t done = 0; done < s->buffer.n;) {
        ssize_t k = write(fileno(s->file), s->buffer.s + done, s->buffer.n - done);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return cannot(s, N_("cannot keep it in a temporary file: %s"), errno, err);
        done += (size_t)k;
        s->written += (size_t)k;
    }
    vp_str_clear(&s->buffer);
    return VP_OK;
}

vp_status vp_spool_add(vp_spool *s, const char *bytes, size_t n, vp_err *err)
{
    vp_str_add(&s->buffer, bytes, n);
    vp_sha256_add(&s->hash, bytes, n);
    VP_TRY(vp_str_check(&s->buffer, err));
    return s->buffer.n >= (s->file ? PIECE : IN_MEMORY) ? flush(s, err) : VP_OK;
}

static vp_status add(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    return vp_spool_add(ctx, bytes, n, err);
}

vp_out vp_spool_out(vp_spool *s)
{
    return (vp_out){add, s};
}

size_t vp_spool_size(const vp_spool *s)
{
    return s->written + s->buffer.n;
}

void vp_spool_hash(char hex[VP_HASH_HEX], const vp_spool *s)
{
    vp_sha256 copy = s->hash;
    vp_sha256_end(&copy, hex);
}

vp_status vp_spool_view(vp_spool *s, const char **bytes, size_t *n, vp_err *err)
{
    *n = vp_spool_size(s);
    if (!s->file) {
        *bytes = vp_str_text(&s->buffer);
        return VP_OK;
    }
    VP_TRY(flush(s, err));
    if (!s->map) {
        void *map = mmap(NULL, s->written, PROT_READ, MAP_SHARED, fileno(s->file), 0);
        if (map == MAP_FAILED)
            return cannot(s, N_("cannot read its temporary file: %s"), errno, err);
        s->map = map;
    }
    *bytes = s->map;
    return VP_OK;
}

vp_status vp_spool_copy(vp_spool *s, vp_out to, vp_err *err)
{
    if (s->file) {
        VP_STR piece = {0};
        if (!vp_str_reserve(&piece, PIECE))
            return vp_nomem(err);
        for (size_t at = 0; at < s->written;) {
            ssize_t k = pread(fileno(s->file), piece.s, PIECE, (off_t)at);
            if (k < 0 && errno == EINTR)
                continue;
            if (k <= 0)
                return cannot(s, N_("cannot read its temporary file: %s"), k < 0 ? errno : EIO, err);
            VP_TRY(to.write(to.ctx, piece.s, (size_t)k, err));
            at += (size_t)k;
        }
    }
    return s->buffer.n > 0 ? to.write(to.ctx, s->buffer.s, s->buffer.n, err) : VP_OK;
}
