#!/bin/sh
# Signed history: what vp signs, git and ssh-keygen find good; what is not as it should be, verify names; and awards
# that a second person has to approve.
. "${0%/*}/lib.sh"
command -v ssh-keygen >/dev/null 2>&1 || skip_all "no ssh-keygen"
unset SSH_AUTH_SOCK SSH_AGENT_PID SSH_ASKPASS 2>/dev/null

for who in ann bob cy; do
    ssh-keygen -q -t ed25519 -N '' -C "$who at home" -f "$who" || skip_all "ssh-keygen makes no keys"
done
echo x | ssh-keygen -Y sign -n git -f ann >signature 2>/dev/null || skip_all "ssh-keygen is too old to sign"
public() { cut -d' ' -f1,2 "$1.pub"; }
as() # WHO CMD…: with their name and key
{
    as_who=$1
    shift
    t_run HOME="$T/home.$as_who" "$@"
}
git_as() # WHO ARG…: git, at the time of everything else
{
    git_who=$1
    shift
    HOME=$T/home.$git_who GIT_COMMITTER_DATE=${when:-1700000000 +0000} git "$@"
}
for who in ann bob cy; do
    mkdir "$T/home.$who"
    cat >"$T/home.$who/.gitconfig" <<E
[user]
    name = $who
    email = $who@example.org
    signingkey = $PWD/$who
[gpg]
    format = ssh
[gpg "ssh"]
    allowedSignersFile = signers
[commit]
    gpgsign = true
E
done
mkdir "$T/home.none" nothing
printf '[user]\n\tname = X\n' >"$T/home.none/.gitconfig"
cat >proposals.csv <<E
id,title,applicant,requested,phone
P-1,One,Org A,1000,13800000001
P-2,Two,Org B,2000,13800000002
E
cat >sheet.csv <<E
proposal,reviewer,merit
P-1,R1,80
P-2,R1,70
E
printf 'proposal,reviewer,merit\nP-1,R1,60\nP-2,R1,70\n' >other.csv
tip() { git -C "${1:-round}" rev-parse HEAD; }
findings() { tail -n +2 "$out"; }

# ---- starting a signed round
as ann vp-init -q --sign nobody round
exits 2 "a key that is not there"
err_like "'nobody' is no SSH key" "is named"
printf 'no key\n' >text
as ann vp-init -q --sign text round
exits 2 "a file that is no key"
ok "nothing was made" test ! -e round
as ann vp-init -q -n --sign ann round
exits 0 "a dry run"
ok "makes nothing" test ! -e round
as none vp-init -q --sign ann round
exits 1 "nobody's address"
err_like "git config --global user.email" "says what to type"
as ann vp-init -q --sign ann round
exits 0 "run again, it starts the round"
is "$(git_as ann -C round log --format=%G?%GS)" "Gann@example.org" "git says the signature is good, and whose it is"
ok "git verify-commit says so too" git -C round verify-commit HEAD
ok "fsck has nothing to say" git -C round fsck --strict
is "$(tail -n 1 round/signers)" \
    "ann@example.org namespaces=\"git\",valid-after=\"20231113\" $(public ann) roles=intake,panel,decide,pay" \
    "the maker may do everything"
like "$(cat round/round.json)" '"signing": .*"required": true' "the round asks for signatures"
is "$(git -C round config --local gpg.format) $(git -C round config --local commit.gpgsign)" "ssh true" \
    "plain git signs as well"
is "$(git -C round config --local user.signingkey)" "$PWD/ann" "with the same key"
is "$(git -C round config --local gpg.ssh.allowedSignersFile)" "signers" "and checks by the round's signers"
git -C round config --unset user.signingkey

# An ed25519 signature of the same bytes is the same: git's own object is ours, to the byte.
git -C round cat-file commit HEAD | sed '1,/^$/d' >message
GIT_AUTHOR_DATE='1700000000 +0000' git_as ann -C round commit-tree -S -F "$PWD/message" 'HEAD^{tree}' >object
is "$(cat object)" "$(tip)" "git makes the same commit"

