"""住院诊断: diagnoses of stays."""

from contracts.constraints import AtLeast
from contracts.table import Column, ForeignKey, InputTable


class StayDiagnosis(
    InputTable,
    zh="住院诊断",
    en="diagnoses of stays",
    key=(
        "setl_id",
        "seq",
    ),
    mode="delta",
    delivery="later",
    rows_at_city_scale={"per_year": 6_000_000},
    foreign_keys=(ForeignKey(("setl_id",), "claim_header", ("setl_id",), "strict"),),
):
    setl_id = Column("id", "结算ID", "settlement", required=True)
    seq = Column(
        "int", "序号", "number within the settlement, from 1", required=True, check=AtLeast(1)
    )
    diag_code = Column("code", "诊断编码", "diagnosis, ICD-10", required=True)
    is_main = Column("bool", "主诊断标志", "main diagnosis", required=True)
    on_admission = Column("code", "入院病情", "state on admission", codes="on_admission")
