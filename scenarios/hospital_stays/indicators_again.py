"""hospital_stays: stays that follow each other."""

from contracts.bilingual_text import BilingualText
from features.hospital_stays.readmissions import (
    chain_bills,
    handed_over_bills,
    hospital_chain_bills,
    readmission_bills,
    split_stay_bills,
)
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.hospital_stays.shared_evidence import (
    SHAM_LAWS,
    SPLIT_LAWS,
    show_hospital_stays,
    show_patient_stays,
)

SPLIT = Indicator(
    id="H01",
    title=BilingualText(zh="分解住院（个人）", en="split stays of a patient"),
    definition=BilingualText(
        zh=(
            "近一年同一人在同一医疗机构出院后1至15日内又以同一诊断（前三位）或同一科室入院"
            "的次数（就诊最多的一家机构，有正常原因的不计）；3日内两次以上的亦为线索"
        ),
        en=(
            "times in a year that a person was admitted again to one institution "
            "within 1 to 15 days for the same illness (three characters) or "
            "department, where nothing explains it; two within three days are "
            "a hit as well"
        ),
    ),
    population="in_patient",
    column="h01_pairs",
    unit="count",
    direction="high",
    # one in nine stays is followed by another within 15 days; three for nothing that explains it
    # are not
    threshold=3,
    or_when=("has_quick_pairs",),
    # without settlement sheets nobody knows what was planned
    level="M",
    level_when=(("is_plan_known", "S"),),
    evidence_source="again",
    amount="h01_yuan",
    period=("h01_from", "h01_to"),
    reason=BilingualText(
        zh=(
            "{h01_from}至{h01_to}在{h01_place}有{h01_pairs}次出院后15日内又以同一诊断或科室"
            "入院（间隔中位{h01_gap_days}天），后一次住院统筹支付合计{h01_yuan}元。"
        ),
        en=(
            "{h01_pairs} times from {h01_from} to {h01_to} admitted again to "
            "{h01_place} within 15 days for the same illness or department (median "
            "gap {h01_gap_days} days); the fund paid {h01_yuan} yuan for the "
            "later stays."
        ),
    ),
    look_alikes=BilingualText(
        zh="肿瘤疗程、透析、分娩、计划内再住院、并发症、跨年结算、按床日分段结算",
        en=(
            "courses of a tumour, dialysis, birth, planned further stays, complications, "
            "bills at the turn of the year or by bed-day"
        ),
    ),
    verify=BilingualText(
        zh="调取两次住院病历，核对出院时是否达到出院标准、再入院是否同一疗程；询问患者是否被要求办理出院",
        en=(
            "compare both records: was the patient fit to leave, is the second "
            "stay the same treatment; ask who wanted the discharge"
        ),
    ),
    laws=SPLIT_LAWS,
    exclusions=(
        Exclusion(
            "is_cancer_course",
            BilingualText(zh="均为肿瘤放化疗疗程", en="courses of treatment of a tumour"),
        ),
        Exclusion("is_dialysis", BilingualText(zh="均为透析", en="dialysis")),
        Exclusion("is_birth", BilingualText(zh="均为妊娠分娩或新生儿", en="birth")),
        Exclusion(
            "is_planned",
            BilingualText(
                zh="均为计划内再住院或后续治疗（取内固定、复查等）", en="planned further treatment"
            ),
        ),
        Exclusion(
            "is_complication",
            BilingualText(
                zh="均为并发症或新发感染、出血", en="complications, or a new infection or bleeding"
            ),
        ),
        Exclusion(
            "is_emergency",
            BilingualText(
                zh="均为急诊入院的另一种疾病，或患者在院死亡",
                en="emergencies of another illness, or the patient died",
            ),
        ),
        Exclusion(
            "is_bed_day_period",
            BilingualText(zh="均为按床日付费的分段结算", en="periods of bed-day payment"),
        ),
        Exclusion(
            "is_year_end",
            BilingualText(zh="跨年结算", en="a bill at the turn of the year"),
            is_entry_error=True,
        ),
    ),
    evidence=show_patient_stays(split_stay_bills),
)

