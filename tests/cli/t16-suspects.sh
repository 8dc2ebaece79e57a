#!/bin/sh
# vp-intake: pairs that may be one proposal are told, decided about, kept, and found again by verify.
. "${0%/*}/lib.sh"

ok "a round" vp-init --template blank --id t --title 测试 r
cd r || exit 1
cat >round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "测试", "lang": "zh", "currency": "CNY",
  "fields": { "uscc": {"headings": ["代码"]} },
  "eligibility": [ {"id": "two", "each": "applicant", "max_count": 3} ],
  "funds": [{"id": "fund", "title": "示例资金", "amount": "100000.00"}], "allocation": {"rule": "rank"}
}
E2
git commit -qam "our rules"
head='id,title,applicant,uscc,requested,phone,summary'
long='为辖区八十岁以上独居长者安装防跌倒扶手与紧急呼叫器，由持证社工每两周上门探访一次，建立健康档案，并联动社区医院开展用药指导和慢病随访'
changed='为辖区八十岁以上独居长者安装防滑扶手与紧急呼叫器，由持证社工每两周入户探访一次，建立健康台账，并联动社区医院开展用药指导和慢病随访'
other='组织随迁儿童在周末走进博物馆和科技馆，培训大学生志愿者担任讲解员，记录孩子们的观察笔记，学期末举办一次展览和家长分享会'
third='为残障青年开设咖啡制作和收银实训课程，与三家门店签订实习协议，配备就业辅导员跟进六个月，建立同伴支持小组'
cat >../a.csv <<E2
$head
P1,独居长者安全到家,示例甲中心,52440104EXA049461P,100,13800000001,$long
P2,银龄守护行动,示例乙中心,52440104EXA018913N,200,13800000002,${changed}。
P3,周末博物馆,示例丙中心,52440111EXA068363L,300,13800000003,$other
P4,咖啡实训,示例丁中心,51440118EXA0378071,400,138-0000-0003,$third
P5,「咖啡」实訓,示例丁中心,51440118EXA0378071,500,,
P6,社区花园,示例 丙中心,52440104EXA001599G,600,,
E2
t_run vp-intake -n --suspects ../s.csv ../a.csv
exits 0 "suspects are no errors"
err_like "^../a.csv:3: warning: the summary of 'P2' is [6-9][0-9] % like that of 'P1' \(../a.csv:2\)$" \
    "a text under another name, a tenth of its words changed"
err_like "^../a.csv:5: warning: 'P4' has the same phone as 'P3' \(../a.csv:4\), of another organisation; texts [0-9]+ % alike$" "a phone"
err_like "^../a.csv:6: warning: 'P5' has the same code and title as 'P4' \(../a.csv:5\)$" "a code and title"
err_like "^../a.csv:7: warning: the applicant of 'P6' has the same name as that of 'P3' \(../a.csv:4\), under another code; texts [0-9]+ % alike$" "a name"
err_unlike '13800000003|138-0000' "the phone itself is not told"
err_like '^4 pairs may be duplicates' "and their number"
is "$(cut -d, -f1-3,5- ../s.csv | tr '\n' ';')" "first,second,reason,decision,note,round,paid;P1,P2,summary,,,,;P3,P4,phone,,,,;P3,P6,applicant,,,,;P4,P5,code-title title,,,,;" \
    "as a file, to be decided"
t_run vp-intake --no-suspects -n --suspects ../s.csv ../a.csv
exits 2 "not looked for and written is a contradiction"
t_run vp-intake -n --no-suspects ../a.csv
err_unlike 'warning|duplicates' "not looked for when not wanted"

# Decisions that make no sense.
decide() { printf 'first,second,decision,note\n%s\n' "$1" >../d.csv; t_run vp-intake -n --decide ../d.csv ../a.csv; }
decide 'P1,P9,keep,'
exits 1 "an unknown proposal is refused"
err_like "^../d.csv:2:1: error: 'P1' and 'P9' are no suspect pair$" "with its place"
decide 'P1,P3,keep,'
exits 1 "a pair that is no suspect is refused"
decide 'P1,P2,perhaps,'
exits 1 "a word that is no decision is refused"
err_like "^../d.csv:2:3: error: 'perhaps' is no decision" "with its place"
err_like 'hint: write keep, drop-first or drop-second' "and the words there are"
decide 'P1,P2,keep,ask 13912345678'
exits 1 "a note that points to a person is refused"
err_unlike '13912345678' "and not repeated"
decide "P1,P2,keep,
P2,P1,drop,"
err_like "decided twice" "a pair is decided once"
printf 'first,decision\nP1,keep\n' >../d.csv
t_run vp-intake -n --decide ../d.csv ../a.csv
err_like "there is no column 'second'" "a file that lacks a column is refused"
t_run vp-intake -n --decide ../none.csv ../a.csv
exits 2 "a file of decisions that is not there"

