#!/bin/sh
# vp-draw: drawing by a published seed, announcing in a round, drawing what was announced, doing it again.
. "${0%/*}/lib.sh"

# ---- RFC 3797, section 6 ----

printf '%s\n' John Mary Bashful Dopey Sleepy Grouchy Doc Sneazy Handsome Cassandra Pollyanna Pendragon Pandora Faith \
    Hope Charity Lee Longsuffering Chastity Smith Pride Sloth Envy Anger Kasczynski >pool
t_run vp-draw --algorithm=rfc3797 -k 10 --seed 9319 --seed '2 5 12 8 10' --seed '9, 18, 26, 34, 41, 45' pool
exits 0 "the example of RFC 3797"
out_is "draws its ten" <<'E'
Lee
Doc
Mary
Charity
Kasczynski
Envy
Sneazy
Anger
Chastity
Pandora
E
err_is "and shows the canonical seed" <<'E'
seed 9319./2.5.8.10.12./9.18.26.34.41.45./, rfc3797: 10 of 25 drawn
E
t_run vp-draw --algorithm=rfc3797 -k 2 --seed '9319./2.5.8.10.12./9.18.26.34.41.45./' --format=csv pool
out_is "each draw can be checked by hand" <<'E'
draw,left,hash,index,place,line
0,25,990dd0a5692a029a98b5e01aa28f3459,16,17,Lee
1,24,3691e55cb63fcc37914430b2f70b5ec6,6,7,Doc
E
t_run vp-draw --format=json -k 1 --seed '0007 / 1' pool
out_like '"seed": ?"7./1./"' "json: the canonical seed"
out_like '"algorithm": ?"sha256"' "json: the algorithm"

# ---- the default against its definition ----

if command -v python3 >/dev/null 2>&1; then
    cat >oracle.py <<'E'
import hashlib, sys
seed, k = sys.argv[1], int(sys.argv[2])
pool = sys.stdin.buffer.read().decode().splitlines()
for i in range(k):
    n = i.to_bytes(8, "big")
    h = hashlib.sha256(n + seed.encode() + n).hexdigest()
    print(pool.pop(int(h, 16) % len(pool)))
E
    PYTHONIOENCODING=utf-8 python3 oracle.py '9319./2.5./ties/P-1/' 25 <pool >want
    t_run vp-draw -q --seed '9319 / 5 2' --purpose ties/P-1 pool
    same "$out" want "sha256: what the Python of the man page draws"
    seq 1 5000 >many
    python3 oracle.py '20260508./' 700 <many >want
    t_run vp-draw -q -k 700 --seed 20260508 many
    same "$out" want "sha256: 700 of 5000, too"
else
    skip "sha256: what the Python of the man page draws" "no python3"
fi

# ---- lists ----

t_sh 'printf "b\r\na\r\nc" | vp-draw -q --seed 1 --sort'
cp "$out" sorted
t_sh 'printf "c\na\nb\n" | vp-draw -q --seed 1 --sort -'
same "$out" sorted "with --sort the order of the file does not matter; CRLF and a missing last line end neither"
t_sh 'printf "id,name\n1,x\n2,y\n" | vp-draw -q -k 1 --seed 1 --header'
is "$(sed -n 1p "$out")" "id,name" "--header: it comes first"
is "$(wc -l <"$out" | tr -d ' ')" 2 "and is not drawn"
t_sh 'printf "\n a\nb\n\na \nb\n" | vp-draw -q --seed 1'
exits 1 "blank lines and repeated ones are refused"
err_is "each with its line" <<'E'
<stdin>:1: error: the line is blank
<stdin>:4: error: the line is blank
<stdin>:5: error: the same stands in line 2 already: everything has one lot
<stdin>:6: error: the same stands in line 3 already: everything has one lot
E
is "$(wc -c <"$out" | tr -d ' ')" 0 "and nothing is drawn"
t_sh 'vp-draw --seed 1 </dev/null'
exits 1 "an empty list"
t_sh 'echo id | vp-draw --header --seed 1'
exits 1 "a heading alone"
err_like 'there is nothing to draw from' "says so"
t_sh 'printf "a\0b\n" | vp-draw --seed 1'
exits 1 "a NUL byte"
t_run vp-draw --seed 1 nowhere
exits 2 "a list that is not there"
t_run vp-draw -k 26 --seed 1 pool
exits 1 "more than there are"
err_like '26 cannot be drawn from 25' "says so"
t_sh 'seq 1 200 | vp-draw -q -k 3% --seed 12345678901234567890'
is "$(wc -l <"$out" | tr -d ' ')" 6 "3% of 200"
t_sh 'seq 1 201 | vp-draw -q -k 3% --seed 12345678901234567890'
is "$(wc -l <"$out" | tr -d ' ')" 7 "a share is rounded up"
for k in 0 -1 x 3%% 101% '' 9999999999999; do
    not "-k '$k' is refused" vp-draw "-k$k" --seed 1 pool
