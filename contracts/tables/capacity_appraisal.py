"""劳动能力鉴定: labour-capacity appraisal."""

from contracts.constraints import Between, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class CapacityAppraisal(
    InputTable,
    zh="劳动能力鉴定",
    en="labour-capacity appraisal",
    key=("appraisal_id",),
    mode="delta",
    delivery="first",
    known_from="apply_date",
    rows_at_city_scale={"per_year": 16_000},
    foreign_keys=(
        ForeignKey(("case_id",), "injury_case", ("case_id",), "strict"),
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("institution_code",), "institution", ("institution_code",), "soft"),
        ForeignKey(("handler_op",), "operator_account", ("op_id",), "soft"),
    ),
):
    appraisal_id = Column("id", "鉴定编号", "appraisal identifier", required=True)
    case_id = Column("id", "认定编号", "injury case; null for kind 8")
    person_id = Column("id", "个人编号", "person appraised", required=True, pii="pseudonym")
    kind = Column("code", "鉴定类别", "kind", required=True, codes="appraisal_kind")
    apply_date = Column("date", "申请日期", "application", required=True)
    conclude_date = Column(
        "date", "结论日期", "conclusion; null if pending", check=NotBefore("apply_date")
    )
    grade = Column(
        "int",
        "伤残等级",
        "1 (worst) to 10; 0 below grade; null for kinds without a grade",
        check=Between(0, 10),
    )
    care_level = Column(
        "int", "护理等级", "care level: 0 none, 1 full, 2 large part, 3 part", check=Between(0, 3)
    )
    total_loss = Column("bool", "完全丧失劳动能力", "complete loss of capacity")
    expert1_code = Column("id", "专家1", "expert 1")
    expert2_code = Column("id", "专家2", "expert 2")
    expert3_code = Column("id", "专家3", "expert 3")
    expert4_code = Column("id", "专家4", "expert 4")
    expert5_code = Column("id", "专家5", "expert 5")
    draw_log_id = Column("id", "随机抽取日志号", "log of the random draw of experts")
    institution_code = Column("id", "检查机构", "institution that examined")
    agent_phone_hash = Column(
        "hash", "代办人电话散列", "hash of the filing agent's phone", pii="pseudonym"
    )
    handler_op = Column("id", "经办人", "operator")
