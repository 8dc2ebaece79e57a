#!/bin/sh
# Offices that exchange rounds: plain git merges them, verify holds, a real conflict is told in words, and a merge that
# alters or loses something is found.
. "${0%/*}/lib.sh"

sheet() # FILE ID,TITLE,APPLICANT,REQUESTED…
{
    to=$1
    shift
    { echo id,title,applicant,requested,phone; printf '%s,13800000001\n' "$@"; } >"$to"
}
marks() # FILE REVIEWER ID…
{
    to=$1 who=$2
    shift 2
    { echo proposal,reviewer,merit; printf "%s,$who,70\n" "$@"; } >"$to"
}
sheet base.csv "P-1,One,Org A,1000" "P-2,Two,Org B,2000"
sheet east.csv "E-1,East one,Org C,1000" "E-2,East two,Org D,2000"
sheet west.csv "W-1,West one,Org E,1000" "W-2,West two,Org F,2000"
marks base.marks R0 P-1 P-2
marks east.marks RE E-1 E-2
marks west.marks RW W-1 W-2

vp-init -q city
vp-intake -q -C city "$PWD/base.csv" >/dev/null 2>&1
vp-score -q -C city "$PWD/base.marks" >/dev/null
vp-allocate -q -C city >/dev/null
is "$(git -C city status --porcelain)" "" "a new round is clean"
is "$(git -C city check-attr merge certificate.txt draws/a.json assignments.csv conflicts.csv | sed 's/.*: //' | xargs)" \
    "vp unset unset unset" "lines of what commands write are not mixed"
for side in east west; do
    git clone -q city $side
    vp-intake -q -C $side "$PWD/$side.csv" >/dev/null 2>&1
done
take() { t_run git -C "$1" pull -q --no-rebase --no-edit "../$2" main; } # by plain git
verified() # ROUND NAME
{
    t_run vp-audit -q -C "$1" verify
    exits 0 "$2"
}

# ---- different proposals
cp -R west merged
take merged east
exits 0 "two clones that took in different proposals merge"
is "$(find merged/proposals -name '*.json' | wc -l)" 6 "all proposals are there"
verified merged "what came of it verifies"
t_run vp -C merged status
out_like '^ranking,outdated$' "the ranking is known to be outdated"
out_like '^next,vp score$' "and what to do"
t_run vp-allocate -C merged
exits 1 "no award is decided on it"
err_like "vp-score" "before it is ranked again"
t_run vp-score -q -C merged
exits 0 "the next command computes it"
is "$(git -C merged status --porcelain)" "" "nothing is left over"

# ---- both scored and allocated: what commands compute is no conflict
for side in east west; do
    vp-score -q -C $side "$PWD/$side.marks" >/dev/null
    vp-allocate -q -C $side >/dev/null
done
rm -rf merged
cp -R west merged
take merged east
exits 0 "two clones that were both scored and decided merge"
t_run vp -C merged status
out_like '^awards,outdated$' "their awards are outdated"
out_unlike '^conflict' "nothing waits for a decision"
vp-score -q -C merged >/dev/null
t_run vp-allocate -q -C merged
exits 0 "ranked and decided together"
is "$(tail -n +2 "$out" | wc -l)" 6 "over all proposals"
verified merged "and it verifies"
cp -R merged evil

# ---- in a clone in which vp never ran
git clone -q west plain
take plain east
exits 1 "there git asks about what commands compute"
like "$(git -C plain status --porcelain)" "^(UU|AA) ranking.csv" "of the ranking"
unlike "$(cat plain/ranking.csv plain/awards.csv plain/allocation.json)" "^<<<<<<<" "but writes no marks into it"
t_run vp-score -C plain
exits 1 "no command works on it"
err_like "both have changed the same: .*ranking.csv" "they name the files"
err_like "vp -C .*/plain status" "and where to look"
t_run vp -C plain status --format table
out_like "ranking.csv: take either side, it is computed again" "status says that it does not matter"
out_like "git checkout --ours -- FILE && git add FILE; git commit --no-edit; then vp-score" "and what to type"
git -C plain checkout -q --ours -- ranking.csv awards.csv allocation.json
git -C plain add -A
t_run vp-score -C plain
exits 1 "a merge that is not committed is in the way"
err_like "commit --no-edit" "it says how to go on"
git -C plain commit -q --no-edit
t_run vp-score -q -C plain
exits 0 "then all goes on"
verified plain "and verifies"

