#!/bin/sh
# make bench: what whole processes take, medians of several runs, beside a named peer that does the least one could
# do with the same bytes. Exit 1: a command ended with the wrong status, or missed a target that does not depend on the
# machine (times a peer, MB); a target in seconds that is missed is marked and no more, as a slow machine is no fault.
#   VP_BENCH_SIZES="1000 100000 1000000"   VP_BENCH_RUNS=5
set -u
cd "${0%/*}/../.." || exit 1
BUILD=${BUILD:-build/release}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
sizes=${VP_BENCH_SIZES:-1000 100000 1000000}
runs=${VP_BENCH_RUNS:-5}
dir=$BUILD/bench
bad=0
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1586131200 HOME="$dir" GIT_CONFIG_NOSYSTEM=1 PATH="$BUILD:$PATH"
unset VP_ROUND LANGUAGE 2>/dev/null
mkdir -p "$dir"
scratch=$(mktemp -d "$dir/run.XXXXXX") || exit 5
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

line() { printf '%-34s %10s %9s %9s  %-30s %8s  %s\n' "$@"; }

# WHAT SIZE-IN-BYTES TARGET PEER-NAME PEER-FIGURES FIGURES
row()
{
    echo "$6 $5" | awk -v what="$1" -v bytes="$2" -v target="$3" -v peer="$4" '{
        rate = bytes > 0 && $1 > 0 ? sprintf("%.0f MB/s", bytes / $1 / 1e6) : ""
        ratio = $3 > 0 ? sprintf($1 < $3 ? "%.2f" : "%.1f", $1 / $3) : ""
        took = $1 < 0.1 ? sprintf("%.1f ms", $1 * 1000) : sprintf("%.2f s", $1)
        from = $3 == "" ? peer : sprintf("%s %s", peer, $3 < 0.1 ? sprintf("%.1f ms", $3 * 1000) : sprintf("%.2f s", $3))
        wanted = split(target, want, ", ")
        for (i = 1; i <= wanted; i++) {
            split(want[i], w, " ")
            if (w[3] == "times" && $3 > 0 && $1 > w[2] * $3 || w[3] == "MB" && $2 / 1024 > w[2])
                bad = 1
            slow = slow || w[3] == "s" && $1 > w[2] || w[3] == "ms" && $1 * 1000 > w[2]
        }
        printf "%-34s %10s %9s %9s  %-30s %8s  %s%s\n", what, took, sprintf("%.1f MB", $2 / 1024), rate, from, ratio, target,
               bad ? " MISSED" : slow ? " (slow)" : ""
        exit bad }' || bad=1
}

# measure NAME [timed's options] COMMAND…: sets $figures, or says what failed
measure()
{
    m_name=$1
    shift
    if ! figures=$(timed "$@" 2>"$scratch/err"); then
        printf '%-34s failed: %s\n' "$m_name" "$(tail -n 1 "$scratch/err")"
        figures='' bad=1
    fi
}

bytes() { wc -c <"$1" | tr -d ' '; }
human() { case $1 in *000000) echo "${1%000000}M" ;; *000) echo "${1%000}k" ;; *) echo "$1" ;; esac; }

make_files() # N
{
    f=$dir/$1
    [ -n "$(find "$f/done" -newer "$BUILD/gen" 2>/dev/null)" ] && return 0
    rm -rf "$f" && mkdir -p "$f" || exit 5
    people=$(($1 / 12 + 25))
    gen proposals --n "$1" --reviewers $people >"$f/proposals.csv" && gen round --n "$1" >"$f/round.json" || exit 5
    # The measured file has no grades: no bonus from them.
    awk '/"bonuses"/ { skip = 1 } !skip { print } skip && /^  \]/ { skip = 0 }' examples/guangzhou/rubric.json >"$f/rubric.json"
    if [ "$1" -le 100000 ]; then
        for stage in paper defence; do
            gen sheets --n "$1" --reviewers $people --stage $stage >"$f/$stage.csv" || exit 5
        done
    fi
    touch "$f/done"
}

