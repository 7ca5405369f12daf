"""Run a scenario on drawn tables: findings, explained hits, and what could not be computed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import pyarrow as pa

from contracts.derived import list_columns
from scenarios.framework.definition import Indicator, Population, Scenario
from scenarios.framework.feature_table import join_features
from scenarios.framework.findings import build_explained_hits, build_findings
from scenarios.framework.hits import (
    apply_threshold_overrides,
    find_missing_tables,
    list_used_columns,
    run_indicators,
)
from scenarios.framework.resolve_features import resolve_features
from sources.engine.duckdb_engine import Engine, connect
from tests.drawn_tables import make_arrow_table

_SET: dict[str, float] = {}


@contextmanager
def thresholds(numbers: dict[str, float]) -> Iterator[None]:
    """Run scenarios with other thresholds within a block, as `--set threshold.X=…` does for a
    night.
    """
    _SET.update(numbers)
    try:
        yield
    finally:
        _SET.clear()


@dataclass(frozen=True)
class ScenarioResult:
    """The result; `findings` and `explained` have the published columns, `not_computed` maps
    indicator → tables.
    """

    findings: pd.DataFrame
    explained: pd.DataFrame
    not_computed: dict[str, list[str]]
    engine: Engine = field(repr=False)
    frames: dict = field(repr=False)

    def of(self, indicator_id: str) -> pd.DataFrame:
        """Select the findings of one indicator (an empty frame if there are none)."""
        if self.findings.empty:
            return self.findings
        return self.findings[self.findings.indicator_id == indicator_id]

    def ids(self) -> set[tuple[str, str, str]]:
        """Collect (indicator, subject, level) of every finding."""
        return {(r.indicator_id, r.subject_id, r.level) for r in self.findings.itertuples()}

    def explained_ids(self) -> set[tuple[str, str, str]]:
        """Collect (indicator, subject, exclusion) of every explained hit."""
        return {(r.indicator_id, r.subject_id, r.exclusion) for r in self.explained.itertuples()}

    def evidence_rows(self, indicator: Indicator, record_id: str) -> dict[str, int]:
        """Count the rows behind a record in each piece of an indicator's evidence that an
        expression names.
        """
        frame = self.frames[indicator.population].table
        row = frame.filter(frame.record_id == record_id)
        with_keys = [evidence for evidence in indicator.evidence if evidence.keys]
        return {
            e.keys.name: self.engine.table(e.keys).semi_join(row, list(e.on)).count().execute()
            for e in with_keys
        }


def keep_indicators(scenario: Scenario, *indicator_ids: str) -> Scenario:
    """Reduce a scenario to some indicators and their populations: quicker to compute."""
    kept_indicators = tuple(i for i in scenario.indicators if i.id in indicator_ids)
    assert {i.id for i in kept_indicators} == set(indicator_ids)
    names = {i.population for i in kept_indicators}
    populations = tuple(p for p in scenario.populations if p.id in names)
    return replace(scenario, indicators=kept_indicators, populations=populations)


def select_features(scenario: Scenario, population: Population, whole: Scenario) -> tuple:
    """The features that the indicators of a scenario rest on, out of those of the whole scenario."""
    indicators = [i for i in scenario.indicators if i.population == population.id]
    used = {column for i in indicators for column in list_used_columns(i)}
    return tuple(
        feature
        for feature in resolve_features(whole, population)
        if used & (set(list_columns(feature)) - set(feature.key))
    )


def make_engine(tables: dict, as_of: str) -> Engine:
    """Make an engine over drawn tables: {table class: drawn text, or an Arrow table of the
    contract's schema}.
    """
    connection = connect(threads=1)
    ibis_tables = {}
    for table, rows in tables.items():
        arrow = make_arrow_table(table, rows) if isinstance(rows, str) else rows
        # as read from the accepted files: the engine knows no columns that are never null
        nullable = pa.schema([field.with_nullable(True) for field in arrow.schema])
        name = table.contract.name
        connection.con.register(f"accepted_{name}", arrow.cast(nullable))
        ibis_tables[name] = connection.table(f"accepted_{name}")
    return Engine(connection, ibis_tables, as_of=date.fromisoformat(as_of))


def run_scenario(
    scenario, tables: dict, as_of: str = "2026-06-30", *, only: tuple[str, ...] = ()
) -> ScenarioResult:
    """Run a scenario's indicators (those in `only`, if given) on drawn tables, at all levels."""
    whole = scenario
    scenario = keep_indicators(scenario, *only) if only else scenario
    engine = make_engine(tables, as_of)
    frames = {
        p.id: join_features(scenario.id, p, select_features(scenario, p, whole), engine)
        for p in scenario.populations
    }
    findings, explained, not_computed = [], [], {}
    for population in scenario.populations:
        frame, computed = frames[population.id], []
        for indicator in (i for i in scenario.indicators if i.population == population.id):
            if missing := find_missing_tables(indicator, frame, engine, population):
                not_computed[indicator.id] = missing
            else:
                computed.append(apply_threshold_overrides(indicator, _SET))
        for hits in run_indicators(computed, frame, engine) if computed else ():
            findings.append(build_findings(scenario, hits))
            explained.append(build_explained_hits(scenario, hits))
    return ScenarioResult(
        _combine_frames(findings), _combine_frames(explained), not_computed, engine, frames
    )


def _combine_frames(frames):
    filled = [f for f in frames if not f.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()
