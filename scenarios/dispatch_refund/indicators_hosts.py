"""dispatch_refund: host units in the plan and payees of the money."""

from contracts.bilingual_text import BilingualText
from contracts.tables.injury_case import InjuryCase
from contracts.tables.refund_transfer import RefundTransfer
from features.dispatch_refund.doubtful_payees import doubtful_payees
from scenarios.dispatch_refund.shared_evidence import (
    BY_REFUND,
    BY_UNIT,
    FRAUD_LAWS,
    PASS_ON_LAWS,
    PLAN,
    REFUND_ROW,
    TAKEN_OVER,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator, above

PAYEES = Indicator(
    id="R04",
    title=BilingualText("受益对象不符", "payees that are not the hosts"),
    definition=BilingualText(
        zh=(
            "收款单位不在拟拨付明细内，或与派遣单位同一法定代表人、电话、地址、账户，"
            "或多家用工单位的款项汇入同一账户，或用工单位在本地登记却从未为任何人参保"
        ),
        en=(
            "payees outside the plan, or of the dispatch unit's own group or account, or several "
            "hosts' money into one account, or a host registered here that never insured anybody"
        ),
    ),
    population="refund",
    column="r04_yuan",
    unit="yuan",
    direction="high",
    # any sum; small sums are cut by the list's amount
    threshold=above(0),
    level="S",
    evidence_source="payees",
    amount="r04_yuan",
    reason=BilingualText(
        zh=(
            "存疑收款{r04_yuan}元，其中计划外单位{off_plan_yuan}元，"
            "关联单位或本单位账户{to_own_yuan}元，多家单位共用账户{shared_account_yuan}元，"
            "无人参保的用工单位{hollow_yuan}元。"
        ),
        en=(
            "{r04_yuan} yuan to doubtful payees: {off_plan_yuan} outside the plan, {to_own_yuan} "
            "to the unit's own group or account, {shared_account_yuan} of several hosts into one "
            "account, {hollow_yuan} to hosts that insure nobody."
        ),
    ),
    look_alikes=BilingualText(
        zh="集团资金池；用工单位分公司账户；集团内派遣公司为成员单位派遣；用工单位职工在异地参保",
        en=(
            "a group treasury; a host's branch account; a group's own dispatch firm that serves "
            "its members; a host that insures its staff elsewhere"
        ),
    ),
    verify=BilingualText(
        zh="核对收款账户户名与用工单位是否一致；实地核实用工单位是否有派遣人员在岗",
        en=(
            "compare the account's holder with the host; see at the host whether dispatched staff "
            "work there"
        ),
    ),
    laws=(*PASS_ON_LAWS, *FRAUD_LAWS),
    exclusions=(
        Exclusion(
            "is_host_treasury",
            BilingualText(
                "收款方为用工单位的关联单位（集团资金归集）",
                "the payee belongs to the host's group: its treasury",
            ),
        ),
        Exclusion(
            "is_group_host",
            BilingualText(
                zh="关联用工单位自有参保人数不少于派遣人数，属集团内真实用工",
                en=(
                    "the affiliated host insures at least as many of its own: a working member of "
                    "the group"
                ),
            ),
        ),
    ),
    evidence=(
        REFUND_ROW,
        PLAN,
        Evidence(RefundTransfer, on=BY_REFUND, keys=doubtful_payees),
    ),
)

PUBLIC_HOSTS = Indicator(
    id="R05",
    title=BilingualText(
        "派往机关事业单位", "hosts that are government bodies or public institutions"
    ),
    definition=BilingualText(
        zh="2024年度起，拟拨付明细中性质为机关、事业单位（明细或登记）且金额大于零的用工单位",
        en=(
            "from 2024 on, hosts that the plan or the register calls a government body or public "
            "institution, with an amount"
        ),
    ),
    population="refund",
    column="r05_yuan",
    unit="yuan",
    direction="high",
    # any sum: from 2024 nothing is due for public bodies
    threshold=above(0),
    level="H",
    evidence_source="hosts",
    amount="r05_yuan",
    reason=BilingualText(
        zh=(
            "{refund_year}年度明细中有{public_count}家机关事业单位（其中{hidden_count}家在明细中申"
            "报为其他性质），派遣{public_heads}人，计划拨付{r05_yuan}元。"
        ),
        en=(
            "the plan of {refund_year} has {public_count} public hosts ({hidden_count} stated "
            "otherwise), {public_heads} dispatched, {r05_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        zh="已转企改制的单位；公立医院下属劳务公司（企业）",
        en=(
            "a unit converted into an enterprise; a public hospital's labour company, which is an "
            "enterprise"
        ),
    ),
    verify=BilingualText(
        "查用工单位法人登记证书和编制部门登记；确认后核减返还并追回",
        "check the host's legal registration; if confirmed reduce the refund and recover",
    ),
    laws=("stabilization-2024", *FRAUD_LAWS),
    exclusions=(
        Exclusion(
            "is_converted_host",
            BilingualText(
                "登记信息已为企业，属转企改制",
                "the register has it as an enterprise now: converted",
            ),
        ),
    ),
    evidence=(REFUND_ROW, PLAN),
)

OUTSOURCED = Indicator(
    id="R11",
    title=BilingualText("假外包真派遣", "dispatch under the name of outsourcing"),
    definition=BilingualText(
        zh=(
            "派遣单位申报本单位职工部分占90%以上，而上年初以来工伤2件以上、"
            "其中30%以上发生在其他用工单位；2件以上在外、按普通单位外出受伤的比例"
            "偶然出现的概率低于万分之一的为强线索"
        ),
        en=(
            "a dispatch unit claims 90 % and more for own staff, while of its injuries since "
            "the start of Y-1 (two and more) 30 % and more happened at another unit; strong where "
            "two and more did, with a chance below one in ten thousand at ordinary units"
        ),
    ),
    population="refund",
    column="r11_elsewhere_share",
    unit="share",
    direction="high",
    # lower cuts meet errands to other sites
    threshold=0.3,
    level="M",
    level_when=(("is_beyond_errands", "S"),),
    evidence_source="workplace",
    amount="own_staff_yuan",
    reason=BilingualText(
        zh=(
            "申报本单位职工部分占{own_staff_share}（{own_staff_yuan}元），"
            "但工伤{own_cases}件中{cases_elsewhere}件发生在其他用工单位。"
        ),
        en=(
            "{own_staff_share} is claimed for own staff ({own_staff_yuan} yuan), yet "
            "{cases_elsewhere} of {own_cases} injuries happened at another unit."
        ),
    ),
    look_alikes=BilingualText(
        "真实外包且自行管理现场", "genuine outsourcing with management of its own on site"
    ),
    verify=BilingualText(
        "查外包合同、现场管理和考勤由谁负责",
        "read the contract; see who manages and keeps attendance on site",
    ),
    laws=("dispatch-rules-2014", *PASS_ON_LAWS),
    evidence=(REFUND_ROW, Evidence(InjuryCase, on=BY_UNIT)),
)

PLANNED_HEADS = Indicator(
    id="R14",
    title=BilingualText("明细与参保不符", "planned heads differ from the insured"),
    definition=BilingualText(
        zh=(
            "拟拨付明细派遣人数合计与派遣单位上年月均参保人数扣除本单位职工（按金额占比折算）"
            "之差的比例，差3人以上"
        ),
        en=(
            "dispatched heads of the plan beside mean insured heads less own staff (by their part "
            "of the money), three persons and more apart"
        ),
    ),
    population="refund",
    column="r14_gap_share",
    unit="share",
    direction="high",
    # allows a tenth for counts of staff that were taken on different days of the year
    threshold=above(0.1),
    level="S",
    evidence_source="roster",
    amount="r14_yuan",
    reason=BilingualText(
        zh=(
            "明细派遣{plan_heads}人；上年月均参保{insured_mean_heads}人、"
            "本单位职工占{own_staff_share}，应为约{expected_heads}人，相差{r14_gap_share}。"
        ),
        en=(
            "{plan_heads} dispatched by the plan; {insured_mean_heads} insured on average, "
            "{own_staff_share} own staff, so about {expected_heads}: {r14_gap_share} apart."
        ),
    ),
    look_alikes=BilingualText(
        "明细按年末人数而非月均填报", "the plan holds heads of the end of the year, not the mean"
    ),
    verify=BilingualText(
        "调取派遣人员名册与本单位职工名册，逐人核对", "compare both rosters person by person"
    ),
    laws=PASS_ON_LAWS,
    exclusions=(
        Exclusion(
            "is_taken_over",
            TAKEN_OVER,
        ),
        Exclusion(
            "is_year_end_count",
            BilingualText(
                "与上年末派遣人数相符，属口径不同",
                "it fits the heads of the end of the year: another way to count",
            ),
        ),
    ),
    evidence=(REFUND_ROW, PLAN),
)
