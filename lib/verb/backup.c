/* vp-audit backup: the round and its private part into one sealed file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vp/backup.h>
#include <vp/str.h>
#include "lib/base/seal.h"
#include "lib/io/file.h"
#include "lib/verb/backup.h"
#include "lib/verb/history.h"

typedef struct backup {
    vp_store *store;
    const vp_backup_opts *opts;
    vp_arena *arena;
    vp_backed *told;
    vp_ref *refs;
    size_t nrefs;
    vp_out file, in;  /* where the sealed bytes go; where the parts go */
    char *piece;
    size_t waiting;   /* bytes of the pack in it */
} backup;

enum { PIECE = 64 << 10 };

static vp_status add_line(backup *b, const char *kind, uint64_t size, const char *name, vp_err *err)
{
    char line[VP_PART_LINE];
    int n = snprintf(line, sizeof line, "%s %llu%s%s\n", kind, (unsigned long long)size, *name ? " " : "", name);
    if (n < 0 || (size_t)n >= sizeof line || memchr(line, '\n', (size_t)n - 1))
        return vp_fail(err, VP_CORRUPT, VP_NOWHERE, "'%s' is no name that a backup can hold", name);
    return b->in.write(b->in.ctx, line, (size_t)n, err);
}

static vp_status add_part(backup *b, const char *kind, const char *name, const char *bytes, size_t n, vp_err *err)
{
    VP_TRY(add_line(b, kind, n, name, err));
    return b->in.write(b->in.ctx, bytes, n, err);
}

static vp_status flush_pack(backup *b, vp_err *err)
{
    size_t n = b->waiting;
    b->waiting = 0;
    return n > 0 ? add_part(b, VP_PART_PACK, "", b->piece, n, err) : VP_OK;
}

/* git gives an object in several small pieces. */
static vp_status add_pack(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    backup *b = ctx;
    while (n > 0) {
        size_t some = PIECE - b->waiting < n ? PIECE - b->waiting : n;
        memcpy(b->piece + b->waiting, bytes, some);
        b->waiting += some;
        bytes += some;
        n -= some;
        if (b->waiting == PIECE)
            VP_TRY(flush_pack(b, err));
    }
    return VP_OK;
}

static vp_status written_meanwhile(vp_err *err)
{
    vp_fail(err, VP_CONFLICT, VP_NOWHERE, "somebody else has written to the round while it was backed up");
    return vp_hint(err, "no backup has been made; run the command again");
}

static vp_status add_private(void *ctx, const char *name, int fd, vp_err *err)
{
    backup *b = ctx;
    struct stat st;
    if (fstat(fd, &st) < 0)
        return vp_fail(err, VP_IO, VP_AT_FILE(name), "the file cannot be read: %s", strerror(errno));
    uint64_t left = (uint64_t)st.st_size;
    VP_TRY(add_line(b, VP_PART_PRIVATE, left, name, err));
    while (left > 0) {
        ssize_t n = read(fd, b->piece, left < PIECE ? (size_t)left : PIECE);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return vp_fail(err, VP_IO, VP_AT_FILE(name), "the file cannot be read: %s", strerror(errno));
        if (n == 0) /* it has become shorter */
            return written_meanwhile(err);
        VP_TRY(b->in.write(b->in.ctx, b->piece, (size_t)n, err));
        left -= (uint64_t)n;
    }
    b->told->files++;
    return VP_OK;
}

/* A backup is of one moment. */
static vp_status check_unmoved(const backup *b, vp_err *err)
{
    vp_ref *now;
    size_t n;
    VP_TRY(vp_store_refs(&now, &n, b->store, b->arena, err));
    bool same = n == b->nrefs;
    for (size_t i = 0; same && i < n; i++)
        same = strcmp(now[i].name, b->refs[i].name) == 0 && strcmp(now[i].id, b->refs[i].id) == 0;
    return same ? VP_OK : written_meanwhile(err);
}

/* The refs are read before everything and come last: until then what is restored is no round. */
static vp_status add_all(backup *b, vp_err *err)
{
    vp_setting *settings;
    size_t n;
    VP_TRY(vp_store_refs(&b->refs, &b->nrefs, b->store, b->arena, err));
    VP_TRY(vp_store_settings(&settings, &n, b->store, b->arena, err));
    VP_TRY(b->in.write(b->in.ctx, VP_BACKUP_FORM, strlen(VP_BACKUP_FORM), err));
    if (!*vp_store_worktree(b->store))
        VP_TRY(add_line(b, VP_PART_BARE, 0, "", err));
    for (size_t i = 0; i < n; i++)
        VP_TRY(add_part(b, VP_PART_SETTING, settings[i].name, settings[i].value, strlen(settings[i].value), err));
    VP_TRY(vp_store_pack(b->store, b->refs, b->nrefs, (vp_out){add_pack, b}, b->opts->progress, err));
    VP_TRY(flush_pack(b, err));
    VP_TRY(vp_store_private_each(b->store, add_private, b, b->arena, err));
    for (size_t i = 0; i < b->nrefs; i++) {
        if (strcmp(b->refs[i].name, "refs/heads/main") == 0)
            b->told->commit = b->refs[i].id;
        VP_TRY(add_part(b, VP_PART_REF, b->refs[i].name, b->refs[i].id, strlen(b->refs[i].id), err));
    }
    b->told->refs = b->nrefs;
    VP_TRY(add_line(b, VP_PART_END, 0, "", err));
    return check_unmoved(b, err);
}

vp_status vp_backup_go_on(const vp_backup_opts *opts, vp_err *err)
{
    return opts->stop && opts->stop() ? vp_fail(err, VP_IO, VP_NOWHERE, "stopped: nothing has changed") : VP_OK;
}

static vp_status count(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    backup *b = ctx;
    VP_TRY(vp_backup_go_on(b->opts, err));
    b->told->bytes += n;
    return b->file.write(b->file.ctx, bytes, n, err);
}

static vp_status fill(void *ctx, vp_out to, vp_err *err)
{
    backup *b = ctx;
    VP_AUTO(vp_seal) seal = NULL;
    b->file = to;
    VP_TRY(vp_seal_new(&seal, (vp_out){count, b}, b->opts->passphrase, &vp_seal_usual, err));
    b->in = vp_seal_out(seal);
    VP_TRY(add_all(b, err));
    return vp_seal_end(seal, err);
}

vp_status vp_backup_write(vp_backed *out, vp_session *session, const char *file, vp_out sink,
                          const vp_backup_opts *opts, vp_arena *arena, vp_err *err)
{
    backup b = {.opts = opts, .arena = arena, .told = out};
    vp_err edits = {0};
    *out = (vp_backed){.commit = ""};
    VP_TRY(vp_history_store(&b.store, session, err));
    VP_ALLOC(b.piece, vp_arena_alloc(arena, PIECE), err);
    out->uncommitted = vp_store_check_clean(b.store, &edits) == VP_INVALID;
    return file ? vp_file_write_by(file, fill, &b, err) : fill(&b, sink, err);
}

void vp_backup_forget(void *secret, size_t n)
{
    vp_seal_wipe(secret, n);
}
