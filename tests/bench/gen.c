/* gen: an invented grant round of any size, for the example and for the measurements.
     gen proposals  a CSV of proposals: `csv` (11 columns, yuan) or `office` (as an office exports it, with rows that
                    the round refuses, totals and remarks; UTF-8 here, iconv makes GB18030 of it)
     gen panel      panel.csv
     gen sheets     score sheets of a stage, all reviewers in one or one reviewer's: `csv` (wide), `titles` (headings
                    in Chinese) or `long` (one mark a line)
     gen abnormal, gen dishonest   the lists that `office` proposals run into
     gen round      round.json to go with `proposals --format csv`: the money grows with --n
   The same seed gives the same bytes everywhere. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "invent.h"
#include "words.h"

static struct { const char *what, *format, *stage; long n, reviewers, reviewer; uint64_t seed; } opt = {
    .format = "csv", .stage = "paper", .n = 315, .reviewers = 25, .reviewer = 0, .seed = 10};

static void usage(void)
{
    fputs("usage: gen proposals|panel|sheets|round|abnormal|dishonest [--seed N] [--n N] [--reviewers N]\n"
          "           [--format csv|office|titles|long] [--stage paper|defence] [--reviewer N]\n", stderr);
    exit(2);
}

/* 123456 yuan in 万元: "12.3456", without the zeros at its end. */
static const char *wan(long yuan, char buf[32])
{
    int n = snprintf(buf, 32, "%ld.%04ld", yuan / 10000, yuan % 10000);
    while (buf[n - 1] == '0')
        buf[--n] = '\0';
    if (buf[n - 1] == '.')
        buf[--n] = '\0';
    return buf;
}

/* ---- proposals ---- */

static void row_csv(const proposal *p)
{
    printf("%s,%s,%s,%s,%s,%s,%s,%ld.00,%ld.00,%ld.00,不少于%ld%s\n", p->id, p->title, p->by.name, p->by.code,
           categories[p->category].purpose, categories[p->category].name, districts[p->district].name, p->requested,
           p->budget, p->own, p->direct, p->persons ? "人" : "人次");
}

static long number_in_sheet, total_budget, total_requested, total_own;

/* Amounts as texts, so that rows which are wrong can be written as well. */
static void row_office_as(const proposal *p, const char *budget, const char *requested, const char *own)
{
    static const char *const qualifier[] = {"约", "", "不少于", "近", "超"};
    size_t pick = (size_t)(number_in_sheet++ % 5);

    printf("%ld,%s,%s,%s,%s,%s,%s,%s,%s示例%s街,%s,%s,%s,", number_in_sheet, p->id, p->title, p->by.name, p->by.code,
           p->by.registered, p->by.grade, categories[p->category].name, districts[p->district].name, stems[p->street],
           budget, requested, own);
    printf("%s%ld%s,%ld,%u-%02u-01,%u年%u月,\"面向%s示例%s街的%s，开展%s，%s由%s负责实施。\",%s%s,%lu,%s,%s\r\n",
           qualifier[pick], p->direct, p->persons ? "人" : "人次", p->indirect, 2020 + p->starts / 12,
           p->starts % 12 + 1, 2020 + p->ends / 12, p->ends % 12 + 1, districts[p->district].name, stems[p->street],
           p->target, p->work, pick == 3 ? "\n" : "", p->by.name, p->by.contact, *p->by.contact ? "某某" : "",
                   (unsigned long)p->by.phone,
           categories[p->category].purpose, districts[p->district].name);
    total_budget += p->budget;
    total_requested += p->requested;
    total_own += p->own;
}

static void row_office(const proposal *p)
{
    char budget[32], requested[32], own[32];
    row_office_as(p, wan(p->budget, budget), wan(p->requested, requested), wan(p->own, own));
}

