"""服刑信息: custody and sentences."""

from contracts.constraints import NotBefore
from contracts.table import Column, ForeignKey, InputTable


class CustodyRecord(
    InputTable,
    zh="服刑信息",
    en="custody and sentences",
    key=("person_id", "from_date"),
    mode="delta",
    delivery="later",
    known_from="from_date",
    rows_at_city_scale={"per_year": 4_000},
    foreign_keys=(ForeignKey(("person_id",), "person", ("person_id",), "strict"),),
):
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    sentence_kind = Column("code", "刑罚类别", "kind", required=True, codes="sentence_kind")
    from_date = Column("date", "起", "from", required=True)
    to_date = Column("date", "止", "to; null = open", check=NotBefore("from_date"), odd="row")
    stop_required = Column("bool", "应停发", "benefits must stop", required=True)
