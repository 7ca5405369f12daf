"""hospital_stays: who was admitted together, and who cannot have been there."""

from contracts.bilingual_text import BilingualText
from features.hospital_stays.joint_admissions import joint_admission_bills
from features.hospital_stays.presence import (
    hospital_absence_bills,
    impossible_bills,
    outside_bills,
)
from features.hospital_stays.two_places import two_place_bills
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.hospital_stays.shared_evidence import (
    PERSON_LAWS,
    SHAM_LAWS,
    show_hospital_stays,
    show_patient_stays,
)

TOGETHER = Indicator(
    id="H06",
    title=BilingualText(zh="聚集性住院", en="admitted together"),
    definition=BilingualText(
        zh="近一年同一机构内两次以上前后一日内一同入院（非同户、非偶然）的最大人群人数；同一住址两日内入院、六成以上前后一日出院的，每八人计五人",
        en=(
            "the largest company of patients who were admitted within a day "
            "of each other on two and more occasions (not of one household, "
            "not by chance); of one address admitted within two days and mostly "
            "leaving together every eight persons count five"
        ),
    ),
    population="hospital",
    column="h06_persons",
    unit="persons",
    direction="high",
    # couples and neighbours are two to four; who brings people by the head brings more
    threshold=5,
    level="S",
    evidence_source="together",
    amount="h06_yuan",
    period=("h06_from", "h06_to"),
    reason=BilingualText(
        zh=(
            "{h06_from}至{h06_to}有{h06_persons}人多次一同入院（最多{h06_joint}次；"
            "同址一次入院最多{h06_burst_persons}人；涉及{h06_members}人），统筹支付{h06_yuan}元"
            "，疑似组织、诱导住院。"
        ),
        en=(
            "a company of {h06_persons} admitted together up to {h06_joint} "
            "times from {h06_from} to {h06_to} (of one address at once up to "
            "{h06_burst_persons}; {h06_members} persons in all); {h06_yuan} "
            "yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="流感等聚集性疫情、群体事故、同户、养老机构",
        en="an outbreak, an accident, a household, a care home",
    ),
    verify=BilingualText(
        zh="逐人询问如何得知、何人接送、是否收费；查接送车辆与转账；核对入院指征",
        en=(
            "ask each how they came, who drove, what they paid; transfers of "
            "money; reasons of admission"
        ),
    ),
    laws=SHAM_LAWS,
    exclusions=(
        Exclusion(
            "is_outbreak", BilingualText(zh="同址多数为感染性疾病", en="an outbreak at one address")
        ),
        Exclusion("is_accident", BilingualText(zh="同址多数为外伤", en="an accident")),
    ),
    evidence=show_hospital_stays(joint_admission_bills),
)

OUTSIDE = Indicator(
    id="H10",
    title=BilingualText(zh="在院期间院外活动", en="elsewhere while in hospital"),
    definition=BilingualText(
        zh=(
            "近两年一次住院的入院次日之后、出院前一日之前，本人到店购药、在他院门急诊就诊"
            "或被上门认证的天数，取最多的一次（代购、线上、慢病取药、上级医院检查除外）；刷脸或上门的为高等级"
        ),
        en=(
            "most days of one stay of two years, after the day after admission and before "
            "that before discharge, on which the patient bought drugs in person, "
            "saw a doctor elsewhere or was visited at home (collected, online, "
            "refills and examinations at a higher hospital apart); high if by "
            "face or at home"
        ),
    ),
    population="in_patient",
    column="h10_days",
    unit="days",
    direction="high",
    # one day may be leave; two are not. One by face far away is enough
    threshold=2,
    or_when=("is_seen_far",),
    level="S",
    level_when=(("is_seen_outside", "H"),),
    evidence_source="presence",
    amount="h10_yuan",
    period=("h10_from", "h10_to"),
    reason=BilingualText(
        zh=(
            "{h10_place}住院期间（{h10_stays}次住院，统筹支付{h10_yuan}元），"
            "{h10_from}至{h10_to}间一次住院最多有{h10_days}天本人在院外活动，疑似挂床。"
        ),
        en=(
            "up to {h10_days} days of a stay elsewhere in person from {h10_from} to {h10_to} "
            "during {h10_stays} stays (at {h10_place}) for which the fund paid "
            "{h10_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        zh="家属持卡代办而未登记、外出检查、请假回家",
        en="relatives with the card, examinations elsewhere, leave",
    ),
    verify=BilingualText(
        zh="调取院外地点监控与刷脸影像，对照护理记录和请假条",
        en=("video and face images of the places, against nursing record and slips of leave"),
    ),
    laws=SHAM_LAWS,
    exclusions=(
        Exclusion(
            "is_referral",
            BilingualText(zh="均为到上级医院就诊检查", en="examinations at a higher hospital"),
        ),
        Exclusion(
            "has_no_collectors",
            BilingualText(
                zh="本市药店不登记代购人，无从知道何人到店",
                en="shops record no collectors: nobody is known to have come in person",
            ),
        ),
    ),
    evidence=show_patient_stays(outside_bills),
)

IMPOSSIBLE = Indicator(
    id="H13",
    title=BilingualText(
        zh="住院与死亡、羁押、出境重叠", en="in hospital when dead, in custody or abroad"
    ),
    definition=BilingualText(
        zh="死亡日期之后、应停发待遇的羁押期间或出境期间（往返当日不计）的住院夜数",
        en=(
            "nights in hospital after death, in custody in which benefits stop, "
            "or abroad (days of the journey apart)"
        ),
    ),
    population="in_patient",
    column="h13_nights",
    unit="days",
    direction="high",
    # one is enough: nobody lies in hospital then
    threshold=1,
    level="H",
    evidence_source="presence",
    amount="h13_yuan",
    period=("h13_from", "period_to"),
    reason=BilingualText(
        zh=(
            "{h13_what_zh}仍在{h13_place}住院{h13_nights}夜（{h13_stays}次，"
            "自{h13_from}），统筹支付{h13_yuan}元。"
        ),
        en=(
            "{h13_nights} nights in {h13_place} {h13_what_en} ({h13_stays} stays, "
            "from {h13_from}); {h13_yuan} yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="死亡日期不实、出院补录晚、监外执行、保外就医",
        en=("a wrong day of death, a discharge entered late, sentences outside prison"),
    ),
    verify=BilingualText(
        zh="核对死亡证明、羁押与出入境记录；调取病历，查明何人住院",
        en=("check certificate, custody and journeys; see by the record who lay there"),
    ),
    laws=PERSON_LAWS,
    exclusions=(
        Exclusion(
            "is_death_unsure",
            BilingualText(
                zh="死亡信息来源弱或日期不一致，先核实", en="a weak or disputed death: verify first"
            ),
        ),
    ),
    evidence=show_patient_stays(impossible_bills),
)

TWO_PLACES = Indicator(
    id="H14",
    title=BilingualText(zh="同时在两处住院", en="in two hospitals at once"),
    definition=BilingualText(
        zh="同一人两次住院（含工伤基金支付的住院）在不同机构重叠的夜数，取最多一对",
        en=(
            "most nights that two stays of a person (or treatment paid by the "
            "injury fund) at different institutions have in common"
        ),
    ),
    population="in_patient",
    column="h14_nights",
    unit="days",
    direction="high",
    # the night of a transfer may be booked twice; a second one cannot
    threshold=2,
    level="H",
    evidence_source="presence",
    amount="h14_yuan",
    period=("h14_from", "h14_to"),
    reason=BilingualText(
        zh=(
            "{h14_from}至{h14_to}同时在{h14_place}与{h14_other}住院{h14_nights}夜，"
            "后一次统筹支付{h14_yuan}元。"
        ),
        en=(
            "{h14_nights} nights in {h14_place} and {h14_other} at once from "
            "{h14_from} to {h14_to}; {h14_yuan} yuan for the later stay."
        ),
    ),
    look_alikes=BilingualText(
        zh="转院出院补录晚、补充保险二次结算",
        en="a discharge entered late on transfer, a supplement that pays on top",
    ),
    verify=BilingualText(
        zh="调取两院病历、床位与护理记录，询问本人",
        en="records, beds and nursing of both; ask the patient",
    ),
    laws=PERSON_LAWS,
    exclusions=(
        Exclusion(
            "is_second_layer", BilingualText(zh="补充保险二次结算", en="a supplement on top")
        ),
        Exclusion(
            "is_late_transfer",
            BilingualText(
                zh="转院后前一家出院补录晚三日以内",
                en="the first hospital entered the discharge up to three days late",
            ),
            is_entry_error=True,
        ),
    ),
    evidence=show_patient_stays(two_place_bills),
)

ABSENT = Indicator(
    id="H36",
    title=BilingualText(zh="挂床聚集（机构）", en="patients who were elsewhere"),
    definition=BilingualText(
        zh="近两年一次住院期间有两天以上本人在院外活动（同H10）的患者人数",
        en=(
            "patients of two years who were elsewhere in person (as in H10) "
            "on two days and more of one stay"
        ),
    ),
    population="hospital",
    column="h36_persons",
    unit="persons",
    direction="high",
    # one or two went out; five were hardly there
    threshold=5,
    level="S",
    evidence_source="presence",
    amount="h36_yuan",
    period=("h36_from", "h36_to"),
    reason=BilingualText(
        zh=(
            "{h36_from}至{h36_to}有{h36_persons}名患者住院期间两天以上在院外活动（占住院{h36_share}）"
            "，统筹支付{h36_yuan}元，疑似挂床。"
        ),
        en=(
            "{h36_persons} patients ({h36_share} of stays) were elsewhere on "
            "two days and more of a stay from {h36_from} to {h36_to}; {h36_yuan} "
            "yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="大型医院患者众多，少数外出属常情", en="in a large hospital some go out"
    ),
    verify=BilingualText(
        zh="夜间突击查床，核对请假与护理记录",
        en="look into the beds at night; slips of leave and nursing record",
    ),
    laws=SHAM_LAWS,
    peer_group=("peer_kind",),
    exclusions=(
        Exclusion(
            "is_usual_absence",
            BilingualText(
                zh="占比未超过同类机构两倍", en="no more than twice the share of other hospitals"
            ),
        ),
    ),
    evidence=show_hospital_stays(hospital_absence_bills),
)
