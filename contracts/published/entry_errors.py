"""疑似录入错误: hits that a wrong entry explains.

They go to the owner of the data and are no leads.
"""

from contracts.table import Column, PublishedTable


class EntryErrors(
    PublishedTable,
    zh="疑似录入错误",
    en="suspected entry errors, for the owner of the data; no leads",
    key=("finding_id",),
):
    finding_id = Column(
        "id", "疑点编号", "identifier that the finding would have had", required=True
    )
    scenario_id = Column("id", "场景", "scenario", required=True)
    indicator_id = Column("id", "指标", "indicator", required=True)
    record_table = Column("string", "记录表", "table of the record", required=True)
    record_id = Column("id", "记录号", "key of the record", required=True)
    value = Column("number", "指标值", "value")
    owner = Column(
        "string", "数据责任单位", "who owns the data and can correct them", required=True
    )
    reason_zh = Column("string", "疑似错误", "what seems to be entered wrongly", required=True)
    reason_en = Column("string", "英文说明", "the same in English", required=True)
