"""The scenario as a whole: the stay, its populations, what it needs, and whom it never accuses."""

import pandas as pd

from features.common.stays import in_patient_stays
from features.hospital_stays.populations import hospital_year
from tests.scenarios.hospital_stays.drawn import SCENARIO, A, B, found, stay, visit


def stays_of(bills):
    made = found("H01", bills)
    return made.engine.table(in_patient_stays).to_pandas().sort_values("stay_id")


class TestStay:
    def test_bills_of_one_visit_or_without_a_night_between_are_one_stay(self):
        bills = [
            stay(1, nights=4),
            stay(2, admit="2026-03-05", nights=4),
            stay(3, admit="2026-03-20", nights=2) | {"mdtrt_id": "v9"},
            stay(4, admit="2026-03-24", nights=2) | {"mdtrt_id": "v9"},
        ]
        rows = stays_of(bills)
        assert rows.stay_id.tolist() == ["s1", "s3"]
        assert rows.nights.tolist() == [8, 6] and rows.settlements.tolist() == [2, 2]
        assert rows.fund_yuan.astype(float).tolist() == [12_000.0, 12_000.0]

    def test_another_hospital_or_another_night_is_another_stay(self):
        bills = [
            stay(1, nights=4),
            stay(2, admit="2026-03-05", nights=4, institution_code=B),
            stay(3, admit="2026-03-06", nights=4),
        ]
        assert len(stays_of(bills)) == 3

    def test_money_is_net_of_returns_and_out_patients_do_not_lie(self):
        back = stay(1) | {"setl_id": "r", "reversal_of": "s1", "total_amount": "-400.00"}
        back |= {"fund_amount": "-400.00", "cash_amount": "0.00"}
        rows = stays_of([stay(1), back, visit(2, med_type="11")])
        assert rows.fund_yuan.astype(float).tolist() == [5600.0]

    def test_a_stay_without_a_discharge_lasted_until_it_was_settled(self):
        rows = stays_of([stay(1) | {"discharge_date": "-"}])
        assert rows.discharge_date.tolist() == [pd.Timestamp("2026-03-09")]


def test_hospitals_are_compared_with_their_kind_or_with_all_where_few_are_of_it():
    made = found("H02", [stay(1), stay(2, "p2", institution_code=B)])
    rows = made.engine.table(hospital_year).to_pandas()
    assert rows.peer_kind.tolist() == ["全部", "全部"] and set(rows.subject_id) == {A, B}


def test_without_sheets_rules_and_reports_the_rest_is_computed():
    made = found(tuple(i.id for i in SCENARIO.indicators), [stay()])
    needed = {table for tables in made.not_computed.values() for table in tables}
    assert {"H01", "H03", "H06", "H10", "H13", "H14", "H16", "H33"}.isdisjoint(made.not_computed)
    assert "H26" in made.not_computed and "stay_diagnosis" in needed
    assert made.findings.empty
