"""Nights in small on which somebody lies just below a threshold, for those that the shared town has nobody near to.

BELOW maps an indicator's id to (a lower threshold, a night): nothing is found at the declared one, somebody at the lower.
ABOVE maps those whose threshold cannot be lower to (a higher one, a night): somebody is found at the declared one alone.
"""

from contracts.tables.injury_case import InjuryCase
from tests.scenarios.agency_handling import drawn as agency
from tests.scenarios.agency_handling import (
    test_access,
    test_accounts,
    test_back_pay,
    test_duties,
    test_favours,
)
from tests.scenarios.benefit_overlap.drawn import death, paid_until
from tests.scenarios.benefit_overlap.drawn import found as overlap
from tests.scenarios.deemed_service import test_scenario as deemed
from tests.scenarios.dispatch_refund import drawn as refund
from tests.scenarios.dispatch_refund import test_hosts
from tests.scenarios.early_retirement import drawn as early
from tests.scenarios.early_retirement import (
    test_entitlement,
    test_helpers,
    test_special_records,
)
from tests.scenarios.hospital_stays import test_records as hospital_records
from tests.scenarios.pharmacy_billing import (
    test_books,
    test_buyers,
    test_counter,
    test_lines,
    test_prescribers,
)
from tests.scenarios.pharmacy_billing.drawn import OTHER, SHOP
from tests.scenarios.short_term_enrollment import test_evidence
from tests.scenarios.short_term_enrollment import test_scenario as short
from tests.scenarios.work_injury import test_scenario as injury


def a_third_of_the_reviews_quick():
    pace = test_access.TestPace()
    slow = [e | {"ts": e["ts"].replace("03-10", "03-11")} for e in pace.reviews(40, 90)]
    return agency.found(*pace.reviews(20, 6), *slow)


def two_households_in_one_account():
    drawn = test_accounts.TestOneAccount()
    return agency.found(*drawn.moved("p1", "p2"), pensions=drawn.paid(["p1", "p2"]))


def eleven_months_paid_back():
    drawn = test_back_pay.TestBackPay()
    return agency.found(drawn.TAKEN, pensions=drawn.paid(11))


def edits_a_little_above_the_post():
    drawn = test_back_pay.TestClosedMonths()
    staff, _ = drawn.peers()
    others = [e for n in range(8) for e in drawn.edits(8 + n % 3, op=f"s{n}")]
    return agency.found(*drawn.edits(25), *others, accounts=staff)


def two_looks_in_five_without_business():
    done = [
        agency.event(biz_type="01", ts=f"2026-03-{n:02d}T16:00:00", biz_id=f"d{n}")
        for n in range(2, 15, 3)
    ]
    return agency.found(*test_access.TestLooks().looks(200), *done)


def one_act_from_elsewhere():
    drawn = test_access.TestTerminals()
    return agency.found(*drawn.usual(), *drawn.STRANGE[:1])


def an_agent_of_one_who_serves_others_too():
    drawn = test_favours.TestAgents()
    others = "\n".join(
        f"y{n} | p1 | e1 | 2026-01-02T10:00:00 | 2026-01-10 | o1 | -" for n in range(20)
    )
    cases = {InjuryCase: drawn.cases(15)[InjuryCase] + "\n" + others}
    return agency.found(agency.event(), more=cases, accounts=drawn.staff("330203"))


def two_checks_in_three_on_behalf():
    drawn = test_favours.TestOnBehalf()
    return drawn.made(drawn.checks(100) + "\n" + drawn.checks(50, method="3", start=7))


def eleven_months_older_by_the_file():
    drawn = deemed.TestBirthDate()
    return deemed.found([drawn.THIN], persons=[drawn.OLDER | {"archive_birth_date": "1966-02-20"}])


def applied_three_days_after_a_year():
    case = {"injury_time": "2025-02-10T10:00:00", "apply_date": "2026-02-13", "applicant_kind": "2"}
    return injury.found([case])


def two_injuries_of_two_parts():
    cases = injury.TestRepetition().cases("e1", "e2")
    return injury.found([cases[0], cases[1] | {"body_part": "12"}])


def a_tenth_fewer_planned_than_insured():
    more = "\n".join(refund.premium(f"d1p{n}", "d1", "2024-01", "2025-06") for n in range(10, 60))
    return refund.found(shares=[{"dispatched_heads": "54"}], ledger=f"{refund.LEDGER}\n{more}")


def injuries_of_four_one_elsewhere():
    drawn = test_hosts.TestOutsourcing()
    return refund.found(
        [drawn.OWN], drawn.PLAN, drawn.MOVES, cases=drawn.cases("h1", "-", "-", "-")
    )