# Ten rows changed, each run ten others; $ours and $target are of the caller.
# shellcheck disable=SC2016 # for the shell that is measured
amend() # NAME ROUND SHEET FOLDER-TO-WRITE-TO
{
    i=0
    echo $i >"$4/amend"
    while [ "$i" -lt "$r" ]; do
        i=$((i + 1))
        awk -v from=$((i * 10)) 'NR == 1; NR > from && NR <= from + 10 { sub(/项目/, "项目（改）"); print }' \
            "$3" >"$4/amend.$i.csv"
    done
    measure "$1" -n "$r" sh -c 'i=$(($(cat "$2/amend") + 1)) && echo $i >"$2/amend" &&
        VP_ROUND=$1 exec vp-intake -q "$2/amend.$i.csv"' - "$2" "$4"
    [ -n "$figures" ] && row "$1" 0 "$target" "recording all" "$ours" "$figures"
}

# Recording in a bare round, against the quickest way that git has to take the same files in; then ten rows changed.
# shellcheck disable=SC2016 # for the shells that are measured
record() # N NAME
{
    sh tests/bench/bare.sh "$scratch/bare" "$f/round.json" || exit 5
    full=$scratch/full
    measure "record $2" -n "$r" sh -c 'rm -rf "$1" && cp -R "$2" "$1" && VP_ROUND=$1 exec vp-intake -q "$3"' - \
        "$full" "$scratch/bare" "$f/proposals.csv"
    [ -n "$figures" ] || return
    ours=$figures target=
    [ "$1" -ge 100000 ] && target="<= 1.0 times, <= 400 MB"
    git -C "$full" fast-export main >"$scratch/stream" || exit 5
    # Its trees are lists that are searched from the start: half a minute for 100,000 names, once is enough.
    measure "git fast-import" -n "$([ "$1" -ge 100000 ] && echo 1 || echo "$r")" sh -c \
        'rm -rf "$1" && git init -q --bare "$1" && exec git -C "$1" fast-import --quiet <"$2"' - "$scratch/import" \
        "$scratch/stream"
    row "record, $2 new proposals" "$(bytes "$f/proposals.csv")" "$target" "git fast-import" "$figures" "$ours"

    target=
    [ "$1" -ge 100000 ] && target="< 0.5 s"
    amend "amend 10 of $2" "$full" "$f/proposals.csv" "$full"
    work=$scratch/work
    git clone -q "$full" "$work" || exit 5
    amend "amend 10 of $2, work tree" "$work" "$f/proposals.csv" "$work/.git"
    rm -rf "$work"
    # With phones, which are kept privately and compared with those of the sheet.
    rm -rf "$full" && cp -R "$scratch/bare" "$full" || exit 5
    awk 'NR == 1 { print $0 ",联系电话" } NR > 1 { printf "%s,139%08d\n", $0, NR * 7919 % 100000000 }' "$f/proposals.csv" \
        >"$scratch/phones.csv"
    vp-intake -q -C "$full" "$scratch/phones.csv" >/dev/null 2>&1 || bad=1
    amend "amend 10 of $2, phones" "$full" "$scratch/phones.csv" "$full"
    rm -rf "$full" "$scratch/import" "$scratch/stream"
}

# The least that scoring could be: each proposal's mean over its reviewers, then sorted.
cat >"$scratch/mean.awk" <<'A'
FNR == 1 { stage = NF > 9; next }
{ sum = 0; for (i = 3; i < NF - 1; i++) sum += $i; total[$1] += (stage ? 0.4 : 0.6) * sum; n[$1]++ }
END { for (p in total) print total[p] / n[p] "," p }
A
# The least that allocating could be: down the ranking, awarding what still fits.
cat >"$scratch/greedy.awk" <<'A'
NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
$at["rank"] == "" { next }
{ s = $at["score"]; a = $at["requested"] * (s >= 85 ? 1 : s >= 75 ? 0.9 : 0.8); a -= a % 100
  if (s >= 60 && spent + a <= fund) { spent += a; print $at["id"] "," a } }
