/* Loose objects, a file each. libgit2 1.5.1 never returns from a truncated one and writes past the end of one whose
   header lies (its issues 7342 and 7177), so they are read here, under bounds. They are written here too: libgit2 would
   hash each once more, and cannot leave one undeflated. */
#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include "lib/store/inside.h"

enum { HEADER_MAX = 64, STORED = 1 << 16 };

/* ---- reading ---- */

typedef struct sound { git_odb_backend as; int fd; } sound; /* fd: the folder objects/ */

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
        return errno == ENOENT || errno == ENOTDIR ? GIT_ENOTFOUND : odb_bad(id, strerror(errno));
    struct stat st;
    int code = 0;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || (uintmax_t)st.st_size > OBJECT_MAX)
        code = odb_bad(id, "is no file of a reasonable size");
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
            code = odb_bad(id, got < 0 ? strerror(errno) : "shrinks while it is read");
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
        return odb_bad(id, "its header is damaged");
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
        return odb_bad(id, "is damaged or cut short");
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
    return ok ? 0 : odb_bad(id, "its header is damaged");
}

static void sound_free(git_odb_backend *b)
{
    sound *me = (sound *)b;
    if (me->fd >= 0)
        close(me->fd);
    free(me);
}

int loose_backend(git_odb_backend **out, const char *dir)
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

vp_status loose_whole(vp_store *s, const git_oid *id, vp_err *err)
{
    git_odb_backend *b;
    char *dir = vp_arena_printf(s->arena, "%s/objects", s->common);
    if (!dir)
        return vp_nomem(err);
    int code = loose_backend(&b, dir);
    if (code < 0)
        return git_failed(s, code, err);
    void *bytes = NULL;
    size_t n;
    git_object_t type;
    git_oid is;
    code = sound_read(&bytes, &n, &type, b, id);
    if (code == 0 && (git_odb_hash(&is, bytes, n, type) < 0 || !git_oid_equal(&is, id)))
        code = odb_bad(id, "does not hold what its name says");
    vp_status failed = code < 0 && code != GIT_ENOTFOUND ? git_failed(s, code, err) : VP_OK;
    git_odb_backend_data_free(b, bytes);
    b->free(b);
    return failed;
}

/* ---- writing ---- */

/* The object as its file has it, malloc'd. Nearly half of a large tree are ids, which do not deflate, and the next step
   reads it: it is stored as it is. */
static unsigned char *wrap(size_t *n, const object *o)
{
    char head[HEADER_MAX];
    int size = snprintf(head, sizeof head, "%s %zu", git_object_type2string(o->type), o->n) + 1;
    z_stream z = {0};
    if (deflateInit(&z, o->type == GIT_OBJECT_TREE && o->n >= STORED ? Z_NO_COMPRESSION : Z_BEST_SPEED) != Z_OK)
        return NULL;
    size_t room = deflateBound(&z, (uLong)(o->n + (size_t)size));
    unsigned char *file = malloc(room);
    if (file) {
        z.next_out = file;
        z.avail_out = (uInt)room; /* of an object of OBJECT_MAX bytes it fits */
        z.next_in = (unsigned char *)head;
        z.avail_in = (uInt)size;
        (void)deflate(&z, Z_NO_FLUSH);
        z.next_in = (unsigned char *)(uintptr_t)o->bytes;
        z.avail_in = (uInt)o->n;
        (void)deflate(&z, Z_FINISH); /* there is room for all of it */
        *n = z.total_out;
    }
    deflateEnd(&z);
    return file;
}

/* 0 or an errno; *made: objects/ has a new folder. */
static int put_file(bool *made, int dir, const object *o)
{
    char name[48], folder[3] = "";
    size_t n;
    unsigned char *file = wrap(&n, o);
    if (!file)
        return ENOMEM;
    loose_name(name, &o->id);
    memcpy(folder, name, 2);
    bool fresh = mkdirat(dir, folder, 0777) == 0;
    *made = *made || fresh;
    int up = fresh || errno == EEXIST ? openat(dir, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    int why = up < 0 ? errno : disk_put(dir, "tmp_obj_", up, name + 3, (const char *)file, n, 0444, true);
    if (!why && fsync(up) < 0 && errno != EINVAL)
        why = errno;
    if (up >= 0)
        close(up);
    free(file);
    return why;
}

/* As a file of its own, unless it is there: then it is as good as new, so that no git gc takes it for left over. */
static vp_status put_new(vp_store *s, bool *made, int dir, git_odb *odb, const object *o, vp_err *err)
{
    char name[48];
    loose_name(name, &o->id);
    VP_TRY(loose_whole(s, &o->id, err)); /* one that is there already is kept as it is */
    if (utimensat(dir, name, NULL, 0) == 0 || git_odb_exists(odb, &o->id))
        return VP_OK;
    int why = put_file(made, dir, o);
    if (why == ENOMEM)
        return vp_nomem(err);
    return why ? os_failed(vp_arena_printf(s->arena, "%s/objects/%s", s->common, name), why, err) : VP_OK;
}

vp_status loose_write(vp_store *s, const batch *b, vp_err *err)
{
    const char *name;
    git_odb *odb = NULL;
    VP_ALLOC(name, vp_arena_printf(s->arena, "%s/objects", s->common), err);
    int code = git_repository_odb(&odb, s->repo);
    if (code < 0)
        return git_failed(s, code, err);
    int dir = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    vp_status st = dir < 0 ? os_failed(name, errno, err) : VP_OK;
    bool made = false;
    for (size_t i = 0; st == VP_OK && i < b->n; i++)
        st = put_new(s, &made, dir, odb, &b->at[i], err);
    if (st == VP_OK && made && fsync(dir) < 0)
        st = os_failed(name, errno, err);
    if (dir >= 0)
        close(dir);
    git_odb_free(odb);
    return st;
}