RATE = Indicator(
    id="H02",
    title=BilingualText(zh="机构再入院率偏离", en="readmissions beside other hospitals"),
    definition=BilingualText(
        zh=(
            "近一年（肿瘤、透析、分娩除外）15日内无正常原因再入院占住院次数之比，"
            "与同类其他机构之比（向1收缩）；住院不足100次的不判；两倍以上为强线索"
        ),
        en=(
            "readmissions of a year within 15 days that nothing explains over "
            "stays (tumours, dialysis and births apart), over that of other "
            "hospitals of the kind, shrunk towards 1; not judged below 100 stays; "
            "strong from twice"
        ),
    ),
    population="hospital",
    column="h02_ratio",
    unit="ratio",
    direction="high",
    # shares of honest hospitals of a kind differ by a third; half as many again are worth a look
    # beside other leads
    threshold=1.5,
    level="M",
    level_when=(("is_far_above", "S"),),
    evidence_source="again",
    amount="h02_yuan",
    reason=BilingualText(
        zh=(
            "近一年住院{h02_stays}次中{h02_pairs}次为15日内无正常原因再入院（{h02_share}，"
            "较上年变化{h02_change_share}），为同类机构（{h02_peer_share}）的{h02_ratio}倍"
            "，涉及{h02_patients}人、后一次住院统筹支付{h02_yuan}元。"
        ),
        en=(
            "{h02_pairs} of {h02_stays} stays of a year are readmissions within "
            "15 days that nothing explains ({h02_share}, {h02_change_share} "
            "more than the year before): {h02_ratio} times those of others ({h02_peer_share}); "
            "{h02_patients} patients, {h02_yuan} yuan for the later stays."
        ),
    ),
    look_alikes=BilingualText(
        zh="肿瘤、透析病房，县域唯一医院，老年多病患者",
        en=(
            "wards for tumours and dialysis, the only hospital of a county, "
            "the old with many illnesses"
        ),
    ),
    verify=BilingualText(
        zh="抽取间隔最短的20对病历，核对出院标准与再入院指征；查看医院与科室的考核办法",
        en=(
            "draw the twenty pairs with the shortest gaps; see by what rules "
            "departments are rewarded"
        ),
    ),
    laws=SPLIT_LAWS,
    peer_group=("peer_kind",),
    evidence=show_hospital_stays(readmission_bills),
)

