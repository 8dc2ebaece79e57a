#!/bin/sh
# The life of a proposal: late and early sheets, withdrawn and back, part of it amended, its budget cut by the office.
. "${0%/*}/lib.sh"

# A proposal's file without the keyed hashes of its private columns.
plain() { awk '/^  "private": \{$/ { skip = 1 } !skip { print } skip && /^  \},?$/ { skip = 0 }' "$1" | sed -e ':a' -e '$!{N' -e 'ba' -e '}' -e 's/,\n}/\n}/'; }
command -v git >/dev/null 2>&1 || skip_all "no git"

vp-init -q r
cat >r/round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "测试", "lang": "zh", "currency": "CNY", "opens": "2023-11-01", "closes": "2023-11-30",
  "fields": { "phone": {"required": true}, "budget": {"required": true}, "grade": {"type": "text"} },
  "eligibility": [ {"id": "two", "each": "applicant", "max_count": 2},
                   {"id": "adds-up", "sum": ["requested", "own_funds"], "equals": "budget"} ],
  "funds": [ {"id": "main", "title": "公益金", "amount": "120000.00"} ],
  "allocation": { "rule": "greedy", "reserve": 2 }
}
E2
cat >r/rubric.json <<'E2'
{"vp": 1, "id": "q", "title": "Q", "stages": [{"id": "paper", "title": "书面", "criteria": [{"id": "merit", "max": "100.00"}]}]}
E2
git -C r commit -qam "our rules"
cat >a.csv <<'E2'
id,title,applicant,requested,budget,own_funds,phone,grade
P1,一,甲,60000,100000,40000,13800000001,5A
P2,二,乙,60000,100000,40000,13800000002,
P3,三,丙,60000,100000,40000,13800000003,
P4,四,丙,60000,60000,0,13800000003,
E2
intake() { vp-intake -q -C r "$@" >/dev/null; }
tip() { git -C r rev-parse HEAD; }
subject() { git -C r log -1 --format=%s; }
rejected() { cut -d, -f"$1" <"$(git -C r diff --name-only HEAD~ -- 'intake/*/rejects.csv' | sed 's|^|r/|')"; }

# ---- in time, late, early ----

t_run vp-intake -C r --received 2023-10-31 ../a.csv
exits 1 "before the call opens rows are refused"
err_like '^../a.csv:2: error: it came on 2023-10-31, before the round opened \(2023-11-01\)$' "each of them, with both days"
err_like 'hint: correct --received, or "opens" in round.json' "and how to mend it"
is "$(rejected 10 | sed -n '2,$p' | sort | uniq -c | tr -s ' ')" " 4 early" "the rejects name the rule"
ok "verify" vp-audit -q -C r verify
git -C r reset -q --hard HEAD~
t_run SOURCE_DATE_EPOCH=0 vp-intake -n -C r ../a.csv
exits 0 "a clock before the call alone refuses nothing"
err_like 'note: it is 1970-01-01 by the clock, and the round opens on 2023-11-01 only' "but is told"
err_like 'hint: set the clock, or say when the sheet came with --received' "with the mend"
t_run SOURCE_DATE_EPOCH=253402300799 vp-intake -n -C r ../a.csv
exits 0 "the last moment of the calendar"
err_like 'the round closed on 2023-11-30 and it is not said' "is after the call"
for odd in -1 99999999999999999999 253402300800 x; do
    t_run SOURCE_DATE_EPOCH=$odd vp-intake -n -C r ../a.csv
    exits 2 "a clock of '$odd' is no clock"
done
ok "in time" intake --received 2023-11-30 ../a.csv
is "$(subject)" "intake: 4 accepted, 0 amended, 0 rejected" "the last day is in time"

t_run vp-intake -C r --received 2023-10-31 ../a.csv
exits 0 "the same again changes nothing, whatever day it is"
err_like 'nothing to record: the round already has all of it' "and says so"

