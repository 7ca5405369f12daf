"""死亡信息: death information."""

from contracts.constraints import NotBefore
from contracts.table import Column, ForeignKey, InputTable


class DeathRecord(
    InputTable,
    zh="死亡信息",
    en="death information",
    key=("death_record_id",),
    mode="delta",
    delivery="first",
    known_from="received_date",
    rows_at_city_scale={"per_year": 90_000},
    notes=(
        "One row per source; one death may have several rows with different dates. Records that "
        "match no insured person are not supplied.",
    ),
    foreign_keys=(ForeignKey(("person_id",), "person", ("person_id",), "strict"),),
):
    death_record_id = Column("id", "记录编号", "record identifier", required=True)
    person_id = Column("id", "个人编号", "person it was matched to", required=True, pii="pseudonym")
    id_hash = Column(
        "hash",
        "证件号散列",
        "identity hash in the source; unlike person.id_hash where matched otherwise",
        pii="pseudonym",
    )
    death_date = Column("date", "死亡日期", "death date by this source", required=True)
    source = Column("code", "来源", "source", required=True, codes="death_source")
    received_date = Column(
        "date",
        "接收日期",
        "day the agency received it",
        required=True,
        check=NotBefore("death_date"),
    )
    confidence = Column("code", "匹配可信度", "confidence of the match", codes="match_confidence")
