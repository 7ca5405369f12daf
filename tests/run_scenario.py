"""A scenario put to drawn tables: what would be found, what would be explained, what could not be computed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import pyarrow as pa

from contracts.derived import columns_of
from scenarios.framework.definition import Indicator, Scenario
from scenarios.framework.feature_table import assemble
from scenarios.framework.findings import explained_of, findings_of
from scenarios.framework.hits import columns_used, hits_of, not_computed_because, overridden
from sources.engine.duckdb_engine import Engine, connect
from tests.drawn_tables import drawn_arrow
from tests.repeating_engine import RepeatingEngine

_SET: dict[str, float] = {}


@contextmanager
def thresholds(numbers: dict[str, float]) -> Iterator[None]:
    """Put scenarios to drawn tables with other thresholds meanwhile, as `--set threshold.X=…` sets them for a night."""
    _SET.update(numbers)
    try:
        yield
    finally:
        _SET.clear()


@dataclass(frozen=True)
class Found:
    """`findings` and `explained` in the published columns; `not_computed` maps an indicator's id to tables."""

    findings: pd.DataFrame
    explained: pd.DataFrame
    not_computed: dict[str, list[str]]
    engine: Engine = field(repr=False)
    frames: dict = field(repr=False)

    def of(self, indicator_id: str) -> pd.DataFrame:
        """The findings of one indicator (an empty frame if there are none)."""
        if self.findings.empty:
            return self.findings
        return self.findings[self.findings.indicator_id == indicator_id]

    def ids(self) -> set[tuple[str, str, str]]:
        """(indicator, subject, level) of every finding."""
        return {(r.indicator_id, r.subject_id, r.level) for r in self.findings.itertuples()}

    def explained_ids(self) -> set[tuple[str, str, str]]:
        """(indicator, subject, exclusion) of every explained hit."""
        return {(r.indicator_id, r.subject_id, r.exclusion) for r in self.explained.itertuples()}

    def evidence_rows(self, indicator: Indicator, record_id: str) -> dict[str, int]:
        """Rows behind a record, of each piece of an indicator's evidence that an expression names: its name → how many."""
        frame = self.frames[indicator.population].table
        row = frame.filter(frame.record_id == record_id)
        named = [evidence for evidence in indicator.evidence if evidence.keys]
        return {
            e.keys.name: self.engine.table(e.keys).semi_join(row, list(e.on)).count().execute() for e in named
        }


def only_with(scenario: Scenario, *indicator_ids: str) -> Scenario:
    """The scenario with some indicators, their populations, and the features that they rest on: quicker to compute."""
    asked = tuple(i for i in scenario.indicators if i.id in indicator_ids)
    assert {i.id for i in asked} == set(indicator_ids)
    populations = []
    for population in scenario.populations:
        used = set().union(*[columns_used(i) for i in asked if i.population == population.id])
        if used:
            features = tuple(f for f in population.features if used & _columns(f))
            populations.append(replace(population, features=features))
    return replace(scenario, indicators=asked, populations=tuple(populations))


def _columns(feature):
    return set(columns_of(feature, as_of=date(2026, 6, 30))) - set(feature.key)


def engine_of(tables: dict, as_of: str) -> Engine:
    """An engine over drawn tables: {table class: drawn text, or an Arrow table of the contract's schema}."""
    connection = connect(threads=1)
    made = {}
    for table, rows in tables.items():
        arrow = drawn_arrow(table, rows) if isinstance(rows, str) else rows
        # as read from the accepted files: the engine knows no columns that are never null
        nullable = pa.schema([field.with_nullable(True) for field in arrow.schema])
        name = table.contract.name
        made[name] = connection.create_table(f"accepted_{name}", arrow.cast(nullable))
    return RepeatingEngine(connection, made, as_of=date.fromisoformat(as_of))


def find(scenario, tables: dict, as_of: str = "2026-06-30", *, only: tuple[str, ...] = ()) -> Found:
    """Every hit of every indicator of a scenario on drawn tables, all levels; of the indicators in `only`, if given."""
    scenario = only_with(scenario, *only) if only else scenario
    engine = engine_of(tables, as_of)
    frames = {p.id: assemble(scenario.id, p, engine) for p in scenario.populations}
    findings, explained, not_computed = [], [], {}
    for indicator in scenario.indicators:
        indicator = overridden(indicator, _SET)
        population, frame = scenario.population(indicator.population), frames[indicator.population]
        if missing := not_computed_because(indicator, frame, engine, population):
            not_computed[indicator.id] = missing
            continue
        hits = hits_of(indicator, frame, engine)
        findings.append(findings_of(scenario, hits))
        explained.append(explained_of(scenario, hits))
    return Found(_together(findings), _together(explained), not_computed, engine, frames)


def _together(frames):
    filled = [f for f in frames if not f.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()
