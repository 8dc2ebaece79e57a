#!/bin/sh
# One byte changed, in each file that commands record, in each trailer and subject, and committed again so that nothing
# else tells it from the command's own commit: vp-audit verify names that file of that commit, and nothing else.
. "${0%/*}/lib.sh"

# ---- a round with a file of every kind
vp-init -q round
cd round || exit 1
cat >../proposals.csv <<E
id,title,applicant,uscc,requested,phone
P-1,One,Org A,52440104EXA049461P,1000,13800000001
P-2,Two,Org B,52440104EXA018913N,2000,13800000002
P-3,Three,Org C,52440111EXA068363L,30000,13800000003
P-4,Four,Org D,51440118EXA0378071,500,13800000003
P-5,,Org E,52440104EXA001599G,30000,13800000004
E
printf 'proposal,reviewer,merit\nP-1,R1,80\nP-2,R1,70\nP-3,R1,60\nP-4,R1,50\n' >../sheet.csv
printf 'first,second,decision,note\nP-3,P-4,keep,two offices\n' >../decisions.csv
vp-intake -q --decide ../decisions.csv ../proposals.csv >/dev/null 2>&1
vp-score -q --method=mean ../sheet.csv >/dev/null
vp-allocate -q >/dev/null
sed 's/,1000,/,1200,/' ../proposals.csv >../amended.csv
vp-intake -q --received 2023-11-14 ../amended.csv >/dev/null 2>&1
vp-intake -q --withdraw P-2 -m "by letter" >/dev/null
vp-score -q ../sheet.csv >/dev/null
t_run vp-audit -q verify
exits 0 "an honest round"
honest=$(git rev-parse main)
git log --reverse --format=%H main >../commits

verified() # COMMIT: $found are its findings
{
    git update-ref refs/heads/main "$1"
    t_run vp-audit -q verify
    found=$(tail -n +2 "$out")
    git update-ref refs/heads/main "$honest"
}
# What a file says goes on into these; all else is named for itself alone.
consequence() # PATH OTHER: OTHER is computed from PATH
{
    case "$1 $2" in
    intake/*/decisions.csv\ intake/*.csv|intake/*/decisions.csv\ intake/*/receipt.json) ;;
    intake/*/suspects.csv\ intake/*/receipt.json) ;;
    *) return 1 ;;
    esac
}
named() # COMMIT PATH NAME: a finding of that path of that commit, and none of anything else
{
    n_tried=$((n_tried + 1))
    wrong=$([ "$code" -eq 1 ] || echo "exit status $code")
    printf '%s\n' "$found" | grep -q "^$1,$2," || wrong="$wrong not named"
    [ "$(printf '%s\n' "$found" | cut -d, -f1,2 | sort | uniq -d)" = "" ] || wrong="$wrong named twice"
    for line in $(printf '%s\n' "$found" | cut -d, -f1,2); do
        [ "$line" = "$1,$2" ] || { [ "${line%%,*}" = "$1" ] && consequence "$2" "${line#*,}"; } || wrong="$wrong $line"
    done
    [ "$wrong" = "" ] && n_named=$((n_named + 1)) && return
    fail "$3:$wrong"
    diag "$found"
}
# with COMMIT PATH FILE: the commit with FILE in the place of PATH; all else of it as it is
with()
{
    GIT_INDEX_FILE=$T/index git read-tree "$1"
    GIT_INDEX_FILE=$T/index git update-index --cacheinfo "100644,$(git hash-object -w "$3"),$2"
    git cat-file commit "$1" | sed "1s/.*/tree $(GIT_INDEX_FILE=$T/index git write-tree)/" |
        git hash-object -t commit -w --stdin
}
# other_byte FILE POSITION: that byte is another one
other_byte()
{
    case $(dd if="$1" bs=1 skip="$2" count=1 2>/dev/null) in x) to=y ;; *) to=x ;; esac
    printf %s "$to" | dd of="$1" bs=1 seek="$2" count=1 conv=notrunc 2>/dev/null
}

