"""Layout of the workbook: sheets, head and columns."""

from dataclasses import dataclass, field
from datetime import date

from contracts.checklist import TEMPLATE_VERSION, ListColumn, list_columns
from contracts.levels import Level, format_level

SEAL = ListColumn("seal", "核验码（勿改）", 12)
FIRST_ROW = 2  # as Excel counts
# label on the sheet 汇总 → key; the value stands beside it
HEAD_LABELS = {"模板版本": "template", "签发编号": "issue", "批次号": "run_id", "属地": "district"}
HEAD_FIRST_ROW = 3
SUMMARY_COLUMNS = (
    ("主管部门", 12),
    ("参保地", 14),
    ("场景", 28),
    *((f"{format_level(level)}（条）", 12) for level in Level),
    ("疑点（条）", 12),
    ("涉及金额（元）", 18),
)


@dataclass(frozen=True)
class Checklist:
    """Content of one issued workbook.

    `rows` have the keys of the issued columns and `version`; `evidence` has the columns of
    EVIDENCE_COLUMNS, `indicators` are (scenario, indicator, definition).
    """

    number: str
    run_id: str
    district: str
    issued_on: date
    issued_by: str
    rows: list[dict]
    evidence: list[tuple] = field(default_factory=list)
    indicators: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def head(self) -> dict[str, str]:
        """Key → value of the head on the sheet 汇总."""
        return {
            "template": TEMPLATE_VERSION,
            "issue": self.number,
            "run_id": self.run_id,
            "district": self.district,
        }


def list_sheet_columns() -> list[ListColumn]:
    """List the columns of 下发清单: issued, feedback, and the seal at the end."""
    return [*list_columns(), SEAL]


def summarize_rows(rows: list[dict]) -> list[tuple]:
    """Summarize rows by 主管部门, 参保地 and 场景: findings by level, findings, yuan.

    A record that several findings share is counted once.
    """
    groups = {}
    for row in rows:
        groups.setdefault((row["authority"], row["district"], row["scenario"]), []).append(row)
    return [
        (
            *key,
            *(sum(r["level"] == format_level(level) for r in group_rows) for level in Level),
            len(group_rows),
            _sum_distinct_amounts(group_rows),
        )
        for key, group_rows in sorted(groups.items())
    ]


def _sum_distinct_amounts(rows):
    largest = {}
    for row in rows:
        record = (row["subject_id"], row["record"])
        largest[record] = max(largest.get(record, 0.0), float(row["amount_involved"] or 0))
    return round(sum(largest.values()), 2)
