#!/bin/sh
# Real reviews (Cardano Project Catalyst, fund 6): the mean over reviewers of the sums of three criteria is three
# times the mean that R has computed of each proposal.
. "${0%/*}/lib.sh"
data scores/catalyst_f6_valid.csv

cat >rubric.json <<'E2'
{
  "vp": 1,
  "id": "catalyst",
  "title": "Project Catalyst",
  "stages": [
    {"id": "assessment", "title": "Assessment", "weight": "1.00", "criteria": [
      {"id": "impact", "title": "Impact", "max": "5.00"},
      {"id": "feasibility", "title": "Feasibility", "max": "5.00"},
      {"id": "auditability", "title": "Auditability", "max": "5.00"}]}
  ],
  "step": "0.000001"
}
E2
t_run vp-score --rubric rubric.json "$data"
exits 0 "3,079 reviews are ranked"
err_like ":1:3: note: the column 'score' is left alone" "the unknown column is noted"
err_like '^reviews: 3079 new, .*; proposals: 709 ranked, 0 gated, 0 incomplete$' "all reviews, all proposals"
cp "$out" ranking.csv

data scores/catalyst_f6_valid_proposals.csv
awk -F, '
    NR == FNR { if (FNR > 1) { mean[$1] = $3; n[$1] = $2; known++ } next }
    FNR > 1 {
        off = $5 - 3 * mean[$2]
        if (!($2 in mean) || off > 1e-5 || off < -1e-5 || $8 != n[$2]) print "off: " $0
        if (FNR > 2 && $5 > last) print "order: " $0
        if ($1 != FNR - 1) print "rank: " $0
        last = $5
        seen++
    }
    END { if (seen != known) print seen " of " known }' "$data" ranking.csv >off
is "$(cat off)" "" "each score is three times the reference, to 1e-5, and the ranks follow"

data scores/catalyst_f6_valid.csv
{ head -n 1 "$data"; tail -n +2 "$data" | sort -t, -k7,7 -k5,5 -k1,1r; } >shuffled.csv
t_run vp-score -q --rubric rubric.json shuffled.csv
same "$out" ranking.csv "the order of the rows does not matter"

tr -d '\r' <"$data" | awk -F, 'NR == 1 { for (i = 4; i <= 6; i++) name[i] = $i; print "proposal,reviewer,criterion,score"; next }
         { for (i = 4; i <= 6; i++) print $1 "," $2 "," name[i] "," $i }' >long.csv
t_run vp-score -q --rubric rubric.json long.csv
same "$out" ranking.csv "the long form gives the same"
