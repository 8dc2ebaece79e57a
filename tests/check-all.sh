#!/bin/sh
# make check-all: every kind of test, one after another; the last line sums them up.
#   warnings   gcc and clang build everything with -Werror
#   asan       all of `make check` with the address and undefined-behaviour sanitizers
#   valgrind   unit programs (but test_cli, whose children end as they please) and t10, t11, t20 … t80 of tests/cli
#   race       eight writers with a hundred commits each, and a plain git among them
#   fault      the steps of a round, broken at one system call after another
#   fuzz       every fuzz program for VP_FUZZ_SECONDS (10)
# Name some of them to run only these.
set -u
cd "${0%/*}/.." || exit 1
unset MAKEFLAGS MFLAGS MAKELEVEL MODE BUILD B CC
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0

make="make -s --no-print-directory -j$jobs"
programs() { for p in "$@"; do case $p in *.o|*.d) ;; *) [ -x "$p" ] && echo "$p" ;; esac; done; }

# WHAT COMMAND…: its output, and its last line added to the sums
stage()
{
    name=$1
    shift
    began=$(date +%s)
    echo "== $name"
    "$@" >"$log" 2>&1
    status=$?
    last=$(tail -n 1 "$log")
    if printf '%s\n' "$last" | grep -qE '^[0-9]+ passed, [0-9]+ failed'; then
        sed '$d' "$log"
        # shellcheck disable=SC2046 # three numbers
        set -- $(printf '%s 0\n' "$last" | tr -dc '0-9 ')
    else
        cat "$log"
        if [ "$status" -eq 0 ]; then set -- 1 0 0; else set -- 0 1 0; fi
    fi
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
    echo "-- $name: $(($(date +%s) - began)) s, passed $1, failed $2, skipped $3"
}

warnings()
{
    for cc in gcc clang; do
        # shellcheck disable=SC2086
        if command -v $cc >/dev/null 2>&1; then
            stage "warnings of $cc" $make all tests CC=$cc B=build/werror-$cc CFLAGS=-Werror
        fi
    done
}

asan()
{
    # shellcheck disable=SC2086
    stage "build for asan" $make all tests MODE=asan
    stage asan env MODE=asan VP_TEST_SECONDS=1800 tests/run.sh
}

in_valgrind()
{
    # shellcheck disable=SC2086
    stage "build for valgrind" $make all tests MODE=debug
    # shellcheck disable=SC2046 # names without spaces
    stage valgrind env MODE=debug VP_TEST_SECONDS=1800 VERBOSE=1 VP_VALGRIND=1 tests/run.sh \
        $(programs build/debug/tests/unit/test_* | grep -v /test_cli | sed "s|^|valgrind:$PWD/|") \
        tests/cli/t[1-8]0-*.sh tests/cli/t11-*.sh
}

race()
{
    # shellcheck disable=SC2086
    stage "build for race" $make all
    stage race env VP_RACE=100 VP_TEST_SECONDS=3600 tests/run.sh tests/cli/t51-queue.sh
}

fault()
{
    # shellcheck disable=SC2086
    stage "build for fault" $make all fault
    stage fault env VP_TEST_SECONDS=3600 tests/run.sh fault:intake:calls fault:intake:malloc fault:intake:foreign \
        fault:init fault:score fault:allocate fault:report fault:bulk:calls
}

fuzz()
{
    # shellcheck disable=SC2086
    stage "build for fuzz" $make fuzz MODE=fuzz
    # shellcheck disable=SC2046
    stage fuzz env MODE=fuzz VERBOSE=1 tests/run.sh $(programs build/fuzz/tests/fuzz/fuzz_*)
}

[ $# -gt 0 ] || set -- warnings asan valgrind race fault fuzz
for what; do
    case $what in
    warnings|asan|race|fault|fuzz) $what ;;
    valgrind) in_valgrind ;;
    *) echo "check-all: no such kind of test: $what" >&2; exit 2 ;;
    esac
done

echo "$passed passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
[ "$failed" -eq 0 ]