# ---- roles, and what every command records
{
    printf 'bob@example.org namespaces="git" %s bobs key roles=decide,panel\n' "$(public bob)"
    printf 'cy@example.org namespaces="git",valid-before="20240101" %s roles=intake\n' "$(public cy)"
} >>round/signers
as ann vp-intake -q -C round "$PWD/proposals.csv"
exits 1 "edited signers are not committed"
err_like "'signers' has changes that are not committed" "says so"
git_as ann -C round commit -qam "bob and cy"
before=$(tip)
as bob vp-intake -q -C round "$PWD/proposals.csv"
exits 1 "bob may not take proposals in"
err_like "vp-intake: bob@example.org may not sign this: the key lacks the role 'intake'" "says so"
is "$(tip)" "$before" "nothing is recorded"
as none vp-intake -q -C round "$PWD/proposals.csv"
exits 3 "without a key"
err_like "git config user.signingKey" "it says what to type"
t_run HOME="$T/home.cy" PATH="$PWD/nothing" "$BUILD/vp-intake" -q -C round "$PWD/proposals.csv"
exits 5 "without ssh-keygen"
err_like "ssh-keygen is missing" "it says so"
err_like "hint: install OpenSSH" "and what to do"
mv cy away && mv cy.pub away.pub
as cy vp-intake -q -C round "$PWD/proposals.csv"
exits 5 "without the key's file"
err_like "ssh-keygen cannot sign with '.*/cy': .*No such file" "it says what ssh-keygen says"
mv away cy && mv away.pub cy.pub
t_run HOME="$T/home.cy" SOURCE_DATE_EPOCH=1710000000 vp-intake -q -C round "$PWD/proposals.csv"
exits 1 "after the last day of the key"
err_like "your key is not valid now: the line of cy@example.org" "it says so"
ssh-keygen -q -t ed25519 -N '' -f eve
t_run HOME="$T/home.cy" git -C round config user.signingkey "$PWD/eve"
as cy vp-intake -q -C round "$PWD/proposals.csv"
exits 1 "a key that is not among the signers"
err_like "the round's signers do not have your key SHA256:" "it says so"
git -C round config --unset user.signingkey
is "$(tip)" "$before" "nothing is recorded yet"
as cy vp-intake -q -C round "$PWD/proposals.csv"
exits 0 "cy may, then"
as cy vp-intake -q -C round "$PWD/proposals.csv"
exits 0 "again: nothing changes"
as cy vp-score -q -C round "$PWD/sheet.csv"
exits 1 "but may not rank"
as none vp-score -q -n -C round "$PWD/sheet.csv"
exits 3 "without a key a dry run says so too"
as bob vp-score -q -n -C round "$PWD/sheet.csv"
exits 0 "and with one it asks nobody to sign"
as bob vp-score -q -C round "$PWD/sheet.csv"
exits 0 "bob may"
as none vp-score -q -C round
exits 0 "where nothing changes no key is needed"
as ann vp-allocate -q -C round
exits 0 "ann decides"
allocate=$(tip)
is "$(git_as ann -C round log --format=%G?%GS | tr '\n' ' ')" \
    "Gann@example.org Gbob@example.org Gcy@example.org Gann@example.org Gann@example.org " "git finds all of them good"
t_run vp-audit -C round verify
exits 0 "and so does verify"
err_like "5 commits, 4 of them done again: 0 findings" "all of it"
t_run TZ=Asia/Shanghai vp-audit -q -C round verify
exits 0 "in every time zone"
rm -rf clone && git clone -q round clone
t_run vp-audit -q -C clone verify
exits 0 "a clone verifies without any key"

