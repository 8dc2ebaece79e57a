#!/bin/sh
# A repository that somebody else has made: nothing of it is run, nothing outside of it is read or written, and what is
# broken in it ends a command within seconds.
. "${0%/*}/lib.sh"

cat >base.csv <<'E'
id,title,applicant,requested,phone
P-1,One,Org A,1000,13800000001
P-2,Two,Org B,2000,13800000002
E
printf 'id,title,applicant,requested\nN-1,New one,Org C,1000\n' >more.csv
printf 'proposal,reviewer,merit\nP-1,R0,80\nP-2,R0,70\n' >sheet.csv
printf 'proposal,reviewer,merit\nP-1,R0,81\nP-2,R0,70\n' >sheet2.csv
vp-init -q round
vp-intake -q -C round "$PWD/base.csv" >/dev/null
vp-score -q -C round "$PWD/sheet.csv" >/dev/null
vp-allocate -q -C round >/dev/null
W=$PWD

fresh() { rm -rf x canary && cp -R round x; }

# Every command, as it is used; none may take longer than 20 seconds.
everything() # ROUND
{
    worst=0
    for cmd in "vp status" "vp-intake $W/more.csv" "vp-intake --forget P-2" "vp-score $W/sheet2.csv" vp-allocate \
        "vp-report notice" "vp-audit log" "vp-audit show HEAD" "vp-audit diff HEAD~1 HEAD" "vp-audit checkpoint" \
        "vp-audit verify" "vp-audit approve HEAD" "vp-audit pack" "vp-init ."; do
        # shellcheck disable=SC2086
        set -- $cmd
        name=$1
        shift
        [ "$cmd" != "vp-init ." ] || set -- "$1"
        case $name in
        vp) (cd "$ROUND_" && timeout 20 vp "$@") ;;
        *) (cd "$ROUND_" && timeout 20 "$name" "$@") ;;
        esac >"$out" 2>"$err" </dev/null
        code=$?
        [ $code -le "$worst" ] || worst=$code last=$cmd
    done
}
harmless() # NAME: no command runs the canary, crashes or hangs
{
    ROUND_=x everything
    not "$1 is not run" test -e canary
    ok "$1: no command crashes or hangs ($worst: ${last-})" test "$worst" -le 5
}

# ---- settings that name a program ----

cat >run <<E
#!/bin/sh
touch "$W/canary"
cat 2>/dev/null
E
chmod +x run
for key in core.fsmonitor core.sshCommand core.pager core.editor core.askPass core.gitProxy core.alternateRefsCommand \
    gpg.program gpg.ssh.program gpg.openpgp.program gpg.ssh.defaultKeyCommand diff.external pager.log \
    credential.helper sequence.editor uploadpack.packObjectsHook; do
    fresh
    git -C x config "$key" "$W/run"
    harmless "$key"
done
fresh
mkdir hooks
for hook in pre-commit post-commit reference-transaction post-index-change pre-auto-gc post-checkout commit-msg \
    prepare-commit-msg post-rewrite fsmonitor-watchman; do
    cp run "hooks/$hook"
    cp run "x/.git/hooks/$hook" 2>/dev/null || { mkdir -p x/.git/hooks && cp run "x/.git/hooks/$hook"; }
done
harmless "a hook"
fresh
git -C x config core.hooksPath "$W/hooks"
harmless "core.hooksPath"
fresh
git -C x config filter.f.clean "$W/run" && git -C x config filter.f.smudge "$W/run"
git -C x config filter.f.process "$W/run" && git -C x config filter.f.required true
git -C x config diff.f.textconv "$W/run" && git -C x config diff.f.command "$W/run"
git -C x config merge.f.driver "$W/run %A"
printf '* filter=f diff=f merge=f\n' >x/.git/info/attributes 2>/dev/null || {
    mkdir -p x/.git/info && printf '* filter=f diff=f merge=f\n' >x/.git/info/attributes
}
harmless "a filter, a textconv or a merge driver"
fresh
printf '[core]\n\tfsmonitor = %s\n\tsshCommand = %s\n[gpg "ssh"]\n\tprogram = %s\n' "$W/run" "$W/run" "$W/run" >evil
git -C x config include.path "$W/evil"
git -C x config "includeIf.gitdir:**.path" "$W/evil"
harmless "what include.path brings"

# A round that asks for signatures, so that a program is run: it is ours.
if command -v ssh-keygen >/dev/null; then
    ssh-keygen -q -t ed25519 -N '' -f key
    vp-init -q --sign "$W/key" signed 2>/dev/null
    vp-intake -q -C signed "$W/base.csv" >/dev/null 2>&1
    rm -rf x canary && cp -R signed x
    git -C x config gpg.ssh.program "$W/run" && git -C x config gpg.program "$W/run"
    git -C x config core.fsmonitor "$W/run"
    printf '#!/bin/sh\ntouch "%s"\n' "$W/canary" >x/ssh-keygen && chmod +x x/ssh-keygen
    harmless "gpg.ssh.program of a round that is signed"
    t_run vp-audit -C signed verify
    exits 0 "and it verifies"
else
    skip "a signed round" "no ssh-keygen"
fi

# ---- what leads elsewhere ----

mkdir elsewhere && echo untouched >elsewhere/round.json
fresh
git -C x config gc.recentObjectsHook "$W/run"
harmless gc.recentObjectsHook
t_run vp-audit -C x pack
exits 1 "git gc, which would run it, is not begun"
err_like "error: git's configuration has gc.recentObjectsHook" "it is named"
fresh
git -C x config core.worktree "$W/elsewhere"
harmless "core.worktree elsewhere"
is "$(ls elsewhere) $(cat elsewhere/round.json)" "round.json untouched" "and nothing is written there"

