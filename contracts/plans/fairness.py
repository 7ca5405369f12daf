"""公平性: whether some are visited more than others."""

from contracts.table import Column, PlanTable


class Fairness(
    PlanTable,
    zh="公平性",
    en="visits beside the population, by group",
    key=(
        "plan_id",
        "dimension",
        "group_code",
    ),
):
    plan_id = Column("id", "计划编号", "plan", required=True)
    dimension = Column(
        "string",
        "维度",
        "district, kind, level, ownership, grade, source, visited or pairing",
        required=True,
    )
    group_code = Column("string", "组别", "code of the group", required=True)
    group_zh = Column("string", "组别名称", "name of the group", required=True)
    group_en = Column("string", "英文名称", "name in English", required=True)
    target_count = Column("int", "对象数", "targets in the register", required=True)
    target_share = Column("number", "对象占比", "share of the targets", required=True)
    visit_count = Column("int", "检查数", "visits", required=True)
    visit_share = Column("number", "检查占比", "share of the visits", required=True)
    random_count = Column("int", "其中随机", "visits drawn by chance", required=True)
