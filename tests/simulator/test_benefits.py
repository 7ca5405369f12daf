"""Pensions, deaths, checks and sentences of the simulated town are those of a city."""

from datetime import date

import pandas as pd
import pytest

from simulator.simulate import simulate

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benefits")
    simulate(20_000, 11, AS_OF, folder / "town", folder / "truth.parquet")
    return folder


@pytest.fixture(scope="module")
def honest(town):
    """A table without the persons whom this scenario plants."""
    truth = pd.read_parquet(town / "truth.parquet")
    planted = truth[truth.typology != "late_stop"].subject_id

    def read(name):
        table = pd.read_parquet(town / "town" / f"{name}.parquet")
        return table[~table.person_id.isin(planted)]

    return read


def months(days):
    day = pd.to_datetime(days)
    return day.dt.year * 12 + day.dt.month


def test_a_few_in_a_hundred_pensions_stop_late_and_most_of_that_comes_back(honest):
    paid, deaths = honest("pension_payment"), honest("death_record")
    died = months(deaths.groupby("person_id").death_date.min())
    regular = paid[(paid.kind == "1") & (paid.amount > 0) & paid.person_id.isin(died.index)]
    late = months(regular.benefit_month) - regular.person_id.map(died)
    worst = late.groupby(regular.person_id).max()
    assert 0.005 < (worst > 0).mean() < 0.10
    assert regular[late > 0].reversed.mean() > 0.2


def test_reversals_take_back_what_they_name(honest):
    paid = honest("pension_payment")
    key = ["person_id", "insurance_type", "benefit_month", "kind"]
    back = paid[paid.reversal_of.notna()]
    pairs = back.merge(
        paid, left_on=[*key, "reversal_of"], right_on=[*key, "seq"], suffixes=("", "_of")
    )
    assert len(back) and len(pairs) == len(back)
    assert (
        (pairs.amount + pairs.amount_of == 0).all()
        and pairs.reversed.all()
        and pairs.reversed_of.all()
    )


def test_the_adjustment_comes_each_july_with_its_back_pay(honest):
    paid = honest("pension_payment")
    assert set(pd.to_datetime(paid[paid.adjust_flag].benefit_month).dt.month) == {7}
    back = paid[
        (paid.kind == "2") & (paid.seq <= 2)
    ]  # what operators pay back by hand has later numbers
    assert (
        set(pd.to_datetime(back.benefit_month).dt.month) == {7}
        and back.backpay_months.between(1, 6).all()
    )


def test_nobody_honest_is_seen_after_death(honest):
    checks, deaths = honest("qualification_check"), honest("death_record")
    deaths = deaths[deaths.confidence != "3"]  # a match by name alone: the person lives
    died = pd.to_datetime(deaths.groupby("person_id").death_date.min())
    own = checks[checks.person_id.isin(died.index)]
    assert (pd.to_datetime(own.check_time) < own.person_id.map(died) + pd.Timedelta(days=1)).all()


def test_the_pension_rests_in_prison(honest):
    paid, custody = honest("pension_payment"), honest("custody_record")
    held = custody[custody.stop_required].merge(paid[paid.kind == "1"], on="person_id")
    month = months(held.benefit_month)
    inside = (month > months(held.from_date)) & (month < months(held.to_date))
    assert not inside.any()


def test_three_schemes_pay_what_they_pay_in_life(honest):
    paid = honest("pension_payment").query("kind == '1'")
    typical = (
        paid.assign(amount=paid.amount.astype(float)).groupby("insurance_type").amount.median()
    )
    assert set(typical.index) == {"110", "120", "170"}
    assert typical["110"] > 2000 and 300 < typical["170"] < 1000
