"""Checks on arrival beside the nights before: each speaks of its own trouble and of nothing
else.
"""

import copy
from datetime import date

import pytest

from contracts.errors import SourceError, UsageError
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.person import Person
from sources.checks.delivery_checks import (
    CHECKS,
    check_arrival,
    keep_usual_levels,
    raise_on_stop,
    resolve_outcomes,
)
from sources.engine.duckdb_engine import connect
from sources.reading.table_profile import compute_profile, find_business_column
from tests.sources.snapshots import receive_snapshot, write_snapshot

AS_OF = date(2026, 7, 1)


def make_arrival(day="2026-06-30", **changes):
    """An arrival of two tables; `changes` replace numbers of unemployment_payment."""
    paid = {
        "rows": 1000,
        "newest": f"{day}T12:00:00",
        "nulls": {"paid_date": 0.1},
        "levels": {"amount": 1990.0},
        "lost": {},
        "codes": {"row_status": ["1"]},
        "months": {"2026-04": 300, "2026-05": 400, "2026-06": 300},
        "rules": {},
    }
    person = {
        "rows": 500,
        "newest": f"{day}T12:00:00",
        "nulls": {},
        "codes": {},
        "months": {},
        "rules": {},
    }
    return {
        "snapshot_date": day,
        "stopped": {},
        "tables": {"unemployment_payment": paid | changes, "person": person},
    }


LAST = make_arrival()
TROUBLE = {
    "shrunk": {"rows": 499, "months": {"2026-04": 150, "2026-05": 200, "2026-06": 149}},
    "fewer": {"rows": 900},
    "volume": {"rows": 1501},
    "older": {"newest": "2026-06-29T12:00:00"},
    "month_gone": {"months": {"2026-05": 400, "2026-06": 600}},
    "nulls": {"nulls": {"paid_date": 0.31}},
    "new_code": {"codes": {"row_status": ["0", "1"]}},
    "level": {"levels": {"amount": 199000.0}},
    "fields_lost": {"lost": {"bank_hash": 50}},
    "rejected_many": {"rules": {"code": 60}},
    "rejected_most": {"rules": {"code": 1000}},
}


def run_checks(tonight, earlier=(LAST,), **chosen):
    return [n.check for n in check_arrival(tonight, list(earlier), AS_OF, chosen)]


def test_an_ordinary_night_says_nothing():
    assert run_checks(make_arrival("2026-07-01")) == []
    assert run_checks(make_arrival("2026-07-01"), earlier=[]) == []


@pytest.mark.parametrize("check", TROUBLE)
def test_each_trouble_is_named_and_no_other(check):
    assert run_checks(make_arrival("2026-07-01", **TROUBLE[check])) == [check]


def test_a_slipped_unit_is_told_every_night_until_it_is_mended_or_accepted():
    nights = [make_arrival("2026-07-01", levels={"amount": 1990.0})]
    keep_usual_levels(nights[0], [], [])
    for day, level, chosen, expected in (
        ("2026-07-02", 199000.0, {}, ["unemployment_payment.amount"]),
        ("2026-07-03", 199000.0, {}, ["unemployment_payment.amount"]),
        ("2026-07-04", 2000.0, {}, []),
        ("2026-07-05", 200000.0, {"level": "off"}, []),
        ("2026-07-06", 200000.0, {}, []),
    ):
        tonight = make_arrival(day, levels={"amount": level})
        notices = check_arrival(tonight, nights, AS_OF, chosen)
        assert [n.column for n in notices] == expected, day
        keep_usual_levels(tonight, nights, notices)
        nights.append(tonight)


