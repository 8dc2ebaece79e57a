#!/bin/sh
# A disk with hardly any room: every step either is done or says what failed, changes nothing, and is done with room.
. "${0%/*}/lib.sh"

mkdir mnt
mount -t tmpfs -o size=4m tmpfs mnt 2>/dev/null || skip_all "no right to mount a small disk"
trap 'umount "$T/work/mnt"; t_end' EXIT

awk 'BEGIN { print "id,title,applicant,requested"
    for (i = 1; i <= 40; i++) printf "P-%02d,Title of %d,Organisation %d,%d\n", i, i, i, 1000 + i }' >proposals.csv
awk 'BEGIN { print "proposal,reviewer,merit"
    for (i = 1; i <= 40; i++) for (r = 1; r <= 3; r++) printf "P-%02d,R%d,%d\n", i, r, 40 + (i * 7 + r) % 60 }' >sheet.csv
printf 'id,name\nR1,Ann\nR2,Bob\nR3,Cy\n' >panel.csv

# step NAME COMMAND…: with so many kilobytes left on the disk; the round before it is in $T/before
refused=0 done=0
step()
{
    name=$1
    shift
    tip=$(git -C before/r rev-parse -q --verify main 2>/dev/null)
    for left in 0 4 8 16 24 32 48 64 96 128 192 256; do
        rm -rf mnt/r mnt/filler
        [ ! -d before/r ] || cp -a before/r mnt/r
        free=$(df -k mnt | awk 'NR == 2 { print $4 }')
        [ "$free" -le "$left" ] || head -c $(((free - left) * 1024)) /dev/zero >mnt/filler
        t_run "$@"
        rm -f mnt/filler
        if [ "$code" -eq 0 ]; then
            done=$((done + 1))
            continue
        fi
        refused=$((refused + 1))
        exits 5 "$name, $left KB left: the disk is full"
        err_like 'No space left on device|make room' "$name, $left KB left: it says so"
        is "$(git -C mnt/r rev-parse -q --verify main 2>/dev/null)" "$tip" "$name, $left KB left: the round is as it was"
        is "$(find mnt -name '*.tmp' -o -name 'pack_*' -o -name 'tmp_*' -o -name '.vp-*')" "" \
            "$name, $left KB left: nothing half written is left"
        [ ! -f mnt/r/.git/HEAD ] || is "$(git -C mnt/r fsck --strict --no-dangling 2>&1 | grep -v '^notice')" "" \
            "$name, $left KB left: git finds nothing wrong"
        [ -z "$tip" ] || is "$(git -C mnt/r status --porcelain)" "" "$name, $left KB left: the work tree is as it was"
        t_run "$@"
        exits 0 "$name, $left KB left: done once there is room"
    done
    ok "$name: verified" vp-audit -q -C mnt/r verify
    rm -rf before && mkdir before && cp -a mnt/r before/r
}
mkdir before
step init vp-init -q --template blank mnt/r
cp panel.csv before/r/ && git -C before/r add -A && git -C before/r commit -qm panel
step intake vp-intake -q -C mnt/r "$PWD/proposals.csv"
step assign vp-assign -q -C mnt/r --reviewers 2
step score vp-score -q -C mnt/r "$PWD/sheet.csv"
step allocate vp-allocate -q -C mnt/r
t_run vp-report notice -C mnt/r -o "$PWD/mnt/notice.md"
exits 0 "a report"
head -c 8m /dev/zero >mnt/filler 2>/dev/null
rm -f mnt/notice.md
head -c 8m /dev/zero >>mnt/filler 2>/dev/null
t_run vp-report notice -C mnt/r -o "$PWD/mnt/notice.md"
exits 5 "a report that finds no room"
err_like 'mnt/notice.md.*No space left' "names its file"
ok "and leaves none" test ! -e mnt/notice.md
ok "some steps found no room" test "$refused" -ge 20
ok "and some did" test "$done" -ge 10
