"""The task of a peer: one feature set of one snapshot. Light to import, so that peers' memory
counts.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

# set → table → the columns that the result depends on
COLUMNS = {
    "supply": {
        "claim_header": (
            "setl_id", "person_id", "institution_code", "med_type", "service_time", "total_amount",
            "reversal_of", "row_status",
        ),
        "claim_line": (
            "setl_id", "item_code", "list_type", "qty", "qty_unit", "unit_price", "amount",
            "long_rx_flag",
            "row_status",
        ),
        "drug_catalog": (
            "item_code", "generic_name", "generic_code", "pack_units", "ddd_units", "row_status",
        ),
        "institution": ("institution_code", "row_status"),
        "account_share": (
            "owner_person_id", "member_person_id", "from_date", "to_date", "row_status",
        ),
    },
    "turnover": {
        "contribution_month": (
            "person_id", "employer_id", "insurance_type", "contrib_month", "posted_date",
            "pay_kind",
            "row_status",
        ),
        "employer": ("employer_id", "unit_nature", "row_status"),
    },
    "trace_codes": {
        "claim_header": (
            "setl_id", "institution_code", "med_type", "service_time", "total_amount",
            "reversal_of",
            "row_status",
        ),
        "claim_line": (
            "feedetl_sn", "setl_id", "item_code", "qty", "qty_unit", "amount", "split_flag",
            "row_status",
        ),
        "claim_trace": ("feedetl_sn", "trace_code_hash", "row_status"),
        "drug_catalog": ("item_code", "row_status"),
        "institution": ("institution_code", "row_status"),
    },
}  # fmt: skip
PEERS = {
    "ours": "benchmarks.peers.ours",
    "floor": "benchmarks.peers.floor",
    "polars": "benchmarks.peers.with_polars",
    "pandas": "benchmarks.peers.with_pandas",
    "pyspark": "benchmarks.peers.with_pyspark",
}
THREADS = 2  # as a small server has; all peers get the same


@dataclass(frozen=True)
class Task:
    """A task; `tables` maps a table to its Parquet files, `folder` is the peer's, `result` its
    table.
    """

    name: str
    as_of: date
    tables: dict[str, list[str]]
    folder: Path

    @property
    def result(self) -> Path:
        """The path of the final table."""
        return self.folder / "result.parquet"

    def columns(self, table: str) -> list[str]:
        """List the columns of a table that this set depends on."""
        return list(COLUMNS[self.name][table])

    def write(self) -> Path:
        """Write the task into its folder for the process that does it."""
        path = self.folder / "task.json"
        path.write_text(json.dumps(asdict(self), default=str), encoding="utf-8")
        return path


def read_task(path: Path) -> Task:
    """Read a task as it was written."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    fields |= {"as_of": date.fromisoformat(fields["as_of"]), "folder": Path(fields["folder"])}
    return Task(**fields)
