"""Holding a returned workbook against the desk: each row is whole, ours, and nobody has been faster."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from contracts.checklist_book import LIST
from contracts.codes import code_name
from review import transitions
from review.excel.export_checklist import SHOWN, TO_SETTLE, pieces, seal_key
from review.excel.export_checklist import STATES as PURPOSE_STATES
from review.excel.parse_feedback import DECIDED, Answer, Problem, answer_of
from review.excel.read_workbook import TITLES, Returned, ReturnedRow, place
from review.excel.seal import opened
from review.models import CaseEvent, Finding, Handler, Officer, Recusal
from review.permissions import may, sees

HARMLESS = {"assign"}  # what may happen after the hand-out without making a row stale
SETTLES = PURPOSE_STATES[TO_SETTLE]
TOLD = {
    "answer": "已在系统内反馈",
    "changed": "夜间批次更新了证据",
    "take": "已被领取",
    "send_back": "已退回重核",
}


@dataclass
class CaseRows:
    """What a workbook says of one case: answers by finding; `waits` are its findings that must be answered with them."""

    case_id: str
    version: int
    settles: bool
    waits: set[str]
    answers: dict[str, Answer] = field(default_factory=dict)


@dataclass
class Checked:
    """The first step's result: what would go in, what is refused and why, what was left empty."""

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
        """Rows that can go in."""
        return sum(len(c.answers) for c in self.cases)

    @property
    def refused(self) -> int:
        """Rows with an error."""
        return len({p.row for p in self.errors})


def check_returned(returned: Returned, officer: Officer, *, today: date) -> Checked:
    """Check every filled row. Nothing is written."""
    filled = [row for row in returned.rows if row.is_filled]
    problems = list(_repeated(returned.rows))
    bad = {p.row for p in problems}
    known = _known([row.finding_id for row in filled])
    waits, recused = _waits(known), _recused(officer)
    cases, refused_cases = {}, defaultdict(list)
    for row in filled:
        if row.number in bad:
            refused_cases[_case_of(known, row)].append(row.number)
            continue
        answer, found = _check_row(row, returned.head, known, officer, today, recused)
        problems += found
        if answer is None:
            refused_cases[_case_of(known, row)].append(row.number)
        else:
            _put(cases, known[row.finding_id].case, answer, waits)
    problems += _incomplete(cases, refused_cases)
    return Checked(
        head=returned.head,
        cases=sorted(cases.values(), key=lambda c: c.case_id),
        problems=sorted(problems, key=lambda p: (p.row, p.cell)),
        rows=len(returned.rows),
        empty=len(returned.rows) - len(filled),
    )


def _error(row: ReturnedRow, key: str, message: str) -> Problem:
    return Problem(LIST, place(key, row.number), message, row.finding_id)


def _repeated(rows):
    first = {}
    for row in rows:
        if not row.finding_id:
            if row.is_filled:
                yield _error(row, "finding_id", "疑点编号为空，该行无法对应")
        elif row.finding_id in first:
            yield _error(row, "finding_id", f"疑点编号与第 {first[row.finding_id]} 行重复")
        else:
            first[row.finding_id] = row.number


def _known(finding_ids):
    found = {}
    for some in pieces(sorted(set(finding_ids)), 500):
        for finding in Finding.objects.filter(finding_id__in=some).select_related("case"):
            found[finding.finding_id] = finding
    return found


def _waits(known):
    """Case → findings that are answered together."""
    waits = defaultdict(set)
    for some in pieces(sorted({f.case_id for f in known.values()}), 500):
        shown = Finding.objects.filter(SHOWN, case__in=some, is_current=True)
        for case_id, finding_id in shown.values_list("case_id", "finding_id"):
            waits[case_id].add(finding_id)
    return waits


def _recused(officer):
    """Cases that the officer must keep away from."""
    recused = set(Recusal.objects.filter(officer=officer).values_list("case_id", flat=True))
    if officer.op_id:
        recused |= set(Handler.objects.filter(op_id=officer.op_id).values_list("case_id", flat=True))
    return recused


def _case_of(known, row):
    return known[row.finding_id].case_id if row.finding_id in known else None