A
# The least that a report could be: the awards as a Markdown table.
cat >"$scratch/table.awk" <<'A'
NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
$at["status"] == "awarded" { print "| " $at["id"] " | " $at["title"] " | " $at["applicant"] " | " $at["amount"] " |" }
A
# The same problem for a solver.
cat >"$scratch/lp.awk" <<'A'
NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
$at["rank"] != "" && $at["score"] >= 60 {
    s = $at["score"]; a = int($at["requested"] * (s >= 85 ? 10 : s >= 75 ? 9 : 8) / 1000)
    n++; worth[n] = s; cost[n] = a }
END { print "Maximize"; for (i = 1; i <= n; i++) print " + " worth[i] " x" i
      print "Subject To"; for (i = 1; i <= n; i++) print " + " cost[i] " x" i; print " <= " int(fund / 100)
      print "Binary"; for (i = 1; i <= n; i++) print " x" i; print "End" }
A

# Every proposal with a summary of its own between sentences that all share; one in a hundred is another's, a tenth of
# its words changed, under another name.
cat >"$scratch/summaries.awk" <<'A'
function rnd(n) { seed = seed * 16807 % 2147483647; return seed % n + 1 }
BEGIN { seed = 7
        n = split("和 风 明 德 启 智 同 心 仁 爱 安 康 乐 善 春 晖 绿 洲 星 光 海 晴 长 青 嘉 禾 益 友 新 源", c, " ") }
NR == 1 { print $0 ",summary"; next }
{ from = NR > 1000 && NR % 100 == 0 ? NR - 999 : 0; s = ""
  for (i = 1; i <= 40; i++) {
      s = s (w[NR, i] = from && i % 10 ? w[from, i] : c[rnd(n)] c[rnd(n)] c[rnd(n)])
      delete w[NR - 1000, i]
  }
  print $0 ",面向有需要的居民，在街道办事处指导下开展" s "。按月公示服务进度并接受监督。" }
A

# How well reviewers fit, as whole numbers up to 100: of all of them, or of a hundred for each proposal.
cat >"$scratch/fits.awk" <<'A'
function rnd(n) { seed = seed * 16807 % 2147483647; return seed % n }
BEGIN { seed = 20200330; print "reviewer,proposal,fit"
        for (p = 1; p <= n; p++)
            for (i = 0; i < (r > 100 ? 100 : r);) {
                who = r > 100 ? rnd(r) : i
                if (had[who] == p) continue
                had[who] = p; i++
                printf "E%02d,GZ7-%07d,%d\n", who + 1, p, rnd(101)
            } }
A
# The least that assigning could be: each proposal takes the best who have room.
cat >"$scratch/take.awk" <<'A'
FNR == 1 { next }
{ fit[$2, $1] = $3; if (++n[$2] == 1) order[++m] = $2; who_of[$2] = who_of[$2] " " $1 }
END { for (i = 1; i <= m; i++) { split(who_of[order[i]], a, " ")
        for (k = 1; k <= 5; k++) { best = ""
            for (j in a) if (load[a[j]] < most && (best == "" || fit[order[i], a[j]] > fit[order[i], a[best]])) best = j
            if (best != "") { print a[best] "," order[i]; load[a[best]]++; delete a[best] } } } }
A

