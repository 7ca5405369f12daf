"""药店进销存月结: pharmacy stock by month."""

from contracts.constraints import AtLeast
from contracts.table import Column, ForeignKey, InputTable


class StockMonth(
    InputTable,
    zh="药店进销存月结",
    en="pharmacy stock by month",
    key=("institution_code", "item_code", "month"),
    mode="delta",
    delivery="later",
    known_from="month",
    rows_at_city_scale={"per_year": 20_000_000},
    notes=(
        "All quantities in minimum sales packs. closing = opening + purchased + returned - sold "
        "- written_off.",
    ),
    foreign_keys=(
        ForeignKey(("institution_code",), "institution", ("institution_code",), "strict"),
        ForeignKey(("item_code",), "drug_catalog", ("item_code",), "strict"),
    ),
):
    institution_code = Column("id", "机构编码", "pharmacy", required=True)
    item_code = Column("code", "目录编码", "item", required=True)
    month = Column("month", "月份", "month", required=True)
    opening = Column("number", "期初", "opening stock", required=True, unit="packs")
    purchased = Column("number", "购进", "purchased", required=True, unit="packs", check=AtLeast(0))
    sold = Column(
        "number", "销售", "sold, all payers", required=True, unit="packs", check=AtLeast(0)
    )
    returned = Column(
        "number", "销售退回", "returned by customers", required=True, unit="packs", check=AtLeast(0)
    )
    written_off = Column(
        "number", "报损", "written off", required=True, unit="packs", check=AtLeast(0)
    )
    closing = Column("number", "期末", "closing stock", required=True, unit="packs")
