"""short_term_enrollment: employers with unusually many claims."""

from contracts.bilingual_text import BilingualText
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.unemployment.nominal_enrolment import parked_claim_keys, short_claim_keys
from scenarios.framework.definition import Evidence, Exclusion, Indicator
from scenarios.short_term_enrollment.shared_evidence import CLAIM_LAWS, UNIT_CLAIMS, UNIT_ROW

UNIT_LAWS = (*CLAIM_LAWS, "handling-55", "fund-supervision-32")

WOUND_UP = Exclusion(
    "is_wound_up",
    BilingualText(
        "单位已注销且多数为裁员或破产离职", "deregistered, most left by layoff or bankruptcy"
    ),
)

MASS_LAYOFF = Exclusion(
    "is_mass_layoff",
    BilingualText(
        "半数以上以裁员或破产原因离职，应有裁员报告",
        "half and more left by layoff or bankruptcy, which is reported",
    ),
)

DISPATCH_UNIT = Exclusion(
    "is_dispatch_unit",
    BilingualText(
        "持证劳务派遣单位，人员流动属业务性质", "a licensed dispatch unit, turnover is its business"
    ),
)

CLAIM_RATE = Indicator(
    id="U08",
    title=BilingualText("单位领金率", "claim rate of a unit"),
    definition=BilingualText(
        zh=(
            "近两个滚动年度中较高一年，单位（或其关联单位合计）领金人数除以月均参保人数；"
            "至少2人，且按全市其他单位的比例偶然出现的概率低于万分之一"
        ),
        en=(
            "claimants of a unit (or of its group) over mean insured heads, the worse of two "
            "trailing years; two and more, with a chance below one in ten thousand at the rate of "
            "all others"
        ),
    ),
    population="unit",
    column="u08_ratio",
    unit="share",
    direction="high",
    # lower cuts meet seasonal trades
    threshold=0.5,
    level="S",
    evidence_source="unit_claims",
    reason=BilingualText(
        zh=(
            "滚动年度内本单位{u08_claimants}人领金，月均参保{u08_mean_heads}人，"
            "领金率{u08_rate_share}（异常年度单位或关联单位合计{u08_group_claimants}人，"
            "参保{u08_group_heads}人），同行业{u08_peer_share}（收缩后为同业{u08_times_peer}倍）。"
        ),
        en=(
            "{u08_claimants} claimants on {u08_mean_heads} insured heads: {u08_rate_share} (in the "
            "unusual year {u08_group_claimants} on {u08_group_heads}, affiliates included), trade "
            "{u08_peer_share} ({u08_times_peer} times after shrinkage)."
        ),
    ),
    look_alikes=BilingualText(
        "破产关停、搬迁、规模裁员（已报告）、项目完工、派遣单位",
        "bankruptcy, relocation, reported layoffs, end of a project, dispatch units",
    ),
    verify=BilingualText(
        zh="实地查看经营场所；核对员工名册、工资和纳税；查申报人、中介与收费；串并领金人员核查",
        en=(
            "visit the premises; check roster, wages and tax; look for agents and fees; check the "
            "claimants together"
        ),
    ),
    laws=UNIT_LAWS,
    exclusions=(
        WOUND_UP,
        MASS_LAYOFF,
        DISPATCH_UNIT,
    ),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
)

SHORT_LEAVERS = Indicator(
    id="U09",
    title=BilingualText("单位短参保离职占比", "share of short spells among leavers"),
    definition=BilingualText(
        zh="近24个月离职人员（至少2人）中参保不超过3个月的占比，短参保人数为二十家单位所罕见的才计",
        en=(
            "leavers of 24 months (two and more) with spells of up to 3 months, where one unit in "
            "twenty has so many"
        ),
    ),
    population="unit",
    column="u09_share",
    unit="share",
    direction="high",
    # lower cuts meet seasonal trades; feeds the model
    threshold=0.6,
    level="M",
    evidence_source="turnover",
    reason=BilingualText(
        "近24个月离职{leaver_count}人，其中{short_leaver_count}人参保不超过3个月，占{u09_share}。",
        "{short_leaver_count} of {leaver_count} leavers ({u09_share}) stayed up to 3 months.",
    ),
    look_alikes=BilingualText(
        "餐饮、快递、电子装配的节前节后流动", "food, courier and assembly work around New Year"
    ),
    verify=BilingualText(
        "与同行业同月份比较；抽查离职人员用工真实性",
        "compare with the trade in the same months; sample leavers",
    ),
    laws=("social-insurance-88",),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
)

