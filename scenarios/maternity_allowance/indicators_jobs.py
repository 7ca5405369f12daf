"""maternity_allowance: the job before the birth, its base, and its end."""

from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.maternity_allowance.shared_evidence import (
    CONDITION_LAWS,
    FOUR_CHECKS,
    FRAUD_LAWS,
    PAID_WAGES,
    PAYMENT_ROW,
    PREMIUMS,
    RETURNING,
    SHAM_WORK_LAWS,
    TRANSFER,
    UNIT_ROW,
)

ARRIVED_LATE = Indicator(
    id="M01",
    title=BilingualText("临产转入", "insured by the unit shortly before birth"),
    definition=BilingualText(
        zh=(
            "分娩前十个月内在津贴单位（关联单位合并）参保的月数；不超过3个月且产后即停、基数翻倍"
            "或同单位（含关联单位）此类人员3人以上的为强线索；4至6个月的须有其中两项"
        ),
        en=(
            "months insured by the unit (affiliates merged) in the ten before birth; strong up to "
            "three, beside an early departure, a doubled base or three such mothers at the unit or "
            "its affiliates; up to six, beside two of these"
        ),
    ),
    population="allowance",
    column="m01_months",
    unit="months",
    direction="low",
    # six months: those who arrived earlier hardly knew; feeds the model
    threshold=6,
    level="M",
    level_when=(("is_parked", "S"),),
    evidence_source="arrival",
    reason=BilingualText(
        zh=(
            "分娩（{birth_date}）前十个月内仅在该单位参保{m01_months}个月，"
            "同单位（含关联单位）临产转入{late_mothers}人，津贴{amount_involved}元。"
        ),
        en=(
            "insured by the unit for {m01_months} of the ten months before the birth of "
            "{birth_date}; {late_mothers} arrived so late there; {amount_involved} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "孕期换工作、返回原单位、单位整体转移", "a job changed in pregnancy, a return, a unit moved"
    ),
    verify=FOUR_CHECKS,
    laws=SHAM_WORK_LAWS,
    exclusions=(RETURNING, TRANSFER, PAID_WAGES),
    evidence=(PAYMENT_ROW, PREMIUMS, UNIT_ROW),
)

LEFT_SOON = Indicator(
    id="M02",
    title=BilingualText("产后即停", "insurance ended with the leave"),
    definition=BilingualText(
        zh="津贴期满至在该单位最后参保月的月数（提前停保为负）；同时临产转入的为强线索",
        en=(
            "months from the end of leave to the last month insured by the unit (negative if "
            "earlier); strong beside a late arrival"
        ),
    ),
    population="allowance",
    column="m02_months",
    unit="months",
    direction="low",
    # two: a month's notice, and the month in which the roster is changed
    threshold=2,
    level="M",
    level_when=(("is_soon_gone", "S"),),
    evidence_source="departure",
    reason=BilingualText(
        zh="津贴期满后{m02_months}个月即停保，分娩前仅参保{m01_months}个月，津贴{amount_involved}元。",
        en=(
            "insurance ended {m02_months} months after the leave; {m01_months} months before the "
            "birth; {amount_involved} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "合同到期、单位关闭、产后照护家庭而辞职", "end of a contract or of the unit, care at home"
    ),
    verify=FOUR_CHECKS,
    laws=SHAM_WORK_LAWS,
    exclusions=(
        Exclusion(
            "is_unit_closed",
            BilingualText("单位同期注销", "the unit was deregistered about then"),
        ),
        RETURNING,
        TRANSFER,
        PAID_WAGES,
    ),
    evidence=(PAYMENT_ROW, PREMIUMS),
)

RAISED_BASE = Indicator(
    id="M03",
    title=BilingualText("基数突增", "base raised before birth"),
    definition=BilingualText(
        zh=(
            "分娩前三个月基数与此前一年均值、或与同单位其他职工中位数之比（取大）；"
            "2倍以上且产前六个月内转入的为强线索"
        ),
        en=(
            "base of the three months before birth over that of the year before, or over the "
            "median of the unit's other staff, the greater; strong from twice on beside an arrival "
            "within six months"
        ),
    ),
    population="allowance",
    column="m03_ratio",
    unit="ratio",
    direction="high",
    # half as much again: no yearly adjustment of bases is as large
    threshold=1.5,
    level="M",
    level_when=(("is_raised", "S"),),
    evidence_source="base",
    reason=BilingualText(
        zh=(
            "产前三个月基数{late_base_yuan}元，此前一年{early_base_yuan}元，"
            "同单位中位数{others_base_yuan}元，为其{m03_ratio}倍。"
        ),
        en=(
            "base {late_base_yuan} yuan in the three months before birth, {early_base_yuan} in the "
            "year before, {others_base_yuan} among the unit's others: {m03_ratio} times."
        ),
    ),
    look_alikes=BilingualText("晋升调薪、提成", "promotion, commissions"),
    verify=BilingualText(
        "核对工资发放流水、个税申报与基数申报表", "compare wages paid, tax returns and bases filed"
    ),
    laws=SHAM_WORK_LAWS,
    exclusions=(
        Exclusion(
            "is_wage_of_that_level",
            BilingualText("申报工资与基数相差不超过一成", "declared wages within a tenth of it"),
        ),
    ),
    evidence=(PAYMENT_ROW, PREMIUMS),
)

ABOVE_WAGES = Indicator(
    id="M06",
    title=BilingualText("津贴基数偏离申报工资", "allowance base above the wages declared"),
    definition=BilingualText(
        zh=(
            "津贴所用月基数超出申报工资的比例：按单位平均计发的与单位平均工资比，"
            "按本人计发的与本人产前十二个月平均工资比；一倍以上且工资完整的为高等级"
        ),
        en=(
            "share by which the base of the allowance exceeds declared wages: the unit's mean "
            "where that is the rule, else her own of twelve months; high from double on where all "
            "are known"
        ),
    ),
    population="allowance",
    column="m06_share",
    unit="share",
    direction="high",
    # three tenths: bases may lag a year behind wages and hold bonuses
    threshold=0.3,
    level="S",
    level_when=(("is_twice", "H"),),
    evidence_source="wages",
    reason=BilingualText(
        zh="津贴月基数{base_used_yuan}元，申报平均工资{m06_wage_yuan}元，高出{m06_share}。",
        en=(
            "allowance computed from {base_used_yuan} yuan a month, mean wage declared "
            "{m06_wage_yuan}: {m06_share} above."
        ),
    ),
    look_alikes=BilingualText(
        "年终奖、提成在产后申报，税前税后口径不同", "bonuses declared later, gross and net"
    ),
    verify=BilingualText(
        "核对单位上年度工资总额、人数和津贴核定表", "check the unit's wage sum, heads and decision"
    ),
    laws=(*FRAUD_LAWS, *CONDITION_LAWS),
    exclusions=(
        Exclusion(
            "is_bonus_later",
            BilingualText(
                "计入产后三个月申报的奖金后相差不超过一成",
                "within a tenth with what was declared in the three months after",
            ),
        ),
    ),
    evidence=(PAYMENT_ROW, PREMIUMS),
)
