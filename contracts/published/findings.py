"""疑点: findings, one row an indicator or model hit."""

from contracts.table import Column, PublishedTable


class Findings(
    PublishedTable, zh="疑点", en="findings, one row an indicator or model hit", key=("finding_id",)
):
    finding_id = Column(
        "id", "疑点编号", "finding identifier, stable from night to night", required=True
    )
    case_id = Column("id", "案件编号", "case", required=True)
    scenario_id = Column("id", "场景", "scenario", required=True)
    indicator_id = Column("id", "指标", "indicator, or `model`", required=True)
    level = Column("string", "级别", "H, S or M", required=True)
    family = Column("string", "证据来源", "source of evidence of the rule", required=True)
    source = Column(
        "string",
        "独立来源",
        "source of evidence in its case: families that rest on the same rows share one",
        required=True,
    )
    credence = Column(
        "number",
        "预计属实程度",
        "how likely it is that the hit is true, 0 to 1; null where it supports others only",
    )
    subject_kind = Column("code", "对象类型", "kind of subject", required=True)
    subject_id = Column("id", "对象编号", "subject", required=True)
    record_table = Column("string", "记录表", "table of the record", required=True)
    record_id = Column("id", "记录号", "key of the record, parts joined by |", required=True)
    period_from = Column("date", "期间起", "from")
    period_to = Column("date", "期间止", "to")
    value = Column("number", "指标值", "value")
    threshold = Column("number", "阈值", "threshold")
    unit = Column("string", "单位", "unit of value and threshold")
    peer_group = Column("string", "同类组", "peer group")
    peer_median = Column("number", "同类中位数", "median of the peer group")
    peer_percentile = Column(
        "number",
        "同类百分位",
        "share of the peer group at or on the innocent side of the value, 0 to 100",
    )
    amount_involved = Column("money", "涉及金额", "amount involved", required=True)
    reason_zh = Column("string", "事实与理由", "reason in Chinese", required=True)
    reason_en = Column("string", "英文理由", "reason in English", required=True)
    law = Column("string", "政策依据", "legal basis, in Chinese", required=True)
    law_en = Column("string", "政策依据(英)", "legal basis, in English", required=True)
    look_alikes = Column(
        "string", "可能的正常情形", "innocent explanations to rule out", required=True
    )
    look_alikes_en = Column("string", "可能的正常情形(英)", "the same in English", required=True)
    verify = Column("string", "建议核查方式", "how to verify", required=True)
    verify_en = Column("string", "建议核查方式(英)", "the same in English", required=True)
    evidence_rows = Column("int", "证据行数", "evidence rows", required=True)
    evidence_hash = Column("string", "证据散列", "hash of the evidence rows", required=True)
    standing = Column("string", "状态", "new, open or reappeared", required=True)
