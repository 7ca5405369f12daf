"""稳岗返还: job-stabilisation refunds."""

from contracts.constraints import AtLeast, Between, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class StabilizationRefund(
    InputTable,
    zh="稳岗返还",
    en="job-stabilisation refunds",
    key=("refund_id",),
    mode="delta",
    delivery="first",
    known_from="approve_date",
    fund_money="refund_amount",
    rows_at_city_scale={"per_year": 90_000},
    foreign_keys=(
        ForeignKey(("employer_id",), "employer", ("employer_id",), "strict"),
        ForeignKey(("accept_op",), "operator_account", ("op_id",), "soft"),
        ForeignKey(("review_op",), "operator_account", ("op_id",), "soft"),
    ),
):
    refund_id = Column("id", "返还编号", "refund identifier", required=True)
    employer_id = Column("id", "单位编号", "unit", required=True)
    refund_year = Column(
        "int", "返还年度", "year Y of the refund", required=True, check=Between(2015, 2100)
    )
    premium_paid_prev_year = Column(
        "money",
        "上年实缴失业保险费",
        "unemployment premium paid for Y-1 (employer and employee), without arrears and late fees",
        required=True,
        unit="yuan",
        check=AtLeast(0),
    )
    ratio = Column("number", "返还比例", "share refunded", required=True, check=Between(0, 1))
    refund_amount = Column(
        "money", "返还金额", "amount refunded", required=True, unit="yuan", check=AtLeast(0)
    )
    apply_date = Column("date", "申请日期", "application; null for channel 1")
    approve_date = Column("date", "核定日期", "approved", required=True)
    paid_date = Column(
        "date",
        "到账日期",
        "received by the unit; null = not yet paid",
        check=NotBefore("approve_date"),
    )
    size_class_used = Column(
        "code", "适用划型", "size class applied", required=True, codes="size_class"
    )
    heads_y1 = Column(
        "int", "上年末参保人数", "insured at the end of Y-1", required=True, check=AtLeast(0)
    )
    heads_y2 = Column(
        "int", "前年末参保人数", "insured at the end of Y-2", required=True, check=AtLeast(0)
    )
    layoff_heads = Column(
        "int",
        "上年领金人数",
        "persons of the unit who drew unemployment benefit in Y-1",
        check=AtLeast(0),
    )
    channel = Column("code", "渠道", "how granted", required=True, codes="refund_channel")
    is_dispatch = Column("bool", "劳务派遣单位", "dispatch unit", required=True)
    own_staff_amount = Column(
        "money",
        "本单位职工部分",
        "part of the refund for the dispatch unit's own staff; null if not a dispatch unit",
        unit="yuan",
        check=AtLeast(0),
    )
    accept_op = Column("id", "受理人", "operator who accepted")
    review_op = Column("id", "复核人", "operator who reviewed")