/* A proposal that would be sound, of an organisation that has asked for nothing else, to be spoilt in one way. */
static proposal spare(const world *w, int which)
{
    proposal p;

    invent_proposal(w, which * 31 % w->n, &p);
    invent_organisation(w, w->n + which, &p.by);
    snprintf(p.id, sizeof p.id, "GZ7-%03ld", w->n + 1 + which);
    p.budget = 300000;
    p.requested = 180000;
    p.own = 120000;
    return p;
}

/* An organisation that asks twice, and how often it has been seen so far. */
static bool has_two(const world *w, long upto, const char *code)
{
    int seen = 0;
    proposal p;

    for (long i = 0; i < upto; i++) {
        invent_proposal(w, i, &p);
        seen += !strcmp(p.by.code, code);
    }
    return seen == 2;
}

enum { SPOILT = 12 };

static void row_spoilt(const world *w, int which, long upto)
{
    proposal p = spare(w, which), other;

    switch (which) {
    case 0: /* more than the round gives one project */
        p.budget = 1000000, p.requested = 550000, p.own = 450000;
        break;
    case 1: /* a larger share of the budget than the rules allow */
        p.budget = 500000, p.requested = 310000, p.own = 190000;
        break;
    case 2: /* does not add up */
        p.own = 130000;
        break;
    case 3: /* a character of the code mistyped */
        p.by.code[17] = p.by.code[17] == '7' ? '9' : '7';
        break;
    case 4: /* too young */
        snprintf(p.by.registered, sizeof p.by.registered, "2019-08-15");
        break;
    case 5: /* on lists/abnormal.csv */
    case 6: /* on lists/dishonest.csv */
        break;
    case 7: /* a third proposal of one organisation */
        for (long i = 0; i < upto; i++) {
            invent_proposal(w, i, &other);
            if (has_two(w, upto, other.by.code))
                break;
        }
        p.by = other.by;
        break;
    case 8: /* the id of another */
        invent_proposal(w, 17, &other);
        memcpy(p.id, other.id, sizeof p.id);
        break;
    case 9: /* nobody is responsible */
        p.by.contact = "";
        break;
    case 10: /* yuan under a heading in ten thousand yuan */
        row_office_as(&p, "30", "180000元", "12");
        return;
    case 11: /* a day that does not exist */
        snprintf(p.by.registered, sizeof p.by.registered, "2017-02-30");
        break;
    default:
        break;
    }
    row_office(&p);
}

static void proposals_office(const world *w)
{
    proposal p;
    int spoilt = 0;
    char budget[32], requested[32], own[32];

    printf("第七届社会组织公益创投项目申报汇总表（示例数据）,,,,,,,,,,,,,,,,,,,,\r\n");
    printf("序号,项目编号,申报项目名称,申报单位,统一社会信用代码,成立登记日期,评估等级,服务类别,实施地点,"
           "项目总预算（万元）,申请资助金额（万元）,自筹资金（万元）,直接受益人数,间接受益人数,开始日期,结束日期,项目简介,"
           "项目负责人,联系电话,资助用途,所在区\r\n");
    for (long i = 0; i < w->n; i++) {
        invent_proposal(w, i, &p);
        row_office(&p);
        if (i >= 40 && i % 24 == 16 && spoilt < SPOILT)
            row_spoilt(w, spoilt++, i);
    }
    printf(",合计,,,,,,,,%s,%s,%s,,,,,,,,,\r\n", wan(total_budget, budget), wan(total_requested, requested),
           wan(total_own, own));
    printf("注：本表由示例数据生成器生成，机构、人员和电话均为虚构。,,,,,,,,,,,,,,,,,,,,\r\n");
}

static void proposals_csv(const world *w)
{
    proposal p;

    puts("id,title,applicant,uscc,purpose,category,district,requested,budget,own_funds,direct_beneficiaries");
    for (long i = 0; i < w->n; i++) {
        invent_proposal(w, i, &p);
        row_csv(&p);
    }
}

