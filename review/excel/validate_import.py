"""Checking a returned workbook against the desk: seal, scope and freshness of each row."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from contracts.checklist_book import LIST
from contracts.codes import get_code_name
from contracts.verdict_codes import DECIDED
from review import transitions
from review.actions.answer_rules import find_excess_problem
from review.case_findings import group_findings_by_case
from review.errors import NotValid
from review.excel.export_checklist import (
    PURPOSE_STATES,
    TO_SETTLE,
    chunked,
    derive_seal_key,
    is_exported,
)
from review.excel.parse_feedback import FeedbackRow, Problem, parse_row
from review.excel.read_workbook import TITLES, ReturnedRow, ReturnedWorkbook, locate_cell
from review.excel.seal import verify_seal
from review.models import CaseEvent, Finding, Officer
from review.permissions import can_see, has_right, recused_case_ids
from review.second_checkers import SecondCheckers

HARMLESS = {"assign"}  # what may happen after the hand-out without making a row stale
SETTLES = PURPOSE_STATES[TO_SETTLE]
EVENT_TEXTS = {
    "answer": "已在系统内反馈",
    "changed": "夜间批次更新了证据",
    "take": "已被领取",
    "send_back": "已退回重核",
}


@dataclass
class CaseRows:
    """Answers of one case by finding; `required_findings` must be answered together."""

    case_id: str
    version: int
    settles: bool
    required_findings: set[str]
    answers: dict[str, FeedbackRow] = field(default_factory=dict)


@dataclass
class ImportCheck:
    """Result of the check: cases that can be imported, problems, empty rows."""

    head: dict
    cases: list[CaseRows]
    problems: list[Problem]
    rows: int
    empty: int

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.problems if p.is_error]

    @property
    def remarks(self) -> list[Problem]:
        return [p for p in self.problems if not p.is_error]

    @property
    def good(self) -> int:
        """Number of rows that can be imported."""
        return sum(len(c.answers) for c in self.cases)

    @property
    def refused(self) -> int:
        """Number of rows with an error."""
        return len({p.row for p in self.errors})


def validate_import(returned: ReturnedWorkbook, officer: Officer, *, today: date) -> ImportCheck:
    """Check every filled row; write nothing."""
    filled = [row for row in returned.rows if row.is_filled]
    problems = list(_find_repeated_rows(returned.rows))
    bad = {p.row for p in problems}
    findings = _load_findings([row.finding_id for row in filled])
    waits, recused = _group_required_findings(findings), set(recused_case_ids(officer))
    second_checkers = SecondCheckers()
    cases, refused_cases = {}, defaultdict(list)
    for row in filled:
        if row.number in bad:
            refused_cases[_find_case_id(findings, row)].append(row.number)
            continue
        answer, row_problems = _check_row(
            row, returned.head, findings, officer, today, recused, second_checkers
        )
        problems += row_problems
        if answer is None:
            refused_cases[_find_case_id(findings, row)].append(row.number)
        else:
            _add_answer(cases, _get_worked_case(findings[row.finding_id]), answer, waits)
    problems += _drop_incomplete_cases(cases, refused_cases)
    return ImportCheck(
        head=returned.head,
        cases=sorted(cases.values(), key=lambda c: c.case_id),
        problems=sorted(problems, key=lambda p: (p.row, p.cell)),
        rows=len(returned.rows),
        empty=len(returned.rows) - len(filled),
    )


def _build_error(row: ReturnedRow, key: str, message: str) -> Problem:
    return Problem(LIST, locate_cell(key, row.number), message, row.finding_id)


def _find_repeated_rows(rows):
    first = {}
    for row in rows:
        if not row.finding_id:
            if row.is_filled:
                yield _build_error(row, "finding_id", "疑点编号为空，该行无法对应")
        elif row.finding_id in first:
            yield _build_error(row, "finding_id", f"疑点编号与第 {first[row.finding_id]} 行重复")
        else:
            first[row.finding_id] = row.number


def _load_findings(finding_ids):
    findings = {}
    for some in chunked(sorted(set(finding_ids)), 500):
        for finding in Finding.objects.filter(finding_id__in=some).select_related(
            "case", "case__merged_into"
        ):
            findings[finding.finding_id] = finding
    return findings


def _group_required_findings(findings):
    """Group the findings that must be answered together by case."""
    waits = defaultdict(set)
    for some in chunked(sorted({f.worked_case_id for f in findings.values()}), 500):
        for case_id, grouped in group_findings_by_case(some).items():
            waits[case_id] = {f for f, finding in grouped.items() if is_exported(finding)}
    return waits


def _get_worked_case(finding):
    return finding.case.merged_into if finding.worked_case_id != finding.case_id else finding.case


def _find_case_id(findings, row):
    return findings[row.finding_id].worked_case_id if row.finding_id in findings else None


def _check_row(
    row, head, findings, officer, today, recused, second_checkers
) -> tuple[FeedbackRow | None, list[Problem]]:
    """Return the row's answer if it can be imported, and every problem."""
    seal = verify_seal(row.issued, row.seal, issue=head["issue"], key=derive_seal_key())
    finding = findings.get(row.finding_id)
    if not seal.holds:
        return None, _explain_broken_seal(row, seal, finding)
    if wrong := _check_scope(row, head, finding, officer) or _check_freshness(
        row, finding, seal, officer
    ):
        return None, wrong
    case = _get_worked_case(finding)
    if case.pk in recused:
        return None, [_build_error(row, "finding_id", "您应当回避该案件，请由他人核查")]
    settles = case.state in SETTLES
    if not settles and not has_right(officer, "answer"):
        return None, [
            _build_error(row, "finding_id", "您的角色不能反馈核查结论，只能导入处置与追回")
        ]
    issued_on = case.issued_on or date.min
    answer, problems = parse_row(row, issued_on=issued_on, today=today, settles=settles)
    if answer and answer.conclusion in DECIDED and officer.name not in answer.checkers:
        return None, [
            *problems,
            _build_error(row, "checkers", f"核查人须包含导入人本人（{officer.name}）"),
        ]
    if answer and not settles:
        wrong = list(_check_with_desk(row, answer, finding, case, officer, second_checkers))
        return (None if wrong else answer), [*problems, *wrong]
    return answer, problems


