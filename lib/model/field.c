/* Standard fields and the headings that offices give them (DOMAIN.md, 5.5). Traditional script, spaces, brackets and
   letter case need no entries: headings are compared folded. */
#include "lib/model/field.h"

#define HEADINGS(...) (const char *const[]){__VA_ARGS__, NULL}

const vp_field_standard vp_standard_fields[VP_STANDARD_FIELDS] = {
    [VP_ID] = {"id", "项目编号", VP_TYPE_ID, false, true,
        HEADINGS("申报编号", "申请编号", "项目代码", "项目申报编号", "proposal id", "project id", "application id",
                 "application number")},
    [VP_TITLE] = {"title", "项目名称", VP_TYPE_TEXT, false, true,
        HEADINGS("申报项目名称", "公益项目名称", "创投项目名称", "proposal title", "project title", "project name",
                 "application title")},
    [VP_APPLICANT] = {"applicant", "申报单位", VP_TYPE_TEXT, false, true,
        HEADINGS("申报主体", "创投主体", "承接单位", "机构名称", "社会组织名称", "申报单位名称", "申报机构", "申请单位",
                 "applicant name", "applicant organisation", "applicant organization", "organisation name",
                 "organization name")},
    [VP_USCC] = {"uscc", "统一社会信用代码", VP_TYPE_CODE, false, false,
        HEADINGS("信用代码", "社会信用代码", "机构代码", "unified social credit code", "social credit code")},
    [VP_APPLICANT_TYPE] = {"applicant_type", "主体类型", VP_TYPE_TEXT, false, false,
        HEADINGS("申报主体类型", "单位类型", "申报单位类型", "机构类型", "社会组织类型", "applicant type",
                 "organisation type", "organization type")},
    [VP_PURPOSE] = {"purpose", "公益金用途", VP_TYPE_TEXT, false, false,
        HEADINGS("资助宗旨", "福彩公益金用途", "使用宗旨", "公益金使用方向", "purpose of funding")},
    [VP_CATEGORY] = {"category", "项目类别", VP_TYPE_TEXT, false, false,
        HEADINGS("资助类别", "服务类别", "领域", "服务领域", "项目类型", "申报类别", "project category", "service category")},
    [VP_DISTRICT] = {"district", "实施区", VP_TYPE_TEXT, false, false,
        HEADINGS("区", "区县", "所属区", "所在区", "实施区域", "行政区", "project district", "district of delivery")},
    [VP_STREET] = {"street", "街道", VP_TYPE_TEXT, false, false,
        HEADINGS("镇街", "街镇", "街道镇", "实施街道", "所属街道", "乡镇街道", "实施地点", "subdistrict", "town")},
    [VP_COMMUNITY] = {"community", "社区", VP_TYPE_TEXT, false, false,
        HEADINGS("实施社区", "所属社区", "村居", "社区村", "neighbourhood", "neighborhood")},
    [VP_REQUESTED] = {"requested", "申请资助金额", VP_TYPE_MONEY, false, true,
        HEADINGS("申请金额", "拟申请资金", "申请资金", "申请资助资金", "申请公益金金额", "申请创投资金", "拟申请金额",
                 "amount requested", "requested amount", "grant requested")},
    [VP_BUDGET] = {"budget", "项目总预算", VP_TYPE_MONEY, false, false,
        HEADINGS("预算总额", "总预算", "项目预算", "项目总金额", "total budget", "project budget")},
    [VP_OWN_FUNDS] = {"own_funds", "自筹资金", VP_TYPE_MONEY, false, false,
        HEADINGS("配套资金", "社会资金", "自筹金额", "配套金额", "自有资金", "own funds", "match funding",
                 "co-financing")},
    [VP_DIRECT] = {"direct_beneficiaries", "直接受益人数", VP_TYPE_COUNT, false, false,
        HEADINGS("直接服务人数", "直接受益人次", "直接服务人次", "direct beneficiaries")},
    [VP_INDIRECT] = {"indirect_beneficiaries", "间接受益人数", VP_TYPE_COUNT, false, false,
        HEADINGS("间接服务人数", "间接受益人次", "间接服务人次", "indirect beneficiaries")},
    [VP_STARTS] = {"starts", "开始日期", VP_TYPE_DATE, false, false,
        HEADINGS("起始日期", "开始时间", "项目开始日期", "项目开始时间", "实施开始日期", "实施开始时间", "start date",
                 "starts on")},
    [VP_ENDS] = {"ends", "结束日期", VP_TYPE_DATE, false, false,
        HEADINGS("截止日期", "结束时间", "项目结束日期", "项目结束时间", "实施结束日期", "实施结束时间", "end date",
                 "ends on")},
    [VP_SUMMARY] = {"summary", "项目简介", VP_TYPE_TEXT, false, false,
        HEADINGS("项目概述", "项目摘要", "项目概况", "主要内容", "项目内容", "项目主要内容", "project summary", "abstract")},
    [VP_CONTACT] = {"contact", "联系人", VP_TYPE_TEXT, true, false,
        HEADINGS("负责人", "项目负责人", "联系人姓名", "负责人姓名", "contact person", "contact name")},
    [VP_PHONE] = {"phone", "联系电话", VP_TYPE_TEXT, true, false,
        HEADINGS("手机", "手机号", "手机号码", "电话", "负责人电话", "联系人电话", "telephone", "phone number", "mobile")},
    [VP_EMAIL] = {"email", "电子邮箱", VP_TYPE_TEXT, true, false,
        HEADINGS("邮箱", "电子邮件", "联系邮箱", "e-mail", "email address")},
    [VP_ID_NUMBER] = {"id_number", "身份证号码", VP_TYPE_TEXT, true, false,
        HEADINGS("身份证号", "身份证", "证件号码", "公民身份号码", "identity number", "identity card number")},
    [VP_APPROVED_BUDGET] = {"approved_budget", "核定预算", VP_TYPE_MONEY, false, false,
        HEADINGS("核定总预算", "核定项目预算", "核定项目总预算", "approved budget", "budget approved")},
};

const char *vp_type_name(vp_type type)
{
    static const char *const names[] = {
        [VP_TYPE_TEXT] = "text", [VP_TYPE_ID] = "id", [VP_TYPE_CODE] = "code", [VP_TYPE_CHOICE] = "choice",
        [VP_TYPE_MONEY] = "money", [VP_TYPE_DATE] = "date", [VP_TYPE_COUNT] = "count",
    };
    return names[type];
}

size_t vp_field_listed(const vp_round *round, size_t k)
{
    if (k < VP_APPROVED_BUDGET || round->nfields <= VP_APPROVED_BUDGET)
        return k;
    return k + 1 < round->nfields ? k + 1 : VP_APPROVED_BUDGET;
}

const char *vp_field_heading(const vp_field *field, size_t index, vp_lang lang)
{
    if (field->headings.n > 0)
        return field->headings.at[0];
    if (index < VP_STANDARD_FIELDS && lang == VP_ZH)
        return vp_standard_fields[index].title_zh;
    return field->name;
}
