"""short_term_enrollment: what a last employer lends itself to."""

from contracts.text import Text
from scenarios.indicators.short_term_enrollment_terms import CLAIM_LAWS, UNIT_CLAIMS, UNIT_ROW
from scenarios.kit.definition import Exclusion, Indicator

CLAIM_RATE = Indicator(
    id="U08",
    title=Text("单位领金率", "claim rate of a unit"),
    definition=Text(
        "近两个滚动年度中较高一年的领金人数（至少5人）除以月均参保人数",
        "claimants (five and more) over mean insured heads, the worse of two trailing years",
    ),
    population="unit",
    column="u08_ratio",
    unit="share",
    direction="high",
    threshold=0.5,
    level="S",
    family="unit_claims",
    reason=Text(
        "滚动年度内{u08_claimants}人领金，月均参保{u08_mean_heads}人，领金率{u08_rate_share}，同行业{u08_peer_share}（收缩后为同业{u08_times_peer}倍）。",
        "{u08_claimants} claimants on {u08_mean_heads} insured heads: {u08_rate_share}, trade {u08_peer_share} ({u08_times_peer} times after shrinkage).",
    ),
    look_alikes=Text(
        "破产关停、搬迁、规模裁员（已报告）、项目完工、派遣单位",
        "bankruptcy, relocation, reported layoffs, end of a project, dispatch units",
    ),
    verify=Text(
        "实地查看经营场所；核对员工名册、工资和纳税；查申报人、中介与收费；串并领金人员核查",
        "visit the premises; check roster, wages and tax; look for agents and fees; check the claimants together",
    ),
    laws=(*CLAIM_LAWS, "handling-55", "fund-supervision-32"),
    exclusions=(
        Exclusion(
            "is_wound_up",
            Text("单位已注销且多数为裁员或破产离职", "deregistered, most left by layoff or bankruptcy"),
        ),
        Exclusion(
            "is_mass_layoff",
            Text(
                "半数以上以裁员或破产原因离职，应有裁员报告",
                "half and more left by layoff or bankruptcy, which is reported",
            ),
        ),
        Exclusion(
            "is_dispatch_unit",
            Text(
                "持证劳务派遣单位，人员流动属业务性质", "a licensed dispatch unit, turnover is its business"
            ),
        ),
    ),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
)

SHORT_LEAVERS = Indicator(
    id="U09",
    title=Text("单位短参保离职占比", "share of short spells among leavers"),
    definition=Text(
        "近24个月离职人员（至少15人）中参保不超过3个月的占比",
        "leavers of 24 months (15 and more) with spells of up to 3 months",
    ),
    population="unit",
    column="u09_share",
    unit="share",
    direction="high",
    threshold=0.6,
    level="M",
    family="turnover",
    reason=Text(
        "近24个月离职{leaver_count}人，其中{short_leaver_count}人参保不超过3个月，占{u09_share}。",
        "{short_leaver_count} of {leaver_count} leavers ({u09_share}) stayed up to 3 months.",
    ),
    look_alikes=Text("餐饮、快递、电子装配的节前节后流动", "food, courier and assembly work around New Year"),
    verify=Text(
        "与同行业同月份比较；抽查离职人员用工真实性",
        "compare with the trade in the same months; sample leavers",
    ),
    laws=("social-insurance-88",),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
)
