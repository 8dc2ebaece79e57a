#!/bin/sh
# vp-intake in a round: what is recorded, what is not, and that anyone can do it again.
. "${0%/*}/lib.sh"

ok "a round" vp-init --template blank --id t --title 测试 r
cd r || exit 1
cat >round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "测试", "lang": "zh", "currency": "CNY", "opens": "2024-01-01", "closes": "2024-02-29",
  "fields": { "phone": {"required": true, "pattern": "^1[3-9]\\d{9}$"}, "own": {"type": "text", "private": true} },
  "eligibility": [ {"id": "cap", "field": "requested", "max": "500000.00"}, {"id": "two", "each": "applicant", "max_count": 2} ]
}
E2
cat >../a.csv <<'E2'
id,title,applicant,requested,phone,own,备注
P1,一,甲,600000,13800000001,秘密甲一二三,x
P2,二,乙,5,13800000002,秘密乙一二三,
P3,三,丙,6,123,,
P4,四 13800000004,丁,7,13800000004,,
P5,五,乙,8,13800000005,,
合计,,,600026,,,
P6,六,乙,8,13800000006,,,surplus
E2
t_run vp-intake ../a.csv
exits 1 "a changed round.json that is not committed is refused"
err_like 'round.json' "and named"
err_like '^vp-intake: hint: .*commit' "with how to commit it"
git commit -qam "our rules"
tip=$(git rev-parse HEAD)
t_run vp-intake -n ../a.csv
exits 1 "a dry run ends as the real one"
is "$(git rev-parse HEAD)" "$tip" "a dry run records nothing"
is "$(git status --porcelain)" "" "and leaves the work tree alone"
t_run vp-intake --strict ../a.csv
exits 1 "strict refuses"
is "$(git rev-parse HEAD)" "$tip" "and records nothing"

t_run vp-intake --received 2024-01-20 -m "第一批" ../a.csv
exits 1 "some rows are refused"
is "$(git log -1 --format=%s)" "intake: 2 accepted, 0 amended, 4 rejected" "the commit says what happened"
hash=$(sha256sum ../a.csv | cut -c1-64)
is "$(git log -1 --format=%B | git interpret-trailers --parse | tr '\n' ';')" \
   "Vp-Command: vp-intake;Vp-Version: $(sed -n 's/.*VP_VERSION "\(.*\)"/\1/p' "$ROOT/include/vp/version.h");Vp-Input: $hash a.csv;Vp-Args: --received=2024-01-20;" \
   "and by what"
like "$(git log -1 --format=%b)" '^第一批$' "and why"
folder=intake/2024-01-20-$(echo "$hash" | cut -c1-12)
is "$(git ls-files | grep -v -e gitattributes -e round -e rubric -e panel -e lists | tr '\n' ' ')" \
   "$folder/receipt.json $folder/rejects.csv $folder/source.csv proposals/P2.json proposals/P5.json " "one file a proposal, and the intake's"
is "$(git status --porcelain)" "" "the work tree shows it"
sed 's/[a-p]\{32\}/HASH/' proposals/P2.json >../P2.json
same ../P2.json - "a proposal" <<'E2'
{
  "vp": 1,
  "id": "P2",
  "title": "二",
  "applicant": "乙",
  "requested": "5.00",
  "private": {
    "phone": "HASH",
    "own": "HASH"
  }
}
E2
same "$folder/source.csv" - "the sheet: public columns, what private text stood in them hidden" <<'E2'
row,kind,id,title,applicant,requested
2,proposal,P1,一,甲,600000
3,proposal,P2,二,乙,5
4,proposal,P3,三,丙,6
5,proposal,P4,***,丁,7
6,proposal,P5,五,乙,8
7,total,,,,
8,proposal,,,,
E2
is "$(cut -d, -f5- <"$folder/rejects.csv" | cut -d, -f1-3 | tr '\n' ';')" \
   'row,column,rule;2,requested,cap;4,phone,pattern;5,title,private;8,,cells;' "every problem is listed"
for key in '"rows": 7' '"accepted": 2' '"rejected": 4' '"not_a_proposal": 1' '"total": "600026.00"' "\"sha256\": \"$hash\""; do
    like "$(cat "$folder/receipt.json")" "$key" "the receipt says $key"
done

# ---- private data ----

secrets='13800000001|13800000002|13800000004|13800000005|13800000006|秘密|备注内容'
is "$(git log -p --all | grep -E "$secrets")" "" "no private value in the history"
is "$(git rev-list --all --objects | cut -d' ' -f1 | git cat-file --batch | grep -aE "$secrets")" "" "nor in any object"
same ".git/vp/private/raw/$hash" ../a.csv "the sheet as it came is kept in the git directory"
is "$(stat -c %a .git/vp/private .git/vp/private/raw ".git/vp/private/raw/$hash" | tr '\n' ' ')" "700 700 600 " "for nobody else to read"
git clone -q . ../clone
not "a clone does not have it" test -e ../clone/.git/vp/private

# ---- and by no side door ----

