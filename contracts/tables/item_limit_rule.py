"""限定频次规则: limits of frequency of items."""

from contracts.constraints import AtLeast
from contracts.table import Column, InputTable


class ItemLimitRule(
    InputTable,
    zh="限定频次规则",
    en="limits of frequency of items",
    key=("item_code",),
    mode="full",
    delivery="later",
    known_from="valid_from",
    rows_at_city_scale={"total": 3_000},
):
    item_code = Column("code", "项目编码", "item, local code", required=True)
    per_day = Column("int", "单日上限", "most a day", check=AtLeast(0))
    per_cycle = Column("int", "周期上限", "most a cycle", check=AtLeast(0))
    cycle_days = Column("int", "周期天数", "days of a cycle", unit="days", check=AtLeast(1))
    per_stay = Column("int", "每次住院上限", "most a stay", check=AtLeast(0))
    basis = Column("string", "依据", "source of the rule")
    valid_from = Column("date", "生效日期", "in force from", required=True)
