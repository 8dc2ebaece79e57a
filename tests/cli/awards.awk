# An award list of the example computed again, by other means than vp's: exact marks in halves of a point, everything
# in whole numbers that a double holds.
#     awk -f awards.awk PAPER.csv DEFENCE.csv PROPOSALS.csv awards.csv
# the first three as the generator prints them. Says "FILE:LINE what is wrong" for each difference; the last line is
# "N awards, TOTAL yuan, SUM points".

function csv(line, cell,   n, i, c, quoted, more) # RFC 4180: a record may go on over several lines
{
    while (gsub(/"/, "\"", line) % 2 && (getline more) > 0) line = line "\n" more
    n = 1; cell[1] = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (quoted && c == "\"" && substr(line, i + 1, 1) == "\"") { cell[n] = cell[n] c; i++ }
        else if (c == "\"") quoted = !quoted
        else if (c == "," && !quoted) cell[++n] = ""
        else cell[n] = cell[n] c
    }
    return n
}
function wrong(what) { print "awards.csv:" FNR ": " id ": " what; bad = 1 }
# Twice the sum of the reviewers' sums without the highest and the lowest, and how many were left.
function trimmed(s, p,   sum, n)
{
    n = count[s, p]; sum = total[s, p]
    if (n >= 3) { sum -= low[s, p] + high[s, p]; n -= 2 }
    left = n
    return sum
}
function half_up(num, den) { return int((2 * num + den) / (2 * den)) }

FNR == 1 { file++; if (file == 4) { n = csv($0, head); for (i = 1; i <= n; i++) at[head[i]] = i } next }
file <= 2 {
    n = csv($0, cell)
    if (cell[n - 1] != "") next # conflict of interest
    sum = 0
    for (i = 3; i < n - 1; i++) sum += 2 * cell[i]
    k = file SUBSEP cell[1]
    if (!count[k]++ || sum < low[k]) low[k] = sum
    if (sum > high[k]) high[k] = sum
    total[k] += sum
    next
}
file == 3 {
    csv($0, cell)
    asked[cell[1]] = cell[8]; code[cell[1]] = cell[4]; category[cell[1]] = cell[6]; known++
    next
}
{
    csv($0, cell)
    id = cell[at["id"]]; status = cell[at["status"]]; amount = cell[at["amount"]] + 0
    if (!(id in asked)) { wrong("not a proposal of the round"); next }
    if (seen[id]++) wrong("twice")
    lines++
    if (cell[at["requested"]] + 0 != asked[id] + 0) wrong("asked for " asked[id])
    if (cell[at["uscc"]] != code[id] || cell[at["category"]] != category[id]) wrong("another organisation or category")
    if (cell[at["lottery"]] + 0 != amount) wrong("the funds do not add up")
    if (cell[at["reason"]] == "") wrong("no reason")

    a = trimmed(1, id); na = left
    if (a < 2 * 60 * na) { # did not pass on paper
        if (status != "ineligible" || amount || cell[at["rank"]] != "") wrong("is below the bar on paper: " status)
        next
    }
    b = trimmed(2, id); nb = left
    bonus["5A"] = 200; bonus["4A"] = 100; bonus["3A"] = 50
    score = half_up((40 * a * nb + 60 * b * na) + bonus[cell[at["grade"]]] * 2 * na * nb, 2 * na * nb)
    if (half_up(cell[at["score"]] * 1000, 10) != score) wrong("scores " score / 100)
    if (score < 6000) { if (status != "ineligible") wrong("is below the bar: " status); next }
    share = score >= 8500 ? 10 : score >= 7500 ? 9 : 8
    grant = int(asked[id] * share / 1000) * 100
    if (status == "awarded") {
        if (amount != grant) wrong("should get " grant)
        awards++; money += amount; points += score
        if (category[id] == "为老服务") elderly += amount
        if (org[code[id]]++) wrong("a second award of one organisation")
    } else {
        if (amount) wrong("an amount without an award")
        if (status != "reserve" && status != "unfunded") wrong("is above the bar: " status)
        if (status == "reserve") reserve++
    }
}
END {
    if (lines != known) print "awards.csv: " lines " lines of " known " proposals"
    if (money > 18000000) print "awards.csv: more than the fund: " money
    if (elderly > 7000000) print "awards.csv: more for the elderly than the limit: " elderly
    if (reserve != 10) print "awards.csv: " reserve + 0 " in reserve, not 10"
    printf "%d awards, %d yuan, %.2f points\n", awards, money, points / 100
}