# ---- the same sheet taken in by both, on the same day and on another
git clone -q city same
git clone -q city again
vp-intake -q -C same "$PWD/east.csv" >/dev/null 2>&1
SOURCE_DATE_EPOCH=1700100000 vp-intake -q -C again "$PWD/east.csv" >/dev/null 2>&1
take same east
exits 0 "the same sheet on the same day"
take same again
exits 0 "and on another day"
is "$(find same/intake -name receipt.json | wc -l)" 3 "two receipts of it, and one of the first sheet"
is "$(find same/proposals -name '*.json' | wc -l)" 4 "each proposal once"
verified same "they verify"

# ---- different proposals amended
git clone -q city one
git clone -q city two
sheet one.csv "P-1,One,Org A,1100"
sheet two.csv "P-2,Two,Org B,2200"
vp-intake -q -C one "$PWD/one.csv" >/dev/null 2>&1
vp-intake -q -C two "$PWD/two.csv" >/dev/null 2>&1
take one two
exits 0 "two clones that amended different proposals merge"
like "$(cat one/proposals/*.json)" '"requested": "2200.00"' "with the one amendment"
like "$(cat one/proposals/*.json)" '"requested": "1100.00"' "and the other"
verified one "and verify"

# ---- a real conflict: one proposal amended by both
git clone -q city third
sheet third.csv "P-1,Uno,Org A,1300"
vp-intake -q -C third "$PWD/third.csv" >/dev/null 2>&1
git -C one tag before
take one third
exits 1 "one proposal amended by both: git stops"
unlike "$(cat one/proposals/P-1.json)" "^<<<<<<<" "without marks in the file"
t_run vp -C one status
out_like '^conflict.proposals/P-1.json.title,ours: One; theirs: Uno$' "status tells what each side says"
out_like '^conflict.proposals/P-1.json.requested,ours: 1100.00; theirs: 1300.00$' "field by field"
t_run vp -C one status --format table
out_like 'P-1, requested: ours 1100.00, theirs 1300.00' "for people too"
out_like 'git checkout --ours -- FILE \(or --theirs\) && git add FILE; then git commit --no-edit' "and how to go on"
t_run LC_ALL=zh_CN.UTF-8 vp -C one status --format table
out_like 'P-1，申请资助金额：本方 1100.00，对方 1300.00' "in Chinese"
for cmd in "vp-score" "vp-allocate" "vp-intake $PWD/two.csv"; do
    # shellcheck disable=SC2086
    t_run $cmd -q -C one
    exits 1 "${cmd%% *} refuses"
    err_like "both have changed the same: proposals/P-1.json" "with the name of the file"
done
(cd one && git checkout -q --theirs -- proposals/P-1.json && git add proposals/P-1.json && git commit -q --no-edit)
verified one "one side was taken: it verifies"
t_run vp -C one status
out_unlike '^conflict' "nothing is left to decide"
git -C one reset -q --hard before
take one third
sed -i 's/1100.00/1200.00/' one/proposals/P-1.json
git -C one add -A
git -C one commit -q --no-edit
t_run vp-audit -q -C one verify
exits 1 "a number between the two is nobody's"
out_like "^$(git -C one rev-parse HEAD),proposals/P-1.json,\"changed by the merge, not by a command\"" "it is named"

# ---- the same proposal in two sheets
git clone -q city here
git clone -q city there
sheet here.csv "X-1,Twice,Org X,1000" "X-2,Once,Org X,1000"
sheet there.csv "X-1,Twice,Org X,1000"
vp-intake -q -C here "$PWD/here.csv" >/dev/null 2>&1
vp-intake -q -C there "$PWD/there.csv" >/dev/null 2>&1
take here there
t_run vp -C here status --format table
out_like "X-1: came in two sheets and is the same but for hashes of private columns; take either side" \
    "one proposal in two sheets"
