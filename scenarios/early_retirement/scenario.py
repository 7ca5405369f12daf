"""提前退休审批: approvals of retirement before the legal age."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.pension_approval import PensionApproval
from features.service_and_retirement.approval_helpers import approval_links
from features.service_and_retirement.approvals import approval_base
from scenarios.early_retirement.shared_evidence import AGE_LAWS, APPROVAL_ROW, PERSON_ROW
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario

APPROVALS = Population(
    id="approval",
    title=BilingualText("退休审批", "retirement approvals"),
    subject_kind="person",
    record=PensionApproval,
    base=approval_base,
    unit="group_id",
    model_features=(
        ModelFeature(
            "early_months",
            "high",
            "months",
            BilingualText("早于法定退休年龄月数", "months before the legal age"),
            evidence_source="age",
        ),
        ModelFeature(
            "paid_months",
            "low",
            "months",
            BilingualText("累计缴费月数", "months paid and deemed"),
            evidence_source="paid_months",
        ),
        ModelFeature(
            "special_spare_months",
            "low",
            "months",
            BilingualText("特殊工种年限富余月数", "special months beyond those needed"),
            evidence_source="special_time",
        ),
        ModelFeature(
            "e03_months",
            "high",
            "months",
            BilingualText("行业不符的特殊工种月数", "special months in a foreign industry"),
            evidence_source="special_industry",
        ),
        ModelFeature(
            "e04_months",
            "high",
            "months",
            BilingualText("未备案的特殊工种月数", "special months not filed"),
            evidence_source="special_filing",
        ),
        ModelFeature(
            "e14_times_peer",
            "high",
            "ratio",
            BilingualText(
                "单位特殊工种退休率与同业之比", "unit's special-job share over its trade's"
            ),
            evidence_source="unit",
        ),
        ModelFeature(
            "e07_visits",
            "low",
            "visits",
            BilingualText("申请前同病种就诊次数", "visits for the illness before"),
            evidence_source="treatment",
        ),
        ModelFeature(
            "e08_months",
            "high",
            "months",
            BilingualText("退休后在职参保月数", "months insured by a unit after"),
            evidence_source="contributions",
        ),
        ModelFeature(
            "e12_months",
            "high",
            "months",
            BilingualText("退休前自缴月数", "months self-paid before"),
            evidence_source="category",
        ),
        ModelFeature(
            "e15_days",
            "low",
            "days",
            BilingualText("鉴定至审批天数", "days from appraisal to approval"),
            evidence_source="handling",
        ),
        ModelFeature(
            "doctor_times",
            "high",
            "ratio",
            BilingualText("诊断医师件数与中位数之比", "doctor's cases over the median"),
            evidence_source="doctor",
        ),
        ModelFeature(
            "agent_cases",
            "high",
            "cases",
            BilingualText("代办人提前退休件数", "agent's early retirements"),
            evidence_source="agent",
        ),
        ModelFeature(
            "amount_involved",
            "high",
            "yuan",
            BilingualText("提前领取金额", "yuan drawn early"),
            evidence_source="age",
        ),
        ModelFeature(
            "same_length_rarity",
            "high",
            "digits",
            BilingualText("年限雷同罕见度", "how unlikely the equal months of service are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_interval_rarity",
            "high",
            "digits",
            BilingualText("办理天数雷同罕见度", "how unlikely the equal days of handling are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_segment_rarity",
            "high",
            "digits",
            BilingualText("工龄段雷同罕见度", "how unlikely the equal segments of service are"),
            evidence_source="alike",
        ),
    ),
    peer_group=("approval_type",),
    evidence=(APPROVAL_ROW, PERSON_ROW),
)

EVIDENCE_SOURCES = (
    EvidenceSource("age", BilingualText("法定年龄", "legal age")),
    EvidenceSource("paid_months", BilingualText("缴费年限", "months paid")),
    EvidenceSource("special_time", BilingualText("特殊工种年限", "time in a special job")),
    EvidenceSource(
        "special_industry", BilingualText("特殊工种行业", "industry of the special job")
    ),
    EvidenceSource("special_filing", BilingualText("特殊工种备案", "filing of the special job")),
    EvidenceSource("unit", BilingualText("单位", "unit")),
    EvidenceSource("treatment", BilingualText("就诊", "treatment")),
    EvidenceSource("contributions", BilingualText("退休后参保", "contributions after retirement")),
    EvidenceSource("category", BilingualText("参保身份", "category of insurance")),
    EvidenceSource("handling", BilingualText("办理时间", "time of handling")),
    EvidenceSource("doctor", BilingualText("鉴定医师", "doctor")),
    EvidenceSource("agent", BilingualText("代办人", "agent")),
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
)

SCENARIO = Scenario(
    id="early_retirement",
    title=BilingualText("提前退休审批", "approvals of early retirement"),
    question=BilingualText(
        zh=(
            "哪些退休早于法定年龄而依据不足：特殊工种的时间、岗位和备案，"
            "因病退休的鉴定、诊疗和退后就业，弹性提前的界限？"
        ),
        en=(
            "Which retirements came before the legal age on too little: time, post and filing of a "
            "special job; appraisal, treatment and later work of an illness; the bounds of choice?"
        ),
    ),
    authority="人社",
    laws=AGE_LAWS,
    innocent_explanations=(
        BilingualText(
            "两类特殊工种折算、1985年以前年限",
            "two kinds of special job added up, years before 1985",
        ),
        BilingualText(
            "企业改制、行业代码调整、备案补正",
            "restructured firms, new industry codes, corrected filings",
        ),
        BilingualText(
            "异地就医、精神疾病、工伤治疗",
            "treated elsewhere, mental illness, treated as an injury",
        ),
        BilingualText(
            "档案出生日期、月份取整", "birth date by the personal file, rounding to months"
        ),
    ),
    populations=(APPROVALS,),
    feature_folders=("service_and_retirement",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=approval_links,
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
