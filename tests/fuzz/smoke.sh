#!/bin/sh
# Run fuzz programs for a short while each: tests/fuzz/smoke.sh PROGRAM… (built by `make fuzz MODE=fuzz`).
# First every input of tests/fuzz/corpus/NAME/, then VP_FUZZ_SECONDS (10) of new ones. What breaks something is kept
# in build/fuzz/found/; move it to the corpus together with the fix.
. "${0%/*}/../cli/lib.sh"
[ $# -gt 0 ] || skip_all "no fuzz program was given"
unset ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
seconds=${VP_FUZZ_SECONDS:-10}
found=$ROOT/build/fuzz/found
mkdir -p "$found"

for program; do
    case $program in /*) ;; *) program=$ROOT/$program ;; esac
    name=${program##*/fuzz_}
    corpus=$ROOT/tests/fuzz/corpus/$name
    ok "$name has a corpus" test -d "$corpus"
    mkdir -p "new/$name"
    "$program" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$found/$name-" "new/$name" "$corpus" >"$T/said" 2>&1
    code=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: //p' "$T/said")
    if [ "$code" -eq 0 ] && [ "${runs:-0}" -gt 100 ]; then pass "$name: ${runs} inputs in $seconds s"; else
        fail "$name: no input breaks it"
        diag "$(grep -avE '^#[0-9]+[^ ]*	(NEW|REDUCE|pulse|RELOAD|INITED)|^INFO' "$T/said" | cut -c1-200 | head -n 60)"
    fi
done
