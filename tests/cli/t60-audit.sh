#!/bin/sh
# The history told, and verified: whatever is changed in it is named.
. "${0%/*}/lib.sh"

cat >proposals.csv <<E
id,title,applicant,requested,phone
P-1,One,Org A,1000,13800000001
P-2,Two,Org B,2000,13800000002
P-3,Three,Org C,30000,13800000003
P-4,,Org D,30000,13800000004
E
cat >sheet.csv <<E
proposal,reviewer,merit
P-1,R1,80
P-2,R1,70
P-3,R1,60
E
vp-init -q round
vp-intake -q -C round "$PWD/proposals.csv" >/dev/null 2>&1
vp-score -q -C round "$PWD/sheet.csv" >/dev/null
vp-allocate -q -C round >/dev/null
sed 's/,1000,/,1200,/' proposals.csv >amended.csv
vp-intake -q -C round "$PWD/amended.csv" >/dev/null 2>&1
git -C round log --format=%H >commits
allocate=$(sed -n 2p commits)

# ---- verify: all is well
t_run vp-audit -C round verify
exits 0 "an honest round verifies"
out_is "without a finding" <<E
commit,path,finding
E
err_like "5 commits, 5 of them done again: 0 findings" "and says how much it did"
t_run vp-audit -q -C round verify --format json
out_is "as JSON" <<E
{
  "schema": "vp-audit-verify/1",
  "unchecked_intakes": "0",
  "rows": []
}
E
t_run vp-audit -C round verify P-1
exits 2 "verify takes no id"
t_run vp-audit -C round
exits 2 "a job must be named"
t_run vp-audit -C round rewrite
exits 2 "a job that does not exist"

# ---- what two commits share is computed once
cp -R round twice
vp-score -q -C twice >/dev/null
vp-allocate -q -C twice >/dev/null 2>&1
for amount in 50000.00 100000.00 50000.00; do
    sed -i "s/\"amount\": \"[0-9.]*\"/\"amount\": \"$amount\"/" twice/round.json
    git -C twice commit -qam "the fund has $amount"
    vp-allocate -q -C twice >/dev/null 2>&1
done
is "$(git -C twice log --format=%s | grep -c '^allocate: .* of 50,000.00')" 2 "the same awards at two commits"
t_run vp-audit -C twice -v verify --jobs 1
exits 0 "both verify"
err_like "^awards computed already, for another commit with the same inputs: 2 times$" "and each is computed once"
sed -i 's/,awarded,/,reserve,/' twice/awards.csv
git -C twice add -A
git -C twice commit -q --amend --no-edit
t_run vp-audit -C twice verify --jobs 1
exits 1 "what the second of them holds is still compared"
out_like "^$(git -C twice rev-parse HEAD),awards.csv," "byte for byte"

# ---- log
t_run vp-audit -C round log
exits 0 "the log is told"
is "$(head -n 1 "$out")" "commit,date,author,command,subject" "with its columns"
is "$(tail -n +2 "$out" | cut -d, -f1)" "$(cat commits)" "the newest first, as git tells it"
is "$(tail -n +2 "$out" | cut -d, -f2 | sort -u)" "2023-11-14T22:13:20Z" "dates in UTC"
is "$(tail -n +2 "$out" | cut -d, -f4 | tr '\n' ' ')" "vp-intake vp-allocate vp-score vp-intake vp-init " "commands"
t_run vp-audit -C round log P-1
is "$(tail -n +2 "$out" | cut -d, -f4 | tr '\n' ' ')" "vp-intake vp-allocate vp-score vp-intake " "one proposal's log"
is "$(head -n 1 "$out")" "commit,date,author,command,subject,changes" "with what changed"
out_like ',requested: 1000.00 → 1200.00$' "field by field"
out_like ',"?rank: 1.*; score: 80.*; scored \(review R1\)"?$' "who scored it, and where it ranked"
out_like ',"?status: awarded; amount: 1000.00; reason: ' "what it got, and why"
out_like ',received$' "and when it came"
t_run vp-audit -C round log P-1 --since 2023-11-14 --until 2023-11-14 --by test@example
is "$(tail -n +2 "$out" | wc -l)" 4 "of these days and this author: all"
t_run vp-audit -C round log --since 2023-11-15
is "$(tail -n +2 "$out" | wc -l)" 0 "after them: none"
t_run vp-audit -C round log P-1 --until 2023-11-13
exits 0 "before them: none, though the proposal is known"
is "$(tail -n +2 "$out" | wc -l)" 0 "(none)"
t_run vp-audit -C round log --by nobody
is "$(tail -n +2 "$out" | wc -l)" 0 "by somebody else: none"
t_run vp-audit -C round log --since yesterday
exits 2 "a day is YYYY-MM-DD"
err_like "'yesterday' is not a day" "says so"
t_run vp-audit -C round verify --since 2023-11-15
exits 2 "verify has no --since"

