/* Words of the invented round: nothing here names a real organisation, place below the district, or person. */
#ifndef VP_BENCH_WORDS_H
#define VP_BENCH_WORDS_H

enum { NDISTRICTS = 11, NCATEGORIES = 5, NTARGETS = 6, NWORKS = 8, NSYLLABLES = 40, NSUFFIXES = 6, NSURNAMES = 40 };

static const struct { const char *name, *code; } districts[NDISTRICTS] = {
    {"越秀区", "440104"}, {"海珠区", "440105"}, {"荔湾区", "440103"}, {"天河区", "440106"}, {"白云区", "440111"},
    {"黄埔区", "440112"}, {"花都区", "440114"}, {"番禺区", "440113"}, {"南沙区", "440115"}, {"从化区", "440117"},
    {"增城区", "440118"},
};

/* `share` in hundredths of all proposals. */
static const struct {
    const char *name, *purpose;
    unsigned share;
    const char *target[NTARGETS], *work[NWORKS];
} categories[NCATEGORIES] = {
    {"为老服务", "扶老", 42,
     {"独居长者", "失智长者", "高龄长者", "空巢长者", "失能长者家庭", "长者照顾者"},
     {"居家安全改造", "助餐与探访", "认知训练", "健康管理", "智能手机课堂", "邻里互助", "康复陪伴", "安宁疗护"}},
    {"助残服务", "助残", 15,
     {"心智障碍青年", "视障人士", "听障人士", "肢体残疾人士", "精神康复者", "残疾人照顾者"},
     {"就业辅导", "社区融合", "居家康复", "独立生活训练", "艺术疗愈", "辅具借用", "喘息服务", "支持小组"}},
    {"儿童服务", "救孤", 20,
     {"困境儿童", "留守儿童", "孤独症儿童", "随迁儿童", "事实无人抚养儿童", "大病患儿"},
     {"成长陪伴", "课后托管", "心理支持", "早期干预", "安全教育", "阅读推广", "家庭支持", "病房学校"}},
    {"救助帮困", "济困", 12,
     {"低保家庭", "低收入家庭", "流浪乞讨人员", "大病困难家庭", "单亲困难家庭", "失业困难人员"},
     {"个案帮扶", "技能培训", "物资帮扶", "法律援助", "就业支持", "应急救助", "健康支援", "家庭能力建设"}},
    {"其他公益", "济困", 11,
     {"社区居民", "外来务工人员", "退役军人", "志愿者队伍", "社区妇女", "城中村租户"},
     {"社区营造", "议事协商", "垃圾分类", "调解互助", "安全宣教", "文化共融", "志愿培育", "公益市集"}},
};

static const char *const slogans[] = {
    "同行", "暖心", "守望", "微光", "彩虹", "晴天", "牵手", "绿洲", "启航", "星火", "安居", "乐活", "有爱", "同心", "护航",
    "向阳", "连心", "温度", "小屋", "加油站",
};

static const char *const syllables[NSYLLABLES] = {
    "和", "风", "明", "德", "启", "智", "同", "心", "仁", "爱", "安", "康", "乐", "善", "春", "晖", "绿", "洲", "星", "光",
    "海", "晴", "长", "青", "嘉", "禾", "益", "友", "新", "源", "博", "雅", "恒", "信", "致", "远", "慧", "泽", "向", "阳",
};

/* The first two characters of a code: 52 a social-service unit, 51 an association, 53 a foundation. */
static const struct { const char *name, *kind; } suffixes[NSUFFIXES] = {
    {"社会工作服务中心", "52"}, {"公益服务中心", "52"}, {"社区服务中心", "52"}, {"志愿者协会", "51"},
    {"公益促进会", "51"}, {"公益基金会", "53"},
};

static const char *const surnames[NSURNAMES] = {
    "陈", "李", "黄", "张", "梁", "林", "刘", "吴", "罗", "杨", "何", "周", "郑", "谢", "邓", "冯", "曾", "蔡", "王", "叶",
    "郭", "曹", "潘", "徐", "钟", "谭", "彭", "卢", "苏", "许", "萧", "董", "欧", "程", "江", "崔", "莫", "麦", "区", "简",
};

static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};

static const char *const expertise[] = {"社会工作", "财务", "法律", "人力资源", "公关传媒", "项目管理", "学术研究"};

static const char *const comments[] = {
    "预算依据可再细化", "服务对象清楚，需求调研扎实", "团队经验不足", "成效指标可量化", "与去年项目重复较多", "可持续性说明不够",
};

/* Questions reviewers mark, with their maxima; the same as rubric.json. */
enum { NPAPER = 7, NDEFENCE = 3 };
static const struct question { const char *id, *title; unsigned max; } paper[NPAPER] = {
    {"evidence", "需求调研", 15}, {"urgency", "紧迫性", 10}, {"innovation", "创新性", 15}, {"feasibility", "可行性", 25},
    {"budgeting", "预算合理性", 15}, {"team", "团队能力", 10}, {"sustainability", "可持续性", 10},
}, defence[NDEFENCE] = {
    {"presentation", "陈述", 30}, {"answers", "答辩", 30}, {"impact", "预期成效", 40},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

#endif
