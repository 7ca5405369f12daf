"""费用明细: settlement lines."""

from contracts.constraints import AtLeast, Between
from contracts.table import Column, ForeignKey, InputTable


class ClaimLine(
    InputTable,
    zh="费用明细",
    en="settlement lines",
    key=("feedetl_sn",),
    mode="delta",
    delivery="first",
    rows_at_city_scale={"per_year": 57_000_000},
    notes=(
        "Lines of pharmacy settlements are supplied in full; lines of hospital settlements may "
        "be absent. qty, amount and fund_scope_amount are negative on the lines of a return.",
    ),
    foreign_keys=(
        ForeignKey(("setl_id",), "claim_header", ("setl_id",), "strict"),
        ForeignKey(("item_code",), "drug_catalog", ("item_code",), "strict"),
        ForeignKey(("rx_institution_code",), "institution", ("institution_code",), "soft"),
    ),
):
    feedetl_sn = Column("id", "费用明细流水号", "line identifier", required=True)
    setl_id = Column("id", "结算ID", "settlement", required=True)
    item_code = Column("code", "医保目录编码", "catalogue item", required=True)
    list_type = Column("code", "目录类别", "list", required=True, codes="list_type")
    qty = Column("number", "数量", "quantity in qty_unit", required=True)
    qty_unit = Column("code", "数量单位", "unit of qty", required=True, codes="qty_unit")
    unit_price = Column(
        "number", "单价", "price of one qty_unit", required=True, unit="yuan", check=AtLeast(0)
    )
    amount = Column("money", "金额", "amount", required=True, unit="yuan")
    fund_scope_amount = Column(
        "money", "符合政策范围金额", "part within the policy scope", required=True, unit="yuan"
    )
    rx_flag = Column("bool", "处方标志", "sold on a prescription", required=True)
    rx_no = Column("string", "处方号", "prescription number")
    rx_institution_code = Column("id", "开方机构", "institution that prescribed")
    rx_date = Column("date", "开方日期", "prescribed on")
    rx_doctor_code = Column("id", "开方医师", "prescriber")
    long_rx_flag = Column("bool", "长处方标志", "long prescription", required=True)
    days_supply = Column("number", "周期天数", "days supplied", unit="days", check=Between(0, 400))
    split_flag = Column("bool", "拆零标志", "split dose", required=True)
    batch_no = Column("string", "批号", "batch")
    fee_time = Column("ts", "费用发生时间", "time at which the cost arose (lines of hospitals)")
    order_dept_code = Column("code", "开单科室", "department that ordered")
    order_doctor_code = Column("id", "开单医师", "doctor who ordered")
    exec_staff_code = Column("id", "执行人员", "therapist or technician who carried it out")
    order_no = Column("string", "医嘱号", "number of the order")
