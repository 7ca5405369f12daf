"""涉案人员单位: whom and what the evidence of a case names, with their part of the money."""

from contracts.table import Column, PublishedTable


class CaseSubjects(
    PublishedTable,
    zh="涉案人员单位",
    en="persons, units and institutions that the evidence of a case names",
    key=("case_id", "subject_kind", "subject_id"),
):
    case_id = Column("id", "案件编号", "case", required=True)
    subject_kind = Column("code", "对象类型", "kind of subject", required=True)
    subject_id = Column("id", "对象编号", "person, unit, institution or operator", required=True)
    role = Column(
        "string", "角色", "subject (of the case itself) or carried (named by it)", required=True
    )
    amount_involved = Column(
        "money", "涉及金额", "their part of the money of the evidence rows", required=True
    )
    record_count = Column("int", "记录数", "evidence rows that name them", required=True)
