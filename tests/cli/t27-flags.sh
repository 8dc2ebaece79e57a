#!/bin/sh
# Doubts about reviews: conflicts that were marked, sheets that are the same or all of one value, sheets that came late.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{"vp": 1, "id": "r", "title": "R", "currency": "CNY"}
E2
cat >rubric.json <<'E2'
{"vp": 1, "id": "rb", "title": "R", "stages": [{"id": "paper", "closes": "2025-05-20", "criteria": [
  {"id": "need", "max": "60.00"}, {"id": "team", "max": "40.00"}]}],
 "flags": {"conflicts": true, "same_sheets": 3, "flat_sheets": 2}}
E2
cat >proposals.csv <<'E2'
id,title,applicant,requested
P-1,One,Org A,1000.00
P-2,Two,Org B,1000.00
P-3,Three,Org C,1000.00
E2
printf 'id,name,organisation\nR1,Ann,Org A\nR2,Bob,\nR3,Cy,\nR4,Di,\n' >panel.csv
cat >sheet.csv <<'E2'
proposal,reviewer,need,team
P-1,R1,50,30
P-2,R1,40,30
P-1,R2,51,30
P-2,R2,41,31
P-3,R2,21,11
P-1,R3,51,30
P-2,R3,41,31
P-3,R3,21,11
P-1,R4,40,30
P-2,R4,35,35
E2
flags() { cut -d, -f2,9 "$out" | tail -n +2 | LC_ALL=C sort | tr '\n' ' '; }
t_run vp-score --config round.json --proposals proposals.csv sheet.csv
exits 0 "doubts refuse nothing"
is "$(flags)" "P-1,conflict;same-sheet;flat-sheet P-2,same-sheet;flat-sheet P-3,same-sheet " "they are flags"
err_like "warning: the reviewer 'R1' has marked 'P-1' in spite of a conflict of interest" "a conflict names both"
err_like "warning: stage 'paper': the sheets of 'R2' and 'R3' are the same: P-1, P-2, P-3$" "equal sheets name both"
err_like "warning: stage 'paper': the reviewer 'R4' gives every proposal the same: P-1, P-2$" "and a flat one its reviewer"
t_run vp-score --config round.json --proposals proposals.csv --received 2025-05-20 sheet.csv
is "$(flags)" "P-1,conflict;same-sheet;flat-sheet P-2,same-sheet;flat-sheet P-3,same-sheet " "the last day is not late"
t_run env LC_ALL=zh_CN.UTF-8 vp-score --config round.json --proposals proposals.csv --received 2025-05-21 sheet.csv
is "$(flags)" "P-1,conflict;same-sheet;flat-sheet;late P-2,same-sheet;flat-sheet;late P-3,same-sheet;late " "the next is"
err_like '截止' "in Chinese too"
t_run vp-score --config round.json --received 2025-05 sheet.csv
exits 2 "a month is no day"
t_run vp-score --config round.json --received 2025-05-20
exits 2 "a day without sheets"

# only what the rubric asks for is flagged; the warnings come all the same, from three reviews a sheet
printf '%s\n' '{"vp": 1, "id": "rb", "title": "R", "stages": [{"id": "paper", "criteria": [' \
    '{"id": "need", "max": "60.00"}, {"id": "team", "max": "40.00"}]}]}' >plain.json
t_run vp-score --config round.json --rubric plain.json --proposals proposals.csv --received 2026-01-01 sheet.csv
is "$(flags)" "P-1, P-2, P-3, " "a rubric without flags has none"
err_like "the sheets of 'R2' and 'R3' are the same" "but it is said"
err_unlike 'R4|closed' "two reviews are no pattern"

# a declared conflict does not count, and is no doubt
sed 's/^proposal.*/&,conflict/; s/^P-1,R1,50,30/&,yes/' sheet.csv >declared.csv
t_run vp-score --config round.json --proposals proposals.csv declared.csv
err_unlike 'in spite of' "a declared conflict is none that was marked"

# whatever panel.csv says of a reviewer: own proposals, organisations by name or code, partners
mkdir told && cp rubric.json told
printf '%s\n' '{"vp": 1, "id": "r", "title": "R", "currency": "CNY"}' \
    >told/round.json
printf 'id,title,applicant,requested,uscc\nP-1,One,Org A,1000.00,\nP-2,Two,Ｏｒｇ　Ｂ,1000.00,\n' >told/proposals.csv
printf 'P-3,Three,Org C,1000.00,52440100MJK9610006\n' >>told/proposals.csv
printf 'id,name,conflicts,partners,code\nR1,Ann,P-1,,\nR2,Bob,,ORG b,\nR3,Cy,,,52440100MJK9610006\nR4,Di,,,\n' \
    >told/panel.csv
t_run vp-score --config told/round.json --proposals told/proposals.csv sheet.csv
like "$(flags)" '^P-1,conflict;.* P-2,conflict;.* P-3,conflict;' "what panel.csv declares is a conflict too"
err_like "'R1' has marked 'P-1' in spite of a conflict of interest: P-1$" "a proposal that is not for the reviewer"
err_like "'R2' has marked 'P-2' in spite of a conflict" "a partner, however it is written"
err_like "'R3' has marked 'P-3' in spite of a conflict" "the code of the reviewer's organisation"

# in a round
t_run vp-init -q --template blank round
cp round.json rubric.json panel.csv round/
git -C round add -A && git -C round commit -qm 'Configuration'
ok "proposals come in" vp-intake -q -C round -o /dev/null "$PWD/proposals.csv"
grep -v ',R4,' sheet.csv >early.csv
t_run vp-score -q -C round --received 2025-05-19 "$PWD/early.csv"
exits 0 "sheets that came in time"
like "$(cat round/reviews/paper/R1.csv)" '^P-1,50.00,30.00,,,2025-05-19$' "keep their day"
t_run vp-score -C round --received 2025-05-25 "$PWD/sheet.csv"
exits 0 "the same again and one more, late"
err_like 'reviews: 2 new, 0 amended, 8 unchanged' "what was there before is not late"
is "$(flags)" "P-1,conflict;same-sheet;flat-sheet;late P-2,same-sheet;flat-sheet;late P-3,same-sheet " "one more is"
like "$(git -C round log -1 --format=%B)" '^Vp-Args: --received=2025-05-25$' "and the step says when"
t_run vp-audit verify -C round
exits 0 "verify finds the same flags"