t_run vp-intake -n --decide '' ../a.csv
exits 2 "a file of decisions without a name"
err_like '--decide needs the name of a file' "and what is missing"
t_run vp-intake -n --decide - - <../d.csv
exits 2 "sheet and decisions cannot both be standard input"
t_run vp-intake --config round.json --decide - <../d.csv
exits 2 "nor in a filter"
err_like 'standard input can be read only once' "and why"

# With the sheet.
sed -e '/^P1,P2/s/,,,,$/,剔除P2,"一稿两投",,/' -e '/^P3,P6/s/,,,,$/,保留,两家机构,,/' ../s.csv >../d.csv
t_run vp-intake --decide ../d.csv ../a.csv
exits 0 "what was decided is no refusal of the sheet"
err_like "^../a.csv:3: error: dropped as a duplicate of 'P1', as decided: 一稿两投$" "a dropped row says why"
err_like '6 rows: 5 accepted, 0 amended, 0 unchanged, 1 rejected, 0 not a proposal' "the counts add up"
is "$(git log -1 --format=%s)" "intake: 5 accepted, 0 amended, 1 rejected" "the commit says what happened"
folder=$(echo intake/2023*)
is "$(cut -d, -f1,2,5,6 "$folder/suspects.csv" | tr '\n' ';')" \
    "first,second,decision,note;P1,P2,drop-second,一稿两投;P3,P4,,;P3,P6,keep,两家机构;P4,P5,,;" "the pairs and what was decided"
same "$folder/decisions.csv" - "the decisions" <<'E2'
first,second,decision,note,round
P1,P2,drop-second,一稿两投,
P3,P6,keep,两家机构,
E2
same intake/decisions.csv "$folder/decisions.csv" "and all of the round's"
like "$(cat "$folder/rejects.csv")" ',3,,duplicate,' "the dropped row is among the rejects"
like "$(cat "$folder/receipt.json")" '"duplicate": 1' "and counted by its rule"
like "$(git log -1 --format=%B)" "^Vp-Input: $(sha256sum ../d.csv | cut -c1-64) d.csv$" "the commit names the decisions"
like "$(cat "$folder/receipt.json")" "\"decisions_sha256\": \"$(sha256sum "$folder/decisions.csv" | cut -c1-64)\"" "the receipt too"
is "$(git log -p | grep -c '1380000')" 0 "no phone is in the history"
t_run vp-audit verify
exits 0 "verify finds and decides it again"

# What was decided once is not told again, and stays decided.
t_run vp-intake ../a.csv
err_unlike "summary of 'P2'|applicant of 'P6'" "decided pairs are not told again"
err_like "has the same phone" "others are"
err_like '5 unchanged, 1 rejected' "what was dropped stays so"
is "$(git rev-list --count HEAD)" 3 "and nothing is recorded"

# Against what the round has.
cat >../b.csv <<E2
$head
Q1,小小讲解员,示例戊中心,52440104EXA018913N,100,,$other
E2
t_run vp-intake ../b.csv
exits 0 "another sheet"
err_like "^../b.csv:2: warning: the summary of 'Q1' is 100 % like that of 'P3' \(proposals/P3.json\)$" "compared with the round"
t_run vp-audit verify
exits 0 "verify finds it again"

