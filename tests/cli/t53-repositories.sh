#!/bin/sh
# Repositories that are not as vp-init leaves them: each works as far as it can, or is refused in words that say how to
# go on; and nobody's edits are written over.
. "${0%/*}/lib.sh"

cat >base.csv <<E
id,title,applicant,requested,phone
P-1,One,Org A,1000,13800000001
P-2,Two,Org B,2000,13800000002
E
cat >more.csv <<E
id,title,applicant,requested
N-1,New one,Org C,1000
E
cat >sheet.csv <<E
proposal,reviewer,merit
P-1,R0,80
P-2,R0,70
E
vp-init -q round
vp-intake -q -C round "$PWD/base.csv" >/dev/null
vp-score -q -C round "$PWD/sheet.csv" >/dev/null
vp-allocate -q -C round >/dev/null
tip=$(git -C round rev-parse HEAD)

fresh() # x is the round again
{
    rm -rf x
    cp -R round x
}
says() # ROUND CODE ERE NAME COMMAND…: each command ends so, and says so
{
    s_round=$1 s_code=$2 s_ere=$3 s_name=$4
    shift 4
    for s_cmd in "$@"; do
        # shellcheck disable=SC2086
        t_run $s_cmd -q -C "$s_round"
        exits "$s_code" "$s_name: $s_cmd ends with $s_code"
        err_like "$s_ere" "$s_name: $s_cmd says why"
    done
}
works() # ROUND NAME COMMAND…
{
    s_round=$1 s_name=$2
    shift 2
    for s_cmd in "$@"; do
        # shellcheck disable=SC2086
        t_run $s_cmd -q -C "$s_round"
        exits 0 "$s_name: $s_cmd works"
    done
}
intake="vp-intake $PWD/more.csv"
readable() { works "$1" "$2" "vp status" "vp-report notice" "vp-audit verify" "vp-audit log" "vp-audit checkpoint"; }
everything() # ROUND NAME: from intake to report
{
    works "$1" "$2" "$intake" vp-score vp-allocate
    readable "$1" "$2"
    ok "$2: git finds nothing wrong" git -C "$1" fsck --strict
}
refused() # ROUND ERE NAME: by every command
{
    says "$1" 3 "$2" "$3" "vp status" "$intake" vp-score vp-allocate "vp-report notice" "vp-audit verify" \
        "vp-audit log"
}

# ---- where HEAD is
fresh
git -C x checkout -q --detach
says x 1 "the work tree shows a single commit, not the branch main" "a detached HEAD" "$intake" vp-score vp-allocate
err_like "hint: go back to it: git -C .*/x checkout main" "the way back"
readable x "a detached HEAD"
t_run vp -C x status
out_like '^edited,"?the work tree shows a single commit' "status tells it"
git -C x checkout -q main
git -C x checkout -q -b side
says x 1 "the work tree shows 'side', not the branch main" "another branch" "$intake"
fresh
git -C x checkout -q --orphan other
says x 1 "the work tree shows 'other', not the branch main" "an unborn branch beside main" "$intake"
git init -q unborn
refused unborn "the repository in '.*/unborn' has no commit yet on its branch main" "an unborn main"
git init -q -b master master
cp round/round.json master
git -C master add -A
git -C master commit -qm "a round?"
refused master "has no branch main, only 'master'" "a round on master"
err_like "git -C .*/master branch -m main" "how to make it one"
fresh
echo change >x/NOTES
git -C x add NOTES
git -C x commit -qm one
git -C x revert -n HEAD >/dev/null 2>&1
says x 1 "git is in the middle of something: git revert" "a revert that is not finished" "$intake"

# ---- where the round is
git init -q outer
cp -R round outer/round
everything outer/round "a round inside another repository"
mkdir outer/sub
refused outer/sub "the repository in '.*/outer' has no commit yet" "a folder of a repository that is no round"
git init -q super
git -C super -c protocol.file.allow=always submodule add -q ../round r 2>/dev/null
everything super/r "a round that is a submodule"
fresh
git -C x checkout -q --detach
git -C x worktree add -q ../linked main
everything linked "a linked work tree"
git clone -q --bare round bare.git
everything bare.git "a bare repository"

