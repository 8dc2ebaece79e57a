/* What an intake did, for a person at a terminal: a short table, the first problems by rule, and where the rest is. */
#ifndef VP_CMD_INTAKE_SUMMARY_H
#define VP_CMD_INTAKE_SUMMARY_H

#include <vp/intake.h>

/* Whether a person reads stderr: it is a terminal, or the answer is a table; not with -q. */
bool summary_wanted(void);

/* For vp_intake_opts.tell, with summary_wanted: the first problems as they come, the rest is left to the summary (with
   -v all of them). ctx: a summary_told, zero at first. */
typedef struct summary_told { size_t told, held; } summary_told;
void summary_tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend);

/* What came of it: in short for a person, else one line of counts and one of sums. rejects: the file that --rejects
   named, or NULL. */
void summary_say(const vp_intake_result *r, const summary_told *told, const char *rejects, bool strict);

#endif
