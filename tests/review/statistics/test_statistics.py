"""The figures: each definition on a few drawn facts, reproducible for a frozen day."""

import io
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from review import actions, audit
from review.actions import Answer, Check
from review.models import AuditEntry, Case
from review.statistics import charts
from review.statistics import facts as facts_module
from review.statistics import frozen_periods as frozen_module
from review.statistics.facts import ActFact, CaseFact, Facts, FindingFact, collect_facts
from review.statistics.figures import (
    EMPTY,
    compute_figures,
    compute_figures_by,
    compute_hit_rates,
    estimate_missed,
    list_last_months,
    restrict_facts,
)
from review.statistics.frozen_periods import (
    FrozenFactsMismatch,
    load_frozen_facts,
    pack_facts,
    unpack_facts,
)
from review.statistics.monthly_workbook import (
    COLUMNS,
    FrozenFacts,
    compute_due_day,
    write_monthly_workbook,
)
from review.statistics.rate_intervals import MissedEstimate, Share
from tests.review.conftest import PASSWORD, make_officer
from tests.review.drawn_run import DrawnCase, write_run

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
FREEZE = date(2026, 11, 6)
SAME = {
    "authority": "人社",
    "district": "330203",
    "fund": "失业保险",
    "scenario_id": "s",
    "scenario": "短期参保",
}


def finding(number, **changes) -> FindingFact:
    told = SAME | {
        "finding_id": f"F{number}",
        "case_id": f"C{number}",
        "indicator_id": "U01",
        "indicator": "参保即领",
        "level": "H",
        "model_version": "",
        "subject": f"p{number}",
        "subject_kind": "person",
        "record": f"r{number}",
        "record_table": "unemployment_claim",
        "amount_involved": Decimal(1000),
        "issued_on": date(2026, 10, 10),
        "due_on": date(2026, 11, 2),
        "conclusion": "",
        "concluded_on": None,
    }
    return FindingFact(**(told | changes))


def case(number, **changes) -> CaseFact:
    told = SAME | {
        "case_id": f"C{number}",
        "subject": f"p{number}",
        "subject_kind": "person",
        "state": "02",
        "issued_on": date(2026, 10, 10),
        "closed_on": None,
        "control_gap": "none",
        "conclusion": "",
        "amount_confirmed": Decimal(0),
        "confirmed_on": None,
        "was_filed": False,
    }
    return CaseFact(**(told | changes))


def act(kind, amount=0, on=date(2026, 10, 20), number=1, **changes) -> ActFact:
    told = SAME | {"case_id": f"C{number}", "subject": f"p{number}", "subject_kind": "person"}
    return ActFact(kind=kind, on=on, amount=Decimal(amount), **(told | changes))


def facts(findings=(), cases=(), acts=(), scored=None) -> Facts:
    return Facts(FREEZE, list(findings), list(cases), list(acts), scored or {})


def october(*findings, cases=(), acts=()):
    return compute_figures(facts(findings, cases, acts), *OCTOBER)


