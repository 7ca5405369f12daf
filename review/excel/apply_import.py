"""Taking in what was checked: one transaction, case by case, through the desk's actions."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction

from contracts.checklist_book import LIST
from review import actions, audit, transitions
from review.actions.add_notes import LONGEST
from review.actions.answer import overall
from review.errors import Refusal
from review.excel.export_checklist import SHOWN, pieces
from review.excel.parse_feedback import FINE, STILL, Answer, Problem, fine_of
from review.excel.read_workbook import place
from review.excel.validate_import import CaseRows, Checked
from review.models import Case, Finding, Officer
from review.models.money import RECOVERED, TO_RECOVER

SOURCE = "excel"
BY_REFERRAL = {"6", "7", "8"}  # recorded when a referral is sent, never by hand
HEADING = "Excel 回填\n"
NAMES = {
    "account": "正在核查",
    "disposition": "拟处置措施",
    "amount_to_recover": "应追回",
    "amount_recovered": "已追回",
    "recovered_date": "追回日期",
    "penalty": "处罚",
    "referral": "移送",
    "remedy": "整改",
    "attachments": "附件",
    "remark": "备注",
}
NOTED = tuple(key for key in NAMES if key != "account")


@dataclass
class Applied:
    """What went in: `findings` and `cases`; what the desk refused at the last moment, with its rows."""

    findings: int = 0
    cases: int = 0
    refused: list[Problem] = field(default_factory=list)

    def took(self, rows: CaseRows) -> None:
        """One more case is in."""
        self.cases += 1
        self.findings += len(rows.answers)


def apply_checked(checked: Checked, officer: Officer, *, today: date, address: str = "") -> Applied:
    """Write every case that the check let through; a case that the desk refuses now is told and the rest goes in.

    One transaction: whatever else goes wrong, nothing is kept.
    """
    applied = Applied()
    with transaction.atomic():
        _answer_all([c for c in checked.cases if not c.settles], officer, today, applied)
        for rows in (c for c in checked.cases if c.settles):
            _alone(rows, applied, _settle, officer, today)
        audit.record(
            officer,
            "import",
            checked.head["issue"],
            address=address,
            findings=applied.findings,
            cases=applied.cases,
            refused=checked.refused + len(applied.refused),
        )
    return applied


def _answer_all(cases: list[CaseRows], officer, today, applied):
    """02, 91 or 03 → 04, with a verdict a finding; what the columns say beside it becomes a note."""
    started = [rows for rows in cases if _is_started(rows)]
    ready = {rows.case_id: rows for rows in cases if not _is_started(rows)}
    features = _features(ready)
    filled = [_filled(rows, features.get(case_id, ()), officer, today) for case_id, rows in ready.items()]
    refused = {one.case_id: why for one, why in actions.answer_many(officer, filled)}
    for case_id, rows in ready.items():
        if case_id in refused:
            applied.refused += list(_refused(rows, refused[case_id]))
        else:
            applied.took(rows)
    for rows in started:
        _alone(rows, applied, _start, officer)


def _is_started(rows):
    """Still being checked throughout, and no second officer named: the case is taken and no more."""
    return all(a.conclusion == STILL and len(a.checkers) < 2 for a in rows.answers.values())


def _alone(rows, applied, work, *given):
    """One case by itself: if it is refused, what it has written is taken back and the others stay."""
    try:
        with transaction.atomic():
            work(rows, *given)
    except (Refusal, Case.DoesNotExist) as error:
        applied.refused += list(_refused(rows, error))
    else:
        applied.took(rows)


def _refused(rows, error):
    said = error.zh if isinstance(error, Refusal) else "案件已不存在"
    for answer in rows.answers.values():
        yield Problem(LIST, place("finding_id", answer.row), f"系统未接受：{said}", answer.finding_id)


def _start(rows: CaseRows, officer):
    case = Case.objects.get(pk=rows.case_id)
    if case.state in transitions.WAITING_FOR_CHECK:
        actions.take(case, officer, version=rows.version)
    for text in _notes(rows, ("account", *NOTED)):
        actions.add_note(rows.case_id, officer, text)


def _filled(rows: CaseRows, features, officer, today):
    answers = {finding_id: _verdict(a) for finding_id, a in rows.answers.items()}
    answers |= dict.fromkeys(features, _carried(answers))
    others = [n for a in rows.answers.values() for n in a.checkers if n != officer.name]
    days = [a.checked_date for a in rows.answers.values() if a.checked_date]
    check = actions.Check(others[0] if others else "", max(days, default=today), SOURCE)
    return actions.Filled(rows.case_id, rows.version, answers, check, tuple(_notes(rows, NOTED)))


def _verdict(answer: Answer):
    return actions.Answer(
        conclusion=answer.conclusion,
        cause_code=answer.cause if answer.conclusion == "3" else "",
        nature=answer.nature,
        amount_confirmed=answer.amount_confirmed,
        method=answer.method,
        account=answer.account,
        responsible=answer.responsible,
    )


def _features(cases):
    """Case → findings that are not in the workbook: model features, which are never shown alone."""
    found = {}
    for some in pieces(list(cases), 500):
        hidden = Finding.objects.filter(case__in=some, is_current=True).exclude(SHOWN)
        for case_id, finding_id in hidden.values_list("case_id", "finding_id"):
            if finding_id not in cases[case_id].answers:
                found.setdefault(case_id, []).append(finding_id)
    return found


def _carried(answers):
    """What a model feature is given: the conclusion of its case."""
    together = overall([a.conclusion for a in answers.values()])
    first = next(a for a in answers.values() if a.conclusion == together or together == "2")
    return actions.Answer(
        conclusion=together,
        cause_code=first.cause_code if together == "3" else "",
        nature=first.nature if together in ("1", "2") else "",
        amount_confirmed=Decimal(0) if together in ("1", "2") else None,
        account="随案结论（模型特征，未单独下发）",
    )


def _settle(rows: CaseRows, officer, today):
    """Measures and money of a confirmed case. Sums of the rows are the case's; the ledger takes the difference."""
    case = Case.objects.get(pk=rows.case_id)
    answers = list(rows.answers.values())
    for code in sorted({code for a in answers for code in a.disposition} - BY_REFERRAL):
        if not case.measures.filter(code=code).exists():
            _measure(case, officer, code, answers, today)
    for kind, key, sofar in (
        (TO_RECOVER, "amount_to_recover", case.amount_to_recover),
        (RECOVERED, "amount_recovered", case.amount_recovered),
    ):
        told = [value for a in answers if (value := getattr(a, key)) is not None]
        if told and (more := sum(told) - sofar):
            if more < 0:
                raise _less(kind, sum(told), sofar)
            on = max((a.recovered_date for a in answers if a.recovered_date), default=today)
            actions.record_money(case, officer, kind=kind, amount=more, on=on, text="Excel 回填")
    for text in _notes(rows, ("referral", "remedy", "attachments", "remark")):
        actions.add_note(rows.case_id, officer, text)