sed 's/^P1,一/P1,壹/; s/^P4.*/P5,五,丁,1,1,0,13800000005,/' a.csv >late.csv
tip=$(tip)
t_run vp-intake -C r --received 2023-12-01 ../late.csv
exits 1 "after the call"
err_like '^4 rows: 0 accepted, 0 amended, 2 unchanged, 2 rejected' "what is new and what is changed is refused, what was there is not late"
err_like '^../late.csv:2: error: it came on 2023-12-01, after the round had closed \(2023-11-30\)$' "an amendment too"
err_like '^../late.csv:5: error: it came on 2023-12-01' "as a new one"
err_like 'hint: admit it with --late and a reason \(-m\), or leave it out' "with the way out"
is "$(rejected '1,9,11' | tr '\n' ';')" "id,column,problem;P1,,收到日期 2023-12-01 晚于截止日期 2023-11-30;P5,,收到日期 2023-12-01 晚于截止日期 2023-11-30;" "the rejects say so"
ok "verify" vp-audit -q -C r verify
git clone -q r c1
ok "verify without the private part" vp-audit -q -C c1 verify
t_run vp-intake -C r --received 2023-12-01 ../late.csv
err_like '^nothing to record: this very sheet was taken in before' "rows that are refused again are recorded once"
git -C r reset -q --hard "$tip"
t_run vp-intake -C r --received 2023-12-01 --late ../late.csv
exits 2 "late rows are not admitted without a reason"
t_run vp-intake -C r --received 2023-12-01 --late -m "来电 138 0000 0009 说明" ../late.csv
exits 1 "a reason that points to a person"
err_like "the reason seems to hold somebody's phone number" "is refused: it would stand in the history"
is "$(tip)" "$tip" "and nothing is recorded"
t_run vp-intake -C r --received 2023-12-01 --late -m "邮路中断" ../late.csv
exits 0 "with one they are"
is "$(subject)" "intake: 1 accepted, 1 amended, 0 rejected" "and recorded"
like "$(cat r/intake/2023-12-01-*/receipt.json)" '"late": "邮路中断"' "the receipt has the reason"
like "$(git -C r log -1 --format=%B)" '^Vp-Args: --late$' "and the commit that they were late"
ok "verify" vp-audit -q -C r verify
git -C r reset -q --hard "$tip"

# ---- withdrawn ----

t_run vp-intake -C r --withdraw P2
exits 2 "a withdrawal needs a reason"
err_like 'hint: say why with -m' "and says how"
t_run vp-intake -C r --withdraw P2 -m '  　 '
exits 2 "blanks are none"
t_run vp-intake -C r --withdraw P2 -m '电话 13800000002 通知'
exits 1 "a reason that holds a phone number is refused: it is public"
t_run vp-intake -C r --withdraw P2 -m '电话１３８ ００００ ０００２通知'
exits 1 "however it is written"
t_run vp-intake -C r --withdraw P22 -m x
exits 1 "an id that is not there"
err_like "^vp-intake: error: the round has no proposal 'P22'$" "is named"
err_like "hint: did you mean 'P2'\?" "with the nearest"
for odd in ../round ../../etc/passwd '' P2.json 'P 2' p2; do
    t_run vp-intake -C r --withdraw "$odd" -m x
    exits 1 "no way out of the folder: '$odd'"
done
t_run vp-intake -C r --withdraw P1 --withdraw P9 -m x
exits 1 "one of two is unknown"
t_run vp-intake -C r --withdraw P2 -m x ../a.csv
exits 2 "a sheet beside it is misuse"
err_like "reads no sheet: '../a.csv' has no use" "and named"
t_run vp-intake -C r --withdraw P2 --late -m x
exits 2 "so are options of sheets"
t_run vp-intake -C r --withdraw P2 --reinstate P2 -m x
exits 2 "out and back at once is misuse"
t_run vp-intake --config r/round.json --withdraw P2 -m x
exits 2 "a filter has nothing to withdraw"
err_like 'hint: name the round.s folder with -C DIR' "and says what to do"
t_run vp-intake -C r --reinstate P2 -m x
exits 1 "what was not withdrawn cannot come back"
err_like "'P2' is not withdrawn" "in words"
t_run vp-intake -C r --withdraw P2 -m x --received 2023-02-30
exits 2 "a day that is none"
t_run vp-intake -n -C r --withdraw P2 -m x
exits 0 "a dry run"
is "$(tip)" "$tip" "none of it was recorded"
is "$(git -C r status --porcelain)" "" "nor left in the work tree"

