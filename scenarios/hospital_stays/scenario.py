"""住院: stays in hospital that were split, shared out, made up or never lain."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.institution import Institution
from contracts.tables.medical_staff import MedicalStaff
from contracts.tables.person import Person
from features.hospital_stays.links import stay_links
from features.hospital_stays.populations import doctor_year, hospital_year, in_patient_year
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario
from scenarios.hospital_stays.shared_evidence import (
    DOCTOR_ROW,
    HOSPITAL_ROW,
    PERSON_ROW,
    SHAM_LAWS,
    SPLIT_LAWS,
)


def _see(column, unit, zh, en, source):
    """Declare a column whose high values are suspicious."""
    return ModelFeature(column, "high", unit, BilingualText(zh, en), evidence_source=source)


HOSPITALS = Population(
    id="hospital",
    title=BilingualText("收治住院的医疗机构", "hospitals with in-patients"),
    subject_kind="institution",
    record=Institution,
    base=hospital_year,
    model_features=(
        _see(
            "hospital_same_rarity",
            "digits",
            "机构住院雷同罕见度",
            "how unlikely its equal stays are",
            "alike",
        ),
        _see("readmission_ratio", "ratio", "再入院倍数", "readmissions to the peers'", "again"),
        _see("h06_persons", "persons", "一同入院人数", "persons admitted together", "together"),
        _see(
            "h36_share", "share", "住院期间外出占比", "share of stays spent elsewhere", "presence"
        ),
        _see("h12_ratio", "ratio", "职工住院倍数", "staff in beds to the peers'", "staff"),
        _see("clinic_share", "share", "住院期间门诊占比", "share with bills beside", "clinic"),
        _see("free_share", "share", "零自付占比", "share of stays for nothing", "free"),
        _see("h09_share", "share", "金额雷同占比", "share of bills alike", "bills_alike"),
        _see("h17_pairs", "count", "重复收费次数", "pairs charged together", "charges"),
        _see("h25_stays", "count", "无依据重症诊断", "diagnoses without evidence", "records"),
        _see("yuan_per_stay", "yuan", "次均费用", "yuan a stay", "costs"),
        _see("nights_per_stay", "days", "次均住院夜数", "nights a stay", "costs"),
        _see("stays_per_patient", "count", "人均住院次数", "stays a patient", "again"),
    ),
    peer_group=("peer_kind",),
    evidence=(HOSPITAL_ROW,),
    id_period="year",
)

PATIENTS = Population(
    id="in_patient",
    title=BilingualText("住院参保人", "insured in-patients"),
    subject_kind="person",
    record=Person,
    base=in_patient_year,
    model_features=(
        _see(
            "patient_same_rarity",
            "digits",
            "与他人住院雷同罕见度",
            "how unlikely the equal stays are",
            "alike",
        ),
        _see("patient_stays", "count", "年住院次数", "stays of the year", "again"),
        _see("patient_nights", "days", "年住院夜数", "nights of the year", "costs"),
        _see("patient_yuan", "yuan", "住院统筹支付", "pooled money of the year", "costs"),
        _see("patient_hospitals", "institutions", "住院机构数", "hospitals of the year", "places"),
        _see("h10_days", "days", "住院期间外出天数", "days elsewhere", "presence"),
        _see("h15_sessions", "count", "住院期间门诊治疗次数", "sessions beside a stay", "clinic"),
    ),
    peer_group=("age_band",),
    evidence=(PERSON_ROW,),
    id_period="year",
)

DOCTORS = Population(
    id="doctor",
    title=BilingualText("住院医师", "doctors of in-patients"),
    subject_kind="doctor",
    record=MedicalStaff,
    base=doctor_year,
    model_features=(
        _see(
            "doctor_same_rarity",
            "digits",
            "医师住院雷同罕见度",
            "how unlikely the doctor's equal stays are",
            "alike",
        ),
        _see("doctor_stays", "count", "年出院人次", "stays of the year", "costs"),
        _see("doctor_nights", "days", "次均住院夜数", "nights a stay", "costs"),
        _see("doctor_stay_yuan", "yuan", "次均费用", "yuan a stay", "costs"),
    ),
    peer_group=("doctor_level",),
    evidence=(DOCTOR_ROW,),
    id_period="year",
)

EVIDENCE_SOURCES = (
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
    EvidenceSource("again", BilingualText("再入院", "readmissions")),
    EvidenceSource("together", BilingualText("一同入院", "admitted together")),
    EvidenceSource("presence", BilingualText("在院情况", "presence in the ward")),
    EvidenceSource("staff", BilingualText("本院职工", "the hospital's staff")),
    EvidenceSource("clinic", BilingualText("同期门诊", "out-patient bills beside a stay")),
    EvidenceSource("free", BilingualText("个人负担", "what patients paid")),
    EvidenceSource("bills_alike", BilingualText("费用雷同", "bills alike")),
    EvidenceSource("charges", BilingualText("收费", "charges")),
    EvidenceSource("records", BilingualText("病历记录", "records")),
    EvidenceSource("costs", BilingualText("费用与床日", "costs and nights")),
    EvidenceSource("places", BilingualText("住院机构", "hospitals")),
)

SCENARIO = Scenario(
    id="hospital_stays",
    title=BilingualText("住院异常", "irregular stays in hospital"),
    question=BilingualText(
        zh="哪些住院是拆开的、挂名的、拉来的，或者根本没有人住？",
        en="Which stays were split, lain by nobody, or talked into, and who billed for them?",
    ),
    authority="医保",
    laws=(*SPLIT_LAWS, *SHAM_LAWS),
    innocent_explanations=(
        BilingualText(
            "肿瘤疗程、透析、计划内再住院", "courses of a tumour, dialysis, planned stays"
        ),
        BilingualText(
            "按床日付费分段结算、中途结算、跨年结算",
            "periods of bed-day payment, interim bills, bills at the turn of the year",
        ),
        BilingualText("疫情、事故、养老机构", "an outbreak, an accident, a care home"),
        BilingualText("特困与医疗救助", "the poor on medical aid"),
    ),
    populations=(HOSPITALS, PATIENTS, DOCTORS),
    feature_folders=("hospital_stays",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=stay_links,
    owner="医保基金监管处",
    review_due=date(2027, 11, 1),
)
