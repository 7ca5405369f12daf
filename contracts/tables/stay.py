"""住院结算清单: settlement sheets of stays."""

from contracts.constraints import AtLeast, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class Stay(
    InputTable,
    zh="住院结算清单",
    en="settlement sheets of stays",
    key=("setl_id",),
    mode="delta",
    delivery="later",
    rows_at_city_scale={"per_year": 1_300_000},
    notes=(
        "In a case of DRG or DIP claim_header.total_amount is what was billed and group_payment "
        "what the fund pays: the difference stays with the hospital.",
    ),
    foreign_keys=(
        ForeignKey(("setl_id",), "claim_header", ("setl_id",), "strict"),
        ForeignKey(("receiving_institution_code",), "institution", ("institution_code",), "soft"),
        ForeignKey(("chief_doctor_code",), "medical_staff", ("staff_code",), "soft"),
    ),
):
    setl_id = Column("id", "结算ID", "settlement", required=True)
    mdtrt_id = Column("id", "就诊ID", "visit", required=True)
    admit_way = Column("code", "入院途径", "way of admission", codes="admit_way")
    admit_time = Column("ts", "入院时间", "time of admission")
    discharge_time = Column("ts", "出院时间", "time of discharge", check=NotBefore("admit_time"))
    admit_dept = Column("code", "入院科别", "department of admission")
    discharge_dept = Column("code", "出院科别", "department of discharge")
    transfer_depts = Column("string", "转科科别", "departments between, one after another")
    ward_code = Column("code", "病区", "ward")
    bed_no = Column("string", "床号", "bed")
    stay_days = Column("int", "实际住院天数", "days in hospital", unit="days", check=AtLeast(0))
    discharge_way = Column("code", "离院方式", "way of leaving", codes="discharge_way")
    receiving_institution_code = Column(
        "id", "拟接收机构", "institution to which the patient was sent"
    )
    planned_readmission = Column(
        "bool", "31天内再住院计划", "a further stay within 31 days is planned"
    )
    planned_purpose = Column("string", "再住院目的", "what the further stay is for")
    chief_doctor_code = Column("id", "主诊医师", "chief doctor")
    nurse_code = Column("id", "责任护士", "nurse in charge")
    special_nursing_days = Column(
        "int", "特级护理天数", "days of special nursing", unit="days", check=AtLeast(0)
    )
    level1_nursing_days = Column(
        "int", "一级护理天数", "days of nursing level 1", unit="days", check=AtLeast(0)
    )
    level2_nursing_days = Column(
        "int", "二级护理天数", "days of nursing level 2", unit="days", check=AtLeast(0)
    )
    level3_nursing_days = Column(
        "int", "三级护理天数", "days of nursing level 3", unit="days", check=AtLeast(0)
    )
    ventilator_hours = Column(
        "number", "呼吸机使用时间", "hours on a ventilator", unit="hours", check=AtLeast(0)
    )
    pay_method = Column(
        "code", "支付方式", "how the fund pays the stay", codes="hospital_pay_method"
    )
    group_code = Column("code", "病组", "group of DRG or DIP")
    group_weight = Column("number", "病组权重", "weight of the group", check=AtLeast(0))
    group_payment = Column(
        "money", "病组支付额", "what the fund owes for the group", unit="yuan", check=AtLeast(0)
    )
