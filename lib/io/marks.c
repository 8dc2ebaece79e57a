/* "<<<<<<< " at the start of a line, and ">>>>>>> " at one below it. */
#include <stdbool.h>
#include <string.h>
#include "lib/io/marks.h"

/* Where the mark stands, or NULL. */
static const char *find(const char *from, const char *bytes, const char *end, const char *mark)
{
    size_t k = strlen(mark);
    for (const char *p = from; (p = memmem(p, (size_t)(end - p), mark, k)); p++)
        if (p == bytes || p[-1] == '\n')
            return p;
    return NULL;
}

vp_status vp_refuse_marks(const char *file, const char *bytes, size_t n, vp_err *err)
{
    const char *end = bytes + n, *begins = n > 0 ? find(bytes, bytes, end, "<<<<<<< ") : NULL;
    if (!begins || !find(begins, bytes, end, ">>>>>>> "))
        return VP_OK;
    size_t row = 1;
    for (const char *p = bytes; p < begins; p++)
        row += *p == '\n';
    vp_fail(err, VP_CORRUPT, (vp_where){.file = file, .row = row, .col = 1},
            "a merge was left in this file: git has written what both sides say into it, one after the other");
    return vp_hint(err, "decide it between the lines that begin with <<<<<<< and >>>>>>>, or take one side: "
                        "git checkout --ours (or --theirs) -- FILE while the merge lasts, git checkout COMMIT -- FILE "
                        "after it; then commit the file");
}
