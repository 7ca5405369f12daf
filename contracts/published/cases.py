"""疑点对象: cases, one row a subject."""

from contracts.table import Column, PublishedTable


class Cases(PublishedTable, zh="疑点对象", en="cases, one row a subject", key=("case_id",)):
    case_id = Column("id", "案件编号", "case identifier", required=True)
    authority = Column("code", "主管部门", "competent authority: 人社 or 医保", required=True)
    district = Column("code", "属地", "district", required=True)
    subject_kind = Column("code", "对象类型", "kind of subject", required=True)
    subject_id = Column("id", "对象编号", "subject", required=True)
    ring_id = Column("id", "团伙编号", "ring that ties this case to others")
    level = Column("string", "疑点级别", "H, S, M (unusual by the model) or control", required=True)
    credence = Column(
        "number",
        "预计属实程度",
        "how likely it is that something in the case is true, 0 to 1",
        required=True,
    )
    source_count = Column(
        "int", "独立来源数", "independent sources of evidence behind the credence", required=True
    )
    severity = Column("number", "严重度", "0 to 100", required=True)
    rank = Column("int", "序位", "place in the list of its district and authority", required=True)
    position = Column(
        "int", "全市次序", "place in the order of the whole city, 1 = first", required=True
    )
    list_status = Column(
        "string",
        "下发状态",
        "listed (new tonight), control, held (over the budget, carried by another case, or "
        "resting on a data question alone) or open (listed on an earlier night, not closed)",
        required=True,
    )
    amount_involved = Column(
        "money", "涉及金额", "amount involved, each record counted once", required=True
    )
    finding_count = Column("int", "疑点数", "findings", required=True)
    first_flagged_on = Column(
        "date", "首次发现", "first night on which the subject was flagged", required=True
    )
    reappeared = Column("string", "再次出现原因", "why a closed item came back; null otherwise")
    data_question = Column(
        "string",
        "待数据方答复的指标",
        "indicators under a data question, where the case rests on such hits alone; null otherwise",
    )
    carried_by = Column(
        "id", "并入案件", "the case whose evidence names this one's rows; null otherwise"
    )
    summary_zh = Column("string", "摘要", "summary in Chinese", required=True)
    summary_en = Column("string", "英文摘要", "summary in English", required=True)
