#!/bin/sh
# make demo: the round of examples/guangzhou, from an empty folder to the public notice, as a person would type it.
#   BUILD=build/release examples/demo.sh FOLDER      (FOLDER is made anew)
set -eu
to=${1:?where to}
build=${BUILD:-build/release}
from=examples/guangzhou
case $build in /*) ;; *) build=$PWD/$build ;; esac
PATH=$build:$PATH
rm -rf "$to"
mkdir -p "$to"

say() { printf '\n# %s\n' "$*"; }
# Show a line of shell and run it. OK is the one status, besides 0, that is no accident.
step() # OK LINE
{
    printf '$ %s\n' "$2"
    eval "$2" || [ $? -eq "$1" ]
}

say "A round from a template, then the rules of this one"
step 0 "export VP_ROUND=$to/round"
step 0 "vp-init -q --template guangzhou $to/round"
step 0 "cp -R $from/round.json $from/rubric.json $from/panel.csv $from/lists $to/round/"
step 0 "git -C $to/round add -A"
step 0 "git -C $to/round -c user.name=vp -c user.email=vp@localhost commit -q -m 'The rules of the seventh round'"

say "The export of an office: some rows are refused, and told why"
step 1 "vp-intake --received 2020-03-30 --rejects $to/rejects.csv -o $to/proposals.csv $from/proposals.csv 2>$to/said"
step 0 "tail -n 5 $to/said"

say "Fifty score sheets, then the money"
step 0 "vp-score -o $to/ranking.csv $from/sheets/*/*.csv"
step 0 "vp-allocate -o $to/awards.csv"

say "What the public reads, and the whole of it computed again"
step 0 "vp-report notice --format md -o $to/notice.md"
step 0 "vp-report notice --format html -o $to/notice.html"
step 0 "vp-audit verify --format table"
step 0 "vp status --format table"

printf '\naward list:  %s (%s awards)\nreport:      %s\n' \
    "$to/awards.csv" "$(grep -c ',awarded,' "$to/awards.csv")" "$to/notice.html"
