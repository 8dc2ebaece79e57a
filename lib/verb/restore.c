/* vp-audit backup --restore: a round and its private part out of a sealed file. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vp/backup.h>
#include "lib/base/seal.h"
#include "lib/store/store.h"
#include "lib/verb/backup.h"

enum { PIECE = 64 << 10, TEXT_MAX = 64 << 10 };

typedef struct restore {
    vp_unseal *from;
    vp_arena *arena;
    vp_backed *told;
    const char *dir;  /* where it grows */
    vp_store *store;  /* NULL: not begun */
    vp_unpack *pack;  /* NULL: its pieces have not come, or all have */
    char *piece;
    bool packed;
    /* the part at hand */
    char line[VP_PART_LINE];
    const char *kind, *name;
    uint64_t size;
} restore;

/* ---- the parts ---- */

static vp_status no_backup(vp_err *err)
{
    return vp_fail(err, VP_INVALID, VP_NOWHERE, "what is sealed in the file is no backup of a round");
}

static vp_status take(restore *r, char *to, size_t n, vp_err *err)
{
    for (size_t got; n > 0; to += got, n -= got) {
        VP_TRY(vp_unseal_read(r->from, to, n, &got, err));
        if (got == 0)
            return no_backup(err);
    }
    return VP_OK;
}

static vp_status take_line(restore *r, vp_err *err)
{
    size_t n = 0;
    do {
        if (n + 1 >= sizeof r->line)
            return no_backup(err);
        VP_TRY(take(r, r->line + n, 1, err));
    } while (r->line[n++] != '\n');
    r->line[n] = '\0';
    return strlen(r->line) == n ? VP_OK : no_backup(err);
}

/* "private 120 raw/ab" of the line; its last byte is the newline. */
static vp_status take_head(restore *r, vp_err *err)
{
    char *end;
    VP_TRY(take_line(r, err));
    char *number = strchr(r->line, ' ');
    if (!number || number[1] < '0' || number[1] > '9')
        return no_backup(err);
    *number++ = '\0';
    errno = 0;
    r->size = strtoull(number, &end, 10);
    if (errno || (*end != ' ' && *end != '\n'))
        return no_backup(err);
    r->kind = r->line;
    r->name = *end == ' ' ? end + 1 : end;
    end[strlen(end) - 1] = '\0';
    return VP_OK;
}

static vp_status take_text(const char **text, restore *r, vp_err *err)
{
    char *all;
    if (r->size > TEXT_MAX)
        return no_backup(err);
    VP_ALLOC(all, vp_arena_alloc(r->arena, (size_t)r->size + 1), err);
    VP_TRY(take(r, all, (size_t)r->size, err));
    all[r->size] = '\0';
    *text = all;
    return VP_OK;
}

/* The bytes of the part, piece by piece. */
static vp_status pour(void *ctx, vp_out to, vp_err *err)
{
    restore *r = ctx;
    for (uint64_t left = r->size; left > 0;) {
        size_t n = left < PIECE ? (size_t)left : PIECE;
        VP_TRY(take(r, r->piece, n, err));
        VP_TRY(to.write(to.ctx, r->piece, n, err));
        left -= n;
    }
    return VP_OK;
}

static vp_status unpack(void *ctx, const char *bytes, size_t n, vp_err *err)
{
    restore *r = ctx;
    return vp_unpack_add(r->pack, bytes, n, err);
}

static vp_status end_pack(restore *r, vp_err *err)
{
    if (!r->pack)
        return VP_OK;
    vp_status status = vp_unpack_end(r->pack, err);
    vp_unpack_free(VP_STEAL(r->pack));
    return status;
}

static vp_status take_pack(restore *r, vp_err *err)
{
    if (!r->pack && r->packed)
        return no_backup(err);
    if (!r->pack)
        VP_TRY(vp_unpack_new(&r->pack, r->store, err));
    r->packed = true;
    return pour(r, (vp_out){unpack, r}, err);
}

static vp_status take_ref(restore *r, vp_err *err)
{
    vp_ref ref;
    VP_ALLOC(ref.name, vp_arena_dupz(r->arena, r->name), err);
    VP_TRY(take_text(&ref.id, r, err));
    if (strcmp(ref.name, "refs/heads/main") == 0)
        r->told->commit = ref.id;
    r->told->refs++;
    return vp_store_put_ref(r->store, &ref, err);
}

static vp_status take_setting(restore *r, vp_err *err)
{
    vp_setting setting;
    VP_ALLOC(setting.name, vp_arena_dupz(r->arena, r->name), err);
    VP_TRY(take_text(&setting.value, r, err));
    return vp_store_put_setting(r->store, &setting, err);
}

static vp_status take_part(restore *r, vp_err *err)
{
    if (strcmp(r->kind, VP_PART_PACK) == 0)
        return take_pack(r, err);
    VP_TRY(end_pack(r, err));
    if (strcmp(r->kind, VP_PART_SETTING) == 0)
        return take_setting(r, err);
    if (strcmp(r->kind, VP_PART_REF) == 0)
        return take_ref(r, err);
    if (strcmp(r->kind, VP_PART_PRIVATE) == 0) {
        r->told->files++;
        return vp_store_private_fill(r->store, r->name, pour, r, err);
    }
    return no_backup(err);
}

