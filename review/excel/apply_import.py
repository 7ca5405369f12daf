"""Importing a checked workbook in one transaction, through the desk's actions."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction

from contracts.checklist_book import LIST
from contracts.verdict_codes import CONFIRMED, Conclusion
from review import actions, audit, transitions
from review.actions.add_notes import MAX_NOTE_LENGTH
from review.actions.answer import combine_conclusions
from review.actions.record_money import TEXT_WIDTH
from review.case_findings import group_findings_by_case
from review.errors import Refusal
from review.excel.export_checklist import chunked, is_exported
from review.excel.parse_feedback import FeedbackRow, Problem, parse_fine
from review.excel.read_workbook import locate_cell
from review.excel.validate_import import CaseRows, ImportCheck
from review.models import Case, Officer
from review.models.measure import FINE, TO_DISCIPLINE, TO_OTHERS, TO_POLICE
from review.models.money import RECOVERED, TO_RECOVER

SOURCE = "excel"
BY_REFERRAL = {
    TO_POLICE,
    TO_DISCIPLINE,
    TO_OTHERS,
}  # recorded when a referral is sent, never by hand
HEADING = "Excel 回填\n"
NAMES = {
    "account": "正在核查",
    "cause": "不属实原因",
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
NOTE_KEYS = tuple(key for key in NAMES if key not in ("account", "cause"))
SETTLEMENT_KEYS = ("cause", "referral", "remedy", "attachments", "remark")


@dataclass
class ImportResult:
    """Number of findings and cases imported, and the rows that the desk refused."""

    findings: int = 0
    cases: int = 0
    refused: list[Problem] = field(default_factory=list)

    def add_case(self, rows: CaseRows) -> None:
        """Count one more case."""
        self.cases += 1
        self.findings += len(rows.answers)


def apply_import(
    checked: ImportCheck, officer: Officer, *, today: date, address: str = ""
) -> ImportResult:
    """Import every case that passed the check; a case that is refused now does not stop the others.

    One transaction: on any other error nothing is kept.
    """
    applied = ImportResult()
    with transaction.atomic():
        _answer_all([c for c in checked.cases if not c.settles], officer, today, applied)
        for rows in (c for c in checked.cases if c.settles):
            _apply_case(rows, applied, _settle_case, officer, today)
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
    """Answer cases (02, 91 or 03 → 04); columns without a field of their own become notes."""
    started = [rows for rows in cases if _is_only_started(rows)]
    ready = {rows.case_id: rows for rows in cases if not _is_only_started(rows)}
    features = _find_hidden_features(ready)
    filled = [
        _build_case_answers(rows, features.get(case_id, ()), officer, today)
        for case_id, rows in ready.items()
    ]
    refused = {one.case_id: why for one, why in actions.answer_many(officer, filled)}
    for case_id, rows in ready.items():
        if case_id in refused:
            applied.refused += list(_list_refusals(rows, refused[case_id]))
        else:
            applied.add_case(rows)
    for rows in started:
        _apply_case(rows, applied, _start_case, officer)


def _is_only_started(rows):
    """Whether every finding is still being checked and no second officer is named."""
    return all(
        a.conclusion == Conclusion.STILL_CHECKING and len(a.checkers) < 2
        for a in rows.answers.values()
    )


def _apply_case(rows, applied, work, *given):
    """Run `work` on one case; if it is refused, its changes are rolled back and the others stay."""
    try:
        with transaction.atomic():
            work(rows, *given)
    except (Refusal, Case.DoesNotExist) as error:
        applied.refused += list(_list_refusals(rows, error))
    else:
        applied.add_case(rows)


def _list_refusals(rows, error):
    reason = error.zh if isinstance(error, Refusal) else "案件已不存在"
    for answer in rows.answers.values():
        yield Problem(
            LIST, locate_cell("finding_id", answer.row), f"系统未接受：{reason}", answer.finding_id
        )


def _start_case(rows: CaseRows, officer):
    case = Case.objects.get(pk=rows.case_id)
    if case.state in transitions.WAITING_FOR_CHECK:
        actions.take(case, officer, version=rows.version)
    for text in _build_notes(rows, ("account", *NOTE_KEYS)):
        actions.add_note(rows.case_id, officer, text)


def _build_case_answers(rows: CaseRows, features, officer, today):
    answers = {finding_id: a.as_answer for finding_id, a in rows.answers.items()}
    answers |= dict.fromkeys(features, _derive_feature_answer(answers))
    others = [n for a in rows.answers.values() for n in a.checkers if n != officer.name]
    days = [a.checked_date for a in rows.answers.values() if a.checked_date]
    check = actions.Check(others[0] if others else "", max(days, default=today), SOURCE)
    return actions.CaseAnswers(
        rows.case_id, rows.version, answers, check, tuple(_build_notes(rows, NOTE_KEYS))
    )


def _find_hidden_features(cases):
    """Find case → findings that are not in the workbook: model features."""
    feature_ids = {}
    for some in chunked(list(cases), 500):
        for case_id, findings in group_findings_by_case(some).items():
            for finding_id, finding in findings.items():
                if not is_exported(finding) and finding_id not in cases[case_id].answers:
                    feature_ids.setdefault(case_id, []).append(finding_id)
    return feature_ids


def _derive_feature_answer(answers):
    """Derive the answer of a model feature from the conclusion of its case."""
    together = combine_conclusions([a.conclusion for a in answers.values()])
    first = next(
        a
        for a in answers.values()
        if a.conclusion == together or together == Conclusion.PARTLY_TRUE
    )
    return actions.Answer(
        conclusion=together,
        cause_code=first.cause_code if together == Conclusion.NOT_TRUE else "",
        nature=first.nature if together in CONFIRMED else "",
        amount_confirmed=Decimal(0) if together in CONFIRMED else None,
        account="随案结论（模型特征，未单独下发）",
    )


def _settle_case(rows: CaseRows, officer, today):
    """Record measures and money of a confirmed case.

    The sum of the rows is the case's total; the ledger gets the difference.
    """
    case = Case.objects.get(pk=rows.case_id)
    answers = list(rows.answers.values())
    for code in sorted({code for a in answers for code in a.disposition} - BY_REFERRAL):
        if not case.measures.filter(code=code).exists():
            _record_measure(case, officer, code, answers, today)
    for kind, key, sofar in (
        (TO_RECOVER, "amount_to_recover", case.amount_to_recover),
        (RECOVERED, "amount_recovered", case.amount_recovered),
    ):
        amounts = [value for a in answers if (value := getattr(a, key)) is not None]
        if amounts and (more := sum(amounts) - sofar):
            if more < 0:
                raise _build_decrease_refusal(kind, sum(amounts), sofar)
            on = max((a.recovered_date for a in answers if a.recovered_date), default=today)
            text = "；".join(["Excel 回填", *(a.remark for a in answers if a.remark)])
            if kind == TO_RECOVER and not any(a.remark for a in answers):
                text = ""  # the workbook gives no reason to recover more than was confirmed
            actions.record_money(
                case, officer, kind=kind, amount=more, on=on, text=text[:TEXT_WIDTH]
            )
    for text in _build_notes(rows, SETTLEMENT_KEYS):
        actions.add_note(rows.case_id, officer, text)


def _record_measure(case, officer, code, answers, today):
    number, amount = "", None
    if code == FINE:
        number, amount = next(f for a in answers if (f := parse_fine(a.penalty)))
    on = max((a.checked_date for a in answers if a.checked_date), default=today)
    actions.record_measure(
        case, officer, code=code, on=on, document_no=number, amount=amount, text="Excel 回填"
    )


def _build_decrease_refusal(kind, total, sofar):
    name = "应追回" if kind == TO_RECOVER else "已追回"
    return Refusal(
        f"{name}合计 {total:,.2f} 元小于台账已有的 {sofar:,.2f} 元，减少请在系统内冲销",
        f"{name}: {total:,.2f} is less than the ledger's {sofar:,.2f}; reverse it on the desk",
    )


def _build_notes(rows, keys):
    """Build notes from columns without a field of their own."""
    texts = {
        finding_id: _describe_answer(answer, keys) for finding_id, answer in rows.answers.items()
    }
    text = "\n".join(f"{finding_id}：{text}" for finding_id, text in texts.items() if text)
    step = MAX_NOTE_LENGTH - len(HEADING)
    return [HEADING + text[start : start + step] for start in range(0, len(text), step)]


def _describe_answer(answer: FeedbackRow, keys) -> str:
    parts = []
    for key in keys:
        value = getattr(answer, key)
        if value not in ("", None, ()):
            parts.append(f"{NAMES[key]}={'、'.join(value) if isinstance(value, tuple) else value}")
    return "；".join(parts)
