#!/bin/sh
# Private columns: keyed hashes in the history, values beside it, and forgetting them.
. "${0%/*}/lib.sh"

ok "a round" vp-init --template blank --id t --title 测试 r
cd r || exit 1
cat >round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "测试", "lang": "zh", "currency": "CNY",
  "fields": { "own": {"type": "text", "private": true} },
  "eligibility": [ {"id": "cap", "field": "requested", "max": "500000.00"} ]
}
E2
git commit -qam "our rules"
tag() { sed -n "s/.*\"$2\": \"\([a-p]\{32\}\)\",\{0,1\}\$/\1/p" "proposals/$1.json"; }
objects() { git rev-list --all --objects | cut -d' ' -f1 | git cat-file --batch; }

# ---- what is kept where ----

cat >../a.csv <<'E2'
id,title,applicant,requested,contact,phone,email,own
P1,一,甲,5,张三,13800000001,,"多行
""秘密"""
P2,二,乙,6,李四,13800000002,li@example.org,
P3,三,丙,7,,,,
P4,四,丁,600000,王五,13800000004,,
E2
hash=$(sha256sum ../a.csv | cut -c1-64)
t_run vp-intake --received 2024-01-20 ../a.csv
exits 1 "a sheet with private columns"
like "$(tr -d ' \n' <proposals/P1.json)" \
    '"requested":"5.00","private":[{]"contact":"[a-p]{32}","phone":"[a-p]{32}","own":"[a-p]{32}"[}][}]$' \
    "a proposal has hashes after the public fields, in their order, blank ones left out"
unlike "$(cat proposals/P3.json)" private "and none where nothing is private"
isnt "$(tag P1 phone)" "$(tag P2 phone)" "each its own"
is "$(objects | grep -aE '1380000|张三|李四|王五|秘密|li@example')" "" "no private value is in any object"
values=.git/vp/private/values/$hash.csv
is "$(stat -c %a .git/vp .git/vp/private .git/vp/private/values "$values" | tr '\n' ' ')" "700 700 700 600 " "the values are for nobody else"
is "$(sed 's/,[0-9a-f]\{64\},/,KEY,/' "$values")" 'id,key,contact,phone,email,id_number,own
P1,KEY,张三,13800000001,,,"多行
""秘密"""
P2,KEY,李四,13800000002,li@example.org,,' "those of the rows that stand"

# ---- the hash tells whether a value changed ----

sed 's/13800000002/138-0000 0003/; s/600000/600/' ../a.csv >../b.csv
before=$(tag P1 phone) old=$(tag P2 phone) contact=$(tag P2 contact)
t_run vp-intake --received 2024-01-21 ../b.csv
exits 0 "another sheet"
err_like '^4 rows: 1 accepted, 1 amended, 2 unchanged, 0 rejected' "one phone has changed"
is "$(tag P1 phone)" "$before" "what is the same keeps its hash"
isnt "$(tag P2 phone)" "$old" "what changed has another"
is "$(tag P2 contact)" "$contact" "of the field that changed"
t_run vp-intake -n --received 2024-01-22 ../a.csv
err_like '1 amended, 2 unchanged, 1 rejected' "a dry run sees it too"
t_run vp-intake --received 2024-01-22 ../a.csv
is "$(tag P2 phone)" "$old" "and the first phone gives the first hash again"
sed -i 's/^P4.*//' ../b.csv
git clone -q . ../clone
t_run vp-audit verify
exits 0 "verify makes every hash again"
err_unlike unchecked "and takes none as stated"
t_run vp-audit -C ../clone verify
exits 0 "a clone takes them as stated"
err_like '^unchecked: 3 ' "and says so"
cp "$values" ../values
sed -i -e 's/^P1,f/P1,0/;t' -e 's/^P1,./P1,f/' "$values"
t_run vp-audit verify
exits 1 "another key is found"
out_like 'proposals/P1.json' "by its hash"
cp ../values "$values"

# ---- the same bytes again ----

ok "another round of the same" git clone -q -b main . ../again
git -C ../again reset -q --hard "$(git rev-list --max-parents=0 HEAD)"
git -C ../again cherry-pick "$(git log --reverse --format=%h | sed -n 2p)" >/dev/null 2>&1
(cd ../again && vp-intake -q --received 2024-01-20 ../a.csv >/dev/null 2>&1; vp-intake -q --received 2024-01-21 ../b.csv >/dev/null 2>&1)
is "$(git -C ../again show HEAD:proposals/P1.json)" "$(git show HEAD:proposals/P1.json)" "hashes have no chance in them"