class TestDefinitions:
    def test_nothing_is_nothing(self):
        assert (
            october() == EMPTY and EMPTY.hit_share.value is None and EMPTY.recovered_share is None
        )

    def test_issued_and_distinct_subjects(self):
        told = october(
            finding(1), finding(2, case_id="C1", subject="p1"), finding(3, subject_kind="employer")
        )
        assert (told.findings, told.cases, told.persons, told.bodies) == (3, 2, 1, 1)

    def test_another_month_is_another_months(self):
        assert (
            october(
                finding(1, issued_on=date(2026, 9, 30)), finding(2, issued_on=date(2026, 11, 1))
            )
            == EMPTY
        )

    def test_checked_confirmed_and_the_rest(self):
        told = october(
            *[finding(n, conclusion=c) for n, c in enumerate(["1", "2", "3", "5", "", "1"])]
        )
        assert (told.checked, told.confirmed, told.not_true, told.unknown, told.pending) == (
            5,
            3,
            1,
            1,
            1,
        )
        assert told.hit_share == Share(3, 5) and told.verification_rate == Share(5, 6)

    @pytest.mark.parametrize(
        ("due", "conclusion", "late"),
        [(date(2026, 11, 5), "", 1), (FREEZE, "", 0), (date(2026, 11, 5), "3", 0), (None, "", 0)],
    )
    def test_overdue_is_past_its_day_without_a_conclusion(self, due, conclusion, late):
        assert october(finding(1, due_on=due, conclusion=conclusion)).overdue == late

    def test_overlapping_rules_count_a_payment_once(self):
        told = october(
            finding(1, amount_involved=Decimal(900)),
            finding(2, case_id="C1", record="r1", amount_involved=Decimal(1500)),
            finding(
                3, case_id="C1", record="r1", record_table="injury_case", amount_involved=Decimal(7)
            ),
        )
        assert told.involved == Decimal(1507)

    def test_money_counts_on_its_own_day(self):
        told = october(
            acts=[
                act("to_recover", 3000),
                act("recovered", 900),
                act("recovered", 50, date(2026, 11, 1)),
            ]
        )
        assert (told.to_recover, told.recovered, told.recovered_share) == (3000, 900, 0.3)

    def test_measures_and_referrals(self):
        told = october(
            acts=[
                act("measure:5", 2000),
                act("measure:4", number=2),
                act("measure:4", number=2),
                act("referral:police", 60_000),
                act("referral:police", 40_000, number=2),
                act("filed", number=2),
                act("referral:discipline"),
                act("referral:other"),
            ]
        )
        assert (told.fines, told.fines_yuan, told.agreements) == (1, 2000, 1)
        assert (told.police_cases, told.police_persons, told.police_yuan, told.filed) == (
            2,
            2,
            100_000,
            1,
        )
        assert (told.discipline_cases, told.discipline_persons, told.other_cases) == (1, 1, 1)

    @pytest.mark.parametrize(
        ("yuan", "filed", "expected"),
        [
            (9_999, False, (0, 0)),
            (9_999, True, (1, 0)),
            (10_000, False, (1, 0)),
            (500_000, False, (0, 1)),
        ],
    )
    def test_incidents(self, yuan, filed, expected):
        told = october(
            cases=[
                case(
                    1,
                    conclusion="1",
                    confirmed_on=date(2026, 10, 30),
                    amount_confirmed=Decimal(yuan),
                    was_filed=filed,
                )
            ]
        )
        assert (told.incidents, told.incidents_major) == expected

    def test_gaps_and_closings(self):
        told = october(
            finding(1),
            finding(2),
            cases=[
                case(1, control_gap="closed", state="08", closed_on=date(2026, 10, 31)),
                case(2, control_gap="open"),
                case(3, state="08", closed_on=date(2026, 11, 1)),
            ],
        )
        assert (told.gaps, told.gaps_closed, told.closed, told.closure_rate) == (
            2,
            1,
            1,
            Share(1, 2),
        )

    def test_the_control_sample_is_not_among_the_findings(self):
        assert october(finding(1, level="control", conclusion="1")).findings == 0

    def test_parts_add_up_to_the_whole(self):
        whole = facts(
            [
                finding(n, district=d, conclusion="1")
                for n, d in enumerate(["330203", "330205", "330203"])
            ],
            [
                case(0, amount_confirmed=Decimal("12.34")),
                case(1, district="330205", amount_confirmed=Decimal(5)),
            ],
            [act("recovered", 5), act("recovered", 7, district="330205")],
        )
        parts = compute_figures_by(whole, lambda r: (r.district,), *OCTOBER)
        total = compute_figures(whole, *OCTOBER)
        assert set(parts) == {("330203",), ("330205",)}
        for name in ("findings", "confirmed", "confirmed_yuan", "recovered"):
            assert sum(getattr(p, name) for p in parts.values()) == getattr(total, name)

    def test_a_scope_is_a_part(self):
        whole = facts([finding(1), finding(2, district="330205"), finding(3, authority="医保")])
        assert [
            f.finding_id
            for f in restrict_facts(whole, districts=["330203"], authority="人社").findings
        ] == ["F1"]
        assert restrict_facts(whole, districts=[]).findings == []
        assert len(restrict_facts(whole).findings) == 3


