"""Known identifiers go through a whole night of the real flow: none is found outside the tables that are meant to hold them."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from contracts.identity import (
    KEY_VARIABLE,
    compute_pseudonym,
    derive_pseudonym_key,
    read_identities,
)
from sources.database.load_postgres import load_snapshot
from tests import postgres
from tests.faults.tiny_agency import LAST, read_published_tables, write_town
from tests.postgres import run
from tests.prefect_home import build_prefect_environment
from tests.sources.landed import KEY

ROOT = Path(__file__).resolve().parents[2]
IDENTITIES = ["33020319700101001X", "330203198812310029"]
NAMES, PHONES = ["欧阳清风", "司徒明月"], ["13857400001", "13857400002"]
QUOTED = f"{NAMES[0]} {IDENTITIES[0]} p0003"
MAPPING = """
zh: 测试
en: test
tables:
  person: {from: person, columns: {id_hash: {from: id_number, pseudonym: identity}, phone_hash: {from: phone, pseudonym: phone}}}
  employer: {from: employer}
  contribution_month: {from: contribution_month}
  unemployment_claim: {from: unemployment_claim}
  unemployment_payment: {from: unemployment_payment}
identity: {from: person, columns: {person_id: person_id, name: name, id_number: id_number, phone: phone}}
"""


@pytest.fixture(scope="module")
def agency(tmp_path_factory):
    """The address of the very small agency with identity numbers, names and phones in its table of persons."""
    with postgres.create_database() as url:
        load_snapshot(write_town(tmp_path_factory.mktemp("agency") / "town"), url)
        run(
            url,
            "ALTER TABLE person ADD COLUMN id_number text, ADD COLUMN name text, ADD COLUMN phone text",
        )
        for n, (number, name, phone) in enumerate(zip(IDENTITIES, NAMES, PHONES, strict=True)):
            run(
                url,
                f"UPDATE person SET id_number = '{number}', name = '{name}', phone = '{phone}' WHERE person_id = 'p000{n * 3}'",
            )
        run(url, "UPDATE person SET id_number = person_id || '-number' WHERE id_number IS NULL")
        yield url


@pytest.fixture(scope="module")
def nights(agency, undisturbed, tmp_path_factory):
    """A folder with `runs`, `prefect` (its database) and what was printed: a night failed quoting a row, then one was whole."""
    home = tmp_path_factory.mktemp("searched")
    mapping, runs = home / "own.yaml", home / "runs"
    mapping.write_text(MAPPING, encoding="utf-8")
    runs.mkdir()
    shutil.copytree(undisturbed.runs / "models", runs / "models")
    for name, words in (("failed", [QUOTED]), ("whole", [])):
        arguments = [agency, LAST.isoformat(), str(runs), str(mapping), *words]
        said = subprocess.run(
            [sys.executable, "-m", "tests.faults.prefect_night", *arguments],
            cwd=ROOT,
            env=build_prefect_environment(
                home, "DEBUG", **{KEY_VARIABLE: "prefect://secret/agency-key"}
            ),
            input=KEY.encode(),
            capture_output=True,
        )
        assert said.returncode == (1 if words else 0), said.stderr.decode()[-3000:]
        (home / f"{name}.printed").write_bytes(said.stdout + said.stderr)
    return home


@pytest.fixture(scope="module")
def contents(nights) -> dict[str, bytes]:
    """File → its bytes; of Parquet the values too, of SQLite every cell too."""
    return {
        path.relative_to(nights).as_posix(): path.read_bytes() + _read_cells(path)
        for path in sorted(nights.rglob("*"))
        if path.is_file() and path.name != "own.yaml"
    }


def _read_cells(path):
    if path.suffix == ".parquet":
        return repr(pq.read_table(path).to_pylist()).encode()
    if not path.read_bytes().startswith(b"SQLite format 3\0"):
        return b""
    with sqlite3.connect(path) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        cells = (
            cell
            for name in names
            for row in database.execute(f'SELECT * FROM "{name}"')
            for cell in row
        )
        return b"\n".join(c if isinstance(c, bytes) else str(c).encode() for c in cells)


def find_files_with(contents, known: str) -> list[str]:
    """Files that hold a text, as it is or as JSON spells it."""
    spelled = {known.encode(), json.dumps(known).strip('"').encode()}
    return [path for path, content in contents.items() if any(s in content for s in spelled)]


def test_the_search_sees_what_prefect_and_mlflow_keep(nights, contents):
    """What must be there is found in the database of Prefect (logs, states, artifacts) and in that of MLflow."""
    kept = contents["prefect/prefect.db"]
    run_id = (nights / "runs" / "current").resolve().name
    for known in (
        run_id,
        "nightly-summary",
        "unexpected ValueError at tests/faults/prefect_night.py",
    ):
        assert known.encode() in kept, known
    assert b"qingfeng.short_term_enrollment" in contents["runs/models/mlflow.db"]
    assert read_published_tables(nights / "runs" / "current")


@pytest.mark.parametrize("known", [*IDENTITIES, *NAMES, *PHONES, IDENTITIES[0][:-1], KEY])
def test_no_identifier_name_or_key_is_found_anywhere(contents, known):
    assert find_files_with(contents, known) == []


def test_pseudonyms_stay_in_the_tables(contents):
    hashed = compute_pseudonym(derive_pseudonym_key(KEY.encode(), "identity"), IDENTITIES[0])
    found = find_files_with(contents, hashed)
    assert found and [p for p in found if not p.endswith(".parquet")] == []


def test_numbers_of_persons_stay_in_the_tables_and_the_report(contents):
    """The report opens with the first cases and names them by the number that the desk knows, a pseudonym."""
    for n in range(0, 240, 3):
        found = find_files_with(contents, f"p{n:04d}")
        assert [p for p in found if not p.endswith((".parquet", "report.html"))] == [], n


def test_the_identity_file_holds_them_for_the_key_alone(nights):
    file = next((nights / "runs" / "landed").glob("*/identity.enc"))
    held = {p["person_id"]: p for p in read_identities(file, KEY.encode())}
    assert (held["p0003"]["name"], held["p0003"]["id_number"]) == (NAMES[1], IDENTITIES[1])