# ---- where the values are not ----

cd ../clone || exit 1
printf 'id,title,applicant,requested,contact,phone\nP2,二,乙,6,李四,13800000002\n' >../c.csv
t_run vp-intake --received 2024-01-23 ../c.csv
exits 0 "a clone can go on"
err_like '0 accepted, 1 amended' "but not tell whether it changed"
err_like 'note: 1 proposals? .*not kept here' "which it says"
t_run vp-intake --received 2024-01-24 ../c.csv
err_like '1 unchanged' "from then on it can"
err_unlike 'not kept here' "and says nothing"
t_run vp-audit verify
exits 0 "both kinds verify"
cd ../r || exit 1
git pull -q ../clone main
printf 'id,title,applicant,requested,contact,phone\nP2,二,乙,6,李四,13800000099\n' >../d.csv
t_run vp-intake --received 2024-01-25 ../d.csv
err_like '1 amended' "back in the office"
err_like 'note: 1 .*not kept here' "whose keys are older"
t_run vp-audit verify
exits 0 "and verify holds"
mkdir -p .git/vp/private/values
echo rubbish >.git/vp/private/values/x.csv
t_run vp-intake -n ../d.csv
exits 3 "a file of values that is none is not passed over"
err_like 'values/x.csv: error: this is no file of private values' "it is named"
rm .git/vp/private/values/x.csv

# ---- forgetting ----

vp-init -q --template blank --id t --title 测试 ../f && cd ../f || exit 1
cp ../r/round.json . && git commit -qam "our rules"
t_run vp-intake --received 2024-01-20 ../a.csv
printf 'id,title,applicant,requested,phone\nP2,二,乙,66,13800000022\nP9,九,丙,7,13800000009\n' >../other.csv
t_run vp-intake --received 2024-01-21 ../other.csv
git clone -q . ../f2
other=$(sha256sum ../other.csv | cut -c1-64)
key=$(sed -n 's/^P2,\([0-9a-f]*\),.*/\1/p' ".git/vp/private/values/$hash.csv")
kept() { (cd .git/vp/private && find . -type f | sort | tr '\n' ' '); }
all="$(printf './raw/%s\n./raw/%s\n./values/%s.csv\n./values/%s.csv\n' "$hash" "$other" "$hash" "$other" | sort | tr '\n' ' ')"
is "$(kept)" "$all" "two sheets are kept"
t_run vp-intake --forget P77
exits 1 "an id that nobody knows"
err_like "error: the round knows no proposal 'P77'" "is said"
t_run vp-intake --forget P3
exits 0 "an id without private values stood in a sheet that is kept"
git reset -q --hard HEAD~
cp ../a.csv ".git/vp/private/raw/$hash"
t_run vp-intake -n --forget P2
exits 0 "a dry run"
out_is "says what goes" <<E2
file,erased,count
proposals/P2.json,hashes,1
$(printf 'vp/private/values/%s.csv,values,1\nvp/private/values/%s.csv,values,1\n' "$hash" "$other" | sort)
$(printf 'vp/private/raw/%s,sheet,\nvp/private/raw/%s,sheet,\n' "$hash" "$other" | sort)
E2
is "$(kept)" "$all" "and leaves it"
: >.git/vp/private/raw/.vp-999999999-0.tmp
t_run vp-intake --forget P2 -m "按本人要求"
exits 0 "it is forgotten"
out_like '^vp/private/raw/.vp-999999999-0.tmp,leftover,$' "with what a writer has left"
err_like '^erased: 2 rows of private values, 2 sheets as they came, 1 hashes$' "and said"
is "$(git log -1 --format=%s)" "intake: private data of P2 forgotten" "the history records it"
is "$(git log -1 --format=%B | git interpret-trailers --parse | grep Args)" "Vp-Args: --forget=P2" "so that it can be done again"
like "$(git log -1 --format=%b)" '^按本人要求$' "with the reason"
is "$(git diff --name-status HEAD~ | tr '\t\n' '  ')" "A intake/forgotten.csv M proposals/P2.json " "in two files"
is "$(cat intake/forgotten.csv)" "id,forgotten_on
P2,2023-11-14" "which ids, and when"
unlike "$(cat proposals/P2.json)" private "no hash is left"
is "$(kept)" "./values/$hash.csv ./values/$other.csv " "nor a sheet with its row"
is "$(grep -ral -e '13800000002' -e 13800000022 -e "$key" .git/vp)" "" "nor value or key"
like "$(cat ".git/vp/private/values/$other.csv")" '^P9,.*13800000009' "what others gave stays"
t_run vp-audit verify
exits 0 "verify holds"
err_like '^unchecked: 2 ' "and says that it takes the rest as stated"
git -C ../f2 pull -q
t_run vp-audit -C ../f2 verify
exits 0 "in a clone too"
t_run vp-intake --forget P2
exits 1 "once is enough"
err_like "nothing private of the proposal 'P2' is kept here" "as it says"
t_run vp-intake --forget P9
exits 0 "the last row of a file"
is "$(kept)" "./values/$hash.csv " "takes it along"
cp -r .git/vp ../vp
sed 's/P2,.*/P2,2023-11-13/' intake/forgotten.csv >../x && cp ../x intake/forgotten.csv && git commit -qam "another day"
t_run vp-audit verify
exits 1 "the record of it changed by hand"
out_like 'intake/forgotten.csv' "is found"
git reset -q --hard HEAD~

