/* What is inside a backup, once it is opened: a line that says its form, then parts, each a line "KIND SIZE NAME" and
   as many bytes. vp-round(5) tells it. */
#ifndef VP_LIB_VERB_BACKUP_H
#define VP_LIB_VERB_BACKUP_H

#include <vp/backup.h>

#define VP_BACKUP_FORM "vp-backup 1\n"

/* In this order: bare (once, or not), settings, pieces of one pack, private files, refs, the end. */
enum { VP_PART_LINE = 4200 };
#define VP_PART_BARE "bare"
#define VP_PART_SETTING "setting"
#define VP_PART_PACK "pack"
#define VP_PART_PRIVATE "private"
#define VP_PART_REF "ref"
#define VP_PART_END "end"

/* VP_IO when somebody wants the command to end. */
vp_status vp_backup_go_on(const vp_backup_opts *opts, vp_err *err);

#endif
