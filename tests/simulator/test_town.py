"""The simulated town: the same for the same seed, whole by the contract, realistic, and true to its
truth.
"""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from contracts.codes import load_code_lists
from contracts.errors import UsageError
from contracts.manifest import read_manifest
from contracts.tables import get_input_tables
from simulator.scenarios.registry import LOOK_ALIKES, TYPOLOGIES, UNSEEN_PATTERNS, list_planters
from simulator.simulate import simulate
from sources.delivery.receive import receive
from sources.engine.duckdb_engine import connect
from tests.conftest import AS_OF, PERSONS, SEED


@pytest.fixture(scope="module")
def town(shared_town):
    return shared_town / "town"


def rows_of(town):
    return {name: delivery.rows for name, delivery in read_manifest(town).tables.items()}


@pytest.fixture(scope="module")
def table(town):
    return lambda name: pd.read_parquet(town / f"{name}.parquet")


@pytest.fixture(scope="module")
def truth(shared_town):
    return pd.read_parquet(shared_town / "truth.parquet")


def test_same_seed_same_bytes_other_seed_others(shared_town, town, tmp_path):
    again, other = tmp_path / "again", tmp_path / "other"
    rows = simulate(PERSONS, SEED, AS_OF, again, tmp_path / "again.parquet")
    simulate(PERSONS, SEED + 1, AS_OF, other, tmp_path / "other.parquet")
    assert rows == rows_of(town)
    names = sorted(p.name for p in town.iterdir())
    assert names == sorted(p.name for p in again.iterdir())
    for name in names:
        assert (town / name).read_bytes() == (again / name).read_bytes(), name
    assert (shared_town / "truth.parquet").read_bytes() == (tmp_path / "again.parquet").read_bytes()
    assert (town / "person.parquet").read_bytes() != (other / "person.parquet").read_bytes()


def test_the_contract_accepts_every_row(town, table, tmp_path):
    arrival = receive(town, connect(threads=1), out=tmp_path)
    assert {n: t.quarantined for n, t in arrival.tables.items() if t.quarantined} == {}
    assert not arrival.stopped
    # some hospitals send a filler for the doctor, as they do in life
    # and some mothers give birth in another city, whose hospitals the register does not hold
    assert {t: set(columns) for t, columns in arrival.soft_orphans.items()} == {
        "claim_header": {"doctor_code"},
        "maternity_payment": {"institution_code"},
    }
    assert (
        arrival.soft_orphans["claim_header"]["doctor_code"]
        == (table("claim_header").doctor_code == "匿名").sum()
    )
    assert {n: t.rows_in for n, t in arrival.tables.items()} == rows_of(town)


def test_every_planted_typology_and_look_alike_is_in_the_truth(truth):
    guilty = {"fraud", "minor"}
    for kind, labels in (
        (TYPOLOGIES, guilty),
        (UNSEEN_PATTERNS, guilty),
        (LOOK_ALIKES, {"look_alike"}),
    ):
        for scenario, planted in list_planters(kind).items():
            own = truth[truth.scenario_id == scenario]
            for name in planted:
                found = set(own[own.typology == name].label)
                assert found and found <= labels | {"minor"}, (scenario, name)


def test_patterns_that_no_indicator_knows_say_so_by_name_and_are_material(truth):
    names = [name for planted in list_planters(UNSEEN_PATTERNS).values() for name in planted]
    assert len(names) >= 6 and all(name.startswith("novel_") for name in names)
    known = {name for planted in list_planters().values() for name in planted}
    assert not any(name.startswith("novel_") for name in known)
    yuan = (
        truth[truth.typology.isin(names) & (truth.label == "fraud")]
        .groupby("typology")
        .amount.min()
    )
    assert set(yuan.index) == set(names) and (yuan.astype(float) > 4000).all(), yuan


def test_subjects_and_records_of_the_truth_exist(truth, table):
    keys = {
        "person": ("person", "person_id"),
        "employer": ("employer", "employer_id"),
        "institution": ("institution", "institution_code"),
        "operator": ("operator_account", "op_id"),
        "doctor": ("medical_staff", "staff_code"),
    }
    for kind, own in truth.groupby("subject_kind"):
        name, column = keys[kind]
        assert set(own.subject_id) <= set(table(name)[column])
    for name, own in truth.dropna(subset=["record_table"]).groupby("record_table"):
        (key,) = get_input_tables()[name].contract.key
        assert set(own.record_id) <= set(table(name)[key])


def test_a_fraud_of_one_scenario_is_no_look_alike_of_it(truth):
    frauds = (
        truth[truth.label == "fraud"].set_index(["scenario_id", "subject_kind", "subject_id"]).index
    )
    innocent = (
        truth[truth.label == "look_alike"]
        .set_index(["scenario_id", "subject_kind", "subject_id"])
        .index
    )
    assert innocent.intersection(frauds).empty


