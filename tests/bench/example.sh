#!/bin/sh
# Make examples/guangzhou again (make example): from the generator, what an office and its reviewers would hand in;
# from the commands, the award list that is expected. The rules (round.json, rubric.json) are written by hand.
#     usage: BUILD=build/release tests/bench/example.sh [--inputs-only] [FOLDER]
set -eu
gen=${BUILD:-build/release}/gen
answers=yes
[ "${1:-}" = --inputs-only ] && { answers=; shift; }
to=${1:-examples/guangzhou}
mkdir -p "$to/lists" "$to/sheets/paper" "$to/sheets/defence"

$gen proposals --format office | iconv -f UTF-8 -t GB18030 >"$to/proposals.csv"
$gen panel >"$to/panel.csv"
$gen abnormal >"$to/lists/abnormal.csv"
$gen dishonest >"$to/lists/dishonest.csv"

for stage in paper defence; do
    for who in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
        sheet=$to/sheets/$stage/E$who.csv
        set -- sheets --stage $stage --reviewer "${who#0}"
        case $who in # reviewers use what they have
        02) { printf '\357\273\277'; $gen "$@" | awk '{ printf "%s\r\n", $0 }'; } >"$sheet" ;;     # Excel: BOM, CRLF
        03) $gen "$@" | tr ',' '\t' >"$sheet" ;;                                                  # pasted cells: TAB
        04) $gen "$@" --format titles | awk '{ printf "%s\r\n", $0 }' | iconv -f UTF-8 -t GB18030 >"$sheet" ;; # WPS
        05) $gen "$@" --format long >"$sheet" ;;                                                  # one mark a line
        *) $gen "$@" >"$sheet" ;;
        esac
    done
done
[ -n "$answers" ] || exit 0

PATH=${BUILD:-build/release}:$PATH
mkdir -p "$to/expected"
{ vp-intake -q --config "$to/round.json" "$to/proposals.csv" || [ $? -eq 1 ]; } |
    vp-score -q --config "$to/round.json" --proposals - "$to"/sheets/*/*.csv |
    vp-allocate -q --config "$to/round.json" - >"$to/expected/awards.csv"
