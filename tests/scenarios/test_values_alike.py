"""Values that ought to differ and do not, as the models of all populations see them."""

import pytest

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.institution import Institution
from contracts.tables.service_segment import ServiceSegment
from features.pharmacy.purchase_coincidences import shop_sum_coincidences
from features.service_and_retirement.approval_coincidences import segment_coincidences
from features.work_injury.injury_coincidences import bill_coincidences
from scenarios import load_scenarios
from tests.scenarios.test_habits import rows_of

POPULATIONS = [(s, p) for s in load_scenarios().values() for p in s.populations]


@pytest.mark.parametrize(
    ("scenario", "population"), POPULATIONS, ids=lambda x: getattr(x, "id", str(x))
)
def test_every_population_sees_some_and_no_indicator_rests_on_them(scenario, population):
    alike = {f.column for f in population.model_features if f.evidence_source == "alike"}
    assert alike and all(column.endswith("_rarity") for column in alike)
    assert not alike & {i.column for i in scenario.indicators}


class TestBills:
    """Twelve hospitals with six bills each: of one, all come to the same sum."""

    def find(self, amount, invoice=lambda hospital, place: f"{hospital}{place * 37:04d}"):
        bills = [(h, n, amount(h, n), invoice(h, n)) for h in range(12) for n in range(6)]
        cases = "case_id | person_id | employer_id | injury_time | apply_date | decision\n"
        cases += "\n".join(
            f"c{h}.{n} | p{h}.{n} | e{h} | 2026-02-01T09:00:00 | 2026-02-20 | 1"
            for h, n, _, _ in bills
        )
        payments = "payment_id | case_id | person_id | item | institution_code | invoice_no | amount | paid_date | reversed | reversal_of\n"
        payments += "\n".join(
            f"b{h}.{n} | c{h}.{n} | p{h}.{n} | 1 | h{h} | {number} | {yuan} | 2026-03-01 | 0 | -"
            for h, n, yuan, number in bills
        )
        units = "employer_id | unit_nature | district | register_date\n"
        units += "\n".join(f"e{h} | 10 | 330203 | 2015-01-01" for h in range(12))
        return rows_of(
            bill_coincidences, {InjuryCase: cases, InjuryPayment: payments, Employer: units}
        )

    def differ(self, hospital, place):
        return 1000 + 71 * hospital + 13 * place

    def test_a_hospital_whose_bills_are_all_of_one_sum(self):
        found = self.find(lambda h, n: 3280 if h == 0 else self.differ(h, n))
        assert found["c0.0"]["same_sum_rarity"] > 1.5
        assert max(row["same_sum_rarity"] for case, row in found.items() if case > "c1") == 0

    def test_a_sum_that_all_hospitals_bill_is_a_fixed_fee(self):
        found = self.find(lambda h, n: 3280 if n < 4 else self.differ(h, n))
        assert max(row["same_sum_rarity"] for row in found.values()) < 0.3

    def test_invoice_numbers_in_a_row_for_one_units_cases(self):
        found = self.find(self.differ, lambda h, n: f"A{n if h == 0 else n * 37:06d}")
        assert found["c0.0"]["bill_run_rarity"] > 1.5
        assert max(row["bill_run_rarity"] for case, row in found.items() if case > "c1") == 0


def test_buyers_of_one_shop_with_one_sum():
    tickets = [
        (f"s{shop}", f"p{shop}.{n}", "100.00" if shop == 0 and n < 6 else f"{20 + n}.{shop:02d}")
        for shop in range(10)
        for n in range(12)
    ]
    header = "setl_id | person_id | institution_code | med_type | service_time | settle_time | total_amount | reversal_of\n"
    lines = "\n".join(
        f"t{n} | {person} | {shop} | 41 | 2026-05-10T10:00:00 | 2026-05-10T10:00:00 | {yuan} | -"
        for n, (shop, person, yuan) in enumerate(tickets)
    )
    shops = "institution_code | kind | district\n" + "\n".join(
        f"s{shop} | P | 330203" for shop in range(10)
    )
    found = rows_of(shop_sum_coincidences, {ClaimHeader: header + lines, Institution: shops})
    assert found["s0"]["same_sum_rarity"] > 2 and found["s0"]["round_sum_rarity"] > 2
    assert max(found[f"s{n}"]["same_sum_rarity"] for n in range(1, 10)) < 0.3


def test_careers_of_one_unit_that_are_copies_of_each_other():
    rows = "segment_id | person_id | kind | unit_name_hash | from_month | to_month | job_code | respondent_hash | recorded_by_op\n"
    rows += "\n".join(
        f"g{u}.{n} | p{u}.{n} | 1 | {u:016x} | {1970 + (0 if u == 0 else (u + 3 * n) % 14)}-03 | 1992-12 | - | - | o1"
        for u in range(10)
        for n in range(5)
    )
    found = rows_of(segment_coincidences, {ServiceSegment: rows})
    assert found["p0.0"]["same_segment_rarity"] > 1
    assert max(row["same_segment_rarity"] for who, row in found.items() if who > "p1") < 1
