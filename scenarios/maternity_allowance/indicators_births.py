"""maternity_allowance: the birth itself, and what else was paid for it or meanwhile."""

from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.maternity_allowance.shared_evidence import (
    BILLS,
    CONDITION_LAWS,
    FOUR_CHECKS,
    FRAUD_LAWS,
    HELPER_LAWS,
    OWN_PAYMENTS,
    PAYMENT_ROW,
    PERSON_ROW,
    PREMIUMS,
)

ONE_ACCOUNT = Indicator(
    id="M07",
    title=BilingualText("同一账户或代办聚集", "one account or agent for many"),
    definition=BilingualText(
        zh=(
            "两户以上人员的津贴进入同一非本单位账户的人数，"
            "或者同一代办电话为两家以上单位5人以上申请的人数（取大）；"
            "同一账户，或代办人的申请人临产转入明显多于他人的，为强线索"
        ),
        en=(
            "mothers of two households and more whose allowances went to one account that is not "
            "the unit's, or for whom one phone applied at two units (five and more); the greater. "
            "Strong for an account, and for an agent whose mothers arrive late more often than "
            "others'"
        ),
    ),
    population="allowance",
    column="m07_mothers",
    unit="persons",
    direction="high",
    # three: two friends may share a device or an errand
    threshold=3,
    level="M",
    level_when=(("is_telling_cluster", "S"),),
    evidence_source="payees",
    reason=BilingualText(
        zh=(
            "津贴进入同一账户的有{account_mothers}人，同一代办人申请的有{agent_mothers}人"
            "（{agent_units}家单位，其中临产转入{agent_late_births}人），本件{amount_involved}元。"
        ),
        en=(
            "{account_mothers} mothers' allowances went to one account, one agent applied for "
            "{agent_mothers} at {agent_units} units ({agent_late_births} arrived late); "
            "{amount_involved} yuan here."
        ),
    ),
    look_alikes=BilingualText(
        "关联单位代收代发、为真实企业服务的人事代理",
        "an affiliate that passes on wages, a personnel service of real firms",
    ),
    verify=FOUR_CHECKS,
    laws=(*HELPER_LAWS, *CONDITION_LAWS),
    exclusions=(
        Exclusion(
            "is_group_account",
            BilingualText("账户属关联单位", "the account is an affiliate's"),
        ),
        Exclusion(
            "is_paid_agency",
            BilingualText(
                "代办人的申请人八成以上有申报工资",
                "eight in ten of the agent's mothers were paid wages",
            ),
        ),
    ),
    evidence=(PAYMENT_ROW, PERSON_ROW),
)

