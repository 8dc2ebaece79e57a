#!/bin/sh
# vp-assign: who reviews what; in a round and as a filter; what cannot be, in words.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{
  "vp": 1, "id": "r", "title": "A round", "currency": "CNY",
  "purposes": ["elderly", "disabled", "poor"], "categories": ["care", "law", "health"],
  "draw": {"source": "a lottery", "seed": "9319 / 2 5 12 8 10"}
}
E2
cat >rubric.json <<'E2'
{
  "vp": 1, "id": "rb", "title": "Rubric",
  "stages": [
    {"id": "paper", "title": "初评", "weight": "0.5", "reviewers": 2, "pass_mark": "50", "criteria": [
      {"id": "need", "title": "需求性", "max": "60"}, {"id": "team", "title": "团队", "max": "40"}]},
    {"id": "defence", "title": "终评", "weight": "0.5", "reviewers": 1, "criteria": [{"id": "answers", "max": "100"}]}
  ]
}
E2
cat >panel.csv <<'E2'
id,name,organisation,code,fields,load,stages,available,conflicts,partners
R3,Carol Thatcher,Health House,,health;care,4,,,,
R1,Ann Leeson,Law Firm,,law;elderly,4,paper,,,
R2,Bob Jameson,Law Firm,,law,4,,yes,P-5,Org A
R4,陈小明,Org D,,care,4,,,,
R5,Dora Quentin,Elsewhere,,"health, poor",4,,no,,
R6,Ed Norrington,City College,,health,4,,,Org B,
E2
cat >proposals.csv <<'E2'
id,title,applicant,requested,purpose,category,summary
P-1,Meals,Org A,1000.00,elderly,care,
P-2,Advice,Org B,2000.00,poor,law,with Ann Leeson as adviser
P-3,Nurses,Org C,3000.00,disabled,health,
P-4,Visits,ＯＲＧ　D,4000.00,elderly,care,
P-5,Court,Org E,5000.00,poor,law,由陈小明指导
E2
filter() { t_run vp-assign --config round.json --proposals proposals.csv "$@"; }

# ---- conflicts ----
filter --conflicts
exits 0 "conflicts are listed"
out_is "each with its reason" <<'E2'
reviewer,proposal,reason,detail
R2,P-1,partner,Org A
R1,P-2,named,summary
R6,P-2,declared,Org B
R4,P-4,organisation,ＯＲＧ　D
R2,P-5,declared,P-5
R4,P-5,named,summary
E2

# ---- an assignment, looked at by itself ----
filter
exits 0 "an assignment as a filter"
cp "$out" first.csv
is "$(head -n 1 first.csv)" "reviewer,proposal,stage,fit" "its columns"
is "$(sed 1d first.csv | cut -d, -f2 | sort | uniq -c | awk '{ print $1 }' | sort -u)" 2 "two reviewers each"
is "$(grep -c '^R5' first.csv)" 0 "nobody who is not available"
is "$(grep -cE '^(R2,P-1|R1,P-2|R6,P-2|R4,P-4|R2,P-5|R4,P-5),' first.csv)" 0 "nobody in conflict"
is "$(grep -E '^R[12],' first.csv | cut -d, -f2 | sort | uniq -d)" "" "one of an organisation"
is "$(sed 1d first.csv | LC_ALL=C sort)" "$(sed 1d first.csv)" "sorted"
err_like "stage paper: 5 proposals, 10 reviews" "it says what was done"

# ---- the order of the files is nothing ----
{ head -n 1 panel.csv; sed 1d panel.csv | sort -r; } >p2 && mv panel.csv p1 && mv p2 panel.csv
{ head -n 1 proposals.csv; sed 1d proposals.csv | sort -r; } >q2
t_run vp-assign --config round.json --proposals q2
same "$out" first.csv "whatever the order of the files"
mv p1 panel.csv

