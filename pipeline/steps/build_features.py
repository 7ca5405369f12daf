"""Step 2: the features of every population."""

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.artifacts import get_feature_table_path, get_features_path
from pipeline.night import Night
from scenarios.framework.feature_table import join_features
from scenarios.framework.hits import find_missing_tables
from scenarios.framework.resolve_features import resolve_features


def build_features(night: Night) -> dict:
    """Write a feature table a population and publish features; return what is missing."""
    not_computed, frames, empty = [], {}, []
    for scenario in night.scenarios:
        for population in scenario.populations:
            night.report_progress(f"  特征 features: {scenario.id} / {population.id}")
            features = resolve_features(scenario, population)
            frame = join_features(scenario.id, population, features, night.engine)
            if frame is not None:
                frames[f"{scenario.id}.{population.id}"] = frame.not_computed
                if not _write_feature_table(frame, night):
                    empty.append(f"{scenario.id}.{population.id}")
            not_computed += _list_uncomputed_indicators(scenario, population, frame, night.engine)
    for part in night.parts:
        # later steps write there, also without any feature
        part.folder.mkdir(parents=True, exist_ok=True)
        for scenario in part.scenarios:
            _publish_features(scenario, night, get_features_path(part, scenario))
    return {"frames": frames, "empty": empty, "not_computed": not_computed}


def _write_feature_table(frame, night) -> int:
    """Write the table in order of record; return the number of records."""
    path = get_feature_table_path(night, frame.scenario_id, frame.population.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    # in order: the same features give the same bytes
    ordered = frame.table.order_by("record_id")
    night.engine.connection.to_parquet(ordered, path, compression="zstd")
    return pq.read_metadata(path).num_rows


def _list_uncomputed_indicators(scenario, population, frame, engine):
    rows = []
    for indicator in scenario.indicators:
        if indicator.population != population.id:
            continue
        tables = find_missing_tables(indicator, frame, engine, population)
        if tables:
            rows.append(
                {"scenario_id": scenario.id, "indicator_id": indicator.id, "tables": tables}
            )
    return rows


def _publish_features(scenario, night, path):
    """Write a scenario's populations one under the other, columns of the others null."""
    paths = {p.id: get_feature_table_path(night, scenario.id, p.id) for p in scenario.populations}
    files = {name: pq.ParquetFile(path) for name, path in paths.items() if path.is_file()}
    if not files:
        return
    schemas = [file.schema_arrow.remove_metadata() for file in files.values()]
    named = pa.schema([("population", pa.string())])
    # permissive: a column that one population lacks is null there
    schema = pa.unify_schemas([named, *schemas], promote_options="permissive")
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for name, file in files.items():
            for number in range(file.num_row_groups):  # a city's frame is never in memory whole
                writer.write_table(_pad_columns(file.read_row_group(number), name, schema))


def _pad_columns(rows, name, schema):
    padded_rows = rows.append_column("population", pa.array([name] * rows.num_rows, pa.string()))
    missing = [field for field in schema if field.name not in padded_rows.column_names]
    for field in missing:
        padded_rows = padded_rows.append_column(field, pa.nulls(rows.num_rows, field.type))
    return padded_rows.select(schema.names).cast(schema)