# ---- clones that have not everything
git clone -q --depth 1 "file://$PWD/round" shallow
works shallow "a shallow clone" "$intake" vp-score vp-allocate "vp status" "vp-report notice"
t_run vp-audit -C shallow verify
exits 1 "a shallow clone cannot be verified whole"
out_like "its parent [0-9a-f]* is missing: what came before cannot be checked" "verify says what is missing"
err_like "clone is shallow; get the rest: git fetch --unshallow" "and how to get it"
t_run vp-audit -C shallow log P-1
err_like "clone is shallow; get the rest: git fetch --unshallow" "log too"
says shallow 3 "this clone is shallow: it holds only a part of the history" "what would fit no other clone" \
    "vp-audit checkpoint"
err_like "hint: get the rest: git fetch --unshallow" "is not printed"
git -C shallow fetch -q --unshallow
t_run vp-audit -C shallow verify
exits 0 "the whole of it verifies"
err_unlike "shallow" "no longer"
# Of format 1 from here on: there libgit2 1.5 reads the configuration by a pattern, and forgets what PCRE2 gave it.
sanitizer=$ASAN_OPTIONS
export ASAN_OPTIONS="$sanitizer:detect_leaks=0"
git -C round config uploadpack.allowFilter true
git -C round config uploadpack.allowAnySHA1InWant true
git clone -q --filter=blob:none "file://$PWD/round" partial
works partial "a partial clone has what it shows" "$intake" vp-score vp-allocate "vp status" "vp-report notice"
git clone -q --no-checkout --filter=blob:none "file://$PWD/round" hollow
refused hollow "this is a partial clone, which lacks a part of the round: 'round.json' is missing" "a partial clone"
err_like "git --git-dir=.*/hollow/.git fetch --refetch --no-filter" "how to get them"
t_run LC_ALL=zh_CN.UTF-8 vp -C hollow status
err_like "这是部分克隆，缺少本轮次的一部分：缺少.*round\.json" "in Chinese all of it"
git clone -q --no-checkout --filter=tree:0 "file://$PWD/round" treeless
refused treeless "this is a partial clone, which lacks a part of the round: tree [0-9a-f]{40} is missing" "without trees"
if git -C hollow fetch -q --refetch --no-filter 2>/dev/null; then
    git -C hollow reset -q --hard
    everything hollow "all of it fetched"
else
    skip "all of it fetched" "this git has no fetch --refetch"
fi

# ---- kinds of repositories
if git init -q --object-format=sha256 sha256 2>/dev/null; then
    refused sha256 "the repository in '.*/sha256' names its objects by SHA-256" "SHA-256"
    t_run vp-init sha256
    exits 3 "nor does vp-init make a round of it"
    err_like "the repository in '.*sha256' names its objects by SHA-256" "for the same reason"
else
    skip "SHA-256 is refused by name" "this git cannot make one"
fi
fresh
git -C x config core.repositoryformatversion 1
git -C x config extensions.refstorage reftable
refused x "the repository in '.*/x' keeps its branches as a reftable" "a reftable"
fresh
git -C x config core.repositoryformatversion 1
git -C x config extensions.worktreeConfig true
refused x "extensions.worktreeConfig" "settings for each work tree"
fresh
git -C x config core.repositoryformatversion 1
git -C x config extensions.conjured true
refused x "of a kind that vp cannot use: .*conjured" "an extension that nobody knows"

ASAN_OPTIONS=$sanitizer

# ---- submodules inside
fresh
git init -q other
git -C other commit -q --allow-empty -m other
git -C x -c protocol.file.allow=always submodule add -q ../other proposals/S-1 2>/dev/null
git -C x commit -qm "a submodule"
works x "a submodule among the proposals" "$intake" vp-score vp-allocate "vp status" "vp-report notice"
t_run vp-audit -q -C x verify
exits 1 "a submodule is no proposal"
out_like ',proposals/S-1,"?changed by hand' "verify names it"
fresh
git -C x -c protocol.file.allow=always submodule add -q ../other lists/S-1 2>/dev/null
git -C x commit -qm "a submodule"
says x 1 "'lists/S-1' is not a regular file: it is a link or a submodule" "a submodule among the lists" \
    "$intake" vp-score

