"""同切口手术组: operations of one incision."""

from contracts.constraints import Between
from contracts.table import Column, InputTable


class IncisionGroup(
    InputTable,
    zh="同切口手术组",
    en="operations of one incision",
    key=("item_code",),
    mode="full",
    delivery="later",
    known_from="valid_from",
    rows_at_city_scale={"total": 1_000},
):
    item_code = Column("code", "项目编码", "item, local code", required=True)
    incision_group = Column("code", "切口组", "group of operations of one incision", required=True)
    second_share = Column(
        "number",
        "第二项计价比例",
        "share of the price of a further operation",
        required=True,
        check=Between(0, 1),
    )
    valid_from = Column("date", "生效日期", "in force from", required=True)