# ---- show and diff
t_run vp-audit -C round show HEAD
exits 0 "one commit is shown"
out_like '^proposal,P-1,requested,1000.00,1200.00$' "the field that changed"
err_like "^$(git -C round rev-parse --short=10 HEAD), 2023-11-14T22:13:20Z, Test: intake: " "which commit it is"
t_run vp-audit -q -C round show HEAD~1
out_like '^award,P-1,amount,,1000.00$' "the decision: who got what"
out_like '^award,,total,,' "and all of it together"
t_run vp-audit -q -C round show "$(git -C round rev-parse --short=6 HEAD~2)"
out_like '^ranking,P-1,rank,,1$' "a ranking"
out_like '^review,P-1,review R1,,merit 80' "and the marks"
t_run vp-audit -q -C round diff HEAD main~4
exits 0 "backwards too"
out_like '^proposal,P-3,,Three,$' "a proposal that is not there"
out_like '^award,P-1,status,awarded,$' "nor its award"
t_run vp-audit -q -C round diff HEAD HEAD
out_is "no difference" <<E
what,id,field,before,after
E
t_run vp-audit -C round show ../x
exits 3 "no such commit"
err_like "has no commit '../x'" "named"
t_run vp-audit -C round show HEAD~99
exits 3 "nor so far back"
t_run vp-audit -C round show HEAD~x
exits 3 "nor so"
t_run vp-audit -C round diff HEAD
exits 2 "diff needs two"
t_run vp-audit -C round show HEAD HEAD
exits 2 "show takes one"
t_run vp-audit -q -C round show HEAD --format json
ok "JSON with the commit" python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert d["schema"]=="vp-audit-show/1" and len(d["commit"])==40 and any(r["id"]=="P-1" for r in d["rows"])' "$out"

# ---- in the reader's language: tables and sheets, and nothing else
t_run LC_ALL=zh_CN.UTF-8 vp-audit -q -C round show HEAD --format table
is "$(head -n 1 "$out" | tr -s ' ')" "类别 项目编号 内容 之前 之后" "show in Chinese"
out_like '^项目 +P-1 +申请资助金额 +1000.00 +1200.00$' "what has changed too"
t_run LC_ALL=zh_CN.UTF-8 vp-audit -q -C round diff HEAD~2 HEAD~1 --format sheet
out_like '类别,项目编号,内容,之前,之后' "diff as a sheet"
out_like '^资助,P-1,状态,,资助' "with the words of an award"
t_run LC_ALL=zh_CN.UTF-8 vp-audit -q -C round log --format table
is "$(head -n 1 "$out" | tr -s ' ')" "提交 时间 提交人 命令 事项" "log"
t_run LC_ALL=zh_CN.UTF-8 vp-audit -q -C round verify --format table
is "$(head -n 1 "$out" | tr -s ' ')" "提交 文件 问题" "verify"
for format in csv json jsonl; do
    LC_ALL=zh_CN.UTF-8 vp-audit -q -C round show HEAD~1 --format $format >chinese
    vp-audit -q -C round show HEAD~1 --format $format >english
    ok "$format is the same in every language" cmp chinese english
done

