"""One treatment that both funds paid (I12)."""

import pytest

from tests.scenarios.work_injury.test_scenario import found

HEADER = (
    "setl_id | person_id | institution_code | med_type | service_time | admit_date |"
    " discharge_date | diag_code | reversal_of | fund_amount | invoice_no_hash | settle_time"
)
HOSPITAL, OTHER = "H33020000001", "H33020000002"


def case(n, day="2025-09-01", diag="S62.3"):
    return {
        "case_id": f"c{n}",
        "person_id": f"p{n}",
        "injury_time": f"{day}T08:00:00",
        "apply_date": "2025-09-20",
        "decision_date": "2025-10-20",
        "diag_code": diag,
    }


def bill(n, yuan, invoice, first="2025-09-01", last="2025-09-09", number=1):
    return {
        "payment_id": f"m{n}{number}",
        "case_id": f"c{n}",
        "person_id": f"p{n}",
        "service_from": first,
        "service_to": last,
        "amount": yuan,
        "paid_date": "2025-11-15",
        "institution_code": HOSPITAL,
        "invoice_no_hash": invoice,
    }


def stay(n, yuan, invoice, first, last, diag, *, place=HOSPITAL, setl="", med_type="21"):
    return (
        f"s{n}{setl} | p{n} | {place} | {med_type} | {first}T09:00:00 | {first} | {last} |"
        f" {diag} | - | {yuan} | {invoice} | {last}T16:00:00"
    )


def taken_back(n, yuan, day):
    return (
        f"r{n} | p{n} | {HOSPITAL} | 21 | 2025-09-01T09:00:00 | - | - | - | s{n} | -{yuan} | - |"
        f" {day}T10:00:00"
    )


def paid(cases, bills, *claims):
    return found(cases, bills, claims="\n".join([HEADER, *claims]))


def test_two_invoices_one_taken_back_and_another_illness():
    made = paid(
        [case(1), case(2, diag="S82.2"), case(3, diag="S52.5")],
        [bill(1, "14900.00", "i1"), bill(2, "14000.00", "i3"), bill(3, "8000.00", "i4")],
        stay(1, "9200.00", "i2", "2025-09-02", "2025-09-09", "S62.3"),
        stay(2, "14000.00", "i3", "2025-09-01", "2025-09-09", "S82.2"),
        taken_back(2, "14000.00", "2025-11-20"),
        stay(3, "6000.00", "i5", "2025-09-20", "2025-09-27", "J18.9"),
    )
    hits = made.of("I12")
    assert [(r.subject_id, r.level, r.value) for r in hits.itertuples()] == [("p1", "S", 9200.0)]
    assert {e for e in made.explained_ids() if e[0] == "I12"} == {("I12", "p2", "is_taken_back")}


class TestSameDays:
    def levels(self, first, last, diag="S62.3", *, bills=None, **more):
        claim = stay(1, "9200.00", "i2", first, last, diag, **more)
        made = paid([case(1)], bills or [bill(1, "14900.00", "i1")], claim)
        return list(made.of("I12").level) if not made.of("I12").empty else []

    @pytest.mark.parametrize(
        ("first", "last", "hit"),
        [
            ("2025-09-01", "2025-09-09", True),
            ("2025-09-03", "2025-09-07", True),  # an interim settlement within the stay
            ("2025-09-06", "2025-09-10", True),  # four of five days
            ("2025-09-07", "2025-09-11", False),  # three of five
            ("2025-09-10", "2025-09-18", False),  # the next stay
        ],
    )
    def test_most_days_of_the_shorter(self, first, last, hit):
        assert (self.levels(first, last) == ["S"]) == hit

    def test_a_short_stay_dated_a_day_later(self):
        short = [bill(1, "4900.00", "i1", "2025-09-01", "2025-09-02")]
        assert self.levels("2025-09-02", "2025-09-03", bills=short) == ["S"]

    @pytest.mark.parametrize("diag", ["J18.9", "M51.2", "-"])
    def test_another_illness_or_none_on_file_is_no_hit(self, diag):
        assert self.levels("2025-09-01", "2025-09-09", diag) == []

    def test_another_hospital_is_another_treatment(self):
        assert self.levels("2025-09-01", "2025-09-09", place=OTHER) == []

    def test_a_visit_without_a_night_is_no_stay(self):
        assert self.levels("2025-09-03", "2025-09-03", med_type="11") == []

    def test_one_invoice_makes_it_high(self):
        assert self.levels("2025-09-01", "2025-09-09", bills=[bill(1, "14900.00", "i2")]) == ["H"]

    def test_one_invoice_of_other_days_is_another_bill(self):
        assert self.levels("2025-10-01", "2025-10-09", bills=[bill(1, "14900.00", "i2")]) == []

    def test_two_payments_on_one_stay_count_its_settlement_once(self):
        parts = [bill(1, "9000.00", "i1"), bill(1, "600.00", "i1", number=2) | {"item": "2"}]
        claim = stay(1, "9200.00", "i2", "2025-09-01", "2025-09-09", "S62.3")
        row = paid([case(1)], parts, claim).of("I12").iloc[0]
        assert row.value == 9200.0 and "9,600" in row.reason_zh

    def test_one_settlement_taken_back_does_not_explain_the_next(self):
        made = paid(
            [case(1)],
            [bill(1, "14900.00", "i1")],
            stay(1, "5000.00", "i2", "2025-09-01", "2025-09-05", "S62.3"),
            taken_back(1, "5000.00", "2025-10-20"),
            stay(1, "3000.00", "i6", "2025-09-05", "2025-09-09", "S62.3", setl="b"),
        )
        assert made.of("I12").iloc[0].value == 3000.0
