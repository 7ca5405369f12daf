"""deemed_service: awards, lump-sum payments, agents and approvers."""

from contracts.bilingual_text import BilingualText
from contracts.tables.contribution_month import ContributionMonth
from features.service_and_retirement.service_handlers import lump_months
from features.service_and_retirement.service_papers import award_segments
from scenarios.deemed_service.shared_evidence import (
    APPROVAL,
    BACK_PAY_LAWS,
    BY_APPROVAL,
    SEGMENTS,
    make_segment_evidence,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator

AWARD_BATCH = Indicator(
    id="D09",
    title=BilingualText("同日批量裁决", "awards in a batch"),
    definition=BilingualText(
        "同一被申请人3日内的仲裁书、判决书涉及的人数（年限以此为据）",
        "persons whose years rest on awards against one respondent within three days",
    ),
    population="approval",
    column="d09_awards",
    unit="persons",
    direction="high",
    # smaller groups come of ordinary disputes with one employer
    threshold=10,
    level="S",
    evidence_source="awards",
    amount="d09_amount",
    reason=BilingualText(
        zh=(
            "{d09_award_date}前后3日内，同一被申请人有{d09_awards}人取得裁决并据以计算年限，"
            "本人对应已发养老金约{d09_amount}元。"
        ),
        en=(
            "within three days of {d09_award_date} {d09_awards} persons got awards against one "
            "respondent and had years counted on them; about {d09_amount} yuan of this pension so "
            "far."
        ),
    ),
    look_alikes=BilingualText("企业破产后的集体欠薪争议", "collective disputes after a bankruptcy"),
    verify=BilingualText(
        zh="调仲裁卷宗：开庭、送达、质证是否真实，被申请人是否到庭；查代理人、代办费用",
        en=(
            "see the arbitration file: hearing, service, evidence, whether the respondent "
            "appeared; who acted and for what fee"
        ),
    ),
    laws=BACK_PAY_LAWS,
    exclusions=(
        Exclusion(
            "is_heard_before",
            BilingualText(
                zh="八成以上案件开庭与裁决相隔7日以上，属正常审理的集体争议",
                en=(
                    "four in five were heard seven days and more before the award: a collective "
                    "dispute tried in the ordinary way"
                ),
            ),
        ),
    ),
    evidence=(APPROVAL, make_segment_evidence(award_segments)),
)

BOUGHT = Indicator(
    id="D10",
    title=BilingualText("一次性补缴年限", "years bought in a lump sum"),
    definition=BilingualText(
        zh=(
            "一次性补缴超过36个月：无文书的月数超过36为高等级；"
            "有文书但同一代办人涉及5人以上的为强线索"
        ),
        en=(
            "more than 36 months bought in lump sums: high with more than 36 without a document; a "
            "strong lead with documents if one agent has 5 persons and more"
        ),
    ),
    population="approval",
    column="bought_months",
    unit="months",
    direction="high",
    # law/backpay_document_months: more than 36 months need a court's or an award's paper
    threshold=37,
    level="M",
    level_when=(("is_without_document", "H"), ("is_agent_cluster", "S")),
    evidence_source="lump",
    amount="d10_amount",
    period=("lump_from_month", "lump_to_month"),
    reason=BilingualText(
        zh=(
            "退休前一次性补缴{lump_from_month}至{lump_to_month}共{bought_months}个月"
            "（{lump_postings}笔，末次到账{d10_posted_date}），"
            "其中{undocumented_months}个月无文书；同一代办人涉及{agent_lump_persons}人；"
            "对应已发养老金约{d10_amount}元。"
        ),
        en=(
            "{bought_months} months from {lump_from_month} to {lump_to_month} were bought in "
            "{lump_postings} postings (last on {d10_posted_date}), {undocumented_months} of them "
            "without a document; the agent has {agent_lump_persons} such persons; about "
            "{d10_amount} yuan of the pension so far."
        ),
    ),
    look_alikes=BilingualText(
        "国企改制、被征地政策补缴、退役士兵2019—2021年接续补缴",
        "restructured state firms, land policy, demobilised soldiers 2019–2021",
    ),
    verify=BilingualText(
        "调取补缴依据文书并向出具机关核验文号；核实劳动关系、工资支付",
        "see the document and ask its issuer; verify employment and wages",
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
        Exclusion(
            "is_land_policy",
            BilingualText(
                "由村社统一缴纳的被征地政策补缴",
                "paid through the village: the policy for lost land",
            ),
        ),
    ),
    evidence=(
        APPROVAL,
        Evidence(ContributionMonth, on=BY_APPROVAL, keys=lump_months),
    ),
)

TOGETHER = Indicator(
    id="D12",
    title=BilingualText("经办、代办集中", "one approver or agent with many"),
    definition=BilingualText(
        zh=(
            "视同或裁决年限180个月以上的审批中，"
            "同一审批人或代办电话的占比为其他人的倍数（至少10件）"
        ),
        en=(
            "share of approvals with 180 deemed or awarded months and more at one approver or "
            "agent, over that of the others (10 and more)"
        ),
    ),
    population="approval",
    column="d12_lift",
    unit="ratio",
    direction="high",
    # lower cuts meet approvers of districts with many old workers
    threshold=5,
    level="S",
    evidence_source="handlers",
    reason=BilingualText(
        zh=(
            "本件与同一审批人或代办人的{handler_high}件长视同年限审批集中，"
            "占其{handler_all}件的{handler_share}，其他人为{others_share}，为{d12_lift}倍。"
        ),
        en=(
            "this is one of {handler_high} approvals of long deemed service at one approver or "
            "agent, {handler_share} of its {handler_all} where the others have {others_share}: "
            "{d12_lift} times."
        ),
    ),
    look_alikes=BilingualText(
        "按分工专办档案审核的经办人", "a clerk who reviews archives by the duty roster"
    ),
    verify=BilingualText(
        zh="核对岗位分工；抽查该批档案原件；涉及工作人员的线索移交纪检监察，不交原经办机构核查",
        en=(
            "see the roster, sample the files; leads on staff go to the discipline inspectors, not "
            "to the office concerned"
        ),
    ),
    laws=("social-insurance-88", "fund-supervision-32"),
    exclusions=(
        Exclusion(
            "is_archive_clerk",
            BilingualText(
                zh="该审批人的长视同年限八成以上有3份以上原件佐证，属专门审档岗位",
                en=(
                    "four in five of this approver's cases rest on three originals: a post that "
                    "reviews archives"
                ),
            ),
        ),
        Exclusion(
            "is_fully_documented",
            BilingualText(
                "本件各视同分段均有3份以上原件佐证",
                "every deemed segment of this approval rests on three and more originals",
            ),
        ),
    ),
    evidence=(APPROVAL, SEGMENTS),
)
