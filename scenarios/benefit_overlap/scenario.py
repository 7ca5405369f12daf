"""死亡冒领与重复领取: benefits paid after death, in prison, or twice."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.person import Person
from features.benefit_overlap.reimbursements import reimbursements
from features.common.benefit_recipients import benefit_links, recipients
from scenarios.benefit_overlap.shared_evidence import BENEFIT_LAWS, PENSIONS, PERSON_ROW
from scenarios.framework.definition import (
    Evidence,
    EvidenceSource,
    ModelFeature,
    Population,
    Scenario,
)

SETTLEMENT_ROW = Evidence(ClaimHeader, on={"setl_id": "setl_id"})

RECIPIENTS = Population(
    id="recipient",
    title=BilingualText("待遇领取人员", "recipients of benefits"),
    subject_kind="person",
    record=Person,
    base=recipients,
    model_features=(
        ModelFeature(
            "x01_months",
            "high",
            "months",
            BilingualText("死后发放月数", "months paid after death"),
            evidence_source="deaths",
        ),
        ModelFeature(
            "x05_months",
            "high",
            "months",
            BilingualText("双重养老月数", "months with two pensions"),
            evidence_source="pensions",
        ),
        ModelFeature(
            "fund_count",
            "high",
            "count",
            BilingualText("领取基金数", "funds drawn from"),
            evidence_source="grants",
        ),
        ModelFeature(
            "silent_days",
            "high",
            "days",
            BilingualText("距最近生存迹象天数", "days since the last sign of life"),
            evidence_source="silence",
        ),
        ModelFeature(
            "paper_share",
            "high",
            "share",
            BilingualText("人工代认证占比", "share of checks on paper"),
            evidence_source="checks",
        ),
        ModelFeature(
            "unapproved_households",
            "high",
            "count",
            BilingualText("同账户户数", "households on the account"),
            evidence_source="accounts",
        ),
        ModelFeature(
            "same_pension_rarity",
            "high",
            "digits",
            BilingualText(
                "同账户待遇雷同罕见度", "how unlikely the likeness of pensions on the account is"
            ),
            evidence_source="alike",
        ),
    ),
    peer_group=("scheme", "age_band"),
    evidence=(PERSON_ROW, PENSIONS),
    id_period="year",
)

REIMBURSEMENTS = Population(
    id="reimbursement",
    title=BilingualText("住院及票据报销", "reimbursed stays and invoices"),
    subject_kind="person",
    record=ClaimHeader,
    base=reimbursements,
    model_features=(
        ModelFeature(
            "x12_yuan",
            "high",
            "yuan",
            BilingualText("重复报销金额", "yuan reimbursed twice"),
            evidence_source="double_payment",
        ),
        ModelFeature(
            "settle_delay_days",
            "high",
            "days",
            BilingualText("出院至结算天数", "days from discharge to settlement"),
            evidence_source="settlement",
        ),
        ModelFeature(
            "fund_per_day_yuan",
            "high",
            "yuan",
            BilingualText("日均基金支付", "yuan of the fund per day"),
            evidence_source="settlement",
        ),
        ModelFeature(
            "same_sum_rarity",
            "high",
            "digits",
            BilingualText("雷同金额罕见度", "how unlikely the equal sums are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_interval_rarity",
            "high",
            "digits",
            BilingualText("天数与时点雷同罕见度", "how unlikely the equal stays and times are"),
            evidence_source="alike",
        ),
    ),
    peer_group=("med_type",),
    evidence=(SETTLEMENT_ROW,),
    authority="医保",
)

EVIDENCE_SOURCES = (
    EvidenceSource("deaths", BilingualText("死亡信息", "death records")),
    EvidenceSource("pensions", BilingualText("养老待遇", "pensions")),
    EvidenceSource("grants", BilingualText("跨基金领取", "benefits of several funds")),
    EvidenceSource("silence", BilingualText("生存迹象", "signs of life")),
    EvidenceSource("checks", BilingualText("资格认证", "checks of entitlement")),
    EvidenceSource("accounts", BilingualText("收款账户", "account paid to")),
    EvidenceSource("double_payment", BilingualText("重复报销", "double reimbursement")),
    EvidenceSource("settlement", BilingualText("结算情况", "settlement")),
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
)

SCENARIO = Scenario(
    id="benefit_overlap",
    title=BilingualText("死亡冒领与重复领取", "benefits for the dead and benefits drawn twice"),
    question=BilingualText(
        zh="谁在死亡、服刑或丧失条件后仍在领取？谁同时领取了互斥的待遇？",
        en=(
            "Who is paid after death, in prison or without the condition, and who draws benefits "
            "that exclude each other?"
        ),
    ),
    authority="人社",
    laws=BENEFIT_LAWS,
    innocent_explanations=(
        BilingualText(
            "停发滞后、异地登记、已追回", "late stops, deaths registered elsewhere, money paid back"
        ),
        BilingualText(
            "死亡信息误匹配、迁出注销、日期录入错误", "wrong matches, emigration, mistyped dates"
        ),
        BilingualText(
            "缓刑、遗属待遇、转换当月、补差、第二层报销",
            "suspended sentences, survivors' pay, the month of change, differences, second layers",
        ),
    ),
    populations=(RECIPIENTS, REIMBURSEMENTS),
    feature_folders=("benefit_overlap",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=benefit_links,
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