[ ! -r /proc/loadavg ] || echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
echo "vp $(vp --version 2>/dev/null | awk '{ print $2 }'), medians of $runs runs, $(getconf _NPROCESSORS_ONLN) cores, $(uname -sm)"
line "what" "time" "peak" "rate" "peer" "ratio" "target"
for n in $sizes; do
    make_files "$n"
    f=$dir/$n name=$(human "$n") fund=$(sed -n 's/.*"amount": "\([0-9]*\).*/\1/p' "$dir/$n/round.json")
    r=$runs
    [ "$n" -gt 100000 ] && [ "$runs" -gt 3 ] && r=3

    measure "libcsv" -n "$r" -i "$f/proposals.csv" csvparse
    peer=$figures target=
    [ "$n" -ge 1000000 ] && target="<= 2.5 times, <= 250 MB"
    measure "intake -n $name" -n "$r" -i "$f/proposals.csv" vp-intake -n -q --no-suspects --config "$f/round.json" -
    [ -n "$figures" ] && row "intake -n, $name proposals" "$(bytes "$f/proposals.csv")" "$target" "bare libcsv" "$peer" "$figures"
    if [ "$n" -ge 1000000 ]; then
        measure "with search $name" -n "$r" -i "$f/proposals.csv" vp-intake -n -q --config "$f/round.json" -
        [ -n "$figures" ] && row "intake -n, $name, duplicates" "$(bytes "$f/proposals.csv")" "" "bare libcsv" "$peer" "$figures"
        sed 's/"max": "[0-9.]*"/"max": "1.00"/' "$f/round.json" >"$scratch/strict.json"
        # shellcheck disable=SC2016 # for the shell that is measured
        measure "refused $name" -n "$r" -e 1 -i "$f/proposals.csv" sh -c \
            'vp-intake -n -q --config "$1" --rejects "$2" - 2>/dev/null' - "$scratch/strict.json" "$scratch/rejects.csv"
        [ -n "$figures" ] && row "intake -n, $name refused" "$(bytes "$f/proposals.csv")" "<= 250 MB" "bare libcsv" "$peer" \
            "$figures"
        rm -f "$scratch/rejects.csv"
        sh tests/bench/bare.sh "$scratch/bare" "$scratch/strict.json" || exit 5
        # shellcheck disable=SC2016 # for the shell that is measured
        measure "record refused $name" -n 1 -e 1 -i "$f/proposals.csv" sh -c \
            'VP_ROUND=$1 exec vp-intake -q - 2>/dev/null' - "$scratch/bare"
        [ -n "$figures" ] && row "record, $name refused" "$(bytes "$f/proposals.csv")" "" "bare libcsv" "$peer" "$figures"
        rm -rf "$scratch/bare"
    fi
    [ "$n" -gt 100000 ] && continue

    record "$n" "$name"
    vp-intake -q --no-suspects --config "$f/round.json" "$f/proposals.csv" >"$scratch/accepted.csv" || bad=1
    # shellcheck disable=SC2016 # for the shell that is measured
    measure "awk" -n "$r" -o "$scratch/mean" sh -c 'awk -F, -f "$1" "$2" "$3" | sort -rn' - "$scratch/mean.awk" "$f/paper.csv" "$f/defence.csv"
    peer=$figures
    measure "score $name" -n "$r" -o "$scratch/ranking.csv" vp-score -q --config "$f/round.json" --rubric "$f/rubric.json" \
        --proposals "$scratch/accepted.csv" "$f/paper.csv" "$f/defence.csv"
    [ -n "$figures" ] || continue
    row "score, $name proposals" "$(($(bytes "$f/paper.csv") + $(bytes "$f/defence.csv")))" "" "awk mean | sort" "$peer" "$figures"

    measure "awk" -n "$r" -i "$scratch/ranking.csv" awk -F, -v "fund=$fund" -f "$scratch/greedy.awk"
    peer=$figures
    for rule in greedy optimal; do
        measure "allocate $rule $name" -n "$r" -i "$scratch/ranking.csv" -o "$scratch/awards.csv" \
            vp-allocate -q --config "$f/round.json" --rule $rule -
        [ -n "$figures" ] && row "allocate $rule, $name" 0 "" "awk greedy" "$peer" "$figures"
    done
    if [ "$n" -le 1000 ] && [ -n "$figures" ] && command -v glpsol >/dev/null 2>&1; then
        optimal=$figures
        awk -F, -v "fund=$fund" -f "$scratch/lp.awk" "$scratch/ranking.csv" >"$scratch/round.lp"
        measure "glpsol" -n 1 glpsol --lp "$scratch/round.lp" --cuts --tmlim 20
        [ -n "$figures" ] && row "allocate optimal, $name" 0 "" "glpsol (20 s at most)" "$figures" "$optimal"
    fi

    measure "awk" -n "$r" -i "$scratch/awards.csv" awk -F, -f "$scratch/table.awk"
    peer=$figures
    measure "report notice $name" -n "$r" -i "$scratch/awards.csv" vp-report notice --config "$f/round.json" -
    [ -n "$figures" ] && row "report notice, $name" "$(bytes "$scratch/awards.csv")" "" "awk table" "$peer" "$figures"