# ---- private fields
cp -R round called
sed 's/,1000,13800000001/,1200,13900000009/; s/,2000,.*/,2000,/' proposals.csv >phones.csv
vp-intake -q -C called "$PWD/phones.csv" >/dev/null 2>&1
t_run vp-audit -q -C called log P-1
out_like ',private columns taken in anew: phone$' "a private column is told by its name, without its hash"
t_run LC_ALL=zh_CN.UTF-8 vp-audit -q -C called log P-2 --format table
out_like '非公开列重新受理：联系电话$' "one that has gone too, in the reader's language"
t_run LC_ALL=zh_CN.UTF-8 vp-audit -q -C called show HEAD --format table
out_like '^项目 +P-1 +非公开列 +… +…$' "a table has no hashes"

# ---- who reviews what
cp -R round assigned
printf 'id,name\nR1,Ann\nR2,Bob\nR3,Eve\n' >assigned/panel.csv
git -C assigned commit -qam panel
vp-assign -q -k 1 -C assigned >/dev/null 2>&1
vp-assign -q -k 2 -C assigned >given 2>/dev/null
of() { grep ",$1,review" given | cut -d, -f1 | paste -s -d, | sed 's/,/, /g'; } # PROPOSAL: its reviewers
t_run vp-audit -q -C assigned show HEAD~1
out_like '^assignment,P-1,review,,R[123]$' "an assignment is told by proposal and stage"
first=$(sed -n 's/^assignment,P-1,review,,//p' "$out")
out_unlike 'assignments.csv' "not as a file"
t_run vp-audit -q -C assigned show HEAD
out_like "^assignment,P-1,review,$first,\"$(of P-1)\"$" "and who had it before"
t_run vp-audit -q -C assigned log P-1
out_like "\"reviewers \(review\): $first → $(of P-1)\"$" "the log of a proposal has it"
out_like "reviewers \(review\): $first$" "from the first on"
printf 'reviewer,proposal\nR1,P-1\n' >assigned/assignments.csv
git -C assigned commit -qam broken
t_run vp-audit -q -C assigned diff HEAD~1 HEAD
exits 0 "a list that cannot be read"
out_like "^assignment,P-1,review,\"$(of P-1)\",$" "has nobody"
{ head -n 1 given; tail -n +2 given | tac; } >assigned/assignments.csv
git -C assigned commit -qam "in another order"
t_run vp-audit -q -C assigned diff HEAD~2 HEAD
out_is "another order alone is told as a file" <<E
what,id,field,before,after
file,assignments.csv,,…,…
E

# ---- checkpoints
vp-audit -q -C round checkpoint HEAD~1 >point.csv
is "$(head -n 1 point.csv)" "round,date,commit,tree,commits,proposals,awarded,amount,currency,sha256" "a checkpoint is one line"
like "$(cat point.csv)" "2023-11-14T22:13:20Z,$(git -C round rev-parse HEAD~1),$(git -C round rev-parse 'HEAD~1^{tree}'),4,3,3,33000.00," "with commit, tree, counts and money as git and the awards have them"
sealed() # a checkpoint's row without its hash on standard input: the row with it, by sha256sum
{
    IFS= read -r row
    echo "$row" | tr ',' '\n' >values
    printf '%s\n' round date commit tree commits proposals awarded amount currency | paste -d ' ' - values |
        { echo "vp-checkpoint 1"; cat; } | sha256sum | { read -r hash rest; echo "$row,$hash"; }
}
is "$(tail -n 1 point.csv | cut -d, -f1-9 | sealed)" "$(tail -n 1 point.csv)" "and a SHA-256 that sha256sum computes too"
t_run vp-audit -q -C round verify --checkpoint "$PWD/point.csv"
exits 0 "the history contains it"
t_run vp-audit -C round verify --since-checkpoint "$PWD/point.csv"
exits 0 "and what came after it verifies"
err_like "5 commits, 1 of them done again" "that alone"
rm -rf clone && git clone -q round clone
t_run vp-audit -q -C clone verify --checkpoint "$PWD/point.csv"
exits 0 "a clone contains it"
git -C clone reset -q --hard HEAD~2
t_run vp-audit -q -C clone verify --checkpoint "$PWD/point.csv"
exits 1 "a history that was cut does not"
out_like "$(git -C round rev-parse HEAD~1),.*point.csv,.the history does not contain this commit" "says so"
t_run vp-audit -q -C clone verify --since-checkpoint "$PWD/point.csv"
exits 1 "nor so"
sed 's/33000.00/34000.00/' point.csv >forged.csv
t_run vp-audit -q -C round verify --checkpoint "$PWD/forged.csv"
exits 1 "a checkpoint that was changed"
err_like "its SHA-256 does not fit" "is told"
{ head -n 1 point.csv; tail -n 1 point.csv | sed 's/33000.00/34000.00/' | cut -d, -f1-9 | sealed; } >lie.csv
t_run vp-audit -q -C round verify --checkpoint "$PWD/lie.csv"
exits 1 "one that was made up to fit"
out_like "lie.csv,the round was not as this checkpoint says" "is a finding"
echo nonsense >forged.csv
t_run vp-audit -q -C round verify --checkpoint "$PWD/forged.csv"
exits 1 "no checkpoint at all"
err_like "this is no checkpoint" "is told"
t_run vp-audit -q -C round log --checkpoint "$PWD/point.csv"
exits 2 "only verify compares with one"