# ---- verify names what is not as it should be
spoilt() # NAME ERE: the last commit of bad, and nothing else, is found
{
    t_run vp-audit -q -C bad verify
    exits 1 "$1: verify says no"
    is "$(findings | cut -d, -f1 | sort -u)" "$(tip bad)" "$1: of that commit"
    like "$(findings)" "^[0-9a-f]*,,\"?$2\"?\$" "$1: named"
}
fresh() { rm -rf bad && git clone -q round bad && git -C bad reset -q --hard "${1:-HEAD}"; }
edit() { sed "$2" "bad/$1" >changed && cp changed "bad/$1"; }
fresh
git_as ann -C bad commit -q --amend --no-edit --no-gpg-sign
spoilt "an unsigned step" "is not signed, as the round asks"
fresh
printf '\n' >>bad/rubric.json
git_as ann -C bad commit -qam "rules" --no-gpg-sign
spoilt "an unsigned edit" "is not signed, as the round asks"
rewritten() # SED-SCRIPT: the ranking's commit, changed as an object
{
    fresh HEAD~1
    git -C bad cat-file commit HEAD | sed "$1" >object
    git -C bad reset -q --hard "$(git -C bad hash-object -t commit -w "$PWD/object")"
    isnt "$(tip bad)" "$(git -C round rev-parse HEAD~1)" "another commit"
}
bad_signature="its signature, by the key .*, is not of what it says now"
rewritten 's/^score: 2/score: 3/'
spoilt "another text under an old signature" "$bad_signature"
rewritten 's/^author bob/author ann/'
spoilt "another author" "$bad_signature"
rewritten 's/^committer \(.*\) 17/committer \1 16/'
spoilt "another time" "$bad_signature"
rewritten '/^gpgsig/,/END SSH/d'
spoilt "a signature taken off" "is not signed, as the round asks"
rewritten '/BEGIN SSH/,/END SSH/s/^ [A-Za-z0-9+/=]*$/ AAAA/'
spoilt "a signature that is none" "$bad_signature"
rewritten 's/^gpgsig .*/gpgsig hello/'
spoilt "nonsense for a signature" "$bad_signature"
fresh HEAD~1
git_as cy -C bad commit -q --amend --no-edit
spoilt "a key without the role" "signed by cy@example.org, whose key lacks the role 'panel'"
fresh HEAD~2
printf '\n' >>bad/rubric.json
git -C bad add rubric.json
git_as cy -C bad commit -q --amend --no-edit
spoilt "an edit smuggled into a step that the key may make" "signed by cy@.*, whose key lacks the role 'decide'"
fresh
printf 'cy@example.org namespaces="git" %s roles=decide\n' "$(public cy)" >>bad/signers
git_as cy -C bad commit -qam "more rights for me"
spoilt "signers changed by who may not decide" "signed by cy@example.org, whose key lacks the role 'decide'"
fresh
edit signers '/^bob/d'
git_as bob -C bad commit -qam "I leave"
t_run vp-audit -q -C bad verify
exits 0 "the file before the commit is what counts"
printf '\n' >>bad/rubric.json
git_as bob -C bad commit -qam "I am still here"
spoilt "a key that was taken out" "signed by the key SHA256:.*, which 'signers' did not have then"
like "$(findings)" "$(ssh-keygen -lf bob.pub | cut -d' ' -f2 | sed 's/[+.]/\\&/g')" "by the name that ssh gives it"
fresh
printf 'x\n' >bad/NOTES && git -C bad add NOTES
when='1710000000 +0000'
git_as cy -C bad commit -qm "notes"
when=
spoilt "a key after its time" "signed by cy@example.org, whose key was not valid at that time"
fresh
printf 'x\n' >bad/NOTES && git -C bad add NOTES
git_as cy -C bad commit -qm "notes"
t_run vp-audit -q -C bad verify
exits 0 "what is nobody's own is for all signers"
fresh
edit round.json 's/"required": true/"required": false/'
git_as cy -C bad commit -qam "no more of this"
spoilt "who may not decide cannot switch it off" "signed by cy@example.org, whose key lacks the role 'decide'"
git_as ann -C bad commit -q --amend --no-edit
printf '\n' >>bad/rubric.json
git_as ann -C bad commit -qam "rules" --no-gpg-sign
t_run vp-audit -q -C bad verify
exits 0 "who may decide can"
fresh
printf '{ "vp": 1, "unheard": 1 }\n' >bad/round.json
git_as ann -C bad commit -qam "a later version"
printf '\n' >>bad/rubric.json
git_as ann -C bad commit -qam "rules" --no-gpg-sign
spoilt "where round.json cannot be read, signers ask" "is not signed, as the round asks"
fresh
git -C bad rm -q signers
git_as ann -C bad commit -qm "no signers"
as ann vp-score -q -C bad "$PWD/other.csv"
exits 1 "without signers nobody can sign"
err_like "has no file 'signers'" "says so"

