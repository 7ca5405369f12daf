"""Paths, readers and writers of what the steps leave for each other and of published tables."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cases.publish import TableWriter, write_table
from contracts.published.scores import Scores
from contracts.table import Table
from pipeline.night import CaseList, Night
from scenarios.framework.definition import Population, Scenario
from scenarios.framework.feature_table import FeatureTable

# ── published tables: in the folder of a part while it is built, in that of a run afterwards


def get_table_path(folder: Path, table: type[Table]) -> Path:
    """Return the file of a published table."""
    return folder / f"{table.contract.name}.parquet"


def read_published(
    folder: Path, table: type[Table], columns: list[str] | None = None
) -> pd.DataFrame:
    """Read a published table, or some of its columns."""
    return pd.read_parquet(get_table_path(folder, table), columns=columns)


def publish_table(part: CaseList, table: type[Table], rows: pd.DataFrame) -> None:
    """Write a published table of a part. Raises InvariantError for rows against its contract."""
    write_table(rows, table, get_table_path(part.folder, table))


def get_features_path(part: CaseList, scenario: Scenario) -> Path:
    """Return the published file of a scenario's features."""
    return part.folder / "features" / f"{scenario.id}.parquet"


# ── feature tables: one a population, written by build_features


def get_feature_table_path(night: Night, scenario_id: str, population_id: str) -> Path:
    """Return the file of a population's feature table."""
    return night.work_folder / "frames" / f"{scenario_id}.{population_id}.parquet"


def read_feature_table(
    night: Night, scenario: Scenario, population: Population
) -> FeatureTable | None:
    """Read a population's feature table, an expression of the engine; None if there is none."""
    path = get_feature_table_path(night, scenario.id, population.id)
    if not path.is_file():
        return None
    name = f"frame_{scenario.id}_{population.id}"
    table = night.engine.connection.read_parquet(path, table_name=f"{name}_read")
    not_computed = read_computed_populations(night)[f"{scenario.id}.{population.id}"]
    return FeatureTable(scenario.id, population, table, not_computed)


def read_computed_populations(night: Night) -> dict[str, list]:
    """Map "scenario.population" of every feature table to the features that it lacks."""
    return night.step_result("build_features")["frames"]


def read_uncomputed_indicators(night: Night) -> dict[tuple[str, str], list[str]]:
    """Map (scenario, indicator) to the missing tables that kept it from being computed."""
    rows = night.step_result("build_features")["not_computed"]
    return {(row["scenario_id"], row["indicator_id"]): row["tables"] for row in rows}


def list_computed_populations(
    night: Night, part: CaseList | None = None
) -> list[tuple[Scenario, Population]]:
    """List the populations (of a part) that have records, by scenario and name.

    Those without records are left out: no model learns from nothing.
    """
    empty = night.step_result("build_features")["empty"]
    with_records = read_computed_populations(night).keys() - set(empty)
    return [
        (scenario, population)
        for scenario in night.scenarios
        if part is None or scenario.id in part.ids
        for population in sorted(scenario.populations, key=lambda p: p.id)
        if f"{scenario.id}.{population.id}" in with_records
    ]


def iterate_feature_tables(
    night: Night, part: CaseList | None = None
) -> Iterator[tuple[Scenario, Population, FeatureTable]]:
    """Yield list_computed_populations with their feature tables."""
    for scenario, population in list_computed_populations(night, part):
        yield scenario, population, read_feature_table(night, scenario, population)


# ── scores: one table a part, written by score_records


def open_scores_writer(part: CaseList) -> TableWriter:
    """Open the scores of a part for writing, population by population."""
    return TableWriter(Scores, get_table_path(part.folder, Scores))


def read_scores(
    night: Night,
    scenario: Scenario,
    population: Population,
    *,
    records: list[str] | None = None,
    columns: list[str] | None = None,
) -> pd.DataFrame:
    """Read the scores of a population (of some of its records) in order of record_id.

    The filter is applied while the file is read: a city's scores are never in memory whole.
    """
    (part,) = [p for p in night.parts if scenario.id in p.ids]
    row_filter = (pc.field("scenario_id") == scenario.id) & (
        pc.field("population") == population.id
    )
    if records is not None:
        row_filter &= pc.field("record_id").isin(pa.array(records, pa.string()))
    path = get_table_path(part.folder, Scores)
    return pq.read_table(path, filters=row_filter, columns=columns).to_pandas()


def select_population_rows(
    rows: pd.DataFrame, scenario: Scenario, population: Population
) -> pd.DataFrame:
    """Select the rows (scenario_id, population, …) of one population."""
    return rows[(rows.scenario_id == scenario.id) & (rows.population == population.id)]


# ── candidates and their evidence: written by detect_findings, read by select_cases


def write_candidates(night: Night, findings: pd.DataFrame) -> None:
    """Write the findings of the night, before cases are chosen from them."""
    findings.to_parquet(_get_candidates_path(night))


def read_candidates(night: Night) -> pd.DataFrame:
    """Read the findings of write_candidates."""
    return pd.read_parquet(_get_candidates_path(night))


def write_indicator_counts(night: Night, counts: pd.DataFrame) -> None:
    """Write the counts of pipeline/indicator_counts.py."""
    counts.to_parquet(night.work_folder / "indicator_counts.parquet")


def read_indicator_counts(night: Night) -> pd.DataFrame:
    """Read the counts of write_indicator_counts."""
    return pd.read_parquet(night.work_folder / "indicator_counts.parquet")


def get_candidate_evidence_path(night: Night) -> Path:
    """Return the file of the evidence rows of all candidates."""
    return night.work_folder / "evidence.parquet"


def get_control_evidence_path(night: Night, part: CaseList) -> Path:
    """Return the file of the evidence rows of a part's control sample."""
    return night.work_folder / f"control_{part.name}.parquet"


def _get_candidates_path(night):
    return night.work_folder / "candidates.parquet"
