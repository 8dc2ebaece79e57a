#!/bin/sh
# vp-score: from score sheets to reviews, ranking and commit; and as a filter.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{
  "vp": 1,
  "id": "r",
  "title": "A round",
  "currency": "CNY",
  "fields": {"grade": {"type": "choice", "choices": ["5A", "4A", "3A"], "headings": ["Grade"]}}
}
E2
cat >rubric.json <<'E2'
{
  "vp": 1,
  "id": "rb",
  "title": "Rubric",
  "stages": [
    {"id": "paper", "title": "初评", "weight": "0.40", "pass_mark": "60.00", "criteria": [
      {"id": "need", "title": "需求性", "max": "60.00", "criteria": [
        {"id": "evidence", "title": "需求调研", "max": "40.00"},
        {"id": "urgency", "title": "紧迫性", "max": "20.00"}]},
      {"id": "team", "title": "团队能力", "max": "40.00"}]},
    {"id": "defence", "title": "终评", "weight": "0.60", "aggregate": "trimmed-mean", "criteria": [
      {"id": "answers", "title": "答辩", "max": "100.00"}]}
  ],
  "bonuses": [{"id": "grade-bonus", "title": "Bonus", "max": "2.00", "from": "field:grade", "map": {"5A": "2.00", "4A": "1.00"}}],
  "ties": ["paper.need", "-requested", "id"],
  "flags": {"range_over": "20.00", "min_reviews": 2}
}
E2
cat >proposals.csv <<'E2'
id,title,applicant,requested,grade
P-1,"Meals, hot",Org A,1000.00,5A
P-2,Visits,Org B,2000.00,
P-3,Tutors,Org C,3000.00,4A
P-4,Late,Org D,4000.00,
P-5,Unread,Org E,5000.00,
E2
cat >paper.csv <<'E2'
项目编号,评审专家,需求调研,紧迫性,团队能力（40分）,回避,意见,项目名称
P-1,R1,30,15,３０,,"Good, solid",Meals
P-1,R2,30.5,15,30,,,Meals
P-2,R1,30,15,30,,,Visits
P-2,R2,38,18,39.5,,,Visits
P-3,R1,10,5,5,,,Tutors
P-3,R2,,,,是,my own project,Tutors
P-4,R1,40,20,40,,,Late
P-4,R2,40,20,40,,,Late
E2
cat >defence.csv <<'E2'
proposal,reviewer,criterion,score
P-1,R1,answers,80
P-1,R2,answers,85
P-1,R3,answers,99
P-2,R1,答辩,80.555
P-2,R2,答辩,70
E2
cat >wanted <<'E2'
rank,id,title,applicant,score,low,high,reviews,flags,uscc,applicant_type,purpose,category,district,street,community,requested,budget,own_funds,direct_beneficiaries,indirect_beneficiaries,starts,ends,summary,grade
1,P-1,"Meals, hot",Org A,83.10,,,5,,,,,,,,,1000.00,,,,,,,,5A
2,P-2,Visits,Org B,79.27,,,4,range,,,,,,,,2000.00,,,,,,,,
,P-3,Tutors,Org C,21.00,,,1,gated:paper;few-reviews,,,,,,,,3000.00,,,,,,,,4A
,P-4,Late,Org D,100.00,,,2,incomplete,,,,,,,,4000.00,,,,,,,,
,P-5,Unread,Org E,,,,0,incomplete,,,,,,,,5000.00,,,,,,,,
E2

# ---- as a filter ----

t_run vp-score --config round.json --proposals proposals.csv paper.csv defence.csv
exits 0 "a filter ranks"
out_is "a ranking with its fields" <wanted
err_unlike "项目名称" "the title of a proposal is understood, and not needed"
t_run vp-score -q --config round.json --proposals proposals.csv defence.csv paper.csv
same "$out" wanted "the order of the sheets does not matter"
is "$(cat "$err")" "" "-q leaves notes and counts out"
t_sh 'vp-score -q --config round.json --proposals - paper.csv defence.csv <proposals.csv'
same "$out" wanted "proposals from standard input"
t_sh 'cat paper.csv | iconv -f UTF-8 -t GB18030 | sed "s/\$/\r/" | vp-score -q --config round.json --proposals proposals.csv defence.csv -'
same "$out" wanted "a sheet in GB18030 with CRLF from standard input"
t_sh 'vp-intake -q --config round.json proposals.csv | vp-score -q --config round.json --proposals - paper.csv defence.csv'
same "$out" wanted "in a pipe after vp-intake"
is "$(ls -d reviews ranking.csv 2>/dev/null)" "" "a filter leaves nothing behind"

