#!/bin/sh
# What can go wrong around a command: words, streams, answer files, the environment.
. "${0%/*}/lib.sh"

# ---- words ----

t_run vp --bogus
exits 2 "an unknown option is misuse"
out_is "misuse says nothing on stdout" </dev/null
err_is "misuse says how to get help" <<'E2'
vp: error: unknown option '--bogus'
vp: hint: 'vp -h' lists the options
E2
t_run vp nosuch
exits 2 "an unknown command is misuse"
err_like "^vp: error: 'nosuch' is not a command of vp$" "it is named"
t_run vp ../vp
exits 2 "a command is a name, not a path"
t_run vp ''
exits 2 "a command is not nothing"
t_run vp help nosuch
exits 2 "no help for what is not there"
t_run vp status extra
exits 2 "status takes no operand"
err_like "one operand too many: 'extra'" "the operand is named"
t_run vp --format=xml
exits 2 "an unknown format is misuse"
err_like '^vp: hint: choose one of: table, csv, json, jsonl, sheet$' "the formats are listed"
t_run vp --color=always --bogus
err_like '^vp: .\[1;31merror:.\[0m ' "colour on request"
t_run NO_COLOR=1 TERM=xterm vp --bogus
err_unlike '\[1;31m' "no colour into a file"
t_run LANG=zh_CN.UTF-8 LC_ALL= vp --bogus
err_like '^vp: 错误: 未知选项“--bogus”$' "misuse in Chinese"

# ---- the suite ----

for flag in -h --help --version help ''; do
    t_run vp $flag
    exits 0 "vp $flag answers"
    err_is "vp $flag: nothing on stderr" </dev/null
done
t_run vp
cp "$out" list
t_run vp help
out_is "vp alone is vp help" <list
out_like '^  intake  *take in proposals' "the commands are listed with their summaries"
mkdir bin
cat >bin/vp-hello <<'E2'
#!/bin/sh
printf '<%s>' "$@"
echo
E2
chmod +x bin/vp-hello
t_sh 'PATH=$PWD/bin:$PATH vp hello a "b c" --json'
exits 0 "vp runs a command found along PATH"
out_is "with its words as they are" <<'E2'
<a><b c><--json>
E2
t_sh 'PATH=$PWD/bin:$PATH vp -C dir -Cother hello x'
out_is "-C goes with it" <<'E2'
<-C><dir><-Cother><x>
E2
t_sh 'PATH=$PWD/bin:$PATH vp -q -nC dir --directory=D --directory hello --color never -m hello --json --config=r -o - hello x'
exits 0 "and whatever options all commands share"
out_is "in their order" <<'E2'
<-q><-nC><dir><--directory=D><--directory><hello><--color><never><-m><hello><--json><--config=r><-o><-><x>
E2
t_sh 'PATH=$PWD/bin:$PATH vp -q --rows 3 hello x'
exits 2 "an option that they do not share ends that"
err_like "unknown option '--rows'" "and is named"
t_sh 'PATH=$PWD/bin:$PATH vp -qx hello'
exits 2 "in a cluster too"
t_run vp -q --directory
exits 2 "a value that is missing is missed"
t_run vp --directory=bin -q help
exits 0 "vp's own commands take them as well"
t_run vp -q intake --bogus
err_like "^vp-intake: error: unknown option '--bogus'$" "a command of the suite is found behind them"
t_sh 'PATH=$PWD/bin:$PATH vp help hello'
out_is "vp help asks it" <<'E2'
<--help>
E2

# ---- where the answer goes ----

t_run vp -o answer help
exits 0 "an answer into a file"
same answer list "the file has the answer"
out_is "stdout has not" </dev/null
is "$(ls -A)" "answer
bin
list" "nothing else is left"
echo old >answer
chmod 640 answer
ln -s answer link
t_run vp -o link help
same answer list "a link's target is replaced"
is "$(readlink link)" answer "the link stays"
like "$(stat -c %a answer 2>/dev/null || stat -f %Lp answer)" '^640$' "the mode stays"
(umask 027 && vp -o fresh help)
like "$(stat -c %a fresh 2>/dev/null || stat -f %Lp fresh)" '^640$' "a new file follows the umask"
t_run vp -o - help
out_is "- is stdout" <list
t_run vp -o /dev/null help
exits 0 "a device is written to"
is "$(test -c /dev/null && echo device)" device "and stays a device"
t_run vp -o no/such/answer help
exits 5 "a folder that is not there"
err_like "^vp: error: cannot write 'no/such/answer': No such file or directory$" "is named"
t_run vp -o bin help
exits 5 "a folder is not an answer"
t_run vp -o '' help
exits 5 "an answer has a name"
t_run vp -o answer/x help
exits 5 "a file is not a folder"
echo old >answer
t_run vp -o answer nosuch
exits 2 "a command that fails"
is "$(cat answer)" old "leaves the answer as it was"
is "$(find . -maxdepth 1 -name '.?*')" "" "and nothing aside"
if [ "$(id -u)" -ne 0 ]; then
    mkdir shut && chmod 555 shut
    t_run vp -o shut/answer help
    exits 5 "a folder without permission"
else
    skip "a folder without permission" "root may write everywhere"
fi
t_run vp -C bin -o here help
ok "-o is relative to -C" test -s bin/here

# ---- streams that end ----

if [ -c /dev/full ]; then
    t_sh 'vp help >/dev/full'
    exits 5 "a full disk is exit 5"
    err_like '^vp: error: cannot write standard output: No space left on device$' "and says so"
    t_sh 'vp -h >/dev/full'
    exits 5 "-h to a full disk as well"
    t_run vp -o /dev/full help
    exits 5 "-o to a full device"
fi
t_sh 'vp help >&-'
exits 5 "a closed stdout is exit 5"
err_like '^vp: error: cannot write standard output' "and says so"
t_sh 'exec 3>&1; { sleep 0.3; vp help; echo $? >&3; } | :'
out_is "a reader that has gone away is exit 5" <<'E2'
5
E2
err_is "of which nobody is told" </dev/null
t_sh 'vp help >&- 2>&-'
exits 5 "nobody can be told"
t_sh 'vp -o safe help <&- >&- 2>&-'
exits 0 "closed streams do not matter to -o"
same safe list "and messages do not get into the file"

# ---- the environment ----

t_run SOURCE_DATE_EPOCH=tomorrow vp status
exits 2 "a clock that is none is misuse"
err_like "SOURCE_DATE_EPOCH 'tomorrow'" "and named"
t_run vp -C nowhere status
exits 3 "no such folder"
err_like "^vp: error: cannot enter folder 'nowhere': No such file or directory$" "is named"
