"""检查人员库: who may be sent."""

from contracts.constraints import AtLeast, Between
from contracts.table import Column, RegisterTable


class Inspector(RegisterTable, zh="检查人员库", en="inspectors", key=("inspector_id",)):
    inspector_id = Column("id", "人员编号", "inspector", required=True)
    name = Column("string", "姓名", "name")
    office = Column("string", "所在单位", "office", required=True)
    district = Column("code", "所属区县", "district of the office", required=True, codes="district")
    licence_no = Column("string", "执法证号", "licence; null = helper without a licence")
    licence_valid_to = Column("date", "执法证有效期止", "licence valid to")
    skills = Column("string", "专长", "skills, by comma: codes or names of inspector_skill")
    can_lead = Column("bool", "可任组长", "may lead a team")
    days_per_month = Column(
        "number",
        "每月可用天数",
        "days a month for inspections",
        required=True,
        check=Between(0, 31),
        unit="days",
    )
    max_consecutive_weeks = Column(
        "int", "最多连续周数", "weeks in a row; null = 3", check=AtLeast(1)
    )
    languages = Column("string", "语言", "languages and dialects")
