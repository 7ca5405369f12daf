"""经办账号: operator accounts."""

from contracts.constraints import NotBefore
from contracts.table import Column, InputTable


class OperatorAccount(
    InputTable,
    zh="经办账号",
    en="operator accounts",
    key=("op_id",),
    mode="full",
    delivery="later",
    known_from="active_from",
    rows_at_city_scale={"total": 2_400},
):
    op_id = Column("id", "账号", "account identifier", required=True)
    person_id_hash = Column(
        "hash",
        "本人散列",
        "identity hash of the holder (same salt as person.id_hash); null for service accounts",
        pii="pseudonym",
    )
    household_hash = Column("hash", "户号散列", "hash of the household number", pii="pseudonym")
    org_unit = Column("string", "机构部门", "office", required=True)
    district = Column("code", "所在地", "district", required=True, codes="district")
    post = Column("code", "岗位", "post", required=True, codes="operator_post")
    active_from = Column("date", "启用日期", "active from", required=True)
    active_to = Column(
        "date", "停用日期", "active to; null = open", check=NotBefore("active_from"), odd="row"
    )
    is_service_account = Column("bool", "系统账号", "service account, not a person", required=True)
    bank_hash = Column("hash", "账户散列", "hash of the bank account", pii="pseudonym")
