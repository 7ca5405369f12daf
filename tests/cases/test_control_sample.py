"""The control sample is the lowest lots of all unflagged subjects, however few of them are put in order."""

import pandas as pd
import pytest

from cases.control_sample import draw_candidates

NOBODY = pd.DataFrame({"subject_kind": [], "subject_id": []}, dtype="string")


def scored(records_a_subject: list[int]) -> pd.DataFrame:
    """A population's rows: subject s has so many records."""
    subjects = [f"s{n}" for n, records in enumerate(records_a_subject) for _ in range(records)]
    own = {"scenario_id": "toy", "population": "all", "subject_kind": "person"}
    return pd.DataFrame(
        {"subject_id": subjects, "record_id": [f"r{n:04}" for n in range(len(subjects))]}
    ).assign(**own)


@pytest.mark.parametrize(
    "records",
    [[1] * 500, [400, 1, 1, 1, 50], [3] * 40],
    ids=["one each", "one has most", "three each"],
)
@pytest.mark.parametrize("count", [0, 1, 4, 30])
def test_they_are_the_first_of_all_in_order_of_lot(records, count):
    whole = draw_candidates(scored(records), NOBODY, 10_000, salt="2026-06-30")
    assert len(whole) == len(records) and whole.lot.is_monotonic_increasing
    pd.testing.assert_frame_equal(
        draw_candidates(scored(records), NOBODY, count, salt="2026-06-30"), whole.head(count)
    )


def test_flagged_subjects_are_not_drawn_and_another_night_draws_others():
    flagged = pd.DataFrame(
        {"subject_kind": "person", "subject_id": [f"s{n}" for n in range(0, 100, 2)]}
    )
    one, other = (
        draw_candidates(scored([1] * 100), flagged, 10, salt=salt)
        for salt in ("2026-06-30", "2026-07-01")
    )
    assert not set(one.subject_id) & set(flagged.subject_id)
    assert set(one.subject_id) != set(other.subject_id)
    assert draw_candidates(scored([1] * 2), flagged.replace("s2", "s1"), 5, salt="x").empty