cat >../leaks.csv <<'E2'
id,title,applicant,requested,summary,phone,own,秘密手机13877777777
L1,打138-1111-1111,甲,5,,13811111111,,
L2,打 138 1111 1112,甲,5,,13811111112,,
L3,打１３８１１１１１１１３,甲,5,,13811111113,,
13811111114,一,甲,5,,13811111114,,
L5,一,甲,5,138111111150x,138111111150x,,
L6,一,甲,5,账号 6222020200112233445,13811111116,6222020200112233445,
L7,逗号,一,甲,5,,13811111117,,
L8,一"二,甲,5,,13811111118,,
填表人：13811111119,,,,,,,
合计,13811111120,,5,,,,
备注：13811111121,,,,,,,
L9,请联系 13811111122,甲,600000,,13811111123,,
L10,身份证 440101199001011233,甲,x,,13811111124,,
E2
cp ../leaks.csv ../张三13866666666.csv
t_run vp-intake --received 2024-01-21 ../张三13866666666.csv
exits 1 "rows that give away private values are refused"
err_like '^13 rows: 0 accepted, 0 amended, 0 unchanged, 10 rejected, 3 not a proposal$' "every one of them"
is "$(git rev-list --all --objects | cut -d' ' -f1 | git cat-file --batch | grep -aE '138.?1111|138 |１３８|6222|4401011990|138[67]{3}' | grep -av '^[0-9a-f]\{40\} ')" "" \
   "and nothing of it is in any object"
t_run vp-audit verify
exits 0 "which anyone can do again"
git clone -q . ../clone2
t_run vp-audit -C ../clone2 verify
exits 0 "in a clone too"
is "$(git -C ../clone2 status --porcelain)" "" "as it was"
git reset -q --hard HEAD~

# ---- again ----

tip=$(git rev-parse HEAD)
t_run vp-intake --received 2024-01-25 ../a.csv
exits 1 "the same file again is judged as before"
err_like '2 unchanged, 4 rejected' "nothing is new"
is "$(git rev-parse HEAD)" "$tip" "no commit"
sed 's/,600000,/,60000,/; s/^P2,二/P2,二改/; /^P3/d; /^P6/d' ../a.csv >../b.csv
t_run vp-intake --received 2024-01-26 ../b.csv
is "$(git log -1 --format=%s)" "intake: 1 accepted, 1 amended, 1 rejected" "a corrected file amends what changed"
is "$(git diff --name-only HEAD~ -- proposals | tr '\n' ' ')" "proposals/P1.json proposals/P2.json " "and only that"
is "$(git log --format=%s -- proposals/P2.json | wc -l | tr -d ' ')" 2 "a proposal's history is git log of its file"
printf 'id,title,applicant,requested,phone\nP2,二改,乙,5,13800000002\nP7,七,乙,5,13800000007\n' >../c.csv
t_run vp-intake --received 2024-01-27 ../c.csv
exits 1 "proposals that are in the round count"
err_like "'乙' already has 2 proposals" "an organisation's third is refused in a later file too"

printf 'id,title,applicant,requested,phone\np2,二改,辛,5,13800000009\n' >../case.csv
t_run vp-intake -n ../case.csv
exits 1 "an id that differs from the round's in writing only"
err_like "the id 'p2' differs from the round's 'P2' in writing only" "would be the same file on some disks"
# 乙 has P2 and P5: P2 moves to 壬, comes again, and makes room for one more
printf 'id,title,applicant,requested,phone\nP2,二改,壬,5,13800000002\nP2,二改,壬,5,13800000002\nP9,九,乙,5,13800000002\n' \
    >../move.csv
t_run vp-intake -n ../move.csv
err_like '^3 rows: 1 accepted, 1 amended, 0 unchanged, 1 rejected' "a repeated row does not count an organisation twice"

# ---- anyone can do it again ----

for place in . ../clone; do
    [ $place = . ] || git -C $place pull -q
    t_run vp-audit -C $place verify
    exits 0 "verify holds in $place"
    cp "$err" "$T/said.$(basename $place)"
done
unlike "$(cat "$T/said..")" unchecked "with the private part everything is checked"
like "$(cat "$T/said.clone")" '^unchecked: 3 steps rest on what is not here' "without it, what rests on it is marked"
cp ".git/vp/private/raw/$hash" "$T/raw"
sed 's/P2,二/P2,贰/' "$T/raw" >".git/vp/private/raw/$hash"
t_run vp-audit verify
exits 1 "a sheet changed in the private part"
out_like 'raw/.*not the file that came' "is found"
cp "$T/raw" ".git/vp/private/raw/$hash"
sed -i 's/"5.00"/"5.01"/' proposals/P2.json
git commit -qam "a small favour"
t_run vp-audit verify
exits 1 "a proposal changed by hand"
out_like 'proposals/P2.json' "is found"
git revert --no-edit HEAD >/dev/null
GIT_SEQUENCE_EDITOR=true git reset -q --hard "$tip"
sed -i 's/,秘//; s/123,,/&/' "$folder/source.csv"; sed -i 's/^3,proposal,P2,二/3,proposal,P2,叁/' "$folder/source.csv"
git commit -q --amend -a --no-edit
t_run vp-audit verify
exits 1 "a sheet changed in the history"
out_like "$folder" "is found"

# ---- what is no round ----

cd .. || exit 1
t_run vp-intake -C "$T" a.csv; exits 3 "a folder that is no round"
err_like 'hint: ' "with the way out"
t_run vp-intake -C /nowhere a.csv; exits 3 "a folder that is not there"
git init -q plain && git -C plain commit -q --allow-empty -m x
t_run vp-intake -C plain a.csv; exits 3 "a repository that is no round"
git clone -q --bare clone bare.git
printf 'id,title,applicant,requested,phone\nP8,八,戊,5,13800000008\n' >d.csv
t_run vp-intake -C bare.git --received 2024-01-28 ../d.csv
exits 0 "a bare round works too"
is "$(git -C bare.git log -1 --format=%s)" "intake: 1 accepted, 0 amended, 0 rejected" "and records"
t_run vp-audit -C bare.git verify
exits 0 "and verifies"
