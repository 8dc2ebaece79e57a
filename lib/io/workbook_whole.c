/* Whether a workbook is whole. libxlsxwriter puts its parts together in temporary files and does not see when the disk
   is full: a part would end in its middle, and Excel would refuse the file. */
#include <string.h>
#include "lib/io/workbook.h"
#include "lib/io/zip.h"

/* XML ends as it began: its first element is closed. */
static bool closed(const char *text, size_t n)
{
    const char *name = text;
    while (n > 0 && strchr(" \r\n", text[n - 1]))
        n--;
    while ((name = memchr(name, '<', n - (size_t)(name - text))) && name + 1 < text + n && name[1] == '?')
        name++;
    if (!name)
        return false;
    size_t length = strcspn(++name, " />\r\n");
    return n > length + 3 && memcmp(text + n - length - 3, "</", 2) == 0 && text[n - 1] == '>' &&
           memcmp(text + n - length - 1, name, length) == 0;
}

vp_status vp_workbook_whole(bool *whole, const char *bytes, size_t n, vp_arena *arena, vp_err *err)
{
    vp_zip z;
    vp_zip_part part;
    *whole = vp_zip_open(&z, bytes, n) && z.count > 0;
    while (*whole && z.count > 0) {
        const char *text;
        vp_mark mark = vp_arena_mark(arena);
        if (!(*whole = vp_zip_next(&part, &z)))
            break;
        VP_TRY(vp_zip_unpack(&text, &part, arena, err));
        *whole = text && closed(text, part.size);
        vp_arena_rewind(arena, mark);
    }
    return VP_OK;
}
