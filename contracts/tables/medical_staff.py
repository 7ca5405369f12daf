"""医保医师药师: doctors and pharmacists."""

from contracts.constraints import Between, Matches, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class MedicalStaff(
    InputTable,
    zh="医保医师药师",
    en="doctors and pharmacists",
    key=("staff_code",),
    mode="full",
    delivery="later",
    known_from="valid_from",
    rows_at_city_scale={"total": 45_000},
    foreign_keys=(ForeignKey(("institution_code",), "institution", ("institution_code",), "soft"),),
):
    staff_code = Column("id", "人员编码", "staff code", required=True)
    kind = Column("code", "人员类别", "kind", required=True, codes="staff_kind")
    institution_code = Column("id", "主执业机构", "primary institution")
    valid_from = Column("date", "有效期起", "valid from", required=True)
    valid_to = Column("date", "有效期止", "valid to; null = open", check=NotBefore("valid_from"))
    points_this_year = Column(
        "int", "本年度记分", "points in this calendar year", check=Between(0, 12)
    )
    status = Column("code", "状态", "state", required=True, codes="staff_status")
    off_weekdays = Column(
        "string",
        "轮休日",
        "weekdays off duty, digits 1 (Monday) to 7, e.g. 26; null = not known",
        check=Matches("[1-7]{1,6}"),
    )
