"""The pack goes out and comes back; verdicts flow to the night, samples to the planner."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts.codes import load_code_lists
from contracts.errors import UsageError
from planning.learned_rates import learn_rates
from review.errors import NotAllowed, NotNow, NotValid
from review.exports.feedback_export import _merge_visit_verdicts, write_verdicts
from review.models import AuditEntry, PlannedVisit, VisitOutcome
from review.visits import actions, results
from review.visits.first_day import FIRST_DAY
from review.visits.pack import write_pack
from tests.review.test_plans import (  # noqa: F401
    approved,
    clock,
    open_as,
    plain_files,
    plan,
    plan_folder,
    planner2,
    registers,
)

pytestmark = pytest.mark.django_db
VISIT = "P1-001"


@pytest.fixture
def begun(approved, officers, clock):  # noqa: F811
    """The visit that chance drew, begun on its day."""
    visit = PlannedVisit.objects.get(pk=VISIT)
    visit.facts |= {"target_kind": "P", "inspection_kind": "1", "target_id": "T1"}
    visit.leads[0] |= {"amount_involved": 5.0, "indicator_id": "U04", "level": "H"}
    visit.save()
    clock("2026-07-06T08:00")
    return actions.begin_visit(VISIT, officers["checker"])


def fill_pack(visit, changes=(), extra=(), **result):
    """The pack as a team fills it: lead F1 is true with 4 yuan; changes: (row, column, value)."""
    book = openpyxl.load_workbook(io.BytesIO(write_pack(visit)))
    head = {c.value: c.column for c in book["检查结果"][1]}
    filled = {"办结日期": date(2026, 7, 6), "实际人日": 3.5} | result
    for name, value in filled.items():
        book["检查结果"].cell(2, head[name], value)
    sheet = book["检查底稿"]
    head = {c.value: c.column for c in sheet[1]}
    lead = ((2, "核查结论", "1 属实"), (2, "核实金额", 4))
    sampled = [
        (3 + n, name, value)
        for n, (conclusion, yuan) in enumerate(extra)
        for name, value in (
            ("任务编号", visit.pk),
            ("底稿编号", f"S{n:03}"),
            ("抽样分层", "1"),
            ("记录表", "settlement"),
            ("记录号", f"R{n}"),
            ("涉及金额", 100),
            ("核查结论", conclusion),
            ("核实金额", yuan),
            ("不属实原因", None if yuan else "F8"),
        )
    ]
    for row, name, value in (*lead, *sampled, *changes):
        sheet.cell(row, head[name]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill_cells(content, result, lead):
    """A pack with the cells of its result and of its first lead filled, by title."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, values in ((book["检查结果"], result), (book["检查底稿"], lead)):
        head = {c.value: c.column for c in sheet[1]}
        for title, value in values.items():
            sheet.cell(2, head[title]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_kind_of_target_has_its_list_of_the_first_day():
    assert set(FIRST_DAY) == set(load_code_lists()["inspection_target_kind"])


def test_the_pack_says_who_goes_what_is_secured_and_what_is_asked(begun, officers):
    page = open_as(officers["checker2"]).get(reverse("visit_pack", args=[VISIT]))
    book = openpyxl.load_workbook(io.BytesIO(page.content))
    assert book.sheetnames == ["任务", "首日封存清单", "检查结果", "检查底稿"]
    task = [cell.value for row in book["任务"].rows for cell in row]
    assert "Z1 至 2027-01-01" in task and "第1药店" in task
    assert "重点品种货架盘点" in [row[1].value for row in book["首日封存清单"].rows]
    assert [c.value for c in book["检查底稿"][2]][:3] == [VISIT, "L001", "F1"]
    assert AuditEntry.objects.filter(action="visit_pack", target=VISIT).count() == 1


def test_the_pack_is_locked_until_its_time_and_to_others(approved, officers, clock):  # noqa: F811
    there = reverse("visit_pack", args=[VISIT])
    clock("2026-07-03T23:59")
    assert open_as(officers["checker"]).get(there).status_code == 403
    clock("2026-07-06T08:00")
    for role in ("reviewer", "head", "planner", "discipline", "reader", "administrator"):
        assert open_as(officers[role]).get(there).status_code == 403, role


def test_results_come_in_by_one_and_are_confirmed_by_another(begun, officers, tmp_path):
    client, other = open_as(officers["checker"]), open_as(officers["checker2"])
    file = SimpleUploadedFile("pack.xlsx", fill_pack(begun))
    there = reverse("visit_results", args=[VISIT])
    assert client.post(there, {"file": file}).status_code == 302
    confirm = reverse("visit_confirm", args=[VISIT])
    assert client.post(confirm).status_code == 403
    assert open_as(officers["reviewer"]).post(confirm).status_code == 403
    assert write_verdicts(tmp_path / "before") == 0
    assert "待另一名组员复核" in other.get(reverse("visits")).content.decode()
    assert other.post(confirm).status_code == 302
    assert write_verdicts(tmp_path / "after") == 1
    row = pq.read_table(tmp_path / "after" / "finding_feedback.parquet").to_pylist()[0]
    assert (row["finding_id"], row["conclusion"], float(row["amount_confirmed"])) == ("F1", "1", 4)
    with pytest.raises(NotNow):
        results.take_results(VISIT, officers["checker"], fill_pack(begun))
    with pytest.raises(NotNow):
        results.confirm_results(VISIT, officers["checker2"])


def test_a_random_visit_moves_prevalence_and_no_rule_that_did_not_fire(begun, officers, tmp_path):
    """Acceptance 9: 25 sampled records without a finding, 5 of them wrong."""
    extra = [("1 属实", 100)] * 5 + [("3 不属实", None)] * 20
    begun.facts["source"] = "random"
    begun.save()
    results.take_results(VISIT, officers["checker"], fill_pack(begun, extra=extra))
    results.confirm_results(VISIT, officers["checker2"])
    assert write_verdicts(tmp_path) == 1  # the lead alone; a sampled record names no rule
    assert results.write_results(tmp_path) == (1, 26)
    found = [pd.read_parquet(tmp_path / f"{n}.parquet") for n in ("visit_result", "visit_item")]
    targets = pd.DataFrame({"target_id": ["T1"], "target_kind": ["P"], "level": [None]})
    leads = pd.DataFrame({"finding_id": ["F9"], "indicator_id": ["U05"], "level": ["S"]})
    none = [frame.iloc[:0] for frame in found]
    before, after = (learn_rates(*frames, targets, leads) for frames in (none, found))
    assert before.unseen_rate == {} and after.unseen_rate == {"settlement": 0.2}
    assert after.get_kappa("U05", "S") == before.get_kappa("U05", "S")
    assert set(after.kappa) == {"U04"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([(2, "疑点编号", "F2")], "被改动"),
        ([(2, "指标", "U99")], "被改动"),
        ([(2, "涉及金额", 50)], "涉及金额被改动"),
        ([(2, "核实金额", None)], "缺核实金额"),
        ([(2, "核查结论", "3 不属实")], "缺不属实原因"),
        ([(2, "底稿编号", "L009")], "缺失"),
    ],
)
def test_a_lead_comes_back_as_it_went_out_with_a_whole_answer(begun, officers, changes, words):
    with pytest.raises(NotValid, match=words):
        results.take_results(VISIT, officers["checker"], fill_pack(begun, changes))
    assert not VisitOutcome.objects.exists()