printf 'id,title,applicant,requested,phone\nR1,一,甲,5000000,13800000031\nx/y,一,甲,5,13800000032\n13800000033,一,甲,5,13800000033\n' >../refused.csv
printf 'id,title,applicant,requested,phone\nQ1,见R1,甲,5,13800000041\n' >../clean.csv
take() { vp-intake -q --received 2024-02-01 ../refused.csv >/dev/null 2>&1; vp-intake -q --received 2024-02-01 ../clean.csv >/dev/null 2>&1; }
take
raw=.git/vp/private/raw/$(sha256sum ../refused.csv | cut -c1-64)
clean=.git/vp/private/raw/$(sha256sum ../clean.csv | cut -c1-64)
for id in R1 x/y 13800000033; do
    cp ../refused.csv "$raw"
    t_run vp-intake --forget "$id"
    exits 0 "$id was only ever refused"
    not "its sheet goes" test -e "$raw"
    ok "others stay" test -e "$clean"
done
is "$(git log -3 --format=%s | tr '\n' ';')" \
    "intake: private data of *** forgotten;intake: private data of *** forgotten;intake: private data of R1 forgotten;" \
    "an id that is personal itself is not named"
is "$(objects | grep -aE '138000000')" "" "nor in any object"
t_run vp-audit verify
exits 0 "verify holds"
# A row that the history does not keep, in a sheet that is read only as was said.
printf 'id,title,applicant,requested,phone\nU1,一,甲,5,13800000041\n壬2,二,乙,6,13800000042,too many\n' |
    iconv -f UTF-8 -t UTF-16LE >../u.csv
hash=$(sha256sum ../u.csv | cut -c1-64)
t_run vp-intake --encoding UTF-16LE --received 2024-01-20 ../u.csv
exits 1 "a sheet whose encoding had to be said"
ok "is kept" test -f ".git/vp/private/raw/$hash"
t_run vp-intake --forget 壬2
exits 0 "is searched in that encoding"
not "and erased" test -e ".git/vp/private/raw/$hash"
t_run vp-intake --forget 'P1' ../a.csv; exits 2 "forgetting takes no sheet"
t_run vp-intake --forget ''; exits 2 "and needs an id"
t_run vp-intake --config round.json --forget P1; exits 2 "and a round"
t_run vp-intake -C ../f2 --forget P1
exits 0 "in a clone"
err_like 'warning: the values .* are not kept here' "only the hashes can go"
take
t_run vp-intake --received 2024-02-02 ../a.csv
err_like '0 accepted, 1 amended' "a sheet that comes again"
like "$(cat proposals/P2.json)" '"phone": "[a-p]{32}"' "brings it back"
t_run vp-audit verify
exits 0 "and verify holds"