def _measure(case, officer, code, answers, today):
    number, amount = "", None
    if code == FINE:
        number, amount = next(f for a in answers if (f := fine_of(a.penalty)))
    on = max((a.checked_date for a in answers if a.checked_date), default=today)
    actions.record_measure(
        case, officer, code=code, on=on, document_no=number, amount=amount, text="Excel 回填"
    )


def _less(kind, told, sofar):
    name = "应追回" if kind == TO_RECOVER else "已追回"
    return Refusal(
        f"{name}合计 {told:,.2f} 元小于台账已有的 {sofar:,.2f} 元，减少请在系统内冲销",
        f"{name}: {told:,.2f} is less than the ledger's {sofar:,.2f}; reverse it on the desk",
    )


def _notes(rows, keys):
    """Nothing that was filled in is lost: columns without a field of their own are kept as notes."""
    told = {finding_id: _told(answer, keys) for finding_id, answer in rows.answers.items()}
    text = "\n".join(f"{finding_id}：{said}" for finding_id, said in told.items() if said)
    step = LONGEST - len(HEADING)
    return [HEADING + text[start : start + step] for start in range(0, len(text), step)]


def _told(answer: Answer, keys) -> str:
    said = []
    for key in keys:
        value = getattr(answer, key)
        if value not in ("", None, ()):
            said.append(f"{NAMES[key]}={'、'.join(value) if isinstance(value, tuple) else value}")
    if answer.cause and answer.conclusion != "3":
        said.append(f"部分不属实原因={answer.cause}")
    return "；".join(said)
