"""The one place that reads and writes a night's frames and scores."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.night import Night, Part
from scenarios.framework.definition import Population, Scenario
from scenarios.framework.feature_table import Frame


def scores_of(
    night: Night,
    scenario: Scenario,
    population: Population,
    *,
    records: list[str] | None = None,
    columns: list[str] | None = None,
) -> pd.DataFrame:
    """What `score` wrote of a population (of some of its records), in order of record_id; a city's is not read whole."""
    (part,) = [p for p in night.parts if scenario.id in p.ids]
    wanted = (pc.field("scenario_id") == scenario.id) & (pc.field("population") == population.id)
    if records is not None:
        wanted &= pc.field("record_id").isin(pa.array(records, pa.string()))
    return pq.read_table(part.folder / "scores.parquet", filters=wanted, columns=columns).to_pandas()


def frame_of(night: Night, scenario: Scenario, population: Population) -> Frame | None:
    """The frame that `compute` wrote, None if there was none."""
    path = _path(night, scenario.id, population.id)
    if not path.is_file():
        return None
    name = f"frame_{scenario.id}_{population.id}"
    table = night.engine.connection.read_parquet(path, table_name=f"{name}_read")
    return Frame(
        scenario.id, population, table, night.said("compute")["frames"][f"{scenario.id}.{population.id}"]
    )


def populations_of(night: Night, part: Part | None = None) -> list[tuple[Scenario, Population]]:
    """Every population (of a part) that was computed and has records, in order of name: no model learns from nothing."""
    said = night.said("compute")
    computed = said["frames"].keys() - set(said["empty"])
    return [
        (scenario, population)
        for scenario in night.scenarios
        if part is None or scenario.id in part.ids
        for population in sorted(scenario.populations, key=lambda p: p.id)
        if f"{scenario.id}.{population.id}" in computed
    ]


def frames_of(night: Night, part: Part | None = None):
    """(scenario, population, frame) of each of populations_of."""
    for scenario, population in populations_of(night, part):
        yield scenario, population, frame_of(night, scenario, population)


def of_population(rows: pd.DataFrame, scenario: Scenario, population: Population) -> pd.DataFrame:
    """The rows (scenario_id, population, …) of one population."""
    return rows[(rows.scenario_id == scenario.id) & (rows.population == population.id)]


def _path(night, scenario_id, population_id):
    return night.work / "frames" / f"{scenario_id}.{population_id}.parquet"
