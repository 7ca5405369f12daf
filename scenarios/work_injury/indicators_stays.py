"""work_injury: institutions that keep the injured longer than others do."""

from contracts.bilingual_text import BilingualText
from contracts.tables.injury_payment import InjuryPayment
from features.work_injury.lengths_of_stay import long_stay_bills
from scenarios.framework.definition import Evidence, Exclusion, Indicator
from scenarios.work_injury.shared_evidence import BY_INSTITUTION, INJURY_LAWS, INSTITUTION_ROW

LONG_STAYS = Indicator(
    id="I19",
    title=BilingualText("住院天数偏离", "stays longer than elsewhere"),
    definition=BilingualText(
        zh=(
            "医疗机构各次工伤住院天数与同诊断（编码前三位）在其他机构的中位天数之比，取中位数；"
            "次数少的向1收缩（次方n/(n+15)），不足5次不计"
        ),
        en=(
            "median over an institution's stays of days over the median days of the diagnosis "
            "(three characters) at other institutions; shrunk towards 1 where stays are few (to "
            "the power n/(n+15)), none below five"
        ),
    ),
    population="institution",
    column="i19_ratio",
    unit="ratio",
    direction="high",
    # honest hospitals lie between 0.8 and 1.2; 1.3 after shrinking is about three standard errors
    # of a median at any number of stays
    threshold=1.3,
    level="S",
    evidence_source="stays",
    amount="i19_yuan",
    period=("i19_from", "i19_to"),
    reason=BilingualText(
        zh=(
            "{i19_from}至{i19_to}的{i19_stays}次工伤住院，天数中位为其他机构同诊断的"
            "{i19_median}倍，超出部分约{i19_yuan}元。"
        ),
        en=(
            "{i19_stays} stays for work injuries, {i19_from} to {i19_to}: the median is "
            "{i19_median} times the days of the diagnosis elsewhere, about {i19_yuan} yuan beyond."
        ),
    ),
    look_alikes=BilingualText(
        zh="康复、烧伤专科；收治重症的上级医院；外来务工者无人照料",
        en=(
            "rehabilitation and burns; a referral hospital for the gravest; migrants whom nobody "
            "looks after at home"
        ),
    ),
    verify=BilingualText(
        zh="抽查病历、体温单和护理记录，核对是否挂床；比较每日费用，看末段是否仅有床位费",
        en=(
            "sample charts and nursing records for patients who were not there; compare the daily "
            "costs, see whether the last days hold a bed alone"
        ),
    ),
    laws=INJURY_LAWS,
    exclusions=(
        Exclusion(
            "is_slow_trade",
            BilingualText("康复、烧伤专科机构", "an institution for rehabilitation or burns"),
        ),
    ),
    evidence=(
        INSTITUTION_ROW,
        Evidence(InjuryPayment, on=BY_INSTITUTION, keys=long_stay_bills),
    ),
)
