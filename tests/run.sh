#!/bin/sh
# Run tests that print TAP, several at once, and sum them up.
#
#   tests/run.sh [TEST…]     by default everything there is: unit and property programs of $BUILD, tests/cli/t*.sh,
#                            tests/golden/*/, tests/lint/*.sh. A test may also be a fuzz program, fault:STEP
#                            or fault:STEP:CALLS (tests/fault/steps.sh) or valgrind:PROGRAM
#
# Environment: BUILD or MODE says which build is tested, JOBS how many run at once (default: the cores), VERBOSE=1
# names every test with its results and seconds.
# Failures are printed in full, every skip with its reason, and lines "# note: …"; the last line is "N passed, N failed[, N skipped]".
# The status is 1 when anything failed or nothing ran. A program that dies, prints no result, prints fewer results than
# it planned or runs for more than ten minutes counts as a failure.
set -u
cd "${0%/*}/.." || exit 1
BUILD=${BUILD:-build/${MODE:-release}}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
export BUILD CMOCKA_MESSAGE_OUTPUT=TAP
export ASAN_OPTIONS="${ASAN_OPTIONS:-exitcode=99:detect_leaks=1}" LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1700000000

# One test: its TAP and a last line "status N" go into the log.
if [ "${1:-}" = --one ]; then
    log=$2 test=$3 began=$(date +%s)
    limit=
    command -v timeout >/dev/null 2>&1 && limit="timeout -k 10 ${VP_TEST_SECONDS:-600}"
    case $test in
    tests/golden/*) $limit sh tests/golden.sh "$test" ;;
    fault:*) t=${test#fault:} && $limit sh tests/fault/steps.sh "${t%%:*}" "$(case $t in *:*) echo "${t#*:}" ;; esac)" ;;
    valgrind:*) home=$(mktemp -d) && HOME=$home $limit valgrind -q --error-exitcode=99 --leak-check=full \
        --suppressions=tests/valgrind.supp --show-leak-kinds=definite,possible --errors-for-leak-kinds=definite,possible "${test#valgrind:}"
        s=$?; rm -rf "$home"; (exit $s) ;;
    */tests/fuzz/fuzz_*) $limit sh tests/fuzz/smoke.sh "$test" ;;
    *.sh) $limit sh "$test" ;;
    *) home=$(mktemp -d) && HOME=$home $limit "$test"; s=$?; rm -rf "$home"; (exit $s) ;;
    esac >"$log" 2>&1 </dev/null
    echo "status $? $(($(date +%s) - began))" >>"$log"
    exit 0
fi

if [ $# -eq 0 ]; then
    for t in "$BUILD"/tests/unit/test_* "$BUILD"/tests/prop/prop_* \
        tests/cli/t[0-9]*.sh tests/golden/*/cmd tests/lint/*.sh; do
        case $t in
        *.o|*.d) ;;
        */cmd) [ -f "$t" ] && set -- "$@" "${t%/cmd}" ;;
        *) [ -f "$t" ] && set -- "$@" "$t" ;;
        esac
    done
fi
[ $# -gt 0 ] || { echo "no tests found for $BUILD"; echo "0 passed, 0 failed"; exit 1; }

logs=$(mktemp -d) || exit 1
trap 'rm -rf "$logs"' EXIT
trap 'exit 130' INT TERM
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}

n=0
for t; do
    n=$((n + 1))
    printf '%s\0%s\0' "$logs/$(printf %04d $n)" "$t"
    printf '%s\n' "${t#"$PWD/"}" >"$logs/$(printf %04d $n).name"
done | xargs -0 -n 2 -P "$jobs" sh tests/run.sh --one

set --
for log in "$logs"/*.name; do
    set -- "$@" "$log" "${log%.name}"
done
awk '
function finish()
{
    if (name == "") return
    if (!ended) { problem("was killed"); }
    else if (status == 124 || status == 137) problem("ran too long, or was killed (status " status ")")
    else if (status && !bad) problem("ended with status " status)
    else if (planned >= 0 && planned != results) problem("planned " planned " tests and ran " results)
    else if (planned < 0) problem("printed no plan")
    else if (!results && !skipall) problem("ran no test")
    if (bad) { printf "FAIL %s\n%s\n", name, text; files++ }
    else if (verbose) printf "ok   %s (%d, %d s)\n", name, results, seconds
}
function problem(what) { text = text "  not ok: the program " what "\n"; failed++; bad++ }
FNR == 1 && FILENAME ~ /\.name$/ {
    finish()
    name = $0; text = ""; bad = 0; results = 0; planned = -1; ended = 0; status = 0; skipall = 0
    next
}
/^status [0-9]+ [0-9]+$/ { ended = 1; status = $2; seconds = $3; next }
!/^ok / { text = text "  " $0 "\n" }
/^1\.\.[0-9]+/ {
    split(substr($1, 4), p, /[^0-9]/)
    planned = (planned < 0 ? 0 : planned) + p[1]
    if (p[1] == 0 && toupper($0) ~ /# SKIP/) {
        skipall = 1; skipped++
        sub(/^[^#]*# [Ss][Kk][Ii][Pp] */, "")
        print "skip " name ": " $0
    }
    next
}
/^# note: / { print "note " name ": " substr($0, 9) }
/^(not )?ok( |$)/ {
    results++
    if (toupper($0) ~ /# SKIP/) {
        skipped++
        what = $0; why = $0
        sub(/^(not )?ok *[0-9]* *-? */, "", what); sub(/ *# [Ss][Kk][Ii][Pp].*/, "", what)
        sub(/.*# [Ss][Kk][Ii][Pp] */, "", why)
        print "skip " name ": " (what == "" ? "" : what ": ") why
    }
    else if ($1 == "ok") passed++
    else { failed++; bad++ }
}
END {
    finish()
    printf "%d passed, %d failed%s\n", passed, failed, (skipped ? ", " skipped " skipped" : "")
    exit failed > 0 || passed == 0
}' verbose="${VERBOSE:-}" "$@"
