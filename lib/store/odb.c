/* Objects in and out. libgit2 1.5.1 never returns from a truncated loose object and writes past the end of one whose
   header lies (its issues 7342 and 7177), so loose objects are read here, under bounds, and libgit2's own reader only
   writes them. Object databases borrowed from elsewhere (alternates) are not used. */
#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include "lib/store/inside.h"

enum { LOOSE_MOST = 100, HEADER_MAX = 64, PACKS = 3, SOUND = 2, LOOSE = 1 };

typedef struct sound { git_odb_backend as; int fd; } sound; /* fd: the folder objects/ */

static int bad(const git_oid *id, const char *why)
{
    char text[128];
    snprintf(text, sizeof text, "object %s: %s", git_oid_tostr_s(id), why);
    git_error_set_str(GIT_ERROR_ODB, text);
    return GIT_ERROR;
}

static void loose_name(char name[48], const git_oid *id)
{
    const char *hex = git_oid_tostr_s(id);
    snprintf(name, 48, "%.2s/%s", hex, hex + 2);
}

/* The compressed bytes, malloc'd; at most `most` of them. */
static int slurp(unsigned char **raw, size_t *n, int dir, const git_oid *id, size_t most)
{
    char name[48];
    loose_name(name, id);
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? GIT_ENOTFOUND : bad(id, strerror(errno));
    struct stat st;
    int code = 0;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || (uintmax_t)st.st_size > OBJECT_MAX)
        code = bad(id, "is no file of a reasonable size");
    size_t want = code ? 0 : (size_t)st.st_size < most ? (size_t)st.st_size : most;
    *raw = code ? NULL : malloc(want);
    if (!code && !*raw) {
        git_error_set_oom();
        code = GIT_ERROR;
    }
    for (*n = 0; !code && *n < want;) {
        ssize_t got = read(fd, *raw + *n, want - *n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            code = bad(id, got < 0 ? strerror(errno) : "shrinks while it is read");
        else
            *n += (size_t)got;
    }
    close(fd);
    if (code) {
        free(*raw);
        *raw = NULL;
    }
    return code;
}

/* "blob 123\0": its length with the NUL, or 0 when it is none. */
static size_t parse_header(git_object_t *type, size_t *size, const unsigned char *head, size_t n)
{
    const unsigned char *end = memchr(head, '\0', n), *space = memchr(head, ' ', n);
    char name[16];
    if (!end || !space || space > end || (size_t)(space - head) >= sizeof name || end - space < 2 || end - space > 12)
        return 0;
    memcpy(name, head, (size_t)(space - head));
    name[space - head] = '\0';
    *type = git_object_string2type(name);
    *size = 0;
    for (const unsigned char *p = space + 1; p < end; p++) {
        if (*p < '0' || *p > '9')
            return 0;
        *size = *size * 10 + (size_t)(*p - '0');
    }
    bool known = *type == GIT_OBJECT_BLOB || *type == GIT_OBJECT_TREE || *type == GIT_OBJECT_COMMIT ||
                 *type == GIT_OBJECT_TAG;
    return known ? (size_t)(end - head) + 1 : 0;
}

/* Inflate raw whole into memory of libgit2's. */
static int unpack(void **bytes, size_t *size, git_object_t *type, git_odb_backend *b, const git_oid *id,
                  unsigned char *raw, size_t n)
{
    unsigned char head[HEADER_MAX], spill;
    z_stream z = {.next_in = raw, .avail_in = (uInt)n, .next_out = head, .avail_out = sizeof head};
    if (inflateInit(&z) != Z_OK) {
        git_error_set_oom();
        return GIT_ERROR;
    }
    int code = inflate(&z, Z_NO_FLUSH), ok = code == Z_OK || code == Z_STREAM_END;
    size_t got = sizeof head - z.avail_out, skip = ok ? parse_header(type, size, head, got) : 0;
    /* deflate makes at most 1032 bytes of one */
    if (!skip || *size > OBJECT_MAX || *size > n * 1100 || got - skip > *size) {
        inflateEnd(&z);
        return bad(id, "its header is damaged");
    }
    unsigned char *to = git_odb_backend_data_alloc(b, *size + 1);
    if (!to) {
        inflateEnd(&z);
        return GIT_ERROR;
    }
    memcpy(to, head + skip, got - skip);
    z.next_out = to + (got - skip);
    z.avail_out = (uInt)(*size - (got - skip));
    while (code == Z_OK && z.avail_out > 0)
        code = inflate(&z, Z_FINISH) == Z_STREAM_END ? Z_STREAM_END : z.avail_out > 0 ? Z_DATA_ERROR : Z_OK;
    if (code == Z_OK) { /* all is there: only the check value may follow */
        z.next_out = &spill;
        z.avail_out = 1;
        code = inflate(&z, Z_FINISH);
        if (z.avail_out == 0)
            code = Z_DATA_ERROR;
    }
    bool whole = code == Z_STREAM_END && z.avail_in == 0 && (size_t)z.total_out == skip + *size;
    inflateEnd(&z);
    to[*size] = '\0';
    if (!whole) {
        git_odb_backend_data_free(b, to);
        return bad(id, "is damaged or cut short");
    }
    *bytes = to;
    return 0;
}