TURNOVER = Indicator(
    id="U10",
    title=BilingualText("单位月增减员强度", "monthly turnover of a unit"),
    definition=BilingualText(
        zh="近24个月增员与减员之和除以参保人月数（即每月增减员占在册人数之比）",
        en=(
            "joiners and leavers of 24 months over insured head months: the part of the roster "
            "that changes in a month"
        ),
    ),
    population="unit",
    column="u10_turnover_share",
    unit="share",
    direction="high",
    # half of the staff exchanged each month; feeds the model
    threshold=0.5,
    level="M",
    evidence_source="turnover",
    reason=BilingualText(
        "近24个月每月增减员平均占在册人数{u10_turnover_share}，其中离职{leaver_count}人。",
        "{u10_turnover_share} of the roster changes every month; {leaver_count} left in 24 months.",
    ),
    look_alikes=BilingualText(
        "劳务派遣、代理机构、季节用工", "dispatch and agency units, seasonal work"
    ),
    verify=BilingualText(
        "抽查增减员人员的用工真实性，查申报人与网络地址",
        "sample joiners and leavers; see who filed them",
    ),
    laws=("social-insurance-88",),
    exclusions=(DISPATCH_UNIT,),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
)

EARLY_CLAIM = Indicator(
    id="U12",
    title=BilingualText("单位首领间隔", "months from registration to the first claim"),
    definition=BilingualText(
        "单位参保登记至首名职工申领失业待遇的月数",
        "months from a unit's registration to its first claim",
    ),
    population="unit",
    column="u12_months",
    unit="months",
    direction="low",
    # half a year from registration to the first claim; young firms fail, so it feeds the model
    threshold=6,
    level="M",
    evidence_source="unit_age",
    reason=BilingualText(
        zh=(
            "单位{register_date}登记参保，{u12_months}个月后即有职工申领失业待遇，"
            "累计申领{claim_count}次。"
        ),
        en=(
            "registered on {register_date}; the first of {claim_count} claims came {u12_months} "
            "months later."
        ),
    ),
    look_alikes=BilingualText("创业失败的真实企业", "a genuine start-up that failed"),
    verify=BilingualText(
        "实地查看经营场所，核对纳税与开票", "visit the premises, check tax and invoices"
    ),
    laws=("social-insurance-88",),
    exclusions=(WOUND_UP,),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
)

