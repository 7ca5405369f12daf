"""pharmacy_billing: monthly sums of a shop and its agreement."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.institution_event import InstitutionEvent
from features.pharmacy.shop_books import closure_settlements
from scenarios.framework.definition import Evidence, Exclusion, Indicator
from scenarios.pharmacy_billing.shared_evidence import FRAUD_LAWS, SHOP_LAWS, SHOP_ON, SHOP_ROW

YEAR_END = Indicator(
    id="P14",
    title=BilingualText("年末突击", "a December beyond the others"),
    definition=BilingualText(
        zh="12月统筹支付与7至11月月均之比，再除以本区县同比中位数；超出季节部分不足2000元的不判",
        en=(
            "December's pooled money over the mean of July to November, divided by the district's "
            "median rise; not judged where less than 2,000 yuan came in beyond the season"
        ),
    ),
    population="shop",
    column="p14_ratio",
    unit="ratio",
    direction="high",
    # the season is taken out; lower cuts meet an ordinary busy December
    threshold=2.5,
    level="S",
    evidence_source="season",
    amount="p14_yuan",
    period=("p14_from", "p14_to"),
    reason=BilingualText(
        zh=(
            "{p14_from}当月统筹支付{p14_yuan}元，"
            "为7至11月月均{p14_mean_yuan}元的{p14_rise_ratio}倍，扣除区县因素后{p14_ratio}倍，"
            "疑似年末套刷额度。"
        ),
        en=(
            "{p14_yuan} yuan of pooled money in the month from {p14_from}, {p14_rise_ratio} times "
            "the months before ({p14_ratio} beyond the district)."
        ),
    ),
    look_alikes=BilingualText(
        "流感季、整条街同涨、新增门诊统筹", "a flu season, a whole street, a new pooling point"
    ),
    verify=BilingualText(
        "抽查12月大额结算的处方与实物", "check prescriptions and goods of December"
    ),
    laws=FRAUD_LAWS,
    peer_group=("shop_kind",),
    evidence=(SHOP_ROW,),
)

CLOSED = Indicator(
    id="P18",
    title=BilingualText("暂停/非定点结算", "settled while suspended"),
    definition=BilingualText(
        "协议暂停、中止期间或终止之后的结算笔数（生效当日不计）",
        "settlements inside a suspension or after the end of the agreement (not the day of effect)",
    ),
    population="shop",
    column="p18_count",
    unit="settlements",
    direction="high",
    # one is enough: without an agreement the fund does not pay
    threshold=1,
    level="H",
    evidence_source="agreement",
    amount="p18_yuan",
    period=("p18_from", "p18_to"),
    reason=BilingualText(
        zh=(
            "自{p18_closed_date}起协议暂停或终止，{p18_from}至{p18_to}仍结算{p18_count}笔，"
            "涉及{p18_yuan}元。"
        ),
        en=(
            "suspended or ended from {p18_closed_date}; {p18_count} settlements from {p18_from} to "
            "{p18_to}, {p18_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText("决定送达与生效日期不一致", "a decision that took effect later"),
    verify=BilingualText(
        "核对决定书生效日期与系统停用记录",
        "check the decision's date of effect and the system's record",
    ),
    laws=SHOP_LAWS,
    exclusions=(
        Exclusion(
            "is_renewal_missing",
            BilingualText(
                "仅协议期满，而期满的药店多数照常结算，疑似续签未录入",
                "only the term has run out, as at most shops that go on settling: renewals missing",
            ),
            is_entry_error=True,
        ),
    ),
    evidence=(
        SHOP_ROW,
        Evidence(InstitutionEvent, on=SHOP_ON),
        Evidence(ClaimHeader, on=SHOP_ON, keys=closure_settlements),
    ),
)

GROWTH = Indicator(
    id="P17",
    title=BilingualText("增长异常", "growth out of the ordinary"),
    definition=BilingualText(
        zh=(
            "近12个月中最异常两个月的医保金额（扣除区县因素）高出本店此前12个月（隔两个月）"
            "指数加权均值的离差数，取较小者"
        ),
        en=(
            "the smaller of the two most surging months' distance from the shop's exponentially "
            "weighted twelve months before (two months apart), in spreads, less what the district "
            "did"
        ),
    ),
    population="shop",
    column="p17_z",
    unit="ratio",
    direction="high",
    # four deviations in two months at once; feeds the model
    threshold=4,
    level="M",
    evidence_source="growth",
    amount="p17_yuan",
    period=("p17_from", "p17_to"),
    reason=BilingualText(
        zh=(
            "{p17_from}与{p17_to}两个月医保金额合计{p17_yuan}元，此前月均约{p17_usual_yuan}元，"
            "高出{p17_z}个离差。"
        ),
        en=(
            "{p17_yuan} yuan in the months {p17_from} and {p17_to} together, about "
            "{p17_usual_yuan} a month before: {p17_z} spreads above."
        ),
    ),
    look_alikes=BilingualText(
        "相邻药店停业、新建小区、新增门诊统筹",
        "the shop next door closed, a new estate, a new pooling point",
    ),
    verify=BilingualText(
        "查看周边变化，抽查增量部分的购药人与处方",
        "look around; sample the buyers and prescriptions behind the growth",
    ),
    laws=SHOP_LAWS,
    exclusions=(
        Exclusion(
            "is_neighbour_closed",
            BilingualText(
                "一公里内有药店在此前四个月内停业或暂停结算",
                "a pharmacy within a kilometre stopped settling in the four months before",
            ),
        ),
    ),
    evidence=(SHOP_ROW,),
)
