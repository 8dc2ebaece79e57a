# vp-report: a round and a filter, every sum recomputed by somebody else, what cron may rely on, and what is refused.
. "${0%/*}/lib.sh"

commit() # DATE MESSAGE: what is in the work tree, with plain git
{
    git -C round add -A
    GIT_AUTHOR_DATE="$1" GIT_COMMITTER_DATE="$1" git -C round commit -q --allow-empty -m "$2"
}

# A small round: its proposals are those of the golden case.
golden=$ROOT/tests/golden/report-notice/in
git init -q round
sed 's/"rule": "rank"/"rule": "greedy", "pass_mark": "60.00"/' "$golden/round.json" >round/round.json
{ cat "$golden/panel.csv"; echo 'E-09,,,,'; } >round/panel.csv
cat >round/rubric.json <<'E'
{"vp": 1, "id": "q", "title": "Q", "stages": [
  {"id": "paper", "title": "Paper", "criteria": [{"id": "merit", "max": "100.00"}]},
  {"id": "defence", "title": "Defence", "criteria": [{"id": "answers", "max": "100.00"}]}]}
E
sheet() # CRITERION REVIEWER…: the golden case's scores
{
    echo "proposal,reviewer,$1"
    shift
    for who; do
        printf 'P-01,%s,88.5\nP-02,%s,91\nP-03,%s,80\nP-04,%s,85\nP-05,%s,79.99\nP-06,%s,55\n' \
            "$who" "$who" "$who" "$who" "$who" "$who"
    done
}
sheet merit E-02 E-03 >paper.csv
sheet answers E-02 E-09 >defence.csv
commit '2024-04-01T00:00:00+0000' 'rules'

# ---- before the decision ----
t_run vp-report notice -C round
exits 3 "without awards: exit 3"
err_like 'awards\.csv: error: the round has no awards yet' "it says what is missing"
err_like 'vp-allocate' "and what to run"
echo before >notice.md
t_run vp-report annual --year 2024 -C round -o "$PWD/notice.md"
exits 3 "the account needs them too"
is "$(cat notice.md)" before "a report that fails leaves the file of -o as it was"

# ---- the notice ----
vp-intake -q -C round "$golden/awards.csv" >/dev/null 2>&1
vp-score -q -C round "$PWD/paper.csv" "$PWD/defence.csv" >/dev/null 2>&1
cp "$golden/panel.csv" round/
commit '2024-04-30T00:00:00+0000' 'E-09 has left the panel'
SOURCE_DATE_EPOCH=1735705800 vp-allocate -q -C round >/dev/null # in the evening of 31 December in New York
tip=$(git -C round rev-parse HEAD) tree=$(git -C round rev-parse 'HEAD^{tree}')

t_run vp-report notice -C round
exits 0 "notice"
is "$(cat "$err")" "" "nothing is said when all is well"
out_like "^- \*\*提交编号：\*\* $tip\$" "it names the commit"
out_like "^- \*\*目录树编号：\*\* $tree\$" "and its tree"
out_like '资助决定日期：\*\* 2025年1月1日$' "the decision is dated in UTC"
out_like '^参加本轮次评审的专家共 3 名。$' "experts are those who reviewed, in any stage"
out_like '^\| E-02 \| 李示例 \| 示例会计师事务所 \| 财务 \|$' "by name"
out_like '^\| E-03 \|  \| 示例律师事务所 \| 法律 \|$' "or by number where the name is withheld"
out_like '^\| E-09 \|  \|  \|  \|$' "or where the panel does not know them"
out_unlike '陈示例' "who did not review is not named"
cp "$out" notice.md

