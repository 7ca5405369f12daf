"""hospital_stays: doctors."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from features.hospital_stays.changed_diagnoses import relabelled_bills
from features.hospital_stays.records import impossible_operations
from scenarios.framework.definition import Evidence, Indicator
from scenarios.hospital_stays.shared_evidence import (
    DOCTOR_ON,
    DOCTOR_ROW,
    SHAM_LAWS,
    SPLIT_LAWS,
)

RELABELLED = Indicator(
    id="H26",
    title=BilingualText(zh="换主诊断再入院", en="readmitted under another main diagnosis"),
    definition=BilingualText(
        zh="近一年同一医师、同一科室15日内再入院，主诊断不同而其他诊断八成以上相同的次数",
        en=(
            "a doctor's readmissions of a year within 15 days to the same department "
            "under another main diagnosis, with four fifths of the other diagnoses "
            "the same"
        ),
    ),
    population="doctor",
    column="h26_pairs",
    unit="count",
    direction="high",
    # a second illness of one patient is fate; of three patients of one doctor it is a habit
    threshold=3,
    level="S",
    evidence_source="again",
    amount="h26_yuan",
    period=("h26_from", "h26_to"),
    reason=BilingualText(
        zh=(
            "{h26_from}至{h26_to}在{h26_place}有{h26_pairs}次（{h26_patients}人）15日内换主"
            "诊断再入院，其他诊断相同，后一次统筹支付{h26_yuan}元。"
        ),
        en=(
            "{h26_pairs} readmissions ({h26_patients} patients) to {h26_place} "
            "within 15 days from {h26_from} to {h26_to} under another main diagnosis, "
            "all else the same; {h26_yuan} yuan for the later stays."
        ),
    ),
    look_alikes=BilingualText(
        zh="高龄多病患者急诊再入院", en="the very old with many illnesses, as emergencies"
    ),
    verify=BilingualText(
        zh="抽调病历核对主诊断选择依据；线索交经办机构记录，核查前不告知医院",
        en=(
            "compare the records: why this main diagnosis; the lead stays with "
            "the agency until the visit"
        ),
    ),
    laws=SPLIT_LAWS,
    evidence=(DOCTOR_ROW, Evidence(ClaimHeader, on=DOCTOR_ON, keys=relabelled_bills)),
)

TWO_PLACES = Indicator(
    id="H24",
    title=BilingualText(zh="医师时空冲突", en="operations that the doctor cannot have done"),
    definition=BilingualText(
        zh=(
            "近两年同一术者在相距5公里以上的两家机构时间重叠的手术（无时刻的不计），"
            "以及医师有效期止之后的手术次数；后者为高等级"
        ),
        en=(
            "operations of two years of one surgeon that overlap in time at institutions 5 km "
            "apart (days without a time apart), or after the end of the registration; the latter "
            "are high"
        ),
    ),
    population="doctor",
    column="h24_count",
    unit="count",
    direction="high",
    # nobody operates in two places; one of two overlapping operations is the other's
    threshold=1,
    level="S",
    level_when=(("is_code_ended", "H"),),
    evidence_source="records",
    amount="h24_yuan",
    period=("h24_from", "h24_to"),
    reason=BilingualText(
        zh="{h24_from}至{h24_to}有{h24_count}次手术与另一处手术重叠或在有效期之后，统筹支付{h24_yuan}元。",
        en=(
            "{h24_count} operations from {h24_from} to {h24_to} overlap with another place's or "
            "come after the registration ended; {h24_yuan} yuan of the fund."
        ),
    ),
    look_alikes=BilingualText(
        zh="多点执业时间录错、编码迁移", en="times keyed wrongly, codes that were migrated"
    ),
    verify=BilingualText(
        zh="核对两处手术记录、麻醉记录单；线索由经办机构自留",
        en="records of operation and anaesthesia of both; the lead stays with the agency",
    ),
    laws=SHAM_LAWS,
    evidence=(DOCTOR_ROW, Evidence(ClaimHeader, on=DOCTOR_ON, keys=impossible_operations)),
)