# a key on two lines: what one of them allows
fresh
printf 'cy@example.org namespaces="git",valid-after="20240101" %s roles=panel\n' "$(public cy)" >>bad/signers
printf 'not a line\n"cy@example.org" %s\n' "$(public cy | cut -c1-40)" >>bad/signers
git_as ann -C bad commit -qam "cy ranks from 2024 on"
t_run HOME="$T/home.cy" SOURCE_DATE_EPOCH=1710000000 vp-score -q -C bad "$PWD/other.csv"
exits 0 "in the time of the second line its role counts"
t_run vp-audit -q -C bad verify
exits 0 "for verify too"
fresh HEAD~1
printf '"dan@example.org,cy@example.org" namespaces="git" %s dear roles=panel\n' "$(public cy)" >>bad/signers
git_as ann -C bad commit -qam "a list of names"
as cy vp-score -q -C bad "$PWD/other.csv"
exits 0 "names may be quoted, and several"

fresh HEAD~1
printf '*@example.org namespaces="git" %s roles=panel\n' "$(public cy)" >>bad/signers
git_as ann -C bad commit -qam "a pattern"
as cy vp-score -q -C bad "$PWD/other.csv"
exits 0 "a pattern of names will do"
fresh HEAD~1
printf 'cy@example.org cert-authority %s roles=panel\n' "$(public cy)" >>bad/signers
git_as ann -C bad commit -qam "an authority"
as cy vp-score -q -C bad "$PWD/other.csv"
exits 1 "the key of an authority signs nothing by itself"
fresh HEAD~1
yes "# padding" | head -c 1100000 >>bad/signers
git_as ann -C bad commit -qam "too much"
as bob vp-score -q -C bad "$PWD/other.csv"
exits 3 "signers of more than a megabyte"
err_like "'signers' is too large" "are refused"
printf '\n' >>bad/rubric.json
git_as ann -C bad commit -qam "rules"
t_run vp-audit -q -C bad verify
out_like "^$(tip bad),signers,\"?cannot be read: 'signers' is too large" "and named"

# merges: by what each side says
fresh
git -C bad checkout -q -b side HEAD~1
printf 'x\n' >bad/NOTES && git -C bad add NOTES
git_as ann -C bad commit -qm "notes"
git -C bad checkout -q main
edit signers '/^bob/d'
git_as ann -C bad commit -qam "without bob"
git_as ann -C bad merge -q -m "merge" side
t_run vp-audit -q -C bad verify
exits 0 "a merge by who is in both files"
git -C bad reset -q --hard HEAD~1
git -C bad checkout -q side
git_as bob -C bad merge -q -m "merge" main
git -C bad checkout -q -B main
spoilt "a merge by who is not" "signed by the key .*, which 'signers' did not have then"

# without ssh-keygen
t_run PATH="$PWD/nothing" "$BUILD/vp-audit" -q -C round verify
exits 1 "without ssh-keygen nothing is good"
is "$(findings | cut -d, -f2-)" ',"signatures are not checked, from here on: ssh-keygen is missing"' "one finding says so"
t_run LC_ALL=zh_CN.UTF-8 PATH="$PWD/nothing" "$BUILD/vp-audit" -q -C round verify --format table
out_like "签名均未检查" "in Chinese for people"
printf '#!/bin/sh\nexit 0\n' >nothing/ssh-keygen
chmod +x nothing/ssh-keygen
t_run HOME="$T/home.bob" PATH="$PWD/nothing" "$BUILD/vp-score" -q -C round "$PWD/other.csv"
exits 5 "an ssh-keygen that says nothing"
err_like "ssh-keygen cannot sign with" "has not signed"
rm nothing/ssh-keygen

# ---- rounds that do not ask
as ann vp-init -q plain
exits 0 "a round without --sign"
is "$(git -C plain cat-file commit HEAD | grep -c '^gpgsig')" 0 "is not signed"
t_run vp-audit -q -C plain verify
exits 0 "and verifies"
as ann vp-init -q --bare --sign "$PWD/ann.pub" bare
exits 0 "a bare round, and a public key whose private one is beside it"
is "$(git -C bare -c gpg.ssh.allowedSignersFile="$PWD/round/signers" log --format=%G?)" G "is signed"
mkdir alone && cp ann alone/
as ann vp-init -q --sign alone/ann alone/round
exits 0 "a private key alone"
is "$(git_as ann -C alone/round log --format=%G?)" G "will do"

