"""Draft a mapping: which table and column of a source is which of the contract.

Evidence is a name (the contract's, its Chinese title, or one that a built-in mapping knows), a
comment of the database, and the values of the first rows, which must be readable as the column.
The draft is YAML with a confidence beside each line, for a person to correct.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

import ibis
import pyarrow as pa

from contracts.table import Column
from contracts.tables import get_input_tables
from sources.database.mapping import TableSource, read_built_in_mappings, read_mapping
from sources.database.select_query import build_selection
from sources.engine.duckdb_engine import connect
from sources.reading.spellings import HASH, UNREAD, get_code_list, read_text

SAMPLE_ROWS = 1000  # enough to see a code list; more only cost time
LEAST_SIMILAR = 0.6  # of two Chinese titles; below that nearly every pair shares a character
LEAST_READABLE = 0.5  # share of values that must be readable: half may be fillers
LEAST_SCORE = 0.25  # of a table worth proposing: a quarter of both sides' columns match
PSEUDONYMS = (
    ("phone", "phone"),
    ("bank", "bank"),
    ("address", "address"),
    ("household", "household"),
    ("device", "device"),
    ("invoice", "invoice"),
    ("trace", "trace_code"),
)


@dataclass(frozen=True)
class Match:
    """A source's column for one of the contract, how sure that is (0 to 1), and why."""

    source: str
    confidence: float
    why: str
    pseudonym: str | None = None


@dataclass
class _Sample:
    """The first rows of a source's table as text, and what was found of its columns."""

    rows: pa.Table
    readable: dict[tuple, float] = field(default_factory=dict)

    def measure_readable(self, source: str, column: Column) -> float:
        """Measure the share of a column's values that can be read as one of the contract.

        Many tables of the contract have columns of one kind: each kind is measured once.
        """
        kind = source, column.type.name, column.codes
        if kind not in self.readable:
            self.readable[kind] = _measure_readable(self.rows[source], column)
        return self.readable[kind]


def draft_mapping(session, name: str) -> str:
    """Draft the mapping of a source as YAML; `session` lists its tables."""
    candidates = []
    for table in session.list_tables():
        columns, comments = session.columns(table), session.list_comments(table)
        sample = _Sample(_read_sample(session, table, columns))
        for contract_name in get_input_tables():
            matches = _match_columns(contract_name, table, sample, comments)
            if matches:
                score = _score_table(contract_name, table, columns, matches)
                candidates.append((score, contract_name, table, matches))
    candidates.sort(key=lambda one: (-one[0], one[1], one[2]))
    chosen, taken = {}, set()
    for score, contract_name, table, matches in candidates:
        if score >= LEAST_SCORE and contract_name not in chosen and table not in taken:
            chosen[contract_name] = (score, table, matches)
            taken.add(table)
    left = [table for table in session.list_tables() if table not in taken]
    return "\n".join(_format_draft(name, chosen, left)) + "\n"


def _read_sample(session, table, columns) -> pa.Table:
    """Read the first rows as text, under the source's own names."""
    import sqlalchemy as sa

    schema, _, name = table.rpartition(".")
    stored = sa.table(name, *[sa.column(c, t) for c, t in columns.items()], schema=schema or None)
    query = sa.select(*[sa.cast(stored.c[c], sa.Text).label(c) for c in columns])
    # the selection is only a carrier: a table of the contract lends its shape
    selection = replace(
        build_selection(_any_contract(), TableSource(table), columns, since=None),
        query=query.limit(SAMPLE_ROWS),
        columns=tuple(columns),
        cents=frozenset(),
    )
    batches = [b for b in session.stream_batches(selection) if b.num_rows]
    empty = pa.schema([(c, pa.string()) for c in columns]).empty_table()
    return pa.Table.from_batches(batches) if batches else empty


def _any_contract():
    return next(iter(get_input_tables().values())).contract


def _match_columns(contract_name, table, sample, comments) -> dict[str, Match]:
    """Match columns of the contract with those of a source, the surest first, each used once."""
    contract, found = get_input_tables()[contract_name].contract, []
    known = _list_known_names(contract_name)
    for column in contract.columns.values():
        for source in sample.rows.column_names:
            score, why = _compare_names(column, source, comments.get(source), known)
            if score:
                found.append((score, column, source, why))
    found.sort(key=lambda one: (-one[0], one[1].name))
    matches, used = {}, set()
    for score, column, source, why in found:
        if column.name in matches or source in used:
            continue
        readable = sample.measure_readable(source, column)
        is_person_hash = column.type.name == "hash" and readable < LEAST_READABLE
        if readable < LEAST_READABLE and not is_person_hash:
            continue
        pseudonym = _choose_pseudonym(column.name) if is_person_hash else None
        confidence = score if is_person_hash else score * (0.7 + 0.3 * readable)
        matches[column.name] = Match(source, round(confidence, 2), why, pseudonym)
        used.add(source)
    return matches