# Later, without a sheet.
printf 'first,second,decision,note\nP3,Q9,keep,\n' >../d.csv
t_run vp-intake --decide ../d.csv
exits 1 "later too, only suspects can be decided about"
printf 'first,second,decision,note\nP3,Q1,drop-second,同一文本\nP4,P5,drop P5,\nP3,P4,保留,\n' >../d.csv
t_run vp-intake -n --decide ../d.csv
exits 0 "a rehearsal"
err_like '3 pairs decided, 2 proposals dropped' "says what would be"
is "$(git rev-list --count HEAD)" 4 "and records nothing"
t_run vp-intake --decide ../d.csv
exits 0 "decisions without a sheet"
is "$(git log -1 --format=%s)" "intake: 2 dropped as duplicates" "are a commit"
is "$(ls proposals | tr '\n' ' ')" "P1.json P3.json P4.json P6.json " "the dropped ones are gone"
is "$(cut -d, -f1-3 intake/decisions.csv | tr '\n' ';')" \
    "first,second,decision;P1,P2,drop-second;P3,P4,keep;P3,P6,keep;P3,Q1,drop-second;P4,P5,drop-second;" "all decisions are kept"
t_run vp-intake --withdraw P5 -m x
exits 1 "what was dropped cannot be withdrawn"
err_like "'P5' was dropped as a duplicate: it is not in the round" "and it is said why"
err_like "decide about 'P4' and 'P5' again with --decide" "and how it comes back"
t_run vp-intake --decide ../d.csv --earlier ../x
exits 2 "what asks for a sheet needs one"
t_run vp-intake --withdraw P4 -m x --no-suspects
exits 2 "a withdrawal too"
t_run vp-intake --decide ../d.csv
exits 1 "what is gone cannot be dropped again"
err_like "there is no proposal 'Q1' in this round" "and is named"
t_run vp-intake ../b.csv
exits 0 "the dropped sheet again"
err_like "dropped as a duplicate of 'P3', as decided: 同一文本" "stays dropped"
is "$(ls proposals | wc -l | tr -d ' ')" 4 "and does not come back"
printf 'first,second,decision,note\nP3,Q1,keep,改判\n' >../d.csv
t_run vp-intake --decide ../d.csv ../b.csv
exits 0 "another decision"
is "$(git show HEAD:proposals/Q1.json | grep -c Q1)" 1 "brings it back"
t_run vp-audit verify
exits 0 "verify does all of it again"

# A clone has no phones.
ok "a clone" git clone -q . ../clone
t_run vp-audit verify -C ../clone
exits 0 "verify in a clone"
err_like 'unchecked|not checked|private' "says what could not be checked"
sed -i 's/^P3,P4,phone,[0-9]*/P3,P4,phone,77/' "$folder/suspects.csv"
git commit -qam "tamper"
t_run vp-audit verify
exits 1 "suspects changed by hand are found"
git reset -q --hard HEAD~1

# Earlier rounds.
mkdir ../2022
printf 'id,status,amount,title,applicant,uscc,summary\nE1,awarded,80000.00,博物馆里的周末,示例己中心,,"%s"\nE2,unfunded,0.00,x,y,,%s\n' "$other" "$third" >../2022/awards.csv
cat >../c.csv <<E2
$head
R1,科技馆日,示例庚中心,,100,,$other
R2,就业实训,示例辛中心,,100,,$third
E2
cp -R ../clone ../bare-source && git clone -q --bare ../bare-source ../bare.git
t_run vp-intake --earlier ../2022 --earlier ../bare.git ../c.csv
exits 0 "earlier rounds"
err_like "^../c.csv:2: warning: 'R1' is 100 % like 'E1', funded before \(2022: 80000.00\)$" "which round, and what it was paid"
err_unlike "'E2'" "what was not funded is not compared"
err_like "'R2' is 100 % like 'P4', funded before \(t\)$" "a bare repository without awards: its proposals"
like "$(git log -1 --format=%B)" '^Vp-Args: --earlier=2022$' "the commit names the rounds"
t_run vp-audit verify
exits 0 "verify takes what earlier rounds had as it is recorded"
printf 'first,second,decision,note,round\nE1,R1,drop,已资助,2022\n' >../d.csv
t_run vp-intake --decide ../d.csv
exits 0 "a pair with an earlier round is decided too"
is "$(ls proposals/R1.json 2>/dev/null)" "" "and dropped"
printf 'first,second,decision,note,round\nE1,R1,drop-first,,2022\n' >../d.csv
t_run vp-intake --decide ../d.csv
err_like 'of an earlier round' "an earlier round's proposal cannot be"
t_run vp-audit verify
exits 0 "verify once more"
t_run vp-intake -n --earlier ../none ../c.csv
exits 3 "a round that is not there"
mkdir ../empty
t_run vp-intake -n --earlier ../empty ../c.csv
exits 3 "a folder that is no round"
# An old list of awards may say little: the rest is in the proposals beside it. Who withdrew there was funded nowhere.
mkdir ../2021 && cp round.json ../2021/
old() { printf '{\n  "vp": 1,\n  "id": "%s",\n  "title": "%s",\n  "applicant": "示例癸中心",\n  "requested": "100.00",\n  "summary": "%s"%s\n}\n' "$@" >"../2021/proposals/$1.json"; }
mkdir ../2021/proposals && old O1 旧名 "$other" '' && old O2 再旧 "$third" ',
  "withdrawn": {
    "on": "2021-05-01",
    "reason": "x"
  }'
