"""dispatch_refund: transfers to the hosts: amount, delay and vouchers."""

from contracts.bilingual_text import BilingualText
from contracts.law import get_law_number
from scenarios.dispatch_refund.shared_evidence import (
    BOOKS,
    PASS_ON_LAWS,
    PLAN,
    REFUND_ROW,
    RULE_DAY,
    TRANSFERS,
)
from scenarios.framework.definition import Exclusion, Indicator, above

DEADLINE_DAYS = get_law_number("refund_transfer_days").on(RULE_DAY)["deadline"]

PASSED_SHARE = Indicator(
    id="R01",
    title=BilingualText("转拨率不足", "refund not passed on in full"),
    definition=BilingualText(
        zh=(
            "拨付期限届满后，用工单位实收（扣除回流）占应拨付额的比例；2024年度起应拨为计划全额，"
            "2023年度及以前为约定比例；多拨不抵少拨"
        ),
        en=(
            "after the deadline, what hosts received (less what came back) over what they were "
            "due: all of the plan from 2024 on, the agreed share before; more for one host does "
            "not make up for another"
        ),
    ),
    population="refund",
    column="r01_passed_share",
    unit="share",
    direction="low",
    # below the whole by a hundredth: fees of transfer and rounding of the shares
    threshold=0.99,
    level="S",
    level_when=(("is_in_full", "H"),),
    evidence_source="transfers",
    amount="missing_yuan",
    reason=BilingualText(
        zh=(
            "{refund_year}年度返还{refund_amount}元，{received_date}到账已{days_since_received}天；"
            "应拨付{host_count}家用工单位{due_yuan}元，"
            "实际拨付{passed_yuan}元（{r01_passed_share}），{short_hosts}家不足，"
            "相差{missing_yuan}元，其间回流{back_yuan}元。"
        ),
        en=(
            "refund of {refund_year}, {refund_amount} yuan, received {received_date}, "
            "{days_since_received} days ago; due to {host_count} hosts {due_yuan} yuan, passed on "
            "{passed_yuan} ({r01_passed_share}); {short_hosts} hosts short by {missing_yuan}; "
            "{back_yuan} came back."
        ),
    ),
    look_alikes=BilingualText(
        zh="用工单位已注销或银行退汇；用工单位书面放弃；本单位职工部分依规留存",
        en=(
            "a deregistered host or a bounced transfer; a host's written waiver; the own staff's "
            "part, rightly kept"
        ),
    ),
    verify=BOOKS,
    laws=PASS_ON_LAWS,
    exclusions=(
        Exclusion(
            "is_host_gone",
            BilingualText(
                zh="未拨付部分均属已注销或银行退汇的用工单位，应督促退回基金或另行处理",
                en=(
                    "all that is missing belongs to hosts that are deregistered or whose account "
                    "bounced; have it returned to the fund"
                ),
            ),
        ),
    ),
    evidence=(REFUND_ROW, PLAN, TRANSFERS),
)

DELAY = Indicator(
    id="R02",
    title=BilingualText("滞留天数", "days until passed on"),
    definition=BilingualText(
        zh="返还到账至最后一笔拨付的天数，超过拨付期限；超过90天为严重滞留",
        en=(
            "days from receipt to the last transfer where they exceed the deadline; more than 90 "
            "is grave"
        ),
    ),
    population="refund",
    column="longest_transfer_days",
    unit="days",
    direction="high",
    # law/refund_transfer_days: 30 days, so the 31st is late
    threshold=DEADLINE_DAYS + 1,
    level="S",
    evidence_source="timing",
    amount="late_yuan",
    period=("period_from", "last_transfer_date"),
    reason=BilingualText(
        zh=(
            "{received_date}到账，{late_count}笔共{late_yuan}元超过期限才拨付，"
            "最长{longest_transfer_days}天（金额加权平均{mean_transfer_days}天）。"
        ),
        en=(
            "received {received_date}; {late_count} transfers of {late_yuan} yuan after the "
            "deadline, the last {longest_transfer_days} days on (mean by amount "
            "{mean_transfer_days})."
        ),
    ),
    look_alikes=BilingualText(
        zh="审计、司法冻结账户；等待用工单位开具收据；银行退汇后重汇",
        en=(
            "an account frozen by audit or court; waiting for a host's receipt; sent again after a "
            "bounce"
        ),
    ),
    verify=BOOKS,
    laws=PASS_ON_LAWS,
    exclusions=(
        Exclusion(
            "is_resent",
            BilingualText(
                "逾期各笔均为期限内已拨付、遭银行退汇后的重汇",
                "each late transfer repeats one made in time that the bank had bounced",
            ),
        ),
    ),
    evidence=(REFUND_ROW, TRANSFERS),
)

BALANCE = Indicator(
    id="R03",
    title=BilingualText("滞留余额", "balance left with the unit"),
    definition=BilingualText(
        zh="拨付期限届满后，返还额减本单位职工部分、按约定留存部分和净拨付额后的余额",
        en=(
            "after the deadline: the refund less the own staff's part, what may be kept by "
            "agreement, and net transfers"
        ),
    ),
    population="refund",
    column="r03_yuan",
    unit="yuan",
    direction="high",
    # yuan; what the list asks of a single strong lead of this scenario (list_amount_yuan)
    threshold=above(1000),
    level="S",
    evidence_source="transfers",
    amount="r03_yuan",
    reason=BilingualText(
        zh=(
            "返还{refund_amount}元，本单位职工部分{own_staff_yuan}元，净拨付{net_transfer_yuan}元，"
            "到账{days_since_received}天后账上仍余{r03_yuan}元。"
        ),
        en=(
            "refund {refund_amount} yuan, own staff {own_staff_yuan}, net transfers "
            "{net_transfer_yuan}; {r03_yuan} yuan are left {days_since_received} days after "
            "receipt."
        ),
    ),
    look_alikes=BilingualText(
        "分摊尾差；用工单位已注销待退回", "rounding; a deregistered host's part to be returned"
    ),
    verify=BOOKS,
    laws=PASS_ON_LAWS,
    exclusions=PASSED_SHARE.exclusions,
    evidence=(REFUND_ROW, PLAN, TRANSFERS),
)

NO_PROOF = Indicator(
    id="R15",
    title=BilingualText("拨付凭证缺失", "transfers without proof"),
    definition=BilingualText(
        "无银行凭证号或未上传凭证的拨付笔数占比",
        "share of transfers without a voucher number or an upload",
    ),
    population="refund",
    column="r15_unproved_share",
    unit="share",
    direction="high",
    # allows for single lost vouchers; feeds the model
    threshold=above(0.2),
    level="M",
    evidence_source="proof",
    reason=BilingualText(
        "{transfer_count}笔拨付中{r15_unproved_share}无凭证。",
        "{r15_unproved_share} of {transfer_count} transfers have no proof.",
    ),
    look_alikes=BilingualText("凭证补传中", "proof being uploaded"),
    verify=BOOKS,
    laws=PASS_ON_LAWS,
    evidence=(TRANSFERS,),
)
