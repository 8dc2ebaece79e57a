#!/bin/sh
# Make examples/guangzhou again from the generator: what an office and its reviewers would hand in. The rules
# (round.json, rubric.json) are written by hand and stay.     usage: tests/bench/example.sh GEN [FOLDER]
set -eu
gen=$1
to=${2:-examples/guangzhou}
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
        02) { printf '\357\273\277'; $gen "$@" | sed 's/$/\r/'; } >"$sheet" ;;                  # Excel: BOM, CRLF
        03) $gen "$@" | tr ',' '\t' >"$sheet" ;;                                                # pasted cells: TAB
        04) $gen "$@" --format titles | iconv -f UTF-8 -t GB18030 | sed 's/$/\r/' >"$sheet" ;;  # WPS: GB18030
        05) $gen "$@" --format long >"$sheet" ;;                                                # one mark a line
        *) $gen "$@" >"$sheet" ;;
        esac
    done
done