# ---- pack
cp -R round packed
t_run vp-audit -C packed pack
exits 0 "the history is packed"
is "$(find packed/.git/objects/pack -name '*.pack' | wc -l)" 1 "into one pack"
is "$(git -C packed rev-parse HEAD)" "$(git -C round rev-parse HEAD)" "and is the same"
t_run vp-audit -q -C packed verify
exits 0 "and verifies"
mkdir nogit
t_run PATH="$BUILD:$PWD/nogit" vp-audit -C packed pack
exits 5 "where git is missing"
err_like "install git" "it says so"
printf '#!/bin/sh\necho "fatal: no room" >&2\nexit 1\n' >nogit/git
chmod +x nogit/git
t_run PATH="$BUILD:$PWD/nogit:/bin:/usr/bin" vp-audit -C packed pack
exits 5 "where git fails"
err_like "git gc has failed" "it says so"
err_like "hint: git says: fatal: no room$" "with what git said"

# ---- log of another
t_run vp-audit -C round log P-2
is "$(tail -n +2 "$out" | cut -d, -f4 | tr '\n' ' ')" "vp-allocate vp-score vp-intake " \
    "without what changed others only"
t_run vp-audit -C round log P-99
exits 3 "a proposal that never was: exit 3"
err_like "'P-99'" "named"
t_run vp-audit -C round log ../round
exits 3 "nor a path"
t_run vp-audit --config round/round.json log
exits 2 "the history is a round's"

