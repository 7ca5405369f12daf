"""A workbook is exported, filled in and imported: good rows go in, bad rows are reported."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from review import actions, audit, transitions
from review.errors import NotAllowed, NotNow, NotValid
from review.excel.apply_import import apply_import
from review.excel.errors_workbook import write_errors_workbook
from review.excel.export_checklist import TO_SETTLE, export_checklist
from review.excel.file_safety import open_workbook
from review.excel.read_workbook import locate_cell, read_returned_workbook
from review.excel.staging import discard_workbook, fetch_workbook, stage_workbook
from review.excel.validate_import import validate_import
from review.models import AuditEntry, Case, CaseEvent, Indicator, MoneyEntry, Note, Verdict
from tests.review.conftest import make_officer
from tests.review.excel.workbooks import FILLED, edited, filled

pytestmark = pytest.mark.django_db
FIRST, OTHER_DISTRICT, MEDICAL = "C0000000000000001", "C0000000000000002", "C0000000000000003"


@pytest.fixture
def desk(received, officers):
    """The cases handed out for checking."""
    for case in Case.objects.filter(is_restricted=False):
        actions.issue(case, officers["head"])
    return officers


@pytest.fixture
def checker(desk):
    return desk["checker"]


def today():
    return timezone.localdate()


def answer(checker, **changes):
    mine = {"checkers": f"{checker.name}、李二", "checked_date": today()}
    return {k: v for k, v in (FILLED | mine | changes).items() if v is not None}


def handed_out(officer, district="330203", **given):
    return export_checklist(officer, district, **given).content


def read(content, officer):
    return validate_import(read_returned_workbook(open_workbook(content)), officer, today=today())


def rows_of(content):
    return {r.finding_id: r.number - 1 for r in read_returned_workbook(open_workbook(content)).rows}


def rows_of_case(content, case_id):
    ids = set(Case.objects.get(pk=case_id).findings.values_list("finding_id", flat=True))
    return [n for finding_id, n in rows_of(content).items() if finding_id in ids]


def errors(checked):
    return {(p.cell, p.message) for p in checked.errors}


def test_a_whole_case_goes_in(checker):
    content = handed_out(checker)
    mine = rows_of_case(content, FIRST)
    checked = read(filled(content, {n: answer(checker) for n in mine}), checker)
    assert (checked.good, checked.refused, checked.empty) == (2, 0, 1)
    applied = apply_import(checked, checker, today=today())
    assert (applied.cases, applied.findings, applied.refused) == (1, 2, [])
    case = Case.objects.get(pk=FIRST)
    assert (case.state, case.conclusion, case.assignee) == (transitions.ANSWERED, "1", checker)
    assert case.second_checker == "李二" and case.concluded_by == checker
    assert {(v.source, v.amount_confirmed) for v in case.verdicts.all()} == {
        ("excel", Decimal("1234.50"))
    }
    assert "拟处置措施=2" in Note.objects.get(case=case).text, "no column is lost"
    assert [a.action for a in AuditEntry.objects.filter(target__startswith="XF-")] == [
        "export",
        "import",
    ]


def test_checking_writes_nothing(checker):
    content = handed_out(checker)
    before = CaseEvent.objects.count(), AuditEntry.objects.count()
    read(filled(content, {1: answer(checker), 2: answer(checker)}), checker)
    assert (CaseEvent.objects.count(), AuditEntry.objects.count(), Verdict.objects.count()) == (
        *before,
        0,
    )


def test_the_good_rows_go_in_and_the_bad_ones_are_told(checker):
    content = handed_out(checker)
    mine, (other,) = rows_of_case(content, FIRST), rows_of_case(content, MEDICAL)
    given = {n: answer(checker) for n in mine} | {other: answer(checker, conclusion="也许")}
    checked = read(filled(content, given), checker)
    assert (checked.good, checked.refused) == (2, 1)
    ((cell, said),) = errors(checked)
    assert cell == locate_cell("conclusion", other + 1) and "不在可选内容中" in said
    apply_import(checked, checker, today=today())
    assert Case.objects.get(pk=FIRST).state == transitions.ANSWERED
    assert Case.objects.get(pk=MEDICAL).state == transitions.ISSUED


def test_a_case_is_answered_as_a_whole(checker):
    content = handed_out(checker)
    first, second = rows_of_case(content, FIRST)
    checked = read(filled(content, {first: answer(checker)}), checker)
    assert checked.good == 0 and "还有 1 条疑点未填" in errors(checked).pop()[1]
    checked = read(
        filled(content, {first: answer(checker), second: answer(checker, nature="坏")}), checker
    )
    assert checked.good == 0 and f"第 {second + 1} 行有错误" in " ".join(
        m for _, m in errors(checked)
    )


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("amount_involved", 0, "下发内容被改动：涉及金额（元）"),
        ("reason", "查无问题", "下发内容被改动：疑点描述"),
        ("due_date", None, "下发内容被改动：反馈期限"),
        ("finding_id", "F0123456789abcdef", "系统内没有这个疑点编号"),
        ("seal", None, "核验码缺失"),
    ],
)
def test_an_altered_row_is_refused_with_its_cell(checker, key, value, said):
    content = handed_out(checker)
    (row,) = rows_of_case(content, MEDICAL)
    changed = edited(filled(content, {row: answer(checker)}), {(row, key): value})
    checked = read(changed, checker)
    assert checked.good == 0
    assert [(c, said in m) for c, m in errors(checked)] == [(locate_cell(key, row + 1), True)]


def test_a_row_twice_is_refused(checker):
    content = handed_out(checker)
    first, second = rows_of_case(content, FIRST)
    ids = {n: f for f, n in rows_of(content).items()}
    checked = read(
        edited(filled(content, {second: answer(checker)}), {(second, "finding_id"): ids[first]}),
        checker,
    )
    assert f"与第 {first + 1} 行重复" in " ".join(m for _, m in errors(checked))


def test_rows_of_another_district_are_refused(desk):
    content = handed_out(desk["checker"], "330212")
    other = make_officer("far", "checker", ["330203"])
    checked = read(filled(content, {1: answer(other)}), other)
    assert errors(checked) == {(locate_cell("finding_id", 2), "该疑点不在您的属地或主管部门范围内")}


def test_a_checker_cannot_hand_out_another_district(desk):
    with pytest.raises(NotAllowed, match="属地"):
        export_checklist(make_officer("far", "checker", ["330203"]), "330212")
    with pytest.raises(NotAllowed, match="角色"):
        export_checklist(desk["reader"], "330203")


def test_restricted_findings_are_in_no_ordinary_workbook(desk):
    restricted = Case.objects.get(is_restricted=True)
    ids = set(restricted.findings.values_list("finding_id", flat=True))
    for name in ("checker", "reviewer", "head"):
        for district in ("330203", "330212"):
            assert not ids & set(rows_of(handed_out(desk[name], district)))
    with pytest.raises(NotValid, match="没有可导出"):
        export_checklist(desk["discipline"], "330203")


def test_who_was_faster_on_the_desk_wins(desk, checker):
    content = handed_out(checker)
    (row,) = rows_of_case(content, MEDICAL)
    actions.take(MEDICAL, desk["checker2"])
    checked = read(filled(content, {row: answer(checker)}), checker)
    assert "已被领取" in errors(checked).pop()[1] and checked.good == 0


def test_the_officers_own_taking_and_an_assignment_do_not_make_it_stale(desk, checker):
    content = handed_out(checker)
    (row,) = rows_of_case(content, MEDICAL)
    actions.assign(MEDICAL, desk["head"], checker)
    actions.take(MEDICAL, checker)
    checked = read(filled(content, {row: answer(checker)}), checker)
    assert checked.good == 1
    assert apply_import(checked, checker, today=today()).cases == 1


def test_a_workbook_is_not_taken_in_twice(checker):
    content = handed_out(checker)
    returned = filled(content, {n: answer(checker) for n in rows_of_case(content, FIRST)})
    apply_import(read(returned, checker), checker, today=today())
    again = read(returned, checker)
    assert again.good == 0 and all("有变动" in m for _, m in errors(again))
    assert Verdict.objects.count() == 2


def test_a_conflict_between_check_and_apply_refuses_that_case_alone(desk, checker):
    content = handed_out(checker)
    given = {n: answer(checker) for n in rows_of(content).values()}
    checked = read(filled(content, given), checker)
    assert checked.good == 3
    actions.snooze(MEDICAL, desk["head"], until=today() + timedelta(days=9), because="等外部数据")
    applied = apply_import(checked, checker, today=today())
    assert applied.cases == 1 and ["系统未接受" in p.message for p in applied.refused] == [True]
    assert Case.objects.get(pk=FIRST).state == transitions.ANSWERED
    assert Case.objects.get(pk=MEDICAL).state == transitions.SNOOZED


def fails(*_):
    raise OSError("disk full")


def test_a_failure_half_way_leaves_nothing(checker, monkeypatch):
    content = handed_out(checker)
    checked = read(
        filled(content, {n: answer(checker) for n in rows_of(content).values()}), checker
    )
    before = CaseEvent.objects.count(), AuditEntry.objects.count()
    monkeypatch.setattr(audit, "record_many", fails)
    with pytest.raises(OSError, match="disk full"):
        apply_import(checked, checker, today=today())
    assert (CaseEvent.objects.count(), AuditEntry.objects.count(), Verdict.objects.count()) == (
        *before,
        0,
    )
    assert set(Case.objects.filter(is_restricted=False).values_list("state", flat=True)) == {
        transitions.ISSUED
    }


def test_who_must_keep_away_cannot_answer_by_excel(desk, checker):
    content = handed_out(checker)
    (row,) = rows_of_case(content, MEDICAL)
    actions.declare_recusal(Case.objects.get(pk=MEDICAL), checker, reason="interest")
    said = " ".join(m for _, m in errors(read(filled(content, {row: answer(checker)}), checker)))
    assert "回避" in said or "有变动" in said


def test_who_handled_the_business_cannot_answer_by_excel(desk):
    handler = make_officer("op", "checker", op_id="op7")
    content = handed_out(handler)
    given = {n: answer(handler) for n in rows_of_case(content, FIRST)}
    checked = read(filled(content, given), handler)
    assert checked.good == 0 and {m for _, m in errors(checked)} == {
        "您应当回避该案件，请由他人核查"
    }


def test_the_importer_is_one_of_the_two_checkers(checker):
    content = handed_out(checker)
    (row,) = rows_of_case(content, MEDICAL)
    checked = read(filled(content, {row: answer(checker, checkers="甲、乙")}), checker)
    assert errors(checked) == {
        (locate_cell("checkers", row + 1), f"核查人须包含导入人本人（{checker.name}）")
    }


def test_still_being_checked_takes_the_case_and_keeps_what_was_said(checker):
    content = handed_out(checker)
    (row,) = rows_of_case(content, MEDICAL)
    checked = read(filled(content, {row: {"conclusion": "4", "account": "等银行回函"}}), checker)
    apply_import(checked, checker, today=today())
    case = Case.objects.get(pk=MEDICAL)
    assert case.state == transitions.CHECKING and "等银行回函" in case.notes.get().text


def confirmed(desk, checker):
    content = handed_out(checker)
    given = {n: answer(checker) for n in rows_of_case(content, FIRST)}
    apply_import(read(filled(content, given), checker), checker, today=today())
    case = actions.confirm(actions.examine(FIRST, desk["reviewer"]), desk["reviewer"])
    assert case.state == transitions.SETTLING
    return handed_out(checker, purpose=TO_SETTLE)


def test_money_and_measures_of_a_confirmed_case_come_by_excel(desk, checker):
    content = confirmed(desk, checker)
    first, second = rows_of_case(content, FIRST)
    returned = filled(
        content,
        {
            first: {
                "disposition": "2 责令退回、5 行政处罚",
                "amount_to_recover": 2000,
                "penalty": "甬人社罚〔2026〕1号 5,000元",
            },
            second: {
                "amount_to_recover": 469,
                "amount_recovered": 469,
                "recovered_date": today(),
                "remedy": "补录台账",
            },
        },
    )
    applied = apply_import(read(returned, checker), checker, today=today())
    assert applied.cases == 1 and not applied.refused
    case = Case.objects.get(pk=FIRST)
    assert (case.amount_to_recover, case.amount_recovered) == (
        Decimal("2469.00"),
        Decimal("469.00"),
    )
    assert {(m.code, m.document_no, m.amount) for m in case.measures.all()} == {
        ("2", "", None),
        ("5", "甬人社罚〔2026〕1号", Decimal("5000.00")),
    }
    assert "整改=补录台账" in case.notes.last().text


def test_less_money_than_the_ledger_holds_is_refused(desk, checker):
    content = confirmed(desk, checker)
    first = rows_of_case(content, FIRST)[0]
    actions.record_money(FIRST, checker, kind="to_recover", amount=Decimal(900), on=today())
    content = handed_out(checker, purpose=TO_SETTLE)
    applied = apply_import(
        read(filled(content, {first: {"amount_to_recover": 100}}), checker), checker, today=today()
    )
    assert (
        "小于台账已有的 900.00" in applied.refused[0].message
        and MoneyEntry.objects.filter(kind="to_recover").count() == 1
    )


@pytest.mark.parametrize(
    ("given", "key", "said"),
    [
        ({"conclusion": "3"}, "conclusion", "不能在处置阶段改动"),
        ({"disposition": "5"}, "penalty", "须填写文号和金额"),
    ],
)
def test_a_settled_row_has_rules_of_its_own(desk, checker, given, key, said):
    content = confirmed(desk, checker)
    row = rows_of_case(content, FIRST)[0]
    ((cell, message),) = errors(read(filled(content, {row: given}), checker))
    assert cell == locate_cell(key, row + 1) and said in message


def test_evidence_and_dictionary_are_in_the_workbook(checker):
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(handed_out(checker)))
    told = list(book["证据明细"].iter_rows(min_row=2, values_only=True))
    assert ["失业" in row[2] for row in told] and any("op7" in (row[4] or "") for row in told)
    names = [row[0] for row in book["字典"].iter_rows(min_row=2, values_only=True)]
    assert Indicator.objects.get(indicator_id="U04").scenario_zh in names


def test_a_ticket_is_for_one_officer_and_once(desk, checker):
    ticket = stage_workbook(b"PK a workbook", checker)
    assert fetch_workbook(ticket, checker) == b"PK a workbook"
    for bad, officer in ((ticket, desk["checker2"]), ("x" + ticket, checker)):
        with pytest.raises(NotNow, match="重新上传"):
            fetch_workbook(bad, officer)
    discard_workbook(ticket, checker)
    with pytest.raises(NotNow):
        fetch_workbook(ticket, checker)


def test_the_list_of_problems_is_a_workbook(checker):
    import io

    import openpyxl

    content = handed_out(checker)
    checked = read(filled(content, {1: {"conclusion": "=1+1"}}), checker)
    rows = list(
        openpyxl.load_workbook(io.BytesIO(write_errors_workbook(checked.problems))).active.values
    )
    assert rows[1][:2] == ("下发清单", locate_cell("conclusion", 2)) and rows[1][3] == "错误"


def test_many_at_once_and_one_by_one_leave_the_same(desk, checker):
    """Compare `take` and `answer`, case by case, with the few statements of `answer_many`."""
    told = actions.Answer(
        "2", nature="违规", amount_confirmed=Decimal("7.50"), account="已核实流水", method="电话"
    )
    check = actions.Check("李二", today(), "excel")
    ids = [FIRST, MEDICAL]
    answers = {
        c: dict.fromkeys(Case.objects.get(pk=c).findings.values_list("pk", flat=True), told)
        for c in ids
    }

    def left():
        cases = list(Case.objects.filter(pk__in=ids).order_by("pk").values())
        findings = list(Case.objects.get(pk=FIRST).findings.order_by("pk").values())
        verdicts = list(Verdict.objects.order_by("finding_id").values())
        events = list(CaseEvent.objects.filter(case__in=ids).order_by("case_id", "id").values())
        clocks = [
            (d["kind"], d["met_at"] is None)
            for c in ids
            for d in Case.objects.get(pk=c).deadlines.values()
        ]
        moments = {"id", "at", "state_since", "taken_at"}
        rows = [
            {k: v for k, v in r.items() if k not in moments}
            for r in cases + findings + verdicts + events
        ]
        logged = list(
            AuditEntry.objects.order_by("number").values_list("action", "target", "detail")
        )
        return rows, clocks, logged

    with transaction.atomic():
        for case_id in ids:
            taken = actions.take(case_id, checker, version=1)
            actions.answer(taken, checker, answers[case_id], check, version=taken.version)
        slow = left()
        transaction.set_rollback(True)
    filled_in = [actions.CaseAnswers(c, 1, answers[c], check) for c in ids]
    assert actions.answer_many(checker, filled_in) == []
    assert left() == slow and len(slow[0]) == 2 + 2 + 3 + 8
    assert audit.verify_chain().broken_at is None


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: actions.take(MEDICAL, d["checker2"]), "刚被他人修改"),
        (
            lambda d: actions.declare_recusal(
                Case.objects.get(pk=MEDICAL), d["checker"], reason="interest"
            ),
            "回避",
        ),
        (
            lambda d: Case.objects.filter(pk=MEDICAL).update(
                state="08", closed_by=d["head"], close_proposed_by=d["checker"], closed_on=today()
            ),
            "不能进行此操作",
        ),
        (lambda d: Case.objects.filter(pk=MEDICAL).update(assignee=d["checker2"]), "由他人承办"),
        (
            lambda d: (
                Case.objects.filter(pk=MEDICAL).update(
                    district="330212", authority="人社", is_restricted=False
                )
                and d["checker"]
                .__class__.objects.filter(pk=d["checker"].pk)
                .update(districts=["330203"])
                and d["checker"].refresh_from_db()
            ),
            "范围内",
        ),
    ],
)
def test_many_at_once_refuse_what_one_by_one_refuses(desk, checker, spoil, said):
    told = actions.Answer("3", cause_code="F4", account="政策允许情形")
    check = actions.Check("李二", today(), "excel")
    filled_in = [
        actions.CaseAnswers(
            c,
            1,
            dict.fromkeys(Case.objects.get(pk=c).findings.values_list("pk", flat=True), told),
            check,
        )
        for c in (FIRST, MEDICAL)
    ]
    spoil(desk)
    ((one, why),) = actions.answer_many(checker, filled_in)
    assert one.case_id == MEDICAL and said in why.zh
    assert (
        Case.objects.get(pk=FIRST).state == transitions.ANSWERED
        and not Case.objects.get(pk=MEDICAL).verdicts.exists()
    )