t_run vp-intake -C r --withdraw P2 --received 2023-12-04 -m "单位
来函%撤回"
exits 0 "withdrawn"
out_is "the answer" <<'E2'
id,status,title,applicant
P2,withdrawn,二,乙
E2
err_like '^1 withdrawn$' "is told"
err_unlike 'outdated' "there is no ranking yet"
is "$(subject)" "intake: P2 withdrawn" "the commit says what happened"
is "$(git -C r log -1 --format=%B | git interpret-trailers --parse | grep Args | tr '\n' ';')" \
    "Vp-Args: --message=单位 来函%25撤回;Vp-Args: --received=2023-12-04;Vp-Args: --withdraw=P2;" "and what verify needs"
plain r/proposals/P2.json >plain.json
same plain.json - "the file keeps all of it" <<'E2'
{
  "vp": 1,
  "id": "P2",
  "title": "二",
  "applicant": "乙",
  "requested": "60000.00",
  "budget": "100000.00",
  "own_funds": "40000.00",
  "withdrawn": {"on": "2023-12-04", "reason": "单位 来函%撤回"}
}
E2
is "$(git -C r diff --stat=200 HEAD~ | tail -1)" " 1 file changed, 2 insertions(+), 1 deletion(-)" "and nothing else changes"
t_run vp-intake -C r --withdraw P2 -m x
exits 1 "once is enough"
err_like "'P2' was withdrawn already, on 2023-12-04: 单位 来函%撤回" "and it says when and why"
t_run vp -C r status
out_like '^proposals,3$' "status counts those that stand"
out_like '^withdrawn,1$' "and the others"
t_run vp -C r status --format table
out_like '^ +1 more were withdrawn$' "for people too"
t_run vp-audit -C r log P2
out_like 'intake: P2 withdrawn,withdrawn on 2023-12-04: 单位 来函%撤回$' "the log of the proposal has it"

# ---- its rows again ----

t_run vp-intake -C r ../a.csv
exits 0 "the same sheet again"
err_like '^4 rows: 0 accepted, 0 amended, 4 unchanged, 0 rejected' "changes nothing"
err_like "note: 'P2' stays withdrawn \(2023-12-04\)" "and says that it stays withdrawn"
out_unlike '^P2,' "the answer has those that stand"
sed 's/^P2,二/P2,贰/' a.csv >again.csv
t_run vp-intake -C r ../again.csv
exits 1 "a changed row"
err_like "^../again.csv:3:1: error: the proposal was withdrawn on 2023-12-04: 单位 来函%撤回$" "is refused, with day and reason"
err_like 'hint: take the withdrawal back first \(vp-intake --reinstate P2 -m REASON\), or hand it in under a new id' "and the mend"
is "$(rejected 10 | sed -n 2p)" withdrawn "the rejects name the rule"
ok "verify" vp-audit -q -C r verify
git -C r reset -q --hard HEAD~

# 丙 has two, which is all; when one goes another may come
printf 'id,title,applicant,requested,budget,own_funds,phone\nP6,六,丙,1,1,0,13800000003\n' >third.csv
t_run vp-intake -n -C r ../third.csv
exits 1 "a third of one organisation is refused"
ok "P4 goes" intake --withdraw P4 -m "换一个项目"
ok "and another may come" intake ../third.csv
t_run vp-intake -n -C r ../a.csv
exits 0 "the old sheet still changes nothing"
tip=$(tip)
t_run vp-intake -C r --reinstate P4 -m "误操作"
exits 1 "who comes back counts again"
err_like "'P4' cannot come back: rule 'two' refuses it: .* '丙' already has 2 proposals" "and must find room"
err_like 'hint: withdraw another one of them first' "which somebody has to make"
is "$(tip)" "$tip" "nothing was recorded"
ok "P3 makes room" intake --withdraw P3 -m "换"
t_run vp-intake -C r --reinstate P4 --reinstate P3 -m "误操作"
exits 1 "for one, not for two"
t_run vp-intake -C r --reinstate P4 -m "误操作"
exits 0 "a withdrawal is taken back"
is "$(subject)" "intake: P4 reinstated" "the commit says so"
is "$(git -C r diff HEAD~~~~ -- proposals/P4.json)" "" "the file is as it was"
ok "P6 goes" intake --withdraw P6 -m "x"
ok "P3 is back" intake --reinstate P3 -m "x"
t_run vp-intake -C r --reinstate P4 --received 2023-12-05 -m x
exits 2 "there is no day of it"
ok "two at once" intake --withdraw P4 --withdraw P3 --withdraw P4 -m "两项"
is "$(subject)" "intake: 2 proposals withdrawn" "are one commit"
ok "and back" intake --reinstate P3 --reinstate P4 -m "两项"
ok "P2 comes back" intake --reinstate P2 -m "继续参加"
t_run vp-audit -C r log P2
out_like 'intake: P2 reinstated,withdrawal taken back$' "the log has that too"
ok "verify" vp-audit -q -C r verify

