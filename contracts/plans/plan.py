"""检查计划: a quarter of visits and how it was made."""

from contracts.table import Column, PlanTable


class Plan(PlanTable, zh="检查计划", en="an inspection plan", key=("plan_id",)):
    plan_id = Column("id", "计划编号", "plan, made from its inputs and settings", required=True)
    quarter = Column("string", "季度", "quarter, e.g. 2026Q3", required=True)
    run_id = Column("id", "运行编号", "published run behind it", required=True)
    frozen_on = Column(
        "date", "冻结日", "day of the run, on which the registers were frozen", required=True
    )
    is_restricted = Column("bool", "受限部分", "plan of the restricted part", required=True)
    salt = Column(
        "string", "抽取盐值", "salt of the draws; published after the plan has ended", required=True
    )
    settings = Column("string", "参数", "settings, JSON", required=True)
    input_hash = Column("string", "输入散列", "SHA-256 over registers and leads", required=True)
    target_count = Column("int", "候选对象数", "candidates", required=True)
    visit_count = Column("int", "检查数", "visits", required=True)
    random_count = Column("int", "随机检查数", "visits drawn by chance", required=True)
    staff_days_available = Column(
        "number", "可用人日", "staff-days of the quarter", required=True, unit="days"
    )
    staff_days_reserved = Column(
        "number",
        "机动人日",
        "staff-days kept for complaints and assignments",
        required=True,
        unit="days",
    )
    staff_days_planned = Column(
        "number", "计划人日", "staff-days of the visits", required=True, unit="days"
    )
    expected_yuan = Column(
        "number", "预期查实金额", "expected yuan of the visits", required=True, unit="yuan"
    )
    expected_low_yuan = Column(
        "number", "预期下限", "the same by lower bounds of chances", required=True, unit="yuan"
    )
    objective = Column(
        "number", "目标值", "value of the chosen visits in the solver", required=True
    )
    bound = Column("number", "最优上界", "bound that the solver proved", required=True)
    gap = Column("number", "差距", "(bound - objective) / objective", required=True)
    node_count = Column("int", "节点数", "nodes of the search", required=True)
    solver = Column("string", "求解器", "solver and version", required=True)
    status = Column(
        "string",
        "状态",
        "optimal, gap (node limit reached) or relaxed (a constraint gave way)",
        required=True,
    )
    relaxed = Column(
        "string", "放宽的约束", "constraints that gave way and by how much, JSON", required=True
    )
    notes_zh = Column(
        "string", "说明", "what gave way or could not be placed, in words", required=True
    )
    notes_en = Column("string", "英文说明", "the same in English", required=True)
