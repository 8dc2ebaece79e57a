#!/bin/sh
# make demo: the round of examples/guangzhou, from an empty folder to the public notice, as a person would type it.
#   BUILD=build/release examples/demo.sh FOLDER      (FOLDER is made anew)
set -eu
to=${1:?where to}
build=${BUILD:-build/release}
example=examples/guangzhou
case $build in /*) ;; *) build=$PWD/$build ;; esac
PATH=$build:$PATH
rm -rf "$to"
mkdir -p "$to"
export VP_ROUND="$to/round"

echo "# A round from a template, then the rules of this one"
printf '\n$ export VP_ROUND=%s\n' "$VP_ROUND"

# Show a command, run it; OK is the other status that is no accident.
step() # OK COMMAND…
{
    ok=$1
    shift
    printf '\n$ %s\n' "$*"
    "$@" || [ $? -eq "$ok" ]
}

step 0 vp-init --template guangzhou "$to/round"
step 0 cp -R $example/round.json $example/rubric.json $example/panel.csv $example/lists "$to/round/"
step 0 git -C "$to/round" add -A
step 0 git -C "$to/round" -c user.name=vp -c user.email=vp@localhost commit -q -m "The rules of the seventh round"

printf '\n# The export of an office: some rows are refused, and told why\n'
step 1 vp-intake -q --rejects "$to/rejects.csv" -o "$to/proposals.csv" $example/proposals.csv 2>"$to/problems"
tail -n 3 "$to/problems"
echo "…and $(grep -c : "$to/problems") lines of problems in $to/problems"

printf '\n# Fifty score sheets, then the money\n'
step 0 vp-score -o "$to/ranking.csv" $example/sheets/paper/*.csv $example/sheets/defence/*.csv
step 0 vp-allocate -o "$to/awards.csv"

printf '\n# What the public reads, and the whole of it computed again\n'
step 0 vp-report notice --format md -o "$to/notice.md"
step 0 vp-report notice --format html -o "$to/notice.html"
step 0 vp-audit verify
step 0 vp status --format table

awarded=$(grep -c ',awarded,' "$to/awards.csv")
printf '\nround:       %s\nrefused:     %s\naward list:  %s (%s awards)\nreport:      %s\n' \
    "$to/round" "$to/rejects.csv" "$to/awards.csv" "$awarded" "$to/notice.html"
