"""The result of an arrival (counts, stopped tables, tables not supplied) and its report."""

from dataclasses import asdict, dataclass, field
from datetime import date

from contracts.tables import get_input_tables
from sources.delivery.oddities import FIELD_LOST, REPAIRED, ROW_REFUSED, Oddity
from sources.reading.spellings import REPAIRS


@dataclass(frozen=True)
class TableArrival:
    """Numbers of rows of one table; `void` are accepted rows with row_status '0'. `files`: path →
    SHA-256.
    """

    rows_in: int
    accepted: int
    quarantined: int
    void: int
    files: dict[str, str]


@dataclass(frozen=True)
class Arrival:
    """A received snapshot; `stopped` maps a delivered table that counts as not supplied to the
    reason.

    `soft_orphans` maps table → column → rows whose reference was not found. `right` maps the
    SHA-256 of a part in which nothing was rejected to the earliest snapshot date by which that was
    known.
    """

    snapshot_date: date
    snapshot_hash: str
    tables: dict[str, TableArrival]
    not_supplied: list[str] = field(default_factory=list)
    stopped: dict[str, str] = field(default_factory=dict)
    soft_orphans: dict[str, dict[str, int]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    right: dict[str, str] = field(default_factory=dict)
    oddities: dict[str, list[Oddity]] = field(default_factory=dict)

    @property
    def has_refused(self) -> bool:
        """True if a table was stopped, or a row refused but for being an older one of its key."""
        rules = {o.rule for found in self.oddities.values() for o in found if o.is_refusal}
        return bool(self.stopped or rules - {"key"})

    def to_json(self) -> dict:
        """Convert the arrival to JSON's own types, as `run.json` keeps it."""
        return asdict(self) | {"snapshot_date": self.snapshot_date.isoformat()}

    @classmethod
    def from_json(cls, kept: dict) -> "Arrival":
        """Read the arrival that `to_json` wrote."""
        tables = {name: TableArrival(**counts) for name, counts in kept["tables"].items()}
        day = date.fromisoformat(kept["snapshot_date"])
        oddities = {
            name: [Oddity(**o | {"examples": tuple(o["examples"])}) for o in found]
            for name, found in kept.get("oddities", {}).items()
        }
        return cls(**kept | {"tables": tables, "snapshot_date": day, "oddities": oddities})


# section of the report → the outcome that it lists; examples are masked
OUTCOMES = (
    ("隔离的行：规则×列 rows in quarantine, by rule and column", ROW_REFUSED),
    ("失去的选填值：整行照收 optional values lost, their rows stand", FIELD_LOST),
    ("按规则读出的值 values read by repair", REPAIRED),
)


def format_check_report(arrival: Arrival) -> str:
    """Format the arrival in words, Chinese first; it holds counts and names, never a value of a
    row.
    """
    lines = [
        f"快照日 snapshot date: {arrival.snapshot_date}   指纹 hash: {arrival.snapshot_hash[:16]}",
        "",
        f"{'rows in':>12} {'accepted':>12} {'quarantined':>12} {'void':>10}  表 table",
        f"{'送达':>10} {'接收':>10} {'隔离':>10} {'作废':>8}",
    ]
    lines += [_format_counts(name, table) for name, table in sorted(arrival.tables.items())]
    lines += _format_section("已停用的表 stopped tables", arrival.stopped.items())
    lines += _format_section(
        "引用不到的记录（仅提示）references not found (reported only)", _list_soft_orphans(arrival)
    )
    for title, outcome in OUTCOMES:
        lines += _format_section(title, _list_oddities(arrival, outcome))
    lines += _format_section(
        "未提供的表 not supplied", ((n, _get_title(n)) for n in arrival.not_supplied)
    )
    lines += _format_section("提示 warnings", (("-", text) for text in arrival.warnings))
    return "\n".join([*lines, "", _format_verdict(arrival)])


def _format_counts(name, table):
    numbers = (
        f"{table.rows_in:>12,} {table.accepted:>12,} {table.quarantined:>12,} {table.void:>10,}"
    )
    return f"{numbers}  {_get_title(name)} {name}"


def _list_oddities(arrival, outcome):
    """List table.column, rule, rows and masked examples, most rows first."""
    found = [
        (table, oddity)
        for table, oddities in arrival.oddities.items()
        for oddity in oddities
        if oddity.outcome == outcome
    ]
    for table, oddity in sorted(found, key=lambda one: (-one[1].rows, one[0], one[1].column)):
        words = REPAIRS.get(oddity.rule)
        rule = f"{oddity.rule} {words[0]}" if words else oddity.rule
        shown = "  ".join(f"⟨{example}⟩" for example in oddity.examples)
        yield f"{table}.{oddity.column}", f"{rule} × {oddity.rows:,}  {shown}".rstrip()


def _format_section(title, items):
    lines = [f"  {name}: {text}" for name, text in items]
    return ["", title, *lines] if lines else []


def _list_soft_orphans(arrival):
    for name, columns in sorted(arrival.soft_orphans.items()):
        for column, count in columns.items():
            yield f"{name}.{column}", f"{count:,}"


def _format_verdict(arrival):
    rejected = sum(table.quarantined for table in arrival.tables.values())
    if not rejected and not arrival.stopped:
        return "全部接收。Everything was accepted."
    return (
        f"{rejected:,} 行被隔离，{len(arrival.stopped)} 张表停用。"
        f"{rejected:,} rows quarantined, {len(arrival.stopped)} tables stopped."
    )


def _get_title(name):
    return get_input_tables()[name].contract.zh