cp -r ../f ../f3 && cd ../f3 || exit 1
t_run vp-intake --forget P1
exits 0 "forgotten"
printf 'id,title,applicant,requested,phone\nP1,一,甲,77,13800000088\n' >../late.csv
t_run vp-intake -q --received 2024-02-03 ../late.csv
t_run vp-intake -q --received 2024-02-04 ../a.csv
exits 1 "brought back by another sheet before its first one comes again"
t_run vp-audit verify
exits 0 "the key of the first time is known to be gone"
err_like '^unchecked: ' "and said to be"
hash=$(sha256sum ../a.csv | cut -c1-64)
sed -i -e "s/^P1,f/P1,0/;t" -e "s/^P1,./P1,f/" ".git/vp/private/values/$hash.csv"
t_run vp-audit verify
exits 1 "the key of now is checked"

# ---- warnings, and what they do not quote ----

cd "$T/work" || exit 1
vp-init -q --template blank --id t --title 测试 w && cd w || exit 1
cat >round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "测试", "lang": "zh", "currency": "CNY", "unit": "元",
  "fields": { "own_date": {"type": "date", "private": true}, "remark": {"type": "text", "headings": ["备注说明"]} },
  "eligibility": [ {"id": "cap", "field": "requested", "max": "500000.00"} ]
}
E2
git commit -qam "our rules"
cat >../w.csv <<'E2'
id,title,applicant,requested,budget(万元),phone,own_date,summary,备注说明
W1,一,甲,5,0.0005,13800000051,2024-01-01,联系 139 0000 0061 或 ０２０－８３３３００００,=cmd|13900000062
W2,二,乙,6,470355.74953999996,13800000052,,身份证 440101199001011233,
W3,三,丙,600000,1,13800000053,,打13900000063,-1
W4,四13800000054,丁,7,1,13800000054,,+86 13800000054,=1+13900000064
W5,五,戊,8.123,1,13800000055,,a@b.example.org,@一起
合计,,,600026,,,,,
E2
t_run vp-intake --received 2024-01-20 ../w.csv
exits 1 "a sheet with every kind of warning"
err_like '^6 rows: 3 accepted, .* 2 rejected, 1 not a proposal$' "others' numbers in public texts do not refuse a row"
err_like 'w.csv:2:8: warning: the cell seems to hold a phone number.* goes into the history' "they are warned of"
err_unlike '1390000006|44010119|b\.example|139 0000|8333' "and not quoted"
folder=$(ls -d intake/*/)
receipt=$(cat "$folder/receipt.json")
for line in '"unit": "元"' '"formula": 4,' '"money": 2,' '"personal": 4,' '"total": 1$' \
    '"row": 2, "column": "summary", "rule": "personal", "text": "单元格中疑似' \
    '"row": 2, "column": "备注说明", "rule": "formula", "text": "“[*]{3}”会被' \
    '"row": 3, "column": "budget.万元.", "rule": "money", "text": "“470355' \
    '"row": 7, "column": "requested", "rule": "total", "text": "表中合计为 600026.00'; do
    like "$receipt" "$line" "the receipt has $line"
done
is "$(grep -c '"row": ' "$folder/receipt.json")" 11 "every warning"
is "$(printf %s "$receipt" | grep -c . )" "$(printf %s "$receipt" | tr -d '\000-\011\013-\037' | grep -c .)" "in lines of text"
is "$(grep -ahE '1390000006[34]|13800000054|W4,四' "$folder/source.csv" "$folder/rejects.csv")" "" "refused rows keep no number of anybody"
is "$(objects | grep -aE '138 ?0000 ?005|13900000063|13900000064')" "" "nor does any object"
t_run vp-audit verify
exits 0 "verify makes the warnings again"
git clone -q . ../wc
t_run vp-audit -C ../wc verify
exits 0 "in public too, but for what rests on private columns"
sed -i 's/"formula", "text": "“@一起”/"formula", "text": "“@一齐”/' "$folder/receipt.json"
git commit -q --amend -a --no-edit
t_run vp-audit verify; exits 1 "a warning changed by hand is found"
git pull -q --force ../wc main 2>/dev/null; git reset -q --hard "$(git -C ../wc rev-parse HEAD)"
git -C ../wc reset -q --hard
(cd ../wc && sed -i 's/"formula", "text": "“@一起”/"formula", "text": "“@一齐”/' "$folder/receipt.json" && git commit -q --amend -a --no-edit)
t_run vp-audit -C ../wc verify; exits 1 "in public too"

sed 's/"unit"/"personal": "refuse", "unit"/' round.json >../x && cp ../x round.json && git commit -qam "no personal data in texts"
t_run vp-intake --received 2024-01-21 ../w.csv
err_like '^6 rows: 0 accepted, 0 amended, 0 unchanged, 5 rejected' "a round may refuse them"
t_run vp-audit verify
exits 0 "and it verifies"
rm -rf ../wc && git clone -q . ../wc
t_run vp-audit -C ../wc verify
exits 0 "anywhere"
sed 's/"refuse"/"often"/' round.json >../x && cp ../x round.json && git commit -qam x
t_run vp-intake -n ../w.csv; exits 3 "or warn, nothing else"
err_like "error: 'often' does not say what becomes of personal data" "as it says"
git reset -q --hard HEAD~2

# ---- by no side door ----

cat >../h.csv <<'E2'
id,title,applicant,requested,phone,email,id_number,张三１３８００００００７１的备注,说明 zhang @ example.org,summary
H1,138.0000.0072,甲,5,13800000072,,,a,b,
H2,一,乙,5,,Zhang.Wu@Example.org,,a,b,写到 zhang.wu＠example.org
H3,一,丙,5,,,11010519491231002X,a,b,11010519491231002x
H4,138​0000​0074,丁,5,13800000074,,,,,
H5,一,戊,１３８００００００７５,13800000075,,,,,
H6,一,己13800000076,7,13800000076,,,x,y,z,too many
13800000077,一,庚,5,13800000077,,,,,
H8,一,辛,5,1.38E+10,,,,,13800000078x
H9,一,壬,500001,13800000079,,,,,电话 0 1 0-6 5 5 2-1 2 3 4 转 13800000080
备注：13800000081,,,,,,,,
合计 13800000082,,,20,13800000083,,,,
E2
cp ../h.csv "../王五１３８００００００８４.csv"
t_run vp-intake --received 2024-01-22 "../王五１３８００００００８４.csv"
exits 1 "a hostile sheet"
err_like ' 0 accepted, .* 9 rejected, 2 not a proposal$' "has every row refused"
like "$(cat intake/2024-01-22-*/receipt.json)" '"requested": .*"total": "500031\.00"' "and no sum tells a number"
rm -rf ../hc && git clone -q . ../hc
t_run vp-audit -C ../hc verify
exits 0 "a clone verifies it"
t_run vp-intake --forget H1 -m x
digits() { sed 's/[０]/0/g; s/[１]/1/g; s/[３]/3/g; s/[５]/5/g; s/[７]/7/g; s/[８]/8/g; s/[.​ -]//g'; }
is "$(objects | digits | grep -aiE '138000000[78][0-9]|11010519491231002|zhangwu|zhang@' | grep -avE '^[0-9a-f]{40}(blob|tree|commit)')" "" \
    "and nothing private of it in any object, however it is spaced"