def half_of_the_leavers_short():
    claims = short.one_claim("c1 | p1 | e1 | 2026-02-10 | 2026-01-31 | 60 | 8")
    spells = [short.premiums(f"p{n}", "e1", "2025-09", "2025-10") for n in range(1, 13)]
    spells += [short.premiums(f"p{n}", "e1", "2025-01", "2025-10") for n in range(13, 23)]
    return short.found(claims, premiums="\n".join(spells))


def self_paid_for_ten_months():
    worker = early.NORMAL | {"female_category": "50", "pension_start": "2025-01"}
    own = early.premiums("p1", "w1", "2023-06", "2024-03")
    return early.found("E12", [worker], persons=test_entitlement.TestCategory.WOMAN, premiums=own)


TWO_AT_ONCE = ((1, "09:00", "11:00"), (2, "10:00", "12:00"))
BELOW = {
    "O04": (0.3, a_third_of_the_reviews_quick),
    "O06": (2, two_households_in_one_account),
    "O09": (11, eleven_months_paid_back),
    "O10": (2, edits_a_little_above_the_post),
    "O11": (0.4, two_looks_in_five_without_business),
    "O12": (1, one_act_from_elsewhere),
    "O14": (4.5, an_agent_of_one_who_serves_others_too),
    "O15": (2, lambda: agency.found(*test_duties.TestForced().forced(2))),
    "O16": (0.6, two_checks_in_three_on_behalf),
    "O17": (2.5, lambda: agency.found(*test_favours.TestTiers().cases(20, 7))),
    "X16": (50, lambda: overlap("X16", paid_until("2026-03"), deaths=[death()])),
    "D05": (11, eleven_months_older_by_the_file),
    "D07": (2, lambda: deemed.found([{"evidence_count": "2"}])),
    "D09": (3, lambda: deemed.found(**deemed.crowd(7, lambda n: deemed.award()))),
    "D12": (3, lambda: deemed.found(**deemed.handled(2))),
    "R02": (20, lambda: refund.found(moves=[{"transfer_date": "2025-07-10"}])),
    "R06": (0.5, lambda: refund.found([{"refund_amount": "6001.00"}])),
    "R11": (0.2, injuries_of_four_one_elsewhere),
    "R14": (0.05, a_tenth_fewer_planned_than_insured),
    "E08": (
        1,
        lambda: early.found(
            "E08", [early.ILL], premiums=early.premiums("p1", "e2", "2025-09", "2025-09")
        ),
    ),
    "E13": (1.5, lambda: test_helpers.TestDoctor().run(8, others=1)),
    "E15": (
        2,
        lambda: early.found(
            "E15", [early.ILL], appraisals=[{"conclude_date": "2025-05-18", "handler_op": "o3"}]
        ),
    ),
    "P01": (
        1,
        lambda: test_books.found(*test_books.TestTraceCodes().twice(count=1), only=("P01",)),
    ),
    "P02": (0.04, lambda: test_books.TestTraceCodes().scanned(1, of=21)),
    "P04": (2, lambda: test_buyers.TestSupply().bought((1, 8), packs=1, places=(SHOP, OTHER))),
    "P05": (1, lambda: test_counter.TestRuns().runs(1)),
    "P06": (3, lambda: test_counter.TestTogether().together(buyers=3)),
    "P15": (7, lambda: test_books.TestBooks().settled(17)),
    "P16": (2, lambda: test_lines.TestMix().shops(watch=8)[1]),
    "P20": (1, lambda: test_prescribers.TestPrescribers().split(days=(10,))),
    "P22": (
        4,
        lambda: test_counter.TestTogether().together(
            buyers=4, days=1, collector=test_counter.TestTogether.NURSE
        ),
    ),
    "U09": (0.5, half_of_the_leavers_short),
    "U15": (
        0.5,
        lambda: test_evidence.TestWages().unpaid(test_evidence.wage(1, "e1", "2026-03", "2026-03")),
    ),
    "I06": (2, two_injuries_of_two_parts),
    "I09": (2, lambda: injury.found(injury.TestHelpers().cases(2, "witness1_hash", ("e1", "e2")))),
}
ABOVE = {
    "H24": (3, lambda: hospital_records.TestSurgeons().run(*TWO_AT_ONCE)),
    "I05": (3, applied_three_days_after_a_year),
    "E12": (11, self_paid_for_ten_months),
    "E20": (131, test_special_records.one_unknown_code_among_many),
}
