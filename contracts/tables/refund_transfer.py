"""返还资金拨付流水: transfers of refunds to hosts."""

from contracts.table import Column, ForeignKey, InputTable


class RefundTransfer(
    InputTable,
    zh="返还资金拨付流水",
    en="transfers of refunds to hosts",
    key=("transfer_id",),
    mode="delta",
    delivery="first",
    known_from="transfer_date",
    rows_at_city_scale={"per_year": 5_000},
    foreign_keys=(
        ForeignKey(("refund_id",), "stabilization_refund", ("refund_id",), "strict"),
        ForeignKey(("payee_employer_id",), "employer", ("employer_id",), "soft"),
    ),
):
    transfer_id = Column("id", "流水号", "transfer identifier", required=True)
    refund_id = Column("id", "返还编号", "refund", required=True)
    payee_employer_id = Column("id", "收款单位编号", "payee unit")
    payee_bank_hash = Column("hash", "收款账户散列", "hash of the payee's account")
    amount = Column(
        "money",
        "金额",
        "amount passed on; negative = money that came back from the payee's account",
        required=True,
        unit="yuan",
    )
    transfer_date = Column("date", "拨付日期", "day of the transfer", required=True)
    voucher_no = Column("string", "凭证号", "bank voucher")
    uploaded_at = Column("ts", "上传时间", "time the proof was uploaded")
    returned = Column(
        "bool", "银行退汇", "bounced by the bank (the amount does not count)", required=True
    )
