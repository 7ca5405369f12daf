"""按项目参保: cover by construction project."""

from contracts.constraints import AtLeast, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class InsuredProject(
    InputTable,
    zh="按项目参保",
    en="cover by construction project",
    key=("project_id",),
    mode="full",
    delivery="later",
    known_from="cover_start",
    rows_at_city_scale={"total": 12_000},
    foreign_keys=(ForeignKey(("general_contractor_id",), "employer", ("employer_id",), "strict"),),
):
    project_id = Column("id", "项目编号", "project identifier", required=True)
    general_contractor_id = Column("id", "总承包单位编号", "general contractor", required=True)
    contract_amount = Column("money", "合同造价", "contract sum", unit="yuan", check=AtLeast(0))
    cover_start = Column("date", "保障起", "cover from", required=True)
    cover_end = Column("date", "保障止", "cover to", check=NotBefore("cover_start"))
    district = Column("code", "项目所在地", "district", required=True, codes="district")
