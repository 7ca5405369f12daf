"""hospital_stays: what was billed beside the stay, alike, or not at all."""

from contracts.bilingual_text import BilingualText
from features.hospital_stays.own_staff import staff_bills
from features.hospital_stays.payments import free_bills, session_bills, shifted_bills, uniform_bills
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.hospital_stays.shared_evidence import (
    SHAM_LAWS,
    SPLIT_LAWS,
    show_hospital_stays,
    show_patient_stays,
)

ALIKE = Indicator(
    id="H09",
    title=BilingualText(zh="费用同质化", en="bills alike"),
    definition=BilingualText(
        zh="近一年同一诊断（前三位）20次以上住院中，总额落在最常见金额上下2%以内的占比（取最高的诊断；床日付费、一日住院、分娩除外）",
        en=(
            "largest share of twenty and more stays of one illness in a year "
            "with bills within 2 % of the commonest (bed-day payment, one-day "
            "stays and births apart)"
        ),
    ),
    population="hospital",
    column="h09_share",
    unit="share",
    direction="high",
    # bills of one illness differ by half; a third within two per cent were made to measure
    threshold=0.3,
    level="S",
    evidence_source="bills_alike",
    amount="h09_yuan",
    reason=BilingualText(
        zh=(
            "诊断{h09_illness}的{h09_base}次住院中{h09_stays}次（{h09_share}）总额相差不超"
            "过2%，统筹支付{h09_yuan}元。"
        ),
        en=(
            "{h09_stays} of {h09_base} stays ({h09_share}) for {h09_illness} "
            "with bills within 2 %; {h09_yuan} yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="单病种定额、日间手术套餐、按床日付费",
        en="one sum for a disease, day surgery, bed-day payment",
    ),
    verify=BilingualText(
        zh="核对付费方式；抽查病历与费用清单是否与诊疗相符",
        en="how is the house paid; do bills and records agree",
    ),
    laws=SHAM_LAWS,
    exclusions=(
        Exclusion(
            "is_package",
            BilingualText(
                zh="该诊断按单病种定额或床日付费", en="one sum for the disease, or bed-day payment"
            ),
        ),
    ),
    evidence=show_hospital_stays(uniform_bills),
)

OWN_STAFF = Indicator(
    id="H12",
    title=BilingualText(zh="本院职工住院", en="staff as patients of their own hospital"),
    definition=BilingualText(
        zh="近一年在本院住院（分娩、外伤、肿瘤除外）的参保职工占比，与同类其他机构之比（向1收缩）；不足5名职工的不判",
        en=(
            "share of the hospital's staff who lay in it in a year (births, "
            "injuries and tumours apart), over that of other hospitals, shrunk "
            "towards 1; not judged below five staff"
        ),
    ),
    population="hospital",
    column="h12_ratio",
    unit="ratio",
    direction="high",
    # staff are treated where they work; three times as many as elsewhere are booked in
    threshold=3,
    level="S",
    evidence_source="staff",
    amount="h12_yuan",
    period=("h12_from", "h12_to"),
    reason=BilingualText(
        zh=(
            "{h12_from}至{h12_to}职工{h12_staff}人中{h12_patients}人在本院住院{h12_nights}夜"
            "（入职一个月内{h12_new}人），为同类机构的{h12_ratio}倍，统筹支付{h12_yuan}元。"
        ),
        en=(
            "{h12_patients} of {h12_staff} staff lay {h12_nights} nights in "
            "their own hospital from {h12_from} to {h12_to} ({h12_new} within "
            "a month of being hired): {h12_ratio} times others; {h12_yuan} yuan "
            "of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="传染病院内感染、职工就近治疗", en="an infection in the house, treatment where one works"
    ),
    verify=BilingualText(
        zh="对照排班、考勤与住院日期", en="compare rota and attendance with the stays"
    ),
    laws=SHAM_LAWS,
    peer_group=("peer_kind",),
    evidence=show_hospital_stays(staff_bills),
)

SESSIONS = Indicator(
    id="H15",
    title=BilingualText(zh="住院期间门诊透析、康复", en="out-patient sessions while in hospital"),
    definition=BilingualText(
        zh="近一年住院期间（首末日除外）以门诊结算的透析、康复、化疗次数；同一机构的为高等级",
        en=(
            "sessions of dialysis, rehabilitation or chemotherapy of a year "
            "that were billed as an out-patient inside a stay; high at the same "
            "hospital"
        ),
    ),
    population="in_patient",
    column="h15_sessions",
    unit="count",
    direction="high",
    # one may be the day of transfer; two are billed beside the stay
    threshold=2,
    level="S",
    level_when=(("is_same_hospital", "H"),),
    evidence_source="clinic",
    amount="h15_yuan",
    period=("h15_from", "h15_to"),
    reason=BilingualText(
        zh=(
            "{h15_from}至{h15_to}在{h15_place}住院期间另以门诊结算治疗{h15_sessions}次，"
            "统筹支付{h15_yuan}元。"
        ),
        en=(
            "{h15_sessions} sessions billed as an out-patient from {h15_from} "
            "to {h15_to} while in {h15_place}; {h15_yuan} yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="住院医院无透析条件、外送治疗", en="a hospital without machines sends its patients out"
    ),
    verify=BilingualText(
        zh="核对住院医嘱与门诊治疗记录、外送协议",
        en="orders of the stay, record of the session, agreements to send out",
    ),
    laws=SPLIT_LAWS,
    exclusions=(
        Exclusion(
            "is_sent_out",
            BilingualText(
                zh="所住医院患者均外送该机构治疗（五人以上）",
                en="the hospital sends its patients there (five and more)",
            ),
        ),
    ),
    evidence=show_patient_stays(session_bills),
)

SHIFTED = Indicator(
    id="H16",
    title=BilingualText(
        zh="住院期间同院门诊结算", en="billed as an out-patient of the same hospital"
    ),
    definition=BilingualText(
        zh="近一年住院期间（首末日除外）患者在同一机构以门诊结算100元以上（各方支付合计）的住院次数",
        en=(
            "stays of a year during which the hospital billed the patient 100 "
            "yuan and more (of all payers) as an out-patient, first and last "
            "day apart"
        ),
    ),
    population="hospital",
    column="h16_stays",
    unit="count",
    direction="high",
    # an eye or a tooth now and then; three of the kind are a way of billing
    threshold=3,
    level="S",
    evidence_source="clinic",
    amount="h16_yuan",
    period=("h16_from", "h16_to"),
    reason=BilingualText(
        zh=(
            "{h16_from}至{h16_to}有{h16_stays}次住院期间在本院另以门诊结算，"
            "合计{h16_yuan}元，为同类机构的{h16_ratio}倍，疑似转嫁住院费用。"
        ),
        en=(
            "{h16_stays} stays from {h16_from} to {h16_to} with out-patient "
            "bills of the same hospital, {h16_yuan} yuan in all, {h16_ratio} "
            "times others: costs shifted out of the stay."
        ),
    ),
    look_alikes=BilingualText(
        zh="慢病取药（家属代办）、口腔眼科等另科就诊、院前检查纳入政策",
        en=("refills fetched by family, dental or eye care, tests before admission by policy"),
    ),
    verify=BilingualText(
        zh="核对门诊项目是否为住院诊疗所需", en="were the items part of the treatment of the stay"
    ),
    laws=SPLIT_LAWS,
    exclusions=(
        Exclusion(
            "is_usual_clinic",
            BilingualText(
                zh="占比未超过同类机构两倍", en="no more than twice the share of other hospitals"
            ),
        ),
    ),
    evidence=show_hospital_stays(shifted_bills),
)

FREE = Indicator(
    id="H33",
    title=BilingualText(zh="免费住院", en="stays for nothing"),
    definition=BilingualText(
        zh="近一年应由个人负担而个人账户和现金均为零的住院占比；不足30次的不判，离休和补充保险支付的不计",
        en=(
            "share of a year's stays for which nothing was paid from account "
            "or in cash although a part is due; not judged below 30; retired "
            "cadres and supplements apart"
        ),
    ),
    population="hospital",
    column="h33_share",
    unit="share",
    direction="high",
    # the poor are a few in a hundred; one in five treated free is an offer
    threshold=0.2,
    level="S",
    evidence_source="free",
    amount="h33_yuan",
    reason=BilingualText(
        zh=(
            "近一年{h33_base}次住院中{h33_stays}次（{h33_share}、{h33_patients}人）个人未付"
            "分文，为同类机构的{h33_ratio}倍，统筹支付{h33_yuan}元，疑似减免费用诱导住院。"
        ),
        en=(
            "{h33_stays} of {h33_base} stays ({h33_share}, {h33_patients} patients) "
            "for which nobody paid anything, {h33_ratio} times others; {h33_yuan} "
            "yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="特困、医疗救助对象，离休，公务员补助",
        en="the poor on medical aid, retired cadres, supplements",
    ),
    verify=BilingualText(
        zh="核对医疗救助名单与收费票据；询问是否减免、返现",
        en="lists of medical aid and receipts; was the part remitted or paid back",
    ),
    laws=SHAM_LAWS,
    peer_group=("peer_kind",),
    exclusions=(
        Exclusion(
            "is_usual_free",
            BilingualText(
                zh="占比未超过同类机构两倍", en="no more than twice the share of other hospitals"
            ),
        ),
    ),
    evidence=show_hospital_stays(free_bills),
)
