"""劳动能力鉴定: appraisals of labour capacity, their grades and their panels."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.capacity_appraisal import CapacityAppraisal
from features.capacity_appraisal.appraisals import appraisal_base
from features.capacity_appraisal.expert_panels import appraisal_links
from scenarios.capacity_appraisal.shared_evidence import APPRAISAL_ROW, CASE_ROW, PAYMENTS
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario

APPRAISALS = Population(
    id="appraisal",
    title=BilingualText("劳动能力鉴定结论", "conclusions of capacity appraisals"),
    subject_kind="person",
    record=CapacityAppraisal,
    base=appraisal_base,
    unit="employer_id",
    model_features=(
        ModelFeature(
            "above_expected",
            "high",
            "grades",
            BilingualText("等级比预期偏重", "grades above what is expected"),
            evidence_source="grade",
        ),
        ModelFeature(
            "days_to_conclusion",
            "low",
            "days",
            BilingualText("受伤至结论天数", "days from injury to conclusion"),
            evidence_source="timing",
        ),
        ModelFeature(
            "days_to_application",
            "low",
            "days",
            BilingualText("受伤至申请鉴定天数", "days from injury to application"),
            evidence_source="timing",
        ),
        ModelFeature(
            "stay_times",
            "high",
            "ratio",
            BilingualText("住院天数为同部位倍数", "stay over the usual one of the site"),
            evidence_source="treatment",
        ),
        ModelFeature(
            "expert_z",
            "high",
            "z",
            BilingualText("专家平均偏重的z值", "z of the expert's mean"),
            evidence_source="panel",
        ),
        ModelFeature(
            "pair_digits",
            "high",
            "digits",
            BilingualText("专家组合聚集程度", "how unlikely the panel's pair is"),
            evidence_source="panel",
        ),
        ModelFeature(
            "pair_z",
            "high",
            "z",
            BilingualText("专家组合平均偏重的z值", "z of the pair's mean"),
            evidence_source="panel",
        ),
        ModelFeature(
            "agent_mean",
            "high",
            "grades",
            BilingualText("代办人平均偏重", "grades above, mean of the agent's"),
            evidence_source="agent",
        ),
        ModelFeature(
            "agent_appraisals",
            "high",
            "cases",
            BilingualText("代办人鉴定件数", "appraisals of the agent"),
            evidence_source="agent",
        ),
        ModelFeature(
            "worse_by_grades",
            "high",
            "grades",
            BilingualText("较上次加重", "grades above the conclusion before"),
            evidence_source="change",
        ),
        ModelFeature(
            "amount_involved",
            "high",
            "yuan",
            BilingualText("按等级支付金额", "yuan paid by grade"),
            evidence_source="grade",
        ),
        ModelFeature(
            "same_rarity",
            "high",
            "digits",
            BilingualText(
                "同代办、单位雷同罕见度", "how unlikely the likeness with an agent or unit is"
            ),
            evidence_source="alike",
        ),
        ModelFeature(
            "expert_same_rarity",
            "high",
            "digits",
            BilingualText("同专家雷同罕见度", "how unlikely the likeness before an expert is"),
            evidence_source="alike",
        ),
    ),
    peer_group=("region",),
    evidence=(APPRAISAL_ROW, CASE_ROW, PAYMENTS),
)

EVIDENCE_SOURCES = (
    EvidenceSource("grade", BilingualText("鉴定等级", "grade")),
    EvidenceSource("treatment", BilingualText("住院治疗", "treatment in hospital")),
    EvidenceSource("timing", BilingualText("鉴定时间", "timing")),
    EvidenceSource("panel", BilingualText("鉴定专家", "panel of experts")),
    EvidenceSource("agent", BilingualText("代办人", "agent")),
    EvidenceSource("change", BilingualText("复查变化", "change on review")),
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
)

SCENARIO = Scenario(
    id="capacity_appraisal",
    title=BilingualText("劳动能力鉴定", "labour-capacity appraisal"),
    question=BilingualText(
        "哪些伤残等级与伤情不符？哪些专家、组合、代办人的鉴定总是偏重？",
        "Which grades do not fit the injury; whose panels, pairs and agents always get more?",
    ),
    authority="人社",
    laws=("injury-21", "injury-25", "injury-28"),
    innocent_explanations=(
        BilingualText(
            "合并伤、截肢平面未写入编码", "combined injuries and amputation levels missing in codes"
        ),
        BilingualText("专科专家少，同组是必然", "few experts of a specialty, who meet by need"),
        BilingualText(
            "复查时伤情确有恶化并有治疗", "a real change for the worse on review, with treatment"
        ),
    ),
    populations=(APPRAISALS,),
    feature_folders=("capacity_appraisal",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=appraisal_links,
    owner="基金监督处",
    review_due=date(2027, 11, 1),
    notes=BilingualText(
        zh="对象为被鉴定人；专家只以代码出现。涉及专家的线索属公职或受委托人员，按限制范围流转。",
        en=(
            "The subject is the person appraised; experts appear by code alone. Leads on experts "
            "travel in a closed circle."
        ),
    ),
)
