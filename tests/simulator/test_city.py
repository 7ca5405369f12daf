"""A city of quarters: each a town of its own, under identifiers that are the quarter's own."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.errors import UsageError
from contracts.tables import get_input_tables
from contracts.tables.claim_header import ClaimHeader
from simulator.build_world import make_world
from simulator.city import City, number_rows, write_city
from simulator.simulate import MAX_TOWN_PERSONS, simulate
from sources.delivery.receive import receive
from sources.engine.duckdb_engine import connect

CITY = City(40_000, 3, date(2026, 6, 30), most=20_000)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    out, said = tmp_path_factory.mktemp("city"), []
    files, truth = write_city(CITY, out, said.append)
    return out, files, truth, said


def read(city, name):
    out, files, *_ = city
    return pd.concat([pd.read_parquet(out / path) for path in sorted(files[name]["sha256"])])


def test_every_table_has_a_part_of_every_quarter_but_what_they_share(city):
    _, files, _, said = city
    parts = {name: len(delivery["sha256"]) for name, delivery in files.items()}
    shared = {"drug_catalog", "item_pair_rule", "item_limit_rule", "incision_group"}
    assert {parts.pop(name) for name in shared} == {1} and set(parts.values()) == {2}
    assert len(said) == 2 and "2/2" in said[1]


def test_keys_are_unique_over_the_city_and_refer_within_it(city):
    for name, table in get_input_tables().items():
        if name in city[1]:
            key = list(table.contract.key)
            assert not read(city, name).duplicated(key).any(), name
    persons = set(read(city, "person").person_id)
    assert set(read(city, "contribution_month").person_id) <= persons
    assert set(read(city, "claim_line").item_code) <= set(read(city, "drug_catalog").item_code)
    assert len(persons) == CITY.persons


def test_no_phone_account_or_document_of_one_quarter_is_known_in_another(city):
    person = read(city, "person")
    quarter = person.person_id.str[:2]
    for column in ("phone_hash", "id_hash", "household_hash"):
        assert (person.groupby(column).person_id.agg(lambda ids: ids.str[:2].nunique()) == 1).all()
    assert set(quarter) == {"00", "01"}


def test_the_truth_names_subjects_and_records_of_the_city(city):
    truth = city[2].to_pandas()
    persons = truth[truth.subject_kind == "person"]
    assert set(persons.subject_id) <= set(read(city, "person").person_id)
    claims = truth[truth.record_table == "unemployment_claim"]
    assert len(claims) and set(claims.record_id) <= set(read(city, "unemployment_claim").claim_id)


def test_a_quarter_is_the_town_that_it_would_be_alone(city):
    out, *_ = city
    alone = make_world(CITY.make_quarter_town(1)).get_rows(ClaimHeader)
    shown = pq.read_table(out / "claim_header" / "quarter-01.parquet")
    alone = number_rows(alone.sort_by("setl_id"), ClaimHeader.contract, 1)
    assert shown.equals(alone.cast(shown.schema))


def test_nothing_of_a_city_is_rejected(city, tmp_path):
    out, files, *_ = city
    said = {"snapshot_date": CITY.as_of.isoformat(), "schema_version": 1, "tables": files}
    (out / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    arrival = receive(out, connect(), out=tmp_path)
    assert not arrival.stopped
    assert {name: t.quarantined for name, t in arrival.tables.items() if t.quarantined} == {}


def test_fillers_stay_what_the_hospital_wrote(city):
    assert (read(city, "claim_header").doctor_code == "匿名").any()


def test_a_stopped_simulation_goes_on_and_makes_no_quarter_twice(city, tmp_path):
    out, files, truth, _ = city
    first, second = (out / path for path in sorted(files["person"]["sha256"]))
    before = first.stat().st_mtime_ns
    whole = second.read_bytes()
    (out / ".quarters" / "01.json").unlink()
    second.unlink()
    assert write_city(CITY, out, lambda line: None)[1].equals(truth)
    assert first.stat().st_mtime_ns == before and second.read_bytes() == whole


def test_a_folder_with_parts_of_another_city_is_refused(city):
    with pytest.raises(UsageError, match="another city"):
        write_city(replace(CITY, seed=4), city[0], lambda line: None)


def test_a_city_is_not_written_as_csv(tmp_path):
    with pytest.raises(UsageError, match="Parquet parts"):
        simulate(
            MAX_TOWN_PERSONS + 1,
            1,
            date(2026, 6, 30),
            tmp_path / "c",
            tmp_path / "t.parquet",
            form="csv",
        )


def test_numbers_go_in_front_of_identifiers_and_into_hashes():
    contract = ClaimHeader.contract
    row = {c.name: None for c in contract.columns.values()}
    row |= {"setl_id": "S1", "doctor_code": "匿名", "collector_hash": "ff00"}
    names = ["setl_id", "doctor_code", "collector_hash"]
    rows = pa.table({n: pa.array([row.get(n)], pa.string()) for n in contract.columns})
    told = number_rows(rows, contract, 7).select(names).to_pylist()
    assert told == [{"setl_id": "07-S1", "doctor_code": "匿名", "collector_hash": "0700"}]