for what in link submodule; do
    fresh
    git -C x rm -q --cached round.json
    mv x/round.json x/real.json
    if [ $what = link ]; then
        ln -s real.json x/round.json && git -C x add round.json real.json
    else
        git -C x -c protocol.file.allow=always submodule add -q ../other round.json 2>/dev/null
    fi
    git -C x commit -qm "a $what"
    refused x "'round.json' is not a regular file: it is a link or a submodule" "round.json as a $what"
    err_like "hint: put the file itself in its place and commit it" "round.json as a $what: the way out"
done

# ---- nothing can be written
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null 2>&1 && setpriv --reuid=65534 true 2>/dev/null; then
    fresh
    chmod 755 "$T" .
    chown -R 65534 x
    chmod -R a-w x
    t_run setpriv --reuid=65534 --clear-groups env HOME=/nonexistent vp-intake -q -C x "$PWD/more.csv"
    exits 5 "a round that may not be written"
    err_like "Permission denied" "it says why"
    err_like "hint: whoever records steps needs the right to write all of the round's folder" "and what is needed"
    is "$(cat x/.git/refs/heads/main)" "$tip" "nothing has changed"
    chown -R 0 x
    chmod -R u+w x
else
    skip "a round that may not be written" "root alone can become somebody else"
fi
fresh
mkdir mounted
mounted() { t_sh "unshare -m sh -c 'mount --bind x mounted && mount -o remount,bind,ro mounted && $1'"; }
mounted true
if [ "$code" -eq 0 ]; then
    mounted "vp-intake -q -C mounted $PWD/more.csv"
    exits 5 "on a read-only mount nothing is recorded"
    err_like "Read-only file system" "it says why"
    err_like "hint: the round lies where nothing can be written: clone it" "and what to do"
    for cmd in "vp status" "vp-report notice" "vp-audit verify" "vp-audit log" vp-score; do
        mounted "$cmd -q -C mounted"
        exits 0 "$cmd reads there"
    done
    is "$(git -C x rev-parse HEAD)" "$tip" "nothing has changed"
else
    skip "a read-only mount" "mounting needs root"
fi

# ---- main moved by force
fresh
vp-audit -q -C x checkpoint --format csv >noted.csv
git -C x update-ref refs/heads/main HEAD~2
t_run vp -C x status
exits 0 "main moved by force below a work tree"
out_like "^edited,\"?files that commands wrote are not as main has them, 'allocation.json' for one: main was moved" \
    "status tells it"
sed 's/70/75/' sheet.csv >amended.csv
t_run vp-score -q -C x "$PWD/amended.csv"
exits 1 "what is in the work tree is not written over"
err_like "'ranking.csv' is in the way" "the file is named"
t_run vp-audit -q -C x verify --since-checkpoint "$PWD/noted.csv"
exits 1 "a checkpoint tells what is gone"
out_like "^$tip,.*the history does not contain this commit" "by its commit"
git -C x stash -q -u
works x "after git stash -u" "vp-score $PWD/sheet.csv" vp-allocate "vp-audit verify"

# ---- computed files that plain git has broken
for file in ranking.csv awards.csv allocation.json; do
    for how in 's/.*/junk/' '2d' '1d' 'd'; do
        [ "$file $how" != "allocation.json 2d" ] || continue # its hashes still fit: verify alone knows
        fresh
        sed -i "$how" "x/$file"
        git -C x commit -qam broken
        t_run vp -C x status
        exits 0 "$file ($how): status bears it"
        case $file in
        ranking.csv) out_like '^next,vp score$' "$file ($how): it says what to do" ;;
        *) out_like '^next,vp allocate$' "$file ($how): it says what to do" ;;
        esac
        t_run vp-audit -q -C x verify
        exits 1 "$file ($how): verify finds it"
        out_like "^$(git -C x rev-parse HEAD),$file,\"?changed by hand" "$file ($how): and names it"
        says x 1 "vp-score|vp-allocate" "$file ($how)" "vp-report notice"
        [ $file != ranking.csv ] || says x 1 "rank the proposals again: vp-score" "$file ($how)" vp-allocate
        works x "$file ($how): computed again" vp-score vp-allocate "vp-report notice"
        is "$(git -C x diff --stat "$tip" -- ranking.csv awards.csv allocation.json)" "" \
            "$file ($how): the same as before"
    done