RECEIVING = Indicator(
    id="U17",
    title=BilingualText("单位挂靠申领聚集", "parked claimants at a unit"),
    definition=BilingualText(
        zh=(
            "单位或其关联单位的申领人中形态分（见U06）0.25以上、且无工资逐月佐证（或此前自缴）的，"
            "2人以上，按参保人数和全市其他单位的比例偶然出现的可能"
            "（负常用对数，已计入比较的单位数）"
        ),
        en=(
            "claimants of a unit or its group in the shape of U06 (by grade) who have no wages in "
            "every month or paid for themselves before, two and more: how unlikely so many are on "
            "its heads at the rate of all others (-log10 of the chance, allowing for the units "
            "compared)"
        ),
    ),
    population="unit",
    column="u17_rarity",
    unit="digits",
    direction="high",
    # one chance in ten thousand
    threshold=4,
    level="S",
    evidence_source="parking",
    amount="u17_yuan",
    period=("u17_from", "u17_to"),
    reason=BilingualText(
        zh=(
            "{u17_from}至{u17_to}本单位（或含关联单位）有{u17_persons}名申领人为长期无单位参保、"
            "短期入职即离职申领，参保{u17_heads}人，按全市比例应为{u17_expected}人，"
            "偶然出现的可能约为10的负{u17_rarity}次方；"
            "其中本单位{u17_own}人涉及待遇{u17_yuan}元，此前自缴最长{u17_self_paid_months}个月。"
        ),
        en=(
            "{u17_persons} claimants of the unit (or its group) came after long without an "
            "employer and claimed after a short spell, on {u17_heads} heads, where {u17_expected} "
            "would be expected: a chance of 10 to the -{u17_rarity}; {u17_own} of them here with "
            "{u17_yuan} yuan of benefit from {u17_from} to {u17_to}."
        ),
    ),
    look_alikes=BilingualText(
        zh="招用返岗人员的企业（工资逐月申报的不计）、已报告的裁员、派遣单位",
        en=(
            "firms that hire people who return to work (those with wages every month do not "
            "count), reported layoffs, dispatch units"
        ),
    ),
    verify=BilingualText(
        zh="调取这些人员的合同、考勤、工资；查增减员申报人、介绍人及费用；串并核查",
        en=(
            "get contracts, attendance and wages of these persons; see who filed and brought them, "
            "and fees; check them together"
        ),
    ),
    laws=UNIT_LAWS,
    exclusions=(
        MASS_LAYOFF,
        DISPATCH_UNIT,
    ),
    evidence=(
        UNIT_ROW,
        Evidence(UnemploymentClaim, on={"employer_id": "last_employer_id"}, keys=parked_claim_keys),
    ),
)

SHORT_CLAIMS = Indicator(
    id="U21",
    title=BilingualText("单位短参保申领异常聚集", "unusually many short spells at a unit"),
    definition=BilingualText(
        zh=(
            "单位或其关联单位的申领人中累计缴费长（60个月起，不足的递减）、最后单位参保短"
            "（6个月内，超过的递减）、离职后30天内（超过的递减）申领且无工资逐月佐证的，2人以上，"
            "按参保人数和全市其他单位的比例偶然出现的可能（负常用对数，已计入比较的单位数）"
        ),
        en=(
            "claims at a unit or its group after long contributions (60 months, less below) and a "
            "short last spell (6 months, less above), made within 30 days (less above), without "
            "wages in every month, two and more: how unlikely so many are on its heads at the rate "
            "of all others (-log10 of the chance, allowing for the units compared)"
        ),
    ),
    population="unit",
    column="u21_rarity",
    unit="digits",
    direction="high",
    # one chance in ten thousand
    threshold=4,
    level="S",
    evidence_source="parking",
    amount="u21_yuan",
    period=("u21_from", "u21_to"),
    reason=BilingualText(
        zh=(
            "{u21_from}至{u21_to}本单位（或含关联单位）有{u21_persons}名长年缴费的申领人只短期参保"
            "即离职申领，参保{u21_heads}人，按全市比例应为{u21_expected}人，"
            "偶然出现的可能约为10的负{u21_rarity}次方；其中本单位{u21_own}人涉及待遇{u21_yuan}元。"
        ),
        en=(
            "{u21_persons} claimants of the unit (or its group) with long contributions had a "
            "short spell there, on {u21_heads} heads, where {u21_expected} would be expected: a "
            "chance of 10 to the -{u21_rarity}; {u21_own} of them here with {u21_yuan} yuan of "
            "benefit from {u21_from} to {u21_to}."
        ),
    ),
    look_alikes=BilingualText(
        "招用返岗人员的企业、季节用工、项目完工、已报告的裁员、派遣单位",
        "firms that hire people who return to work, seasons, projects, layoffs, dispatch units",
    ),
    verify=RECEIVING.verify,
    laws=UNIT_LAWS,
    exclusions=(
        MASS_LAYOFF,
        DISPATCH_UNIT,
    ),
    evidence=(
        UNIT_ROW,
        Evidence(UnemploymentClaim, on={"employer_id": "last_employer_id"}, keys=short_claim_keys),
    ),
)