done
t_sh 'seq 1 65536 | vp-draw -k 1 --algorithm=rfc3797 --seed 1'
exits 1 "rfc3797 has its limit"
err_like 'sha256 draws from longer lists' "and says what has not"
seq 1 1000000 >million
t_run vp-draw -q -k 3 --seed 12345678901234567890 million
exits 0 "a million lines"

# ---- seeds ----

t_run vp-draw -k 1 --seed '０３，０７ 11' pool
err_like 'seed 3\.7\.11\./' "full-width digits"
t_run vp-draw -k 1 --seed '双色球 3 7' pool
exits 1 "words of another script"
err_like "source 1 of the seed has '双', which is no number" "are refused"
err_like "hint: give what was drawn there" "with what to do"
t_run vp-draw -k 1 --seed 00ab pool
err_like 'seed 00AB/' "a text, such as a hash"
t_run vp-draw --seed '' pool
exits 1 "an empty seed"
t_run vp-draw -k 10 --seed 7 pool
exits 0 "a weak seed draws"
err_like 'warning: the seed is weak: it holds 3 bits of chance at most, and the draw needs 22' "with a warning"
t_run vp-draw pool
exits 2 "no seed"
err_like 'hint: --seed TEXT' "says what to do"
t_run vp-draw --seed 1 --purpose Upper pool
exits 1 "a purpose that could be a seed"

t_run env LC_ALL=zh_CN.UTF-8 vp-draw -k 10 --seed 7 pool
err_like '种子 7\./，sha256：抽出 10 项，共 25 项' "Chinese"
err_like '种子太弱' "and its warning"

# ---- real life: five experts of a pool, as a filter in a round's configuration ----

t_run vp-draw -k 5 --header --seed '03 07 12 18 25 31 / 09' "$ROOT/examples/guangzhou/panel.csv"
exits 0 "five experts of a real panel"
is "$(wc -l <"$out" | tr -d ' ')" 6 "and the heading"
cp "$out" five
mkdir conf
echo '{"vp": 1, "id": "r", "title": "R", "currency": "CNY", "draw": {"source": "双色球", "seed": "03 07 12 18 25 31 / 09"}}' \
    >conf/round.json
t_run vp-draw -q -k 5 --header --config conf/round.json "$ROOT/examples/guangzhou/panel.csv"
same "$out" five "the seed of round.json is used where none is given"

# ---- a round ----

command -v git >/dev/null 2>&1 || { skip "draws of a round" "no git"; exit; }
vp-init -q round
t_run vp-draw -C round -k 5 --announce panel --source '双色球 第2026050期' "$PWD/pool"
exits 0 "a draw is announced"
err_like "committed" "and recorded"
ok "it is in the history" git -C round cat-file -e HEAD:draws/panel.json
announced=$(git -C round rev-parse HEAD)
t_run vp status -C round --format csv
like "$(cat "$out")" '^draw.panel,announced$' "vp status tells that it waits"
t_run vp status -C round --format table
like "$(cat "$out")" 'panel: announced, and waits for its seed' "in words too"
t_run env LC_ALL=zh_CN.UTF-8 vp status -C round --format table
like "$(cat "$out")" 'panel：已公告' "and in Chinese"
t_run vp-draw -C round -k 6 --announce panel --source x "$PWD/pool"
exits 1 "nothing is announced twice"
err_like "'panel' is announced already" "and says so"
t_run vp-draw -C round --reveal panel
exits 2 "it cannot be drawn without its seed"
err_like "hint: what '双色球 第2026050期' gave: --seed TEXT" "and says what is missing"
t_run vp-draw -C round -n --reveal panel --seed '3 11 14 20 22 29 / 7'
exits 0 "-n draws"
is "$(git -C round rev-parse HEAD)" "$announced" "and records nothing"
t_run vp-draw -C round --reveal panel --seed '3 11 14 20 22 29 / 7'
exits 0 "the draw"
cp "$out" drawn
t_run vp status -C round --format csv
unlike "$(cat "$out")" '^draw' "and waits no more"
t_run vp-draw -q -k 5 --seed '3 11 14 20 22 29 / 7' --purpose draws/panel pool
same "$out" drawn "it is what vp-draw prints for its purpose"
like "$(git -C round show HEAD:draws/panel.json)" '"canonical": "3.11.14.20.22.29./7./"' "the seed is in the history"
t_run vp-draw -C round --reveal panel --seed '29 22 20 14 11 03 / 7'
exits 0 "the same once more"
same "$out" drawn "draws the same"
err_like "nothing to record" "and records nothing"
t_run vp-draw -C round --reveal panel --seed 8
exits 1 "nothing is drawn twice"
err_like "'panel' is drawn already, by the seed 3\.11" "and says so"
t_run vp-draw -C round --announce panel --source x "$PWD/pool"
err_like "'panel' is drawn already" "nor announced after it was drawn"
t_run vp-audit -C round verify
exits 0 "verify draws again"
t_run vp-audit -C round log
out_like 'draw: panel drawn, 5 of 25' "the log tells it"
out_like 'draw: panel announced, 5 of 25' "and that it was announced"

