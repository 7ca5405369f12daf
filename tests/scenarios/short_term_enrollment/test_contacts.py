"""Claimants who share a phone, an account or a device: rings, service windows, personnel offices."""

import pytest

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from scenarios import load_scenarios
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.short_term_enrollment.test_scenario import PAID, PREMIUM, persons, premiums

SCENARIO = load_scenarios()["short_term_enrollment"]
ONLINE, COUNTER = "1", "2"
SHARED = "feedfeedfeedfeed"
CLAIM = {
    "claim_id": "-",
    "person_id": "-",
    "last_employer_id": "u0",
    "claim_date": "2026-01-05",
    "separation_date": "2025-12-31",
    "separation_reason": "12",
    "channel": ONLINE,
    "phone_hash": "-",
    "device_hash": "-",
    "bank_hash": "-",
}
UNIT = "employer_id | unit_nature | industry_code | register_date | legal_rep_hash"
# u0 to u79 have nothing in common, but for u1 and u2
UNITS = "\n".join(
    [UNIT, *(f"u{n} | 10 | 51 | 2015-01-01 | {n + 100 - (n == 2):016x}" for n in range(80))]
)


def found(claims, *, heads=None, homes=None):
    """Findings on claims of p1, p2, …; `heads` persons of a unit are insured for a year."""
    rows = [{"claim_id": f"c{n}", "person_id": f"p{n}"} | c for n, c in enumerate(claims, 1)]
    staff = "\n".join(
        premiums(f"p{1000 + n}", unit, "2025-01", "2025-12")
        for unit, count in (heads or {}).items()
        for n in range(count)
    )
    people = (
        persons(len(rows))
        + "\n"
        + "\n".join(
            f"p{1000 + n} | {1000 + n:016x} | 1980-05-05 | 2000-01 | {1000 + n:016x}"
            for n in range(max([0, *(heads or {}).values()]))
        )
    )
    for person, home in (homes or {}).items():
        line = f"p{person} | {person:016x} | 1980-05-05 | 2000-01 | "
        people = people.replace(f"{line}{person:016x}", f"{line}{home:016x}")
    tables = {
        Person: people.strip(),
        Employer: UNITS,
        UnemploymentClaim: format_rows(CLAIM, *rows),
        UnemploymentPayment: PAID,
        ContributionMonth: f"{PREMIUM}\n{staff}".strip(),
    }
    return run_scenario(SCENARIO, tables, only=("U11",))


def sharing(count, *, units=("u1", "u3"), by="phone_hash", channel=ONLINE, **more):
    claims = [
        {"last_employer_id": units[n % len(units)], by: SHARED, "channel": channel}
        for n in range(count)
    ]
    return found(claims, **more)


MANY = tuple(f"u{n}" for n in range(3, 80))


def levels(made):
    return {(subject, level) for _, subject, level in made.ids()}


class TestOverSeveralUnits:
    def test_three_households_of_two_units_share_a_phone(self):
        assert {("U11", f"p{n}", "S") for n in (1, 2, 3)} == sharing(3).ids()

    def test_a_family_is_one_household(self):
        assert sharing(4, homes={2: 1, 3: 1, 4: 1}).of("U11").empty

    def test_an_account_or_a_device_online_is_strong_from_three_households_on(self):
        for by in ("bank_hash", "device_hash"):
            for count in (3, 12, 61):
                made = sharing(count, units=MANY, by=by)
                assert len(levels(made)) == count and {v for _, v in levels(made)} == {"S"}
            assert sharing(2, units=MANY, by=by).findings.empty

    def test_an_account_is_strong_at_the_counter_too(self):
        assert len(sharing(5, units=MANY, by="bank_hash", channel=COUNTER).of("U11")) == 5

    def test_a_device_at_the_counter_is_the_counters(self):
        assert sharing(5, units=MANY, by="device_hash", channel=COUNTER).of("U11").empty