# ---- ranked and awarded, then withdrawn ----

cat >sheet.csv <<'E2'
proposal,reviewer,merit
P1,R1,90
P2,R1,80
P3,R1,70
P4,R1,60
E2
ok "ranked" vp-score -q -C r ../sheet.csv
ok "awarded" vp-allocate -q -C r
is "$(cut -d, -f1,2 r/awards.csv | tr '\n' ' ')" "id,status P1,awarded P2,awarded P3,reserve P4,reserve " "two awards, two in reserve"
printf 'proposal,reviewer,merit\nP6,R1,50\n' >gone.csv
t_run vp-score -n -C r ../gone.csv
exits 0 "marks of a withdrawn proposal are kept"
err_like "note: 'P6' was withdrawn on 2023-11-14: it is not ranked" "and do not count"
out_unlike ',P6,' "it is not in the ranking"
err_like '^1 more were withdrawn and are not ranked$' "and counted apart"
t_run vp-intake -C r --withdraw P1 -m "不再实施"
exits 0 "what was awarded may be withdrawn"
err_like 'the ranking and the awards are outdated now: run vp-score, then vp-allocate' "and it says what to run"
t_run vp-allocate -C r
exits 1 "nothing is allocated by the old ranking"
err_like "the ranking is outdated: it has 'P1', which was withdrawn on 2023-11-14" "and it says why"
err_like 'hint: rank the proposals again: vp-score' "and what to run"
t_run vp-report -C r notice
exits 1 "nor published"
err_like 'vp-score' "with what to run"
t_run vp-report -C r annual --year 2023 --lang en --format md
exits 0 "the account is of what was decided"
out_like 'Of these awards 1, CNY 60,000.00 in all, are of proposals that have been withdrawn since' "and counts what was withdrawn"
out_like 'withdrawn on 2023-11-14: 不再实施' "and says so of the award"
t_run vp-report -C r annual --year 2022 --lang en --format md
out_unlike 'Of these awards' "an account of another year has none"
t_run vp -C r status
out_like '^ranking,outdated$' "status: outdated"
out_like '^next,vp score$' "and what comes next"
ok "ranked again" vp-score -q -C r
ok "its reviews stay" grep -q '^P1,' r/reviews/paper/R1.csv
t_run vp-allocate -q -C r
exits 0 "allocated again"
is "$(cut -d, -f1,2 r/awards.csv | tr '\n' ' ')" "id,status P2,awarded P3,awarded P4,reserve " "the reserve moves up"
t_run vp-report -C r notice --lang en --format md
exits 0 "published"
out_like 'Proposals withdrawn.*2' "the notice counts what was withdrawn"
t_run vp -C r status
out_like '^awards,current$' "all is current"
for p in P2 P3 P4; do intake --withdraw $p -m x; done
t_run vp-score -C r
exits 0 "when all are withdrawn the ranking is empty"
t_run vp-allocate -C r
exits 1 "and nothing can be awarded"
t_run vp -C r status
out_like '^next,vp intake proposals.csv$' "status asks for proposals"
ok "verify" vp-audit -q -C r verify
ok "all back" intake --reinstate P1 --reinstate P2 --reinstate P3 --reinstate P4 -m x

# ---- approved budgets ----

