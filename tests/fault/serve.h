/* How drive.c and a process that serves it (fault.c) talk. */
#ifndef VP_FAULT_SERVE_H
#define VP_FAULT_SERVE_H

enum { SERVE_IN = 198, SERVE_OUT = 199, SERVE_RECORD = 64, SERVE_SECONDS = 60 };

#endif
