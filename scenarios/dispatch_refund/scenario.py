"""稳岗返还: job-stabilisation refunds to dispatch units, kept back or granted unduly."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.stabilization_refund import StabilizationRefund
from features.dispatch_refund.doubtful_payees import refund_links
from features.dispatch_refund.refunds import refund_base
from scenarios.dispatch_refund.shared_evidence import (
    FRAUD_LAWS,
    PASS_ON_LAWS,
    PLAN,
    REFUND_ROW,
    TRANSFERS,
)
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario

REFUNDS = Population(
    id="refund",
    title=BilingualText("稳岗返还", "job-stabilisation refunds"),
    subject_kind="employer",
    record=StabilizationRefund,
    base=refund_base,
    model_features=(
        ModelFeature(
            "refunded_share",
            "high",
            "share",
            BilingualText("返还占实缴比例", "refund over premium paid"),
            evidence_source="calculation",
        ),
        ModelFeature(
            "premium_over_ledger",
            "high",
            "ratio",
            BilingualText("申报保费与台账之比", "premium stated over the ledger's"),
            evidence_source="calculation",
        ),
        ModelFeature(
            "r07_excess",
            "high",
            "share",
            BilingualText("裁员率超出上限", "layoff rate above its limit"),
            evidence_source="layoffs",
        ),
        ModelFeature(
            "r08_months",
            "low",
            "months",
            BilingualText("上年足额缴费月数", "months paid in full"),
            evidence_source="premiums",
        ),
        ModelFeature(
            "heads_over_ledger",
            "high",
            "ratio",
            BilingualText("申报人数与台账之比", "heads stated over the ledger's"),
            evidence_source="roster",
        ),
        ModelFeature(
            "unexplained_missing_share",
            "high",
            "share",
            BilingualText("未拨付占比", "share of the due that is missing"),
            evidence_source="transfers",
        ),
        ModelFeature(
            "r02_days",
            "high",
            "days",
            BilingualText("逾期拨付天数", "days to a late transfer"),
            evidence_source="timing",
        ),
        ModelFeature(
            "back_yuan",
            "high",
            "yuan",
            BilingualText("回流金额", "yuan that came back"),
            evidence_source="hosts",
        ),
        ModelFeature(
            "unexplained_payee_yuan",
            "high",
            "yuan",
            BilingualText("存疑收款金额", "yuan to doubtful payees"),
            evidence_source="payees",
        ),
        ModelFeature(
            "own_share_rise",
            "high",
            "share",
            BilingualText("本单位职工占比上升", "rise of the own staff's share"),
            evidence_source="roster",
        ),
        ModelFeature(
            "r14_gap_share",
            "high",
            "share",
            BilingualText("派遣人数偏差", "gap of dispatched heads"),
            evidence_source="roster",
        ),
        ModelFeature(
            "shrunk_unproved_share",
            "high",
            "share",
            BilingualText("无凭证占比", "share without proof"),
            evidence_source="proof",
        ),
        ModelFeature(
            "refunds_in_year",
            "high",
            "cases",
            BilingualText("同年度返还次数", "refunds in the year"),
            evidence_source="double",
        ),
        ModelFeature(
            "same_rarity",
            "high",
            "digits",
            BilingualText("同经办雷同罕见度", "how unlikely the likeness with an operator is"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_transfer_rarity",
            "high",
            "digits",
            BilingualText("拨付雷同罕见度", "how unlikely the equal transfers are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "round_transfer_rarity",
            "high",
            "digits",
            BilingualText("整万元拨付罕见度", "how unlikely the round transfers are"),
            evidence_source="alike",
        ),
    ),
    peer_group=("unit_kind",),
    evidence=(REFUND_ROW, PLAN, TRANSFERS),
)

EVIDENCE_SOURCES = (
    EvidenceSource("calculation", BilingualText("返还计算", "calculation of the refund")),
    EvidenceSource("layoffs", BilingualText("裁员率", "layoffs")),
    EvidenceSource("premiums", BilingualText("缴费", "premiums")),
    EvidenceSource("roster", BilingualText("职工名册", "roster")),
    EvidenceSource("transfers", BilingualText("资金拨付", "transfers")),
    EvidenceSource("timing", BilingualText("拨付时间", "time of transfers")),
    EvidenceSource("payees", BilingualText("收款方", "payees")),
    EvidenceSource("hosts", BilingualText("用工单位回流", "money back from hosts")),
    EvidenceSource("proof", BilingualText("拨付凭证", "proof of transfers")),
    EvidenceSource("double", BilingualText("重复返还", "double refunds")),
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
)

SCENARIO = Scenario(
    id="dispatch_refund",
    title=BilingualText("劳务派遣单位截留滞留稳岗返还", "refunds kept back by dispatch units"),
    question=BilingualText(
        zh="派遣单位收到的稳岗返还是否足额、及时、给对了用工单位？哪些返还不具备当年条件？",
        en=(
            "Did the refund reach the hosts in full, in time and at all; and which refunds lacked "
            "a condition of their year?"
        ),
    ),
    authority="人社",
    laws=(*PASS_ON_LAWS, *FRAUD_LAWS),
    innocent_explanations=(
        BilingualText("2023年度及以前按约定比例分配", "the agreed split up to 2023"),
        BilingualText("本单位职工部分依规留存", "the own staff's part, rightly kept"),
        BilingualText(
            "用工单位注销、银行退汇重汇", "deregistered hosts, transfers bounced and sent again"
        ),
        BilingualText(
            "单位分立合并、年内新登记", "splits, mergers, units registered within the year"
        ),
    ),
    populations=(REFUNDS,),
    feature_folders=("dispatch_refund",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=refund_links,
    owner="就业与失业保险基金监督岗",
    review_due=date(2027, 11, 1),
    list_amount_yuan=1000.0,
)
