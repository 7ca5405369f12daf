"""Step 2: every scenario's populations with their features."""

import pyarrow as pa
import pyarrow.parquet as pq

from flows.night import Night
from scenarios.kit.definition import Population, Scenario
from scenarios.kit.frame import Frame, assemble
from scenarios.kit.hits import not_computed_because


def compute(night: Night) -> dict:
    """Write a frame per population and features/<scenario>.parquet; say what could not be computed."""
    not_computed, frames = [], {}
    for scenario in night.scenarios:
        for population in scenario.populations:
            night.tell(f"  特征 features: {scenario.id} / {population.id}")
            frame = assemble(scenario.id, population, night.engine)
            if frame is not None:
                frames[f"{scenario.id}.{population.id}"] = frame.not_computed
                _write(frame, night)
            not_computed += _not_computed(scenario, population, frame, night.engine)
    for part in night.parts:
        for scenario in part.scenarios:
            _publish_features(scenario, night, part.folder / "features")
    return {"frames": frames, "not_computed": not_computed}


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


def frames_of(night: Night):
    """(scenario, population, frame) of every population that was computed, in order of name."""
    for scenario in night.scenarios:
        for population in sorted(scenario.populations, key=lambda p: p.id):
            frame = frame_of(night, scenario, population)
            if frame is not None:
                yield scenario, population, frame


def _path(night, scenario_id, population_id):
    return night.work / "frames" / f"{scenario_id}.{population_id}.parquet"


def _write(frame, night):
    path = _path(night, frame.scenario_id, frame.population.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = frame.table.order_by("record_id")
    night.engine.connection.to_parquet(ordered, path, compression="zstd")


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