class TestRates:
    def test_by_rule_and_by_model(self):
        rows = [
            finding(1, conclusion="1"),
            finding(2, conclusion="3"),
            finding(3),
            finding(4, indicator_id="model", level="M", model_version="v2", conclusion="2"),
            finding(5, level="control", conclusion="1"),
        ]
        assert compute_hit_rates(facts(rows)) == {("短期参保", "U01", "参保即领"): Share(1, 2)}
        assert compute_hit_rates(facts(rows), of_models=True) == {("短期参保", "v2"): Share(1, 1)}

    def test_what_the_list_misses_is_estimated_from_the_control_sample(self):
        rows = [finding(n, level="control", conclusion="1" if n == 0 else "3") for n in range(20)]
        rows += [finding(20, level="control"), finding(21), finding(22)]
        told = estimate_missed(facts(rows, scored={"s unemployment_claim": 1002}))
        assert told == {("短期参保", "unemployment_claim"): MissedEstimate(Share(1, 20), 1000)}
        (one,) = told.values()
        assert one.expected == 50 and one.low < 50 < one.high and one.high > 200

    def test_wilson_against_published_values(self):
        """Newcombe 1998, table I: 81 of 263 and 0 of 20."""
        share = Share(81, 263)
        assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)
        assert Share(0, 20).low == 0 and round(Share(0, 20).high, 4) == 0.1611

    @given(st.integers(0, 500), st.integers(1, 500))
    def test_an_interval_holds_its_share(self, hits, more):
        share = Share(hits, hits + more)
        assert 0 <= share.low <= share.value <= share.high <= 1
        assert Share(hits * 10, (hits + more) * 10).high <= share.high + 1e-12, (
            "ten times the cases: no wider"
        )


def test_twelve_months_back_over_the_turn_of_the_year():
    spans = list_last_months(date(2026, 2, 15), 3)
    assert spans == [
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
    ]


def test_the_table_goes_up_by_the_fifth_working_day():
    assert compute_due_day(date(2026, 9, 30)) == date(2026, 10, 13)
    assert compute_due_day(date(2026, 12, 31)) == date(2027, 1, 8)


FACTS = facts(
    [
        finding(1, conclusion="1", concluded_on=date(2026, 10, 20)),
        finding(2, indicator="=1+1"),
    ],
    [case(1, state="08", closed_on=date(2026, 10, 30))],
    [act("recovered", "5.50")],
    {"s unemployment_claim": 7},
)


class TestBook:
    def book(self, told=FACTS, digest="ab" * 32):
        return write_monthly_workbook(FrozenFacts(told, digest, "全市"), *OCTOBER)

    def test_the_same_facts_give_the_same_bytes(self):
        assert self.book() == self.book(unpack_facts(pack_facts(FACTS)))

    def test_sheets_columns_and_total(self):
        book = openpyxl.load_workbook(io.BytesIO(self.book()))
        assert book.sheetnames == [
            "月报",
            "近十二个月",
            "规则属实率",
            "模型属实率",
            "漏查估计",
            "口径说明",
        ]
        rows = list(book["月报"].values)
        assert rows[3] == ("险种", "场景", "属地", *(c[0] for c in COLUMNS))
        assert rows[4][:5] == ("失业保险", "短期参保", "海曙区", 2, 2)
        assert (rows[5][0], rows[5][3:5]) == ("合计", (2, 2))
        assert "已冻结" in rows[1][0] and any("abab" in str(r[0]) for r in book["口径说明"].values)
        assert len(list(book["近十二个月"].values)) == 13

    def test_no_title_becomes_a_formula(self):
        for sheet in openpyxl.load_workbook(io.BytesIO(self.book())).worksheets:
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)

    def test_a_day_that_is_not_over_says_so(self):
        book = openpyxl.load_workbook(io.BytesIO(self.book(digest="")))
        assert "尚未冻结" in book["月报"]["A2"].value