(cd here && git checkout -q --ours -- proposals/X-1.json && git add -A && git commit -q --no-edit)
verified here "either side verifies"

# ---- one side has taken it away
git clone -q city gone
git -C gone rm -q proposals/P-1.json
git -C gone commit -q -m "by hand"
git -C one reset -q --hard before
take one gone
t_run vp -C one status
out_like '^conflict.proposals/P-1.json,ours: One; theirs: $' "changed here and gone there"
out_like '^next,.*git rm FILE' "can be taken away"

# ---- reviews
git clone -q city left
git clone -q city right
printf 'proposal,reviewer,merit\nP-1,R0,80\n' >left.marks
printf 'proposal,reviewer,merit\nP-1,R0,90\n' >right.marks
vp-score -q -C left "$PWD/left.marks" >/dev/null
vp-score -q -C right "$PWD/right.marks" >/dev/null
take left right
exits 1 "one reviewer's marks changed by both"
t_run vp -C left status
out_like '^conflict.reviews/review/R0.csv.review R0,ours: merit 80.*; theirs: merit 90' "are told mark by mark"

# ---- round.json edited by both: there git writes marks
git clone -q city young
git clone -q city old
sed -i 's/示例轮次/Young/' young/round.json
sed -i 's/示例轮次/Old/' old/round.json
git -C young commit -qam young
git -C old commit -qam old
take young old
t_run vp -C young status --format table
out_like 'round.json: edited by hand on both sides; edit what git has marked in it' "a file edited by hand on both sides"
git -C young commit -qam "as it is" --no-verify
for cmd in "vp-score" "vp-allocate" "vp-intake $PWD/two.csv" "vp-report notice" "vp status"; do
    # shellcheck disable=SC2086
    t_run $cmd -q -C young
    exits 3 "${cmd}: marks of git that were committed are refused"
    err_like "^round.json:[0-9]+:1: error: a merge was left in this file|^young/round.json:[0-9]+.* a merge was left" "in words"
done
git clone -q city marked
printf '<<<<<<< HEAD\n{\n=======\n}\n>>>>>>> other\n' >marked/proposals/P-1.json
git -C marked commit -qam "as it is"
t_run vp-score -q -C marked
exits 3 "marks in a proposal"
err_like "P-1.json:1:1: error: a merge was left in this file" "are named with their line"
git -C marked reset -q --hard HEAD~1
printf 'id,name\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> other\n' >marked/panel.csv
git -C marked add panel.csv
git -C marked commit -qm "as it is"
t_run vp-score -q -C marked
exits 3 "marks in a table"
err_like "panel.csv:2:1: error: a merge was left in this file" "are named with their line"

# ---- rules that each side keeps
vp-init -q rules
sed -i 's/^  "funds"/  "eligibility": [{"id": "once", "each": "applicant", "max_count": 1}],\n&/' rules/round.json
git -C rules commit -qam "one each"
git clone -q rules other
sheet here.csv "A-1,Here,Org A,1000"
sheet there.csv "B-1,There,Org A,1000"
vp-intake -q -C rules "$PWD/here.csv" >/dev/null 2>&1
vp-intake -q -C other "$PWD/there.csv" >/dev/null 2>&1
take rules other
exits 0 "two proposals of one applicant, one on each side"
t_run vp-audit -q -C rules verify
exits 1 "break a rule together"
out_like "^$(git -C rules rev-parse HEAD),proposals/B-1.json,\"?the sides of the merge together break the rule 'once': .*'Org A' already has 1 proposals" "verify names the rule and the proposal"
t_run vp -C rules status
out_like "^clash.B-1.once,.*Org A" "status too"
t_run vp -C rules status --format table
out_like "rules +B-1, rule 'once': .*Org A" "for people"
git -C rules rm -q proposals/B-1.json
git -C rules commit -qm "taken out"
t_run vp-audit -q -C rules verify
out_unlike "together" "what was put right is no finding"