CYCLE = Indicator(
    id="H03",
    title=BilingualText(zh="假出院循环", en="discharges on paper"),
    definition=BilingualText(
        zh="近一年同一人在同一机构间隔不超过3日的连续住院（4次以上）合计夜数",
        en=(
            "nights of four and more stays of a person at one institution in "
            "a year with three days between at most"
        ),
    ),
    population="in_patient",
    column="h03_nights",
    unit="days",
    direction="high",
    # two thirds of a year in hospital, in and out on paper: inspections of psychiatric hospitals
    # in 2026
    threshold=240,
    level="S",
    evidence_source="again",
    amount="h03_yuan",
    period=("h03_from", "h03_to"),
    reason=BilingualText(
        zh=(
            "{h03_from}至{h03_to}在{h03_place}连续住院{h03_stays}次、合计{h03_nights}夜，"
            "每次间隔不超过3日，统筹支付{h03_yuan}元，疑似假出院再入院。"
        ),
        en=(
            "{h03_stays} stays of {h03_nights} nights in a row at {h03_place} "
            "from {h03_from} to {h03_to}, never more than three days apart; "
            "{h03_yuan} yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="按床日付费分段结算（其间不隔日）、重度脑损伤、肿瘤疗程",
        en=("bed-day periods (no day between), severe injury of the brain, courses of a tumour"),
    ),
    verify=BilingualText(
        zh="现场查人、查床、查护理记录；间隔期间去向；核对费用构成（治疗与药品占比）",
        en=(
            "look for the patient, the bed and the nursing record; where the "
            "days between were spent; what was charged"
        ),
    ),
    laws=SHAM_LAWS,
    exclusions=(
        Exclusion(
            "is_severe_brain",
            BilingualText(
                zh="均为脑卒中或重度颅脑损伤", en="a stroke or severe injury of the brain"
            ),
        ),
        Exclusion(
            "is_course",
            BilingualText(zh="均为肿瘤或透析疗程", en="a course of a tumour or dialysis"),
        ),
    ),
    evidence=show_patient_stays(chain_bills),
)

HANDED = Indicator(
    id="H04",
    title=BilingualText(zh="转院拆分", en="stays handed on to another hospital"),
    definition=BilingualText(
        zh="近一年本机构住院中，患者一日内由同一家其他机构以同一诊断出院（非医嘱转院）转来的占比；不足20次的不判",
        en=(
            "share of a year's stays whose patients left one other hospital "
            "with the same illness by the day before, not sent by a doctor; "
            "not judged below twenty"
        ),
    ),
    population="hospital",
    column="h04_share",
    unit="share",
    direction="high",
    # a third of all patients from one other house is an arrangement
    threshold=0.3,
    level="S",
    evidence_source="again",
    amount="h04_yuan",
    period=("h04_from", "h04_to"),
    reason=BilingualText(
        zh=(
            "{h04_from}至{h04_to}有{h04_stays}次住院（占{h04_share}）的患者一日内由{h04_other}以"
            "同一诊断出院转来，统筹支付{h04_yuan}元。"
        ),
        en=(
            "{h04_stays} stays ({h04_share}) from {h04_from} to {h04_to} of "
            "patients who left {h04_other} with the same illness by the day "
            "before; {h04_yuan} yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="术后转康复、护理机构，上下级医院双向转诊、医联体",
        en=("from surgery to rehabilitation or nursing, referral up and down, hospital alliances"),
    ),
    verify=BilingualText(
        zh="核对两家法定代表人、地址、医师是否相同；抽查两次病历是否同一治疗",
        en=("are owner, address and doctors the same; are both records of one treatment"),
    ),
    laws=SPLIT_LAWS,
    exclusions=(
        Exclusion(
            "is_step_down",
            BilingualText(
                zh="多数为转往康复护理或上下级转诊",
                en="most go on to rehabilitation, or up and down the levels",
            ),
        ),
    ),
    evidence=show_hospital_stays(handed_over_bills),
)

PLACES = Indicator(
    id="H35",
    title=BilingualText(zh="假出院循环（机构）", en="patients in and out on paper"),
    definition=BilingualText(
        zh="近一年在本机构间隔不超过3日连续住院（4次以上）合计240夜以上的人数",
        en=(
            "persons with four and more stays in a row of 240 nights and more "
            "at the hospital in a year"
        ),
    ),
    population="hospital",
    column="h35_persons",
    unit="persons",
    direction="high",
    # one or two are the gravely ill; five live there
    threshold=5,
    level="S",
    evidence_source="again",
    amount="h35_yuan",
    period=("h35_from", "h35_to"),
    reason=BilingualText(
        zh=(
            "{h35_from}至{h35_to}有{h35_persons}人连续住院合计{h35_stays}次、"
            "{h35_nights}夜，每次间隔不超过3日，统筹支付{h35_yuan}元。"
        ),
        en=(
            "{h35_persons} persons with {h35_stays} stays of {h35_nights} nights "
            "in a row from {h35_from} to {h35_to}; {h35_yuan} yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="按床日付费分段结算、护理型机构", en="bed-day periods, houses for nursing"
    ),
    verify=BilingualText(
        zh="突击查床、查护理与用药记录，核对间隔期去向；查付费方式是否按床日",
        en=(
            "look into the beds unannounced; nursing and drug records; is the "
            "house paid by the bed-day"
        ),
    ),
    laws=SHAM_LAWS,
    evidence=show_hospital_stays(hospital_chain_bills),
)
