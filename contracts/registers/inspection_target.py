"""被检查对象库: whom a team may visit."""

from contracts.constraints import Above, AtLeast
from contracts.table import Column, RegisterTable


class InspectionTarget(
    RegisterTable, zh="被检查对象库", en="targets of inspection", key=("target_id",)
):
    target_id = Column(
        "id",
        "对象编号",
        "target; the institution code or unit number where it is one",
        required=True,
    )
    target_kind = Column(
        "code", "对象类型", "kind of target", required=True, codes="inspection_target_kind"
    )
    name = Column("string", "名称", "name")
    district = Column("code", "所在区县", "district", required=True, codes="district")
    level = Column("code", "机构等级", "level of a hospital", codes="institution_level")
    grade = Column("code", "监管等级", "grade of supervision", codes="risk_grade")
    specialty = Column("string", "专科", "specialty, for a focus of the quarter")
    ownership = Column("code", "所有制", "ownership", codes="ownership")
    is_enterprise = Column(
        "bool", "是否企业", "the yearly cap on administrative inspections holds; null = yes"
    )
    lon = Column("number", "经度", "longitude", unit="degree")
    lat = Column("number", "纬度", "latitude", unit="degree")
    chain_id = Column("id", "连锁编号", "chain")
    ring_id = Column("id", "团伙编号", "ring that is visited on one morning")
    last_visit_on = Column("date", "最近检查日期", "last visit")
    visits_this_year = Column(
        "int",
        "本年已检查次数",
        "administrative inspections on the spot this year; null = 0",
        check=AtLeast(0),
    )
    cap_per_year = Column("int", "年度检查上限", "cap a year; null = 1", check=AtLeast(0))
    exempt_reason = Column(
        "string",
        "超上限理由",
        "why the cap does not hold (complaint, lead, assignment); null = it holds",
    )
    past_visiting_districts = Column(
        "string", "最近两轮来查区县", "districts that sent a team in the last two rounds, by comma"
    )
    blackout = Column("string", "停查时段", "stretches without visits, FROM/TO, by comma")
    closed_on = Column("date", "结案日期", "day on which its last confirmed case was closed")
    follow_up_due_on = Column("date", "回头看到期日", "day by which it is looked at again")
    is_endangering = Column(
        "bool", "危害人身", "persons may be endangered (detention, forged operations)"
    )
    is_fraud_suspected = Column("bool", "欺诈迹象", "signs of fraud (国令735 art. 40)")
    is_repeat_offender = Column("bool", "曾被查实", "a case was confirmed before")
    assigned_kind = Column(
        "code",
        "交办检查类型",
        "kind of inspection that is asked for or ordered",
        codes="inspection_kind",
    )
    assigned_reason = Column("string", "交办理由", "order from above; the visit is then fixed")
    staff_days_base = Column(
        "number",
        "基础人日",
        "staff-days before leads; null = by kind and level",
        check=Above(0),
        unit="days",
    )
