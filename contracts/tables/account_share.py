"""家庭共济绑定: linked family accounts."""

from contracts.constraints import NotBefore
from contracts.table import Column, ForeignKey, InputTable


class AccountShare(
    InputTable,
    zh="家庭共济绑定",
    en="linked family accounts",
    key=("owner_person_id", "member_person_id", "from_date"),
    mode="full",
    delivery="later",
    known_from="from_date",
    rows_at_city_scale={"total": 1_500_000},
    foreign_keys=(
        ForeignKey(("owner_person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("member_person_id",), "person", ("person_id",), "strict"),
    ),
):
    owner_person_id = Column("id", "账户人编号", "account owner", required=True, pii="pseudonym")
    member_person_id = Column(
        "id", "使用人编号", "member who may use it", required=True, pii="pseudonym"
    )
    relation = Column("code", "关系", "relation", required=True, codes="relation")
    from_date = Column("date", "绑定日期", "linked from", required=True)
    to_date = Column(
        "date", "解绑日期", "linked to; null = open", check=NotBefore("from_date"), odd="row"
    )