t_run vp-score -q --config round.json --proposals proposals.csv --method median paper.csv defence.csv
out_like '^1,P-1,.*,83\.10,' "the median of three is the trimmed mean"
t_run vp-score -q --config round.json --proposals proposals.csv --method mean paper.csv defence.csv
out_like '^1,P-1,.*,84\.90,' "--method replaces the method of every stage"
t_run vp-score -q --format json --config round.json --proposals proposals.csv paper.csv
exits 0 "one stage alone"
out_like '"rank": 1, "id": "P-4", "title": "Late", "applicant": "Org D", "score": 100.00,' "JSON has numbers"
t_run vp-score -q --format table --config round.json --proposals proposals.csv paper.csv defence.csv
out_like '^rank +id +title +applicant +score +reviews +flags$' "a table leaves the fields out"
t_run vp-score -q --format sheet --config round.json --proposals proposals.csv paper.csv defence.csv
is "$(head -c 3 "$out" | od -An -tx1)" " ef bb bf" "a sheet has a mark"

# without proposals
sed '/bonuses/d; s/"-requested", //' rubric.json >plain.json
mkdir alone && cp plain.json alone/
t_run vp-score -q --rubric alone/plain.json paper.csv defence.csv
exits 0 "a rubric alone is enough"
out_is "proposals are those of the sheets" <<'E2'
rank,id,title,applicant,score,low,high,reviews,flags
1,P-1,,,81.10,,,5,
2,P-2,,,79.27,,,4,range
,P-3,,,20.00,,,1,gated:paper;few-reviews
,P-4,,,100.00,,,2,incomplete
E2
t_run vp-score --config round.json paper.csv
exits 2 "a bonus without proposals is misuse"
err_like "bonus 'grade-bonus' reads the field 'grade'" "says which bonus"
err_like 'hint: .*--proposals' "and how to mend it"
sed '/bonuses/d' rubric.json >tied.json
printf 'proposal,reviewer,answers\nB,R1,50\nA,R1,50\n' >tie.csv
t_run vp-score --rubric tied.json tie.csv
exits 2 "a tie that only a field breaks is misuse without proposals"
err_like "'A' and 'B' have the same score, '-requested' has to decide" "says which proposals"
t_run vp-score --rubric alone/plain.json --proposals proposals.csv paper.csv
exits 2 "--proposals needs round.json"

# ---- misuse ----

t_run vp-score --config round.json
exits 2 "a filter needs a sheet"
t_run vp-score --config round.json --proposals - -
exits 2 "standard input cannot be two things"
t_run vp-score --config round.json --proposals proposals.csv missing.csv
exits 2 "a sheet that is not there"
err_like '^missing.csv: error: ' "is named"
t_run vp-score --config round.json --proposals proposals.csv --stage final paper.csv
exits 2 "a stage that the rubric lacks"
err_like "the rubric has no stage 'final'" "is named"
t_run vp-score --config round.json --method best paper.csv
exits 2 "a method that there is none of"
err_like 'mean.*median.*trimmed-mean' "the methods are listed"
t_run vp-score paper.csv
exits 3 "no round here"
t_run vp-score --config nowhere/round.json paper.csv
exits 3 "no configuration there"

# ---- bad sheets: each is told, the next are read all the same ----

