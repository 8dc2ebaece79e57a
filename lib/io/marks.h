/* Files in which git has marked what two sides of a merge say: they are neither the one nor the other. */
#ifndef VP_LIB_IO_MARKS_H
#define VP_LIB_IO_MARKS_H

#include <stddef.h>
#include <vp/err.h>

/* VP_CORRUPT with the line when the text holds such a place; file is for the message. */
vp_status vp_refuse_marks(const char *file, const char *bytes, size_t n, vp_err *err);

#endif
