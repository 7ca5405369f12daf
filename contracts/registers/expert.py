"""专家库: who helps with knowledge."""

from contracts.constraints import AtLeast
from contracts.table import Column, RegisterTable


class Expert(RegisterTable, zh="专家库", en="experts", key=("expert_id",)):
    expert_id = Column("id", "专家编号", "expert", required=True)
    name = Column("string", "姓名", "name")
    employer = Column("string", "工作单位", "where the expert works")
    district = Column("code", "所属区县", "district", required=True, codes="district")
    skills = Column(
        "string", "专长", "skills, by comma: codes or names of inspector_skill", required=True
    )
    days_per_quarter = Column(
        "number", "每季可用天数", "days a quarter", required=True, check=AtLeast(0), unit="days"
    )
    day_price_yuan = Column("money", "人日价格", "price of a day", check=AtLeast(0), unit="yuan")
    conflict_declared_on = Column(
        "date", "利益申报日期", "day of the declaration of conflicts; null = not declared, not sent"
    )
    conflict_target_ids = Column("string", "有利益冲突的对象", "targets with a conflict, by comma")
