#!/bin/sh
# Rubrics of real programmes: composite scores with votes and pledges, bonuses outside 100, weights, vetoes, grades.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{"vp": 1, "id": "r", "title": "Round", "currency": "CNY", "funds": [{"id": "f", "title": "Fund", "amount": "3000.00"}]}
E2
cat >proposals.csv <<'E2'
id,title,applicant,requested,own_funds
P-1,Meals,Org A,1000.00,400.00
P-2,Visits,Org B,2000.00,
P-3,Tutors,Org C,3000.00,1000.00
P-4,Garden,Org D,4000.00,0.00
E2
short() { cut -d, -f1,2,5,9 "$out"; }

# ---- 60 % review on site, 20 % pledged donations, 20 % votes ----

cat >rubric.json <<'E2'
{
  "vp": 1, "id": "composite", "title": "现场评审 60%，认捐 20%，网络投票 20%",
  "stages": [
    {"id": "site", "title": "现场评审", "weight": "0.60", "criteria": [{"id": "plan", "title": "方案", "max": "100.00"}]},
    {"id": "pledges", "title": "认捐", "weight": "0.20", "from": "field:own_funds", "full": "most"},
    {"id": "vote", "title": "网络投票", "weight": "0.20", "from": "file:votes.csv", "full": "most", "round": {"score": "0.01"}}
  ]
}
E2
printf 'proposal,reviewer,plan\nP-1,R1,90\nP-2,R1,80\nP-3,R1,85%%\nP-3,R2,17/20\nP-4,R1,60\n' >sheet.csv
t_run vp-score --config round.json --proposals proposals.csv sheet.csv
exits 0 "before the votes are counted"
err_like '^lists/votes.csv: warning: this file is not there yet: .vote. gives no points$' "it is said that they are missing"
short >got
cat >wanted <<'E2'
rank,id,score,flags
1,P-3,88.75,
2,P-1,77.50,
3,P-4,45.00,
,P-2,80.00,incomplete
E2
same got wanted "and the rest counts for the whole; a blank is no pledge of 0"

mkdir lists
printf '项目编号,项目名称,票数\nP-3,丙,1000\nP-1,甲,3000\nP-2,乙,\nP-4,丁,０\nP-9,戊,9\n' >lists/votes.csv
t_run vp-score --config round.json --proposals proposals.csv sheet.csv
exits 0 "votes count"
err_like '^lists/votes.csv:6: warning: 1 lines do not count' "those of others do not, and it is said"
short >got
cat >wanted <<'E2'
rank,id,score,flags
1,P-1,82.00,
2,P-3,77.67,
3,P-4,36.00,
,P-2,80.00,incomplete
E2
same got wanted "54 + 8 + 20; 51 + 20 + 6.67; 36 + 0 + 0"
t_run vp-score --config round.json --proposals proposals.csv --stage vote sheet.csv
exits 2 "no sheet is of the votes"
err_like "no reviewer marks the stage 'vote'" "is said"
printf 'id,votes\nP-1,3\nP-1,4\n' >lists/votes.csv
t_run vp-score --config round.json --proposals proposals.csv sheet.csv
exits 3 "a file of votes that is none"
err_like "^lists/votes.csv:3: error: the proposal 'P-1' comes twice" "has a line and a reason"

# ---- in a round, and again by whoever verifies it ----

printf 'id,votes\nP-1,3000\nP-3,1000\nP-4,0\n' >lists/votes.csv
vp-score -q --config round.json --proposals proposals.csv sheet.csv >filtered 2>&1
t_run vp-init -q --template blank round
cp -r round.json rubric.json lists round/
git -C round add -A && git -C round commit -qm 'Configuration'
ok "proposals come in" vp-intake -q -C round -o /dev/null "$PWD/proposals.csv"
t_run vp-score -q -C round "$PWD/sheet.csv"
exits 0 "a round scores"
same "$out" filtered "as the filter does"
t_run vp-allocate -q -C round
exits 0 "and decides"
t_run vp-audit verify -C round
exits 0 "verify reads the votes of the commit"
t_run vp status -C round
err_unlike 'vote' "status"
out_unlike 'network|vote' "waits for no sheets of the votes"
printf 'id,votes\nP-1,1\nP-3,1000\nP-4,0\n' >round/lists/votes.csv
t_run vp-score -q -C round
exits 1 "votes that are not committed are in the way"
git -C round commit -qam 'Votes counted again'
t_run vp-allocate -q -C round
exits 1 "and once they are, the ranking is outdated"

