"""经办日志: operator log."""

from contracts.table import Column, ForeignKey, InputTable


class OperatorLog(
    InputTable,
    zh="经办日志",
    en="operator log",
    key=("log_id",),
    mode="delta",
    delivery="first",
    known_from="ts",
    rows_at_city_scale={"per_year": 15_000_000},
    foreign_keys=(
        ForeignKey(("op_id",), "operator_account", ("op_id",), "strict"),
        ForeignKey(("person_id",), "person", ("person_id",), "soft"),
        ForeignKey(("employer_id",), "employer", ("employer_id",), "soft"),
    ),
):
    log_id = Column("id", "日志编号", "log identifier", required=True)
    op_id = Column("id", "账号", "operator", required=True)
    ts = Column("ts", "时间", "time", required=True)
    terminal_hash = Column("hash", "终端散列", "hash of the terminal")
    ip_segment = Column("string", "网段", "network segment")
    biz_type = Column("code", "业务类型", "kind of business", required=True, codes="biz_type")
    biz_id = Column(
        "id",
        "业务编号",
        "business record: claim_id, payment_id, approval_id, refund_id, appraisal_id, "
        "segment_id, or the agency's own number",
    )
    person_id = Column("id", "个人编号", "person concerned", pii="pseudonym")
    employer_id = Column("id", "单位编号", "unit concerned")
    action = Column("code", "动作", "action", required=True, codes="log_action")
    field_changed = Column("code", "修改字段", "field, for action 6", codes="changed_field")
    amount = Column("money", "金额", "amount of the business", unit="yuan")
    work_order_no = Column("string", "工单号", "work order that ordered the action")
    warning_code = Column("string", "预警代码", "system warning shown or overridden")
