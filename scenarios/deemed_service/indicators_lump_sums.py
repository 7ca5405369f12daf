"""deemed_service: years bought in lump sums, by whoever bought them."""

from contracts.bilingual_text import BilingualText
from contracts.tables.contribution_month import ContributionMonth
from features.service_and_retirement.lump_sums import lump_months
from scenarios.deemed_service.shared_evidence import (
    BACK_PAY_LAWS,
    BUYERS_APPROVAL,
    BY_PERSON,
    PERSON,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator

LUMPS = Evidence(ContributionMonth, on=BY_PERSON, keys=lump_months)
LAND_POLICY = Exclusion(
    "is_land_policy",
    BilingualText(
        "由村社统一缴纳的被征地政策补缴",
        "paid through the village: the policy for lost land",
    ),
)

BOUGHT = Indicator(
    id="D10",
    title=BilingualText("一次性补缴年限", "years bought in a lump sum"),
    definition=BilingualText(
        zh=(
            "一次性补缴的月数，不论是否已申请退休：无文书超过36个月为高等级；"
            "申请前两年内（或申请后）无文书满24个月，或有文书而同一代办人的补缴人员"
            "多得罕见的，为强线索；其余超过36个月的为弱线索"
        ),
        en=(
            "months bought in lump sums, whether or not a pension was applied for: high with more "
            "than 36 without a document; strong with 24 without a document posted in the two years "
            "before the application or later, or with an agent who has rarely many buyers; weak "
            "with more than 36 otherwise"
        ),
    ),
    population="buyer",
    column="d10_months",
    unit="months",
    direction="high",
    # two thirds of law/backpay_document_months (36), above which a court's paper or an award is due
    threshold=24,
    level="M",
    level_when=(
        ("is_without_document", "H"),
        ("is_just_within", "S"),
        ("is_agent_cluster", "S"),
    ),
    evidence_source="lump",
    reason=BilingualText(
        zh=(
            "一次性补缴{lump_from_month}至{lump_to_month}共{bought_months}个月"
            "（{lump_postings}笔，末次到账{d10_posted_date}），其中{undocumented_months}个月无文书，"
            "申请前两年内及以后到账{serving_months}个月；退休审批{approve_date}；"
            "同一代办人涉及{agent_lump_persons}人；对应已发养老金约{amount_involved}元，"
            "尚未审批而每年有风险的约{at_risk_yuan}元。"
        ),
        en=(
            "{bought_months} months from {lump_from_month} to {lump_to_month} were bought in "
            "{lump_postings} postings (last on {d10_posted_date}), {undocumented_months} of them "
            "without a document, {serving_months} of these in the two years before the application "
            "or later; pension approved on {approve_date}; the agent has {agent_lump_persons} such "
            "persons; about {amount_involved} yuan of the pension so far, and about {at_risk_yuan} "
            "a year at risk where none was approved yet."
        ),
    ),
    look_alikes=BilingualText(
        "国企改制、被征地政策补缴、退役士兵2019—2021年接续补缴",
        "restructured state firms, land policy, demobilised soldiers 2019–2021",
    ),
    verify=BilingualText(
        zh="调取补缴依据文书并向出具机关核验文号；核实劳动关系、工资支付；尚未退休的先暂缓认定",
        en=(
            "see the document and ask its issuer; verify employment and wages; hold the months "
            "back where no pension was approved yet"
        ),
    ),
    laws=BACK_PAY_LAWS,
    exclusions=(
        Exclusion(
            "is_veteran_policy",
            BilingualText(
                "有军龄原件，且在退役士兵接续补缴期间到账",
                "military service on file, and paid in the window for demobilised soldiers",
            ),
        ),
        LAND_POLICY,
    ),
    evidence=(PERSON, BUYERS_APPROVAL, LUMPS),
)

BOUGHT_AFTERWARDS = Indicator(
    id="D16",
    title=BilingualText("审批后补缴年限", "years bought after the approval"),
    definition=BilingualText(
        zh="退休审批日以后到账、无文书的一次性补缴月数",
        en="months bought in a lump sum without a document, posted after the approval",
    ),
    population="buyer",
    column="d16_months",
    unit="months",
    direction="high",
    # a year changes a pension; single months are arrears of the last employer
    threshold=12,
    level="S",
    evidence_source="lump",
    reason=BilingualText(
        zh=(
            "{approve_date}审批退休后，又有{d16_months}个月一次性补缴到账（末次{d10_posted_date}），"
            "无文书；对应已发养老金约{amount_involved}元。"
        ),
        en=(
            "after the approval of {approve_date} another {d16_months} months were bought in lump "
            "sums (last on {d10_posted_date}) without a document; about {amount_involved} yuan of "
            "the pension so far."
        ),
    ),
    look_alikes=BilingualText(
        "审批前已缴、到账滞后；最后单位清欠",
        "paid before and posted late; arrears of the last unit",
    ),
    verify=BilingualText(
        "查补缴受理依据、经办人及是否据以重算待遇",
        "see on what and by whom it was accepted, and whether the pension was computed anew",
    ),
    laws=BACK_PAY_LAWS,
    exclusions=(
        Exclusion(
            "is_posted_late",
            BilingualText(
                "均在审批后90日内到账，属到账滞后", "all posted within 90 days: posted late"
            ),
        ),
        LAND_POLICY,
    ),
    evidence=(PERSON, BUYERS_APPROVAL, LUMPS),
)
