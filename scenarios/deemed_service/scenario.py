"""视同缴费年限核定: deemed service counted into pensions."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from features.service_and_retirement.lump_sums import buyer_base
from features.service_and_retirement.retirement_base import retirements_in_payment
from features.service_and_retirement.service_handlers import service_links
from scenarios.deemed_service.shared_evidence import (
    APPROVAL,
    BUYERS_APPROVAL,
    DEEMED_LAWS,
    PERSON,
    SEGMENTS,
)
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario

APPROVALS = Population(
    id="approval",
    title=BilingualText("退休审批", "retirement approvals"),
    subject_kind="person",
    record=PensionApproval,
    base=retirements_in_payment,
    unit="employer_id",
    model_features=(
        ModelFeature(
            "deemed_months",
            "high",
            "months",
            BilingualText("视同缴费月数", "deemed months"),
            evidence_source="total",
        ),
        ModelFeature(
            "deemed_start_age",
            "low",
            "years",
            BilingualText("视同起始年龄", "age at the start of deemed service"),
            evidence_source="age",
        ),
        ModelFeature(
            "spare_months",
            "low",
            "months",
            BilingualText("16周岁至退休未计月数", "working-age months not counted"),
            evidence_source="total",
        ),
        ModelFeature(
            "months_without_segment",
            "high",
            "months",
            BilingualText("无分段支持的月数", "months with no segment behind them"),
            evidence_source="papers",
        ),
        ModelFeature(
            "fewest_documents",
            "low",
            "documents",
            BilingualText("最少佐证份数", "fewest documents of a segment"),
            evidence_source="papers",
        ),
        ModelFeature(
            "d06_months",
            "high",
            "months",
            BilingualText("近两年单一佐证录入月数", "months recorded late from single papers"),
            evidence_source="recording",
        ),
        ModelFeature(
            "d08_ratio",
            "high",
            "ratio",
            BilingualText("原单位人数比", "persons over the old unit's staff"),
            evidence_source="unit",
        ),
        ModelFeature(
            "bought_before_months",
            "high",
            "months",
            BilingualText("一次性补缴月数", "months bought in lump sums"),
            evidence_source="lump",
        ),
        ModelFeature(
            "archive_older_months",
            "high",
            "months",
            BilingualText("档案出生提前月数", "months older by the archive"),
            evidence_source="birth",
        ),
        ModelFeature(
            "handler_rarity",
            "high",
            "digits",
            BilingualText("经办代办集中程度", "how unlikely the approver's or agent's cases are"),
            evidence_source="handlers",
        ),
        ModelFeature(
            "d11_z",
            "high",
            "ratio",
            BilingualText("与同龄人之差（标准差）", "standard deviations from the cohort"),
            evidence_source="cohort",
        ),
        ModelFeature(
            "d13_changes",
            "high",
            "count",
            BilingualText("视同月数修改次数", "changes of the deemed months"),
            evidence_source="changes",
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
    peer_group=("retirement_group",),
    evidence=(APPROVAL, SEGMENTS),
)

BUYERS = Population(
    id="buyer",
    title=BilingualText("一次性补缴人员", "persons with years bought in lump sums"),
    subject_kind="person",
    record=Person,
    base=buyer_base,
    register=Person,
    model_features=(
        ModelFeature(
            "bought_months",
            "high",
            "months",
            BilingualText("一次性补缴月数", "months bought in lump sums"),
            evidence_source="lump",
        ),
        ModelFeature(
            "undocumented_months",
            "high",
            "months",
            BilingualText("无文书补缴月数", "months bought without a document"),
            evidence_source="lump",
        ),
        ModelFeature(
            "serving_months",
            "high",
            "months",
            BilingualText("申请前两年无文书补缴月数", "undocumented months near the application"),
            evidence_source="lump",
        ),
        ModelFeature(
            "lump_agent_rarity",
            "high",
            "digits",
            BilingualText("代办人补缴集中程度", "how unlikely the agent's buyers are"),
            evidence_source="handlers",
        ),
        ModelFeature(
            "same_lump_rarity",
            "high",
            "digits",
            BilingualText("补缴雷同罕见度", "how unlikely the equal purchases are"),
            evidence_source="alike",
        ),
    ),
    peer_group=("sex",),
    evidence=(PERSON, BUYERS_APPROVAL),
)

EVIDENCE_SOURCES = (
    EvidenceSource("age", BilingualText("起算年龄", "age at the start")),
    EvidenceSource("total", BilingualText("年限总量", "total of years")),
    EvidenceSource("papers", BilingualText("佐证材料", "papers")),
    EvidenceSource("recording", BilingualText("补录时间", "time of recording")),
    EvidenceSource("unit", BilingualText("原单位", "old unit")),
    EvidenceSource("lump", BilingualText("一次性补缴", "lump-sum purchases")),
    EvidenceSource("birth", BilingualText("出生日期", "date of birth")),
    EvidenceSource("handlers", BilingualText("经办与代办", "approver and agent")),
    EvidenceSource("cohort", BilingualText("同龄人比较", "cohort")),
    EvidenceSource("changes", BilingualText("核定改动", "changes of what was deemed")),
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
)

SCENARIO = Scenario(
    id="deemed_service",
    title=BilingualText("视同缴费年限核定", "deemed service"),
    question=BilingualText(
        zh=(
            "哪些退休审批的视同缴费年限与年龄、缴费记录、佐证或原单位规模不符？"
            "哪些由同一代办人、同一批裁决或同一审批人形成？"
        ),
        en=(
            "Which approvals count deemed service that does not fit ages, premiums, papers or the "
            "old unit's size; which come from one agent, one batch of awards, one approver?"
        ),
    ),
    authority="人社",
    laws=DEEMED_LAWS,
    innocent_explanations=(
        BilingualText(
            "文艺兵、体工队、知青等早于16周岁的合法起算",
            "lawful starts before 16: troupes, sports, sent-down youth",
        ),
        BilingualText("档案灭失并有官方证明", "a lost archive, officially certified"),
        BilingualText(
            "合并改名的老企业、破产后的集体争议",
            "merged old firms, collective disputes after a bankruptcy",
        ),
        BilingualText(
            "退役士兵、被征地等政策补缴", "policy back-payments for soldiers and lost land"
        ),
        BilingualText("专办档案审核的经办人", "a clerk who reviews archives"),
    ),
    populations=(APPROVALS, BUYERS),
    feature_folders=("service_and_retirement",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=service_links,
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
