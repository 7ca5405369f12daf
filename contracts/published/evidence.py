"""证据: source rows behind findings."""

from contracts.table import Column, PublishedTable


class Evidence(
    PublishedTable,
    zh="证据",
    en="source rows behind findings",
    key=(
        "finding_id",
        "table",
        "row_key",
    ),
):
    finding_id = Column("id", "疑点编号", "finding", required=True)
    table = Column("string", "来源表", "source table", required=True)
    row_key = Column("string", "记录键", "key of the row, JSON", required=True)
    row = Column("string", "记录", "the row, JSON", required=True)
