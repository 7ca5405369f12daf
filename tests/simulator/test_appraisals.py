"""Appraisals of the simulated town: lawful panels and times, and a mix of grades as in life."""

import pandas as pd
import pytest

SEATS = [f"expert{n}_code" for n in range(1, 6)]


@pytest.fixture(scope="module")
def cases(shared_town):
    return pd.read_parquet(shared_town / "town" / "injury_case.parquet").set_index("case_id")


@pytest.fixture(scope="module")
def appraisals(shared_town):
    return pd.read_parquet(shared_town / "town" / "capacity_appraisal.parquet")


def test_panels_are_of_three_or_five_different_experts(appraisals):
    panels = appraisals[appraisals.kind.isin(["1", "2", "3"])][SEATS]
    assert set(panels.notna().sum(axis=1)) == {3, 5}
    assert all(row.dropna().is_unique for _, row in panels.iterrows())


def test_most_are_of_grade_ten_and_grave_ones_are_rare(appraisals):
    grades = appraisals[appraisals.kind == "1"].grade
    assert grades.mode()[0] == 10 and 0.4 < (grades == 10).mean() < 0.75
    assert (grades.between(1, 6)).mean() < 0.08 and 0.01 < (grades == 0).mean() < 0.2


def test_recognition_comes_before_and_a_review_a_year_after(cases, appraisals):
    first = appraisals[appraisals.kind == "1"]
    decided = pd.to_datetime(first.case_id.map(cases.decision_date))
    assert (pd.to_datetime(first.conclude_date) > decided).all()
    assert (first.case_id.map(cases.decision) == "1").all()
    review = appraisals[appraisals.kind == "2"].merge(first, on="case_id", suffixes=("", "_first"))
    gap = pd.to_datetime(review.conclude_date) - pd.to_datetime(review.conclude_date_first)
    assert len(review) and (gap.dt.days > 365).all()


def test_hand_surgeons_are_few(cases, appraisals):
    own = appraisals[(appraisals.case_id.map(cases.body_part) == "09") & (appraisals.kind == "1")]
    assert own[SEATS].stack().nunique() <= 5
