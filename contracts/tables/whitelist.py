"""白名单: whitelist."""

from contracts.constraints import NotBefore
from contracts.table import Column, InputTable


class Whitelist(
    InputTable,
    zh="白名单",
    en="whitelist",
    key=("subject_kind", "subject_id", "rule_id"),
    mode="full",
    delivery="optional",
    known_from="valid_from",
    rows_at_city_scale={"total": 2_000},
):
    subject_kind = Column(
        "code",
        "对象类型",
        "kind of subject; collector = a collector_hash, bank = a bank_hash",
        required=True,
        codes="whitelist_subject",
    )
    subject_id = Column("id", "对象编号", "subject", required=True)
    rule_id = Column("id", "规则编号", "indicator, e.g. P22; * = all of them", required=True)
    reason = Column("string", "理由", "reason", required=True)
    valid_from = Column("date", "有效期起", "valid from", required=True)
    valid_to = Column(
        "date", "有效期止", "valid to; null = open", check=NotBefore("valid_from"), odd="row"
    )
    approved_by = Column("string", "批准人", "approved by", required=True)