t_run vp-audit verify
exits 0 "verify holds"
t_run vp-intake --map 'TEL 13800000091=summary' ../w.csv
exits 2 "an option that would carry a number into the history is refused"
err_like "'--map': its value would go into the history" "and named"

# ---- columns that are not where they should be, numbers where none is expected, a reason that tells one ----

cd "$T/work" || exit 1
vp-init -q --template blank --id t --title 测试 short && cd short || exit 1
cat >round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "测试", "lang": "zh", "currency": "CNY",
  "eligibility": [ {"id": "cap", "field": "requested", "max": "500000.00"} ]
}
E2
git commit -qam "our rules"
cat >../x.csv <<'E2'
id,title,applicant,requested,summary,contact,phone,direct_beneficiaries,住址
X1,一,甲,5,好,赵十子,13800000101,5,
X2,二,钱十一,13800000102
X3,三,丙,孙十二,13800000103
X4,四,丁,5,李十三
X5,五,戊,5,见 83330105 或 13900000105,周 020-83330105；13900000105,13800000105,5,
X6,六,己,600000,好,吴十五,13800000106,13900000106,
X7,七,庚,5,好,郑十六,13800000107,13900000107,
X8,八
合计,,,27600000000
E2
t_run vp-intake --received 2024-01-20 -o ../x.out --rejects ../x.rej ../x.csv
exits 1 "rows that lack cells"
err_like '^9 rows: 3 accepted, 0 amended, 0 unchanged, 5 rejected, 1 not a proposal$' "all counted"
err_like 'x.csv:3: error: the row has 4 cells, the header has 9$' "one that is refused is told"
err_like 'x.csv:3:4: error: 13800000102.00 is more than' "with what else is wrong"
err_like 'x.csv:5: warning: the row has 5 cells, the header has 9$' "and one that stands"
err_like 'x.csv:6:5: error: the cell holds what a private column' "a number that stands beside another is the row's own"
err_like 'x.csv:8:8: warning: the cell seems to hold' "a count can be a number too"
is "$(objects | grep -aE '1380000010|3900000106|83330105|钱十一|孙十二|赵十子|13800000102|139000001051|3800500102')" "" "nothing of refused rows is in any object"
is "$(grep -cE '^,+3,,cells,' ../x.rej)" 1 "of such a row nothing is kept"
is "$(grep -E '1390000010[56]|83330105|十' ../x.rej)" "" "also in the file that was asked for"
like "$(cat intake/*/receipt.json)" '"rejected": "600005\.00", "total": "600020\.00"' "no sum tells it"
t_run vp-audit verify
exits 0 "verify does it again"
git clone -q . ../xc
t_run vp-audit -C ../xc verify
exits 0 "in a clone too"
printf 'id,title,applicant,requested\nY1,一,甲,5\nY2,二,甲,x\nY3,三,甲\n' >../y.csv
t_run vp-intake -n --received 2024-01-20 ../y.csv
err_unlike 'cells' "where no column is private, missing cells are blank ones"
t_run vp-intake -n --received 2024-01-20 -m "见 １３８ 0000 0108" ../y.csv
exits 1 "a reason with somebody's number"
err_like 'error: the reason seems to hold' "is refused"
err_like 'hint: leave it out' "as it says"
t_run vp-intake --forget X1 -m "张三 13800000109"
exits 1 "when forgetting, too"