def test_a_doubt_about_the_meaning_is_a_notice_with_what_cannot_be_relied_on():
    figures = {"table": "person", "figures": "951 / 60,000", "districts": []}
    filler = {"check": "fillers", "column": "phone_hash"} | figures
    early = {"check": "ends_early", "column": ""} | figures
    silent = {"check": "silent_district", "column": ""} | figures | {"districts": ["330203"]}
    tonight = make_arrival("2026-07-01") | {"doubts": [filler, early, silent]}
    notices = check_arrival(tonight, [LAST], AS_OF, {})
    assert [(n.outcome, n.column, n.districts) for n in notices] == [
        ("warn", "person.phone_hash", ()),
        ("warn", "", ()),
        ("warn", "person.", ("330203",)),
    ]
    assert "person.phone_hash: 951 / 60,000: 同一个值" in str(notices[0])
    assert len(check_arrival(tonight, [LAST], AS_OF, {"fillers": "off"})) == 2


def test_what_was_there_and_is_not():
    tonight = make_arrival("2026-07-01")
    del tonight["tables"]["person"]
    assert run_checks(tonight) == ["gone"]
    assert run_checks(tonight | {"stopped": {"person": "no column sex"}}) == ["unusable"]


def test_yesterday_s_snapshot_under_a_new_date():
    again = copy.deepcopy(LAST) | {"snapshot_date": "2026-07-01"}
    assert run_checks(again) == ["stale"]
    assert run_checks(LAST) == []  # the same snapshot for the same date is a repeated night


def test_a_gap_between_full_months():
    assert run_checks(
        make_arrival("2026-07-01", months={"2026-03": 300, "2026-05": 300, "2026-06": 300})
    ) == [
        "month_gap",
        "month_gone",
    ]


def test_nothing_new_before_the_as_of_date():
    assert run_checks(make_arrival("2026-06-20"), earlier=[]) == ["freshness"]


def test_a_stop_names_the_check_and_how_to_go_on_and_a_changed_outcome_lets_it_pass():
    tonight = make_arrival("2026-07-01", **TROUBLE["shrunk"])
    with pytest.raises(SourceError, match=r"1,000 → 499.*--set checks\.shrunk=warn"):
        raise_on_stop(check_arrival(tonight, [LAST], AS_OF, {}))
    raise_on_stop(check_arrival(tonight, [LAST], AS_OF, {"shrunk": "warn"}))
    assert check_arrival(tonight, [LAST], AS_OF, {"shrunk": "off"}) == []


def test_a_row_rule_can_be_made_to_stop():
    tonight = make_arrival("2026-07-01", rules={"key": 1})
    raise_on_stop(check_arrival(tonight, [LAST], AS_OF, {}))
    with pytest.raises(SourceError, match="row rule key"):
        raise_on_stop(check_arrival(tonight, [LAST], AS_OF, {"key": "stop"}))


def test_unknown_checks_and_outcomes_are_refused():
    for chosen in ({"shrank": "warn"}, {"shrunk": "quarantine"}, {"key": "off"}):
        with pytest.raises(UsageError):
            resolve_outcomes(chosen)
    assert set(resolve_outcomes({})) == set(CHECKS)


def test_the_numbers_of_a_table(tmp_path):
    people = "person_id | archive_birth_date | sex | updated_at\np1 | 1970-01-01 | 1 | 2026-01-01T00:00:00\np2 | - | 2 | 2026-02-01T00:00:00\np3 | - | 7 | 2026-02-01T00:00:00"
    claims = "setl_id | person_id | service_time\ns1 | p1 | 2026-05-31T23:00:00\ns2 | p1 | 2026-06-01T00:00:00"
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Person: people, ClaimHeader: claims}))
    found = compute_profile(out, connect(threads=1))
    assert found["person"]["rows"] == 2 and found["person"]["rules"] == {"code": 1}
    assert found["person"]["nulls"]["archive_birth_date"] == 0.5 and found["person"]["codes"][
        "sex"
    ] == [
        "1",
        "2",
    ]
    assert found["person"]["newest"] == "2026-02-01T00:00:00" and found["person"]["months"] == {}
    assert find_business_column(ClaimHeader.contract) == "service_time"
    assert found["claim_header"]["months"] == {"2026-05": 1, "2026-06": 1}