t_run vp-report notice -C round -o "$PWD/again.md"
silent "with -o it prints nothing"
same again.md notice.md "and writes the same bytes"
t_run LC_ALL=zh_CN.UTF-8 TZ=Asia/Shanghai SOURCE_DATE_EPOCH=1900000000 VP_ROUND="$PWD/round" vp-report notice
same "$out" notice.md "neither language, zone nor clock of the shell changes a byte"
t_run -u SOURCE_DATE_EPOCH LC_ALL=en_US.UTF-8 vp-report notice -C round
same "$out" notice.md "nor does a clock of its own"
git clone -q round cloned
t_run vp-report notice -C cloned
same "$out" notice.md "a clone gives the same bytes"
git clone -q --bare round bare.git
t_run vp-report notice -C bare.git
same "$out" notice.md "and so does a bare one"
echo 'id,status' >round/awards.csv
t_run vp-report notice -C round
same "$out" notice.md "an edit that is not committed does not count"
git -C round checkout -q awards.csv
is "$(git -C round status --porcelain)" "" "nothing in the round has changed"
is "$(git -C round rev-parse HEAD)" "$tip" "and no commit was made"

# ---- later commits, merges, cut histories ----
git -C round branch side
echo '# a note' >round/NOTES
commit '2026-02-01T00:00:00Z' 'a note'
git -C round checkout -q side
echo '# another' >round/OTHER
commit '2026-02-02T00:00:00Z' 'another note'
git -C round checkout -q main
GIT_AUTHOR_DATE=2026-02-03T00:00:00Z GIT_COMMITTER_DATE=2026-02-03T00:00:00Z git -C round merge -q --no-edit side
t_run vp-report notice -C round
out_like "提交编号：\*\* $(git -C round rev-parse HEAD)" "the notice of a later commit names it"
out_like '资助决定日期：\*\* 2025年1月1日$' "and keeps the date of the decision, through a merge as well"
sed "s/$(git -C round rev-parse HEAD)/$tip/; s/$(git -C round rev-parse 'HEAD^{tree}')/$tree/" "$out" >later.md
same later.md notice.md "nothing else differs"
t_run vp-report annual --year 2025 --format csv -C round
is "$(grep -c ^P- "$out")" 4 "the account's year is that of the decision in UTC"
git clone -q --depth 1 "file://$PWD/round" shallow
t_run vp-report notice -C shallow
exits 3 "a history that is cut short is refused"
err_like 'git fetch --unshallow' "with what mends it"
git -C shallow fetch -q --unshallow
t_run vp-report notice -C shallow
exits 0 "and then it works"

# ---- sums, by somebody else's arithmetic ----
cents() # COLUMN: of a CSV file without commas or newlines in its cells, added up in cents
{
    awk -F , -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
        { split($c, part, "."); all += part[1] * 100 + part[2] } END { printf "%.0f\n", all }'
}
n=1000
awk -v n=$n 'BEGIN {
    print "id,status,amount,lottery,community,rank,score,requested,title,applicant,reason,purpose,category,district,direct_beneficiaries"
    split("扶老 助残 救孤 济困", purpose, " "); split("东区 西区", district, " ")
    for (i = 1; i <= n; i++) {
        a = 1000000 + i * 37 % 9001; b = i % 5 == 0 ? i % 7 * 100 + 1 : 0
        printf "Q-%04d,awarded,%d.%02d,%d.%02d,%d.%02d,%d,80.00,9000.00,项目%d,中心%d,,%s,,%s,%d\n", i, int((a + b) / 100), (a + b) % 100,
            int(a / 100), a % 100, int(b / 100), b % 100, n + 1 - i, i, i % 40, i % 9 ? purpose[i % 4 + 1] : "", district[i % 3], i
    }
}' >many.csv
wanted=$(cents amount <many.csv)
sed 's/"500000.00"/"20000000.00"/' "$golden/round.json" >round.json
cp "$golden/panel.csv" .

t_run vp-report notice --config round.json --format csv many.csv
exits 0 "a thousand awards"
is "$(cents amount <"$out")" "$wanted" "their amounts add up, counted by awk"
is "$(($(cents lottery <"$out") + $(cents community <"$out")))" "$wanted" "and so do the funds"
is "$(cut -d , -f 1 "$out" | sed 1d | tr '\n' ' ')" "$(seq 1 $n | tr '\n' ' ')" "they stand in the order of the ranking"
if command -v sqlite3 >/dev/null 2>&1; then
    cp "$out" notice.csv
    is "$(sqlite3 :memory: '.import --csv notice.csv a' 'select count(*), sum(cast(round(amount * 100) as integer)) from a')" \
        "$n|$wanted" "sqlite reads the same"