def _check_row(row, head, known, officer, today, recused) -> tuple[Answer | None, list[Problem]]:
    """The row's answer if it can go in, and every problem."""
    seal = opened(row.issued, row.seal, issue=head["issue"], key=seal_key())
    finding = known.get(row.finding_id)
    if not seal.holds:
        return None, _broken_seal(row, seal, finding)
    if wrong := _foreign(row, head, finding, officer) or _stale(row, finding, seal, officer):
        return None, wrong
    if finding.case_id in recused or finding.case.subject_id == officer.op_id:
        return None, [_error(row, "finding_id", "您应当回避该案件，请由他人核查")]
    settles = finding.case.state in SETTLES
    if not settles and not may(officer, "answer"):
        return None, [_error(row, "finding_id", "您的角色不能反馈核查结论，只能导入处置与追回")]
    issued_on = finding.case.issued_on or date.min
    answer, problems = answer_of(row, issued_on=issued_on, today=today, settles=settles)
    if answer and answer.conclusion in DECIDED and officer.name not in answer.checkers:
        return None, [*problems, _error(row, "checkers", f"核查人须包含导入人本人（{officer.name}）")]
    return answer, problems


def _broken_seal(row, seal, finding):
    if finding is None and not seal.holds:
        return [_error(row, "finding_id", "系统内没有这个疑点编号，或不是本系统下发的行")]
    if seal.version is None:
        return [_error(row, "seal", "核验码缺失或被改动，请用系统下发的原文件填写")]
    if seal.altered == ("seal",):
        return [_error(row, "seal", "核验码与本表不符：该行来自另一份下发表，或核验码被改动")]
    return [
        _error(row, key, f"下发内容被改动：{TITLES[key]}。白色列不得修改，请恢复") for key in seal.altered
    ]


def _foreign(row, head, finding, officer):
    if finding is None:
        return [_error(row, "finding_id", "系统内没有这个疑点编号")]
    case = finding.case
    if not sees(officer, case):
        return [_error(row, "finding_id", "该疑点不在您的属地或主管部门范围内")]
    if case.district != head["district"]:
        name = code_name("district", case.district).zh
        return [_error(row, "district", f"该疑点属于{name}，不属于本表的属地")]
    return []


def _stale(row, finding, seal, officer):
    """Whether the desk has moved on since the row was handed out."""
    case = finding.case
    if not finding.is_current:
        return [_error(row, "finding_id", "最新批次已不再列示该疑点，请在系统内查看后处理")]
    if case.state in transitions.ENDED:
        return [
            _error(row, "finding_id", f"案件在系统内已“{transitions.state_name(case.state).zh}”，该行未导入")
        ]
    if case.version != seal.version and (said := _moved_on(case, seal.version, officer)):
        return [_error(row, "finding_id", f"下发后案件在系统内有变动（{said}），请重新导出后填写")]
    waiting = case.state in transitions.WAITING_FOR_CHECK
    mine = case.state == transitions.CHECKING and case.assignee_id == officer.pk
    if waiting and case.assignee_id not in (None, officer.pk):
        return [_error(row, "finding_id", "案件已由他人承办，请由承办人导入")]
    if waiting or mine or case.state in SETTLES:
        return []
    if case.state == transitions.CHECKING:
        return [_error(row, "finding_id", "案件已由他人承办，请由承办人导入")]
    return [_error(row, "finding_id", f"案件处于“{transitions.state_name(case.state).zh}”，不接受反馈")]


def _moved_on(case, version, officer):
    """What happened since, in words; nothing where it was an assignment, or the officer's own taking."""
    if version > case.version:
        return "下发版本晚于系统，系统可能恢复过旧数据"
    since = CaseEvent.objects.filter(case=case).order_by("-id")[: case.version - version]
    for event in since:
        own = event.action == "take" and event.by_id == officer.pk
        if event.action not in HARMLESS and not own:
            day = event.at.date().isoformat()
            return f"{TOLD.get(event.action, '状态或内容已更新')}，{day}"
    return ""


def _put(cases, case, answer, waits):
    if case.case_id not in cases:
        settles = case.state in SETTLES
        cases[case.case_id] = CaseRows(case.case_id, case.version, settles, waits[case.case_id])
    cases[case.case_id].answers[answer.finding_id] = answer


def _incomplete(cases, refused_cases):
    """A case is answered as a whole: where one of its findings has no good row, its good ones wait too."""
    for case_id in list(cases):
        rows = cases[case_id]
        missing = rows.waits - set(rows.answers)
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
                place("conclusion", answer.row),
                f"同一案件的疑点须一并反馈：本案{why}",
                answer.finding_id,
            )
        del cases[case_id]