/* The lists of the example: the organisations of spoilt rows 5 and 6, and one whose time has passed. */
static void list(const world *w, int which, const char *since, const char *reason)
{
    proposal p = spare(w, which), old;

    puts("uscc,name,listed_on,reason");
    printf("%s,%s,%s,%s\n", p.by.code, p.by.name, since, reason);
    invent_proposal(w, 3 + which, &old);
    printf("%s,%s,%s,%s\n", old.by.code, old.by.name, "2016-07-01", reason);
}

/* ---- reviewers ---- */

static void panel(const world *w)
{
    puts("id,name,organisation,fields,conflicts");
    for (long i = 0; i < w->reviewers; i++)
        printf("E%02ld,%s示例,示例%s%s,%s,\n", i + 1, surnames[i % NSURNAMES], stems[i / 3 % 10],
               i % 3 ? "大学" : "会计师事务所", expertise[i % 3 ? (size_t)(i * 5 % 7) : 1]);
}

static void sheet_row(const world *w, stage s, long number, long reviewer)
{
    proposal p;
    marks m;
    size_t n = s == PAPER ? NPAPER : NDEFENCE;
    uint32_t word = invent(w, 200, (uint64_t)number, (uint64_t)reviewer, 40);

    invent_proposal(w, number, &p);
    invent_marks(w, s, number, reviewer, &m);
    if (!strcmp(opt.format, "long")) {
        for (size_t i = 0; i < n && !m.conflict; i++)
            printf("%s,E%02ld,%s,%u%s\n", p.id, reviewer + 1, (s == PAPER ? paper : defence)[i].id, m.half[i] / 2,
                   m.half[i] % 2 ? ".5" : "");
        return;
    }
    printf("%s,E%02ld", p.id, reviewer + 1);
    for (size_t i = 0; i < n; i++)
        if (m.conflict)
            putchar(',');
        else
            printf(",%u%s", m.half[i] / 2, m.half[i] % 2 ? ".5" : "");
    printf(",%s,%s\n", !m.conflict ? "" : strcmp(opt.format, "titles") ? "yes" : "是",
           word < COUNT(comments) ? comments[word] : "");
}

static void sheets(const world *w)
{
    stage s = strcmp(opt.stage, "defence") ? PAPER : DEFENCE;
    const struct question *q = s == PAPER ? paper : defence;
    bool titles = !strcmp(opt.format, "titles");

    if (!strcmp(opt.format, "long")) {
        puts("proposal,reviewer,criterion,score");
    } else {
        printf(titles ? "项目编号,评审专家" : "proposal,reviewer");
        for (size_t i = 0; i < (size_t)(s == PAPER ? NPAPER : NDEFENCE); i++)
            printf(",%s", titles ? q[i].title : q[i].id);
        puts(titles ? ",是否回避,评语" : ",conflict,comment");
    }
    for (long i = 0; i < w->n; i++) {
        if (s == DEFENCE && !invent_passes(w, i))
            continue;
        for (int k = 0; k < PER_PROPOSAL; k++) {
            long who = invent_reviewer(w, s, i, k);
            if (!opt.reviewer || who == opt.reviewer - 1)
                sheet_row(w, s, i, who);
        }
    }
}

/* ---- round.json for the measurements ---- */

