"""Known identifiers go through a whole night from a database: none is found outside the tables that are meant to hold them."""

import shutil
from functools import cache

from contracts.identity import KEY_VARIABLE, pseudonym, pseudonym_key, read_identities
from flows.settings import load_settings
from flows.watch import watched
from sources.loading import load
from tests import postgres
from tests.faults.tiny import LAST, SETTINGS, STEPS, published, town
from tests.postgres import run
from tests.sources.landed import KEY

IDENTITIES = ["33020319700101001X", "330203198812310029"]
NAMES, PHONES = ["欧阳清风", "司徒明月"], ["13857400001", "13857400002"]
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


def test_no_known_identifier_reaches_a_log_a_report_a_model_or_the_landed_rows(
    undisturbed, tmp_path, monkeypatch
):
    from flows.opening import alone, open_night
    from flows.pulling import arranged
    from flows.steps.conclude import conclude

    monkeypatch.setenv(KEY_VARIABLE, KEY)
    runs, mapping = tmp_path / "runs", tmp_path / "own.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    runs.mkdir()
    shutil.copytree(undisturbed.runs / "models", runs / "models")
    with postgres.database() as url:
        load(town(tmp_path / "town"), url)
        run(url, "ALTER TABLE person ADD COLUMN id_number text, ADD COLUMN name text, ADD COLUMN phone text")
        for n, (number, name, phone) in enumerate(zip(IDENTITIES, NAMES, PHONES, strict=True)):
            run(
                url,
                f"UPDATE person SET id_number = '{number}', name = '{name}', phone = '{phone}' WHERE person_id = 'p000{n * 3}'",
            )
        run(url, "UPDATE person SET id_number = person_id || '-number' WHERE id_number IS NULL")
        settings = load_settings([*SETTINGS, f"mapping={mapping}"], environment={})
        with alone(runs), watched(runs, settings, list(STEPS)) as watch:
            folder, day = arranged(url, LAST, runs, settings, tell=watch.tell)
            night = open_night(folder, day, runs, settings, tell=watch.tell)
            for name, step in STEPS.items():
                with watch.step(name, night):
                    night.step(name, step)
            watch.published(conclude(night))
    for known in (*IDENTITIES, *NAMES, *PHONES, "33020319700101001", KEY):
        assert found_in(runs, known.encode()) == [], known
    hashed = pseudonym(pseudonym_key(KEY.encode(), "identity"), IDENTITIES[0])
    persons = [f"p{n:04d}" for n in range(0, 240, 3)]
    assert [p for p in found_in(runs, hashed.encode()) if not p.endswith(".parquet")] == []
    # the report opens with the first cases and names them by the number that the desk knows, a pseudonym
    shown = ("report.html",)
    for known in persons:
        outside = [p for p in found_in(runs, known.encode()) if not p.endswith((".parquet", *shown))]
        assert outside == [], known
    held = {
        p["person_id"]: p
        for p in read_identities(next((runs / "landed").glob("*/identity.enc")), KEY.encode())
    }
    assert (held["p0003"]["name"], held["p0003"]["id_number"]) == (NAMES[1], IDENTITIES[1])
    assert published((runs / "current").resolve())


@cache
def contents(folder) -> dict[str, bytes]:
    """File → its bytes; of Parquet the values too."""
    import pyarrow.parquet as pq

    read = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        read[path.relative_to(folder).as_posix()] = path.read_bytes()
        if path.suffix == ".parquet":
            read[path.relative_to(folder).as_posix()] += repr(pq.read_table(path).to_pylist()).encode()
    return read


def found_in(folder, known: bytes) -> list[str]:
    """Files that hold some bytes."""
    return [path for path, content in contents(folder).items() if known in content]
