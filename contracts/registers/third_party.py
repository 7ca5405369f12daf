"""第三方机构库: auditors and others who assist, never alone."""

from contracts.constraints import AtLeast
from contracts.table import Column, RegisterTable


class ThirdParty(RegisterTable, zh="第三方机构库", en="third parties", key=("party_id",)):
    party_id = Column("id", "第三方编号", "third party", required=True)
    name = Column("string", "名称", "name", required=True)
    skills = Column(
        "string", "专长", "skills, by comma: codes or names of inspector_skill", required=True
    )
    days_per_quarter = Column(
        "number",
        "每季可用人日",
        "staff-days a quarter",
        required=True,
        check=AtLeast(0),
        unit="days",
    )
    day_price_yuan = Column(
        "money", "人日价格", "price of a staff-day", check=AtLeast(0), unit="yuan"
    )
    conflict_declared_on = Column(
        "date", "利益申报日期", "day of the declaration of conflicts; null = not declared, not sent"
    )
    conflict_target_ids = Column(
        "string",
        "有利益冲突的对象",
        "targets that it audited, supplied or insured within 3 years, by comma",
    )
    secrecy_signed_on = Column(
        "date", "保密协议日期", "day of the agreement on secrecy; null = not signed, not sent"
    )
