"""年限分段: service segments."""

from contracts.constraints import AtLeast, Matches, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class ServiceSegment(
    InputTable,
    zh="年限分段",
    en="service segments",
    key=("segment_id",),
    mode="delta",
    delivery="first",
    known_from="first_recorded_date",
    rows_at_city_scale={"per_year": 300_000},
    notes=(
        "Supplied for every person with an approval in the snapshot. Months of segments of kinds "
        "1 to 5 make up actual_paid_months and deemed_months; from_month and to_month are both "
        "counted.",
    ),
    foreign_keys=(
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("recorded_by_op",), "operator_account", ("op_id",), "soft"),
    ),
):
    segment_id = Column("id", "分段编号", "segment identifier", required=True)
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    kind = Column("code", "分段类别", "kind", required=True, codes="segment_kind")
    unit_name_hash = Column("hash", "单位名称散列", "hash of the unit's name")
    unit_known_heads = Column(
        "int", "单位最大人数", "largest known number of staff of the unit", check=AtLeast(0)
    )
    unit_nature = Column("code", "单位性质", "nature of the unit then", codes="unit_nature")
    industry_code = Column(
        "code", "行业代码", "GB/T 4754-2017 division of the unit", check=Matches("[0-9]{2}")
    )
    job_code = Column("code", "工种代码", "special job code, for kind 6")
    from_month = Column("month", "起", "first month", required=True)
    to_month = Column("month", "止", "last month", required=True, check=NotBefore("from_month"))
    evidence_kind = Column("code", "佐证类型", "main document", codes="evidence_kind")
    evidence_count = Column("int", "佐证份数", "independent documents on file", check=AtLeast(0))
    original_flag = Column("bool", "原件", "an original is on file")
    award_no = Column("string", "文书号", "award or judgment number")
    award_date = Column("date", "文书日期", "award date", check=NotBefore("hearing_date"))
    hearing_date = Column("date", "开庭日期", "hearing date")
    respondent_hash = Column(
        "hash", "被申请人散列", "hash of the respondent's name (same salt as unit_name_hash)"
    )
    first_recorded_date = Column(
        "date", "首次录入日期", "first recorded in the system", required=True
    )
    recorded_by_op = Column("id", "录入人", "operator who recorded")
    changed_count = Column(
        "int", "修改次数", "changes after the first record", required=True, check=AtLeast(0)
    )
