#!/bin/sh
# Many who write at once, and locks that somebody left: every step lands, or says so and has changed nothing.
# Eight writers make VP_RACE (6) commits each; tests/check-all.sh race runs it with 100.
. "${0%/*}/lib.sh"

each=${VP_RACE:-6}
ok "a round" vp-init -q --template blank r || exit 1
count() { git -C r rev-list --count main; }
sheet() { printf 'id,title,applicant,requested\n%s,A title,An office,100.00\n' "$1"; }

# ---- the queue
hand() # N: plain commits, each attempted until git lets it through
{
    i=0
    while [ "$i" -lt "$1" ]; do
        i=$((i + 1))
        echo "$i" >>r/notes.txt
        until git -C r add notes.txt 2>/dev/null && git -C r commit -q -m "note $i" -- notes.txt 2>>"$T/hand"; do
            ! grep -q 'repository has been updated' "$T/hand" || break # its index was taken away: seen below
        done
    done
}
writer() # NAME N
{
    i=0
    while [ "$i" -lt "$2" ]; do
        i=$((i + 1))
        sheet "$1-$i" | vp-intake -q --no-suspects -C r --retry 900 - >>"$T/answers" 2>>"$T/writers" ||
            echo "$1-$i: $?" >>"$T/writers"
    done
}
: >"$T/writers"
: >"$T/hand"
for w in A B C D E F G H; do writer $w "$each" & done
hand "$((each + 4))" &
wait
not "no vp takes a lock away from git" grep -q 'repository has been updated' "$T/hand"
is "$(cat "$T/writers")" "" "eight writers and a plain git: every vp lands and says nothing"
is "$(count)" $((1 + 8 * each + each + 4)) "all $((8 * each)) of theirs and $((each + 4)) of git's are in the history, none lost"
is "$(git -C r rev-list --count --min-parents=2 main)" 0 "in one line"
is "$(find r/proposals -type f | wc -l | tr -d ' ')" $((8 * each)) "all proposals are there"
is "$(grep -c accepted "$T/answers")" $((8 * each)) "each answered once"
is "$(git -C r fsck --strict --no-dangling 2>&1)" "" "git fsck --strict is clean"
is "$(git -C r status --porcelain)" "" "git status is clean"
t_run vp-audit verify -C r
exits 0 "verify finds nothing"

# ---- what a plain git finds while a step is put in place
# Git reads HEAD, then the index, and only then locks it. So the index has the step, and is locked, before main moves.
sheet S-1 >s.csv
mv r/.git/logs/refs/heads/main log
mkfifo r/.git/logs/refs/heads/main # libgit2 appends to it with main's lock taken, just before main moves: held up here
before=$(count)
vp-intake -q -C r "$PWD/s.csv" >/dev/null 2>"$T/held" &
writer=$!
n=0
until [ -e r/.git/refs/heads/main.lock ] || [ $((n += 1)) -gt 300 ]; do sleep 0.1; done
like "$(git -C r ls-files proposals/S-1.json)" S-1 "before main moves the index has the step"
is "$(count)" "$before" "and main has not"
is "$(cat r/.git/index.lock)" vp "git's lock of the index is held"
echo more >>r/notes.txt
ok "so that no git commit comes between" sh -c '! git -C r commit -qm between -- notes.txt'
cat r/.git/logs/refs/heads/main >/dev/null # it cannot be synced: main does not move after all
wait $writer
is $? 5 "main cannot move: exit 5"
rm r/.git/logs/refs/heads/main
mv log r/.git/logs/refs/heads/main
is "$(count)" "$before" "nothing is recorded"
is "$(git -C r status --porcelain)" " M notes.txt" "the index is as before, and the edit of somebody too"
is "$(find r/.git -name '*.lock')" "" "no lock is left"
ok "plain git goes on" git -C r commit -qm "after" -- notes.txt
t_run vp-intake -C r "$PWD/s.csv"
exits 0 "and so does the step"
is "$(git -C r status --porcelain)" "" "all is clean"