printf '项目编号,项目名称,核定预算（万元）\nP1,,8\nP2,二,10\nP3,,3\nP9,,5\nP4,,6.1\n,,5\n合计,,37.1\n' >cut.csv
tip=$(tip)
t_run vp-intake -C r ../cut.csv
exits 1 "a sheet of parts is no sheet of proposals"
err_like 'hint: .*a sheet that only amends proposals of the round needs --amend' "but might be with --amend"
t_run vp-intake --config r/round.json --amend cut.csv
exits 2 "a filter has nothing to amend"
printf '项目编号,随便\nP1,8\n' >nothing.csv
t_run vp-intake -C r --amend ../nothing.csv
exits 1 "an id alone amends nothing"
err_like 'beside the id no column says what is to be amended' "and it says so"
printf '项目名称,核定预算\n一,8\n' >noid.csv
t_run vp-intake -C r --amend ../noid.csv
exits 1 "without ids nobody knows what"
is "$(tip)" "$tip" "none of it was recorded"
t_run vp-intake -C r --amend --received 2024-01-10 -m "预算评审" ../cut.csv
exits 1 "some rows are refused"
err_like '^7 rows: 0 accepted, 3 amended, 0 unchanged, 3 rejected, 1 not a proposal$' "the others amend; what the office approves is never late"
err_like "^../cut.csv:5:1: error: the round has no proposal 'P9' to amend$" "what the round does not have"
err_like "^../cut.csv:6:3: error: the approved budget of 61000.00 is more than the budget of 60000.00$" "what is more than was budgeted"
err_like "^../cut.csv:7:1: error: the cell is blank$" "a row without an id"
is "$(grep -c 'error:' "$err")" 3 "and nothing else of these rows"
err_unlike 'stated total' "the stated total is right"
is "$(rejected '4-6' | tr '\n' ';')" "row,column,rule;5,项目编号,amend;6,核定预算（万元）,approved;7,项目编号,required;" "the rejects have the sheet's own columns"
is "$(sed -n '1,3p' r/intake/2024-01-10-*/source.csv | tr '\n' ';')" "row,kind,项目编号,项目名称,核定预算（万元）;2,proposal,P1,,8;3,proposal,P2,二,10;" "so has the source"
like "$(cat r/intake/2024-01-10-*/receipt.json)" '^  "amend": true,$' "the receipt says that they were parts"
plain r/proposals/P1.json >plain.json
same plain.json - "what was asked stays" <<'E2'
{
  "vp": 1,
  "id": "P1",
  "title": "一",
  "applicant": "甲",
  "requested": "60000.00",
  "budget": "100000.00",
  "own_funds": "40000.00",
  "approved_budget": "80000.00",
  "grade": "5A"
}
E2
ok "verify" vp-audit -q -C r verify
rm -rf c1 && git clone -q r c1
ok "verify without the private part" vp-audit -q -C c1 verify
tip=$(tip)
t_run vp-intake -C r --amend --received 2024-01-10 ../cut.csv
err_like '3 unchanged' "the same again changes nothing"
is "$(tip)" "$tip" "and records nothing"
t_run vp-intake -C r ../a.csv
exits 0 "the applicants' sheet again"
err_like '4 unchanged' "does not take the approved budget away"
t_run vp-intake -C r --received 2024-01-11 ../a.csv
exits 0 "nor is it late: it asks for nothing new"

ok "ranked" vp-score -q -C r
ok "awarded" vp-allocate -q -C r
is "$(head -1 r/ranking.csv)" "$(head -1 r/ranking.csv | sed 's/,grade.*//'),grade,approved_budget" "the new column is the last"
sed 's/","/;/; s/^\([^"]*\)"\([^"]*\)".*/\1\2/' r/awards.csv | cut -d, -f1-3,7,10- | sed '1s/reason.*/reason/' >got.csv
same got.csv - "grants start from the approved budget less own funds; what was requested stays" <<'E2'
id,status,amount,requested,reason
P1,awarded,40000.00,60000.00,资助40,000.00元（核定预算 80,000.00元，扣除自筹 40,000.00元）：排名第 1，得分 90.00
P2,awarded,60000.00,60000.00,资助60,000.00元：排名第 2，得分 80.00
P3,ineligible,0.00,60000.00,无可资助金额：核定预算 30,000.00元，扣除自筹 40,000.00元
P4,reserve,0.00,60000.00,候补第 1 位：可用资金还能支付 20,000.00元，本项目需要 60,000.00元
E2
ok "verify" vp-audit -q -C r verify
printf 'id,approved_budget\nP4,15000\n' >cut4.csv
ok "without own funds it is the approved budget" intake --amend ../cut4.csv
vp-score -q -C r && vp-allocate -q -C r
is "$(grep '^P4' r/awards.csv | cut -d, -f1-3)" "P4,awarded,15000.00" "at most"
like "$(grep '^P4' r/awards.csv)" '15,000.00元（核定预算 15,000.00元）' "and the reason says so"

