"""Benefit overlap as a whole on drawn tables; the indicators by theme stand in files of their own."""

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.card_footprint import CardFootprint
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.qualification_check import QualificationCheck
from contracts.tables.whitelist import Whitelist
from tests.scenarios.benefit_overlap.drawn import death, found, paid_until, pension


def test_a_pensioner_who_lives_is_no_hit():
    made = found("", pension(), checks=["p1 | 2026-03-01T10:00:00 | 1"], seen=["p1 | 2026-06-20"])
    assert made.findings.empty and made.explained.empty


class TestMissingTables:
    def test_without_deaths_what_needs_them_is_not_computed_and_the_rest_is(self):
        made = found(
            "",
            pension(),
            pension(first="2026-01", scheme="170", amount="450.00"),
            custody=["p1 | 1 | 2026-01-15 | 2026-05-10 | 1"],
            without=(DeathRecord,),
        )
        assert made.not_computed == {
            i: ["death_record"] for i in ("X01", "X03", "X04", "X08", "X16")
        }
        assert {"X05", "X10"} <= set(made.findings.indicator_id)

    def test_without_checks_and_footprints(self):
        made = found(
            "", paid_until("2026-04"), deaths=[death()], without=(QualificationCheck, CardFootprint)
        )
        assert made.not_computed == {
            "X03": ["qualification_check"],
            "X13": ["card_footprint", "qualification_check"],
        }
        assert ("X01", "p1", "H") in made.ids()

    def test_without_custody_injuries_and_white_list(self):
        made = found(
            "",
            paid_until("2026-04"),
            deaths=[death()],
            without=(CustodyRecord, InjuryPayment, InjuryCase, CapacityAppraisal, Whitelist),
        )
        assert set(made.not_computed) == {"X07", "X09", "X10", "X11"}
        assert ("X01", "p1", "H") in made.ids()