for what in objects refs refs/heads vp proposals lists; do
    case $what in proposals | lists) at=x/$what ;; *) at=x/.git/$what ;; esac
    fresh
    rm -rf outside && mkdir -p outside
    [ ! -d "$at" ] || cp -R "$at/." outside
    rm -rf "$at" && ln -s "$W/outside" "$at"
    find outside -type f -exec sha256sum {} + | sort >before
    harmless "a symbolic link for $what"
    find outside -type f -exec sha256sum {} + | sort >after
    ok "a symbolic link for $what: nothing behind it changes" cmp -s before after
    case $at in x/.git/*)
        t_run vp-audit -C x verify
        exits 3 "a symbolic link for $what is refused"
        err_like 'this is a symbolic link, and leads out of the repository$' "in words"
        ;;
    esac
done
fresh
ln -s "$W/elsewhere/round.json" x/new.json && rm x/panel.csv && ln -s "$W/elsewhere/round.json" x/panel.csv
git -C x add -A && git -C x commit -qm "links"
harmless "a symbolic link in the tree"
is "$(cat elsewhere/round.json)" untouched "and what it points to is left alone"
(cd x && vp-audit verify) >"$out" 2>"$err"
ok "nor is it read" test "$(grep -c untouched "$out" "$err" | grep -c ':0$')" = 2
fresh
mv x/.git realgit && echo "gitdir: $W/realgit" >x/.git
harmless "a .git file"
rm -rf realgit

# ---- trees that git itself would not make ----

# tree MODE NAME BLOB…: a commit on main whose root also has this entry, written as it stands
crafted() # NAME of the entry (printf's escapes)
{
    git -C x cat-file tree 'HEAD^{tree}' >raw
    blob=$(echo evil | git -C x hash-object -w --stdin)
    # shellcheck disable=SC2059
    { printf "100644 $1\\000" && printf %s "$blob" | sed 's/../\\x&/g' | xargs -0 env printf; } >>raw
    tree=$(git -C x hash-object -w -t tree --literally --stdin <raw)
    commit=$(git -C x commit-tree -p HEAD -m evil "$tree")
    printf '%s\n' "$commit" >x/.git/refs/heads/main
}
for name in '..' '.git' '../up' 'a/b' '.GIT' 'git~1' 'a\001b' 'a\033[31mb' '\377\376' ''; do
    fresh
    crafted "$name"
    harmless "a tree with the entry '$name'"
    not "a tree with the entry '$name': nothing is written beside the round" test -e up
    ok "a tree with the entry '$name': git's folder stays" test -d x/.git
    not "a tree with the entry '$name': no control character is shown" \
        grep -q "$(printf '\033')" "$out" "$err"
done
fresh
tree=$(echo deep | git -C x hash-object -w --stdin)
tree=$(printf '100644 blob %s\tf\n' "$tree" | git -C x mktree)
i=0
while [ $i -lt 2000 ]; do
    tree=$(printf '040000 tree %s\td\n' "$tree" | git -C x mktree)
    i=$((i + 1))
done
(git -C x ls-tree HEAD; printf '040000 tree %s\tzdeep\n' "$tree") | git -C x mktree >id
git -C x update-ref refs/heads/main "$(git -C x commit-tree -p HEAD -m deep "$(cat id)")"
harmless "a tree 2,000 folders deep"

# ---- objects that are not what they say ----

loose() # OBJECT: its file
{
    printf 'x/.git/objects/%s/%s' "$(printf %s "$1" | cut -c1-2)" "$(printf %s "$1" | cut -c3-)"
}
deflated() # bytes of stdin as zlib
{
    python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))'
}
broken() # NAME OBJECT: every command that needs it ends with 3, in seconds
{
    chmod u+w "$(loose "$2")" 2>/dev/null
    cat >"$(loose "$2")"
    for cmd in "vp-audit verify" "vp status" "vp-allocate" "vp-report notice"; do
        # shellcheck disable=SC2086
        (cd x && timeout 10 $cmd) >"$out" 2>"$err"
        code=$?
        ok "$1: $cmd ends with 3 ($code)" test $code = 3
    done
}
for at in HEAD:round.json 'HEAD^{tree}' HEAD; do
    fresh
    id=$(git -C x rev-parse "$at")
    [ -f "$(loose "$id")" ] || { git -C x unpack-objects </dev/null; }
    for n in 1 10 30; do
        fresh
        head -c $n "$(loose "$id")" >torn && broken "$at cut to $n bytes" "$id" <torn
    done
    fresh
    broken "$at emptied" "$id" </dev/null
    fresh
    printf 'rubbish, not zlib at all' >z
    broken "$at overwritten" "$id" <z
    if command -v python3 >/dev/null; then
        fresh
        kind=$(git -C x cat-file -t "$id")
        printf '%s 99999999999\0x' "$kind" | deflated >z && broken "$at that claims 100 GB" "$id" <z
        fresh
        printf '%s 18446744073709551615\0x' "$kind" | deflated >z && broken "$at that claims 2^64-1" "$id" <z
        fresh
        printf '%s 3\0far more than three' "$kind" | deflated >z && broken "$at that claims too little" "$id" <z
        fresh
        printf 'gadget 3\0abc' | deflated >z && broken "$at of no kind" "$id" <z
        fresh
        head -c 200000000 /dev/zero | deflated >z && broken "$at that is all zeroes" "$id" <z
    fi
done

# ---- alternates ----

fresh
mkdir -p alt/objects && echo "$W/alt/objects" >x/.git/objects/info/alternates 2>/dev/null || {
    mkdir -p x/.git/objects/info && echo "$W/alt/objects" >x/.git/objects/info/alternates
}
harmless "an alternate"
is "$(find alt -type f)" "" "and nothing is written to it"
