"""市监任职: roles in registered businesses."""

from contracts.constraints import Between, NotBefore
from contracts.table import Column, InputTable


class BusinessRole(
    InputTable,
    zh="市监任职",
    en="roles in registered businesses",
    key=("id_hash", "uscc_hash", "role", "active_from"),
    mode="full",
    delivery="optional",
    known_from="active_from",
    rows_at_city_scale={"total": 2_500_000},
):
    id_hash = Column("hash", "证件号散列", "person.id_hash", required=True, pii="pseudonym")
    uscc_hash = Column(
        "hash", "统一社会信用代码散列", "employer.uscc_hash where insured", required=True
    )
    role = Column("code", "角色", "role", required=True, codes="business_role_kind")
    share_pct = Column("number", "持股比例", "share held", unit="percent", check=Between(0, 100))
    active_from = Column("date", "起", "from", required=True)
    active_to = Column("date", "止", "to; null = open", check=NotBefore("active_from"), odd="row")
