"""short_term_enrollment: benefit paid beside work, a pension or after its end."""

from contracts.bilingual_text import BilingualText
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.unemployment_payment import UnemploymentPayment
from features.unemployment.work_during_benefit import overlap_months, overlap_payment_keys
from scenarios.framework.definition import Evidence, Exclusion, Indicator
from scenarios.short_term_enrollment.shared_evidence import (
    CLAIM_LAWS,
    CLAIM_ROW,
    PAYMENTS,
    STOP_LAWS,
)

OVERLAP = Indicator(
    id="U01",
    title=BilingualText("领金期间在职参保月数", "months of benefit while employed"),
    definition=BilingualText(
        zh=(
            "同一月份既发放失业待遇（未冲销、现金未全额追回），又有用人单位缴纳的养老或失业保险费；"
            "按月缴费或申报了工资的满2个月为硬指标，无文书的事后补缴为强线索；"
            "退费、灵活就业自缴、基金代缴不计"
        ),
        en=(
            "months with benefit (neither reversed nor its cash recovered in full) and an "
            "employer's premium: high from two months paid as due or with wages, strong where it "
            "was paid back later without a document; refunded premiums, self-payment and the "
            "fund's own do not count"
        ),
    ),
    population="claim",
    column="u01_months",
    unit="months",
    direction="high",
    # the first month of a new job overlaps with the last of the benefit
    threshold=2,
    level="S",
    level_when=(("is_certain_work", "H"),),
    evidence_source="contributions",
    amount="u01_amount",
    period=("u01_from", "u01_to"),
    reason=BilingualText(
        zh=(
            "{u01_from}至{u01_to}期间有{u01_months}个月既领取失业待遇又由用人单位缴纳社会保险费"
            "（其中事后补缴{u01_back_paid_months}个月），涉及待遇{u01_amount}元，"
            "疑似重新就业后未停发；另有{settled_months}个月现金已全额追回，"
            "尚余代缴医保费{settled_rest_yuan}元。"
        ),
        en=(
            "from {u01_from} to {u01_to} benefit of {u01_amount} yuan was paid in {u01_months} "
            "months for which an employer paid premiums ({u01_back_paid_months} of them later); "
            "the cash of {settled_months} more months was recovered, {settled_rest_yuan} yuan of "
            "medical premium remain of them."
        ),
    ),
    look_alikes=BilingualText(
        "新单位首月衔接、仲裁后补缴（有文书）、灵活就业自缴、试用一日后退费",
        "first month of a new job, back-payment by award, self-payment, a trial day refunded",
    ),
    verify=BilingualText(
        zh=(
            "核对缴费单位用工合同、工资流水与停保时间，补缴的查明原因和依据；询问本人就业情况；"
            "确认后停发并责令退回"
        ),
        en=(
            "check contract, wages and dates with the employer, and why premiums were paid later; "
            "ask the person; then stop and order repayment"
        ),
    ),
    laws=STOP_LAWS,
    exclusions=(
        Exclusion(
            "is_documented_award",
            BilingualText(
                "均为凭仲裁裁决等文书的事后补缴，应结算待遇而非重新就业",
                "all were paid back later by an award or the like, which is no new employment",
            ),
        ),
    ),
    evidence=(
        CLAIM_ROW,
        Evidence(UnemploymentPayment, on={"claim_id": "claim_id"}, keys=overlap_payment_keys),
        Evidence(ContributionMonth, on={"claim_id": "claim_id"}, keys=overlap_months),
    ),
)

WITH_PENSION = Indicator(
    id="U02",
    title=BilingualText("领金与养老待遇重叠月数", "months with both benefit and pension"),
    definition=BilingualText(
        "同一月份既发放失业待遇又发放按月养老待遇",
        "months with unemployment benefit and a regular pension",
    ),
    population="claim",
    column="u02_months",
    unit="months",
    direction="high",
    # one is enough: benefit ends with the pension (art. 51)
    threshold=1,
    level="H",
    evidence_source="pensions",
    amount="u02_amount",
    period=("u02_from", "u02_to"),
    reason=BilingualText(
        zh=(
            "{u02_from}至{u02_to}期间有{u02_months}个月同时领取失业待遇和养老待遇，"
            "涉及失业待遇{u02_amount}元。"
        ),
        en=(
            "from {u02_from} to {u02_to} benefit of {u02_amount} yuan was paid in {u02_months} "
            "months with a pension."
        ),
    ),
    look_alikes=BilingualText(
        "养老待遇事后核定并补发（应追回，但非故意）",
        "a pension granted later with back-pay: to be recovered, no intent",
    ),
    verify=BilingualText(
        "核对养老待遇核定日期与首次发放月；确认重叠月后责令退回失业待遇",
        "check when the pension was granted and first paid; then order repayment",
    ),
    laws=STOP_LAWS,
    evidence=(CLAIM_ROW, PAYMENTS),
)

