"""dispatch_refund: the ceiling of a refund and the figures that it is computed from."""

from contracts.bilingual_text import BilingualText
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.stabilization_refund import StabilizationRefund
from features.dispatch_refund.refund_ledgers import premiums_counted_twice
from scenarios.dispatch_refund.shared_evidence import (
    BY_REFUND,
    CONDITION_LAWS,
    REFUND_ROW,
    TAKEN_OVER,
    UNIT_ROW,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator, above

OVER_CEILING = Indicator(
    id="R06",
    title=BilingualText("返还额超标", "refund above the ceiling"),
    definition=BilingualText(
        zh=(
            "返还额减该年度该划型比例与上年实缴保费之积：超过该年度可提高到的比例为高等级，"
            "在一般比例与提高比例之间、或者该年度比例未查到的为强线索；申报保费与台账之比超出同类单位"
            "离散范围（至少5%）的，按台账计算：3人以上单位为强线索，一两人的仅为弱线索"
        ),
        en=(
            "refund less the year's ratio for the size class times premium paid: high above the "
            "ratio to which that year's may be raised, strong between the two or where the year's "
            "ratio was not found; where the "
            "premium stated over the ledger's lies outside the spread of like units (5 % at "
            "least), by the ledger: strong from three heads on, weak for one or two"
        ),
    ),
    population="refund",
    column="r06_yuan",
    unit="yuan",
    direction="high",
    # yuan; a difference up to 1 is rounding of the ratio
    threshold=above(1),
    level="M",
    level_when=(("is_over_stated", "H"), ("is_over_usual", "S"), ("is_above_spread", "S")),
    evidence_source="calculation",
    amount="r06_yuan",
    reason=BilingualText(
        zh=(
            "{refund_year}年度按{size_class_used}型比例{legal_share}，"
            "申报上年实缴{premium_paid_prev_year}元（台账{ledger_premium_yuan}元，为其"
            "{premium_over_ledger}倍，同类单位多在{premium_widest_ratio}倍以内），"
            "返还{refund_amount}元，超出上限{r06_yuan}元。先核：{r06_question}。"
        ),
        en=(
            "for {refund_year} at class {size_class_used} ({legal_share}); "
            "{premium_paid_prev_year} yuan stated as paid ({ledger_premium_yuan} in the ledger, "
            "{premium_over_ledger} times; like units stay within {premium_widest_ratio}); "
            "{refund_amount} granted, {r06_yuan} over the ceiling. Ask first: {r06_question}."
        ),
    ),
    look_alikes=BilingualText(
        zh="上年度保费在核定前后补结算；缴费基数事后更正；申报口径与台账不同（全市两向偏离）",
        en=(
            "premium of the year before that was settled late; bases corrected afterwards; figures "
            "stated on another footing, which differ both ways over all refunds"
        ),
    ),
    verify=BilingualText(
        "重算实缴保费（剔除欠费补缴和滞纳金）并核对划型",
        "compute the premium again without arrears and late fees",
    ),
    laws=("stabilization-raised-2025", *CONDITION_LAWS),
    exclusions=(
        Exclusion(
            "is_premium_of_two_ledgers",
            TAKEN_OVER,
        ),
        Exclusion(
            "is_ledger_partial",
            BilingualText(
                "台账自年度中间才有（迁入单位），按已有月份折算与申报相符",
                "the ledger begins within the year (a unit that moved in); its months fit the "
                "premium stated",
            ),
        ),
        Exclusion(
            "is_settled_late",
            BilingualText(
                zh="按台账现有上年度实缴保费计算未超标，属后补结算",
                en=(
                    "by the premium of that year in the ledger today it is within the ceiling: "
                    "settled late"
                ),
            ),
        ),
    ),
    evidence=(REFUND_ROW,),
)

SIZE = Indicator(
    id="R09",
    title=BilingualText("划型不符", "size class differs from the register"),
    definition=BilingualText(
        "登记划型为大型，返还按中小微型计算（登记划型年度为上年或本年）",
        "large by the register (of Y-1 or Y), refunded as a smaller unit",
    ),
    population="refund",
    column="r09_smaller",
    unit="yes",
    direction="high",
    # a flag: 1 is yes
    threshold=1,
    level="S",
    evidence_source="size",
    reason=BilingualText(
        zh=(
            "登记划型{register_size}（{register_size_year}年），"
            "返还按{size_class_used}型比例{ratio}计{refund_amount}元。"
        ),
        en=(
            "class {register_size} in the register ({register_size_year}), refunded as "
            "{size_class_used} at {ratio}: {refund_amount} yuan."
        ),
    ),
    look_alikes=BilingualText("划型信息滞后", "the classification file lags behind"),
    verify=BilingualText(
        "按上年营业收入和从业人员重新划型",
        "classify again by turnover and staff of the year before",
    ),
    laws=CONDITION_LAWS,
    exclusions=(
        Exclusion(
            "is_class_of_other_year",
            BilingualText("登记划型不是上年或本年的", "the register's class is of another year"),
        ),
    ),
    evidence=(REFUND_ROW, UNIT_ROW),
)

HEADS = Indicator(
    id="R12",
    title=BilingualText("年末人数虚增", "heads of the reference month above the months around"),
    definition=BilingualText(
        zh=(
            "申报的上年末人数比前后三个月中位数高出的比例；若同时高于台账同月人数一成且3人以上、"
            "并超出全市申报与台账人数的离散范围，为强线索"
        ),
        en=(
            "heads stated for the end of Y-1 over the median of three months before and after; "
            "strong where the ledger of that very month has fewer, by a tenth, three persons, and "
            "more than stated heads differ from the ledger over all refunds"
        ),
    ),
    population="refund",
    column="r12_excess",
    unit="ratio",
    direction="high",
    # lower cuts meet seasonal staff; feeds the model
    threshold=0.5,
    level="M",
    level_when=(("is_above_ledger", "S"),),
    evidence_source="roster",
    reason=BilingualText(
        zh="申报上年末{heads_y1}人，前后三个月中位数{median_heads}人，台账当月{ledger_heads}人。",
        en=(
            "{heads_y1} stated for the end of the year; the median of the months around is "
            "{median_heads}, the ledger has {ledger_heads} for that month."
        ),
    ),
    look_alikes=BilingualText("春节前后、季节性用工", "seasonal hires around New Year"),
    verify=BilingualText(
        "调取年末参保名册和工资发放表", "get the roster and payroll of that month"
    ),
    laws=CONDITION_LAWS,
    peer_group=("unit_kind",),
    exclusions=(
        Exclusion(
            "is_taken_over",
            TAKEN_OVER,
        ),
    ),
    evidence=(REFUND_ROW,),
)

TWICE = Indicator(
    id="R13",
    title=BilingualText("重复享受", "granted twice"),
    definition=BilingualText(
        zh=(
            "同一单位同一年度第二次返还，或同一人在上年有2个月以上同时计入派遣单位和也获返还的用"
            "工单位"
        ),
        en=(
            "a second refund of a unit and year, or a person counted for two months and more both "
            "under the dispatch unit and a host with a refund"
        ),
    ),
    population="refund",
    column="r13_twice",
    unit="yes",
    direction="high",
    # a flag: 1 is yes
    threshold=1,
    level="H",
    evidence_source="double",
    amount="r13_yuan",
    reason=BilingualText(
        zh=(
            "{refund_year}年度该单位返还{refunds_in_year}次共{year_refund_yuan}元；"
            "{twice_persons}人同时计入用工单位，涉及{r13_yuan}元。"
        ),
        en=(
            "{refunds_in_year} refunds of {refund_year}, {year_refund_yuan} yuan in all; "
            "{twice_persons} persons counted at a host too; {r13_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "年中更换单位（月份不重叠）；分两次拨付的补差",
        "a change of employer within the year; a supplement",
    ),
    verify=BilingualText(
        "核对两次核定表；逐人核对参保月份",
        "compare both decisions; compare months person by person",
    ),
    laws=CONDITION_LAWS,
    exclusions=(
        Exclusion(
            "is_second_of_taken_unit",
            TAKEN_OVER,
        ),
        Exclusion(
            "is_supplement",
            BilingualText(
                "各次合计未超过该年度上限，属补差",
                "all together are within the year's ceiling: a supplement",
            ),
        ),
    ),
    evidence=(
        Evidence(
            StabilizationRefund, on={"employer_id": "employer_id", "refund_year": "refund_year"}
        ),
        Evidence(ContributionMonth, on=BY_REFUND, keys=premiums_counted_twice),
    ),
)