# ---- tamper: one byte of each kind of file, committed with plain git
tampered() # NAME FILE SED-SCRIPT: the finding names FILE in the last commit
{
    rm -rf bad
    cp -R round bad
    sed "$3" "bad/$2" >changed
    cp changed "bad/$2"
    isnt "$(git -C bad status --porcelain)" "" "$1 is changed"
    git -C bad commit -qam "a correction"
    t_run vp-audit -C bad verify
    exits 1 "$1: verify says no"
    like "$(cat "$out")" "^$(git -C bad rev-parse HEAD),$2,\"changed by hand" "$1: named, with its commit"
    is "$(tail -n +2 "$out" | cut -d, -f2 | sort -u)" "$2" "$1: and nothing else"
}
receipt=
for folder in round/intake/*/; do # the first: of the sheet with a rejected row, before it was amended
    [ "$(git -C round log --format=%H -- "${folder#round/}" | tail -n 1)" = "$(sed -n 4p commits)" ] &&
        receipt=${folder#round/}
done
tampered "a proposal" proposals/P-2.json 's/2000/2001/'
tampered "a review" reviews/review/R1.csv 's/70/71/'
tampered "a ranking" ranking.csv 's/70/71/'
tampered "an award" awards.csv 's/1000/1001/'
tampered "an allocation" allocation.json 's/rank/rang/'
tampered "the source of an intake" "${receipt}source.csv" 's/2000/2001/'
tampered "rejects" "${receipt}rejects.csv" 's/Org D/Org E/'
tampered "a receipt" "${receipt}receipt.json" 's/"rejected": 1/"rejected": 0/'

# A commit that pretends to be a command's.
pretends() # NAME COMMIT FILE SED-SCRIPT: rewrite that commit's file; the finding names it there
{
    rm -rf bad
    git clone -q round bad
    git -C bad reset -q --hard "$2"
    sed "$4" "bad/$3" >changed
    cp changed "bad/$3"
    git -C bad commit -qa --amend --no-edit
    t_run vp-audit -C bad verify
    exits 1 "$1: verify says no"
    like "$(cat "$out")" "^$(git -C bad rev-parse HEAD),$3,\"not what vp-[a-z]* computes" "$1: named, with its commit"
}
pretends "a forged award" "$allocate" awards.csv 's/1000/1001/'
pretends "a forged allocation" "$allocate" allocation.json 's/"spent": "./&0/'
pretends "a forged ranking" "$(sed -n 3p commits)" ranking.csv 's/70/71/'
pretends "a forged proposal" "$(sed -n 4p commits)" proposals/P-2.json 's/2000/2001/'
pretends "forged rejects" "$(sed -n 4p commits)" "${receipt}rejects.csv" 's/Org D/Org E/'

# What another version made, and we make otherwise.
rm -rf bad
git clone -q round bad
git -C bad reset -q --hard "$allocate"
sed 's/,One,/,Uno,/' bad/awards.csv >changed
cp changed bad/awards.csv
git -C bad log -1 --format=%B | sed 's/^Vp-Version: .*/Vp-Version: 0.0.7/' >message
git -C bad commit -qa --amend -F "$PWD/message"
t_run vp-audit -C bad verify
exits 1 "a step of another version that we compute otherwise"
is "$(tail -n +2 "$out" | wc -l)" 1 "is one finding"
out_like ',,"made by vp 0.0.7, and this vp [0-9.]* computes it otherwise: verify it with that version"' "that names the version"
rm -rf bad
git clone -q round bad
git -C bad reset -q --hard "$allocate"
git -C bad commit -q --amend -F "$PWD/message"
t_run vp-audit -C bad verify
exits 0 "one that we compute alike is no finding"

# What a commit says it took in is a hash, whatever somebody wrote there.
rm -rf bad
git clone -q round bad
git -C bad reset -q --hard "$(sed -n 4p commits)"
git -C bad log -1 --format=%B | sed 's,^Vp-Input: [^ ]*,Vp-Input: ../../x,' >message
git -C bad commit -q --amend -F "$PWD/message"
t_run vp-audit -C bad verify
exits 1 "an input that is a path: verify says no"
out_like ',vp-intake cannot compute this commit: ' "and goes on"

rm -rf bad
git clone -q round bad
git -C bad reset -q --hard "$(sed -n 3p commits)"
printf '{"id": "P-7"}\n' >bad/proposals/P-7.json
rm bad/proposals/P-3.json
git -C bad add -A
git -C bad commit -q --amend --no-edit
t_run vp-audit -C bad verify
exits 1 "files smuggled into a step: verify says no"
like "$(cat "$out")" "^[0-9a-f]*,proposals/P-7.json," "what was added is named"

rm -rf bad
git clone -q round bad
git -C bad reset -q --hard "$allocate"
git -C bad commit -q --amend -m "$(git -C round log -1 --format=%B "$allocate" | sed 's/^\(Vp-Input: \)./\1x/')"
t_run vp-audit -C bad verify
exits 1 "a forged trailer: verify says no"
like "$(cat "$out")" "^$(git -C bad rev-parse HEAD),ranking.csv,its SHA-256 is not the one of Vp-Input" "it is named"
git -C bad commit -q --amend -m "no trailers at all"
t_run vp-audit -C bad verify
like "$(cat "$out")" "^$(git -C bad rev-parse HEAD),awards.csv,\"changed by hand" "a step without its trailers is none"
git -C bad commit -q --amend -m "x