# ---- keys that an agent holds
if command -v ssh-agent >/dev/null 2>&1 && eval "$(ssh-agent -s)" >/dev/null 2>&1; then
    trap 'kill "$SSH_AGENT_PID" 2>/dev/null; t_end' EXIT
    ssh-keygen -q -t ecdsa -N '' -f dee
    ssh-add -q dee
    rm dee
    as ann vp-init -q --sign dee.pub agent
    exits 0 "a key of an agent"
    is "$(git_as ann -C agent log --format=%G?)" G "is good for git"
    git -C agent config user.signingkey "key::$(public dee)"
    as ann vp-intake -q -C agent "$PWD/proposals.csv"
    exits 0 "a key named by itself"
    t_run vp-audit -q -C agent verify
    exits 0 "is good for verify"
    as ann vp-init -q --sign "key::$(public dee)" agent2
    exits 0 "from the beginning"
    ssh-add -q -D 2>/dev/null
    as ann vp-score -q -C agent "$PWD/sheet.csv"
    exits 5 "a key that the agent has no more"
    err_like "cannot sign with 'key::.*': Couldn't find key in agent|Couldn't get agent socket" "is told as that"
    err_unlike "UNPROTECTED" "and of nothing else is complained"
    kill "$SSH_AGENT_PID"
    unset SSH_AUTH_SOCK SSH_AGENT_PID
    trap t_end EXIT
else
    skip "a key of an agent" "no ssh-agent"
fi

# ---- approval by a second person
sed 's/"approval": false/"approval": true/' round/round.json >changed && cp changed round/round.json
git_as ann -C round commit -qam "two of us"
short=$(echo "$allocate" | cut -c1-12)
t_run vp status -C round --format csv
out_like '^approval,missing$' "status says that it is missing"
out_like "^next,vp audit approve $short\$" "and what to type"
t_run LC_ALL=zh_CN.UTF-8 vp status -C round --format table
out_like "尚未经第二人核准" "in Chinese for people"
t_run vp-report -C round notice
exits 1 "no notice before it"
err_like "no second person has approved the awards" "says why"
err_like "hint: .*vp-audit approve $short" "and what to type"
t_run vp-report -q -C round annual --year 2023
exits 0 "accounts are of what was decided"
as ann vp-audit -C round approve "$allocate"
exits 1 "not by who decided"
err_like "ann@example.org has decided this, and cannot approve it too" "says so"
as cy vp-audit -C round approve "$allocate"
exits 1 "nor by who may not decide"
err_like "cy@example.org may not sign this: the key lacks the role 'decide'" "says so"
as bob vp-audit -C round approve HEAD
exits 1 "nor what decides nothing"
err_like "decides nothing" "says so"
as bob vp-audit -C round approve 00000000
exits 3 "nor what is not there"
as bob vp-audit -C round approve
exits 2 "a commit must be named"
as none vp-audit -C round approve "$allocate"
exits 3 "nor without a key"
t_run HOME="$T/home.bob" PATH="$PWD/nothing" "$BUILD/vp-audit" -C round approve "$allocate"
exits 5 "nor without ssh-keygen"
as bob vp-audit -C plain approve HEAD
exits 1 "nor in a round without signatures"
t_run vp-audit -C round verify -m why
exits 2 "-m is of approve"
is "$(git -C round tag)" "" "no tag so far"
as bob vp-audit -C round approve -n "$allocate"
exits 0 "a dry run"
is "$(git -C round tag)" "" "makes none"
as bob vp-audit -C round approve -m "as the panel said" "$allocate"
exits 0 "bob approves"
tag=$(git -C round tag)
like "$tag" "^approved/$short-[0-9a-f]{8}\$" "with a tag"
err_like "bob@example.org has approved $(echo "$allocate" | cut -c1-10): tag $tag" "says so"
ok "git verify-tag says good" git_as bob -C round verify-tag "$tag"
like "$(git_as bob -C round verify-tag "$tag" 2>&1)" 'Good "git" signature for bob@example.org' "and whose it is"
is "$(git -C round rev-parse "$tag^{}")" "$allocate" "of the commit that decided"
like "$(git -C round cat-file tag "$tag")" "^as the panel said\$" "with the reason"
ok "fsck has nothing to say" git -C round fsck --strict
as bob vp-audit -C round approve "$allocate"
exits 1 "not twice"
err_like "bob@example.org has approved it already" "says so"
t_run vp status -C round --format csv
out_like '^approved_by,bob@example.org$' "status says who"
t_run vp-report -C round notice
exits 0 "now there is a notice"
t_run vp-audit -q -C round verify
exits 0 "and verify is content"
rm -rf clone && git clone -q round clone
t_run vp-report -q -C clone notice
exits 0 "a clone has the approval"
t_run PATH="$PWD/nothing" "$BUILD/vp-report" -C round notice
exits 5 "without ssh-keygen nobody can know"
t_run PATH="$PWD/nothing" "$BUILD/vp" status -C round --format csv
out_like '^approval,unchecked$' "status neither"

