"""Step 2: every scenario's populations with their features."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from flows.night import Night, Part
from scenarios.kit.definition import Population, Scenario
from scenarios.kit.frame import Frame, assemble
from scenarios.kit.hits import not_computed_because


def compute(night: Night) -> dict:
    """Write a frame per population and features/<scenario>.parquet; say what could not be computed."""
    not_computed, frames, empty = [], {}, []
    for scenario in night.scenarios:
        for population in scenario.populations:
            night.tell(f"  特征 features: {scenario.id} / {population.id}")
            frame = assemble(scenario.id, population, night.engine)
            if frame is not None:
                frames[f"{scenario.id}.{population.id}"] = frame.not_computed
                if not _write(frame, night):
                    empty.append(f"{scenario.id}.{population.id}")
            not_computed += _not_computed(scenario, population, frame, night.engine)
    for part in night.parts:
        part.folder.mkdir(parents=True, exist_ok=True)  # later steps write there, also without any feature
        for scenario in part.scenarios:
            _publish_features(scenario, night, part.folder / "features")
    return {"frames": frames, "empty": empty, "not_computed": not_computed}


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


def _write(frame, night) -> int:
    """How many records were written."""
    path = _path(night, frame.scenario_id, frame.population.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = frame.table.order_by("record_id")
    night.engine.connection.to_parquet(ordered, path, compression="zstd")
    return pq.read_metadata(path).num_rows


def _not_computed(scenario, population, frame, engine):
    found = []
    for indicator in scenario.indicators:
        if indicator.population != population.id:
            continue
        tables = not_computed_because(indicator, frame, engine, population)
        if tables:
            found.append({"scenario_id": scenario.id, "indicator_id": indicator.id, "tables": tables})
    return found


def _publish_features(scenario, night, out):
    """One file a scenario: its populations one under the other, columns of the others null."""
    paths = {p.id: _path(night, scenario.id, p.id) for p in scenario.populations}
    files = {name: pq.ParquetFile(path) for name, path in paths.items() if path.is_file()}
    if not files:
        return
    schemas = [file.schema_arrow.remove_metadata() for file in files.values()]
    named = pa.schema([("population", pa.string())])
    schema = pa.unify_schemas([named, *schemas], promote_options="permissive")
    out.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(out / f"{scenario.id}.parquet", schema, compression="zstd") as writer:
        for name, file in files.items():
            for number in range(file.num_row_groups):  # a city's frame is never in memory whole
                writer.write_table(_padded(file.read_row_group(number), name, schema))


def _padded(rows, name, schema):
    own = rows.append_column("population", pa.array([name] * rows.num_rows, pa.string()))
    missing = [field for field in schema if field.name not in own.column_names]
    for field in missing:
        own = own.append_column(field, pa.nulls(rows.num_rows, field.type))
    return own.select(schema.names).cast(schema)
