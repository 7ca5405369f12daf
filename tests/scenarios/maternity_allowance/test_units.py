"""Units: how many births, without wages, in a chain; and each innocent look-alike."""

import pytest

from tests.scenarios.maternity_allowance.drawn import found, premium, unit, wage


def draw_town(
    mothers,
    *,
    trade="72",
    others=8,
    women=60,
    first="2025-09",
    only=("M04",),
    childless=0,
    **more,
):
    """A unit e1 with so many mothers and other women, beside units of many women with few births.

    `others` are the mothers among the sixty women of e2, a unit of another trade.
    """
    names = [f"p{n}" for n in range(1, mothers + 1)]
    rest = [f"p{n}" for n in range(100, 100 + women)]
    payments = [{"payment_id": f"b{p}", "person_id": p, "employer_id": "e1"} | more for p in names]
    payments += [
        {"payment_id": f"b{p}", "person_id": p, "employer_id": "e2"} for p in rest[:others]
    ]
    premiums = [premium(p, "e1", first, "2026-06") for p in names]
    premiums += [premium(p, "e2", "2024-01", "2026-06") for p in rest]
    colleagues = [f"p{n}" for n in range(600, 600 + childless)]
    premiums += [premium(p, "e1", first, "2026-06") for p in colleagues]
    return found(
        payments,
        premiums,
        units=[unit(1, industry_code="72"), unit(2, industry_code=trade)],
        people={p: {} for p in (*names, *rest, *colleagues)},
        only=only,
    )


class TestBirthRate:
    @pytest.mark.parametrize(("mothers", "hit"), [(3, False), (6, True)])
    def test_many_mothers_of_few_months(self, mothers, hit):
        made = draw_town(mothers, trade="18", others=1)
        assert (("M04", "e1", "S") in made.ids()) == hit

    def test_a_trade_of_young_women(self):
        made = draw_town(6, trade="72", others=30, women=40)
        assert ("M04", "e1", "S") not in made.ids()

    def test_usual_in_its_trade(self):
        # both units of the trade have far more births than the city's other women
        made = found(
            [
                {
                    "payment_id": f"b{unit_}{n}",
                    "person_id": f"p{unit_}{n}",
                    "employer_id": f"e{unit_}",
                }
                for unit_ in (1, 2)
                for n in range(6)
            ],
            [
                premium(f"p{unit_}{n}", f"e{unit_}", "2025-09", "2026-06")
                for unit_ in (1, 2)
                for n in range(6)
            ]
            + [premium(f"p{n}", "e3", "2024-01", "2026-06") for n in range(100, 200)],
            units=[
                unit(1, industry_code="83"),
                unit(2, industry_code="83"),
                unit(3, industry_code="18"),
            ],
            people={f"p{n}": {} for n in (*range(10, 16), *range(20, 26), *range(100, 200))},
            only=("M04",),
        )
        assert made.findings.empty and ("M04", "e1", "is_usual_in_trade") in made.explained_ids()


class TestWages:
    @pytest.mark.parametrize(("last", "hit"), [("2025-10", True), ("2025-12", False)])
    def test_a_fifth_of_the_months_with_wages(self, last, hit):
        # ten months insured: two with wages, or four
        made = found(
            premiums=[premium("p1", "e1", "2025-09", "2026-06")],
            wages=[wage("p1", "e1", "2025-09", last)],
            only=("M05",),
        )
        assert (("M05", "e1", "M") in made.ids()) == hit

    def test_units_at_one_address_are_shells(self):
        address = "0000000000000abc"
        payments = [{}, {"payment_id": "b2", "person_id": "p2"}]
        made = found(
            payments,
            [premium(p, "e1", "2025-09", "2026-06") for p in ("p1", "p2")],
            units=[unit(n, address_hash=address) for n in (1, 2, 3)],
            only=("M05",),
        )
        assert ("M05", "e1", "S") in made.ids()


class TestChain:
    def chain(self, mothers, *, agent="00000000000008aa", units=2, wages=()):
        payments = [
            {"payment_id": f"b{n}", "person_id": f"p{n}", "employer_id": f"e{n % units + 1}"}
            | {"agent_phone_hash": agent}
            for n in range(mothers)
        ]
        premiums = [
            premium(f"p{n}", f"e{n % units + 1}", "2025-09", "2026-06") for n in range(mothers)
        ]
        return found(
            payments,
            premiums,
            wages,
            units=[unit(n) for n in range(1, units + 1)],
            only=("M12",),
        )

    @pytest.mark.parametrize(("mothers", "hit"), [(7, False), (8, True)])
    def test_eight_late_mothers_of_two_units_and_one_agent(self, mothers, hit):
        assert (("M12", "e1", "S") in self.chain(mothers).ids()) == hit

    def test_one_unit_is_no_chain(self):
        assert self.chain(8, units=1).findings.empty

    def test_mothers_with_wages_do_not_count(self):
        wages = [wage(f"p{n}", f"e{n % 2 + 1}", "2025-09", "2026-06") for n in range(8)]
        assert self.chain(8, wages=wages).findings.empty


JUST_BELOW = {
    "M04": (
        1.5,
        lambda: draw_town(20, trade="18", others=10, women=120, first="2024-01", childless=10),
    ),
    "M05": (
        0.5,
        lambda: found(
            premiums=[premium("p1", "e1", "2025-09", "2026-06")],
            wages=[wage("p1", "e1", "2025-09", "2025-12")],
            only=("M05",),
        ),
    ),
    "M12": (7, lambda: TestChain().chain(7)),
}