# ---- for a person ----

cd ../w || exit 1
sed 's/^W3,三/W9,三/; s/13800000053/13800000059/' ../w.csv >../v.csv
t_run vp-intake --format table --received 2024-01-23 ../v.csv
exits 1 "a table is for a person"
err_like '^ +rows +requested$' "who gets one of what happened"
err_like '^rejected +2 +600007\.00$' "with the sums"
err_like '^unchanged +3 +19\.12$' "of every outcome"
err_like '^all rows +6 +600026\.12$' "that add up"
err_unlike '^accepted' "without those of which there are none"
err_like '^error +personal +2 +v\.csv:4:8 +the cell seems' "then the problems by rule, the first of each"
err_like '^refused rows: intake/2024-01-23-[0-9a-f]{12}/rejects\.csv$' "and where the rest is"
err_like '^receipt: intake/2024-01-23-[0-9a-f]{12}/receipt\.json$' "all of it"
t_run vp-intake --format table -n --rejects ../no.csv ../v.csv
err_like '^refused rows: \.\./no\.csv$' "also in a file of one's own"
t_run vp-intake --format table -n -q ../v.csv
err_unlike '^ *(all )?rows|^receipt' "not with -q"
t_run vp-intake -n ../v.csv
err_like '^6 rows: 0 accepted' "a script gets lines as ever"
(echo id,title,applicant,requested; i=0; while [ $i -lt 30 ]; do echo "X$i,=1,甲,x"; i=$((i + 1)); done) >../many.csv
t_run vp-intake --format table -n ../many.csv
is "$(grep -c '^../many' "$err")" 20 "of many problems the first twenty are told"
err_like '^… and 40 more; -v tells all of them$' "and how many there are more"
t_run vp-intake --format table -n -v ../many.csv
is "$(grep -c '^../many' "$err")" 60 "or all of them"
t_run LANG=zh_CN.UTF-8 LC_ALL= vp-intake --format table -n ../many.csv
err_like '^退回 +30 ' "in the reader's language"

# ---- on a terminal of 50 columns ----

if command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1; then
    cp ../v.csv ../一份名字很长的项目申报汇总表.csv
    script -qec "stty cols 50; vp-intake -n --received 2024-01-23 '../一份名字很长的项目申报汇总表.csv'" /dev/null >../typed 2>&1
    tr -d '\r' <../typed | grep -E '^(error|warning) ' >../narrow
    like "$(cat ../narrow)" '^error +personal +2 +4:8 +the cell' "the file's name is left out"
    ok "and no line is longer" test "$(LC_ALL=C.UTF-8 wc -L <../narrow)" -le 50
else
    skip "a terminal of 50 columns" "no script(1)"
fi
