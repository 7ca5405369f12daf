"""机构处理变更: agreement events of institutions."""

from contracts.constraints import AtLeast, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class InstitutionEvent(
    InputTable,
    zh="机构处理变更",
    en="agreement events of institutions",
    key=("institution_code", "event_kind", "date_from"),
    mode="delta",
    delivery="later",
    known_from="date_from",
    rows_at_city_scale={"per_year": 3_000},
    foreign_keys=(
        ForeignKey(("institution_code",), "institution", ("institution_code",), "strict"),
    ),
):
    institution_code = Column("id", "机构编码", "institution", required=True)
    event_kind = Column("code", "事件类型", "kind", required=True, codes="institution_event_kind")
    date_from = Column("date", "起", "from (day of effect)", required=True)
    date_to = Column("date", "止", "to", check=NotBefore("date_from"))
    amount = Column("money", "金额", "amount", unit="yuan", check=AtLeast(0))
    doc_no = Column("string", "文书号", "document number")