class TestPictures:
    share = [("U01 参保即领", Share(3, 5)), ("<script>alert(1)</script>", Share(0, 0))]

    @pytest.mark.parametrize(
        "made",
        [
            lambda s: charts.draw_rates("属实率", s.share),
            lambda s: charts.draw_rates("none", []),
            lambda s: charts.draw_monthly_columns(
                "月", ["26-09", "26-10"], [("下发", "#000", [0, 12_345]), ("核查", "#111", [0, 3])]
            ),
            lambda s: charts.draw_monthly_columns("月", [], []),
            lambda s: charts.draw_nested_bars(
                "区", [("海曙", 5, 3), ("a&b", 0, 0)], ("下发", "核查")
            ),
            lambda s: charts.draw_funnel("漏斗", [("下发", 0), ("核查", 0)]),
        ],
    )
    def test_a_picture_is_whole_and_carries_no_script(self, made):
        picture = str(made(self))
        root = ElementTree.fromstring(picture)
        assert root.find("{http://www.w3.org/2000/svg}title").text
        assert "<script" not in picture and "style=" not in picture

    @pytest.mark.parametrize(
        ("value", "shown"),
        [(0, "0"), (999, "999"), (12_345, "1.2万"), (250_000_000, "2.5亿"), (0.5, "0.5")],
    )
    def test_figures_are_short(self, value, shown):
        assert charts.shorten_number(value) == shown

    @given(st.floats(0, 1e12))
    def test_the_axis_ends_at_or_above_the_largest(self, value):
        assert charts.round_up(value) >= value


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.mark.django_db
class TestFrozenDays:
    first = "C0000000000000001"

    @pytest.fixture
    def worked(self, received, officers):
        """One case confirmed and partly recovered, one issued, a restricted one issued."""
        for case_id in (self.first, "C0000000000000003"):
            actions.issue(case_id, officers["head"])
        actions.issue("C0000000000000009", officers["discipline"])
        held = actions.take(self.first, officers["checker"])
        told = Answer(
            "1",
            nature="欺诈骗取",
            amount_confirmed=Decimal(9000),
            account="已核实银行流水",
            remark="并查上年同类",
        )
        actions.answer(
            held, officers["checker"], {f.pk: told for f in held.findings.all()}, Check("李二")
        )
        actions.examine(self.first, officers["reviewer"])
        actions.confirm(self.first, officers["reviewer"])
        today = timezone.localdate()
        actions.record_money(
            self.first, officers["checker"], kind="to_recover", amount=Decimal(500), on=today
        )
        actions.record_money(
            self.first, officers["checker"], kind="recovered", amount=Decimal(200), on=today
        )
        return officers

    def today(self):
        return timezone.localdate()

    def test_the_desk_in_figures(self, worked):
        told = compute_figures(collect_facts(self.today()), self.today(), self.today())
        assert (told.findings, told.cases, told.checked, told.confirmed, told.pending) == (
            3,
            2,
            2,
            2,
            1,
        )
        assert (told.confirmed_yuan, told.to_recover, told.recovered) == (18000, 500, 200)
        assert (told.incidents, told.incidents_major) == (1, 0)

    def test_the_restricted_list_has_figures_of_its_own(self, worked):
        told = collect_facts(self.today(), restricted=True)
        assert {f.scenario_id for f in told.findings} == {"agency_handling"}
        assert "agency_handling" not in {
            f.scenario_id for f in collect_facts(self.today()).findings
        }

    def test_a_conclusion_taken_back_is_none(self, worked):
        actions.send_back(self.first, worked["reviewer"], because="证据不足，重新核查")
        told = compute_figures(collect_facts(self.today()), self.today(), self.today())
        assert (told.checked, told.confirmed_yuan, told.incidents) == (0, 0, 0)

    def test_yesterday_knows_nothing_of_today(self, worked):
        assert collect_facts(self.today() - timedelta(1)).findings == []

    def test_facts_survive_their_file(self, worked):
        told = collect_facts(self.today())
        assert unpack_facts(pack_facts(told)) == told and pack_facts(told) == pack_facts(
            unpack_facts(pack_facts(told))
        )

    def tomorrow(self, monkeypatch):
        day = self.today() + timedelta(1)
        monkeypatch.setattr(frozen_module.timezone, "localdate", lambda: day)

    def test_a_day_that_is_over_keeps_its_figures(self, worked, monkeypatch, home):
        day = self.today()
        assert load_frozen_facts(day)[1] == "", "not over: not frozen"
        self.tomorrow(monkeypatch)
        first, digest = load_frozen_facts(day)
        assert (
            len(digest) == 64 and AuditEntry.objects.get(action="freeze").detail["sha256"] == digest
        )
        Case.objects.filter(pk=self.first).update(district="330205")  # a later night moves the case
        assert load_frozen_facts(day) == (first, digest)
        assert audit.verify_chain().broken_at is None

    def test_a_file_that_was_changed_is_refused(self, worked, monkeypatch, home):
        day = self.today()
        self.tomorrow(monkeypatch)
        load_frozen_facts(day)
        (path,) = (home / "statistics").glob("*.parquet")
        path.chmod(0o600)
        path.write_bytes(pack_facts(FACTS))
        with pytest.raises(FrozenFactsMismatch, match="不是冻结时的文件"):
            load_frozen_facts(day)

    def test_a_file_that_is_gone_comes_back_only_as_it_was(self, worked, monkeypatch, home):
        day = self.today()
        self.tomorrow(monkeypatch)
        _, digest = load_frozen_facts(day)
        (path,) = (home / "statistics").glob("*.parquet")
        path.unlink()
        assert load_frozen_facts(day)[1] == digest
        path.unlink()
        Case.objects.filter(pk=self.first).update(district="330205")
        with pytest.raises(FrozenFactsMismatch, match="从备份恢复"):
            load_frozen_facts(day)

    def test_the_run_says_how_many_records_it_scored(self, worked):
        assert facts_module._load_scored_counts(timezone.now(), False) == {}, (
            "a run without scores.parquet"
        )


