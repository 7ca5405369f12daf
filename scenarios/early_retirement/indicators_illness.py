"""early_retirement: conclusion, treatment and later work of those retired for illness."""

from contracts.bilingual_text import BilingualText
from scenarios.early_retirement.shared_evidence import (
    APPRAISALS,
    APPROVAL_ROW,
    ILLNESS_LAWS,
    VISITS,
    WORK_AFTER,
)
from scenarios.framework.definition import Exclusion, Indicator

CLOSED_ROUTE = Indicator(
    id="E05",
    title=BilingualText("停办后仍批病退", "illness retirement after it was closed"),
    definition=BilingualText(
        "2025年1月1日及以后审批的病退（应为病残津贴）",
        "illness retirement approved on or after 1 January 2025, when the allowance replaced it",
    ),
    population="approval",
    column="e05_closed",
    unit="yes",
    direction="high",
    # a flag: 1 is yes
    threshold=1,
    level="H",
    evidence_source="route",
    amount="paid_yuan",
    reason=BilingualText(
        zh=(
            "{approve_date}审批病退（{apply_date}申请），该类型已自2025-01-01停办；"
            "至今应发{paid_yuan}元。"
        ),
        en=(
            "illness retirement approved on {approve_date} (applied {apply_date}), closed from "
            "2025-01-01; {paid_yuan} yuan due to date."
        ),
    ),
    look_alikes=BilingualText(
        "2025年前受理、按原办法办结", "accepted before 2025 and finished by the old rules"
    ),
    verify=BilingualText(
        "核对受理日期与受理回执；确属停办后受理的按病残津贴重核",
        "check the receipt of acceptance; if accepted later, decide anew as an allowance",
    ),
    laws=("illness-allowance-2025", "social-insurance-17"),
    exclusions=(
        Exclusion(
            "is_applied_before",
            BilingualText("申请在2025年以前受理", "the application was accepted before 2025"),
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS),
)

NO_CONCLUSION = Indicator(
    id="E06",
    title=BilingualText(
        "病退/病残津贴无完全丧失结论", "no conclusion of complete loss of capacity"
    ),
    definition=BilingualText(
        zh="病退或病残津贴审批前没有本人“完全丧失劳动能力”的鉴定结论；所引鉴定未提供的为线索；早于鉴定数据的不判",
        en=(
            "no conclusion of complete loss of capacity for the person before the approval; a lead "
            "only where the appraisal named was not delivered; not judged before the first "
            "delivered appraisal"
        ),
    ),
    population="approval",
    column="e06_missing",
    unit="yes",
    direction="high",
    # a flag: 1 is yes
    threshold=1,
    level="S",
    level_when=(("is_known_to_lack", "H"),),
    evidence_source="appraisal",
    reason=BilingualText(
        zh=(
            "{approve_date}审批前无本人完全丧失劳动能力结论（所引鉴定{named_appraisal_id}，"
            "最近结论{last_conclusion}）；已提前领取{amount_involved}元。"
        ),
        en=(
            "no conclusion of complete loss of capacity before {approve_date} (appraisal named: "
            "{named_appraisal_id}, last conclusion: {last_conclusion}); {amount_involved} yuan "
            "drawn early."
        ),
    ),
    look_alikes=BilingualText(
        "工伤1–4级职工退出岗位；外地鉴定结论未入库",
        "an injured worker of grades 1 to 4 leaving the post; a conclusion from another city",
    ),
    verify=BilingualText(
        "向劳动能力鉴定委员会核对鉴定书编号、签发和专家名单",
        "check number, issue and experts of the certificate with the appraisal committee",
    ),
    laws=ILLNESS_LAWS,
    exclusions=(
        Exclusion(
            "is_injury_grade",
            BilingualText(
                "本人有工伤1–4级结论，属退出工作岗位",
                "the person has an injury of grades 1 to 4 and leaves the post",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS),
)

UNTREATED = Indicator(
    id="E07",
    title=BilingualText("诊疗反证", "the illness was never treated"),
    definition=BilingualText(
        zh=(
            "病退或病残津贴申请前24个月内（最后30天为备件期不计）所批病种同组（ICD-10前两位）"
            "的住院、门诊结算次数；精神疾病、工伤、异地就医另有诊断医师、经办或退后就业线索的，"
            "作弱线索而不排除"
        ),
        en=(
            "hospital settlements for the approved group of diagnoses (two characters of ICD-10) "
            "in the 24 months before the application, its last 30 days left out; a mental illness, "
            "an injury or treatment elsewhere makes it weak where another sign (doctor, operator, "
            "work afterwards) is there, and explains it otherwise"
        ),
    ),
    population="approval",
    column="e07_visits",
    unit="visits",
    direction="low",
    # none at all: one visit is a trace of the illness
    threshold=0,
    level="M",
    level_when=(("is_untreated_plainly", "S"),),
    evidence_source="treatment",
    period=("e07_from", "period_to"),
    reason=BilingualText(
        zh=(
            "按{diag_code}批准，{e07_from}至申请前30天无同病种就诊（同期其他就诊{other_visits}次，"
            "申请前30天内同病种{file_visits}次）；"
            "另有线索{other_signs}项；已提前领取{amount_involved}元。"
        ),
        en=(
            "approved for {diag_code}; from {e07_from} to 30 days before the application no visit "
            "for it ({other_visits} for other reasons, {file_visits} in those 30 days); "
            "{other_signs} other signs; {amount_involved} yuan drawn early."
        ),
    ),
    look_alikes=BilingualText(
        "异地或自费就医；精神疾病；按工伤治疗",
        "treated elsewhere or at own cost; a mental illness; treated as a work injury",
    ),
    verify=BilingualText(
        "调取诊断医院病历、影像和缴费记录；必要时组织重新鉴定",
        "get the hospital's records, images and bills; have the capacity judged again if needed",
    ),
    laws=ILLNESS_LAWS,
    exclusions=(
        Exclusion(
            "is_mental_illness",
            BilingualText(
                "精神疾病，多在专科治疗、另行结算",
                "a mental illness, treated and settled elsewhere",
            ),
        ),
        Exclusion(
            "is_treated_as_injury",
            BilingualText(
                "本人有工伤，费用由工伤基金支付",
                "an injured worker, treated at the injury fund's cost",
            ),
        ),
        Exclusion(
            "is_treated_elsewhere",
            BilingualText(
                zh="同期在本地无任何就诊结算，属异地、自费就医或数据未提供",
                en=(
                    "no hospital settlement of any kind here: treated elsewhere, at own cost, or "
                    "not delivered"
                ),
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS, VISITS),
)

WORKED_ON = Indicator(
    id="E08",
    title=BilingualText("退后再就业", "at work after retirement for illness"),
    definition=BilingualText(
        zh="病退或病残津贴审批次月起，用人单位正常缴纳养老或失业保险费的月数；单工伤参保不计",
        en=(
            "months of pension or unemployment premiums by a unit after an approval for illness; "
            "cover for injury alone does not count"
        ),
    ),
    population="approval",
    column="e08_months",
    unit="months",
    direction="high",
    # one month may be a late sign-off by the employer; two are work
    threshold=2,
    level="S",
    evidence_source="contributions",
    amount="e08_yuan",
    period=("e08_from", "e08_to"),
    reason=BilingualText(
        zh=(
            "{approve_date}以完全丧失劳动能力退休后，"
            "{e08_from}至{e08_to}又由{worked_units}家单位参保{e08_months}个月，"
            "同期待遇{e08_yuan}元。"
        ),
        en=(
            "retired as unable to work on {approve_date}, insured by {worked_units} units for "
            "{e08_months} months, {e08_from} to {e08_to}; {e08_yuan} yuan of pension in these "
            "months."
        ),
    ),
    look_alikes=BilingualText(
        "超龄或看门等单工伤参保；原单位减员滞后；名义挂靠",
        "a doorman with injury cover alone; the old unit's late removal; work in name only",
    ),
    verify=BilingualText(
        zh="查劳动合同、工资发放和考勤；询问本人工作内容，必要时重新鉴定",
        en=(
            "look at contract, wages and attendance; ask what the work is; have the capacity "
            "judged again"
        ),
    ),
    laws=ILLNESS_LAWS,
    exclusions=(
        Exclusion(
            "is_late_removal",
            BilingualText(
                "仅原单位审批后2个月内缴费，属减员滞后",
                "only the old unit, within two months: removed late",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, WORK_AFTER, APPRAISALS),
)