def _check_with_desk(row, answer, finding, case, officer, second_checkers):
    """Yield what the desk would refuse: too much confirmed, an unknown second checker."""
    if problem := find_excess_problem(answer.as_answer, finding.amount_involved):
        yield _build_error(row, "remark", problem.zh)
    others = [n for n in answer.checkers if n != officer.name]
    if answer.conclusion in DECIDED and others:
        try:
            second_checkers.find(others[0], officer, case)
        except NotValid as error:
            yield _build_error(row, "checkers", error.zh)


def _explain_broken_seal(row, seal, finding):
    if finding is None and not seal.holds:
        return [_build_error(row, "finding_id", "系统内没有这个疑点编号，或不是本系统下发的行")]
    if seal.version is None:
        return [_build_error(row, "seal", "核验码缺失或被改动，请用系统下发的原文件填写")]
    if seal.altered == ("seal",):
        return [_build_error(row, "seal", "核验码与本表不符：该行来自另一份下发表，或核验码被改动")]
    return [
        _build_error(row, key, f"下发内容被改动：{TITLES[key]}。白色列不得修改，请恢复")
        for key in seal.altered
    ]


def _check_scope(row, head, finding, officer):
    if finding is None:
        return [_build_error(row, "finding_id", "系统内没有这个疑点编号")]
    case = _get_worked_case(finding)
    if not can_see(officer, case):
        return [_build_error(row, "finding_id", "该疑点不在您的属地或主管部门范围内")]
    if case.district != head["district"]:
        name = get_code_name("district", case.district).zh
        return [_build_error(row, "district", f"该疑点属于{name}，不属于本表的属地")]
    return []


def _check_freshness(row, finding, seal, officer):
    """Check that the case has not changed on the desk since the row was issued."""
    case = _get_worked_case(finding)
    if not finding.is_current:
        return [_build_error(row, "finding_id", "最新批次已不再列示该疑点，请在系统内查看后处理")]
    if case.state in transitions.ENDED:
        return [
            _build_error(
                row,
                "finding_id",
                f"案件在系统内已“{transitions.get_state_name(case.state).zh}”，该行未导入",
            )
        ]
    if case.version != seal.version and (changes := _describe_changes(case, seal.version, officer)):
        return [
            _build_error(
                row, "finding_id", f"下发后案件在系统内有变动（{changes}），请重新导出后填写"
            )
        ]
    waiting = case.state in transitions.WAITING_FOR_CHECK
    mine = case.state == transitions.CHECKING and case.assignee_id == officer.pk
    if waiting and case.assignee_id not in (None, officer.pk):
        return [_build_error(row, "finding_id", "案件已由他人承办，请由承办人导入")]
    if waiting or mine or case.state in SETTLES:
        return []
    if case.state == transitions.CHECKING:
        return [_build_error(row, "finding_id", "案件已由他人承办，请由承办人导入")]
    return [
        _build_error(
            row, "finding_id", f"案件处于“{transitions.get_state_name(case.state).zh}”，不接受反馈"
        )
    ]


def _describe_changes(case, version, officer):
    """Describe what happened since the export.

    Empty if the case was only assigned, or taken by the officer.
    """
    if version > case.version:
        return "下发版本晚于系统，系统可能恢复过旧数据"
    since = CaseEvent.objects.filter(case=case).order_by("-id")[: case.version - version]
    for event in since:
        is_own_taking = event.action == "take" and event.by_id == officer.pk
        if event.action not in HARMLESS and not is_own_taking:
            day = timezone.localtime(event.at).date().isoformat()
            return f"{EVENT_TEXTS.get(event.action, '状态或内容已更新')}，{day}"
    return ""


def _add_answer(cases, case, answer, waits):
    if case.case_id not in cases:
        settles = case.state in SETTLES
        cases[case.case_id] = CaseRows(case.case_id, case.version, settles, waits[case.case_id])
    cases[case.case_id].answers[answer.finding_id] = answer


def _drop_incomplete_cases(cases, refused_cases):
    """Drop cases of which a finding has no valid row: a case is answered as a whole."""
    for case_id in list(cases):
        rows = cases[case_id]
        missing = rows.required_findings - set(rows.answers)
        if rows.settles or not missing:
            continue
        bad = refused_cases.get(case_id, [])
        why = (
            f"第 {'、'.join(map(str, bad))} 行有错误"
            if bad
            else f"还有 {len(missing)} 条疑点未填（{sorted(missing)[0]}）"
        )
        for answer in rows.answers.values():
            yield Problem(
                LIST,
                locate_cell("conclusion", answer.row),
                f"同一案件的疑点须一并反馈：本案{why}",
                answer.finding_id,
            )
        del cases[case_id]
