"""住院日费用: items of stays by day."""

from contracts.table import Column, ForeignKey, InputTable


class StayItemDay(
    InputTable,
    zh="住院日费用",
    en="items of stays by day",
    key=(
        "setl_id",
        "item_code",
        "day",
    ),
    mode="delta",
    delivery="later",
    rows_at_city_scale={"per_year": 90_000_000},
    notes=("May take the place of the raw lines of stays. Days without any line have no row.",),
    foreign_keys=(
        ForeignKey(("setl_id",), "claim_header", ("setl_id",), "strict"),
        ForeignKey(("item_code",), "drug_catalog", ("item_code",), "soft"),
    ),
):
    setl_id = Column("id", "结算ID", "settlement", required=True)
    item_code = Column("code", "医保目录编码", "catalogue item", required=True)
    day = Column("date", "费用日期", "day", required=True)
    qty = Column("number", "数量", "quantity of the day, net of returns", required=True)
    amount = Column("money", "金额", "amount, net of returns", required=True, unit="yuan")
    fund_scope_amount = Column(
        "money", "符合政策范围金额", "part within the policy scope", required=True, unit="yuan"
    )
    first_fee_time = Column("ts", "首笔费用时间", "time of the first line of the day")
    last_fee_time = Column("ts", "末笔费用时间", "time of the last line of the day")
    exec_staff_code = Column("id", "执行人员", "therapist or technician; null = several")
