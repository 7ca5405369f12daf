"""疑点总账: every finding ever flagged, as it was when last listed."""

from contracts.table import Column, PublishedTable


class Ledger(
    PublishedTable,
    zh="疑点总账",
    en="every finding ever flagged, as it was when last listed",
    key=("finding_id",),
):
    finding_id = Column("id", "疑点编号", "finding", required=True)
    case_id = Column("id", "案件编号", "case", required=True)
    first_flagged_on = Column("date", "首次发现", "first night", required=True)
    listed_on = Column("date", "最近下发", "last night on which it was listed; null = never")
    evidence_hash = Column("string", "证据散列", "hash of the evidence then", required=True)
    evidence_rows = Column("int", "证据行数", "evidence rows then", required=True)
    amount_involved = Column("money", "涉及金额", "amount then", required=True)
