#!/bin/sh
# Break a step of a round at one call of the system after another, and look at what is left.
#
#   tests/fault/steps.sh STEP     init, intake, score, allocate or report
#
# After every fault: git fsck --strict is content; main is where it was or where the step takes it; a status of 0 is
# the whole step; a failure says why; the same command, run again, ends where it should, with a clean work tree.
# (A round that stands is not started again. Locks that a killed writer left are cleared by the next run, but for those of
# init, which are removed as the hint says. Libraries
# without memory, libgit2 and OpenCC, may end the process; the round must bear it.)
# VP_FAULT_POINTS (8) bounds how many calls of a kind are tried for each way to fail, from the first to the last.
. "${0%/*}/../cli/lib.sh"
step=${1:?which step}
here=$ROOT/tests/fault
points=${VP_FAULT_POINTS:-8}
lib=${VP_FAULT_LIB:-$BUILD/tests/fault/fault.so}
[ -f "$lib" ] || skip_all "the preload library was not built (glibc only)"

# ---- the steps: each runs in the folder that holds the round `r` ----

export VP_ROUND=r

do_init() { vp-init --template blank r; }
do_config()
{
    cp "$here"/round/round.json "$here"/round/rubric.json r/ && git -C r add -A &&
        GIT_AUTHOR_DATE=1700000000Z GIT_COMMITTER_DATE=1700000000Z git -C r commit -qm "the rules"
}
do_intake() { vp-intake "$here/round/proposals.csv" -o intake.csv; }
do_score() { vp-score "$here/round/sheet.csv" -o ranking.csv; }
do_allocate() { vp-allocate -o awards.csv; }
do_report() { vp-report notice --format md -o notice.md; }

tip() { git -C r rev-parse -q --verify refs/heads/main 2>/dev/null || echo none; }

mkdir before && cd before || exit 1
for s in init config intake score allocate report; do
    [ "$s" = "$step" ] && break
    if ! "do_$s" >"$out" 2>"$err"; then
        fail "$s, without any fault"
        t_show
        exit 1
    fi
done
old=$(tip)
cd .. && cp -R before after && cd after || exit 1
if ! (export VP_FAULT_COUNT="$T/count" LD_PRELOAD="$lib"; "do_$step") >"$out" 2>"$err"; then
    fail "$step, without any fault"
    t_show
    exit 1
fi
new=$(tip)
rm -rf r/.git && cd .. || exit 1
pass "$step, without any fault: $(awk '{ printf "%s%s %s", sep, $2, $1; sep = ", " }' "$T/count")"
if [ "$step" = report ]; then is "$new" "$old" "a report records nothing"; else isnt "$new" "$old" "$step records"; fi

# The step once more; when it is init and the round stands, the next one, which finds what init left to do.
rerun()
{
    again=0
    if [ "$step" = init ] && [ "$now" = "$new" ]; then do_intake; else "do_$step" || again=$?; fi >"$T/rerun" 2>&1
}

# The answer is there as a whole or not at all; a status of 0 is the whole.
answer()
{
    for a in ../after/*.csv ../after/*.md; do
        f=${a##*/}
        [ -f "$a" ] && [ ! -f "../before/$f" ] || continue
        if [ -f "$f" ]; then cmp -s "$a" "$f" || echo "$f is not the whole answer"
        elif [ "$1" -eq 0 ]; then echo "it said 0 and there is no $f"; fi
    done
}

# What is wrong after the fault; nothing when all is well. $1 is the status of the broken run.
verdict()
{
    now=$(tip)
    answer "$1"
    case $1 in
    0) [ "$now" = "$new" ] || echo "it said 0 and main is $now" ;;
    3|4|5) grep -q . "$T/said" || echo "it failed with $1 and said nothing" ;;
    137) ;;
    134|139) [ "$call" = foreign ] || echo "it crashed with $1" ;;
    *) echo "it ended with $1" ;;
    esac
    [ "$now" = "$old" ] || [ "$now" = "$new" ] || echo "main is $now: neither $old nor $new"
    if [ "$now" != none ]; then
        git -C r fsck --strict --no-dangling --no-progress >"$T/fsck" 2>&1 || { echo "git fsck:"; cat "$T/fsck"; }
    fi
    rerun
    if [ "$step" = init ] && [ "$1" -eq 137 ] && [ -n "$(find r -name '*.lock')" ]; then
        # Before the first step there is no note of whose a lock is: whoever is stopped by it is told to remove it.
        [ "$again" -eq 0 ] || grep -q '\.lock' "$T/rerun" || echo "it does not name the lock: $(cat "$T/rerun")"
        find r -name '*.lock' -exec rm {} +
        rerun
    fi
    left=$(find r -name '*.lock')
    [ -z "$left" ] || echo "a lock is still there after the next run: $left"
    if [ "$step" = init ] && [ "$again" -eq 1 ] && [ "$1" -eq 137 ]; then # a folder with crumbs: "name a new one"
        rm -rf r
        rerun
    fi
    if [ "$again" -ne 0 ]; then echo "run again, it ended with $again: $(cat "$T/rerun")"; return; fi
    if [ "$step" = init ] && [ "$now" = "$new" ]; then return; fi # the proposals are no proposals of a blank round
    [ "$(tip)" = "$new" ] || echo "run again, main is $(tip), not $new"
    crumbs=$(git -C r status --porcelain --untracked-files=all 2>&1 | grep -c '^?? .*\.vp-[0-9-]*\.tmp$')
    [ "$crumbs" -eq 0 ] || echo "$crumbs" >>"$T/crumbs"
    find r -name '.vp-*.tmp' -exec rm {} +
    dirt=$(git -C r status --porcelain 2>&1)
    [ -z "$dirt" ] || echo "run again, the work tree is not clean: $dirt"
    if [ "$now" = "$old" ]; then diff -r -x .git ../after . 2>&1 | grep -v '^Only in \.: \.' | head -n 10; fi
}

tried=0
for call in $(awk '$2 > 0 { print $1 }' "$T/count"); do
    total=$(sed -n "s/^$call //p" "$T/count")
    case $call in
    write) hows="fail full short kill" ;;
    open|mkdir|flush|fsync) hows="fail full kill" ;;
    unlink) hows="kill" ;;
    *) hows="fail kill" ;;
    esac
    for how in $hows; do
        bad='' n=0 last=0
        steps=$points
        [ "$total" -lt "$steps" ] && steps=$total
        i=0
        while [ "$i" -lt "$steps" ]; do
            if [ "$steps" -gt 1 ]; then at=$((1 + i * (total - 1) / (steps - 1))); else at=1; fi
            i=$((i + 1))
            [ "$at" -eq "$last" ] && continue
            last=$at n=$((n + 1))
            rm -rf run && cp -R before run && cd run || exit 1
            (export VP_FAULT="$call:$at:$how" LD_PRELOAD="$lib"; "do_$step") >"$T/said" 2>&1
            code=$?
            what=$(verdict "$code" 2>&1)
            cd .. || exit 1
            if [ -n "$what" ]; then
                bad="$bad
$call $at of $total, $how: $what
    it had said: $(head -n 3 "$T/said" | cut -c1-300)"
            fi
        done
        tried=$((tried + n))
        if [ -z "$bad" ]; then pass "$step: $call, $how: $n points"; else fail "$step: $call, $how"; diag "$bad"; fi
    done
done
diag "note: $tried points tried"
[ ! -f "$T/crumbs" ] || diag "note: after $(wc -l <"$T/crumbs") of them a killed writer's temporary file lay in the work tree"
[ "$tried" -gt 0 ] || fail "no point was tried"
