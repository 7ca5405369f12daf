"""benefit_overlap: survivors and prisoners who no longer meet the conditions."""

from contracts.bilingual_text import BilingualText
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from features.benefit_overlap.concurrent_benefits import months_in_prison
from features.benefit_overlap.dependants import undue_survivor_months
from scenarios.benefit_overlap.shared_evidence import (
    BENEFIT_LAWS,
    CUSTODY,
    DEATHS,
    ON_PERSON,
    PENSIONS,
    PERSON_ROW,
)
from scenarios.framework.definition import Evidence, Indicator, above

UNDUE_SURVIVOR = Indicator(
    id="X09",
    title=BilingualText("供养亲属丧失条件仍领抚恤", "survivor allowance without the condition"),
    definition=BilingualText(
        zh=(
            "供养亲属死亡、领取职工养老金、就业参保，"
            "或已满18周岁而无完全丧失劳动能力结论（父母配偶年龄条件除外）后仍发放的月数；"
            "前三者为高等级"
        ),
        en=(
            "months of survivor allowance while the dependant was dead, drew an employee "
            "pension, was employed, or was of age without a certificate of incapacity (the ages "
            "of parents and spouses apart); the first three are high"
        ),
    ),
    population="recipient",
    column="x09_months",
    unit="months",
    direction="high",
    # nothing is due from the month in which the condition is lost
    threshold=1,
    level="S",
    level_when=(("is_status_lost", "H"),),
    evidence_source="survivors",
    amount="x09_yuan",
    period=("x09_from", "x09_to"),
    reason=BilingualText(
        zh=(
            "{x09_from}至{x09_to}有{x09_months}个月不符合供养条件仍领抚恤金{x09_yuan}元（其中已死亡"
            "{x09_dead_months}个月，死亡、领养老金或就业合计{x09_certain_months}个月）。"
        ),
        en=(
            "{x09_months} months of allowance, {x09_yuan} yuan, from {x09_from} to {x09_to} "
            "without the condition ({x09_dead_months} after death; {x09_certain_months} dead, "
            "pensioned or employed)."
        ),
    ),
    look_alikes=BilingualText(
        zh="已作完全丧失劳动能力鉴定而结论未入库；居民养老金不影响条件；短期试工",
        en=(
            "a certificate of incapacity not yet recorded; a resident pension; a few weeks of "
            "trial work"
        ),
    ),
    verify=BilingualText(
        "核对户籍、就学、就业和劳动能力鉴定；确认后停发并追回",
        "check register, school, work and certificate; stop and recover",
    ),
    laws=("dependants-2003", "injury-39", *BENEFIT_LAWS),
    evidence=(
        PERSON_ROW,
        Evidence(InjuryPayment, on=ON_PERSON, keys=undue_survivor_months),
        DEATHS,
    ),
)

IN_PRISON = Indicator(
    id="X10",
    title=BilingualText("服刑期间发放养老金", "pension paid in prison"),
    definition=BilingualText(
        zh=(
            "应停发的羁押期间内（不含起止月）发放的按月养老金月数；有期徒刑、拘役为高等级，"
            "其他为强线索；缓刑、管制、监外执行不计"
        ),
        en=(
            "months of pension wholly inside custody in which it must stop; high for imprisonment "
            "and detention; sentences outside prison do not count"
        ),
    ),
    population="recipient",
    column="x10_months",
    unit="months",
    direction="high",
    # whole months in custody alone are counted, so that one is enough
    threshold=1,
    level="S",
    level_when=(("is_prison_sentence", "H"),),
    evidence_source="custody",
    amount="x10_yuan",
    period=("x10_from", "x10_to"),
    reason=BilingualText(
        zh=(
            "{custody_from_date}起服刑（羁押），{x10_from}至{x10_to}仍发放养老金{x10_months}个月，"
            "涉及{x10_yuan}元。"
        ),
        en=(
            "in custody from {custody_from_date}; {x10_months} months of pension from {x10_from} "
            "to {x10_to}, {x10_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "缓刑、管制、监外执行；无罪释放后补发", "a sentence outside prison; acquitted and paid back"
    ),
    verify=BilingualText(
        "调取判决书、执行通知核对刑种和起止日期；停发并追回",
        "get judgment and order of execution; stop and recover",
    ),
    laws=("pension-in-custody", *BENEFIT_LAWS),
    evidence=(CUSTODY, Evidence(PensionPayment, on=ON_PERSON, keys=months_in_prison)),
)

ADJUSTED = Indicator(
    id="X11",
    title=BilingualText("缓刑等期间调待", "yearly adjustment during a sentence outside prison"),
    definition=BilingualText(
        zh="缓刑、管制、监外执行期间参加年度调待，自调待月起至期满多发的按月养老金（补发部分另计）",
        en=(
            "what the yearly adjustment added to the monthly pension while a sentence was served "
            "outside prison (back-pay apart)"
        ),
    ),
    population="recipient",
    column="x11_yuan",
    unit="yuan",
    direction="high",
    # any sum: no adjustment is due during such a sentence
    threshold=above(0),
    level="H",
    evidence_source="custody",
    amount="x11_yuan",
    period=("x11_from", "x11_to"),
    reason=BilingualText(
        zh=(
            "{sentence_from_date}起缓刑（管制、监外执行），期间{x11_from}参加调待，"
            "至{x11_to}多发{x11_yuan}元。"
        ),
        en=(
            "a sentence outside prison from {sentence_from_date}; adjusted in {x11_from}, "
            "{x11_yuan} yuan more were paid until {x11_to}."
        ),
    ),
    look_alikes=BilingualText(
        "刑满后正常参加调待；判决在调待之后",
        "adjusted after the sentence ended, or before it began",
    ),
    verify=BilingualText(
        "核对判决书和调待审批；扣回多发部分",
        "compare judgment and adjustment; set off the difference",
    ),
    laws=("pension-in-custody", "handling-46"),
    evidence=(CUSTODY, PENSIONS),
)