@pytest.mark.django_db
class TestPages:
    def page(self, client, name, query=""):
        client.login(username=name, password=PASSWORD)
        return client.get(reverse("statistics") + query)

    def test_charts_without_a_script(self, client, received, officers):
        actions.issue("C0000000000000001", officers["head"])
        today = timezone.localdate()
        shown = self.page(
            client, "head", f"?first={today}&last={today}&frozen_on={today}"
        ).content.decode()
        assert shown.count("<svg") == 5 and "漏查估计" in shown and "当日未结束" in shown

    def test_the_first_page_shows_yesterday(self, client, received, officers):
        assert self.page(client, "reader").status_code == 200

    @pytest.mark.parametrize(
        "query",
        [
            "?first=x&last=2026-01-01&frozen_on=2026-01-01",
            "?first=2026-02-01&last=2026-01-01&frozen_on=2026-01-01",
            "?first=2026-01-01&last=2026-01-02&frozen_on=2999-01-01",
        ],
    )
    def test_what_cannot_be_asked(self, client, officers, query):
        assert self.page(client, "head", query).status_code == 400

    def test_a_district_sees_its_own(self, client, received, officers):
        for case_id in ("C0000000000000001", "C0000000000000002"):
            actions.issue(case_id, officers["head"])
        make_officer("far", "checker", ["330212"])
        today = timezone.localdate()
        query = f"?first={today}&last={today}&frozen_on={today}"
        assert self.page(client, "far", query).context["figures"].findings == 1
        assert self.page(client, "head", query).context["figures"].findings == 3
        assert self.page(client, "far", query + "&district=330203").status_code == 400
        assert self.page(client, "discipline", query).context["figures"].findings == 0

    def test_the_monthly_table_is_logged(self, client, received, officers):
        client.login(username="head", password=PASSWORD)
        made = client.get(reverse("statistics_monthly"))
        assert openpyxl.load_workbook(io.BytesIO(made.content)).sheetnames[0] == "月报"
        assert AuditEntry.objects.filter(action="export", target="monthly").exists()

    def test_the_administrator_sees_no_figures(self, client, officers):
        assert self.page(client, "administrator").status_code == 403


def test_a_run_with_scores_is_counted_by_scenario_and_table(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    from review.receiving.read_run import PublishedRun

    folder = write_run(tmp_path / "r", [DrawnCase("C1")])
    rows = [{"scenario_id": "s", "record_table": t} for t in ("person", "person", "employer")]
    pq.write_table(pa.Table.from_pylist(rows), folder / "scores.parquet")
    assert PublishedRun(folder).scored() == {"s person": 2, "s employer": 1}
