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
tag() { sed -n "s/.*\"$2\": \"\([0-9a-f]\{32\}\)\",\{0,1\}\$/\1/p" "proposals/$1.json"; }
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
    '"requested":"5.00","private":[{]"contact":"[0-9a-f]{32}","phone":"[0-9a-f]{32}","own":"[0-9a-f]{32}"[}][}]$' \
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
sed -i 's/^P1,\(.\)/P1,f/; s/^P1,ff/P1,0f/' "$values"
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