def _list_known_names(contract_name) -> dict[str, set[str]]:
    """Column of the contract → names that built-in mappings know for it, in small letters."""
    known: dict[str, set[str]] = {}
    for mapping_name in read_built_in_mappings():
        source = read_mapping(mapping_name).tables.get(contract_name)
        for name, column in (source.columns if source else {}).items():
            known.setdefault(name, set()).add(column.name.lower())
    return known


def _compare_names(column: Column, source, comment, known):
    """Compare a column with a source's name and comment: (0 to 1, why)."""
    name = source.lower()
    if name == column.name.lower():
        return 1.0, "同名 same name"
    if column.zh in (source, comment):
        return 0.95, "同标题 same title"
    if name in known.get(column.name, ()):
        return 0.9, "内置对照 name of a built-in mapping"
    ratio = max(SequenceMatcher(None, column.zh, text).ratio() for text in (source, comment or ""))
    return (ratio * 0.8, "标题相近 similar title") if ratio >= LEAST_SIMILAR else (0.0, "")


def _measure_readable(values, column) -> float:
    """Measure the share of the values that can be read as the column; 1 without any value."""
    texts = [v for v in values.to_pylist() if v is not None and v.strip()]
    if not texts:
        return 1.0
    raw = f"{column.name}__raw"
    rows = read_text(ibis.memtable({raw: texts}, schema={raw: "string"}), {column.name: column})
    read = rows[f"{column.name}__odd"] != UNREAD
    is_right = read.fill_null(True)
    if column.codes:
        is_right &= rows[column.name].isin(get_code_list(column.codes))
    if column.type.name == "hash":
        # eleven to twenty digits are a number of a person or an account in clear, no hash of it
        text = rows[raw].fill_null("")
        is_right &= text.re_search(HASH) & ~text.re_search("^[0-9]{11,20}$")
    return float(_get_engine().execute(is_right.cast("int8").mean()))


_ENGINES: list = []


def _get_engine():
    if not _ENGINES:
        _ENGINES.append(connect(threads=1))
    return _ENGINES[0]


def _choose_pseudonym(name):
    return next((kind for part, kind in PSEUDONYMS if part in name), "identity")


def _score_table(contract_name, table, columns, matches) -> float:
    """Score a pair of tables: 0 to 1 by their columns, and a half more for a known name.

    What the contract requires must be there, and what the source has must be wanted: a table of
    few columns, all of them common ones, would else fit nearly every source.
    """
    contract = get_input_tables()[contract_name].contract
    required = [c.name for c in contract.columns.values() if c.required]
    supplied = sum(matches[n].confidence for n in required if n in matches) / len(required)
    wanted = sum(match.confidence for match in matches.values()) / len(columns)
    score = (supplied + wanted) / 2
    names = {contract_name, contract.zh, *_list_known_tables(contract_name)}
    is_named = table.rpartition(".")[2].lower() in {n.lower() for n in names}
    return score + (0.5 if is_named else 0.0)


def _list_known_tables(contract_name) -> Iterator[str]:
    for mapping_name in read_built_in_mappings():
        source = read_mapping(mapping_name).tables.get(contract_name)
        if source:
            yield source.name.rpartition(".")[2]


def _format_draft(name, chosen, left):
    yield "# 字段对照草稿：逐行核对后改名保存；置信度 0 至 1，其后为依据"
    yield "# A draft: check every line. Beside each its confidence (0 to 1) and what it rests on."
    yield f"zh: {name} 的字段对照（草稿）"
    yield f"en: mapping of {name} (draft)"
    yield "tables:" if chosen else "tables: {}"
    for contract_name, (score, table, matches) in sorted(chosen.items()):
        contract = get_input_tables()[contract_name].contract
        yield f"  {contract_name}:  # {min(score, 1.0):.2f} {contract.zh}"
        yield f"    from: {_quote(table)}"
        yield "    columns:"
        for column in contract.columns.values():
            yield _format_column(column, matches.get(column.name))
    if left:
        yield f"# 未对上的表 tables that match none: {', '.join(left)}"


def _format_column(column, match):
    if match is None:
        need = "必填 required" if column.required else "选填 optional"
        return f"      # {column.name}:  # {need}: {column.zh}"
    value = _quote(match.source)
    if match.pseudonym:
        value = f"{{from: {value}, pseudonym: {match.pseudonym}}}"
    return f"      {column.name}: {value}  # {match.confidence:.2f} {match.why}; {column.zh}"


def _quote(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
