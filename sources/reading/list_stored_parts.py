"""The files of a delivered table as Parquet under the contract's names, values as they came."""

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import SourceError
from contracts.manifest import ASK_AGENCY, PARQUET, Delivery
from contracts.table import Contract
from sources.engine.embedded_duckdb import file_name
from sources.reading.read_context import ReadContext
from sources.reading.stage_text import match_names, refuse_missing, stage_as_text

# names that DuckDB itself gives the file and the place of a row
RESERVED = {"filename", "file_row_number", "file_index"}
ROWS_A_BATCH = 100_000  # 30 MB of the widest table


def list_stored_parts(
    context: ReadContext, delivery: Delivery, contract: Contract
) -> dict[str, str]:
    """Map a readable Parquet file → the delivered path that it holds.

    A Parquet file with the contract's names is read where it lies. Texts are staged in the
    contract's spelling where they can be read. Raises SourceError as `read_delivered_table` does.
    """
    parts, rows = {}, 0
    for number, path in enumerate(sorted(delivery.sha256)):
        target = context.scratch / f"{contract.name}.{number:04d}.stored.parquet"
        if path.endswith(PARQUET):
            file = file_name(context.source / path)
            names = read_footer(file, path)[0].names
            missing = refuse_missing(contract, match_names(names, contract))
            if missing or not set(contract.columns) <= set(names) or has_unclear_names(names):
                copy_declared_columns(file, path, contract, target)
                file = file_name(target)
        else:
            stage_as_text(context, path, contract, target)
            file = file_name(target)
        parts[file] = path
        rows += read_footer(file, path)[1]
    refuse_other_count(contract, rows, delivery)
    return parts


def read_footer(path: str, delivered_path: str) -> tuple[pa.Schema, int]:
    """Read schema and number of rows of a file. Raises SourceError if it is not Parquet."""
    try:
        meta = pq.read_metadata(path)
        groups = [meta.row_group(n) for n in range(meta.num_row_groups)]
        # a damaged footer may contradict itself, which ends DuckDB as a whole, not one query
        if any(g.num_columns != meta.num_columns for g in groups):
            raise OSError
        if sum(g.num_rows for g in groups) != meta.num_rows:
            raise OSError
        return meta.schema.to_arrow_schema().remove_metadata(), meta.num_rows
    except (pa.ArrowException, OSError):
        raise SourceError(
            f"file {delivered_path} is not readable Parquet", next_step=ASK_AGENCY
        ) from None


def refuse_other_count(contract: Contract, rows: int, delivery: Delivery) -> None:
    """Raise SourceError if a table has another number of rows than its manifest says."""
    if rows != delivery.rows:
        raise SourceError(
            f"table {contract.name} has {rows} rows, manifest.json says {delivery.rows}",
            next_step=ASK_AGENCY,
        )


def has_unclear_names(names: list[str]) -> bool:
    """True for names that DuckDB cannot tell apart from each other or from names of its own."""
    folded = {name.lower() for name in names}
    return len(folded) < len(names) or bool(folded & RESERVED)


def copy_declared_columns(file: str, path: str, contract: Contract, target) -> None:
    """Copy the declared columns of a Parquet file under the contract's names.

    Raises SourceError if the file is damaged.
    """
    try:
        source = pq.ParquetFile(file)
        stored = source.schema_arrow
        places = match_names(stored.names, contract)
        schema = pa.schema(
            [
                (n, stored.field(places[n]).type if n in places else pa.null())
                for n in contract.columns
            ]
        )
        with pq.ParquetWriter(target, schema) as writer:
            for batch in source.iter_batches(ROWS_A_BATCH):
                columns = [
                    batch.column(places[n]) if n in places else pa.nulls(batch.num_rows)
                    for n in contract.columns
                ]
                writer.write_batch(pa.record_batch(columns, schema=schema))
    except (pa.ArrowException, OSError):
        raise SourceError(f"file {path} cannot be read to its end", next_step=ASK_AGENCY) from None
