"""医保药品目录: catalogue of items."""

from contracts.constraints import Above, Between, NotBefore
from contracts.table import Column, InputTable


class DrugCatalog(
    InputTable,
    zh="医保药品目录",
    en="catalogue of items",
    key=("item_code",),
    mode="full",
    delivery="first",
    known_from="valid_from",
    rows_at_city_scale={"total": 60_000},
):
    item_code = Column("code", "目录编码", "item code; drugs have 23 characters", required=True)
    kind = Column("code", "目录种类", "kind", required=True, codes="catalog_kind")
    generic_name = Column("string", "通用名", "generic name", required=True)
    generic_code = Column("code", "通用名编码", "ATC or local code of the generic")
    dosage_form = Column("string", "剂型", "dosage form")
    list_type = Column("code", "目录类别", "list", required=True, codes="list_type")
    pack_units = Column(
        "number", "最小包装数", "dose units in a minimum sales pack", check=Above(0)
    )
    unit_strength = Column("string", "规格", "strength of a dose unit")
    ddd_units = Column(
        "number",
        "日剂量",
        "dose units per day (DDD or label)",
        unit="dose units/day",
        check=Above(0),
    )
    class_code = Column("code", "甲乙丙类", "payment class", codes="item_class")
    restrict_sex = Column("code", "限性别", "only for this sex; null = no limit", codes="sex")
    restrict_age_min = Column(
        "int", "限年龄下限", "from this age", unit="years", check=Between(0, 120)
    )
    restrict_age_max = Column(
        "int", "限年龄上限", "to this age", unit="years", check=Between(0, 120)
    )
    only_injury = Column("bool", "限工伤", "paid by work-injury insurance only", required=True)
    resale_watch = Column(
        "bool", "易倒卖清单", "on the watch-list of easily resold drugs", required=True
    )
    trace_exempt = Column("bool", "免追溯码", "no trace code needed", required=True)
    valid_from = Column("date", "有效期起", "valid from", required=True)
    valid_to = Column("date", "有效期止", "valid to; null = open", check=NotBefore("valid_from"))
    unit_minutes = Column(
        "number", "标准分钟", "minutes that one unit takes", unit="minutes", check=Above(0)
    )
    hourly = Column("bool", "按小时计价", "charged by the hour")
    daily = Column("bool", "按日计价", "charged by the day")
    price_3 = Column("money", "三级价格", "price in tertiary hospitals", unit="yuan")
    price_2 = Column("money", "二级价格", "price in secondary hospitals", unit="yuan")
    price_1 = Column("money", "一级价格", "price in primary institutions", unit="yuan")
