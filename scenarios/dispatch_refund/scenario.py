"""稳岗返还: refunds that dispatch units keep back, and refunds granted although a condition was not met."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.stabilization_refund import StabilizationRefund
from features.dispatch_refund.doubtful_payees import doubtful_payee_totals, refund_links
from features.dispatch_refund.refund_ledgers import (
    duplicate_grants,
    full_premium_months,
    heads_in_plan,
    injuries_elsewhere,
    joint_staff_moves,
    reference_heads,
    refund_excess,
)
from features.dispatch_refund.refund_transfers import (
    pass_on_share,
    public_hosts,
    transfer_delays,
)
from features.dispatch_refund.refunds import (
    dispatch_licence,
    layoff_rates,
    own_share_rise,
    refund_base,
    refund_ceiling,
    size_class,
)
from scenarios.dispatch_refund.indicators_conditions import LAYOFFS, LICENCE, SHORT_YEAR
from scenarios.dispatch_refund.indicators_hosts import (
    OUTSOURCED,
    PAYEES,
    PLANNED_HEADS,
    PUBLIC_HOSTS,
)
from scenarios.dispatch_refund.indicators_sums import HEADS, OVER_CEILING, SIZE, TWICE
from scenarios.dispatch_refund.indicators_transfers import BALANCE, DELAY, NO_PROOF, PASSED_SHARE
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
    features=(
        refund_ceiling,
        layoff_rates,
        size_class,
        dispatch_licence,
        full_premium_months,
        refund_excess,
        reference_heads,
        joint_staff_moves,
        duplicate_grants,
        heads_in_plan,
        injuries_elsewhere,
        pass_on_share,
        transfer_delays,
        doubtful_payee_totals,
        public_hosts,
        own_share_rise,
    ),
    model_features=(
        ModelFeature(
            "refunded_share",
            "high",
            "share",
            BilingualText("返还占实缴比例", "refund over premium paid"),
        ),
        ModelFeature(
            "premium_over_ledger",
            "high",
            "ratio",
            BilingualText("申报保费与台账之比", "premium stated over the ledger's"),
        ),
        ModelFeature(
            "r07_excess",
            "high",
            "share",
            BilingualText("裁员率超出上限", "layoff rate above its limit"),
        ),
        ModelFeature(
            "r08_months", "low", "months", BilingualText("上年足额缴费月数", "months paid in full")
        ),
        ModelFeature(
            "heads_over_ledger",
            "high",
            "ratio",
            BilingualText("申报人数与台账之比", "heads stated over the ledger's"),
        ),
        ModelFeature(
            "unexplained_missing_share",
            "high",
            "share",
            BilingualText("未拨付占比", "share of the due that is missing"),
        ),
        ModelFeature(
            "r02_days", "high", "days", BilingualText("逾期拨付天数", "days to a late transfer")
        ),
        ModelFeature("back_yuan", "high", "yuan", BilingualText("回流金额", "yuan that came back")),
        ModelFeature(
            "unexplained_payee_yuan",
            "high",
            "yuan",
            BilingualText("存疑收款金额", "yuan to doubtful payees"),
        ),
        ModelFeature(
            "own_share_rise",
            "high",
            "share",
            BilingualText("本单位职工占比上升", "rise of the own staff's share"),
        ),
        ModelFeature(
            "r14_gap_share",
            "high",
            "share",
            BilingualText("派遣人数偏差", "gap of dispatched heads"),
        ),
        ModelFeature(
            "shrunk_unproved_share",
            "high",
            "share",
            BilingualText("无凭证占比", "share without proof"),
        ),
        ModelFeature(
            "refunds_in_year",
            "high",
            "cases",
            BilingualText("同年度返还次数", "refunds in the year"),
        ),
    ),
    peer_group=("unit_kind",),
    evidence=(REFUND_ROW, PLAN, TRANSFERS),
)

FAMILIES = (
    EvidenceSource(
        "calculation",
        BilingualText("返还计算", "calculation of the refund"),
        ("refunded_share", "premium_over_ledger"),
    ),
    EvidenceSource("layoffs", BilingualText("裁员率", "layoffs"), ("r07_excess",)),
    EvidenceSource("premiums", BilingualText("缴费", "premiums"), ("r08_months",)),
    EvidenceSource(
        "roster",
        BilingualText("职工名册", "roster"),
        ("heads_over_ledger", "own_share_rise", "r14_gap_share"),
    ),
    EvidenceSource(
        "transfers", BilingualText("资金拨付", "transfers"), ("unexplained_missing_share",)
    ),
    EvidenceSource("timing", BilingualText("拨付时间", "time of transfers"), ("r02_days",)),
    EvidenceSource("payees", BilingualText("收款方", "payees"), ("unexplained_payee_yuan",)),
    EvidenceSource("hosts", BilingualText("用工单位回流", "money back from hosts"), ("back_yuan",)),
    EvidenceSource(
        "proof", BilingualText("拨付凭证", "proof of transfers"), ("shrunk_unproved_share",)
    ),
    EvidenceSource("double", BilingualText("重复返还", "double refunds"), ("refunds_in_year",)),
)

SCENARIO = Scenario(
    id="dispatch_refund",
    title=BilingualText("劳务派遣单位截留滞留稳岗返还", "refunds kept back by dispatch units"),
    question=BilingualText(
        "派遣单位收到的稳岗返还是否足额、及时、给对了用工单位？哪些返还不具备当年条件？",
        "Did the refund reach the hosts in full, in time and at all; and which refunds lacked a condition of their year?",
    ),
    authority="人社",
    laws=(*PASS_ON_LAWS, "dispatch-split-before-2024", *FRAUD_LAWS),
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
    indicators=(
        PASSED_SHARE,
        DELAY,
        BALANCE,
        PAYEES,
        PUBLIC_HOSTS,
        OVER_CEILING,
        LAYOFFS,
        SHORT_YEAR,
        SIZE,
        LICENCE,
        OUTSOURCED,
        HEADS,
        TWICE,
        PLANNED_HEADS,
        NO_PROOF,
    ),
    evidence_sources=FAMILIES,
    ring_links=refund_links,
    typologies=(
        "collector_account_hard",
        "counted_twice",
        "false_outsourcing",
        "inflated_heads",
        "late_transfer",
        "layoff_hidden_hard",
        "layoff_over_limit",
        "licence_expired",
        "money_returned",
        "money_returned_hard",
        "own_account_hard",
        "own_staff_inflated_hard",
        "own_staff_reclassified_hard",
        "paper_transfers_hard",
        "payee_off_plan",
        "premium_overstated_hard",
        "public_host",
        "public_host_hard",
        "refunded_twice",
        "refunded_twice_hard",
        "retention_all",
        "retention_old_rule",
        "retention_old_rule_hard",
        "retention_part",
        "retention_part_hard",
        "shell_host",
        "short_paid_year",
        "size_misstated_hard",
        "slow_trickle_hard",
        "stranger_shell_hard",
        "unplanned_rest_hard",
        "wrong_ratio",
        "wrong_ratio_hard",
    ),
    owner="就业与失业保险基金监督岗",
    review_due=date(2027, 11, 1),
    list_amount_yuan=1000.0,
)
