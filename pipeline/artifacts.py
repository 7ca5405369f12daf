"""The one place that reads and writes a night's frames and scores."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.night import CaseList, Night
from scenarios.framework.definition import Population, Scenario
from scenarios.framework.feature_table import FeatureTable


def read_scores(
    night: Night,
    scenario: Scenario,
    population: Population,
    *,
    records: list[str] | None = None,
    columns: list[str] | None = None,
) -> pd.DataFrame:
    """What `score` wrote of a population (of some of its records), in order of record_id; a city's is not read whole."""
    (part,) = [p for p in night.parts if scenario.id in p.ids]
    row_filter = (pc.field("scenario_id") == scenario.id) & (
        pc.field("population") == population.id
    )
    if records is not None:
        row_filter &= pc.field("record_id").isin(pa.array(records, pa.string()))
    return pq.read_table(
        part.folder / "scores.parquet", filters=row_filter, columns=columns
    ).to_pandas()


def read_feature_table(
    night: Night, scenario: Scenario, population: Population
) -> FeatureTable | None:
    """The frame that `compute` wrote, None if there was none."""
    path = get_feature_table_path(night, scenario.id, population.id)
    if not path.is_file():
        return None
    name = f"frame_{scenario.id}_{population.id}"
    table = night.engine.connection.read_parquet(path, table_name=f"{name}_read")
    return FeatureTable(
        scenario.id,
        population,
        table,
        night.step_result("compute")["frames"][f"{scenario.id}.{population.id}"],
    )


def list_computed_populations(
    night: Night, part: CaseList | None = None
) -> list[tuple[Scenario, Population]]:
    """Every population (of a part) that was computed and has records, in order of name: no model learns from nothing."""
    said = night.step_result("compute")
    computed = said["frames"].keys() - set(said["empty"])
    return [
        (scenario, population)
        for scenario in night.scenarios
        if part is None or scenario.id in part.ids
        for population in sorted(scenario.populations, key=lambda p: p.id)
        if f"{scenario.id}.{population.id}" in computed
    ]


def iterate_feature_tables(night: Night, part: CaseList | None = None):
    """(scenario, population, frame) of each of list_computed_populations."""
    for scenario, population in list_computed_populations(night, part):
        yield scenario, population, read_feature_table(night, scenario, population)


def select_population_rows(
    rows: pd.DataFrame, scenario: Scenario, population: Population
) -> pd.DataFrame:
    """The rows (scenario_id, population, …) of one population."""
    return rows[(rows.scenario_id == scenario.id) & (rows.population == population.id)]


def get_feature_table_path(night, scenario_id, population_id):
    return night.work_folder / "frames" / f"{scenario_id}.{population_id}.parquet"
