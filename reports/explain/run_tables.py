"""The tables of a published run that explain its list, read on first use."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cases.merge_findings import MODEL
from contracts.derived import DerivedTable
from scenarios import load_scenarios
from scenarios.framework.definition import Indicator, Population, Scenario
from scenarios.framework.feature_table import BASE_COLUMNS
from scenarios.framework.hits import apply_threshold_overrides, list_used_columns
from scenarios.framework.resolve_features import resolve_features

FINDING_COLUMNS = [
    "finding_id",
    "case_id",
    "scenario_id",
    "indicator_id",
    "level",
    "family",
    "source",
    "credence",
    "record_id",
    "value",
    "amount_involved",
    "reason_zh",
    "reason_en",
]


@dataclass(frozen=True)
class RunTables:
    """The folder of a run, or of its restricted part: only what lies in it is read.

    `thresholds` (indicator → number) take the place of those that the run used.
    """

    folder: Path
    thresholds: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def record(self) -> dict:
        """run.json."""
        return json.loads((self.folder / "run.json").read_text(encoding="utf-8"))

    @property
    def as_of(self) -> date:
        """The last day that the run knows of."""
        return date.fromisoformat(self.record["as_of"])

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """Id → the scenarios that this part of the run holds."""
        catalog = pd.read_parquet(self.folder / "scenario_catalog.parquet", columns=["scenario_id"])
        ids = set(catalog.scenario_id)
        return {i: s for i, s in load_scenarios().items() if i in ids}

    @cached_property
    def indicators(self) -> dict[tuple[str, str], Indicator]:
        """(scenario, indicator) → the indicator with the threshold that the run used."""
        overrides = self.record["settings"]["threshold"] | self.thresholds
        return {
            (s.id, i.id): apply_threshold_overrides(i, overrides)
            for s in self.scenarios.values()
            for i in s.indicators
        }

    @cached_property
    def not_computed(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """(scenario, indicator) → the tables that were missing."""
        return {
            (n["scenario_id"], n["indicator_id"]): tuple(n["tables"])
            for n in self.record["not_computed"]
        }

    @cached_property
    def cases(self) -> pd.DataFrame:
        """cases.parquet, by case_id."""
        return pd.read_parquet(self.folder / "cases.parquet").set_index("case_id")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """findings.parquet, in the columns that an explanation needs."""
        return pd.read_parquet(self.folder / "findings.parquet", columns=FINDING_COLUMNS)

    @cached_property
    def health(self) -> dict[tuple[str, str], dict]:
        """(scenario, indicator) → its row of indicator_health.parquet; models have several."""
        rows = pd.read_parquet(self.folder / "indicator_health.parquet")
        rows = rows[rows.indicator_id != MODEL]
        return rows.set_index(["scenario_id", "indicator_id"], drop=False).to_dict("index")

    @cached_property
    def explained(self) -> dict[str, tuple[str, str]]:
        """finding_id → the innocent explanation (Chinese, English)."""
        columns = ["finding_id", "reason_zh", "reason_en"]
        rows = pd.read_parquet(self.folder / "explained.parquet", columns=columns)
        return {i: (zh, en) for i, zh, en in rows.itertuples(index=False, name=None)}

    @cached_property
    def listed_on(self) -> dict[str, date]:
        """finding_id → the last night on which it was listed."""
        columns = ["finding_id", "listed_on"]
        rows = pd.read_parquet(self.folder / "ledger.parquet", columns=columns)
        return dict(rows[rows.listed_on.notna()].itertuples(index=False, name=None))

    def list_populations(self) -> list[tuple[Scenario, Population, str]]:
        """List (scenario, population, authority that gets its cases) of this part of the run."""
        return [
            (scenario, population, scenario.get_addressee(population))
            for scenario in self.scenarios.values()
            for population in scenario.populations
        ]

    def list_expressions(self, scenario_id: str, population_id: str) -> tuple[DerivedTable, ...]:
        """List the expressions whose columns a population has: its base, then its features."""
        key = (scenario_id, population_id)
        if key not in self._expressions:
            scenario = self.scenarios[scenario_id]
            population = scenario.population(population_id)
            features = resolve_features(scenario, population)
            self._expressions[key] = (population.base, *features)
        return self._expressions[key]

    @cached_property
    def _expressions(self):
        return {}

    def read_features(self, scenario: Scenario, subject_ids) -> pd.DataFrame | None:
        """Read the records of some subjects in the columns that the scenario's indicators use.

        None if nothing of the scenario was computed.
        """
        path = self.folder / "features" / f"{scenario.id}.parquet"
        if not path.is_file():
            return None
        used = {"population", *BASE_COLUMNS}
        used |= {c for i in scenario.indicators for c in list_used_columns(i)}
        columns = [c for c in pq.read_schema(path).names if c in used]
        return _read_subjects(path, subject_ids, columns)

    def read_records(self, scenario: Scenario, population: Population, records) -> pd.DataFrame:
        """Read some records of a population with all their columns."""
        path = self.folder / "features" / f"{scenario.id}.parquet"
        chosen = pc.field("record_id").isin(pa.array(sorted(records), pa.string()))
        chosen &= pc.field("population") == population.id
        return pq.read_table(path, filters=chosen).to_pandas()

    def read_scores(self, subject_ids, columns=None) -> pd.DataFrame:
        """Read the scored records of some subjects."""
        columns = columns or [
            "scenario_id",
            "population",
            "subject_kind",
            "subject_id",
            "record_id",
            "score",
            "severity",
        ]
        return _read_subjects(self.folder / "scores.parquet", subject_ids, columns)


def _read_subjects(path, subject_ids, columns):
    chosen = pc.field("subject_id").isin(pa.array(sorted(subject_ids), pa.string()))
    return pq.read_table(path, filters=chosen, columns=columns).to_pandas()
