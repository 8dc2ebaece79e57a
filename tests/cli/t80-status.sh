#!/bin/sh
# vp status: where a round stands, from its files at the tip, and what was edited beside it.
. "${0%/*}/lib.sh"
command -v git >/dev/null 2>&1 || skip_all "no git"

t_run vp status
exits 3 "outside of a round"
err_like '^vp: error: there is no round' "it says so"

mkdir round && cd round && git init -q -b main . || exit 1
t_run vp status
exits 3 "a round without a commit"
cat >round.json <<'E2'
{"vp": 1, "id": "r-1", "title": "First round", "currency": "CNY", "opens": "2024-03-01", "closes": "2024-03-31",
 "funds": [{"id": "main", "title": "Main fund", "amount": "1000.00"}]}
E2
git add . && git commit -qm start
t_run vp status
exits 0 "a fresh round"
out_like '^title,First round$' "rows for programs when stdout is no terminal"
out_like '^next,vp intake proposals.csv$' "what comes next"
cp "$out" ../plain
t_run LANG=zh_CN.UTF-8 LC_ALL= vp status
out_is "rows do not depend on the language" <../plain
t_run vp status --format=table
out_is "lines for people" <<'E2'
First round (r-1)
  call       2024-03-01 to 2024-03-31
  proposals  0
  next       vp intake proposals.csv
E2
t_run LANG=zh_CN.UTF-8 LC_ALL= vp status --format=table
out_like '^  下一步     vp intake proposals.csv$' "in Chinese"
t_run vp status --json
out_like '"schema": "vp-status/1"' "as JSON"
cd .. || exit 1
t_run VP_ROUND="$PWD/round" vp status
out_is "VP_ROUND names the round" <plain
t_run vp -C round status
out_is "-C names the round" <plain
t_run VP_ROUND=/nowhere vp -C round status
out_is "-C goes before VP_ROUND" <plain
mkdir -p round/sheets
t_run vp -C round/sheets status
out_is "a folder inside finds it" <plain

echo >>round/round.json
t_run vp -C round status
exits 0 "an edit is not an error"
out_like "^edited,.*round.json.* not committed" "it is told"
out_like "^next,.*git -C .* commit" "and how to commit it"
t_run LANG=zh_CN.UTF-8 LC_ALL= vp -C round status
out_like "^edited,.*round.json.* not committed" "programs hear it in English"
git -C round checkout -q round.json
git clone -q --bare round bare
t_run vp -C bare status
out_is "a bare repository is a round" <plain

echo '{' >round/round.json
git -C round commit -qam broken
t_run vp -C round status
exits 3 "a round.json that cannot be read"
err_like 'round.json:[0-9]+:[0-9]+: error: ' "has its place"

# ---- a stage that nobody has marked yet comes before the awards ----

X=$ROOT/examples/guangzhou
ok "a round of two stages" vp-init -q "$T/two"
cp -r "$X/round.json" "$X/rubric.json" "$X/panel.csv" "$X/lists" "$T/two"
git -C "$T/two" add -A && git -C "$T/two" commit -qm "its rules"
VP_ROUND=$T/two vp-intake -q --received 2020-03-30 "$X/proposals.csv" >"$out" 2>&1
VP_ROUND=$T/two vp-score -q "$X"/sheets/paper/*.csv >"$out" 2>&1
t_run VP_ROUND="$T/two" vp status
out_like '^next,vp score sheets/\*.csv$' "its sheets are asked for"
VP_ROUND=$T/two vp-score -q "$X"/sheets/defence/*.csv >"$out" 2>&1
t_run VP_ROUND="$T/two" vp status
out_like '^next,vp allocate$' "then the awards"