# ---- votes alone: nobody has a sheet to hand in ----

printf 'id,votes\nP-1,3\nP-2,4\nP-3,0\nP-4,4\n' >lists/votes.csv
printf '%s\n' '{"vp": 1, "id": "poll", "title": "Poll", "stages": [{"id": "vote", "from": "file:votes.csv", "full": "most"}]}' >poll.json
t_run vp-score --config round.json --rubric poll.json --proposals proposals.csv
exits 0 "votes alone make a ranking"
short >got
cat >wanted <<'E2'
rank,id,score,flags
1,P-2,100.00,
2,P-4,100.00,
3,P-1,75.00,
4,P-3,0.00,
E2
same got wanted "parts of the most; none is 0"
t_run vp-score --config round.json --rubric poll.json
exits 2 "without proposals"
err_like 'no reviewer marks anything here, and the proposals are not known' "is told as that"
t_run vp-score --config round.json --rubric poll.json --proposals proposals.csv --reliability
exits 1 "votes have no reliability"
t_run vp-score --config round.json --rubric rubric.json --proposals proposals.csv
exits 2 "a rubric with marks needs sheets still"
err_like 'no score sheet is given' "and says so"
t_run vp-init -q --template blank poll
cp round.json poll/ && cp poll.json poll/rubric.json && mkdir -p poll/lists && cp lists/votes.csv poll/lists/
git -C poll add -A && git -C poll commit -qm 'Configuration'
ok "proposals come in" vp-intake -q -C poll -o /dev/null "$PWD/proposals.csv"
t_run vp status -C poll
out_like '^next,vp score$' "status asks for no sheets"
t_run vp-score -q -C poll
exits 0 "in a round too"
short >got
same got wanted "as in the filter"
t_run vp-allocate -q -C poll
exits 0 "which decides"
t_run vp-audit verify -C poll
exits 0 "and can be done again"

# ---- a score of 100, matched money up to 50, a special bonus of 5 to 20 ----

cat >bonus.json <<'E2'
{
  "vp": 1, "id": "matching", "title": "100 + 50 + 20",
  "stages": [{"id": "panel", "pass_mark": "60.00", "criteria": [{"id": "whole", "max": "100.00"}]}],
  "bonuses": [
    {"id": "matched", "title": "配捐", "max": "50.00", "from": "field:own_funds", "of": "requested", "full": "0.50"},
    {"id": "special", "title": "专项加分", "max": "20.00", "from": "file:special.csv", "step": "1"}
  ],
  "grades": [{"grade": "A", "min_score": "85.00"}, {"grade": "B", "min_score": "60.00"}, {"grade": "C", "min_score": "0"}]
}
E2
printf 'proposal,points\nP-4,20\nP-2,5\n' >lists/special.csv
printf 'proposal,reviewer,whole\nP-1,R1,70\nP-2,R1,65\nP-3,R1,60\nP-4,R1,59\n' >whole.csv
t_run vp-score --config round.json --rubric bonus.json --proposals proposals.csv whole.csv
exits 0 "bonuses outside 100"
short >got
cat >wanted <<'E2'
rank,id,score,flags
1,P-1,110.00,grade:A
2,P-3,93.33,grade:A
3,P-2,70.00,grade:B
,P-4,79.00,gated:panel
E2
same got wanted "two fifths of half: 40; a third: 33.33; 5; and no bonus opens the gate"
printf 'proposal,points\nP-4,21\n' >lists/special.csv
t_run vp-score --config round.json --rubric bonus.json --proposals proposals.csv whole.csv
exits 1 "more than the bonus can be"
err_like "'special': the points of 'P-4', 21.00, are more than the maximum, 20.00" "is an error"

