"""agency_handling: agents served by one operator, checks on behalf, amounts below a tier."""

from contracts.bilingual_text import BilingualText
from contracts.tables.injury_case import InjuryCase
from contracts.tables.qualification_check import QualificationCheck
from features.operators.operator_amounts import near_tiers
from features.operators.operator_habits import old_checks
from scenarios.agency_handling.shared_evidence import (
    ACCOUNT_ROW,
    BY_OPERATOR,
    CONDUCT_LAWS,
    CONTROL_LAWS,
    make_log_evidence,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator

AGENT = Indicator(
    id="O14",
    title=BilingualText("经办人—中介亲和", "an operator and an agent"),
    definition=BilingualText(
        zh="代办人的业务由某经办人办理的占比与该经办人占全部业务比重之比（15件以上）",
        en=(
            "share of an agent's business done by one operator over that operator's share of all "
            "(15 pieces and more)"
        ),
    ),
    population="operator",
    column="o14_lift",
    unit="ratio",
    direction="high",
    # lower cuts meet an agent who lives near one counter
    threshold=5,
    level="S",
    evidence_source="agents",
    amount="o14_yuan",
    period=("o14_from", "o14_to"),
    reason=BilingualText(
        zh=(
            "同一代办人的业务有{o14_cases}件（占其{o14_agent_share}）由该经办人办理，"
            "为其正常份额的{o14_lift}倍，已付{o14_yuan}元。"
        ),
        en=(
            "{o14_cases} pieces of one agent ({o14_agent_share} of them) were handled by this "
            "operator, {o14_lift} times the usual share; {o14_yuan} yuan were paid."
        ),
    ),
    look_alikes=BilingualText("一个街道只有一个窗口", "one window for a street"),
    verify=BilingualText(
        "核对叫号和派单记录；了解双方关系",
        "compare the queue and the allocation; ask how they know each other",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_only_window",
            BilingualText(
                "在所在地区，该代办人业务由其办理的份额与其通常份额相当",
                "within the district the share is the operator's usual one",
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, Evidence(InjuryCase, on={"op_id": "handler_op"})),
)

ON_BEHALF = Indicator(
    id="O16",
    title=BilingualText("人工代认证集中", "checks on behalf of the very old"),
    definition=BilingualText(
        zh="80岁以上人员由该经办人认证的，人工代认证占比（100次以上）",
        en=(
            "share of checks entered on behalf among the operator's checks of persons of 80 and "
            "more (100 and more)"
        ),
    ),
    population="operator",
    column="o16_behalf_share",
    unit="share",
    direction="high",
    # checks on behalf are usual for the very old; four in five leave hardly any seen in person
    threshold=0.8,
    level="S",
    evidence_source="checks",
    amount="o16_yuan",
    period=("o16_from", "o16_to"),
    reason=BilingualText(
        zh=(
            "为{o16_persons}名80岁以上人员人工代认证{o16_checks}次，"
            "占其高龄认证的{o16_behalf_share}，近12个月发放{o16_yuan}元。"
        ),
        en=(
            "{o16_checks} checks on behalf of {o16_persons} persons of 80 and more, "
            "{o16_behalf_share} of such checks; {o16_yuan} yuan were paid in 12 months."
        ),
    ),
    look_alikes=BilingualText(
        "上门服务小组集中录入", "a visiting team that enters its visits together"
    ),
    verify=BilingualText(
        "抽取名单上门核实是否健在；查领取账户",
        "visit a sample of the persons; ask about their accounts",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_visiting_team",
            BilingualText(
                "八成以上录有认证地点，属上门服务", "four in five have a place: a visiting team"
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, Evidence(QualificationCheck, on=BY_OPERATOR, keys=old_checks)),
)

BELOW_TIER = Indicator(
    id="O17",
    title=BilingualText("拆分规避审批档次", "amounts just below a tier"),
    definition=BilingualText(
        zh="审批档次以下5%以内的业务笔数与以上5%以内之比（20笔以上）",
        en=(
            "pieces within five per cent below a tier of approval over those within five per cent "
            "above (20 and more)"
        ),
    ),
    population="operator",
    column="o17_ratio",
    unit="ratio",
    direction="high",
    # sums should fall evenly around a tier; three times as many below it feed the model
    threshold=3,
    level="M",
    evidence_source="amounts",
    amount="o17_yuan",
    period=("o17_from", "o17_to"),
    reason=BilingualText(
        zh="审批档次{o17_tier_yuan}元以下5%内有{o17_below}笔，以上5%内{o17_above}笔。",
        en=(
            "{o17_below} pieces within five per cent below the tier of {o17_tier_yuan} yuan, "
            "{o17_above} above it."
        ),
    ),
    look_alikes=BilingualText(
        "待遇标准本身集中在某一金额", "a tariff that itself clusters at an amount"
    ),
    verify=BilingualText("核对是否同一事项拆成多笔", "see whether one matter was split"),
    laws=CONTROL_LAWS,
    evidence=(ACCOUNT_ROW, make_log_evidence(near_tiers)),
)
