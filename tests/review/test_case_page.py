"""The case page: rings in groups, a timeline of what findings touch, rows with totals and pages."""

from datetime import date

import pytest
from django.urls import reverse

from review import actions
from review.charts.ring import draw_ring_group
from review.charts.ring_groups import split_ring
from review.charts.timeline import draw_timelines
from review.measure_words import format_measure
from review.models import Case, CaseSubject, RingTie
from review.pages.source_rows import build_source_table
from review.receiving import receive_run
from tests.review.drawn_run import DrawnCase, write_run

ONE, TWO = "C0000000000000001", "C0000000000000002"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.06741, "share", "6.7%"),
        (0.00034, "share", "0.03%"),
        (0.0, "share", "0.0%"),
        (12665.74, "yuan", "12,665.74元"),
        (3.0, "months", "3个月"),
        (2.3456789, "ratio", "2.346倍"),
        (None, "share", ""),
        (1.5, "没有这个单位", "1.5没有这个单位"),
    ],
)
def test_a_value_is_spelt_as_in_its_sentence(value, unit, words):
    assert format_measure(value, unit) == words


def tie(case_id, kind, link_id, subjects=20):
    return RingTie(case_id=case_id, link_kind=kind, link_id=link_id, link_subjects=subjects)


def two_circles(count=30):
    """Two devices with `count` cases each, and one employer that two of them have in common."""
    ties = [tie(f"a{n:02d}", "device", "d1") for n in range(count)]
    ties += [tie(f"b{n:02d}", "device", "d2") for n in range(count)]
    return [*ties, tie("a00", "employer", "e1"), tie("b00", "employer", "e1")]


class TestRing:
    def test_a_ring_falls_into_what_belongs_together(self):
        groups = split_ring(two_circles(), "b07")
        assert sorted(len(g.ties) for g in groups) == [29, 31] and "b07" in groups[0].ties
        assert all(g.kinds["device"] == 1 for g in groups), "two devices are two groups"

    def test_what_hangs_on_one_tie_alone_is_one_node(self):
        ties = [*two_circles(), tie("b07", "phone", "t"), tie("b08", "phone", "t")]
        (group, *_) = split_ring(ties, "b07")
        shown, collapsed = group.collapse_hubs("b07")
        assert set(shown) >= {"b07", "b08"} and collapsed[("device", "d2")] in (27, 28)
        picture = draw_ring_group(group, "b07", {})
        assert f">+{collapsed['device', 'd2']}</text>" in picture
        assert picture.count('data-kind="phone"') == 3, "two lines and what they share"

    def test_a_small_group_is_drawn_case_by_case(self):
        (group,) = split_ring([tie(f"c{n}", "bank", "b") for n in range(5)], "c3")
        assert group.collapse_hubs("c3") == (["c0", "c1", "c2", "c3", "c4"], {})

    def test_the_same_ring_gives_the_same_picture(self):
        first, again = (split_ring(two_circles(), "a00")[0] for _ in range(2))
        assert draw_ring_group(first, "a00", {}) == draw_ring_group(again, "a00", {})

    def test_no_ties_no_groups(self):
        assert split_ring([], "c") == []


class TestTimeline:
    spans = [(date(2026, 1, 1), date(2026, 3, 31))]

    def test_it_begins_with_what_the_findings_touch(self):
        lanes = {"缴费": [(date(2018, 1, 1), "x"), (date(2026, 2, 1), "y")]}
        near, year, everything = draw_timelines(lanes, self.spans)
        assert (near.left_out, year.left_out, everything.left_out) == (1, 1, 0)
        assert "2018" not in near.picture and ">2018<" in everything.picture

    def test_one_view_where_nothing_is_left_out(self):
        lanes = {"缴费": [(date(2026, 2, 1), "y")]}
        assert [v.key for v in draw_timelines(lanes, self.spans)] == ["near"]

    def test_ends_of_the_calendar_do_not_break_it(self):
        lanes = {"参保": [(date.min, "起"), (date.max, "止")]}
        assert draw_timelines(lanes, [(date.min, date.max)])
        assert draw_timelines(lanes, self.spans)[-1].left_out == 0
        assert draw_timelines({}, []) == []


