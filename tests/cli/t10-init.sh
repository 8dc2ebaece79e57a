#!/bin/sh
# vp-init: a template becomes the first commit of a round.
. "${0%/*}/lib.sh"

# ---- templates ----

t_run vp-init --list
exits 0 "--list"
out_is "names the templates with a line each" <<'E'
template,description
blank,"the least that works: one fund, one stage, one criterion, down the ranking until the money stops"
guangzhou,"a city's venture-philanthropy round: welfare-lottery money, two review stages, eligibility rules, limits, two tranches"
E
t_run LANG=zh_CN.UTF-8 LC_ALL= vp-init --list --format table
out_like '^blank +最小可用' "a table speaks the shell's language"
t_run LANG=zh_CN.UTF-8 LC_ALL= vp-init --list --json
out_like '"template": "guangzhou", "description": "a city' "JSON does not"
is "$(vp-init --list | tail -n +2 | cut -d, -f1)" "$(ls "$ROOT/examples/templates")" "all of examples/templates, and no more"

# ---- a round ----

t_run vp-init blank
exits 0 "the default template"
out_unlike . "says nothing on stdout"
err_like "^started a round in 'blank' from the template 'blank' \([0-9a-f]{7}\)\$" "says what was made"
err_like 'cd .blank. && vp-intake' "and what comes next"
is "$(git -C blank status --porcelain)" "" "the work tree is clean"
is "$(git -C blank symbolic-ref HEAD)" refs/heads/main "the branch is main"
is "$(git -C blank rev-list --count main)" 1 "one commit"
is "$(git -C blank log -1 --format=%B)" "init: 示例轮次

Vp-Command: vp-init
Vp-Version: $(sed -n 's/.*VP_VERSION "\(.*\)".*/\1/p' "$ROOT/include/vp/version.h")
Vp-Args: --template=blank" "whose message says by what"
is "$(git -C blank log -1 --format=%ct)" "$SOURCE_DATE_EPOCH" "at SOURCE_DATE_EPOCH"
ok "the repository is sound" git -C blank fsck --strict

for t in "$ROOT"/examples/templates/*/; do
    name=$(basename "$t")
    t_run vp-init -q --template "$name" "from-$name"
    exits 0 "the template $name"
    silent "$name: -q is quiet"
    git -C "from-$name" ls-files | grep -vx .gitattributes | LC_ALL=C sort >"files-$name"
    is "$(cat "files-$name")" "$(cd "$t" && find . -type f ! -name about | sed 's|^\./||' | LC_ALL=C sort)" \
        "$name: all of its files but 'about'"
    while read -r f; do
        same "from-$name/$f" "$t$f" "$name: $f as it stands there"
    done <"files-$name"
done

is "$(git -C from-blank check-attr merge -- proposals/P-1.json ranking.csv round.json | sed 's/.*: //' | tr '\n' ' ')" \
    "unset vp unspecified " "git is told how files of a round are merged"
git clone -q from-blank cloned
is "$(git -C cloned check-attr merge -- proposals/P-1.json ranking.csv | sed 's/.*: //' | tr '\n' ' ')" "unset unset " \
    "in a clone too"

t_run vp-init -t blank -q again
is "$(git -C again rev-parse main)" "$(git -C blank rev-parse main)" "the same again is the same commit"

# ---- id, title, reason ----

t_run vp-init -t guangzhou --id gy-2025 --title '2025年“公益”创投 "甲\乙"' -m 'asked by the office' named
exits 0 "a round with an id and a title of its own"
is "$(sed -n 's/.*"id": "\(gy-2025\)".*/\1/p' named/round.json)" gy-2025 "the id stands in round.json"
like "$(cat named/round.json)" '"title": "2025年“公益”创投 \\"甲\\\\乙\\""' "and the title, escaped"
is "$(diff named/round.json "$ROOT/examples/templates/guangzhou/round.json" | grep -c '^<')" 2 \
    "nothing else changed, comments stay"
git -C named log -1 --format=%B >message
like "$(cat message)" '^init: 2025年“公益”创投 "甲\\乙"$' "the title is the subject"
like "$(cat message)" '^asked by the office$' "the reason is kept"
like "$(cat message)" '^Vp-Args: --id=gy-2025$' "and the arguments"
t_run vp-init --id 'a b' --title x no
exits 2 "an id that cannot be one"
err_like "^vp-init: error: 'a b' cannot be an id" "is named"
t_run vp-init --title "two
lines" no
exits 2 "a title of two lines"
t_run vp-init --id ../../x no
exits 2 "an id that is a path"
ok "nothing was made" test ! -e no

# ---- where ----

t_run vp-init blank
exits 1 "a round is not made twice"
err_like "^vp-init: error: 'blank' is a repository already" "says why"
mkdir full && : >full/x
t_run vp-init full
exits 1 "a folder with something in it"
err_like "^vp-init: error: 'full' is not empty" "says why"
is "$(ls -A full)" x "and leaves it alone"
mkdir empty && cd empty || exit 1
t_run vp-init -q .
exits 0 "an empty folder, from inside"
is "$(git log --oneline | wc -l | tr -d ' ')" 1 "is a round then"
cd .. || exit 1
git init -q cut
t_run vp-init -q cut
exits 0 "what was cut short is completed"
ok "with its files" test -f cut/round.json
t_run vp-init -q -C empty/.. below/two/levels
exits 0 "folders above are made, -C counts"
t_run vp-init
exits 2 "no folder named"
err_like 'vp-init \[--template NAME\] DIR' "the hint shows how"
t_run vp-init a b
exits 2 "two folders"
t_run vp-init -t nope new
exits 2 "no such template"
err_like 'blank, guangzhou' "the hint names them"
: >file
t_run vp-init file
exits 5 "a file is no folder"
t_run vp-init file/below
exits 5 "nor is what would be below one"

# ---- bare, dry ----

t_run vp-init --bare -t guangzhou bare.git
exits 0 "a bare round"
is "$(git -C bare.git rev-parse --is-bare-repository)" true "is bare"
ok "and can be cloned" git clone -q bare.git clone
ok "with all files" test -f clone/lists/abnormal.csv
t_run vp-init -n dry
exits 0 "a dry run"
err_like "^would start a round in 'dry'" "says what would be"
ok "makes nothing" test ! -e dry
t_run vp-init -n full
exits 1 "a dry run fails as the real one would"
t_run vp-init -n -t blank --id '' dry
exits 2 "also for the id"

if [ "$(id -u)" != 0 ]; then
    mkdir locked && chmod 500 locked
    t_run vp-init locked/round
    exits 5 "a folder that cannot be written"
    chmod 700 locked
else
    skip "a folder that cannot be written" "root may write anywhere"
fi