# ---- waiting has an end
before=$(count)
mkfifo "$T/hold"
flock r/.git/vp/queue cat "$T/hold" >/dev/null &
holder=$!
exec 9>"$T/hold"
sheet Q-1 >q.csv
t_run vp-intake -C r --retry 1 "$PWD/q.csv"
exits 4 "somebody holds the queue for longer than we wait"
err_like 'others have been writing to the round for 1 seconds' "it says so"
err_like 'wait longer with --retry' "and what to do"
exec 9>&-
wait "$holder"
is "$(count)" "$before" "nothing has changed"
t_run vp-intake -C r --retry 1 "$PWD/q.csv"
exits 0 "then it is our turn"

# ---- standard input is the caller's
sheet Q-2 >a.csv
sheet Q-3 >b.csv
printf '%s\n' "$PWD/a.csv" "$PWD/b.csv" >list
t_sh 'n=0; while [ $n -lt 5 ] && read -r f; do n=$((n + 1)); vp-intake -q -C r --retry 1 "$f"; done <list; echo "$n read"'
exits 0 "in a loop that reads its own input"
is "$(tail -n 1 "$out")" "2 read" "it is left where it is"
{ echo "a line of the caller's" && cat a.csv; } >with-line
t_sh '{ read -r line && vp-intake -C r --retry 1 -; } <with-line'
exits 0 "a sheet on standard input begins where the caller has left it"
t_run vp-intake -C r --retry 1 "$PWD/q.csv" <&-
exits 0 "without standard input"
t_run vp-intake --config r/round.json --retry 1 "$PWD/q.csv"
exits 2 "a filter has nobody to wait for"
err_like 'a filter writes none' "and says so"
t_run vp-intake -C nowhere --retry 1 "$PWD/q.csv"
exits 3 "no round, no queue"
t_run vp-intake -C r --retry soon "$PWD/q.csv"
exits 2 "the time is a number"

# ---- locks of git that a vp left
note() # FROM TO: as a vp leaves it that died while it put a step in place
{
    printf '%s %s\n' "$1" "$2" >r/.git/vp/worktree
}
tip=$(git -C r rev-parse main)
lock=r/.git/refs/heads/main.lock
other=$(git -C r commit-tree -p "$tip" -m other "$tip^{tree}")

note "$tip" "$other"
printf '%s\n' "$other" >$lock
sheet L-1 >l.csv
t_run vp-intake -C r "$PWD/l.csv"
exits 0 "main's lock with the commit that the dead vp was at: removed"
note "$(git -C r rev-parse main)" "$other"
: >$lock
sheet L-2 >l.csv
t_run vp-intake -C r "$PWD/l.csv"
exits 0 "main's lock, empty, that nobody has open: removed"
note "$(git -C r rev-parse main)" "$other"
printf 'vp\n' >r/.git/index.lock
sheet L-3 >l.csv
t_run vp-intake -C r "$PWD/l.csv"
exits 0 "the index's lock with our mark: removed"
is "$(git -C r status --porcelain)" "" "and the work tree is as the tip"

before=$(count)
sheet L-4 >l.csv
: >$lock
t_run vp-intake -C r "$PWD/l.csv"
exits 4 "main's lock without a note: somebody may hold it"
ok "it is still there" test -e $lock
err_like 'remove the file ending in .lock' "the way out is named"
note "$(git -C r rev-parse main)" "$other"
exec 8>$lock
t_run vp-intake -C r "$PWD/l.csv"
exits 4 "main's lock that a process has open is left alone"
exec 8>&-
note "$(git -C r rev-parse main)" "$other"
printf '%s\n' "$tip" >$lock
t_run vp-intake -C r "$PWD/l.csv"
exits 4 "main's lock on its way to another commit is left alone"
rm $lock
note "$(git -C r rev-parse main)" "$other"
printf 'DIRC' >r/.git/index.lock
t_run vp-intake -C r "$PWD/l.csv"
exits 4 "git's own lock of the index is left alone"
ok "it is still there" rm r/.git/index.lock
is "$(count)" "$before" "nothing has changed in any of them"
t_run vp-intake -C r "$PWD/l.csv"
exits 0 "without a lock it goes on"
