"""追溯码: trace codes scanned."""

from contracts.constraints import AtLeast
from contracts.table import Column, ForeignKey, InputTable


class ClaimTrace(
    InputTable,
    zh="追溯码",
    en="trace codes scanned",
    key=("feedetl_sn", "seq"),
    mode="delta",
    delivery="first",
    rows_at_city_scale={"per_year": 50_000_000},
    notes=(
        "One row per scanned pack (negative lines repeat the code taken back), or one row with "
        "trace_code_hash null and a no_code_reason for the whole line. A line without any row "
        "had no upload.",
    ),
    foreign_keys=(ForeignKey(("feedetl_sn",), "claim_line", ("feedetl_sn",), "strict"),),
):
    feedetl_sn = Column("id", "费用明细流水号", "line", required=True)
    seq = Column("int", "序号", "number within the line, from 1", required=True, check=AtLeast(1))
    trace_code_hash = Column("hash", "追溯码散列", "hash of the trace code")
    scan_time = Column("ts", "扫码时间", "time of the scan")
    no_code_reason = Column(
        "code", "无码原因", "why no code; null with a code", codes="no_code_reason"
    )
