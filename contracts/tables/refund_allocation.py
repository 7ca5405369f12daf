"""拟拨付用工单位明细: planned shares of host units."""

from contracts.constraints import AtLeast, Between
from contracts.table import Column, ForeignKey, InputTable


class RefundAllocation(
    InputTable,
    zh="拟拨付用工单位明细",
    en="planned shares of host units",
    key=("refund_id", "seq"),
    mode="delta",
    delivery="first",
    rows_at_city_scale={"per_year": 5_000},
    foreign_keys=(
        ForeignKey(("refund_id",), "stabilization_refund", ("refund_id",), "strict"),
        ForeignKey(("host_employer_id",), "employer", ("employer_id",), "soft"),
    ),
):
    refund_id = Column("id", "返还编号", "refund", required=True)
    seq = Column("int", "序号", "number within the refund, from 1", required=True, check=AtLeast(1))
    host_employer_id = Column("id", "用工单位编号", "host unit; null if not insured here")
    host_name_hash = Column("hash", "用工单位名称散列", "hash of the host's name")
    host_nature = Column(
        "code", "用工单位性质", "nature of the host", required=True, codes="unit_nature"
    )
    host_size_class = Column("code", "用工单位划型", "size class of the host", codes="size_class")
    dispatched_heads = Column(
        "int", "派遣人数", "dispatched persons, monthly mean", required=True, check=AtLeast(0)
    )
    planned_amount = Column(
        "money",
        "拟拨付金额",
        "planned amount, the host's full part before any agreed split",
        required=True,
        unit="yuan",
        check=AtLeast(0),
    )
    agreement_share = Column(
        "number",
        "约定比例",
        "share agreed to be passed on (up to 2023); null from 2024 = in full",
        check=Between(0, 1),
    )