# ---- approvals that do not count
forged() # NAME ERE
{
    t_run vp-audit -q -C bad verify
    exits 1 "$1: verify says no"
    like "$(findings)" "^$allocate,refs/tags/approved/[^,]*,\"?$2\"?\$" "$1: named"
    t_run vp-report -C bad notice
    exits 1 "$1: and it does not count"
}
untagged() { rm -rf bad && git clone -q round bad && git -C bad tag -d "$tag" >/dev/null; }
untagged
git -C bad tag "approved/$short-x" "$allocate"
forged "a plain tag" "is not signed, as the round asks"
untagged
git_as ann -C bad tag -s -m "me too" "approved/$short-x" "$allocate"
forged "the same person" "is by ann@example.org, who has decided it too: that is no second person"
untagged
git_as cy -C bad tag -s -m "me too" "approved/$short-x" "$allocate"
forged "somebody without the role" "signed by cy@example.org, whose key lacks the role 'decide'"
untagged
git -C round cat-file tag "$tag" | sed 's/^as the panel said/as I say/' >changed
git -C bad update-ref "refs/tags/$tag" "$(git -C bad hash-object -t tag -w "$PWD/changed")"
forged "another text under an old signature" "$bad_signature"
as bob vp-audit -C bad approve "$allocate"
exits 1 "it stands in the way of the true one"
err_like "git tag -d $tag" "says what to type"
untagged
git_as bob -C bad tag -s -m "fine" "approved/0$short-x" "$allocate"
t_run vp-audit -q -C bad verify
out_like "its name is not of the commit that it approves" "a name that is of another"
untagged
git_as bob -C bad tag -s -m "fine" "approved/$(tip bad | cut -c1-12)-x" HEAD
t_run vp-audit -q -C bad verify
out_like "approves a commit that decides nothing" "of what decides nothing"
untagged
other=$(git_as bob -C bad commit-tree -m other 'HEAD^{tree}')
git_as bob -C bad tag -s -m "fine" "approved/$(echo "$other" | cut -c1-12)-x" "$other"
t_run vp-audit -q -C bad verify
out_like "approves a commit that the history does not have" "of what is not in the history"
rm -rf bad && cp -R round bad
as bob vp-score -q -C bad "$PWD/other.csv"
as ann vp-allocate -q -C bad
exits 0 "another decision"
t_run vp-report -C bad notice
exits 1 "needs another approval"
err_like "vp-audit approve $(tip bad | cut -c1-12)" "of its own"
t_run vp-audit -q -C bad verify
exits 0 "while the first is a good one still"

# ---- what round.json may say
fresh
edit round.json 's/"signing": {[^}]*}/"signing": {"required": false, "approval": true}/'
git_as ann -C bad commit -qam "half of it"
as ann vp-score -q -C bad
exits 3 "approval without signatures makes no sense"
err_like "round.json:[0-9]*:[0-9]*: error: awards can only be approved where steps are signed" "says so"
