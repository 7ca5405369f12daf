"""What a workbook is made of: its sheets, its head, its rows."""

from dataclasses import dataclass, field
from datetime import date

from contracts.checklist import (
    LEVEL_NAMES,
    TEMPLATE_VERSION,
    ListColumn,
    coded,
    feedback_columns,
    list_columns,
)

SUMMARY, LIST, EVIDENCE, ANSWERS, DICTIONARY = "汇总", "下发清单", "证据明细", "反馈", "字典"
SEAL = ListColumn("seal", "核验码（勿改）", 12)
HEAD_ROW, FIRST_ROW = 1, 2  # as Excel counts
# label on the sheet 汇总 → key; the value stands beside it
HEAD_LABELS = {"模板版本": "template", "签发编号": "issue", "批次号": "run_id", "属地": "district"}
HEAD_FIRST_ROW = 3
EVIDENCE_COLUMNS = (("序号", 6), ("疑点编号", 19), ("来源表", 26), ("记录键", 36), ("记录内容", 110))
SUMMARY_COLUMNS = (
    ("主管部门", 12),
    ("参保地", 14),
    ("场景", 28),
    *((f"{name}（条）", 12) for name in LEVEL_NAMES.values()),
    ("疑点（条）", 12),
    ("涉及金额（元）", 18),
)


@dataclass(frozen=True)
class Issue:
    """One workbook as handed out. `rows` have the keys of the issued columns and `version`; `evidence` has the columns
    of EVIDENCE_COLUMNS, `indicators` (scenario, indicator, definition)."""

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


def sheet_columns() -> list[ListColumn]:
    """Every column of 下发清单: issued, feedback, and the seal at the end."""
    return [*list_columns(), SEAL]


def summary_rows(rows: list[dict]) -> list[tuple]:
    """主管部门, 参保地, 场景, findings by level, findings, yuan; records that two findings share are counted once."""
    groups = {}
    for row in rows:
        groups.setdefault((row["authority"], row["district"], row["scenario"]), []).append(row)
    return [
        (*key, *(sum(r["level"] == name for r in own) for name in LEVEL_NAMES.values()), len(own), _once(own))
        for key, own in sorted(groups.items())
    ]


def _once(rows):
    largest = {}
    for row in rows:
        record = (row["subject_id"], row["record"])
        largest[record] = max(largest.get(record, 0.0), float(row["amount_involved"] or 0))
    return round(sum(largest.values()), 2)


def dictionary_rows(indicators: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """名称, 取值, 说明: levels, drop-downs, states, and the indicators of the list."""
    rows = [("疑点级别", name, said) for name, said in LEVELS]
    rows += [(c.title, choice, "下拉选项") for c in feedback_columns() for choice in c.choices]
    return rows + list(indicators) + [("状态", stage, "反馈状态") for stage in coded("feedback_stage")]


LEVELS = (
    ("高 H", "若两处记录属实，即不符合法规或政策规定的条件；仍须核实身份和数据"),
    ("中 S", "很少有正常原因的强线索，值得单独核查"),
    ("异常 M", "仅由模型提示，与同类差异很大；先排除正常原因"),
    ("对照", "随机抽取，用于估计漏查，请按常规核查"),
)