done

# Reviewers and proposals brought together, loads full: five each.
assign() # N REVIEWERS TARGET
{
    gen proposals --n "$1" --reviewers "$2" >"$scratch/proposals.csv" && gen round --n "$1" >"$scratch/round.json" &&
        gen panel --n "$1" --reviewers "$2" >"$scratch/panel.csv" || exit 5
    vp-intake -q --no-suspects --config "$scratch/round.json" "$scratch/proposals.csv" >"$scratch/accepted.csv" 2>/dev/null
    awk -v n="$1" -v r="$2" -f "$scratch/fits.awk" >"$scratch/fits.csv"
    load=$((($1 * 5 + $2 - 1) / $2))
    measure "awk" -n 1 awk -F, -v "most=$load" -f "$scratch/take.awk" "$scratch/fits.csv"
    peer=$figures
    measure "assign $1" -n 3 -i "$scratch/panel.csv" vp-assign -q --config "$scratch/round.json" \
        --rubric "$dir/1000/rubric.json" --proposals "$scratch/accepted.csv" --fit "$scratch/fits.csv" -k 5 \
        --max-load "$load"
    [ -n "$figures" ] && row "assign, $(human "$1") x $2 x 5" "$(bytes "$scratch/fits.csv")" "$3" "awk greedy" "$peer" \
        "$figures"
}
make_files 1000
assign 1000 60 "< 50 ms"
assign 20000 1000 "< 3 s, <= 500 MB"

# Duplicates among ten thousand, and among a hundred thousand: the search and all of the run around it.
for n in 10000 100000; do
    [ "$n" -gt 10000 ] && case " $sizes " in *" $n "*) ;; *) continue ;; esac
    make_files "$n"
    f=$dir/$n target=
    [ "$n" -eq 10000 ] && target="< 1 s"
    awk -f "$scratch/summaries.awk" "$f/proposals.csv" >"$scratch/summaries.csv" || bad=1
    measure "without" -n "$runs" -i "$scratch/summaries.csv" vp-intake -n -q --no-suspects --config "$f/round.json" -
    peer=$figures
    measure "duplicates" -n "$runs" -i "$scratch/summaries.csv" vp-intake -n -q --config "$f/round.json" -
    [ -n "$figures" ] && row "intake -n, $(human "$n"), duplicates" "$(bytes "$scratch/summaries.csv")" "$target" \
        "without the search" "$peer" "$figures"
done

# One of ten thousand amended: the commit alone, against as many fsyncs as it makes; then the whole command.
make_files 10000
f=$dir/10000
sh tests/bench/bare.sh "$scratch/bare" "$f/round.json" || exit 5
vp-intake -q -C "$scratch/bare" --no-suspects "$f/proposals.csv" >/dev/null || bad=1
file=$(git -C "$scratch/bare" ls-tree --name-only main proposals/ | sed -n 5000p)
if figures=$(commits "$scratch/bare" "$file" "$scratch" 12 15 2>"$scratch/err"); then
    peer=${figures#*
}
    row "commit, 1 of 10k files" 0 "< 30 ms, <= 2 times" "12 fsyncs" "$peer" "${figures%%
*}"
else
    echo "commits failed: $(cat "$scratch/err")" && bad=1
fi
i=0
while [ "$i" -lt "$runs" ]; do
    i=$((i + 1))
    awk -v at=$((i * 10)) 'NR == 1; NR == at { sub(/项目/, "项目（改）"); print }' "$f/proposals.csv" >"$scratch/one.$i.csv"
done
echo 0 >"$scratch/one"
measure "version" -n "$runs" vp --version
peer=$figures
# shellcheck disable=SC2016 # for the shell that is measured
measure "amend one" -n "$runs" sh -c 'i=$(($(cat "$2") + 1)) && echo $i >"$2" &&
    VP_ROUND=$1 exec vp-intake -q --no-suspects "$2.$i.csv"' - "$scratch/bare" "$scratch/one"
