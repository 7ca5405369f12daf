"""The pension age of the law: the same number for the simulator and for features, right at both ends of the schedule."""

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest

from features.common.pension_age import compute_legal_age_months, get_law_category
from simulator.background import pension_start
from simulator.core.clock_and_seeds import get_month_number

AS_OF = date(2026, 6, 30)


def ages(births, sex, category, as_of=AS_OF):
    frame = pd.DataFrame({"birth": pd.to_datetime(births).date, "sex": sex, "category": category})
    people = ibis.memtable(frame, schema={"birth": "date", "sex": "string", "category": "string"})
    known = get_law_category(people.sex, people.category)
    return (
        ibis.duckdb.connect()
        .execute(people.select(age=compute_legal_age_months(people.birth, known, as_of=as_of)))
        .age.tolist()
    )


@pytest.mark.parametrize(
    ("birth", "sex", "category", "months"),
    [
        ("1964-12-31", "1", None, 720),
        ("1965-01-01", "1", None, 721),
        ("1965-05-10", "1", None, 722),
        ("1976-12-01", "1", None, 756),
        ("1990-01-01", "1", None, 756),
        ("1969-12-31", "2", "55", 660),
        ("1981-09-01", "2", "55", 696),
        ("1974-12-31", "2", "50", 600),
        ("1975-03-15", "2", "50", 602),
        ("1984-11-01", "2", "50", 660),
    ],
)
def test_the_schedule_at_its_steps_and_ends(birth, sex, category, months):
    assert ages([birth], [sex], [category]) == [months]


def test_before_2025_ages_were_60_55_and_50():
    assert ages(["1965-05-10"], ["1"], [None], as_of=date(2024, 12, 31)) == [720]


def test_simulator_and_features_agree_on_every_month_of_birth():
    births = np.arange("1955-01", "1995-01", dtype="datetime64[M]")
    for sex, category in (("1", None), ("2", "50"), ("2", "55")):
        sexes, categories = np.full(len(births), sex), np.full(len(births), category, dtype=object)
        told = pension_start.compute_legal_age_months(
            get_month_number(births), pension_start.get_law_category(sexes, categories)
        )
        assert ages(births.astype(str), sexes, categories) == told.tolist()