printf 'id,status,title\nO1,awarded,旧名\n' >../2021/awards.csv
t_run vp-intake -n --earlier ../2021 ../c.csv
err_like "'R1' is 100 % like 'O1', funded before \(t\)$" "the summary of an award comes from its proposal"
echo '{' >../2021/proposals/O3.json
t_run vp-intake -n --earlier ../2021 ../c.csv
exits 0 "a proposal that cannot be read is no harm beside awards"
rm ../2021/awards.csv
t_run vp-intake -n --earlier ../2021 ../c.csv
exits 3 "but it is without them"
rm ../2021/proposals/O3.json
t_run vp-intake -n --earlier ../2021 ../c.csv
err_like "'R1' is 100 % like 'O1'" "a round without awards: what stands in it"
err_unlike "'O2'" "not what was withdrawn"
t_run vp-intake -n --suspects - ../c.csv
exits 2 "suspects do not go where the answer goes"
err_like "^vp-intake: error: --suspects: '-' is no file" "and it is said"
t_run vp-intake -n --rejects - ../c.csv
exits 2 "nor do rejects"

# As a filter.
t_run vp-intake --config round.json ../a.csv
exits 0 "a filter"
err_like "the summary of 'P2'" "looks for them too"
out_like '^P2,accepted' "and answers all the same"
printf 'first,second,decision,note\nP1,P2,drop-first,\n' >../d.csv
t_run vp-intake --config round.json --strict --decide ../d.csv ../a.csv
exits 0 "a decision is no refusal, however strict"
out_unlike '^P1,' "and what it drops is not in the answer"
t_run vp-intake -n --suspects '' ../a.csv
exits 2 "--suspects needs a name"
t_run vp-intake -n --no-suspects --decide ../d.csv ../a.csv
exits 2 "nothing is decided about what is not looked for"
mkdir ../odd
printf 'id,name\nE1,x\n' >../odd/awards.csv
t_run vp-intake -n --earlier ../odd ../c.csv
exits 3 "awards without titles are no awards"
err_like "^../odd/awards.csv:1:1: error: there is no column 'title'$" "and said to be so"
printf 'id,status,amount,title,applicant,summary\n13912345678,awarded,a lot,x,y,"%s"\n' "$other" >../odd/awards.csv
t_run vp-intake -n --suspects ../s.csv --earlier ../odd ../c.csv
like "$(cat ../s.csv)" '^\*\*\*,R1,summary,10000,,,odd,$' "what points to a person, or is no amount, is not taken over"

# Phones of proposals that the round has already are kept privately: they are compared where they are kept, as they are
# now, and told of nobody who was withdrawn or forgotten.
cd .. && ok "another round" git clone -q r phones && cd phones && git reset -q --hard "$(git rev-list --max-parents=0 HEAD)"
cp ../r/round.json . && sed -i 's/"max_count": 3/"max_count": 9/' round.json && git commit -qam "our rules"
row() { printf 'id,title,applicant,requested,phone,summary\n%s\n' "$1" >"../$2"; t_run vp-intake "../$2"; }
row "A1,少年足球,示例甲中心,100,13800000001,$long" p1.csv
row 'A2,乡村书屋,示例乙中心,100,138-0000-0001,' p2.csv
err_like "^../p2.csv:2: warning: 'A2' has the same phone as 'A1' \(proposals/A1.json\), of another organisation; texts" "a phone that the round has"
is "$(git show --format= --name-only HEAD | sed 's/.*\///' | tr '\n' ' ')" "receipt.json rejects.csv source.csv suspects.csv A2.json " \
    "the pair is recorded"
