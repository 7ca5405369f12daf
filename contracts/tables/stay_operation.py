"""手术操作: operations of stays."""

from contracts.constraints import AtLeast, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class StayOperation(
    InputTable,
    zh="手术操作",
    en="operations of stays",
    key=(
        "setl_id",
        "seq",
    ),
    mode="delta",
    delivery="later",
    rows_at_city_scale={"per_year": 900_000},
    foreign_keys=(
        ForeignKey(("setl_id",), "claim_header", ("setl_id",), "strict"),
        ForeignKey(("surgeon_code",), "medical_staff", ("staff_code",), "soft"),
    ),
):
    setl_id = Column("id", "结算ID", "settlement", required=True)
    seq = Column(
        "int", "序号", "number within the settlement, from 1", required=True, check=AtLeast(1)
    )
    operation_code = Column("code", "手术操作编码", "operation, ICD-9-CM-3", required=True)
    operation_date = Column("date", "手术日期", "day of the operation")
    surgeon_code = Column("id", "术者", "surgeon")
    anaesthetist_code = Column("id", "麻醉医师", "anaesthetist")
    anaesthesia = Column("code", "麻醉方式", "way of anaesthesia")
    start_time = Column("ts", "手术开始", "begin; 00:00 = not known")
    end_time = Column("ts", "手术结束", "end", check=NotBefore("start_time"))