NO_BIRTH = Indicator(
    id="M08",
    title=BilingualText("无住院且无产检", "neither a stay nor visits in pregnancy"),
    definition=BilingualText(
        zh="分娩津贴前后30日内无住院结算，且此前280日内产前检查不足2次",
        en="no stay within thirty days of the birth and fewer than two visits in the 280 before",
    ),
    population="allowance",
    column="m08_missing",
    unit="yes",
    direction="high",
    # a flag: 1 is yes
    threshold=1,
    level="S",
    evidence_source="hospital",
    reason=BilingualText(
        zh=(
            "{birth_date}分娩，前后30日无住院结算，孕期就诊{antenatal_visits}次，"
            "津贴{amount_involved}元。"
        ),
        en=(
            "a birth on {birth_date} without a stay within thirty days; {antenatal_visits} visits "
            "in pregnancy; {amount_involved} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "异地或境外分娩、自费私立医院（留有票据）", "birth elsewhere or abroad, paid privately"
    ),
    verify=BilingualText(
        "核验出生医学证明编号，调取产科病历和票据原件",
        "check the number of the birth certificate, get the record and the invoices",
    ),
    laws=(*FRAUD_LAWS, *CONDITION_LAWS),
    exclusions=(
        Exclusion(
            "is_born_elsewhere",
            BilingualText("分娩机构不在本市", "the hospital of the birth is of another city"),
        ),
        Exclusion(
            "is_hospital_not_supplied",
            BilingualText("该院就诊数据未提供", "the hospital's bills were not supplied"),
        ),
    ),
    evidence=(PAYMENT_ROW, BILLS),
)

PAID_TWICE = Indicator(
    id="M09",
    title=BilingualText("津贴与其他待遇、工资并存", "allowance beside benefit or another wage"),
    definition=BilingualText(
        zh=(
            "津贴期内同时领取失业保险金的月数（高等级）；没有的，另一单位申报工资2个月以上的月数；"
            "参保也已转到该单位的，为弱线索"
        ),
        en=(
            "months of leave with unemployment benefit (high); without any, months with another "
            "payer's wage, two and more; weak where that payer insured her in them"
        ),
    ),
    population="allowance",
    column="m09_months",
    unit="months",
    direction="high",
    # one: no month is one of leave from a job and of unemployment
    threshold=1,
    level="M",
    level_when=(("is_unemployed", "H"), ("is_job_beside", "S")),
    evidence_source="other_money",
    reason=BilingualText(
        zh="津贴期内有{m09_months}个月同时领取失业保险金或另一单位工资，津贴{amount_involved}元。",
        en=(
            "{m09_months} months of leave with unemployment benefit or another unit's wage; "
            "{amount_involved} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "产假期间另有申报的兼职，单位补发差额", "a declared second job, a difference paid"
    ),
    verify=BilingualText(
        "核对失业金申领与劳动关系，向另一单位核实用工",
        "compare the claim of benefit and the employment, ask the other unit",
    ),
    laws=(*FRAUD_LAWS, "social-insurance-51", *CONDITION_LAWS),
    exclusions=(
        Exclusion(
            "is_second_job",
            BilingualText("该兼职产前已有半年以上", "the other job was there half a year before"),
        ),
    ),
    evidence=(PAYMENT_ROW, PREMIUMS),
)

PAID_AGAIN = Indicator(
    id="M10",
    title=BilingualText("重复申领", "paid again for one birth"),
    definition=BilingualText(
        zh="同一人60日内的分娩日期此前已付的津贴笔数（同一单位、合计天数在一次产假以内的补差除外）",
        en=(
            "allowances already paid to a mother for a birth within sixty days (a difference of "
            "the same unit within one leave aside)"
        ),
    ),
    population="allowance",
    column="m10_earlier",
    unit="count",
    direction="high",
    # one: a birth is paid once
    threshold=1,
    level="H",
    evidence_source="repetition",
    reason=BilingualText(
        zh=(
            "{birth_date}分娩此前已付{m10_earlier}笔、{earlier_days}天，"
            "又付{days}天、{amount_involved}元。"
        ),
        en=(
            "for the birth of {birth_date} {m10_earlier} payments of {earlier_days} days were made "
            "before; another {days} days, {amount_involved} yuan."
        ),
    ),
    look_alikes=BilingualText("多胞胎一次申领分笔支付、补差", "twins paid in parts, a difference"),
    verify=BilingualText(
        "核对两笔的核定表、单位和出生医学证明", "compare both decisions, units and the certificate"
    ),
    laws=(*FRAUD_LAWS, "medical-fund-17", "women-workers-7", "zhejiang-population-22"),
    exclusions=(
        Exclusion(
            "is_difference",
            BilingualText(
                "同一单位、合计天数在一次产假以内，属补差",
                "the same unit, and within one leave together: a difference",
            ),
        ),
    ),
    evidence=(OWN_PAYMENTS,),
)

SHORT_LEAVES = Indicator(
    id="M11",
    title=BilingualText("流产、计划生育频次", "repeated short leaves"),
    definition=BilingualText(
        "近24个月流产或计划生育手术津贴的次数",
        "allowances for miscarriages and operations in 24 months",
    ),
    population="allowance",
    column="m11_claims",
    unit="claims",
    direction="high",
    # three: two losses in two years are known to medicine, three are rare
    threshold=3,
    level="S",
    evidence_source="repetition",
    amount="m11_yuan",
    period=("m11_from", "birth_date"),
    reason=BilingualText(
        zh="{m11_from}以来流产、手术津贴{m11_claims}次，共{m11_yuan}元。",
        en="{m11_claims} allowances for losses or operations since {m11_from}, {m11_yuan} yuan.",
    ),
    look_alikes=BilingualText("辅助生殖、复发性流产治疗", "treatment of infertility or losses"),
    verify=BilingualText(
        "调取门诊、手术病历，核对证明开具医师", "get the records; who issued the certificates"
    ),
    laws=(*FRAUD_LAWS, "women-workers-7"),
    exclusions=(
        Exclusion(
            "is_in_treatment",
            BilingualText(
                "有不孕症或复发性流产治疗就诊", "visits for infertility or repeated loss are there"
            ),
        ),
    ),
    evidence=(OWN_PAYMENTS, BILLS),
)