[ -n "$figures" ] && row "amend, 1 of 10k proposals" 0 "" "vp --version" "$peer" "$figures"
rm -rf "$scratch/bare"

# Eight who write at once, against one who does all of it: each waits for its turn and reads again.
measure "one writer" -n 1 sh tests/bench/race.sh "$scratch/race" 1 800
peer=$figures
measure "eight writers" -n 1 sh tests/bench/race.sh "$scratch/race" 8 100
[ -n "$figures" ] && row "8 writers at once, 800 commits" 0 "<= 1.5 times" "one writer" "$peer" "$figures"
rm -rf "$scratch/race"

measure "true" -n "$runs" /bin/true
true_figures=$figures

# A panel of proposals with five reviews each, all of it connected: everything that is told of its scores.
echo '{"vp": 1, "id": "p", "title": "P", "stages": [{"id": "s", "criteria": [{"id": "mark", "max": "100.00"}]}]}' \
    >"$scratch/panel.json"
for size in "1000 60 < 100 ms" "20000 1000 < 3 s"; do
    # shellcheck disable=SC2086 # words of the size
    set -- $size
    awk -v n="$1" -v m="$2" 'BEGIN { print "proposal,reviewer,mark"
        for (i = 0; i < n; i++) for (k = 0; k < 5; k++) { r = (i * 7 + k * (1 + i % 11)) % m
            printf "P%05d,R%04d,%d\n", i, r, 20 + i * 37 % 41 + r * 11 % 17 + (i * 31 + r * 7) % 23 } }' >"$scratch/panel.csv"
    measure "reliability $1" -n "$runs" -i "$scratch/panel.csv" vp-score --rubric "$scratch/panel.json" --reliability --json -
    [ -n "$figures" ] && row "reliability, $1 x 5 x $2" "$(bytes "$scratch/panel.csv")" "$3 $4 $5" "/bin/true" "$true_figures" "$figures"
done

# The example round, 315 proposals, from nothing to the report: six processes and their commits.
measure "round" -n "$runs" sh tests/bench/round.sh "$scratch/round" examples/guangzhou
[ -n "$figures" ] && row "vp-init to vp-report, 315" 0 "< 1 s" "/bin/true" "$true_figures" "$figures"

# A history verified: many kinds of commits, and then how it grows with commits and with proposals.
sh tests/bench/history.sh "$scratch/history" examples/guangzhou 50 || bad=1
measure "verify 315 x 50" -n "$runs" vp-audit -q -C "$scratch/history" verify
[ -n "$figures" ] && row "verify, 315 proposals, 50 commits" 0 "< 1 s" "/bin/true" "$true_figures" "$figures"
for n in 1000 10000; do
    make_files "$n"
    sh tests/bench/amendments.sh "$scratch/few" "$dir/$n" 50 && sh tests/bench/amendments.sh "$scratch/many" "$dir/$n" 200 ||
        bad=1
    measure "verify $n x 50" -n 3 vp-audit -q -C "$scratch/few" verify
    peer=$figures
    measure "verify $n x 200" -n 3 vp-audit -q -C "$scratch/many" verify
    [ -n "$figures" ] && row "verify, $(human "$n"), 200 amendments" 0 "<= 5 times" "50 amendments" "$peer" "$figures"
    [ "$n" -eq 10000 ] && row "verify, 10k, 200 amendments" 0 "<= 9 times" "1k" "$small" "$figures"
    small=$figures
done
rm -rf "$scratch/few" "$scratch/many" "$scratch/history"

for command in "$BUILD"/vp "$BUILD"/vp-[a-z]*; do
    case $command in *.o|*.d|*'*'*) continue ;; esac
    measure "${command##*/} --version" -n 21 "$command" --version
    [ -n "$figures" ] && row "${command##*/} --version" 0 "< 10 ms" "/bin/true" "$true_figures" "$figures"
done
[ ! -r /proc/loadavg ] || echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
exit $bad
