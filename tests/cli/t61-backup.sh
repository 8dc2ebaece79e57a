#!/bin/sh
# A round and its private part in one sealed file, and back. Each use of the passphrase takes a second: few of them here.
. "${0%/*}/lib.sh"

ok "a round" vp-init --template blank --id t --title 测试 r
cat >a.csv <<'E2'
id,title,applicant,requested,contact,phone,email
P1,一,甲,5,张三,13800000001,
P2,二,乙,6,李四,13800000002,li@example.org
E2
ok "two proposals with private columns" vp-intake -C r ../a.csv
git -C r tag -am "as published" published
git -C r branch draft HEAD~1
git -C r config remote.origin.url https://example.org/r.git
git -C r config core.pager "touch $T/ran"
echo "correct horse" >word

kept() # DIR: everything that a backup is to bring back
{
    git -C "$1" for-each-ref --format='%(refname) %(objectname)'
    git -C "$1" rev-list --all --objects | sort
    (cd "$1/.git/vp/private" && find . -printf '%p %m\n' | sort && find . -type f -exec sha256sum {} + | sort)
}

# ---- what is asked for ----

t_run vp-audit -C r backup ../a.vpb
exits 2 "no passphrase: refused"
err_like "error: a backup needs a passphrase" "it says so"
err_like "hint: .*--passphrase-file FILE; or into VP_PASSPHRASE" "and how to give one"
t_run VP_PASSPHRASE= vp-audit -C r backup ../a.vpb
exits 2 "an empty one: refused"
err_like "the passphrase is empty" "it says so"
t_run vp-audit -C r backup --passphrase-file nowhere ../a.vpb
exits 2 "no such file: refused"
printf 'a\0b\n' >zero
t_run vp-audit -C r backup --passphrase-file ../zero ../a.vpb
exits 2 "a zero byte, behind which nothing would count: refused"
err_like "zero:? ?.*zero byte" "it says so"
head -c 1025 /dev/zero | tr '\0' x >long
t_run vp-audit -C r backup --passphrase-file ../long ../a.vpb
exits 2 "a passphrase that is a file of its own: refused"
err_like "more than 1024 bytes" "it says so"
t_run VP_PASSPHRASE="$(cat long)" vp-audit -C r backup ../a.vpb
exits 2 "the same from the environment"
t_run vp-audit log --restore
exits 2 "--restore is of backup"
t_run vp-audit -C r backup
exits 2 "backup needs a file"
t_run VP_PASSPHRASE=x vp-audit backup --restore a.vpb
exits 2 "backup --restore needs a folder"
err_like "backup needs a file and a new folder" "it says so"
t_run vp-audit backup --restore --passphrase-file - - new </dev/null
exits 2 "standard input is one thing"
not "no backup was begun" test -e a.vpb

# ---- there and back ----

echo '{}' >>r/round.json
t_run vp-audit -C r backup --passphrase-file ../word ../a.vpb
exits 0 "a backup"
err_like "backed up main at [0-9a-f]{10}: 3 branches and tags, 2 private files, [0-9]+ bytes" "it says what is in it"
err_like "what is edited and not committed is not in the backup" "and what is not"
git -C r checkout -q round.json
is "$(head -c 7 a.vpb)" "vp-seal" "the file says what it is"
is "$(grep -ac '13800000001\|proposals' a.vpb)" 0 "and nothing else"
umask 022
t_run vp-audit backup --restore --passphrase-file word a.vpb new/
exits 0 "a restore"
err_like "restored main at [0-9a-f]{10} into '.*new'?.*: 3 branches and tags, 2 private files" "it says what came"
kept r >want
kept new >got
same got want "branches, tags, objects, private files and their modes"
like "$(cat got)" "^\. 700" "private folders are the owner's"
is "$(stat -c %a new)" 755 "the round is as open as umask lets it be"
ok "git finds nothing wrong" git -C new fsck --strict
is "$(git -C new status --porcelain)" "" "the work tree is clean"
is "$(git -C new symbolic-ref HEAD)" refs/heads/main "on main"
is "$(git -C new config remote.origin.url)" https://example.org/r.git "where it came from"
is "$(git -C new config --local core.pager)" "" "no setting that runs a program"
t_run vp-audit -C new verify
exits 0 "verify finds nothing"
t_run vp -C new status
exits 0 "it is a round to work with"

# ---- never over something ----

t_run VP_PASSPHRASE=x vp-audit backup --restore a.vpb r
exits 1 "a folder that holds something: refused"
err_like "'r' is not empty" "it says so"
err_like "hint: name a new folder" "and what to do"
t_run VP_PASSPHRASE=x vp-audit backup --restore a.vpb word
exits 1 "a file: refused"
t_run VP_PASSPHRASE=x vp-audit backup --restore a.vpb ..
exits 2 "no name of a folder: refused"
t_run VP_PASSPHRASE=x vp-audit backup --restore none.vpb new2
exits 2 "no such backup"
t_run VP_PASSPHRASE=x vp-audit backup --restore a.csv new2
exits 1 "what is no backup: refused"
err_like "a.csv: .*no backup that vp has written" "it says which"
t_run LANG=zh_CN.UTF-8 LC_ALL= VP_PASSPHRASE=x vp-audit backup --restore a.csv new2
err_like "不是 vp 写的备份" "in Chinese too"

# ---- cut off ----

mkdir alone
head -c "$(($(wc -c <a.vpb) - 1))" a.vpb >cut.vpb
t_run VP_PASSPHRASE="correct horse" LANG=zh_CN.UTF-8 LC_ALL= vp-audit backup --restore cut.vpb alone/new
exits 1 "a backup without its last byte: refused"
err_like "cut.vpb.*备份" "it says so"
is "$(ls -A alone)" "" "and nothing is left behind"

# ---- ended from outside ----

ended() # SIGNAL CODE: a restore that waits for more of the backup
{
    rm -f pipe
    mkfifo pipe
    env --default-signal="$1" VP_PASSPHRASE="correct horse" vp-audit backup --restore - alone/new <pipe >/dev/null 2>said &
    pid=$!
    exec 9>pipe
    head -c 3000 a.vpb >&9
    until ls -d alone/.vp-restore-* >/dev/null 2>&1; do sleep 0.1; done
    kill -s "$1" "$pid"
    wait "$pid"
    is $? "$2" "$1 ends it as it ends others"
    exec 9>&-
    is "$(ls -A alone)" "" "$1: nothing is left behind"
    is "$(cat said)" "" "$1: and nothing is said"
}
if env --default-signal=INT true 2>/dev/null; then
    ended INT 130
    ended TERM 143
    ended HUP 129
else
    skip "signals" "this env cannot set them"
fi

# ---- a bare round, by pipes ----

git clone -q --bare r bare.git
t_sh 'vp-audit -C bare.git backup --passphrase-file ../word - | vp-audit backup --restore --passphrase-file word - b.git'
exits 0 "a bare round, through a pipe"
is "$(git -C b.git rev-parse --is-bare-repository)" true "is one again"
is "$(git -C b.git for-each-ref)" "$(git -C bare.git for-each-ref)" "with the same refs"
