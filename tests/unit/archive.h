/* Zip archives of parts that are not packed, byte for byte as a test wants them. */
#ifndef VP_TEST_ARCHIVE_H
#define VP_TEST_ARCHIVE_H

#include <stdint.h>
#include <string.h>
#include <vp/str.h>

enum { ARCHIVE_END = 22 };
typedef struct archive { vp_str bytes, directory; size_t n; } archive;

static inline void archive_le(vp_str *out, uint32_t v, int bytes)
{
    for (; bytes-- > 0; v >>= 8)
        vp_str_addc(out, (char)(v & 0xFF));
}

static inline void archive_add(archive *a, const char *name, const char *text, size_t n)
{
    size_t from = a->bytes.n;
    for (int directory = 0; directory < 2; directory++) {
        vp_str *to = directory ? &a->directory : &a->bytes;
        vp_str_add(to, directory ? "PK\1\2\24\0" : "PK\3\4", directory ? 6 : 4);
        archive_le(to, 20, 2);
        archive_le(to, 0, 4); /* flags, method */
        archive_le(to, 0, 4); /* when */
        archive_le(to, 0, 4); /* checksum */
        archive_le(to, (uint32_t)n, 4);
        archive_le(to, (uint32_t)n, 4);
        archive_le(to, (uint32_t)strlen(name), 2);
        archive_le(to, 0, 2);
        if (directory) {
            archive_le(to, 0, 4);
            archive_le(to, 0, 2);
            archive_le(to, 0, 4);
            archive_le(to, (uint32_t)from, 4);
        }
        vp_str_addz(to, name);
    }
    vp_str_add(&a->bytes, text, n);
    a->n++;
}

/* The directory and the end; the archive is a->bytes. */
static inline void archive_close(archive *a, const char *comment)
{
    size_t from = a->bytes.n;
    vp_str_add(&a->bytes, vp_str_text(&a->directory), a->directory.n);
    vp_str_add(&a->bytes, "PK\5\6\0\0\0\0", 8);
    archive_le(&a->bytes, (uint32_t)a->n, 2);
    archive_le(&a->bytes, (uint32_t)a->n, 2);
    archive_le(&a->bytes, (uint32_t)a->directory.n, 4);
    archive_le(&a->bytes, (uint32_t)from, 4);
    archive_le(&a->bytes, (uint32_t)strlen(comment), 2);
    vp_str_addz(&a->bytes, comment);
    vp_str_free(&a->directory);
}

/* A workbook of one sheet, with a text that cells share ("shared") and the formats General, 0%, a day, a fraction. */
static inline void archive_book(archive *a, const char *sheet, size_t n)
{
    static const char *const parts[][2] = {
        {"xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"h\" state=\"hidden\" r:id=\"r0\"/>"
                            "<sheet name=\"a\" r:id=\"r1\"/><sheet name=\"b\" r:id=\"r2\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r0\" Target=\"none.xml\"/>"
                                       "<Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
        {"xl/sharedStrings.xml", "<sst><si><t>sha</t><rPh><t>no</t></rPh><r><t>red</t></r></si></sst>"},
        {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"9\"/><xf numFmtId=\"14\"/>"
                          "<xf numFmtId=\"12\"/></cellXfs></styleSheet>"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        archive_add(a, parts[i][0], parts[i][1], strlen(parts[i][1]));
    archive_add(a, "xl/worksheets/sheet1.xml", sheet, n);
}

#endif
