"""机构资源: resources of institutions by month."""

from contracts.constraints import AtLeast
from contracts.table import Column, ForeignKey, InputTable


class CapacityMonth(
    InputTable,
    zh="机构资源",
    en="resources of institutions by month",
    key=(
        "institution_code",
        "month",
    ),
    mode="delta",
    delivery="later",
    known_from="month",
    rows_at_city_scale={"per_year": 16_000},
    foreign_keys=(
        ForeignKey(("institution_code",), "institution", ("institution_code",), "strict"),
    ),
):
    institution_code = Column("id", "机构编码", "institution", required=True)
    month = Column("month", "月份", "month", required=True)
    beds_approved = Column("int", "核定床位", "approved beds", check=AtLeast(0))
    beds_open = Column("int", "开放床位", "open beds", check=AtLeast(0))
    doctors = Column("int", "医师数", "doctors", check=AtLeast(0))
    nurses = Column("int", "护士数", "nurses", check=AtLeast(0))
    therapists = Column("int", "治疗师数", "therapists", check=AtLeast(0))
    technicians = Column("int", "技师数", "technicians", check=AtLeast(0))
    dialysis_machines = Column("int", "透析机", "dialysis machines", check=AtLeast(0))
    ct = Column("int", "CT台数", "CT scanners", check=AtLeast(0))
    mr = Column("int", "磁共振台数", "MR scanners", check=AtLeast(0))
