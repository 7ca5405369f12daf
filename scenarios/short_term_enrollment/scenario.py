"""短期参保骗取失业保险待遇: short enrolment to draw unemployment benefit."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.employer import Employer
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.unemployment.claims import claim_base
from features.unemployment.employers import units_with_claims
from features.unemployment.shared_contacts import claim_links
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario
from scenarios.short_term_enrollment.shared_evidence import (
    CLAIM_LAWS,
    CLAIM_ROW,
    PAYMENTS,
    UNIT_CLAIMS,
    UNIT_ROW,
)

CLAIMS = Population(
    id="claim",
    title=BilingualText("失业待遇申领", "claims of unemployment benefit"),
    subject_kind="person",
    record=UnemploymentClaim,
    base=claim_base,
    unit="group_id",
    model_features=(
        ModelFeature(
            "last_spell_months",
            "low",
            "months",
            BilingualText("最后单位参保月数", "months with the last employer"),
            evidence_source="unit_claims",
        ),
        ModelFeature(
            "idle_before_months",
            "high",
            "months",
            BilingualText("此前无单位参保月数", "months without an employer before"),
            evidence_source="contributions",
        ),
        ModelFeature(
            "paid_per_spell_ratio",
            "high",
            "ratio",
            BilingualText(
                "累计缴费与最后参保之比", "months paid in per month with the last employer"
            ),
            evidence_source="contributions",
        ),
        ModelFeature(
            "claim_delay_days",
            "both",
            "days",
            BilingualText("离职至申领天数", "days from separation to claim"),
            evidence_source="separation",
        ),
        ModelFeature(
            "unit_claim_share",
            "high",
            "share",
            BilingualText("最后单位领金率", "claim rate of the last employer"),
            evidence_source="unit_claims",
        ),
        ModelFeature(
            "unit_short_leaver_share",
            "high",
            "share",
            BilingualText("最后单位短参保离职占比", "share of short spells among its leavers"),
            evidence_source="turnover",
        ),
        ModelFeature(
            "unit_turnover_share",
            "high",
            "share",
            BilingualText("最后单位增减员强度", "turnover of the last employer"),
            evidence_source="turnover",
        ),
        ModelFeature(
            "unit_age_months",
            "low",
            "months",
            BilingualText(
                "单位登记至申领月数", "months from the employer's registration to the claim"
            ),
            evidence_source="unit_age",
        ),
        ModelFeature(
            "u11_persons",
            "high",
            "persons",
            BilingualText("共用联系方式户数", "households sharing a contact"),
            evidence_source="contacts",
        ),
        ModelFeature(
            "u01_months",
            "high",
            "months",
            BilingualText("领金与在职重叠月数", "months of benefit while employed"),
            evidence_source="contributions",
        ),
        ModelFeature(
            "u04_months",
            "high",
            "months",
            BilingualText("超期领取月数", "months beyond entitlement"),
            evidence_source="entitlement",
        ),
        ModelFeature(
            "reason_changed_count",
            "high",
            "count",
            BilingualText("离职原因修改次数", "changes of the reason of separation"),
            evidence_source="separation",
        ),
        ModelFeature(
            "granted_months",
            "high",
            "months",
            BilingualText("核定月数", "months granted"),
            evidence_source="entitlement",
        ),
        ModelFeature(
            "alike_claims",
            "high",
            "claims",
            BilingualText("同日离职同月数的他单位申领", "claims elsewhere of one day and length"),
            evidence_source="claims",
        ),
        ModelFeature(
            "self_paid_months",
            "high",
            "months",
            BilingualText("此前自缴月数", "months of self-payment before"),
            evidence_source="parking",
        ),
        ModelFeature(
            "parked_at_unit",
            "high",
            "persons",
            BilingualText("同单位类似人数", "such persons at the unit"),
            evidence_source="parking",
        ),
        ModelFeature(
            "u22_rarity",
            "high",
            "digits",
            BilingualText("单位短参保申领罕见度", "rarity of the unit's short spells"),
            evidence_source="parking",
        ),
        ModelFeature(
            "same_day_rarity",
            "high",
            "digits",
            BilingualText("日期雷同罕见度", "how unlikely the equal days are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_length_rarity",
            "high",
            "digits",
            BilingualText("月数雷同罕见度", "how unlikely the equal months are"),
            evidence_source="alike",
        ),
    ),
    peer_group=("industry_code",),
    evidence=(CLAIM_ROW, PAYMENTS),
)

UNITS = Population(
    id="unit",
    title=BilingualText("最后单位", "last employers of claimants"),
    subject_kind="employer",
    record=Employer,
    base=units_with_claims,
    model_features=(
        ModelFeature(
            "u08_rate",
            "high",
            "share",
            BilingualText("单位领金率", "claim rate"),
            evidence_source="unit_claims",
        ),
        ModelFeature(
            "u08_claimants",
            "high",
            "persons",
            BilingualText("领金人数", "claimants"),
            evidence_source="unit_claims",
        ),
        ModelFeature(
            "u09_share",
            "high",
            "share",
            BilingualText("短参保离职占比", "share of short spells among leavers"),
            evidence_source="turnover",
        ),
        ModelFeature(
            "u10_turnover_share",
            "high",
            "share",
            BilingualText("月增减员强度", "monthly turnover"),
            evidence_source="turnover",
        ),
        ModelFeature(
            "u12_months",
            "low",
            "months",
            BilingualText("登记至首次申领月数", "months from registration to the first claim"),
            evidence_source="unit_age",
        ),
        ModelFeature(
            "unit_age_months",
            "low",
            "months",
            BilingualText("登记至今月数", "months since registration"),
            evidence_source="unit_age",
        ),
        ModelFeature(
            "own_revolving_count",
            "high",
            "claims",
            BilingualText("同人重复申领次数", "repeated claims of the same persons"),
            evidence_source="claims",
        ),
        ModelFeature(
            "same_tenure_claims",
            "high",
            "claims",
            BilingualText("参保月数相同的申领", "claims after equally long employment"),
            evidence_source="unit_claims",
        ),
        ModelFeature(
            "u17_rarity",
            "high",
            "digits",
            BilingualText("挂靠申领罕见度", "rarity of parked claimants"),
            evidence_source="parking",
        ),
        ModelFeature(
            "u21_rarity",
            "high",
            "digits",
            BilingualText("短参保申领罕见度", "rarity of short spells"),
            evidence_source="parking",
        ),
        ModelFeature(
            "unit_same_rarity",
            "high",
            "digits",
            BilingualText("单位申领雷同罕见度", "how unlikely the likeness of its claimants is"),
            evidence_source="alike",
        ),
    ),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
    id_period="year",
)

EVIDENCE_SOURCES = (
    EvidenceSource("unit_claims", BilingualText("单位领金", "claims of the employer's staff")),
    EvidenceSource("contributions", BilingualText("缴费经历", "contributions")),
    EvidenceSource("entitlement", BilingualText("待遇期限", "entitlement")),
    EvidenceSource("separation", BilingualText("离职", "separation")),
    EvidenceSource("turnover", BilingualText("单位增减员", "turnover of the employer")),
    EvidenceSource("unit_age", BilingualText("单位成立时间", "age of the employer")),
    EvidenceSource("contacts", BilingualText("联系方式", "contacts")),
    EvidenceSource("claims", BilingualText("同类申领", "repeated and like claims")),
    EvidenceSource("parking", BilingualText("挂靠", "parked insurance")),
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
)

SCENARIO = Scenario(
    id="short_term_enrollment",
    title=BilingualText("短期参保骗取失业保险待遇", "short enrolment to draw unemployment benefit"),
    question=BilingualText(
        zh="谁在没有真实就业、已重新就业或不再具备条件时领取了失业待遇？哪些单位为此提供参保？",
        en=(
            "Who drew benefit without real work, after starting to work again, or without "
            "entitlement, and which units lent themselves to it?"
        ),
    ),
    authority="人社",
    laws=CLAIM_LAWS,
    innocent_explanations=(
        BilingualText("新单位首月衔接", "the first month of a new job"),
        BilingualText(
            "季节性用工、项目完工、破产关停", "seasonal work, end of a project, bankruptcy"
        ),
        BilingualText(
            "小商户不申报个税、休眠企业与继承股份",
            "traders who declare no wages, dormant firms, inherited shares",
        ),
        BilingualText(
            "窗口代填联系方式、亲属共用电话", "a window's number, relatives sharing a phone"
        ),
    ),
    populations=(CLAIMS, UNITS),
    feature_folders=("unemployment",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=claim_links,
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
