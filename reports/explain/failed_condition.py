"""Why a population lacks a subject: the first table, filter or join that has no row of it."""

import re
from dataclasses import dataclass
from itertools import accumulate
from operator import and_
from pathlib import Path

import ibis
import ibis.expr.operations as ops
import pyarrow.parquet as pq
import sqlglot

from contracts.bilingual_text import BilingualText
from contracts.codes import load_code_lists
from contracts.derived import DerivedTable, build_over_stubs
from reports.explain.snapshot import Snapshot
from reports.explain.words import join, name_table, text
from scenarios.framework.definition import Population

SUBJECT_COLUMN = "subject_id"


@dataclass(frozen=True)
class Step:
    """An operation on the way to a population, and the column that holds the subject there."""

    operation: ops.Relation
    column: str
    item: DerivedTable


@dataclass(frozen=True)
class FailedCondition:
    """What the subject does not meet; `has_rows`: the input table itself has rows of it."""

    words: BilingualText
    has_rows: bool


def find_failed_condition(
    snapshot: Snapshot, population: Population, subject_id: str, run_folder: Path
) -> FailedCondition:
    """Find the first condition from the input table on that no row of the subject meets."""
    conditions = [
        _follow_way(snapshot, way, subject_id, run_folder)
        for way in _list_ways(population.base, SUBJECT_COLUMN, snapshot)
    ]
    known = [c for c in conditions if c.has_rows] or conditions
    return FailedCondition(join([c.words for c in known], "；", "; "), known[0].has_rows)


def _list_ways(item: DerivedTable, column: str, snapshot) -> list[list]:
    """List the ways from an input table to an expression; a union has several.

    A way begins with (table class, column) and goes on with steps.
    """
    sources = {_get_name(i): i for i in (*item.reads, *item.optional)}
    return _list_ways_to(
        build_over_stubs(item, snapshot.as_of).op(), column, item, sources, snapshot
    )


def _list_ways_to(operation, column, item, sources, snapshot):
    if isinstance(operation, ops.UnboundTable):
        source = sources[operation.name]
        if isinstance(source, DerivedTable):
            return _list_ways(source, column, snapshot)
        return [[(source, column)]]
    if isinstance(operation, ops.Union):
        parents = [(operation.left, column), (operation.right, column)]
    else:
        parents = [_find_parent(operation, column)]
    step = Step(operation, column, item)
    return [
        [*way, step]
        for parent, name in parents
        if parent is not None
        for way in _list_ways_to(parent, name, item, sources, snapshot)
    ]


def _find_parent(operation, column):
    """Find the relation that the subject's column comes from, and its name there.

    (None, "") where the column is made here.
    """
    if isinstance(operation, ops.Aggregate):
        value = operation.groups.get(column)
    elif isinstance(operation, ops.Project | ops.JoinChain):
        value = operation.values[column]
    else:
        return operation.parent, column
    if not isinstance(value, ops.Field):
        return None, ""
    relation = value.rel
    return (relation.parent if isinstance(operation, ops.JoinChain) else relation), value.name


def _follow_way(snapshot, way, subject_id, run_folder) -> FailedCondition:
    (table, column), *steps = way
    name = table.contract.name
    if name not in snapshot.supplied:
        shown = name_table(name)
        return FailedCondition(text(f"缺少{shown.zh}", f"{shown.en} was not delivered"), False)
    count = _count_rows(snapshot, snapshot.table(table), column, subject_id)
    rejected = _count_quarantined(run_folder, name, column, subject_id)
    shown = name_table(name)
    if not count:
        return FailedCondition(
            text(
                f"{shown.zh}中没有该对象的行（{column}）",
                f"{shown.en} has no row of the subject ({column})",
            ),
            False,
        )
    if rejected and rejected >= count:
        return FailedCondition(
            text(
                f"{shown.zh}中该对象的{count}行都被隔离，见 quarantine/{name}.parquet",
                f"all {count} rows of the subject in {shown.en} are in quarantine/{name}.parquet",
            ),
            True,
        )
    for step in steps:
        _name_sources(snapshot, step.item)
        failed = _find_failure(snapshot, step, subject_id, table.contract)
        if failed is not None:
            where = _describe_place(step.item)
            return FailedCondition(
                text(
                    f"{shown.zh}中有该对象的{count}行，但{failed.zh}（{where}）",
                    f"{shown.en} has {count} row(s) of the subject, but {failed.en} ({where})",
                ),
                True,
            )
    return FailedCondition(
        text(
            "按当夜的快照应当在内；发布的特征里却没有，请用 qingfeng replay 核对",
            "by the snapshot it should be there; the published features lack it, check with "
            "qingfeng replay",
        ),
        True,
    )