# ---- a merge that alters something
odd() # NAME FILE MESSAGE: the merge at hand is committed, and is blamed for FILE
{
    git -C evil add -A
    git -C evil commit -q --amend --no-edit
    t_run vp-audit -q -C evil verify
    exits 1 "$1"
    is "$(tail -n +2 "$out")" "$(git -C evil rev-parse HEAD),$2,$3" "$1: named"
    git -C evil reset -q --hard tomerge
}
rm -rf evil
cp -R west evil
take evil east
git -C evil tag tomerge
sed -i 's/1000.00/9000.00/' evil/proposals/E-1.json
odd "a merge that alters a proposal" proposals/E-1.json '"changed by the merge, not by a command"'
sed -i 's/1000.00/9000.00/' evil/proposals/P-1.json
odd "one that neither side has changed" proposals/P-1.json '"changed by the merge, not by a command"'
rm evil/proposals/E-1.json
odd "a merge that loses a proposal" proposals/E-1.json '"left out by the merge, though only one side has changed it"'
rm evil/proposals/P-1.json
odd "one that both sides had" proposals/P-1.json '"changed by the merge, not by a command"'
sed 's/E-1/E-9/' evil/proposals/E-1.json >evil/proposals/E-9.json
odd "a merge that adds a proposal" proposals/E-9.json '"changed by the merge, not by a command"'
sed -i 's/70/71/' evil/ranking.csv
odd "a merge with a ranking of its own" ranking.csv '"changed by the merge, not by a command"'
ln -sf P-1.json evil/proposals/E-1.json
odd "a proposal that became a link" proposals/E-1.json '"changed by the merge, not by a command"'
git -C evil reset -q --hard main~1
git -C evil merge -q -s ours -m "ours" tomerge^2
t_run vp-audit -q -C evil verify
exits 1 "a merge that throws the other side away"
out_like ",proposals/E-1.json,\"?left out by the merge" "is blamed for it"
git -C evil reset -q --hard tomerge
git -C evil commit -q --amend -m "score: 1 proposals ranked

Vp-Command: vp-score
Vp-Version: 0.1.0"
sed -i 's/1000.00/9000.00/' evil/proposals/E-1.json
git -C evil commit -qa --amend --no-edit
t_run vp-audit -q -C evil verify
out_like ",proposals/E-1.json,\"?changed by the merge" "a merge that calls itself a command's is a merge"

# ---- one sheet, judged otherwise on each side: two receipts in one place
vp-init -q r1
sed -i 's/^  "funds"/  "eligibility": [{"id": "once", "each": "applicant", "max_count": 1}],\n&/' r1/round.json
git -C r1 commit -qam "one each"
git clone -q r1 r2
sheet first.csv "B-1,First,Org A,1500"
sheet second.csv "C-1,Second,Org A,1500"
vp-intake -q -C r2 "$PWD/first.csv" >/dev/null 2>&1
vp-intake -q -C r1 "$PWD/second.csv" >/dev/null 2>&1
vp-intake -q -C r2 "$PWD/second.csv" >/dev/null 2>&1
take r1 r2
exits 1 "accepted here, refused there: git asks"
folder=$(git -C r1 ls-files -u | sed -n 's,.*\(intake/.*\)/receipt.json$,\1,p' | head -n 1)
isnt "$folder" "" "about the receipt"
cp -R r1 r3
git -C r1 checkout -q --ours -- "$folder"
git -C r1 add -A
git -C r1 commit -q --no-edit
t_run vp-audit -q -C r1 verify
out_unlike ",intake/" "all of one side's intake: its receipt adds up"
git -C r3 checkout -q --ours -- "$folder"
git -C r3 checkout -q --theirs -- "$folder/rejects.csv"
git -C r3 add -A
git -C r3 commit -q --no-edit
t_run vp-audit -q -C r3 verify
exits 1 "the receipt of one side with the rejects of the other"
out_like ",$folder/rejects.csv,its SHA-256 is not the one of the receipt" "does not add up"

# ---- by mail: what examples/exchange.md shows
. "$ROOT/tests/cli/session.sh"
mkdir mail
cd mail || exit 1
ln -s "$ROOT/examples" examples
session "$ROOT/examples/exchange.md"