def test_nothing_in_the_snapshot_tells_what_was_planted(town, truth):
    words = set(truth.typology) | {"fraud", "look_alike"}
    for path in town.glob("*.parquet"):
        for column in pq.read_table(path).to_pandas().select_dtypes(["object", "str"]):
            values = (
                pd.read_parquet(path, columns=[column])[column].dropna().astype(str).unique()[:5000]
            )
            assert not words & set(values), (path.name, column)


class TestRealism:
    def test_people_live_in_households_of_all_ages(self, table):
        persons = table("person")
        sizes = persons.household_hash.value_counts()
        age = (pd.Timestamp(AS_OF) - pd.to_datetime(persons.birth_date)).dt.days / 365.25
        assert 1.8 < sizes.mean() < 3.5 and sizes.max() < 40
        assert 0.08 < (age < 16).mean() < 0.25 and 0.12 < (age >= 65).mean() < 0.35

    def test_units_are_small_and_a_few_are_large(self, table):
        months = table("contribution_month")
        heads = (
            months[months.insurance_type == "210"].groupby(["employer_id", "contrib_month"]).size()
        )
        heads = heads.groupby("employer_id").mean()
        assert heads.median() < 15 and heads.max() > 15 * heads.median()

    def test_premiums_arrive_late(self, table):
        months = table("contribution_month")
        lag = (pd.to_datetime(months.posted_date) - pd.to_datetime(months.contrib_month)).dt.days
        assert 5 < lag.median() < 60 and lag.quantile(0.999) > lag.median() * 1.5

    def test_shops_sleep_at_night_and_rest_at_new_year(self, table, truth):
        claims = table("claim_header")
        sold = claims[claims.med_type == "41"]
        time = pd.to_datetime(sold.service_time)
        assert (time.dt.hour.between(8, 21)).mean() > 0.99
        # the chronically ill refill whatever the day, and plants have days of their own
        planted = set(truth[truth.subject_kind == "institution"].subject_id)
        prescribed = set(table("claim_line").query("rx_flag").setl_id)
        day = time.dt.normalize()[
            ~sold.setl_id.isin(prescribed) & ~sold.institution_code.isin(planted)
        ]
        holiday = day[(day >= "2026-02-17") & (day < "2026-02-22")].value_counts().mean()
        ordinary = day[(day >= "2026-03-10") & (day < "2026-04-10")].value_counts().mean()
        assert holiday < 0.75 * ordinary

    def test_shop_sizes_have_a_heavy_tail(self, table):
        sold = table("claim_header").query("med_type == '41'").institution_code.value_counts()
        assert sold.iloc[0] > 4 * sold.median()

    def test_fraud_is_rare_among_people(self, truth, table):
        people = truth[
            (truth.label == "fraud") & (truth.subject_kind == "person")
        ].subject_id.nunique()
        assert people < 0.05 * len(table("person"))

    def test_districts_are_those_of_the_city(self, table):
        assert set(table("employer").district) <= set(load_code_lists()["district"])
        assert table("employer").district.nunique() == 10

    def test_honest_benefit_follows_the_provincial_formula(self, truth, table):
        claims, paid = table("unemployment_claim"), table("unemployment_payment")
        honest = claims[~claims.person_id.isin(truth.subject_id) & claims.benefit_kind.eq("1")]
        c = honest.paid_months_total.astype(float)
        extra = c - 12
        due = np.where(c < 12, 0, np.minimum(24, 2 + extra // 8 + ((extra % 8) > 4)))
        assert (honest.granted_months <= due).all()
        months = paid[~paid.reversed].groupby("claim_id").benefit_month.nunique()
        assert (honest.claim_id.map(months).fillna(0) <= due).all()


class TestForms:
    def test_csv_says_the_same(self, town, shared_csv, tmp_path):
        assert not list((shared_csv / "town").glob("*.parquet"))
        arrived = receive(shared_csv / "town", connect(threads=1), out=tmp_path / "out")
        assert {n: t.accepted for n, t in arrived.tables.items()} == rows_of(town)

    @pytest.mark.parametrize(
        ("persons", "months", "truth"), [(10, 24, "t"), (PERSONS, 6, "t"), (PERSONS, 24, "out/t")]
    )
    def test_absurd_arguments_write_nothing(self, tmp_path, persons, months, truth):
        with pytest.raises(UsageError):
            simulate(persons, 1, AS_OF, tmp_path / "out", tmp_path / truth, months=months)
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_in_use_is_left_alone(self, tmp_path):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "thesis.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(UsageError, match="other files"):
            simulate(PERSONS, 1, AS_OF, tmp_path / "out", tmp_path / "t")
        assert [p.name for p in (tmp_path / "out").iterdir()] == ["thesis.txt"]