else
    skip "sqlite reads the same" "no sqlite3"
fi
t_run vp-report notice --config round.json --format md many.csv
total=$(awk -v c="$wanted" 'BEGIN { s = sprintf("%d", c / 100); while (s ~ /[0-9][0-9][0-9][0-9](,|$)/) s = gensub_(s); printf "%s.%02d", s, c % 100 }
    function gensub_(s,  i) { i = index(s, ","); if (!i) i = length(s) + 1; return substr(s, 1, i - 4) "," substr(s, i - 3) }')
out_like "拟资助项目 1,000 个，拟资助金额合计 $total 元" "the sentence has the same sum"
out_like "\| 合计 \| 20,060,000.00 \| 1,000 \| $total \|" "and the table of the funds"

t_run vp-report annual --year 2024 --config round.json --json many.csv
exits 0 "the account of a thousand awards"
cp "$out" annual.json
if python3 -c '' 2>/dev/null; then
    ok "it is JSON" python3 -m json.tool annual.json
    ok "each of its sums is that of its rows, and they are all the same" python3 - annual.json "$wanted" <<'E'
import json, sys
from decimal import Decimal
s = json.load(open(sys.argv[1], encoding='utf-8'))['sections']
wanted = Decimal(sys.argv[2]) / 100
for name in 'projects by_fund by_purpose by_category by_district'.split():
    rows, total = s[name]['rows'], s[name]['total']
    for key in 'total', 'paid', 'unspent':
        assert sum(Decimal(r[key]) for r in rows) == Decimal(total[key]), (name, key)
    assert Decimal(total['total']) == wanted, (name, total)
    assert all(Decimal(r['paid']) + Decimal(r['unspent']) == Decimal(r['total']) for r in rows), name
    if name not in ('projects', 'by_fund'):
        assert sum(r['awards'] for r in rows) == total['awards'] == 1000, name
assert [r['name'] for r in s['by_purpose']['rows']] == ['扶老', '助残', '救孤', '济困', '未填写']
assert [r['name'] for r in s['by_category']['rows']] == ['未填写']
people = s['beneficiaries']['rows']
assert [(p['kind'], p['number']) for p in people] == [('direct', 500500)], people
E
    t_run vp-report notice -C round --format jsonl
    ok "each of its lines is JSON" python3 -c 'import json, sys; [json.loads(l) for l in open(sys.argv[1], encoding="utf-8")]' "$out"
else
    skip "it is JSON" "no python3"
    skip "each of its sums is that of its rows" "no python3"
    skip "each line is JSON" "no python3"
fi
t_run vp-report annual --year 2024 --config round.json --format csv many.csv
is "$(cents total <"$out") $(cents paid <"$out") $(cents unspent <"$out")" "$wanted 0 $wanted" "its CSV adds up as well"
for table in by_fund by_purpose by_category by_district; do
    t_run vp-report annual --year 2024 --config round.json --format csv --table $table many.csv
    is "$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "total") c = i } NR > 1 { s += $c } END { printf "%.2f", s }' "$out")" \
       "$(vp-report annual --year 2024 --config round.json --json many.csv | awk -F'"' '$2 == "total" && $4 ~ /^[0-9.]+$/ { print $4; exit }')" \
       "--table $table: its rows add up to the grand total"
done
t_run vp-report annual --year 2024 --config round.json --format csv --table nope many.csv
exits 2 "a table that the report does not have"
err_like 'by_fund, by_purpose' "the ones it has are named"
t_run vp-report annual --year 2031 --config round.json many.csv
exits 0 "another year is an empty account"
out_like '2031年度，第三届示例区公益创投没有作出资助决定' "that says so"
t_run vp-report annual --year 2031 --config round.json --format csv many.csv
is "$(wc -l <"$out" | tr -d ' ')" 1 "and has no awards"

# ---- as a filter ----
t_sh 'vp-report notice --config round.json --format html - <many.csv >one && vp-report notice --config round.json --format html <many.csv >two'
same two one "'-' and nothing are standard input"
t_run vp-report notice --config round.json --format html many.csv
same "$out" one "and a file gives the same"
t_run vp-report notice -C round --format csv
cp "$out" in-round.csv
t_run vp-report notice --config round/round.json --format csv round/awards.csv
same "$out" in-round.csv "a filter gives the awards that the round gives"
sed '/"closes"/d' "$golden/round.json" >open.json
mkdir -p open && mv open.json open/round.json
t_run vp-report annual --year 2024 --config open/round.json "$golden/awards.csv"
exits 1 "the year of a filter needs the day the round closes"
err_like 'round\.json: error: the year of the awards is not known' "it says so"

# ---- what is refused ----
refused() # CODE ERE NAME COMMAND…: with this message on stderr, and not a byte on stdout
{
    wanted=$1 ere=$2 name=$3
    shift 3
    t_run "$@"
    exits "$wanted" "$name"
    err_like "$ere" "$name: says what is wrong"
    is "$(wc -c <"$out" | tr -d ' ')" 0 "$name: prints nothing"
}
sed 's/^P-02,awarded,249999.99/P-02,awarded,250000.00/' "$golden/awards.csv" >wrong.csv
refused 1 'P-02' "an amount that is not the sum of its funds" vp-report notice --config "$golden/round.json" wrong.csv
sed 's/^P-06,ineligible,0.00,0.00/P-06,ineligible,5.00,5.00/' "$golden/awards.csv" >wrong.csv
refused 1 'P-06' "money without an award" vp-report annual --year 2024 --config "$golden/round.json" wrong.csv
refused 1 "fund 'lottery' pays [0-9.]*, more than the 500000.00 it has" "a fund that pays more than it has" \
    vp-report notice --config "$golden/round.json" many.csv
echo kept >kept.md
t_run vp-report notice --config "$golden/round.json" -o kept.md many.csv
is "$(head -c 80 kept.md)" kept "and -o FILE is left as it was"
sed '1s/$/,phone/; 2,$s/$/,13800000000/' many.csv >private.csv
refused 1 "private.csv:1:16: error: the column 'phone' is private" "a private column" \
    vp-report notice --config round.json private.csv
refused 2 "the field 'phone' is private" "a private field on request" vp-report notice -C round --field phone
refused 2 "the round has no field 'colour'" "an unknown field" vp-report notice -C round --field colour
refused 2 "needs the year" "an account without a year" vp-report annual -C round
refused 2 "'24' is not a year" "an absurd year" vp-report annual --year 24 -C round
refused 2 "'0' is not a year" "the year 0" vp-report annual --year 0 -C round
refused 2 "takes no year" "a notice of a year" vp-report notice --year 2024 -C round
refused 2 "notice, annual" "an unknown report, with those there are" vp-report notce -C round
refused 2 "usage|REPORT" "no report" vp-report -C round
refused 2 "zh, en" "an unknown language" vp-report notice --lang fr -C round
refused 2 "md, html, csv, json" "an unknown format" vp-report notice --format pdf -C round
refused 2 "in a round the awards are the round's own" "a file in a round" vp-report notice -C round awards.csv
refused 3 "round|repository" "no round" vp-report notice -C "$HOME"
refused 3 "nowhere" "no configuration" vp-report notice --config nowhere/round.json many.csv
: >empty.csv
refused 1 'empty' "an empty list" vp-report notice --config round.json empty.csv
head -c 3000 "$BUILD/vp-report" >binary.csv
refused 1 'binary' "a binary file" vp-report notice --config round.json binary.csv
t_run LC_ALL=zh_CN.UTF-8 vp-report annual -C round
err_like '需要指明年度' "problems are told in the language of the shell"
t_sh 'vp-report notice --config round.json --format html many.csv >/dev/full'
exits 5 "a full disk is an error"
