"""骗取生育津贴: maternity allowances by sham employment."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.employer import Employer
from contracts.tables.maternity_payment import MaternityPayment
from features.maternity.allowances import allowance_base
from features.maternity.payees import allowance_links
from features.maternity.units import units_with_allowances
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario
from scenarios.maternity_allowance.shared_evidence import (
    PAYMENT_ROW,
    SHAM_WORK_LAWS,
    UNIT_PAYMENTS,
    UNIT_ROW,
)

ALLOWANCES = Population(
    id="allowance",
    title=BilingualText("生育津贴", "maternity allowances"),
    subject_kind="person",
    record=MaternityPayment,
    base=allowance_base,
    unit="group_id",
    model_features=(
        ModelFeature(
            "allowance_same_rarity",
            "high",
            "digits",
            BilingualText("津贴雷同罕见度", "how unlikely the likeness is"),
            evidence_source="alike",
        ),
        ModelFeature(
            "m01_months",
            "low",
            "months",
            BilingualText("产前在该单位参保月数", "months with the unit before birth"),
            evidence_source="arrival",
        ),
        ModelFeature(
            "m02_months",
            "low",
            "months",
            BilingualText("津贴期满至停保月数", "months from leave to the end of insurance"),
            evidence_source="departure",
        ),
        ModelFeature(
            "m03_ratio",
            "high",
            "ratio",
            BilingualText("产前基数倍数", "base before birth over the usual one"),
            evidence_source="base",
        ),
        ModelFeature(
            "m06_share",
            "high",
            "share",
            BilingualText("津贴基数高出工资", "allowance base above wages"),
            evidence_source="wages",
        ),
        ModelFeature(
            "m07_mothers",
            "high",
            "persons",
            BilingualText("同账户或同代办人数", "mothers with the account or agent"),
            evidence_source="payees",
        ),
        ModelFeature(
            "late_mothers",
            "high",
            "persons",
            BilingualText("同单位临产转入人数", "late arrivals at the unit"),
            evidence_source="arrival",
        ),
        ModelFeature(
            "base_used_yuan",
            "high",
            "yuan",
            BilingualText("津贴月基数", "base of the allowance a month"),
            evidence_source="base",
        ),
        ModelFeature(
            "wage_months",
            "low",
            "months",
            BilingualText("产前有工资月数", "months with wages before birth"),
            evidence_source="wages",
        ),
        ModelFeature(
            "antenatal_visits",
            "low",
            "visits",
            BilingualText("孕期就诊次数", "visits in pregnancy"),
            evidence_source="hospital",
        ),
        ModelFeature(
            "m09_months",
            "high",
            "months",
            BilingualText("津贴期内其他待遇工资月数", "months with other money in the leave"),
            evidence_source="other_money",
        ),
        ModelFeature(
            "m11_claims",
            "high",
            "claims",
            BilingualText("短期津贴次数", "short leaves"),
            evidence_source="repetition",
        ),
    ),
    peer_group=("industry_code",),
    evidence=(PAYMENT_ROW,),
)

UNITS = Population(
    id="unit",
    title=BilingualText("申领津贴的单位", "units with allowances"),
    subject_kind="employer",
    record=Employer,
    base=units_with_allowances,
    model_features=(
        ModelFeature(
            "unit_allowance_rarity",
            "high",
            "digits",
            BilingualText("单位津贴雷同罕见度", "how unlikely its alike allowances are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "m04_ratio",
            "high",
            "ratio",
            BilingualText("生育人数为预计倍数", "births over those expected"),
            evidence_source="births",
        ),
        ModelFeature(
            "m05_share",
            "high",
            "share",
            BilingualText("无工资人月占比", "months without wages"),
            evidence_source="unit_wages",
        ),
        ModelFeature(
            "m12_mothers",
            "high",
            "persons",
            BilingualText("相连单位临产转入人数", "late arrivals over tied units"),
            evidence_source="chain",
        ),
        ModelFeature(
            "allowance_mothers",
            "high",
            "persons",
            BilingualText("领取津贴人数", "mothers with an allowance"),
            evidence_source="births",
        ),
    ),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_PAYMENTS),
    id_period="year",
)

EVIDENCE_SOURCES = (
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
    EvidenceSource("arrival", BilingualText("产前参保", "insurance before birth")),
    EvidenceSource("departure", BilingualText("产后停保", "end of insurance")),
    EvidenceSource("base", BilingualText("缴费基数", "contribution base")),
    EvidenceSource("wages", BilingualText("申报工资", "wages declared")),
    EvidenceSource("payees", BilingualText("收款与代办", "payees and agents")),
    EvidenceSource("hospital", BilingualText("住院产检", "stays and visits")),
    EvidenceSource("other_money", BilingualText("其他待遇工资", "other money")),
    EvidenceSource("repetition", BilingualText("重复次数", "repetition")),
    EvidenceSource("births", BilingualText("单位生育", "births of the unit")),
    EvidenceSource("unit_wages", BilingualText("单位工资", "wages of the unit")),
    EvidenceSource("chain", BilingualText("单位关联", "ties of units")),
)

SCENARIO = Scenario(
    id="maternity_allowance",
    title=BilingualText("骗取生育津贴", "maternity allowances by sham employment"),
    question=BilingualText(
        zh="谁在没有真实劳动关系、没有分娩或者虚高基数的情况下领取了生育津贴？哪些单位、中介为此提供参保？",
        en=(
            "Who drew a maternity allowance without real work, without a birth or from an inflated "
            "base, and which units and agents lent themselves to it?"
        ),
    ),
    authority="医保",
    laws=SHAM_WORK_LAWS,
    innocent_explanations=(
        BilingualText("孕期换工作、返回原单位", "a job changed in pregnancy, a return"),
        BilingualText("单位整体转移、合并、更名", "a unit that moved, merged or was renamed"),
        BilingualText("年轻女职工多的行业", "trades with many young women"),
        BilingualText("异地分娩、自费医院", "births elsewhere, private hospitals"),
        BilingualText("奖金提成使工资高于同事", "bonuses and commissions above the others' wages"),
    ),
    populations=(ALLOWANCES, UNITS),
    feature_folders=("maternity",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=allowance_links,
    owner="基金监督处",
    review_due=date(2027, 12, 1),
)