t_run vp-audit verify
exits 0 "and found again"
err_like '^unchecked: 1 steps rest on' "but for the phone, which rests on what was kept then"
ok "a clone of it" git clone -q . ../elsewhere
t_run vp-audit verify -C ../elsewhere
exits 0 "and taken as recorded in a clone"
err_like '^unchecked: 2 steps rest on what is not here' "which says how many, however many pairs there are"
for n in 1 2 3 4; do # whatever the order of the files
    printf 'id,phone\nA1,138000000%s0\n' $n >../p3.csv
    vp-intake --amend ../p3.csv >/dev/null 2>&1
    row "B$n,项目$n,示例子$n中心,100,138000000${n}0," p4.csv
    err_like "'B$n' has the same phone as 'A1'" "the phone as it is now ($n)"
done
row 'C1,社区菜园,示例丙中心,100,13800000001,' p5.csv
err_like "'C1' has the same phone as 'A2'" "of who has it still"
err_unlike "same phone as 'A1'" "not as it was"
row 'C2,社区食堂,示例丁中心,100,13800000040,' p6.csv
err_like "'C2' has the same phone as 'A1'" "and once more"
t_run vp-intake --forget A1
exits 0 "A1 is forgotten"
row 'C3,社区剧场,示例戊中心,100,13800000030,' p7.csv
err_unlike "'A1'" "and its phones with it"
t_run vp-audit verify
exits 0 "verify after forgetting"

row 'C4,社区影院,示例卯中心,100,020-8765 4321; +86 138 0000 0088,' p7.csv
row 'C5,社区广场,示例辰中心,100,0086-13800000088,' p7.csv
err_like "'C5' has the same phone as 'C4'" "one of several numbers, and a country's prefix"
row 'C6,社区舞台,示例巳中心,100,(020)87654321,' p7.csv
err_like "'C6' has the same phone as 'C4'" "a landline"

# Who was withdrawn is no duplicate of anything.
row "D1,守护,示例己中心,100,13800000077,$changed" p8.csv
err_like "the summary of 'D1' is [0-9]+ % like that of 'A1'" "as long as A1 stands"
ok "D1 and A1 are withdrawn" vp-intake --withdraw D1 --withdraw A1 -m '来函'
row "D2,平安,示例庚中心,100,13800000077,${changed}！" p10.csv
exits 0 "the same again under another name"
err_unlike "'D1'|'A1'|suspect|duplicate" "is compared with nobody who was withdrawn"
rm -rf .git/vp/cache
row "D3,安居,示例辛中心,100,13800000077,${changed}？" p11.csv
err_like "'D3' is [0-9]+ % like that of 'D2'" "nor without the index"
err_unlike "'D1'|'A1'" "nor without the index, either"
t_run vp-intake ../p8.csv
err_unlike "warning" "a row that stays withdrawn is no suspect"
ok "D1 comes back" vp-intake --reinstate D1 -m '撤销'
row "D4,安康,示例壬中心,100,13800000077,${changed}～" p12.csv
err_like "'D4' is [0-9]+ % like that of 'D1'" "and is one again when it came back"
t_run vp-audit verify
exits 0 "verify in the office"
rm -rf ../elsewhere && git clone -q . ../elsewhere
t_run vp-audit verify -C ../elsewhere
exits 0 "and in a clone"

# What is dropped late makes a ranking and awards old.
printf 'first,second,decision,note\nD1,D4,drop,同一项目\n' >../d.csv
echo x >ranking.csv && git add ranking.csv && git commit -qm "a ranking"
t_run vp-intake -n --decide ../d.csv
err_like 'the ranking is outdated now: run vp-score$' "a ranking"
echo x >awards.csv && git add awards.csv && git commit -qm "awards"
t_run vp-intake -n --decide ../d.csv
err_like 'the ranking and the awards are outdated now: run vp-score, then vp-allocate$' "and awards"
sed -i 's/drop,/keep,/' ../d.csv
t_run vp-intake -n --decide ../d.csv
err_unlike 'outdated' "what is kept makes nothing old"
