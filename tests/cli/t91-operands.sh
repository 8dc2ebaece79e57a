#!/bin/sh
# A file of the command line that cannot be one is misuse, whichever command is given it.
. "${0%/*}/lib.sh"

cp "$ROOT/examples/guangzhou/round.json" "$ROOT/examples/guangzhou/rubric.json" .
mkdir folder
: >loop && rm loop && ln -s loop loop
for what in nowhere.csv folder nowhere/x.csv; do
    for how in 'vp-score --config round.json' 'vp-score --config round.json sheet.csv --proposals' \
        'vp-allocate --config round.json' 'vp-report notice --config round.json'; do
        echo 'proposal,reviewer,presentation,answers,impact' >sheet.csv
        # shellcheck disable=SC2086
        t_run $how "$what"
        exits 2 "$how $what: misuse"
        err_like "^$what: error: " "$how $what: it is named"
        out_is "$how $what: nothing on stdout" </dev/null
    done
done
for how in 'vp-score --config round.json' 'vp-allocate --config round.json' 'vp-report notice --config round.json'; do
    # shellcheck disable=SC2086
    t_run $how loop
    exits 5 "$how: a file that the system cannot read is its failure"
    t_sh "$how - </dev/null"
    exits 1 "$how: nothing on standard input is data that says no"
    err_like '^<stdin>' "$how: which is named"
done
