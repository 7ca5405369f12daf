"""hospital_stays: beds, reasons of admission and what is done in the wards."""

from contracts.bilingual_text import BilingualText
from features.hospital_stays.wards import idle_bills, needless_bills, overfull_bills
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.hospital_stays.shared_evidence import (
    HOSPITAL_ROW,
    SHAM_LAWS,
    SPLIT_LAWS,
    show_hospital_stays,
)

BEDS = Indicator(
    id="H05",
    title=BilingualText(zh="在院超床位", en="more patients than beds"),
    definition=BilingualText(
        zh="近一年在院人数超过开放床位1.1倍的夜数（一日住院、新生儿不计，全市在院异常升高的日期不计）",
        en=(
            "nights of a year with more patients than 1.1 times the open beds "
            "(day cases and newborns apart, and nights on which the whole city "
            "is full)"
        ),
    ),
    population="hospital",
    column="h05_days",
    unit="days",
    direction="high",
    # a crowded week in winter is ordinary
    threshold=10,
    level="S",
    evidence_source="presence",
    amount="amount_involved",
    period=("h05_from", "h05_to"),
    reason=BilingualText(
        zh=(
            "{h05_from}至{h05_to}有{h05_days}夜在院人数超过开放床位（最多{h05_most}人，"
            "床位{h05_beds}张）。"
        ),
        en=(
            "{h05_days} nights from {h05_from} to {h05_to} with more patients "
            "than beds (up to {h05_most} in {h05_beds})."
        ),
    ),
    look_alikes=BilingualText(
        zh="批准加床、流行季节、床位数未更新",
        en="approved extra beds, a season of illness, numbers of beds not kept up",
    ),
    verify=BilingualText(
        zh="与卫健核对核定与开放床位；夜间清点在院人数",
        en="the health authority's number of beds; count the patients at night",
    ),
    laws=SHAM_LAWS,
    evidence=show_hospital_stays(overfull_bills),
)

NEEDLESS = Indicator(
    id="H07",
    title=BilingualText(zh="低标准入院", en="stays that needed no bed"),
    definition=BilingualText(
        zh="近一年门诊收入院、住3至10夜、无手术、无呼吸机、无特级和一级护理且主诊断属轻症的住院占比，与同类医院之比（向1收缩）；不足100次的不判",
        en=(
            "share of a year's stays from the clinic of 3 to 10 nights without "
            "operation, ventilator or close nursing for a mild illness, over "
            "that of other hospitals, shrunk; not judged below 100"
        ),
    ),
    population="hospital",
    column="h07_ratio",
    unit="ratio",
    direction="high",
    # wards differ in what they take; twice the others is a habit
    threshold=2,
    level="M",
    evidence_source="bills_alike",
    amount="h07_yuan",
    reason=BilingualText(
        zh=(
            "有清单的住院{h07_base}次中{h07_stays}次（{h07_share}）为轻症短住院，"
            "为同类的{h07_ratio}倍，统筹支付{h07_yuan}元。"
        ),
        en=(
            "{h07_stays} of {h07_base} stays ({h07_share}) needed no bed, {h07_ratio} "
            "times others; {h07_yuan} yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="高龄多病、海岛山区无门诊条件", en="the very old, islands and mountains without a clinic"
    ),
    verify=BilingualText(
        zh="抽查入院记录与首日医嘱", en="notes of admission and orders of the first day"
    ),
    laws=SPLIT_LAWS,
    peer_group=("peer_kind",),
    evidence=show_hospital_stays(needless_bills),
)

RESIDENTS = Indicator(
    id="H08",
    title=BilingualText(zh="居民医保住院集中", en="patients of the resident scheme alone"),
    definition=BilingualText(
        zh="近一年住院中居民医保参保人的占比；不足50次的不判；供安排检查用，不单独作为线索",
        en=(
            "share of a year's stays of persons of the resident scheme; not "
            "judged below 50; for planning inspections, never a lead alone"
        ),
    ),
    population="hospital",
    column="h08_share",
    unit="share",
    direction="high",
    # two in five of the insured are residents; four in five of the patients are chosen
    threshold=0.8,
    level="M",
    evidence_source="costs",
    amount="amount_involved",
    reason=BilingualText(
        zh="近一年{h08_stays}次住院（{h08_share}）为居民医保参保人。",
        en="{h08_stays} stays of a year ({h08_share}) are of the resident scheme.",
    ),
    look_alikes=BilingualText(
        zh="乡镇卫生院、唯一医院、尘肺等地方病",
        en="a township centre, the only hospital, an illness of the place",
    ),
    verify=BilingualText(
        zh="与乡镇住院率一并看，安排检查", en="see with the township's rate; plan an inspection"
    ),
    laws=SPLIT_LAWS,
    peer_group=("peer_kind",),
    evidence=(HOSPITAL_ROW,),
)

IDLE = Indicator(
    id="H11",
    title=BilingualText(zh="无治疗日", en="days on which nothing was done"),
    definition=BilingualText(
        zh="近一年住4夜以上、半数以上日期除床位护理诊察外无任何费用的住院次数（时间集中上传、床日付费的不计算）",
        en=(
            "stays of a year of four nights and more with nothing but bed and "
            "care charged on half of their days (not computed for stays posted "
            "in one go or paid by the bed-day)"
        ),
    ),
    population="hospital",
    column="h11_stays",
    unit="count",
    direction="high",
    # a few wait for a result; five were not treated
    threshold=5,
    level="S",
    evidence_source="presence",
    amount="h11_yuan",
    period=("h11_from", "h11_to"),
    reason=BilingualText(
        zh=(
            "{h11_from}至{h11_to}有{h11_stays}次住院（可判{h11_base}次，集中上传未判{h11_batch_stays}次"
            "）半数以上日期无治疗，统筹支付{h11_yuan}元，疑似挂床。"
        ),
        en=(
            "{h11_stays} of {h11_base} stays ({h11_batch_stays} posted in one "
            "go, not judged) from {h11_from} to {h11_to} without treatment on "
            "half of their days; {h11_yuan} yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="周末请假、等待检查结果、项目打包",
        en="leave at weekends, waiting for results, items in a package",
    ),
    verify=BilingualText(
        zh="核对医嘱、护理记录和请假条", en="orders, nursing record and slips of leave"
    ),
    laws=SHAM_LAWS,
    exclusions=(
        Exclusion(
            "is_usual_idle",
            BilingualText(
                zh="占比未超过同类机构两倍", en="no more than twice the share of other hospitals"
            ),
        ),
    ),
    evidence=show_hospital_stays(idle_bills),
)