def test_wrong_cells_are_named(begun, officers):
    with pytest.raises(UsageError, match=r"第2行.*核查结论"):
        wrong = fill_pack(begun, [(2, "核查结论", "也许")])
        results.take_results(VISIT, officers["checker"], wrong)
    for result, words in (
        ({"办结日期": None}, "办结日期"),
        ({"办结日期": date(2026, 7, 7)}, "晚于今日"),
        ({"对象编号": "T2"}, "不得改动"),
    ):
        with pytest.raises(NotValid, match=words):
            results.take_results(VISIT, officers["checker"], fill_pack(begun, **result))
    with pytest.raises(NotValid):
        results.take_results(VISIT, officers["checker"], b"no workbook")


def test_results_wait_for_the_visit_and_are_the_teams(begun, officers):
    with pytest.raises(NotAllowed):
        results.take_results(VISIT, officers["reviewer"], b"")
    with pytest.raises(NotNow):
        results.take_results("P1-002", officers["reviewer"], b"")


def test_results_of_the_restricted_part_are_written_apart(begun, officers, tmp_path):
    results.take_results(VISIT, officers["checker"], fill_pack(begun))
    results.confirm_results(VISIT, officers["checker2"])
    begun.plan.is_restricted = True
    begun.plan.save()
    results.write_results(tmp_path)
    assert pq.read_table(tmp_path / "visit_result.parquet").num_rows == 0
    assert pq.read_table(tmp_path / "restricted" / "visit_result.parquet").num_rows == 1


def test_a_case_that_has_its_verdict_keeps_it_beside_a_visits():
    of_cases = [
        {"finding_id": "F1", "conclusion": "3", "stage": "08"},
        {"finding_id": "F2", "conclusion": None, "stage": "03"},
    ]
    of_visits = [
        (f, {"finding_id": f, "conclusion": "1", "stage": "05"}) for f in ("F1", "F2", "F3")
    ]
    merged = {r["finding_id"]: r for r in _merge_visit_verdicts(of_cases, of_visits)}
    assert {f: (r["conclusion"], r["stage"]) for f, r in merged.items()} == {
        "F1": ("3", "08"),
        "F2": ("1", "03"),
        "F3": ("1", "05"),
    }