static vp_status take_all(restore *r, vp_err *err)
{
    size_t more;
    VP_TRY(take_line(r, err));
    if (strcmp(r->line, VP_BACKUP_FORM) != 0) {
        vp_fail(err, VP_INVALID, VP_NOWHERE, "what is sealed in the file is no backup that this vp reads");
        return vp_hint(err, "restore it with the vp that made it, or a later one");
    }
    VP_TRY(take_head(r, err));
    bool bare = strcmp(r->kind, VP_PART_BARE) == 0;
    VP_TRY(vp_store_init(&r->store, r->dir, bare, err));
    if (bare)
        VP_TRY(take_head(r, err));
    while (strcmp(r->kind, VP_PART_END) != 0) {
        VP_TRY(take_part(r, err));
        VP_TRY(take_head(r, err));
    }
    VP_TRY(end_pack(r, err));
    VP_TRY(vp_unseal_read(r->from, r->piece, 1, &more, err)); /* the seal's own end */
    return more ? no_backup(err) : vp_store_show_main(r->store, err);
}

/* ---- the file ---- */

typedef struct input { int fd; const char *file; const vp_backup_opts *opts; } input;

static vp_status fetch(void *ctx, unsigned char *bytes, size_t n, size_t *got, vp_err *err)
{
    const input *in = ctx;
    for (*got = 0; *got < n;) {
        VP_TRY(vp_backup_go_on(in->opts, err));
        ssize_t some = read(in->fd, bytes + *got, n - *got);
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return vp_fail(err, VP_IO, VP_AT_FILE(in->file), "the file cannot be read: %s", strerror(errno));
        if (some == 0)
            break;
        *got += (size_t)some;
    }
    return VP_OK;
}

static vp_status open_input(input *in, const char *file, const vp_backup_opts *opts, vp_err *err)
{
    bool standard = strcmp(file, "-") == 0;
    *in = (input){STDIN_FILENO, standard ? "<stdin>" : file, opts};
    if (!standard && (in->fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0)
        return vp_fail(err, errno == ENOENT ? VP_USAGE : VP_IO, VP_AT_FILE(file), "the file cannot be read: %s",
                       strerror(errno));
    return VP_OK;
}

/* ---- the folder ---- */

static vp_status cannot_make(const char *path, vp_err *err)
{
    return vp_fail(err, VP_IO, VP_AT_FILE(path), "the folder cannot be made: %s", strerror(errno));
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static void remove_all(const char *dir)
{
    nftw(dir, remove_one, 32, FTW_DEPTH | FTW_PHYS);
}

/* A folder that is missing or empty; the rename at the end asks once more. */
static vp_status check_vacant(const char *dir, vp_err *err)
{
    DIR *d = opendir(dir);
    if (!d && errno == ENOENT)
        return VP_OK;
    if (!d && errno == ENOTDIR)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is no folder", dir);
    if (!d)
        return cannot_make(dir, err);
    size_t n = 0;
    while (n < 3 && readdir(d))
        n++;
    closedir(d);
    if (n < 3) /* "." and ".." */
        return VP_OK;
    vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is not empty", dir);
    return vp_hint(err, "name a new folder");
}

/* dir without what stands behind its name, and the folder that it is or will be in. */
static vp_status find_place(const char **dir, const char **parent, const char *given, vp_arena *arena, vp_err *err)
{
    size_t n = strlen(given);
    while (n > 1 && given[n - 1] == '/')
        n--;
    VP_ALLOC(*dir, vp_arena_dup(arena, given, n), err);
    const char *slash = strrchr(*dir, '/'), *base = slash ? slash + 1 : *dir;
    if (!*base || strcmp(base, ".") == 0 || strcmp(base, "..") == 0) {
        vp_fail(err, VP_USAGE, VP_NOWHERE, "'%s' names no new folder", given);
        return vp_hint(err, "name the folder that the round is to be restored into");
    }
    VP_ALLOC(*parent, slash ? vp_arena_dup(arena, *dir, slash == *dir ? 1 : (size_t)(slash - *dir)) : ".", err);
    return check_vacant(*dir, err);
}

static vp_status put_in_place(const char *aside, const char *dir, const char *parent, vp_err *err)
{
    mode_t mask = umask(0);
    umask(mask);
    if (chmod(aside, 0777 & ~mask) < 0 || rename(aside, dir) < 0)
        return cannot_make(dir, err);
    int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    return VP_OK;
}

typedef struct place { const char *dir, *parent; const vp_backup_opts *opts; } place;

static vp_status restore_aside(restore *r, const place *to, vp_err *err)
{
    char *aside;
    VP_ALLOC(aside, vp_arena_printf(r->arena, "%s/.vp-restore-XXXXXX", to->parent), err);
    if (!mkdtemp(aside))
        return cannot_make(to->dir, err);
    r->dir = aside;
    vp_status status = take_all(r, err);
    vp_unpack_free(r->pack);
    vp_store_free(r->store);
    if (status == VP_OK)
        status = vp_backup_go_on(to->opts, err);
    if (status == VP_OK)
        status = put_in_place(aside, to->dir, to->parent, err);
    if (status != VP_OK)
        remove_all(aside);
    return status;
}

vp_status vp_backup_restore(vp_backed *out, const char *file, const char *dir, const vp_backup_opts *opts,
                            vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_unseal) from = NULL;
    restore r = {.arena = arena, .told = out};
    place to = {.opts = opts};
    input in;
    *out = (vp_backed){.commit = ""};
    VP_ALLOC(r.piece, vp_arena_alloc(arena, PIECE), err);
    VP_TRY(find_place(&to.dir, &to.parent, dir, arena, err));
    VP_TRY(open_input(&in, file, opts, err));
    vp_status status = vp_unseal_new(&from, (vp_source){fetch, &in}, in.file, opts->passphrase, err);
    r.from = from;
    if (status == VP_OK)
        status = restore_aside(&r, &to, err);
    if (in.fd != STDIN_FILENO)
        close(in.fd);
    return status;
}
