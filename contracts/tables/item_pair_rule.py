"""重复收费规则: pairs of items not charged together."""

from contracts.table import Column, InputTable


class ItemPairRule(
    InputTable,
    zh="重复收费规则",
    en="pairs of items not charged together",
    key=(
        "item_a",
        "item_b",
    ),
    mode="full",
    delivery="later",
    known_from="valid_from",
    rows_at_city_scale={"total": 900},
):
    item_a = Column("code", "项目A", "one item, local code", required=True)
    item_b = Column("code", "项目B", "the other item, local code", required=True)
    window = Column(
        "code",
        "时间区间",
        "within which the pair is not charged",
        required=True,
        codes="pair_window",
    )
    basis = Column("string", "依据", "source of the rule")
    valid_from = Column("date", "生效日期", "in force from", required=True)