# ---- what cannot be ----
filter -k 9
exits 1 "more reviewers than there are"
err_like "a proposal is to have 9 reviewers, and panel.csv has 6" "is said"
filter -k 4
exits 1 "too many for conflicts and organisations"
err_like "'P-2' needs 4 reviewers, and 3 may have it \(of an organisation one counts; 2 are in conflict\)" "each short proposal is named"
filter --experts 2
exits 1 "too many who know the field"
err_like "'P-2' needs 2 reviewers who know its field, and 1 may have it" "is said"
sed 's/,4,/,1,/' panel.csv >p2 && mv panel.csv p1 && mv p2 panel.csv
filter
exits 1 "loads that do not suffice"
err_like "5 proposals need 10 reviews that only 5 reviewers can give, whose loads allow 5" "are told with numbers"
err_like "hint: the proposals: P-1, P-2, P-3, P-4, P-5; the reviewers: R1, R2, R3, R4, R6" "and names"
mv p1 panel.csv
filter --min-load 3 --max-load 4
exits 1 "least loads that are too large"
err_like "reviewers are to have 1[0-9] proposals at least, and can have 10" "are told"
filter --same-organisation -k 3 --experts 0
exits 0 "two of one organisation, when that is asked for"

# ---- panel.csv, every problem ----
cp panel.csv p1
cat >panel.csv <<'E2'
id,name,load,min_load,stages,available,shoe size
R1,A,x,,,,43
R1,B,2,3,,,
,C,-1,,lunch,perhaps,
E2
filter
exits 1 "a panel with problems"
err_like "panel.csv:1:7: warning: the column 'shoe size' is left alone" "an unknown column is told"
err_like "panel.csv:2:3: error: 'x' is no number of proposals" "a load that is none"
err_like "panel.csv:3:1: error: the reviewer 'R1' comes twice" "a reviewer twice"
err_like "panel.csv:3:4: error: 'R1' is to have more proposals than it may have" "loads the wrong way round"
err_like "panel.csv:4:1: error: this reviewer has no id" "no id"
err_like "panel.csv:4:3: error: '-1' is no number of proposals" "a negative load"
err_like "panel.csv:4:5: error: the rubric has no stage 'lunch'" "an unknown stage"
err_like "panel.csv:4:6: error: 'perhaps' is neither yes nor no" "neither yes nor no"
echo "id,name" >panel.csv
filter
exits 1 "an empty panel"
err_like "panel.csv has no reviewers" "is told"
cat >panel.csv <<'E2'
编号,姓名,工作单位,专业领域,最多评审数,是否参加,回避单位
Ｒ１,甲某某,甲单位,养老，照护、法律,３,是,
R2,乙某某,乙单位,法律,,否,
R3,丙某某,丙单位,care,,,Org B；P-3
E2
filter --conflicts
exits 0 "Chinese headings, full-width forms"
out_is "are read" <<'E2'
reviewer,proposal,reason,detail
R3,P-2,declared,Org B
R3,P-3,declared,P-3
E2
printf 'id,fields\nA,knitting\nB,chess\n' >panel.csv
filter
exits 0 "fields of another kind"
err_like "warning: no field of a reviewer is the category or purpose of a proposal" "are told, and not asked for"
printf 'id,load\nA,0\nB,0\nC,9\nD,9\n' >panel.csv
filter
exits 0 "a load of nothing"
is "$(sed 1d "$out" | cut -d, -f1 | sort -u | tr '\n' ' ')" "C D " "gets nothing"
cp p1 panel.csv

# ---- fits from elsewhere, and misuse ----
cat >fit.csv <<'E2'
reviewer,proposal,fit
R3,P-1,10
R4,P-1,3
R6,P-1,20
R3,P-2,5
R4,P-2,5
E2
head -n 3 proposals.csv >two.csv
t_run vp-assign --config round.json --proposals two.csv --fit fit.csv --experts 0
exits 0 "fits of a file"
out_is "only its pairs" <<'E2'
reviewer,proposal,stage,fit
R3,P-1,paper,10
R3,P-2,paper,5
R4,P-2,paper,5
R6,P-1,paper,20
E2
printf 'reviewer,proposal,fit\nR9,P-1,1\nR3,P-9,1\nR3,P-1,much\nR3,P-2,1\nR3,P-2,1\n' >bad.csv
t_run vp-assign --config round.json --proposals two.csv --fit bad.csv
exits 1 "a table of fits with problems"
err_like "bad.csv:2:1: error: the reviewer 'R9' is not in panel.csv" "a reviewer nobody knows"
err_like "bad.csv:3:2: error: the round has no proposal 'P-9'" "a proposal nobody knows"
err_like "bad.csv:4:3: error: 'much' is no fit" "a fit that is none"
err_like "bad.csv:6:2: error: the pair of 'P-2' and this reviewer comes twice" "a pair twice"
t_run vp-assign --config round.json
exits 2 "no proposals"
filter --stage lunch
exits 2 "no such stage"
filter --seed 1
exits 2 "a seed without a draw"
filter --min-load 3 --max-load 2
exits 2 "loads the wrong way round"