t_run vp-draw -C round --reveal other --seed 1
exits 3 "what was not announced is not drawn"
t_run vp-draw -C round --announce 'a/b' --source x "$PWD/pool"
exits 2 "a name that is none"
t_run vp-draw -C round --announce x "$PWD/pool"
exits 2 "a draw without a source"
t_run vp-draw -C round --announce x --source y --seed 1 "$PWD/pool"
exits 2 "a draw whose seed is known is not announced"
t_run vp-draw -C round --announce x --reveal y
exits 2 "one thing at a time"
t_run vp-draw -C round --reveal panel -k 3 --seed 1
exits 2 "what was announced stands"
t_run vp-draw -C round --source x --seed 1 "$PWD/pool"
exits 2 "--source alone"
t_run vp-draw -C round --announce x --source y --purpose z "$PWD/pool"
exits 2 "a purpose of its own"
t_run vp-draw --config conf/round.json --announce x --source y pool
exits 2 "--announce as a filter"

# The seed of round.json, known before the announcement of another draw.
sed 's/"currency"/"draw": {"source": "beacon", "seed": "42"}, "currency"/' round/round.json >r.json
cp r.json round/round.json
git -C round commit -qam "the seed of the beacon"
t_run vp-draw -C round --announce late "$PWD/pool"
exits 1 "a draw whose seed is in round.json"
err_like "the seed of 'beacon' is known already" "is not announced"

# ---- tampering: re-committed cleanly by plain git, under the trailers of the command ----

doctored() # NAME COMMIT SED-SCRIPT ERE: that commit's file changed, and all after it kept
{
    rm -rf bad
    git clone -q round bad 2>/dev/null
    git -C bad reset -q --hard "$2"
    sed "$3" bad/draws/panel.json >new.json
    cp new.json bad/draws/panel.json
    git -C bad commit -q -a --amend --no-edit
    t_run vp-audit -C bad verify
    exits 1 "$1: a finding"
    out_like "$4" "$1: names it"
}
drawn=$(git -C round rev-parse HEAD~1)
doctored "another seed" "$drawn" 's/20.22.29/20.22.30/; s/20 22 29/20 22 30/' 'draws/panel.json.*not what vp-draw computes'
doctored "another list" "$drawn" 's/"Lee"/"Leo"/' 'draws/panel.json.*announced with another list'
doctored "another number" "$drawn" 's/"take": 5/"take": 6/' 'another number to draw'
doctored "another source" "$drawn" 's/2026050/2026051/' 'another source'
doctored "another algorithm" "$drawn" 's/"sha256"/"rfc3797"/' 'another algorithm'
doctored "another order" "$drawn" '/"drawn"/{n;s/^    ".*"/    "Lee"/;}' 'not what vp-draw computes'
doctored "a seed beforehand" "$announced" 's/^}/,"seed": "1"}/' 'has its seed in the step that announces it'
rm -rf bad
git clone -q round bad 2>/dev/null
git -C bad reset -q --hard "$announced"
sed 's/"Lee"/"Leo"/' bad/draws/panel.json >new.json
cp new.json bad/draws/panel.json
git -C bad commit -qam "a friend"
vp-draw -q -C bad --reveal panel --seed 1 >/dev/null
t_run vp-audit -C bad verify
exits 1 "a list that was changed by hand between: a finding"
out_like "draws/panel.json" "names it"

# ---- ties by draw ----

vp-init -q tied
cat >tied/round.json <<'E'
{"vp": 1, "id": "r-1", "title": "Round", "lang": "en", "currency": "GBP"}
E
cat >tied/rubric.json <<'E'
{"vp": 1, "id": "q", "title": "Q", "stages": [{"id": "paper", "title": "On paper",
 "criteria": [{"id": "merit", "max": "100.00"}]}], "ties": ["draw"]}
E
git -C tied commit -qam rules
printf 'id,title,applicant,requested\nP-1,A,O1,10\nP-2,B,O2,10\nP-3,C,O3,10\nP-4,D,O4,10\n' >p.csv
printf 'proposal,reviewer,merit\nP-1,R,50\nP-2,R,60\nP-3,R,50\nP-4,R,50\n' >s.csv
vp-intake -q -C tied "$PWD/p.csv" >/dev/null
t_run vp-score -C tied "$PWD/s.csv"
exits 1 "equal proposals without a seed"
err_like "'P-1' and 'P-3' are equal: a draw has to decide, and the round has no seed" "are named"
err_like 'hint: write what its source gave into round.json' "with what to do"
sed 's/"currency"/"draw": {"source": "beacon", "seed": "2026 \/ 5 8"}, "currency"/' tied/round.json >r.json
cp r.json tied/round.json
git -C tied commit -qam "the seed"
t_run vp-score -C tied "$PWD/s.csv"
exits 0 "with a seed they are ranked"
printf '%s\n' P-1 P-3 P-4 | vp-draw -q --seed '2026 / 5 8' --purpose ties/P-1 >want
cut -d, -f2 tied/ranking.csv | sed -n '3,5p' >got
same got want "in the order that vp-draw prints"
is "$(cut -d, -f2 tied/ranking.csv | sed -n 2p)" P-2 "behind who has more"
t_run vp-audit -C tied verify
exits 0 "verify draws the ties again"