# ---- files
n_named=0 n_tried=0
while read -r commit; do
    git diff-tree -r --root --no-commit-id --name-only --diff-filter=AM "$commit" >../paths
    command=$(git log -1 --format='%(trailers:key=Vp-Command,valueonly)' "$commit" | head -n 1)
    [ "$command" != vp-init ] || continue # what it makes is edited by hand
    while read -r path; do
        size=$(git cat-file -s "$commit:$path")
        for at in $((size / 2)) $((size - 1)); do
            git cat-file blob "$commit:$path" >../bytes
            other_byte ../bytes "$at"
            bad=$(with "$commit" "$path" ../bytes)
            verified "$bad"
            named "$bad" "$path" "$command, $path, byte $at of $size"
        done
        echo "$path" | sed 's|/[0-9-]*-[0-9a-f]*/|/…/|; s/P-[0-9]/P-N/' >>../kinds
    done <../paths
done <../commits
is "$n_named" "$n_tried" "a byte changed in a file: verify names it, and nothing else ($n_tried tried)"
is "$(sort -u ../kinds | tr '\n' ' ')" "$(echo allocation.json awards.csv intake/decisions.csv intake/…/decisions.csv \
    intake/…/receipt.json intake/…/rejects.csv intake/…/source.csv intake/…/suspects.csv proposals/P-N.json ranking.csv \
    reviews/review/R1.csv) " "files of every kind"

# ---- what a commit says of itself
# said COMMIT LINE-NUMBER POSITION: the commit with a byte of that line of its object changed
said()
{
    git cat-file commit "$1" >../object
    before=$(head -n $(($2 - 1)) ../object | wc -c)
    other_byte ../object $((before + $3))
    git hash-object -t commit -w --stdin <../object
}
# What nothing of the round depends on cannot be told from a lie: the version when this one computes the same, the name
# of the template, and the hashes of sheets of which the round keeps the canonical form alone.
while read -r commit; do
    git cat-file commit "$commit" | grep -n '^Vp-' >../lines
    while IFS=: read -r number line; do
        case $line in
        Vp-Version:*|*--template=*|Vp-Input:*sheet.csv|Vp-Input:*decisions.csv) continue ;;
        *ranking.csv) at=$((${#line} - 1)) && bad=$(said "$commit" "$number" 11) && verified "$bad" &&
            like "$found" "^$bad,ranking.csv,its SHA-256 is not the one of Vp-Input$" "the hash of an input" ;;
        Vp-Input:*) at=11 ;;
        *) at=$((${#line} - 1)) ;;
        esac
        bad=$(said "$commit" "$number" "$at")
        verified "$bad"
        n=$(printf '%s\n' "$found" | grep -c "^$bad,")
        is "$code $n" "1 $(printf '%s\n' "$found" | grep -c .)" "'$line' changed: that commit is named, and no other"
    done <../lines
done <../commits

# Its subject: all of it follows from what the step did.
n_named=0 n_tried=0
while read -r commit; do
    subject=$(git log -1 --format=%s "$commit")
    line=$(git cat-file commit "$commit" | grep -n '^$' | head -n 1 | cut -d: -f1)
    at=0
    while [ $at -lt ${#subject} ]; do
        bad=$(said "$commit" $((line + 1)) $at)
        verified "$bad"
        n_tried=$((n_tried + 1)) at=$((at + 7))
        if [ "$code" -eq 1 ] && printf '%s\n' "$found" | grep -q "^$bad,,\"\{0,1\}its subject is not what vp-" &&
            [ "$(printf '%s\n' "$found" | grep -c .)" -eq 1 ]; then
            n_named=$((n_named + 1))
        else
            diag "$subject, byte $at: $found"
        fi
    done
done <../commits
is "$n_named" "$n_tried" "a byte changed in a subject: that commit is named, and no other ($n_tried tried)"
bad=$(git cat-file commit "$honest" | sed 's/^score: .*/score: 4 proposals ranked/' | git hash-object -t commit -w --stdin)
verified "$bad"
is "$found" "$bad,,its subject is not what vp-score says of it: 'score: 3 proposals ranked'" "with what it should be"

# ---- the private part: the sheet as it came
raw=$(find .git/vp/private/raw -type f | head -n 1)
cp "$raw" ../raw
chmod u+w "$raw"
other_byte "$raw" 100
t_run vp-audit -q verify
exits 1 "a byte changed in a sheet that the private part keeps"
out_like "${raw##*/}" "is found"
cp ../raw "$raw"
t_run vp-audit -q verify
exits 0 "as it was"
