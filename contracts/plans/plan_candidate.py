"""候选对象: why this target and not that."""

from contracts.table import Column, PlanTable


class PlanCandidate(
    PlanTable,
    zh="候选对象",
    en="every candidate of a plan, chosen or not, with the parts of its value",
    key=(
        "plan_id",
        "target_id",
    ),
):
    plan_id = Column("id", "计划编号", "plan", required=True)
    target_id = Column("id", "对象编号", "target", required=True)
    target_kind = Column(
        "code", "对象类型", "kind of target", required=True, codes="inspection_target_kind"
    )
    inspection_kind = Column(
        "code", "检查类型", "kind of inspection", required=True, codes="inspection_kind"
    )
    name = Column("string", "名称", "name")
    district = Column("code", "所在区县", "district", required=True, codes="district")
    lead_yuan = Column(
        "number",
        "线索预期金额",
        "expected yuan of the leads, each record once",
        required=True,
        unit="yuan",
    )
    extrapolated_yuan = Column(
        "number",
        "可推断金额",
        "discounted yuan of like records without a finding",
        required=True,
        unit="yuan",
    )
    complaint_yuan = Column(
        "number", "举报预期金额", "expected yuan of complaints", required=True, unit="yuan"
    )
    harm_weight = Column(
        "number",
        "危害权重",
        "weight for endangered persons, fraud signs, repetition",
        required=True,
    )
    expected_yuan = Column(
        "number",
        "预期查实金额",
        "(leads + extrapolated + complaints) x weight",
        required=True,
        unit="yuan",
    )
    expected_low_yuan = Column(
        "number", "预期下限", "the same by lower bounds of chances", required=True, unit="yuan"
    )
    expected_high_yuan = Column(
        "number", "预期上限", "the same by upper bounds of chances", required=True, unit="yuan"
    )
    bonus_yuan = Column(
        "number",
        "探索加值",
        "worth of learning about a target of little-checked typologies",
        required=True,
        unit="yuan",
    )
    staff_days = Column("number", "人日", "staff-days of a visit", required=True, unit="days")
    lead_count = Column("int", "线索数", "open findings", required=True)
    yuan_per_day = Column(
        "number", "每人日预期金额", "expected yuan a staff-day", required=True, unit="yuan"
    )
    value_rank = Column(
        "int", "价值次序", "place by expected yuan a staff-day, 1 = first", required=True
    )
    is_chosen = Column("bool", "入选", "visited in this plan", required=True)
    source = Column(
        "code", "任务来源", "why it is visited; null = not chosen", codes="visit_source"
    )
    harm_reason = Column("string", "权重理由", "why the weight is above 1, in Chinese")
    reason_zh = Column("string", "入选或未入选理由", "why it is visited or not", required=True)
    reason_en = Column("string", "英文理由", "the same in English", required=True)
