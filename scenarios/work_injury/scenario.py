"""工伤保险“清风行动”: work-injury recognition and benefits."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.institution import Institution
from features.work_injury.agents_and_witnesses import injury_links, injury_units
from features.work_injury.injuries import injury_base
from features.work_injury.lengths_of_stay import injury_institutions
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario
from scenarios.work_injury.shared_evidence import (
    CASE_ROW,
    INJURY_LAWS,
    INSTITUTION_ROW,
    PAYMENTS,
    UNIT_CASES,
    UNIT_ROW,
)

CASES = Population(
    id="case",
    title=BilingualText("工伤案件", "work-injury cases"),
    subject_kind="person",
    record=InjuryCase,
    base=injury_base,
    unit="group_id",
    model_features=(
        ModelFeature(
            "i01_hours",
            "high",
            "hours",
            BilingualText("受伤早于参保小时数", "hours of injury before cover"),
            evidence_source="cover",
        ),
        ModelFeature(
            "i02_days",
            "low",
            "days",
            BilingualText("参保至受伤天数", "days from cover to injury"),
            evidence_source="cover",
        ),
        ModelFeature(
            "i27_hours",
            "high",
            "hours",
            BilingualText("首诊早于受伤小时数", "hours of treatment before the injury"),
            evidence_source="times",
        ),
        ModelFeature(
            "apply_delay_days",
            "high",
            "days",
            BilingualText("受伤至申请天数", "days from injury to claim"),
            evidence_source="application",
        ),
        ModelFeature(
            "repeat_cases",
            "high",
            "cases",
            BilingualText("36个月工伤次数", "injuries in 36 months"),
            evidence_source="repetition",
        ),
        ModelFeature(
            "agent_cases",
            "high",
            "cases",
            BilingualText("代办人案件数", "cases of the agent"),
            evidence_source="helpers",
        ),
        ModelFeature(
            "witness_cases",
            "high",
            "cases",
            BilingualText("证人案件数", "cases of the witness"),
            evidence_source="helpers",
        ),
        ModelFeature(
            "i11_visits",
            "high",
            "visits",
            BilingualText("伤前同部位就诊次数", "earlier visits for the same site"),
            evidence_source="history",
        ),
        ModelFeature(
            "unit_times_peer",
            "high",
            "ratio",
            BilingualText("单位工伤率与同业之比", "unit's rate over its trade's"),
            evidence_source="incidence",
        ),
        ModelFeature(
            "i14_months",
            "high",
            "months",
            BilingualText("终止后仍参保月数", "months insured after the end of work"),
            evidence_source="contributions",
        ),
        ModelFeature(
            "bill_yuan",
            "high",
            "yuan",
            BilingualText("机构结算医疗费", "yuan billed by institutions"),
            evidence_source="payments",
        ),
        ModelFeature(
            "same_sum_cases",
            "high",
            "cases",
            BilingualText("同机构同金额他案数", "other cases with a bill of the same sum"),
            evidence_source="payments",
        ),
        ModelFeature(
            "amount_involved",
            "high",
            "yuan",
            BilingualText("已付金额", "yuan paid"),
            evidence_source="payments",
        ),
        ModelFeature(
            "same_sum_rarity",
            "high",
            "digits",
            BilingualText("雷同金额罕见度", "how unlikely the equal sums are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "bill_run_rarity",
            "high",
            "digits",
            BilingualText("票据连号罕见度", "how unlikely the invoice numbers in a row are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_interval_rarity",
            "high",
            "digits",
            BilingualText(
                "间隔与伤情雷同罕见度", "how unlikely the equal intervals and injuries are"
            ),
            evidence_source="alike",
        ),
    ),
    peer_group=("industry_code",),
    evidence=(CASE_ROW, PAYMENTS),
)

UNITS = Population(
    id="unit",
    title=BilingualText("有工伤的用人单位", "units with injuries"),
    subject_kind="employer",
    record=Employer,
    base=injury_units,
    model_features=(
        ModelFeature(
            "injury_rate",
            "high",
            "rate",
            BilingualText("年工伤发生率", "injuries per head and year"),
            evidence_source="incidence",
        ),
        ModelFeature(
            "injury_count",
            "high",
            "cases",
            BilingualText("年工伤件数", "injuries of the year"),
            evidence_source="incidence",
        ),
        ModelFeature(
            "i07_times_peer",
            "high",
            "ratio",
            BilingualText("与同业之比", "rate over the trade's"),
            evidence_source="incidence",
        ),
        ModelFeature(
            "first_hospital_share",
            "high",
            "share",
            BilingualText("首位就诊机构案件占比", "share of cases at one institution"),
            evidence_source="hospital",
        ),
        ModelFeature(
            "case_bill_yuan",
            "high",
            "yuan",
            BilingualText("案均医疗费", "yuan billed per case"),
            evidence_source="payments",
        ),
        ModelFeature(
            "amount_involved",
            "high",
            "yuan",
            BilingualText("已付金额", "yuan paid"),
            evidence_source="payments",
        ),
        ModelFeature(
            "unit_age_months",
            "low",
            "months",
            BilingualText("登记至今月数", "months since registration"),
            evidence_source="unit_age",
        ),
        ModelFeature(
            "unit_same_rarity",
            "high",
            "digits",
            BilingualText("单位工伤雷同罕见度", "how unlikely the likeness of its injuries is"),
            evidence_source="alike",
        ),
    ),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CASES),
    id_period="year",
)

INSTITUTIONS = Population(
    id="institution",
    title=BilingualText("收治工伤住院的医疗机构", "institutions where the injured stay"),
    subject_kind="institution",
    record=Institution,
    base=injury_institutions,
    model_features=(
        ModelFeature(
            "institution_same_rarity",
            "high",
            "digits",
            BilingualText("机构票据雷同罕见度", "how unlikely its equal bills are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "i19_ratio",
            "high",
            "ratio",
            BilingualText("住院天数与同诊断之比", "days of stay over those of the diagnosis"),
            evidence_source="stays",
        ),
        ModelFeature(
            "yuan_per_night",
            "high",
            "yuan",
            BilingualText("每日医疗费", "yuan billed per night"),
            evidence_source="payments",
        ),
    ),
    peer_group=(),
    evidence=(INSTITUTION_ROW,),
    id_period="year",
)

EVIDENCE_SOURCES = (
    EvidenceSource("cover", BilingualText("参保时间", "cover")),
    EvidenceSource("times", BilingualText("受伤与首诊时间", "times of injury and diagnosis")),
    EvidenceSource("application", BilingualText("申请", "application")),
    EvidenceSource("repetition", BilingualText("多次工伤", "repeated injuries")),
    EvidenceSource("helpers", BilingualText("代办与证人", "agents and witnesses")),
    EvidenceSource("history", BilingualText("既往就诊", "earlier treatment")),
    EvidenceSource("incidence", BilingualText("单位工伤率", "injuries of the unit")),
    EvidenceSource("contributions", BilingualText("终止后参保", "contributions after the end")),
    EvidenceSource("payments", BilingualText("费用支付", "bills and payments")),
    EvidenceSource("hospital", BilingualText("就诊机构", "hospital")),
    EvidenceSource("stays", BilingualText("住院天数", "days of stay")),
    EvidenceSource("unit_age", BilingualText("单位成立时间", "age of the unit")),
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
)

SCENARIO = Scenario(
    id="work_injury",
    title=BilingualText("工伤保险“清风行动”", "work-injury recognition and benefits"),
    question=BilingualText(
        zh="哪些工伤的参保、申请、支付与记录不符？哪些人、单位、代办人反复出现？",
        en=(
            "Which injuries do not fit the records of cover, application and payment; which "
            "persons, units and agents recur?"
        ),
    ),
    authority="人社",
    laws=INJURY_LAWS,
    innocent_explanations=(
        BilingualText("按项目参保、单位合并改名", "cover by project, merged or renamed units"),
        BilingualText("人事批量申报、批准延期", "daily batches, approved extensions"),
        BilingualText(
            "律师事务所和工会法律援助集中代办", "law firms and legal aid with many cases"
        ),
    ),
    populations=(CASES, UNITS, INSTITUTIONS),
    feature_folders=("work_injury", "injury_agents"),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=injury_links,
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