static int sound_read(void **bytes, size_t *size, git_object_t *type, git_odb_backend *b, const git_oid *id)
{
    unsigned char *raw;
    size_t n;
    int code = slurp(&raw, &n, ((sound *)b)->fd, id, OBJECT_MAX);
    if (code < 0)
        return code;
    code = unpack(bytes, size, type, b, id, raw, n);
    free(raw);
    return code;
}

static int sound_read_header(size_t *size, git_object_t *type, git_odb_backend *b, const git_oid *id)
{
    unsigned char *raw, head[HEADER_MAX];
    size_t n;
    int code = slurp(&raw, &n, ((sound *)b)->fd, id, 4096);
    if (code < 0)
        return code;
    z_stream z = {.next_in = raw, .avail_in = (uInt)n, .next_out = head, .avail_out = sizeof head};
    if (inflateInit(&z) != Z_OK) {
        free(raw);
        git_error_set_oom();
        return GIT_ERROR;
    }
    code = inflate(&z, Z_NO_FLUSH);
    inflateEnd(&z);
    free(raw);
    bool ok = (code == Z_OK || code == Z_STREAM_END) &&
              parse_header(type, size, head, sizeof head - z.avail_out) > 0 && *size <= OBJECT_MAX;
    return ok ? 0 : bad(id, "its header is damaged");
}

static void sound_free(git_odb_backend *b)
{
    sound *me = (sound *)b;
    if (me->fd >= 0)
        close(me->fd);
    free(me);
}

/* Give the backend to the database, which frees it; or free it. */
static int add(git_odb *odb, git_odb_backend *b, int priority)
{
    int code = git_odb_add_backend(odb, b, priority);
    if (code < 0)
        b->free(b);
    return code;
}

static int sound_new(git_odb_backend **out, const char *dir)
{
    sound *me = calloc(1, sizeof *me);
    if (!me) {
        git_error_set_oom();
        return GIT_ERROR;
    }
    me->fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (me->fd < 0) {
        git_error_set_str(GIT_ERROR_OS, strerror(errno));
        free(me);
        return GIT_ERROR;
    }
    git_odb_init_backend(&me->as, GIT_ODB_BACKEND_VERSION);
    me->as.read = sound_read;
    me->as.read_header = sound_read_header;
    me->as.free = sound_free;
    *out = &me->as;
    return 0;
}

vp_status odb_attach(vp_store *s, vp_err *err)
{
    git_odb *odb = NULL;
    git_odb_backend *b;
    char *dir = vp_arena_printf(s->arena, "%s/objects", s->common);
    if (!dir)
        return vp_nomem(err);
    int code = git_odb_new(&odb);
    if (code == 0 && (code = git_odb_backend_pack(&b, dir)) == 0)
        code = add(odb, b, PACKS);
    if (code == 0 && (code = sound_new(&b, dir)) == 0)
        code = add(odb, b, SOUND);
    if (code == 0 && (code = git_odb_backend_loose(&b, dir, -1, 1, 0, 0)) == 0)
        code = add(odb, b, LOOSE);
    if (code == 0)
        code = git_repository_set_odb(s->repo, odb);
    vp_status failed = code < 0 ? git_failed(s, code, err) : VP_OK;
    git_odb_free(odb);
    return failed;
}