printf 'PK\003\004xlsx' >book.csv
: >empty.csv
printf 'proposal,reviewer,answers\n' >header.csv
printf 'proposal,reviewer,answers\nP-1,R1,"80\n' >unclosed.csv
printf 'proposal,reviewer,answers\nP-1,R\0001,80\n' >nul.csv
printf 'proposal,reviewer,answers\nP-1,R1,80\nP-2,R1,101\nP-9,R1,50\nP-1,R1,70\n' >mixed.csv
printf 'proposal,reviewer,answers\nP-1,R1,90\nP-2,R2,60\n' >again.csv
t_run vp-score --config round.json --proposals proposals.csv book.csv empty.csv header.csv unclosed.csv nul.csv mixed.csv again.csv
exits 1 "bad sheets are refused"
for f in book empty nul; do err_like "^$f.csv(:[0-9:]*)?: error: " "$f.csv is told"; done
err_like '^header.csv:1: error: the sheet has a header and no rows' "a header alone"
err_like '^unclosed.csv:2:3: error: ' "a quote that is never closed"
err_like "^mixed.csv:3:3: error: the mark '101' for 'answers' is above its maximum, 100.00" "a mark above the maximum"
err_like "^mixed.csv:4:1: error: the round has no proposal 'P-9'" "an unknown proposal"
err_like "^mixed.csv:5:1: error: the reviewer 'R1' has marked 'P-1' already, in mixed.csv:2" "two rows"
err_like "^again.csv:2:1: error: the reviewer 'R1' has marked 'P-1' already, in mixed.csv:2" "two sheets"
out_like '^1,P-1,.*,82\.00,' "good rows count, the first of two stays"
out_like '^2,P-2,.*,60\.00,' "and those after a bad sheet"
t_run vp-score --config round.json --proposals proposals.csv empty.csv
exits 1 "nothing but a bad sheet"
is "$(cat "$out")" "" "has no answer"
t_run env LC_ALL=zh_CN.UTF-8 vp-score --config round.json --proposals proposals.csv mixed.csv
err_like '^mixed.csv:3:3: 错误: 指标.+answers.+的评分.+101.+超过满分 100.00' "problems in Chinese"

awk 'BEGIN { printf "proposal,reviewer,answers"; for (i = 0; i < 10000; i++) printf ",c%d", i; print "\nP-1,R1,5" }' >columns.csv
t_run vp-score --config round.json --proposals proposals.csv columns.csv
exits 0 "10,000 columns"
is "$(grep -c ': note: ' "$err")" 11 "of which ten are named, the rest counted"
sed 's/"4A": "1.00"/"3A": "1.00"/' rubric.json >other.json
t_run vp-score --config round.json --rubric other.json --proposals proposals.csv paper.csv
exits 1 "a value that the bonus lacks"
err_like "^other.json: error: bonus 'grade-bonus' gives no points for '4A', which is the grade of proposal 'P-3'" "is told with its place"

# ---- in a round ----

t_run vp-init -q --template blank round
cp round.json rubric.json round/
git -C round commit -qam 'Configuration'
t_run vp-score -C round
exits 1 "a round without reviews has nothing to rank"
ok "proposals come in" vp-intake -q -C round -o /dev/null "$PWD/proposals.csv"
t_run vp-score -n -C round "$PWD/paper.csv" "$PWD/defence.csv"
exits 0 "a dry run"
same "$out" wanted "says what would come"
err_like '^nothing recorded: dry run$' "and that it is one"
is "$(git -C round log -1 --format=%s)" "intake: 5 accepted, 0 amended, 0 rejected" "and records nothing"
t_run vp-score -C round -m 'first reading' "$PWD/paper.csv" "$PWD/defence.csv"
exits 0 "sheets are recorded"
same "$out" wanted "the same ranking as the filter's"
same round/ranking.csv wanted "ranking.csv is the answer"
git -C round log -1 --format=%B >message
sed "s/^Vp-Version: .*/Vp-Version: X/; s/^\(Vp-Input: \)[0-9a-f]\{64\} /\1HASH /" message >told
cat >expected <<'E2'
score: 2 proposals ranked, 1 gated, 2 incomplete

first reading

Vp-Command: vp-score
Vp-Version: X
Vp-Input: HASH paper.csv
Vp-Input: HASH defence.csv

E2
same told expected "the commit says what happened and by what"
like "$(cat message)" "$(sha256sum <paper.csv | cut -d' ' -f1) paper.csv" "with the hash of the sheet"
is "$(cd round && find reviews -type f | sort | tr '\n' ' ')" \
    "reviews/defence/R1.csv reviews/defence/R2.csv reviews/defence/R3.csv reviews/paper/R1.csv reviews/paper/R2.csv " \
    "a file for each reviewer and stage"
