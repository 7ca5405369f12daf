"""检查任务: who is visited, by whom and when."""

from contracts.table import Column, PlanTable


class Visit(PlanTable, zh="检查任务", en="planned visits", key=("visit_id",)):
    visit_id = Column("id", "任务编号", "visit", required=True)
    plan_id = Column("id", "计划编号", "plan", required=True)
    target_id = Column("id", "对象编号", "target", required=True)
    target_kind = Column(
        "code", "对象类型", "kind of target", required=True, codes="inspection_target_kind"
    )
    name = Column("string", "名称", "name")
    district = Column("code", "所在区县", "district of the target", required=True, codes="district")
    lon = Column("number", "经度", "longitude")
    lat = Column("number", "纬度", "latitude")
    inspection_kind = Column(
        "code", "检查类型", "kind of inspection", required=True, codes="inspection_kind"
    )
    source = Column("code", "任务来源", "why it is visited", required=True, codes="visit_source")
    group_id = Column("id", "同步检查组", "ring or chain that is visited on the same morning")
    team_id = Column("id", "检查组", "team; null = not placed in the quarter")
    visiting_district = Column("code", "来查区县", "district of the team", codes="district")
    leader_id = Column("id", "组长", "leader")
    member_ids = Column("string", "组员", "members with the leader, by comma")
    helper_ids = Column(
        "string", "专家和第三方", "experts and third parties, by comma; they assist, never alone"
    )
    week_start_on = Column("date", "检查周", "Monday of the week; null = not placed")
    starts_on = Column("date", "首日", "first day; the morning, for a group all on one")
    working_days = Column("int", "工作日", "working days on the spot")
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
    draw_chance = Column(
        "number", "抽取概率", "chance of being drawn in its stratum; null = not drawn by chance"
    )
    draw_stratum = Column("string", "抽取分层", "stratum of the draw: district, kind, grade")
    draw_hash = Column("string", "抽取散列", "hash of the draw")
    visits_this_year = Column(
        "int", "本年已检查次数", "inspections this year before it", required=True
    )
    cap_per_year = Column("int", "年度检查上限", "cap a year; null = none")
    exempt_reason = Column("string", "超上限理由", "why the cap does not hold")
    reason_zh = Column("string", "理由", "why it is visited, in parts", required=True)
    reason_en = Column("string", "英文理由", "the same in English", required=True)
    not_earlier_zh = Column(
        "string", "未更早安排的理由", "why it is not placed earlier", required=True
    )
    not_earlier_en = Column("string", "英文", "the same in English", required=True)
    is_restricted = Column("bool", "受限", "in the restricted part", required=True)