vp_status odb_loose_whole(vp_store *s, const git_oid *id, vp_err *err)
{
    git_odb_backend *b;
    char *dir = vp_arena_printf(s->arena, "%s/objects", s->common);
    if (!dir)
        return vp_nomem(err);
    int code = sound_new(&b, dir);
    if (code < 0)
        return git_failed(s, code, err);
    void *bytes = NULL;
    size_t n;
    git_object_t type;
    git_oid is;
    code = sound_read(&bytes, &n, &type, b, id);
    if (code == 0 && (git_odb_hash(&is, bytes, n, type) < 0 || !git_oid_equal(&is, id)))
        code = bad(id, "does not hold what its name says");
    vp_status failed = code < 0 && code != GIT_ENOTFOUND ? git_failed(s, code, err) : VP_OK;
    git_odb_backend_data_free(b, bytes);
    b->free(b);
    return failed;
}

vp_status odb_get(const char **bytes, size_t *n, vp_store *s, const git_oid *id, git_object_t type, vp_arena *arena,
                  vp_err *err)
{
    git_odb *odb = NULL;
    git_odb_object *found = NULL;
    git_object_t is;
    size_t size;
    int code = git_repository_odb(&odb, s->repo);
    if (code == 0)
        code = git_odb_read_header(&size, &is, odb, id);
    if (code == 0 && size > OBJECT_MAX)
        code = bad(id, "is too large");
    if (code == 0 && is != type)
        code = bad(id, "is of another kind than expected");
    if (code == 0)
        code = git_odb_read(&found, odb, id);
    vp_status st = VP_OK;
    if (code == GIT_ENOTFOUND)
        st = vp_fail(err, VP_NOTFOUND, VP_NOWHERE, "object %s is missing from the repository", git_oid_tostr_s(id));
    else if (code < 0)
        st = git_failed(s, code, err);
    if (found) {
        *n = git_odb_object_size(found);
        *bytes = vp_arena_dup(arena, git_odb_object_data(found), *n);
        if (!*bytes)
            st = vp_nomem(err);
    }
    git_odb_object_free(found);
    git_odb_free(odb);
    return st;
}

vp_status batch_add(batch *b, const git_oid *id, git_object_t type, const char *bytes, size_t n, vp_err *err)
{
    bool fresh;
    if (!vp_map_put(b->seen, (const char *)id->id, sizeof id->id, &fresh))
        return vp_nomem(err);
    if (!fresh)
        return VP_OK;
    VP_TRY(vp_arena_grow(b->arena, &b->at, &b->cap, b->n, b->n + 1, sizeof *b->at, err));
    b->at[b->n++] = (object){*id, type, bytes, n};
    return VP_OK;
}

/* Whether objects/ has no folder yet for the object; libgit2 makes it but does not sync its entry. */
static bool new_folder(int dir, const git_oid *id)
{
    char name[48];
    struct stat st;
    loose_name(name, id);
    name[2] = '\0';
    return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0;
}

static vp_status loose_write(vp_store *s, const batch *b, vp_err *err)
{
    const char *name;
    VP_ALLOC(name, vp_arena_printf(s->arena, "%s/objects", s->common), err);
    git_odb *odb = NULL;
    int code = git_repository_odb(&odb, s->repo);
    if (code < 0)
        return git_failed(s, code, err);
    int dir = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    vp_status st = dir < 0 ? os_failed(name, errno, err) : VP_OK;
    bool folders = false;
    for (size_t i = 0; st == VP_OK && i < b->n; i++) {
        const object *o = &b->at[i];
        git_oid id;
        folders = new_folder(dir, &o->id) || folders;
        st = odb_loose_whole(s, &o->id, err); /* one that is there already would be kept as it is */
        if (st == VP_OK && (code = git_odb_write(&id, odb, o->bytes, o->n, o->type)) < 0)
            st = git_failed(s, code, err);
    }
    if (st == VP_OK && folders && fsync(dir) < 0)
        st = os_failed(name, errno, err);
    if (dir >= 0)
        close(dir);
    git_odb_free(odb);
    return st;
}

vp_status batch_write(vp_store *s, const batch *b, vp_err *err)
{
    return b->n <= LOOSE_MOST ? loose_write(s, b, err) : pack_write(s, b, err);
}