class TestRows:
    @pytest.fixture
    def desk(self, tmp_path, officers, client, db):
        """A case with 250 payments, the case of one of its persons beside it."""
        rows = [
            {
                "claim_id": "u1",
                "benefit_month": f"{2000 + n // 12}-{n % 12 + 1:02d}",
                "paid_date": "2026-03-05",
                "paid_amount": "100.10",
            }
            for n in range(250)
        ]
        findings = [("U04", "H", 25025, {"unemployment_payment": rows})]
        cases = [DrawnCase(ONE, findings=findings), DrawnCase(TWO)]
        receive_run(write_run(tmp_path / "run", cases))
        client.force_login(officers["head"])
        return client

    def test_a_case_page_shows_the_first_with_the_total_of_all(self, desk):
        (table,) = desk.get(reverse("case", args=[ONE])).context["tables"]
        assert (table.count, len(table.rows)) == (250, 20)
        assert "25,025.00" in table.totals
        labels = [name for name, _ in table.columns]
        assert labels[:2] == ["benefit_month", "paid_amount"] or labels[0] == "benefit_month"
        assert labels[-1] == "claim_id", "what never varies and only identifies comes last"

    def test_the_print_holds_every_row(self, desk):
        (table,) = desk.get(reverse("case", args=[ONE]), {"all": "1"}).context["tables"]
        assert len(table.rows) == 250

    def test_pages_hold_them_all(self, desk):
        address = reverse("case_rows", args=[ONE, "unemployment_payment"])
        sizes = [len(desk.get(address, {"page": n}).context["table"].rows) for n in (1, 2, 3)]
        assert sizes == [100, 100, 50]
        assert desk.get(reverse("case_rows", args=[ONE, "nothing"])).status_code == 404

    def test_subjects_have_their_amounts_total_and_other_cases(self, desk):
        case = Case.objects.get(pk=ONE)
        other = Case.objects.get(pk=TWO)
        CaseSubject.objects.create(
            case=case,
            run=case.last_run,
            subject_kind="person",
            subject_id=other.subject_id,
            role="carried",
            amount_involved=75,
            record_count=3,
        )
        page = desk.get(reverse("case", args=[ONE]))
        total = page.context["subjects_total"]
        assert (total["count"], total["yuan"], total["rows"]) == (2, 25100, 4)
        others = {s.subject_id: cases for s, cases in page.context["subjects"]}
        assert others[other.subject_id] == [other]
        assert "证据中涉及" in page.content.decode()


def test_codes_are_shown_by_their_texts(officers, rf):
    rows = [{"status": "2", "granted_months": 24, "claim_id": "u1"}]
    table = build_source_table("unemployment_claim", rows, officers["head"])
    at = [name for name, _ in table.columns].index("status")
    assert table.rows[0][at] != "2"


def test_the_history_names_the_findings_that_changed(tmp_path, officers, client):
    first = DrawnCase(ONE, findings=[("U04", "H", 10, {"unemployment_claim": [{"claim_id": "a"}]})])
    again = DrawnCase(
        ONE,
        findings=[
            ("U04", "H", 20, {"unemployment_claim": [{"claim_id": "a", "granted_months": 3}]}),
            ("U05", "S", 5, {}),
        ],
    )
    receive_run(write_run(tmp_path / "one", [first], run_id="20260630-a"))
    actions.issue(ONE, officers["head"])
    receive_run(write_run(tmp_path / "two", [again], run_id="20260701-b", as_of=date(2026, 7, 1)))
    client.force_login(officers["head"])
    page = client.get(reverse("case", args=[ONE])).content.decode()
    assert "新增疑点1条（U05" in page and "1条疑点证据有变化（U04" in page
    assert "涉及金额10.00元→25.00元" in page
