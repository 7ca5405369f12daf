"""团伙关联: the edges of the rings."""

from contracts.table import Column, PublishedTable


class RingTies(
    PublishedTable,
    zh="团伙关联",
    en="edges of the rings: a case and what it shares with others",
    key=("ring_id", "case_id", "link_kind", "link_id"),
):
    ring_id = Column("id", "团伙编号", "ring", required=True)
    case_id = Column("id", "案件编号", "case", required=True)
    link_kind = Column("string", "关联类型", "kind of what is shared", required=True)
    link_id = Column(
        "id", "关联标识", "what is shared: a hash or an identifier", required=True, pii="pseudonym"
    )
    link_subjects = Column(
        "int", "共用对象数", "subjects that share it in all, flagged or not", required=True
    )
