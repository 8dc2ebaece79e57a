#!/bin/sh
# Break a step of a round at one call of the system after another, and look at what is left.
#
#   tests/fault/steps.sh STEP [CALLS]     init, intake, bulk, score, allocate or report; CALLS are kinds of calls as
#                                         fault.c names them, "calls" all but malloc and foreign
#
# After every fault: git fsck --strict and vp-audit verify are content; main is where it was or where the step takes it;
# a status of 0 is the whole step; a failure says why; the next command finds a work tree that shows main; the same
# command, run again, ends where it should.
# (A round that stands is not started again. Locks that a killed writer left are cleared by the next run, but for those
# of init, which are removed as the hint says. Libraries without memory, libgit2 and OpenCC, may end the process; the
# round must bear it.)
# Every call is broken, in each way that drive.c names for its kind; of allocations the first 2,000 and 500 others.
# VP_FAULT_POINTS=N bounds them to N of a kind and way, from the first to the last (20 for bulk, whose files are many and
# alike); VP_FAULT_POINTS=all is every allocation too.
. "${0%/*}/../cli/lib.sh"
step=${1:?which step}
here=$ROOT/tests/fault
lib=${VP_FAULT_LIB:-$BUILD/tests/fault/fault.so}
[ -f "$lib" ] || skip_all "the preload library was not built (glibc only)"
. "$here/round.sh"

# In memory where that is a file system: the order of things is the same, and nobody waits for a disk.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
    place=$(mktemp -d /dev/shm/vp-fault.XXXXXX) || exit 1
    trap 'rm -rf "$place"; t_end' EXIT
    cd "$place" || exit 1
fi

mkdir before && cp "$here"/round/* before/ && cd before || exit 1
awk 'BEGIN { print "id,title,applicant,requested,phone"
    for (i = 1; i <= 150; i++) printf "B-%03d,Title %d,Office %d,%d.00,138%08d\n", i, i, i, 1000 + i, i }' >many.csv
for s in $(before "$step"); do
    if ! step "$s" >"$out" 2>"$err"; then
        fail "$s, without any fault"
        t_show
        exit 1
    fi
done
old=$(tip)
cd .. && cp -R before after && cd after || exit 1
# shellcheck disable=SC2046 # words without blanks
(export VP_FAULT_COUNT="$T/count" LD_PRELOAD="$lib"; exec $(words "$step")) >"$out" 2>"$err"
code=$?
new=$(tip)
exits 0 "$step, without any fault: $(awk '{ printf "%s%s %s", sep, $2, $1; sep = ", " }' "$T/count")"
[ "$code" -eq 0 ] || exit 1
tree=$(git -C r rev-parse 'main^{tree}')
rm -rf r/.git && cd .. || exit 1
if [ "$step" = report ]; then is "$new" "$old" "a report records nothing"; else isnt "$new" "$old" "$step records"; fi

[ "$step" != bulk ] || export VP_FAULT_POINTS="${VP_FAULT_POINTS:-20}"
export step old new tree T VP_FAULT_SAID="$T/said" VP_FAULT_CALLS="${2:-}"
# shellcheck disable=SC2046
"$BUILD/tests/fault/drive" "$PWD/before" "$PWD/run" "$T/count" "$here/verdict.sh" "$lib" $(words "$step") >"$T/results" 2>&1
code=$?
is "$code" 0 "every point was tried"
while IFS= read -r line; do
    case $line in
    "ok "*) pass "$step: ${line#ok }" ;;
    "bad "*) fail "$step: ${line#bad }" ;;
    "sum "*) diag "note: ${line#sum }" ;;
    *) echo "$line" ;;
    esac
done <"$T/results"
[ ! -f "$T/crumbs" ] || diag "note: in $(wc -l <"$T/crumbs") states a killed writer's temporary file lay in the work tree"
