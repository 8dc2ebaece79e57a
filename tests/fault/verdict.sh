#!/bin/sh
# What is wrong with the round after a step of it was broken; nothing is printed when all is well.
#
#   tests/fault/verdict.sh ended CODE CALL    in the folder of a broken run: may it have ended so? CODE is its exit
#                                             status, CALL "foreign" when a library was denied memory
#   tests/fault/verdict.sh left HOW           what is left of the round; then the step is run again. HOW is "killed", or
#                                             "failed" for any other end
#   tests/fault/verdict.sh again              what that has left
#
# Of steps.sh: $step, $old and $new (where main was, and where the step takes it), $tree (of $new), $T, $VP_FAULT_SAID;
# ../before and ../after are the folder before the step and after it.
. "${0%/*}/round.sh"
# shellcheck disable=SC2154 # they come from steps.sh
: "$step" "$old" "$new" "$tree" "$T" "$VP_FAULT_SAID"
now=$(tip)
# Without memory for an entry of git's configuration, libgit2 may go on as if it had none: the step is then by nobody in
# particular, and all else is as it must be.
nameless=
if [ "$now" != "$new" ] && [ "$(git -C r log -1 --format='%T %P' main 2>/dev/null)" = "$tree ${old#none}" ]; then
    case $(git -C r log -1 --format='%an <%ae>' main) in
    "vp <"*|*"<vp@localhost>") nameless=1 new=$now ;;
    esac
fi

sound() # NAME: git and verify find nothing in the round
{
    git -C r fsck --strict --no-dangling --no-progress >"$T/fsck" 2>&1 || { echo "$1: git fsck:"; cat "$T/fsck"; }
    vp-audit -q verify >"$T/verify" 2>&1 || { echo "$1: vp-audit verify:"; cat "$T/verify"; }
}
dirt() # NAME: the work tree and the index show main, but for what a killed writer has left beside a file
{
    d=$(git -C r status --porcelain --untracked-files=all 2>&1 | grep -v '^?? .*\.vp-[0-9-]*\.tmp$')
    [ -z "$d" ] || echo "$1: the work tree is not clean: $d"
}
once_more() # the step; when it was init and the round stands, whatever reads the round finds what init left to do
{
    ended=0
    if [ "$step" = init ] && [ "$now" = "$new" ]; then vp status; else step "$step"; fi >"$T/again" 2>&1 || ended=$?
}

answers() # CODE: the answer is there as a whole or not at all; a status of 0 is the whole
{
    for a in ../after/*.csv ../after/*.md; do
        f=${a##*/}
        [ -f "$a" ] && [ ! -f "../before/$f" ] || continue
        if [ -f "$f" ]; then cmp -s "$a" "$f" || echo "$f is not the whole answer"
        elif [ "$1" -eq 0 ]; then echo "it said 0 and there is no $f"; fi
    done
}

ended() # CODE CALL
{
    [ -z "$nameless" ] || [ "$2" = foreign ] || echo "it does not say whose step it is"
    case $1 in
    0) [ "$now" = "$new" ] || echo "it said 0 and main is $now" ;;
    3|4|5) grep -q . "$VP_FAULT_SAID" || echo "it failed with $1 and said nothing" ;;
    124) echo "it hung" ;;
    137) ;;
    134|139) [ "$2" = foreign ] || echo "it crashed with $1" ;;
    *) echo "it ended with $1" ;;
    esac
    [ "$now" = "$old" ] || [ "$now" = "$new" ] || echo "main is $now: neither $old nor $new"
    answers "$1"
}

apart() # plain git may commit now: then the index has all of main's, and nothing that main has not
{
    [ ! -e r/.git/index.lock ] || return
    d=$(git -C r diff-index --cached --name-status "$now" 2>&1)
    [ -z "$d" ] || echo "plain git would commit: $d"
}

left() # HOW
{
    if [ "$now" != none ]; then # as whoever reads it next finds it
        apart
        rm -rf "$T/reader" && cp -R . "$T/reader"
        (cd "$T/reader" && sound "after it" && dirt "after it, and vp-audit verify")
    fi
    once_more
    if [ "$step" = init ] && [ "$1" = killed ] && [ -n "$(find r -name '*.lock')" ]; then
        # Before the first step there is no note of whose a lock is: whoever is stopped by it is told to remove it.
        [ "$ended" -eq 0 ] || grep -q '\.lock' "$T/again" || echo "it does not name the lock: $(cat "$T/again")"
        find r -name '*.lock' -exec rm {} +
        once_more
    fi
    if [ "$step" = init ] && [ "$ended" -eq 1 ] && [ "$1" = killed ]; then # a folder with crumbs: "name a new one"
        rm -rf r
        once_more
    fi
    [ "$ended" -eq 0 ] || echo "run again, it ended with $ended: $(cat "$T/again")"
    if [ "$now" = "$new" ]; then # what is done already is answered otherwise
        for a in ../after/*.csv ../after/*.md; do [ ! -f "$a" ] || cp "$a" .; done
    fi
}

again()
{
    locks=$(find r -name '*.lock' ! -path '*/objects/pack/*') # there they are libgit2's temporary files, in nobody's way
    [ -z "$locks" ] || echo "a lock is still there after the next run: $locks"
    [ "$now" = "$new" ] || echo "run again, main is $now, not $new"
    crumbs=$(git -C r status --porcelain --untracked-files=all 2>&1 | grep -c '^?? .*\.vp-[0-9-]*\.tmp$')
    [ "$crumbs" -eq 0 ] || echo "$crumbs" >>"$T/crumbs"
    find r -name '.vp-*.tmp' -exec rm {} +
    dirt "run again"
    sound "run again"
    diff -r -x .git ../after . 2>&1 | grep -v '^Only in \.: \.' | head -n 10
}

"$@"
exit 0