static void round_json(const world *w)
{
    printf("{\n  \"vp\": 1,\n  \"id\": \"bench-%ld\",\n  \"title\": \"第七届社会组织公益创投（示例数据）\",\n"
           "  \"lang\": \"zh\",\n  \"currency\": \"CNY\",\n  \"opens\": \"2020-03-01\",\n"
           "  \"closes\": \"2020-03-30\",\n", w->n);
    puts("  \"purposes\": [\"扶老\", \"助残\", \"救孤\", \"济困\"],\n"
         "  \"categories\": [\"为老服务\", \"助残服务\", \"儿童服务\", \"救助帮困\", \"其他公益\"],");
    printf("  \"districts\": [");
    for (size_t i = 0; i < NDISTRICTS; i++)
        printf("%s\"%s\"", i ? ", " : "", districts[i].name);
    puts("],\n  \"fields\": {\n    \"uscc\": {\"required\": true},\n    \"purpose\": {\"required\": true},\n"
         "    \"category\": {\"required\": true},\n    \"district\": {\"required\": true},\n"
         "    \"budget\": {\"required\": true},\n    \"own_funds\": {\"required\": true}\n  },\n"
         "  \"eligibility\": [\n"
         "    {\"id\": \"cap\", \"field\": \"requested\", \"max\": \"500000.00\"},\n"
         "    {\"id\": \"share\", \"field\": \"requested\", \"max_share\": \"0.60\", \"of\": \"budget\"},\n"
         "    {\"id\": \"own-funds\", \"field\": \"own_funds\", \"min_share\": \"0.40\", \"of\": \"budget\"},\n"
         "    {\"id\": \"sum\", \"sum\": [\"requested\", \"own_funds\"], \"equals\": \"budget\"},\n"
         "    {\"id\": \"at-most-two\", \"each\": \"uscc\", \"max_count\": 2}\n  ],");
    printf("  \"funds\": [\n    {\"id\": \"lottery\", \"title\": \"市福利彩票公益金\", \"amount\": \"%ld.00\"}\n  ],\n",
           18000000 / 315 * w->n / 1000 * 1000);
    puts("  \"allocation\": {\n    \"rule\": \"optimal\",\n    \"maximise\": [\"score\"],\n"
         "    \"pass_mark\": \"60.00\",\n    \"step\": \"100.00\",\n    \"levels\": [\n"
         "      {\"min_score\": \"85.00\", \"share\": \"1.00\"},\n"
         "      {\"min_score\": \"75.00\", \"share\": \"0.90\"},\n"
         "      {\"min_score\": \"60.00\", \"share\": \"0.80\"}\n    ],\n    \"reserve\": 10\n  }\n}");
}

static long number(const char *text)
{
    char *end;
    long v;

    errno = 0;
    v = strtol(text, &end, 10);
    if (errno || *end || end == text || v < 0 || v > 2000000)
        usage();
    return v;
}

int main(int argc, char **argv)
{
    world w;

    if (argc < 2 || argc % 2)
        usage();
    opt.what = argv[1];
    for (int i = 2; i < argc; i += 2) {
        const char *o = argv[i], *v = argv[i + 1];
        if (!strcmp(o, "--seed")) opt.seed = (uint64_t)number(v);
        else if (!strcmp(o, "--n")) opt.n = number(v);
        else if (!strcmp(o, "--reviewers")) opt.reviewers = number(v);
        else if (!strcmp(o, "--reviewer")) opt.reviewer = number(v);
        else if (!strcmp(o, "--format")) opt.format = v;
        else if (!strcmp(o, "--stage")) opt.stage = v;
        else usage();
    }
    if (opt.n < 1 || opt.reviewers < PER_PROPOSAL)
        usage();
    world_make(&w, opt.seed, opt.n, opt.reviewers);
    if (!strcmp(opt.what, "proposals") && !strcmp(opt.format, "office")) proposals_office(&w);
    else if (!strcmp(opt.what, "proposals")) proposals_csv(&w);
    else if (!strcmp(opt.what, "panel")) panel(&w);
    else if (!strcmp(opt.what, "sheets")) sheets(&w);
    else if (!strcmp(opt.what, "round")) round_json(&w);
    else if (!strcmp(opt.what, "abnormal")) list(&w, 5, "2019-06-30", "未按规定报送年度报告");
    else if (!strcmp(opt.what, "dishonest")) list(&w, 6, "2018-11-15", "严重违法失信");
    else usage();
    return fflush(stdout) || ferror(stdout) ? 5 : 0;
}
