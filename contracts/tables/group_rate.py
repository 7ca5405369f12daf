"""病组支付标准: payment of groups."""

from contracts.constraints import AtLeast
from contracts.table import Column, InputTable


class GroupRate(
    InputTable,
    zh="病组支付标准",
    en="payment of groups",
    key=(
        "year",
        "group_code",
    ),
    mode="full",
    delivery="later",
    rows_at_city_scale={"total": 1_500},
):
    year = Column("int", "年度", "year", required=True)
    group_code = Column("code", "病组", "group", required=True)
    weight = Column("number", "权重", "weight", required=True, check=AtLeast(0))
    rate_yuan = Column(
        "money", "费率", "yuan of a weight of one", required=True, unit="yuan", check=AtLeast(0)
    )
    upper_multiple = Column(
        "number", "高倍率", "multiple of the payment from which a case is dear", check=AtLeast(0)
    )
    lower_multiple = Column(
        "number", "低倍率", "multiple of the payment below which a case is cheap", check=AtLeast(0)
    )