# The same as a filter: the column travels.
vp-intake -q -C r --format csv ../a.csv >accepted.csv
vp-score -q --config r/round.json --proposals accepted.csv sheet.csv 2>/dev/null | tee ranked.csv |
    vp-allocate -q --config r/round.json - >awards.csv
same ranked.csv r/ranking.csv "a filter ranks as the round does"
same awards.csv r/awards.csv "and awards as the round does"

# ---- other parts ----

printf 'id,title,summary,phone,grade\nP1,壹,简介,,\nP2,,,13900000002,4A\n' >part.csv
t_run vp-intake -C r --amend ../part.csv
exits 0 "other fields are amended in the same way"
err_like '^2 rows: 0 accepted, 2 amended' "blank cells change nothing"
like "$(cat r/proposals/P1.json)" '"grade": "5A"' "what is blank stays"
like "$(cat r/proposals/P1.json)" '"title": "壹"' "what is not is changed"
like "$(cat r/proposals/P1.json)" '"approved_budget": "80000.00"' "beside the rest"
printf 'id,title,approved_budget\nP1,壹壹,70000\nP2,,90000\n' >part2.csv
t_run vp-intake -n -C r --amend --received 2024-01-12 ../part2.csv
exits 1 "what applicants amend late is late"
err_like '^../part2.csv:2: error: it came on 2024-01-12, after the round had closed' "in a sheet of parts too"
err_like '^2 rows: 0 accepted, 1 amended, 0 unchanged, 1 rejected' "and only that"
printf 'id,requested\nP1,61000\n' >sum.csv
t_run vp-intake -n -C r --amend ../sum.csv
exits 1 "rules judge the whole"
err_like '../sum.csv:2:.* 101000.00' "as it would be"
printf 'id,approved_budget\nP6,1\nP1,x\nP1,5\n' >bad.csv
t_run vp-intake -n -C r --amend ../bad.csv
exits 1 "a withdrawn one, a bad cell, an id twice"
err_like '^../bad.csv:2:1: error: the proposal was withdrawn' "the first"
err_like "^../bad.csv:3:2: error: 'x' is not an amount" "the second"
err_like "^../bad.csv:4:1: error: the id 'P1' is already used in row 3" "the third"

# ---- anyone can do it again, and finds what was changed ----

for place in r c1; do
    [ $place = r ] || git -C $place pull -q
    t_run vp-audit -C $place verify
    exits 0 "verify holds in $place"
done
for what in 's/"reason": "x"/"reason": "y"/' 's/"on": "2023-11-14"/"on": "2023-11-13"/' 's/六/陆/'; do
    rm -rf c2 && git clone -q r c2
    git -C c2 reset -q --hard "$(git -C r log --format=%H -1 --grep='^intake: P6 withdrawn')"
    sed -i "$what" c2/proposals/P6.json
    git -C c2 commit -q --amend -a --no-edit
    t_run vp-audit -C c2 verify
    exits 1 "verify finds: $what"
    out_like 'proposals/P6.json' "and where"
done
rm -rf c2 && git clone -q r c2
printf '{\n  "vp": 1,\n  "id": "P6",\n  "withdrawn": true\n}\n' >c2/proposals/P6.json
git -C c2 commit -qam "by hand"
t_run vp-score -C c2
exits 3 "a withdrawal that says neither when nor why is corruption"
err_like 'it does not say when and why it was withdrawn' "and named"
