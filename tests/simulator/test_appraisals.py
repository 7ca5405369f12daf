"""Appraisals of the simulated town: lawful panels and times, and a mix of grades as in life."""

from datetime import date

import pandas as pd
import pytest

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.injury_case import InjuryCase
from sources.simulator.snapshot import make_world
from sources.simulator.town import Town

SEATS = [f"expert{n}_code" for n in range(1, 6)]


@pytest.fixture(scope="module")
def tables():
    return dict(make_world(Town(20_000, 5, date(2026, 6, 30))).tables())


@pytest.fixture(scope="module")
def appraisals(tables):
    return tables[CapacityAppraisal].to_pandas()


def test_panels_are_of_three_or_five_different_experts(appraisals):
    panels = appraisals[appraisals.kind.isin(["1", "2", "3"])][SEATS]
    assert set(panels.notna().sum(axis=1)) == {3, 5}
    assert all(row.dropna().is_unique for _, row in panels.iterrows())


def test_most_are_of_grade_ten_and_grave_ones_are_rare(appraisals):
    grades = appraisals[appraisals.kind == "1"].grade
    assert grades.mode()[0] == 10 and 0.4 < (grades == 10).mean() < 0.75
    assert (grades.between(1, 6)).mean() < 0.08 and 0.01 < (grades == 0).mean() < 0.2


def test_recognition_comes_before_and_a_review_a_year_after(tables, appraisals):
    cases = tables[InjuryCase].to_pandas().set_index("case_id")
    first = appraisals[appraisals.kind == "1"]
    decided = pd.to_datetime(first.case_id.map(cases.decision_date))
    assert (pd.to_datetime(first.conclude_date) > decided).all()
    assert (first.case_id.map(cases.decision) == "1").all()
    review = appraisals[appraisals.kind == "2"].merge(first, on="case_id", suffixes=("", "_first"))
    gap = pd.to_datetime(review.conclude_date) - pd.to_datetime(review.conclude_date_first)
    assert len(review) and (gap.dt.days > 365).all()


def test_hand_surgeons_are_few(tables, appraisals):
    parts = tables[InjuryCase].to_pandas().set_index("case_id").body_part
    own = appraisals[(appraisals.case_id.map(parts) == "09") & (appraisals.kind == "1")]
    assert own[SEATS].stack().nunique() <= 5
