"""deemed_service: awards, agents and approvers."""

from contracts.bilingual_text import BilingualText
from features.service_and_retirement.service_papers import award_segments
from scenarios.deemed_service.shared_evidence import (
    APPROVAL,
    BACK_PAY_LAWS,
    SEGMENTS,
    make_segment_evidence,
)
from scenarios.framework.definition import Exclusion, Indicator

AWARD_BATCH = Indicator(
    id="D09",
    title=BilingualText("同日批量裁决", "awards in a batch"),
    definition=BilingualText(
        zh=(
            "同一被申请人3日内的仲裁书、判决书（年限以此为据）涉及的人数，"
            "按其他被申请人的人数出现的可能性（负常用对数，已计入被申请人数）"
        ),
        en=(
            "how unlikely the persons whose years rest on awards against one respondent within "
            "three days are beside other respondents (-log10 of the chance, allowing for the "
            "number of respondents)"
        ),
    ),
    population="approval",
    column="d09_rarity",
    unit="digits",
    direction="high",
    # one chance in ten thousand that any respondent has so many at once
    threshold=4,
    level="S",
    evidence_source="awards",
    amount="d09_amount",
    reason=BilingualText(
        zh=(
            "{d09_award_date}前后3日内，同一被申请人有{d09_awards}人取得裁决并据以计算年限"
            "（其他被申请人平常{d09_usual_awards}人），本人对应已发养老金约{d09_amount}元。"
        ),
        en=(
            "within three days of {d09_award_date} {d09_awards} persons got awards against one "
            "respondent and had years counted on them (others usually {d09_usual_awards}); about "
            "{d09_amount} yuan of this pension so far."
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

TOGETHER = Indicator(
    id="D12",
    title=BilingualText("经办、代办集中", "one approver or agent with many"),
    definition=BilingualText(
        zh=(
            "同一审批人或代办电话经手的审批中，视同或裁决年限180个月以上的件数"
            "按其他人的占比出现的可能性（负常用对数，已计入人数）"
        ),
        en=(
            "how unlikely the approvals with 180 deemed or awarded months and more at one approver "
            "or agent are by the share of the others (-log10 of the chance, allowing for the "
            "number compared)"
        ),
    ),
    population="approval",
    column="d12_rarity",
    unit="digits",
    direction="high",
    # one chance in ten thousand that any approver or agent has so many
    threshold=4,
    level="S",
    evidence_source="handlers",
    reason=BilingualText(
        zh=(
            "本件与同一审批人或代办人的{handler_high}件长视同年限审批集中，"
            "占其{handler_all}件的{handler_share}，其他人为{others_share}，"
            "偶然出现的可能约为10的负{d12_rarity}次方。"
        ),
        en=(
            "this is one of {handler_high} approvals of long deemed service at one approver or "
            "agent, {handler_share} of its {handler_all} where the others have {others_share}: a "
            "chance of 10 to the -{d12_rarity}."
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
