"""团伙: what ties cases to each other."""

from contracts.table import Column, PublishedTable


class Rings(PublishedTable, zh="团伙", en="rings of cases and what ties them", key=("ring_id",)):
    ring_id = Column("id", "团伙编号", "ring", required=True)
    case_count = Column("int", "案件数", "cases in the ring", required=True)
    amount_involved = Column("money", "涉及金额", "amount involved of its cases", required=True)
    ties_zh = Column("string", "关联依据", "what ties the cases, strongest first", required=True)
    ties_en = Column("string", "英文关联依据", "the same in English", required=True)