# ---- a tree with weights, a veto, n/a and steps ----

cat >brand.json <<'E2'
{
  "vp": 1, "id": "brand", "title": "品牌金字塔",
  "stages": [{"id": "brand", "title": "品牌", "na": "renormalise", "round": {"score": "0.1"}, "criteria": [
    {"id": "top", "title": "顶层设计", "weight": "20", "max": "5", "step": "1"},
    {"id": "spread", "title": "品牌传播", "weight": "20", "max": "5", "step": "1"},
    {"id": "service", "title": "服务品控", "weight": "30", "criteria": [
      {"id": "quality", "title": "质量", "weight": "0.6", "max": "10", "step": "0.5", "na": "refuse", "veto": {"below": "6"}},
      {"id": "safety", "title": "安全", "weight": "0.4", "max": "10", "step": "0.5"}]},
    {"id": "growth", "title": "能力发展", "weight": "15", "max": "5", "step": "1"},
    {"id": "structure", "title": "组织建设", "weight": "15", "max": "5", "step": "1"}]}],
  "grades": [{"grade": "五星", "min_score": "90"}, {"grade": "四星", "min_score": "75"}]
}
E2
cat >brand.csv <<'E2'
项目编号,评审专家,顶层设计,品牌传播,质量,安全,能力发展,组织建设,服务品控
P-1,R1,5,4,9.5,９,4,100%,93
P-1,R2,4,4,8,n/a,5,4,80
P-2,R1,5,5,5.5,10,5,5,
P-3,R1,3,不适用,7,7,—,2/5,
E2
t_run vp-score --config round.json --rubric brand.json --proposals proposals.csv brand.csv
exits 0 "weighted criteria"
short >got
cat >wanted <<'E2'
rank,id,score,flags
1,P-1,87.20,grade:四星
2,P-3,60.00,
,P-2,91.90,veto:brand.quality
,P-4,,incomplete
E2
same got wanted "(90.9 + 83.4 of what was marked) / 2; a third without two fifths"
printf 'proposal,reviewer,top,spread,quality,safety,growth,structure,服务品控\nP-1,R1,4.5,5,n/a,9,5,5,\nP-2,R1,5,5,9,9,5,5,89\n' >bad.csv
t_run vp-score --config round.json --rubric brand.json --proposals proposals.csv bad.csv
exits 1 "what does not fit the scales"
err_like "^bad.csv:2:3: error: the mark '4.5' for 'top' is no multiple of 1$" "off the step"
err_like "^bad.csv:2:5: error: 'n/a' is no mark for 'quality': the rubric refuses it$" "n/a where it is refused"
err_like "^bad.csv:3:9: error: the mark of the group 'service' is not the sum of its parts, 90.00$" "a group that is not what its parts come to"

t_run vp-init -q --template blank brand
cp round.json brand/ && cp brand.json brand/rubric.json
git -C brand commit -qam 'Configuration'
ok "proposals come in" vp-intake -q -C brand -o /dev/null "$PWD/proposals.csv"
t_run vp-score -q -C brand "$PWD/brand.csv"
exits 0 "weights and n/a are recorded"
cat >wanted <<'E2'
proposal,top,spread,quality,safety,growth,structure,conflict,comment
P-1,4.00,4.00,8.00,n/a,5.00,4.00,,
E2
same brand/reviews/brand/R2.csv wanted "as they were given"
t_run vp-allocate -q -C brand
like "$(cat brand/awards.csv)" 'ineligible.*marked too low for .质量., which puts a proposal out' "the reason of a veto"
t_run vp-audit verify -C brand
exits 0 "and done again"
