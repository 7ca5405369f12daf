"""个税工资: wages from the tax authority."""

from contracts.constraints import AtLeast
from contracts.table import Column, InputTable


class TaxWageMonth(
    InputTable,
    zh="个税工资",
    en="wages from the tax authority",
    key=("id_hash", "month", "payer_uscc_hash"),
    mode="delta",
    delivery="optional",
    known_from="month",
    rows_at_city_scale={"per_month": 4_000_000},
):
    id_hash = Column("hash", "证件号散列", "person.id_hash", required=True, pii="pseudonym")
    month = Column("month", "月份", "month", required=True)
    payer_uscc_hash = Column("hash", "扣缴单位散列", "employer.uscc_hash", required=True)
    wage_amount = Column(
        "money", "工资薪金", "wage income", required=True, unit="yuan", check=AtLeast(0)
    )