done

# ---- clocks and names
at() # SECONDS DATE NAME: a commit by plain git of that time
{
    fresh
    git -C x cat-file commit HEAD |
        sed "s/^\(author\|committer\) .*/\1 Eve <e@x> $1 +0000/; s/^parent .*/parent $tip/; /^Vp-/d" >commit
    git -C x update-ref refs/heads/main "$(git -C x hash-object -t commit -w --stdin --literally <commit)"
    works x "$3" "$intake" vp-score vp-allocate "vp status" "vp-report notice" "vp-audit verify" "vp-audit log P-1"
    t_run vp-audit -C x log
    is "$(sed -n 5p "$out" | cut -d, -f2)" "$2" "$3: its date"
    is "$(tail -n +2 "$out" | cut -d, -f4 | head -n 3 | tr '\n' ' ')" "vp-allocate vp-score vp-intake " \
        "$3: what came after it stands after it"
}
at 4102444800 2100-01-01T00:00:00Z "a commit of the year 2100"
at 253402300799 9999-12-31T23:59:59Z "a commit of the year 9999"
at 253402300800 253402300800 "a commit of the year 10000"
at 4611686018427387904 4611686018427387904 "a commit at the end of time"
fresh
git -C x cat-file commit HEAD | sed "s/^\(author\|committer\) .*/\1 Eve 1 +0000/; s/^parent .*/parent $tip/" >commit
bad=$(git -C x hash-object -t commit -w --stdin --literally <commit)
git -C x update-ref refs/heads/main "$bad"
says x 3 "damaged: commit $bad: " "a commit without an address" "vp-audit verify" "vp-audit log"
for clock in 4102444800 253402300799; do
    fresh
    t_run SOURCE_DATE_EPOCH=$clock vp-intake -q -C x "$PWD/more.csv"
    exits 0 "the clock is at $clock"
    works x "the clock was at $clock" vp-score vp-allocate "vp-audit verify"
done
for clock in 253402300800 -5 soon; do
    t_run SOURCE_DATE_EPOCH=$clock vp-intake -q -C x "$PWD/more.csv"
    exits 2 "no such clock: $clock"
done
for name in "$(printf 'Eve\nVp-Command: vp-conjure')" 'a<b>c' '' ' . '; do
    fresh
    git -C x config user.name "$name"
    git -C x config user.email "$(printf 'e<>\nx@y')"
    works x "the name '$(echo "$name" | tr '\n' '~')'" "$intake" "vp-audit verify" "vp-audit log"
    ok "it makes a sound commit" git -C x fsck --strict
    is "$(git -C x log -1 --format=%ae)" "ex@y" "of one address"
done

# ---- edits while a command runs
edit_while() # FILE: it is edited after the command has begun
{
    fresh
    rm -f pipe
    mkfifo pipe
    vp-intake -q -C x - <pipe >said 2>&1 &
    pid=$!
    exec 9>pipe
    sleep 0.5
    echo edited >>"x/$1"
    sed 's/1000/1500/' base.csv >&9
    exec 9>&-
    wait "$pid"
    code=$?
}
edit_while proposals/P-1.json
is "$code" 1 "a file that is edited while the command runs"
like "$(cat said)" "'proposals/P-1.json' has changes that are not committed" "is named"
is "$(tail -n 1 x/proposals/P-1.json)" edited "not written over"
is "$(git -C x rev-parse main)" "$tip" "and nothing is recorded"
edit_while round.json
is "$code" 0 "a file that the step does not touch"
is "$(tail -n 1 x/round.json)" edited "stays as it is edited"
fresh
printf 'proposal,reviewer,merit\nP-1,R0,81\n' >amended.csv
echo mine >x/ranking.csv
says x 1 "'ranking.csv' has changes that are not committed" "an edit before it begins" "vp-score $PWD/amended.csv"
is "$(cat x/ranking.csv)" mine "is not written over"
is "$(git -C x rev-parse main)" "$tip" "and nothing is recorded"

