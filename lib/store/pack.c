/* Many objects as one pack: a handful of fsyncs instead of two for each. The stream is ours (whole objects, in
   order), libgit2 indexes it: its pack builder looks for deltas among all of them, which costs more than it saves on
   files of a few hundred bytes; git gc does it when nobody waits. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "lib/store/inside.h"

enum { PIECE = 64 * 1024, SMALL = 1024 };

typedef struct stream {
    git_odb_writepack *pack;
    git_indexer_progress stats;
    sha1_state sum;
    z_stream z;
    unsigned char buf[PIECE];
    size_t n;
    int code; /* of libgit2; the first failure stays */
} stream;

static void flush(stream *t, bool last)
{
    if (!last)
        sha1_add(&t->sum, t->buf, t->n);
    if (t->code == 0 && t->n > 0)
        t->code = t->pack->append(t->pack, t->buf, t->n, &t->stats);
    t->n = 0;
}

static void put_bytes(stream *t, const unsigned char *bytes, size_t n)
{
    if (sizeof t->buf - t->n < n)
        flush(t, false);
    memcpy(t->buf + t->n, bytes, n);
    t->n += n;
}

/* A zlib stream of one stored block: of a proposal deflate takes a fifth, at twenty times the cost. */
static void put_stored(stream *t, const object *o)
{
    unsigned long sum = adler32(1, (const unsigned char *)o->bytes, (uInt)o->n);
    unsigned char head[7] = {0x78, 0x01, 1, (unsigned char)o->n, (unsigned char)(o->n >> 8),
                             (unsigned char)~o->n, (unsigned char)(~o->n >> 8)}, tail[4];
    for (int i = 0; i < 4; i++)
        tail[i] = (unsigned char)(sum >> (24 - 8 * i));
    put_bytes(t, head, sizeof head);
    put_bytes(t, (const unsigned char *)o->bytes, o->n);
    put_bytes(t, tail, sizeof tail);
}

/* Type and size: four bits of the size, then seven at a time. */
static void put_header(stream *t, const object *o)
{
    unsigned char head[16];
    size_t n = 0, size = o->n >> 4;
    head[n++] = (unsigned char)((unsigned)o->type << 4 | (o->n & 15) | (size ? 0x80u : 0));
    for (; size; size >>= 7)
        head[n++] = (unsigned char)((size & 0x7F) | (size >> 7 ? 0x80u : 0));
    put_bytes(t, head, n);
}

static void put_object(stream *t, const object *o)
{
    put_header(t, o);
    if (o->n <= SMALL) {
        put_stored(t, o);
        return;
    }
    deflateReset(&t->z);
    t->z.next_in = (unsigned char *)(uintptr_t)o->bytes;
    t->z.avail_in = (uInt)o->n; /* OBJECT_MAX fits */
    int code;
    do {
        if (t->n == sizeof t->buf)
            flush(t, false);
        t->z.next_out = t->buf + t->n;
        t->z.avail_out = (uInt)(sizeof t->buf - t->n);
        code = deflate(&t->z, Z_FINISH);
        t->n = sizeof t->buf - t->z.avail_out;
    } while (code == Z_OK || code == Z_BUF_ERROR);
}

static void put_all(stream *t, const batch *b)
{
    unsigned char head[12] = {'P', 'A', 'C', 'K', 0, 0, 0, 2}, sum[20];
    for (int i = 0; i < 4; i++)
        head[8 + i] = (unsigned char)(b->n >> (24 - 8 * i));
    put_bytes(t, head, sizeof head);
    for (size_t i = 0; i < b->n && t->code == 0; i++)
        put_object(t, &b->at[i]);
    flush(t, false);
    sha1_end(&t->sum, sum);
    put_bytes(t, sum, sizeof sum);
    flush(t, true);
    if (t->code == 0)
        t->code = t->pack->commit(t->pack, &t->stats);
}

vp_status pack_write(vp_store *s, const batch *b, vp_err *err)
{
    if (b->n > UINT32_MAX)
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "too many files for one commit");
    stream *t = calloc(1, sizeof *t);
    git_odb *odb = NULL;
    if (!t || deflateInit(&t->z, Z_DEFAULT_COMPRESSION) != Z_OK) {
        free(t);
        return vp_nomem(err);
    }
    sha1_start(&t->sum);
    t->code = git_repository_odb(&odb, s->repo);
    if (t->code == 0)
        t->code = git_odb_write_pack(&t->pack, odb, NULL, NULL);
    if (t->code == 0)
        put_all(t, b);
    vp_status st = t->code < 0 ? git_failed(s, t->code, err) : VP_OK;
    if (t->pack)
        t->pack->free(t->pack);
    if (st == VP_OK && (t->code = git_odb_refresh(odb)) < 0)
        st = git_failed(s, t->code, err);
    git_odb_free(odb);
    deflateEnd(&t->z);
    free(t);
    return st;
}
