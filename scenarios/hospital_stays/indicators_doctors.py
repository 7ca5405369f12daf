"""hospital_stays: doctors."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from features.hospital_stays.changed_diagnoses import relabelled_bills
from scenarios.framework.definition import Evidence, Indicator
from scenarios.hospital_stays.shared_evidence import DOCTOR_ON, DOCTOR_ROW, SPLIT_LAWS

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
