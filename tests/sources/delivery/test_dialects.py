"""The same rows in five dialects of CSV are accepted as the very rows of the Parquet delivery."""

import gzip
from datetime import date

import pyarrow.parquet as pq
import pytest

from contracts.tables import get_input_tables
from sources.delivery.write_manifest import write_manifest
from sources.engine.accepted_tables import ACCEPTED, list_accepted_parts
from tests.sources.snapshots import receive_snapshot

ROWS = 40
# together they have columns of every type, optional and required
TABLES = ("claim_line", "pension_payment")


def spell_as_the_contract(value, kind):
    if kind == "bool":
        return "1" if value else "0"
    if kind == "month":
        return f"{value:%Y-%m}"
    return value.isoformat() if kind == "ts" else str(value)


def spell_as_pandas(value, kind):
    return str(value)  # True, 2026-05-01 for a month, a blank in a time


def spell_as_excel(value, kind):
    if kind in ("date", "month"):
        return f"{value.year}/{value.month}/{value.day}"
    if kind == "money":
        return f"{value:,.2f}"
    if kind == "bool":
        return "是" if value else "否"
    return spell_as_the_contract(value, kind)


def spell_as_hive(value, kind):
    if kind in ("date", "month"):
        return f"{value:%Y%m%d}"
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if kind == "ts" else spell_as_the_contract(value, kind)


# name: (spelling, delimiter, every field quoted, null, line end, encoding, ending of the file)
DIALECTS = {
    "contract": (spell_as_the_contract, ",", False, "", "\n", "utf-8", "csv"),
    "pandas": (spell_as_pandas, ",", False, "", "\n", "utf-8", "csv"),
    "dbeaver": (spell_as_the_contract, ";", True, "[NULL]", "\r\n", "utf-8-sig", "csv"),
    "excel": (spell_as_excel, "\t", False, "", "\r\n", "gb18030", "txt"),
    "hive": (spell_as_hive, "\x01", False, r"\N", "\n", "utf-8", "csv.gz"),
}


def write_dialect(rows, columns, path, dialect):
    spell, delimiter, quotes, null, line_end, encoding, _ = dialect

    def write_field(value, name):
        text = null if value is None else spell(value, columns[name].type.name)
        is_quoted = quotes or any(mark in text for mark in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if is_quoted else text

    lines = [delimiter.join(rows.column_names)]
    lines += [delimiter.join(write_field(v, n) for n, v in row.items()) for row in rows.to_pylist()]
    data = (line_end.join(lines) + line_end).encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def read_accepted_bytes(out):
    """Table → its accepted rows, in the order and the types in which later steps read them."""
    return {
        name: pq.read_table(parts).replace_schema_metadata()
        for name, parts in list_accepted_parts(out / ACCEPTED).items()
    }


@pytest.fixture(scope="module")
def rows(few):
    """Table → some rows of a town."""
    return {name: pq.read_table(few / f"{name}.parquet").slice(0, ROWS) for name in TABLES}


def test_the_tables_have_columns_of_every_type():
    all_types, types = set(), set()
    for name, table in get_input_tables().items():
        kinds = {c.type.name for c in table.contract.columns.values()}
        all_types |= kinds
        types |= kinds if name in TABLES else set()
    assert types == all_types


def test_five_dialects_are_the_parquet_delivery(rows, tmp_path):
    parquet = tmp_path / "parquet"
    parquet.mkdir()
    for name, table in rows.items():
        pq.write_table(table, parquet / f"{name}.parquet")
    write_manifest(parquet, date(2026, 6, 30))
    _, out = receive_snapshot(parquet)
    expected = read_accepted_bytes(out)
    assert sum(t.num_rows for t in expected.values()) > ROWS
    for name, dialect in DIALECTS.items():
        folder = tmp_path / name
        folder.mkdir()
        for table_name, table in rows.items():
            columns = get_input_tables()[table_name].contract.columns
            write_dialect(table, columns, folder / f"{table_name}.{dialect[-1]}", dialect)
        write_manifest(folder, date(2026, 6, 30))
        arrival, out = receive_snapshot(folder)
        assert not arrival.has_refused, name
        found = read_accepted_bytes(out)
        assert found.keys() == expected.keys()
        for table_name, table in expected.items():
            assert found[table_name].cast(table.schema).equals(table), (name, table_name)
