/* Reading a line whose quotation marks break the dialect. Private to lib/io/csv*.c. */
#ifndef VP_LIB_IO_CSV_MEND_H
#define VP_LIB_IO_CSV_MEND_H

#include "lib/io/csv_scan.h"

enum { VP_MEND_MARK = 2 };

typedef struct vp_mend {
    size_t column; /* the first cell that is not by the letter, from 1; 0: none */
    bool missing;  /* a delimiter was taken to be missing there or further on */
    int cost;      /* of what is not by the letter; one quotation mark taken for text is VP_MEND_MARK */
} vp_mend;

/* The reading of n bytes (one record, without its end) as cells that explains away the fewest quotation marks: among
   those of `width` cells (*fits false when there is none), or, width 0, among all. missing: a cell may also end where
   a quotation mark opens or closes without a delimiter. What is done is taken off *budget; when that does not suffice,
   the width is compared at the end only. */
vp_status vp_csv_mend_spans(bool *fits, vp_mend *mend, vp_spans *out, const vp_grammar *g, const char *s, size_t n,
                            size_t width, bool missing, size_t *budget, vp_err *err);

#endif
