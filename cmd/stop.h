/* Ctrl-C, and the other ways of asking a command to end, for what must clean up before it does. */
#ifndef VP_CMD_STOP_H
#define VP_CMD_STOP_H

#include <stdbool.h>

/* From now on the first SIGINT, SIGTERM or SIGHUP only makes stop_asked true; the second ends the process as ever.
   Signals that are ignored (nohup) or caught already stay so. */
void stop_watch(void);
bool stop_asked(void);
/* When it was asked for: end as the signal would have ended the process. Else come back. */
void stop_end(void);

#endif