# ---- a refresh that was cut short
if command -v strace >/dev/null && [ -z "${VP_VALGRIND:-}" ] && strace -o /dev/null true 2>/dev/null; then
    fresh
    ASAN_OPTIONS=detect_leaks=0 strace -o trace -f -e trace=fsync,syncfs,link,rename,renameat \
        vp-intake -q -C x "$PWD/more.csv" >/dev/null
    last=$(grep -n 'renameat(.*"tmp_obj_' trace | tail -n 1 | cut -d: -f1)
    moved=$(grep -n 'rename(.*refs/heads/main.lock' trace | tail -n 1 | cut -d: -f1)
    files=$(grep -n 'renameat(.*N-1.json' trace | tail -n 1 | cut -d: -f1)
    is "$([ "$last" -lt "$moved" ] && [ "$moved" -lt "$files" ] && echo so)" so \
        "objects, then main, then the work tree"
    like "$(sed -n "$last,${moved}p" trace)" "fsync" "objects are synced before main moves"
    like "$(sed -n "$((moved + 1))p" trace)" "fsync" "and main is synced"
    objects=$(grep -c 'renameat(.*"tmp_obj_' trace)
    fresh
    ASAN_OPTIONS=detect_leaks=0 strace -o trace -f -e trace=renameat \
        -e inject=renameat:signal=KILL:when=$((objects + 4)) \
        vp-intake -q -C x "$PWD/more.csv" >/dev/null 2>&1
    isnt "$(git -C x rev-parse main)" "$tip" "killed after main has moved"
    isnt "$(git -C x status --porcelain)" "" "before the work tree had all of it"
    works x "the next command" "vp status"
    is "$(git -C x status --porcelain)" "" "finishes it"
    works x "and then" vp-score "vp-audit verify"
    for reader in "vp status" "vp-report notice" "vp-audit log" "vp-audit verify"; do
        fresh
        ASAN_OPTIONS=detect_leaks=0 strace -o trace -f -e trace=rename -e inject=rename:signal=KILL:when=2 \
            vp-intake -q -C x "$PWD/more.csv" >/dev/null 2>&1
        is "$(cat x/.git/index.lock)" vp "killed while it held git's lock of the index"
        ok "git refuses to work beside it" sh -c '! git -C x commit -q --allow-empty -m plain 2>/dev/null'
        works x "a command that only reads" "$reader"
        ok "$reader has removed the lock" sh -c '! test -e x/.git/index.lock'
        is "$(git -C x status --porcelain)" "" "$reader: the work tree is as main has it"
        ok "$reader: git works again" git -C x commit -q --allow-empty -m plain
    done
else
    skip "the order of writing" "no strace"
fi

# ---- a long history
awk 'BEGIN {
    for (i = 0; i < 20000; i++) {
        printf "commit refs/heads/main\ncommitter Test <test@example.org> %d +0000\ndata 5\nnote\n", 1700000000 + i
        if (i == 0) printf "from refs/heads/main^0\n"
        printf "M 100644 inline NOTES\ndata %d\n%d\n\n", length(i ""), i
    }
}' | git -C round fast-import --quiet --force
git -C round reset -q --hard main
t_run timeout 60 vp-audit -q -C round log P-1
exits 0 "20,000 commits: the log of a proposal"
is "$(tail -n +2 "$out" | cut -d, -f4 | tr '\n' ' ')" "vp-allocate vp-score vp-intake " "is told"
t_run timeout 60 vp-audit -C round verify
exits 0 "20,000 commits verify"
err_like "^20004 commits" "all of them"
vp-audit -q -C round checkpoint --format csv >noted.csv
works round "20,000 commits" "$intake" vp-score vp-allocate "vp status" "vp-report notice"
t_run timeout 60 vp-audit -q -C round verify --since-checkpoint "$PWD/noted.csv"
exits 0 "what came since a checkpoint verifies"