class TestWindows:
    def explained(self, made, count):
        return made.findings.empty and made.explained_ids() == {
            ("U11", f"p{n}", "is_hub_contact") for n in range(1, count + 1)
        }

    def test_a_window_at_any_number(self):
        for count in (3, 5, 12, 40, 61):
            assert self.explained(sharing(count, units=MANY, channel=COUNTER), count)

    def test_online_a_dozen_with_one_phone_are_an_agency(self):
        assert len(sharing(12, units=MANY).of("U11")) == 12

    def test_half_at_the_counter_are_no_window(self):
        half = [
            {"last_employer_id": u, "phone_hash": SHARED, "channel": (ONLINE, COUNTER)[n % 2]}
            for n, u in enumerate(MANY[:12])
        ]
        assert len(found(half).of("U11")) == 12

    def test_at_the_counter_from_few_units_they_are_no_window(self):
        assert len(sharing(12, units=MANY[:4], channel=COUNTER).of("U11")) == 12

    def test_at_the_counter_with_one_account_they_are_no_window(self):
        claims = [
            {"last_employer_id": u, "phone_hash": SHARED, "channel": COUNTER}
            | ({"bank_hash": SHARED} if n < 4 else {})
            for n, u in enumerate(MANY[:12])
        ]
        assert len(found(claims).of("U11")) == 12

    def test_twenty_by_the_phone_alone_from_as_many_units_in_any_way(self):
        assert self.explained(sharing(20, units=MANY), 20)
        assert len(sharing(19, units=MANY).of("U11")) == 19
        assert len(sharing(20, units=MANY[:2]).of("U11")) == 20

    def test_where_kiosks_are_usual_a_device_alone_tells_nothing(self):
        kiosks = [
            {"last_employer_id": MANY[5 * n + k], "device_hash": f"d{n}"}
            for n in range(10)
            for k in range(5)
        ]
        assert self.explained(found(kiosks), 50)
        ring = [{"last_employer_id": u, "device_hash": "d", "phone_hash": "f"} for u in MANY[:4]]
        made = found([*ring, *kiosks])
        assert levels(made) == {(f"p{n}", "S") for n in range(1, 5)}, "more than a device"
        assert len(found(kiosks[:45]).of("U11")) == 45, "nine devices are no habit of a city"
        phone = [c | ({"phone_hash": SHARED} if n % 5 < 2 else {}) for n, c in enumerate(kiosks)]
        assert self.explained(found(phone), 50), "a kiosk ties nobody who gave a default number"

    @pytest.mark.parametrize(("units", "is_kiosk"), [(3, True), (2, False)])
    def test_a_quarter_with_few_employers_has_kiosks_too(self, units, is_kiosk):
        kiosks = [
            {"last_employer_id": MANY[5 * n + k % units], "device_hash": f"d{n}"}
            for n in range(10)
            for k in range(5)
        ]
        made = found(kiosks)
        assert self.explained(made, 50) if is_kiosk else len(made.of("U11")) == 50

    def test_a_default_number_of_very_many_and_a_shells_own(self):
        assert self.explained(sharing(61, units=MANY[:30]), 61)
        assert len(sharing(61, units=MANY[:2]).of("U11")) == 61, "two shells' agency"


class TestInsideOneUnit:
    RING = (
        {"phone_hash": "f1", "device_hash": "d1"},
        {"phone_hash": "f1", "device_hash": "d1"},
        {"phone_hash": "f2", "device_hash": "d1"},
        {"phone_hash": "f2"},
    )

    def test_most_claimants_of_a_tiny_unit_and_the_office_of_a_large_one(self):
        office = [{"last_employer_id": "u5", "separation_reason": "14", "phone_hash": "f9"}] * 30
        made = found([*self.RING, *office], heads={"u0": 2, "u5": 400})
        assert levels(made) == {(f"p{n}", "S") for n in range(1, 5)}
        assert made.explained_ids() == {
            ("U11", f"p{n}", "is_personnel_office") for n in range(5, 35)
        }

    def test_affiliates_are_one_unit(self):
        ring = [c | {"last_employer_id": ("u1", "u2")[n % 2]} for n, c in enumerate(self.RING)]
        assert len(levels(found(ring, heads={"u1": 2, "u2": 3}))) == 4

    def test_ten_heads_are_no_tiny_unit_and_a_few_of_its_claimants_are_not_most(self):
        assert levels(found(self.RING, heads={"u0": 10})) == {(f"p{n}", "M") for n in range(1, 5)}
        others = [{}] * 5
        alone = found([*self.RING, *others], heads={"u0": 9})
        assert "S" not in {level for _, level in levels(alone)}

    def test_two_households_are_too_few(self):
        assert found(self.RING[:2], heads={"u0": 2}).findings.empty

    def test_a_layoff_of_a_tiny_unit_is_no_explanation(self):
        ring = [c | {"separation_reason": "14"} for c in self.RING]
        assert len(found(ring, heads={"u0": 2}).of("U11")) == 4

    def test_one_account_is_strong_at_a_large_unit_in_a_layoff_too(self):
        claims = [{"bank_hash": SHARED, "separation_reason": "14"}] * 5
        assert {v for _, v in levels(found(claims, heads={"u0": 400}))} == {"S"}

    def test_a_windows_phone_ties_nobody(self):
        window = [
            {"last_employer_id": u, "phone_hash": SHARED, "channel": COUNTER} for u in MANY[:12]
        ]
        same = [{"phone_hash": SHARED, "channel": COUNTER}] * 3
        assert found([*same, *window], heads={"u0": 3}).findings.empty


JUST_BELOW = {"U11": (2, lambda: sharing(2))}