Vp-Command: vp-conjure"
t_run vp-audit -C bad verify
exits 1 "a command that nobody knows: verify says no"
like "$(cat "$out")" "'vp-conjure'" "it is named"

# ---- what people may do
rm -rf good
cp -R round good
printf '\n' >>good/rubric.json
mkdir -p good/lists
printf 'uscc,name\n' >good/lists/more.csv
git -C good add -A
git -C good commit -qm "a new list"
t_run vp-audit -C good verify
exits 0 "hand-edited files may change"
printf '{ }\n' >good/round.json
t_run vp-audit -C good verify
exits 0 "verify looks at the history, not at the work tree"
git -C good checkout -q HEAD -- round.json
git -C good checkout -q -b side "$(sed -n 4p commits)"
printf '# notes\n' >good/NOTES
git -C good add NOTES
git -C good commit -qm "notes"
git -C good checkout -q main
git -C good merge -q -m "merge" side
t_run vp-audit -C good verify
exits 0 "a merge is not blamed for what it brings together"

# ---- history cut off
git clone -q --depth 2 "file://$PWD/round" shallow
t_run vp-audit -C shallow verify
exits 1 "a shallow clone cannot be verified whole"
out_like "^$allocate,,its parent [0-9a-f]* is missing" "the cut is named"
t_run vp-audit -C shallow log
exits 0 "its log can be told"

# ---- what others write into a history is shown harmlessly
cp -R round evil
git -C evil -c user.name="$(printf 'Eve\033[31m')" commit -q --allow-empty -m "$(printf 'red \033[31m text')"
t_run vp-audit -C evil log
is "$(tr -d '\n\040-\176\200-\377' <"$out")" "" "no control byte comes through"
out_like ',Eve\?\[31m,,red \?\[31m text$' "they are shown as question marks"

# ---- people's language
t_run LC_ALL=zh_CN.UTF-8 vp-audit -C bad verify --format table
err_like "发现 [0-9]+ 个问题" "Chinese for people"
t_run LC_ALL=zh_CN.UTF-8 vp-audit -q -C bad verify --format csv
out_like "this vp does not know the command" "English for programs"

# ---- awards are added up beside being computed again
cp -R round rich
awk -F, -v OFS=, '$1 == "P-1" { $3 = $4 = "900000.00" } { print }' rich/awards.csv >awards.csv
cp awards.csv rich/awards.csv
git -C rich commit -qam "a better list"
t_run vp-audit -C rich verify
exits 1 "awards that nobody can pay are found"
out_like "awards.csv,\"?'P-1' has 900000.00, 898800.00 more than may be granted" "by what was asked for"
out_like "awards.csv,\"?fund '[^']*' pays [0-9.]*, [0-9.]* more than it has" "and by what the fund has"
cp -R round short
receipt=$(cd short && ls intake/*/receipt.json | head -n 1)
sed 's/"rows": 4/"rows": 5/' short/"$receipt" >receipt.json
cp receipt.json short/"$receipt"
git -C short commit -qam "one more row"
t_run vp-audit -C short verify
out_like "$receipt,\"?it does not add up: 4 rows went somewhere, 5 came" "a row that went nowhere is found"

# ---- several processes find the same, in the same order
for round in round bad evil rich short shallow; do
    vp-audit -q -C $round verify --jobs 1 >one.csv
    one=$?
    for jobs in 2 3 64; do
        vp-audit -q -C $round verify --jobs $jobs >many.csv
        is "$? $(cat many.csv)" "$one $(cat one.csv)" "$round by $jobs"
    done
done
t_run vp-audit -C round verify --jobs 65
exits 2 "too many processes"
err_like "at most 64" "and how many there may be"
t_run vp-audit -C round log --jobs 2
exits 2 "log has no jobs"
