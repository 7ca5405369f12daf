"""The folder source under thousands of broken inputs: an error of ours or an arrival, never a traceback of Python's.

QINGFENG_FUZZ_SNAPSHOTS=500 tries more: a snapshot breaks every table.
"""

import json
import os
import random

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from contracts.errors import SourceError
from contracts.manifest import read_manifest
from contracts.tables import get_input_tables
from sources.delivery.receive import receive
from sources.engine.duckdb_engine import connect
from tests.sources.delivery.test_random_breakage import make_valid_text
from tests.sources.snapshots import compute_sha256, encode_csv

MANIFESTS = 6_500
SNAPSHOTS = int(os.environ.get("QINGFENG_FUZZ_SNAPSHOTS", "20"))
TABLES = list(get_input_tables())

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
tables = st.dictionaries(
    st.sampled_from(TABLES) | st.text(max_size=6),
    st.fixed_dictionaries(
        {},
        optional={
            "rows": st.integers() | json_values,
            "mode": st.sampled_from(["full", "delta"]) | json_values,
            "sha256": st.dictionaries(
                st.sampled_from(["person.csv", "person.parquet", "person/a.parquet", "../x"])
                | st.text(max_size=9),
                st.sampled_from(["0" * 64, "F" * 64]) | json_values,
                max_size=2,
            )
            | json_values,
        },
    )
    | json_values,
    max_size=2,
)
manifests = st.fixed_dictionaries(
    {},
    optional={
        "snapshot_date": st.sampled_from(["2026-06-30", "2026-02-30"]) | json_values,
        "schema_version": st.just(1) | json_values,
        "tables": tables | json_values,
    },
)


@settings(
    max_examples=MANIFESTS, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(
    st.one_of(manifests.map(json.dumps), json_values.map(json.dumps), st.text(max_size=40)).map(
        str.encode
    )
    | st.binary(max_size=60)
)
def test_any_manifest_is_read_or_refused(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp() / "manifest"
    folder.mkdir(exist_ok=True)
    (folder / "manifest.json").write_bytes(content)
    try:
        read_manifest(folder)
    except SourceError as error:
        assert error.next_step


def _break_bytes(chance: random.Random, content: bytes) -> bytes:
    """Bytes with some of them changed, cut, doubled or put in, or new ones altogether."""
    way = chance.randrange(7)
    at, to = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    match way:
        case 0:
            return content[:at]
        case 1:
            return content[:at] + content[to:]
        case 2:
            return content[:to] + content[at:]
        case 3:
            return (
                content[:at]
                + chance.choice(
                    [
                        b'"',
                        b",",
                        b"\n",
                        b"\r",
                        b"\0",
                        b"\xff",
                        b"\xef\xbb\xbf",
                        b'""',
                        "，".encode(),
                    ]
                )
                + content[at:]
            )
        case 4:
            return bytes(b ^ (chance.random() < 0.01) << chance.randrange(8) for b in content)
        case 5:
            return chance.randbytes(chance.randrange(200))
        case _:
            lines = content.split(b"\n")
            chance.shuffle(lines)
            return b"\n".join(lines)


@pytest.fixture(scope="module")
def valid():
    """Table → a valid CSV of three rows and its Parquet twin."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    made = {}
    for name, table in get_input_tables().items():
        columns = table.contract.columns
        rows = pa.Table.from_pylist(
            [{c.name: make_valid_text(c, n) for c in columns.values()} for n in range(3)]
        )
        parquet = io.BytesIO()
        pq.write_table(rows, parquet)
        made[name] = {"csv": encode_csv(rows, columns), "parquet": parquet.getvalue()}
    return made


@pytest.mark.parametrize("seed", range(5))
def test_any_bytes_of_a_table_are_accepted_quarantined_or_stop_the_table(valid, tmp_path, seed):
    chance, connection = random.Random(seed), connect(threads=1)
    for number in range(SNAPSHOTS // 5):
        folder = tmp_path / str(number)
        folder.mkdir()
        listed = {}
        for name in TABLES:
            form = chance.choice(["csv", "csv", "parquet"])
            path = folder / f"{name}.{form}"
            path.write_bytes(_break_bytes(chance, valid[name][form]))
            rows = chance.choice([3, 3, 3, 2, path.read_bytes().count(b"\n")])
            listed[name] = {
                "rows": rows,
                "mode": "full",
                "sha256": {path.name: compute_sha256(path)},
            }
        said = {"snapshot_date": "2026-06-30", "schema_version": 1, "tables": listed}
        (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
        arrival = receive(folder, connection, out=tmp_path / "out")
        assert set(arrival.tables) | set(arrival.stopped) == set(TABLES)
        for counts in arrival.tables.values():
            assert counts.rows_in == counts.accepted + counts.quarantined