# ---- by lot ----
filter --random
exits 0 "by lot"
cp "$out" drawn.csv
filter --random --seed "2.5.8.10.12./9319./"
exits 0 "another seed"
isnt "$(cat "$out")" "$(cat drawn.csv)" "draws others"
filter --random --seed "9319 / 2 5 12 8 10"
same "$out" drawn.csv "the same seed draws the same"

# ---- in a round ----
vp-init -q round && cp round.json rubric.json panel.csv round && git -C round add -A && git -C round commit -qm rules
export VP_ROUND="$PWD/round"
vp-intake -q proposals.csv >/dev/null
t_run vp-assign -n
exits 0 "a dry run"
is "$(git -C round log --format=%s -1)" "intake: 5 accepted, 0 amended, 0 rejected" "records nothing"
t_run vp-assign -m "the first"
exits 0 "recorded"
same "$out" first.csv "the same as the filter"
is "$(git -C round show HEAD:assignments.csv)" "$(cat first.csv)" "and what is committed"
is "$(git -C round log --format=%s -1)" "assign: 10 reviews in stage paper" "the subject says what"
t_run vp-assign
exits 0 "again"
err_like "nothing to record" "nothing changes"
t_run vp-audit verify
exits 0 "verify does it again"
err_like "3 of them done again: 0 findings" "and finds nothing"

# A reviewer leaves, a proposal comes: few pairs change.
sed -i 's/^R4,陈小明,Org D,,care,4,,,/R4,陈小明,Org D,,care,4,,no,/; s/^\(R5.*\),no,/\1,yes,/' round/panel.csv
git -C round commit -qam "R4 leaves, R5 comes"
printf 'id,title,applicant,requested,purpose,category\nP-6,More,Org F,1.00,poor,health\n' >more.csv
vp-intake -q more.csv >/dev/null
gone=$(grep -c '^R4' first.csv)
t_run vp-assign
exits 0 "assigned again"
err_like "$((10 - gone)) pairs stay as they were, $gone are given up" "the others stay"
is "$(sed 1d "$out" | grep -cxFf - first.csv)" $((10 - gone)) "as the answer shows"
t_run vp-audit verify
exits 0 "verify knows what was there before"

# What was reviewed stays, and a conflict on a sheet counts.
pair=$(git -C round show HEAD:assignments.csv | sed -n 2p | cut -d, -f1,2)
other=$(git -C round show HEAD:assignments.csv | sed -n 3p | cut -d, -f1,2)
printf 'reviewer,proposal,need,team,conflict\n%s,30,30,\n%s,,,yes\n' "$pair" "$other" >sheet.csv
vp-score -q sheet.csv >/dev/null
t_run vp-assign
exits 0 "after a sheet"
out_like "^$pair,paper" "the pair that was reviewed stays"
out_unlike "^$other,paper" "the pair in conflict goes"
t_run vp-assign --stage defence
exits 0 "the next stage"
out_like "^R[0-9],P-[0-9],paper" "keeps the first"
is "$(grep -c ,defence, "$out")" 6 "and assigns all proposals"
is "$(grep ,defence, "$out" | grep -c '^R1,')" 0 "to nobody who is not of the stage"
vp-intake -q --withdraw P-6 -m "it was asked for" >/dev/null
t_run vp-assign
exits 0 "a proposal is withdrawn"
out_unlike ",P-6,paper" "and gone"
t_run vp-audit verify
exits 0 "all of it is done again"

# Somebody edits the file: verify says so.
git -C round show HEAD:assignments.csv >round/assignments.csv
sed -i '2d' round/assignments.csv
git -C round commit -qam "assign: 10 reviews in stage paper

Vp-Command: vp-assign
Vp-Version: 0.1.0
Vp-Args: --stage=paper"
t_run vp-audit verify
exits 1 "a line that was taken out"
out_like "assignments.csv" "is found"
t_run vp-assign --fresh --fit lists/fit.csv
exits 2 "a table of fits that the round does not have"

LC_ALL=zh_CN.UTF-8 t_run vp-assign --stage x
err_like "评审指标" "in Chinese"