cat >expected <<'E2'
proposal,evidence,urgency,team,conflict,comment
P-1,30.50,15.00,30.00,,
P-2,38.00,18.00,39.50,,
P-3,,,,yes,my own project
P-4,40.00,20.00,40.00,,
E2
same round/reviews/paper/R2.csv expected "reviews are canonical"
is "$(git -C round status --porcelain)" "" "the work tree follows"

tip=$(git -C round rev-parse HEAD)
t_run vp-score -C round "$PWD/defence.csv" "$PWD/paper.csv"
exits 0 "the same sheets again"
t_run vp-score -C round
same "$out" wanted "without sheets the recorded reviews are ranked"
err_like 'nothing to record' "which changes nothing"
is "$(git -C round rev-parse HEAD)" "$tip" "and makes no commit"

printf 'proposal,reviewer,answers\nP-2,R1,90\nP-4,R1,bad\nP-1,R1,80\n' >later.csv
t_run vp-score -C round "$PWD/later.csv"
exits 1 "a later sheet with a bad row"
err_like "later.csv:3:3: error: the mark 'bad' for 'answers' is not a number" "is told"
err_like 'reviews: 0 new, 1 amended, 1 unchanged' "amends row by row"
is "$(git -C round diff --stat "$tip" HEAD -- reviews | sed -n 's/ | .*//p')" " reviews/defence/R1.csv" "just what changed"
is "$(git -C round diff "$tip" HEAD -- reviews | grep '^[-+]P')" "-P-2,80.555,,
+P-2,90.00,," "one line of it"

t_run vp-score -C round --method mean
exits 0 "another method is recorded"
like "$(git -C round log -1 --format=%B)" '^Vp-Args: --method=mean$' "with what a replay needs"
t_run vp-score -C round --stage paper
exits 2 "a stage without a sheet is misuse"
t_run vp-score -C round --proposals "$PWD/proposals.csv"
exits 2 "a round has its own proposals"

# who may review
(cd round && printf 'id,name\nR1,张三\nR2,李四\nR3,王五\n' >panel.csv)
t_run vp-score -C round "$PWD/defence.csv"
exits 1 "a panel that is not committed is in the way"
git -C round add panel.csv
git -C round commit -qm 'Panel'
printf 'proposal,reviewer,answers\nP-4,張三,60\nP-4,赵六,60\nP-5,../R1,1\n' >named.csv
t_run vp-score -C round "$PWD/named.csv"
exits 1 "somebody who is not in panel.csv"
err_like "named.csv:3:2: error: the reviewer '赵六' is not in panel.csv" "is refused"
err_like "named.csv:4:2: error: the reviewer '../R1' is not in panel.csv" "and no path gets out"
like "$(cat round/reviews/defence/R1.csv)" '^P-4,60.00,,$' "a name stands for its id"

# what was recorded can be done again by anybody
ok "verify does every ranking again" vp-audit verify -C round
git clone -q round forged
sed 's/^2,P-/3,P-/; s/^1,P-/2,P-/; s/^3,P-/1,P-/' round/ranking.csv >forged/ranking.csv
git -C forged commit -q --amend -a --no-edit
t_run vp-audit verify -C forged
exits 1 "a ranking that was changed is found"
out_like '^[0-9a-f]+,ranking.csv,' "and named"

# a proposal that has left the round
git -C round rm -q proposals/P-4.json
git -C round commit -qm 'P-4 is withdrawn'
t_run vp-score -C round
exits 0 "reviews of a proposal that is gone"
err_like "reviews/paper/R2.csv: warning: 1 reviews by 'R2' do not count" "are told"
out_unlike ',P-4,' "and do not count"

# hand edits
printf 'proposal,answers,conflict,comment\nP-1,101.00,,\n' >round/reviews/defence/R3.csv
git -C round commit -qam 'Break a review'
t_run vp-score -C round
exits 3 "a review that is none"
err_like 'reviews/defence/R3.csv:2:2: error: this is no review by the rubric as it stands' "is named"
git -C round revert --no-edit HEAD >/dev/null
mkdir -p round/reviews/final && printf 'proposal,x,conflict,comment\n' >round/reviews/final/R1.csv
git -C round add reviews && git -C round commit -qm 'A stage of nobody'
t_run vp-score -C round
exits 3 "reviews of a stage that the rubric lacks"
err_like 'the rubric has no such stage' "are named"