def _find_failure(snapshot, step: Step, subject_id, contract) -> BilingualText | None:
    if isinstance(step.operation, ops.Filter):
        return _find_failed_predicate(snapshot, step, subject_id, contract)
    if isinstance(step.operation, ops.JoinChain):
        return _find_failed_join(snapshot, step, subject_id)
    return None


def _find_failed_predicate(snapshot, step, subject_id, contract):
    """Find the first of a filter's conditions after which no row of the subject is left."""
    parent = step.operation.parent.to_expr()
    conditions = [p.to_expr() for p in step.operation.predicates]
    met = list(accumulate(conditions, and_))
    rows = parent.mutate(**{f"met_{n}": one for n, one in enumerate(met)})
    rows = rows.filter(rows[step.column] == subject_id)
    counts = rows.aggregate(
        rows=rows.count(), **{f"left_{n}": rows[f"met_{n}"].sum() for n in range(len(met))}
    )
    left = snapshot.execute(counts).iloc[0].fillna(0)
    if not left["rows"]:
        return None
    for number, condition in enumerate(conditions):
        if not left[f"left_{number}"]:
            words, meaning = _render_condition(parent, condition, contract)
            return text(
                f"没有一行满足 {words}{meaning.zh and f'［{meaning.zh}］'}",
                f"no row meets {words}{meaning.en and f' [{meaning.en}]'}",
            )
    return None


def _find_failed_join(snapshot, step, subject_id):
    """Find the first of a chain of joins that leaves no row of the subject."""
    chain = step.operation
    for number, link in enumerate(chain.rest, 1):
        if link.how not in ("inner", "semi", "anti"):
            continue
        part = ops.JoinChain(
            chain.first, chain.rest[:number], {step.column: chain.values[step.column]}
        )
        if not _count_rows(snapshot, part.to_expr(), step.column, subject_id):
            names = sorted(t.name for t in link.table.find(ops.UnboundTable))
            shown = join(name_table(n) for n in names)
            if link.how == "anti":
                return text(
                    f"都在{shown.zh}中，因而被排除", f"all are in {shown.en}, which excludes them"
                )
            return text(
                f"在{shown.zh}中没有对应的行", f"{shown.en} has no row that belongs to them"
            )
    return None


def _render_condition(parent, condition, contract) -> tuple[str, BilingualText]:
    """Write a condition as in SQL, without names of tables, and what its columns and codes mean."""
    query = sqlglot.parse_one(
        ibis.to_sql(parent.select(ok=condition), dialect="duckdb"), read="duckdb"
    )
    (shown,) = query.expressions
    columns = {c.name: c for c in shown.find_all(sqlglot.exp.Column)}
    for column in shown.find_all(sqlglot.exp.Column):
        column.set("table", None)
    literals = {literal.this for literal in shown.find_all(sqlglot.exp.Literal)}
    words = shown.this.sql(dialect="duckdb", identify=False).replace('"', "")
    words = re.sub(
        r"MAKE_DATE\((\d+), (\d+), (\d+)\)", lambda m: "{}-{:>02}-{:>02}".format(*m.groups()), words
    )
    words = re.sub(r"CAST\((.+?) AS \w+(\([\d, ]+\))?\)", r"\1", words)
    meanings = [
        _describe_column(contract.columns[name], literals)
        for name in columns
        if name in contract.columns
    ]
    return words, join(meanings, "；", "; ")


def _describe_column(column, literals) -> BilingualText:
    """Describe a column and those of its codes that are named."""
    codes = load_code_lists().get(column.codes, {}) if column.codes else {}
    named = [
        BilingualText(f"{c} {codes[c].zh}", f"{c} {codes[c].en}") for c in codes if c in literals
    ]
    meaning = join(named)
    return BilingualText(
        f"{column.name} {column.zh}{meaning.zh and f'：{meaning.zh}'}",
        f"{column.name}: {column.en}{meaning.en and f'; {meaning.en}'}",
    )


def _count_rows(snapshot, table, column, subject_id):
    chosen = table.filter(table[column] == subject_id)
    return int(snapshot.execute(chosen.aggregate(count=chosen.count()))["count"].iat[0])


def _count_quarantined(run_folder, name, column, subject_id):
    path = run_folder / "quarantine" / f"{name}.parquet"
    if not path.is_file():
        return 0
    return pq.read_table(path, columns=[column], filters=[(column, "=", subject_id)]).num_rows


def _name_sources(snapshot, item):
    """Make the views whose names the stubs of an expression bear."""
    for source in (*item.reads, *item.optional):
        snapshot.table(source)


def _describe_place(item: DerivedTable) -> str:
    return f"{item.name}, {item.build.__module__.replace('.', '/')}.py"


def _get_name(item):
    return item.name if isinstance(item, DerivedTable) else item.contract.name
