/* All of the library's public face. */
#ifndef VP_VP_H
#define VP_VP_H

#include <vp/aggregate.h>
#include <vp/allocate.h>
#include <vp/arena.h>
#include <vp/audit.h>
#include <vp/award.h>
#include <vp/blank.h>
#include <vp/config.h>
#include <vp/date.h>
#include <vp/document.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/finding.h>
#include <vp/fold.h>
#include <vp/forget.h>
#include <vp/hash.h>
#include <vp/init.h>
#include <vp/intake.h>
#include <vp/lang.h>
#include <vp/map.h>
#include <vp/match.h>
#include <vp/money.h>
#include <vp/near.h>
#include <vp/note.h>
#include <vp/parse_only.h>
#include <vp/progress.h>
#include <vp/proposal.h>
#include <vp/reading.h>
#include <vp/report.h>
#include <vp/round.h>
#include <vp/rubric.h>
#include <vp/rules.h>
#include <vp/score.h>
#include <vp/session.h>
#include <vp/show.h>
#include <vp/similar.h>
#include <vp/status.h>
#include <vp/str.h>
#include <vp/table.h>
#include <vp/units.h>
#include <vp/value.h>
#include <vp/version.h>
#include <vp/view.h>

#endif
