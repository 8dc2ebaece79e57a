#!/bin/sh
# Golden cases: the exact bytes of an answer.
#
#   tests/golden.sh CASE…            check: tests/golden/CASE/cmd is run by sh in a copy of CASE/in (or an empty
#                                    folder); stdout, stderr and the exit status are those of out, err and code
#                                    (missing files: nothing, nothing, 0)
#   tests/golden.sh --update CASE…   write out, err and code from what happens now; then read the diff
update=
[ "${1:-}" = --update ] && { update=1; shift; }
cases=
for t_case; do cases="$cases $(cd "$t_case" && pwd)" || exit 1; done
. "${0%/*}/cli/lib.sh"

keep() { if [ -s "$1" ]; then cp "$1" "$2"; else rm -f "$2"; fi; }

for case in $cases; do
    name=${case##*/}
    rm -rf "$T/case" && mkdir "$T/case" && cd "$T/case" || exit 1
    if [ -d "$case/in" ]; then cp -R "$case/in/." . && chmod -R u+w .; fi
    sh "$case/cmd" >"$out" 2>"$err" </dev/null
    code=$?
    if [ -n "$update" ]; then
        keep "$out" "$case/out"
        keep "$err" "$case/err"
        if [ "$code" -eq 0 ]; then rm -f "$case/code"; else echo "$code" >"$case/code"; fi
        pass "$name: written anew"
        continue
    fi
    : >"$T/nothing"
    for stream in out err; do
        wanted=$case/$stream
        [ -f "$wanted" ] || wanted=$T/nothing
        same "$T/$stream" "$wanted" "$name: std$stream"
    done
    is "$code" "$(cat "$case/code" 2>/dev/null || echo 0)" "$name: exit status"
done
