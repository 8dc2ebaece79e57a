#!/bin/sh
# Score sheets as they come back from reviewers: titles, totals, names in any writing, versions, comments.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{"vp": 1, "id": "gz-1", "title": "公益创投", "lang": "zh", "currency": "CNY"}
E2
cat >rubric.json <<'E2'
{"vp": 1, "id": "rb", "title": "R", "stages": [{"id": "paper", "title": "初评", "na": "renormalise", "criteria": [
  {"id": "need", "title": "需求性", "max": "60.00", "step": "1"}, {"id": "team", "title": "团队能力", "max": "40.00"}]}]}
E2
printf 'id,title,applicant,requested\nP-1,一,甲,1000.00\nP-2,二,乙,1000.00\nP-3,三,丙,1000.00\n' >proposals.csv
t_run vp-init -q --template blank round
cp round.json rubric.json round/
printf 'id,name\nR01,张三\nR02,李四\n' >round/panel.csv
git -C round add -A && git -C round commit -qm 'Configuration'
ok "proposals come in" vp-intake -q -C round -o /dev/null "$PWD/proposals.csv"

cat >first.csv <<'E2'
公益创投评分表（初评）,,,,,,
轮次：gz-1,评分标准：rb,,,,,
序号,项目编号,评审专家,需求性（60分）,团队能力（40分）,合计（100分）,意见
1,P-1,张　三,50,３５,85,"好
=SUM(A1)"
2,P-2,張三,90%,18/20,90,
3,P-3,张三,60,38,90,
,合计,,164,109,265,
,P-1,平均分,50,35,85,
注：打分以整数为宜,,,,,,
E2
iconv -f UTF-8 -t GB18030 first.csv | sed 's/$/\r/' >gbk.csv
t_run vp-score -C round "$PWD/gbk.csv"
exits 1 "a total that does not add up is told"
err_like "gbk.csv:7:6: error: the total '90' is not what the marks come to, 98.00$" "at its line, with what it should be"
err_like "gbk.csv:8: note: this row \('合计'\) is no review: it is left out" "a row of totals is no review"
err_like "gbk.csv:9: note: this row \('平均分'\) is no review" "nor one of means"
err_like "gbk.csv:10: note: this row \('注：打分以整数为宜'\) is no review" "nor a remark"
err_unlike 'panel.csv|hint: correct the reviewer' "all three ways to write the name are one reviewer"
err_like 'reviews: 2 new, 0 amended, 0 unchanged' "the good rows count"
printf 'proposal,need,team,conflict,comment\nP-1,50.00,35.00,,"好\n=SUM(A1)"\nP-2,54.00,36.00,,\n' >wanted
same round/reviews/paper/R01.csv wanted "marks in points, the comment as it is"

# a second version of the sheet amends the first
printf '项目编号,评审专家,需求性,团队能力,意见\nP-1,R01,50,35,"好\n=SUM(A1)"\nP-2,R01,40,36,改判\nP-3,R01,60,n/a,\n' >second.csv
t_run vp-score -C round "$PWD/second.csv"
exits 0 "a second version"
err_like 'reviews: 1 new, 1 amended, 1 unchanged' "amends row by row"
t_run vp-audit log -C round P-2
out_like 'paper R01' "the history of the proposal names the review"
out_like '54' "what it was"
out_like '40' "and what it became"

# sheets of something else
printf 'round,gz-0,rubric,rb\nproposal,reviewer,need,team\nP-1,R02,1,1\n' >other.csv
t_run vp-score -C round "$PWD/other.csv"
exits 1 "a sheet of another round"
err_like "other.csv:1:1: error: this sheet is of the round 'gz-0', and this is 'gz-1'" "is refused, with its line"
printf 'round,gz-1,rubric,rb-0\nproposal,reviewer,need,team\nP-1,R02,1,1\n' >other.csv
t_run env LC_ALL=zh_CN.UTF-8 vp-score -C round "$PWD/other.csv"
exits 1 "a sheet of another rubric"
err_like 'other.csv:1:3: 错误: 这份评分表用的是评分标准' "is refused in Chinese too"
t_run vp-audit verify -C round
exits 0 "all of it is done again"

# nobody is told from another
printf 'proposal,reviewer,need,team\nP-1,王五,1,1\nP-1,王 五,1,1\nP-2,王五,1,1\n' >named.csv
t_run vp-score --rubric rubric.json named.csv
exits 1 "without a panel two ways to write a name are one reviewer, too"
err_like "named.csv:3:1: error: the reviewer '王五' has marked 'P-1' already, in named.csv:2" "who marks once"
printf 'proposal,reviewer,need,team\nP-1,R01,30,20\n' >one.csv
t_run vp-score --rubric rubric.json one.csv
exits 0 "one reviewer, one proposal"
printf 'proposal,reviewer,need,team\nP-1,R01,30,20\nP-2,R01,30,20\nP-1,R02,30,20\nP-2,R02,30,20\n' >equal.csv
t_run vp-score -q --rubric rubric.json equal.csv
exits 0 "all scores equal"
is "$(cut -d, -f1,2,5 "$out" | tail -n +2 | tr '\n' ' ')" "1,P-1,50.00 2,P-2,50.00 " "go by their ids"