WHEN_GONE = Indicator(
    id="U03",
    title=BilingualText("领金期死亡或服刑月数", "months of benefit after death or in custody"),
    definition=BilingualText(
        "死亡次月及以后，或应停发的服刑期间内，仍发放失业待遇的月数",
        "months of benefit after the month of death, or in custody in which benefits must stop",
    ),
    population="claim",
    column="u03_months",
    unit="months",
    direction="high",
    # one is enough: nothing is due after death or during a sentence
    threshold=1,
    level="H",
    evidence_source="deaths",
    amount="u03_amount",
    period=("u03_from", "u03_to"),
    reason=BilingualText(
        zh=(
            "{u03_from}至{u03_to}期间有{u03_months}个月在死亡或服刑之后仍发放失业待遇，"
            "涉及{u03_amount}元。"
        ),
        en=(
            "benefit of {u03_amount} yuan was paid in {u03_months} months from {u03_from} to "
            "{u03_to}, after death or in custody."
        ),
    ),
    look_alikes=BilingualText(
        zh="在押未决、缓刑；证件误匹配；仅医保费自动代缴",
        en=(
            "remand or suspended sentence; wrong match; only the medical premium was paid "
            "automatically"
        ),
    ),
    verify=BilingualText(
        "调取死亡证明或判决信息核对身份；查明何人支取；停发并追回",
        "get the death certificate or judgment, find out who drew the money, stop and recover",
    ),
    laws=STOP_LAWS,
    evidence=(CLAIM_ROW, PAYMENTS),
)

OVERLONG = Indicator(
    id="U04",
    title=BilingualText("超期领取月数", "months beyond entitlement"),
    definition=BilingualText(
        zh=(
            "已领月数减应领月数；应领按浙江省公式（缴满12个月2个月，每再满8个月加1个月，"
            "余数超过4个月按8个月计，连同结转最长24个月）"
        ),
        en="months paid less months due by the provincial formula, carry-over included, at most 24",
    ),
    population="claim",
    column="u04_months",
    unit="months",
    direction="high",
    # one is enough: the province's formula gives the months exactly
    threshold=1,
    level="H",
    evidence_source="entitlement",
    amount="u04_amount",
    period=("u04_from", "period_to"),
    reason=BilingualText(
        zh=(
            "累计缴费{paid_months_total}个月、结转{carry_over_months}个月，"
            "应领{entitled_months}个月，实领{paid_months}个月，超期{u04_months}个月，"
            "涉及{u04_amount}元。"
        ),
        en=(
            "{paid_months_total} months paid in and {carry_over_months} carried over give "
            "{entitled_months} months; {paid_months} were paid, {u04_months} too many, "
            "{u04_amount} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "大龄人员延长至退休；事后转入的缴费；退役军人军龄视同缴费",
        "extension up to pension age; contributions transferred in later; military service counted",
    ),
    verify=BilingualText(
        "复核缴费月数与核定表；查核定修改日志；确认后追回超期部分",
        "recompute months and decision, read the log of changes, recover what is beyond",
    ),
    laws=("social-insurance-46", "zhejiang-unemployment-22", "handling-46"),
    exclusions=(
        Exclusion(
            "is_older_recipient",
            BilingualText(
                "大龄领金人员依政策延长至法定退休年龄",
                "an older recipient, extended by policy up to pension age",
            ),
        ),
    ),
    evidence=(CLAIM_ROW, PAYMENTS),
)

REASON_CHANGED = Indicator(
    id="U13",
    title=BilingualText("离职原因反复修改", "reason of separation changed again"),
    definition=BilingualText(
        "首次申报后离职原因被修改的次数；3次以上为强线索",
        "changes of the reason after the first report; strong from three on",
    ),
    population="claim",
    column="reason_changed_count",
    unit="count",
    direction="high",
    # one correction of a reason is allowed as a slip; the third is strong
    threshold=2,
    level="M",
    level_when=(("is_changed_often", "S"),),
    evidence_source="separation",
    reason=BilingualText(
        "离职原因申报后被修改{reason_changed_count}次。",
        "the reason of separation was changed {reason_changed_count} times.",
    ),
    look_alikes=BilingualText("人事统一填写后更正", "a correction after a common entry"),
    verify=BilingualText(
        "调取离职证明原件和修改日志", "get the certificate of separation and the log of changes"
    ),
    laws=("social-insurance-45", "unemployment-14"),
    evidence=(CLAIM_ROW,),
)

REVOLVING = Indicator(
    id="U14",
    title=BilingualText("循环失业", "revolving claims"),
    definition=BilingualText(
        "36个月内同一人以同一单位（关联单位合并）为最后单位申领的次数",
        "claims of one person with one employer group within 36 months",
    ),
    population="claim",
    column="u14_claims",
    unit="claims",
    direction="high",
    # once may be a season; twice by the same unit in 36 months is a pattern
    threshold=2,
    level="S",
    evidence_source="claims",
    reason=BilingualText(
        "36个月内以同一单位为最后单位申领失业待遇{u14_claims}次，反复参保、离职、申领。",
        "{u14_claims} claims with the same employer within 36 months.",
    ),
    look_alikes=BilingualText(
        "休渔期、糖茶加工等季节行业、校车司机",
        "fishing moratorium, seasonal processing, school buses",
    ),
    verify=BilingualText(
        "核对各次用工合同与工资；了解行业季节性",
        "check contracts and wages of each spell; ask about the season",
    ),
    laws=CLAIM_LAWS,
    evidence=(CLAIM_ROW, PAYMENTS),
)
