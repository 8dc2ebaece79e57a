#!/bin/sh
# What the search takes, beside Cbc and GLPK on the same instances in the same run; whose answers are checked in
# integers against every row. Exit 1: a peer has a better list.   usage: allocation.sh [NAME…]   (default: bin and mc)
#   VP_BENCH_SEED=20240607   VP_BENCH_SECONDS=60 for the peers   VP_BENCH_EFFORT=0
set -u
cd "${0%/*}/../.." || exit 1
BUILD=${BUILD:-build/release}
shared=${VP_SHARED:-../shared}
seed=${VP_BENCH_SEED:-20240607} seconds=${VP_BENCH_SECONDS:-60} effort=${VP_BENCH_EFFORT:-0}
make=$shared/bench/allocation_instances.py
if ! [ -r "$make" ] || ! command -v python3 >/dev/null; then
    echo "skipped: no $make"
    exit 0
fi
dir=$BUILD/bench/allocation-$seed
mkdir -p "$dir"
bad=0
export LC_ALL=C

# The worth of the columns that a peer says are 1, "over" when a row is broken; of "NAME VALUE" lines and the program.
# shellcheck disable=SC2016 # for awk
worth='
FNR == NR { if ($2 > 0.5) taken[$1] = 1; next }
NF == 1 { part = $1; next }
part == "ROWS" { kind[$2] = $1; next }
part == "COLUMNS" && ($1 in taken) { for (k = 2; k < NF; k += 2) sum[$k] += $(k + 1) }
part == "RHS" { for (k = 2; k < NF; k += 2) rhs[$k] = $(k + 1) }
END {
    for (r in kind)
        if (kind[r] == "L" && sum[r] > rhs[r] + 0 || kind[r] == "G" && sum[r] < rhs[r] + 0) { print "over"; exit }
    printf "%.0f\n", -sum["obj"]
}'

# shellcheck disable=SC2317 # called by its name
cbc_says() # PROGRAM
{
    cbc "$1" -seconds "$seconds" -ratio 0 -solve -solution "$dir/cbc" >/dev/null 2>&1
    awk 'NR > 1 { print $(NF - 2), $(NF - 1) }' "$dir/cbc" >"$dir/taken"
    awk "$worth" "$dir/taken" "$1"
}

# shellcheck disable=SC2317
glpk_says() # PROGRAM
{
    glpsol --freemps "$1" --cuts --tmlim "$seconds" -w "$dir/glpk" >/dev/null 2>&1
    awk 'FNR == NR { if ($1 == "COLUMNS") part = 1
                     else if ($1 == "RHS") part = 0
                     else if (part && $2 != "'"'MARKER'"'" && !($1 in seen)) { seen[$1] = 1; name[++n] = $1 }
                     next }
         $1 == "j" { print name[$2], $3 }' "$1" "$dir/glpk" >"$dir/taken"
    awk "$worth" "$dir/taken" "$1"
}

now() { date +%s.%N; }

printf '%-12s %9s %14s %14s %-7s  %14s %8s  %14s %8s\n' instance seconds value bound proved cbc seconds glpsol seconds
[ $# -gt 0 ] || set -- bin-100 bin-315 bin-1000 mc-100 mc-1000
for name in "$@"; do
    n=${name#*-} variant=${name%-*}
    python3 "$make" --seed "$seed" --variant "$variant" "$dir" "$n" >/dev/null
    python3 "$make" --seed "$seed" --variant "${variant}p" --mps "$dir" "$n" >/dev/null
    ours=$("$BUILD/solve" "$effort" "$dir/$name/round.json" "$dir/$name/ranking.csv" 2>&1)
    set --
    for peer in cbc glpk; do
        answer=none took=0
        if command -v $peer >/dev/null || { [ $peer = glpk ] && command -v glpsol >/dev/null; }; then
            from=$(now)
            answer=$("${peer}_says" "$dir/${variant}p-$n.mps")
            took=$(echo "$from $(now)" | awk '{ printf "%.2f", $2 - $1 }')
        fi
        set -- "$@" "$answer" "$took"
    done
    echo "$ours|$variant|$name $*" | awk -F'|' '{
        split($1, own, " "); split($3, peer, " ")
        unit = $2 == "mc" ? 100 : 10000 # millionths of a point in a unit of the program
        worse = own[2] / unit < peer[2] + 0 || own[2] / unit < peer[4] + 0
        printf "%-12s %9s %14.0f %14.0f %-7s  %14s %8s  %14s %8s%s\n", peer[1], own[1], own[2] / unit, own[3] / unit,
               own[4] ? "yes" : "no", peer[2], peer[3], peer[4], peer[5], worse ? " WORSE" : ""
        exit worse }' || bad=1
done
exit $bad
