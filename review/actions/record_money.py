"""资金: entries of the ledger, instalments and measures; the sums on the case follow."""

from calendar import monthrange
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db.models import Sum
from django.utils import timezone

from review import transitions
from review.actions.answer_rules import LEAST_ACCOUNT
from review.actions.move_deadline import get_today, lock_case, move_case, require_day_in_case
from review.errors import NotNow, NotValid
from review.models import Case, Instalment, Measure, MoneyEntry, Officer
from review.models.measure import FINE
from review.models.money import CONFIRMED, MOST_YUAN, RECOVERED, TO_RECOVER, WAIVED

SETTLING_STATES = (transitions.SETTLING, transitions.REFERRED)
AMOUNT_FIELDS = {
    CONFIRMED: "amount_confirmed",
    TO_RECOVER: "amount_to_recover",
    RECOVERED: "amount_recovered",
    WAIVED: "amount_waived",
}
TEXT_WIDTH = MoneyEntry._meta.get_field("text").max_length


def record_money(
    case,
    officer: Officer,
    *,
    kind: str,
    amount: Decimal,
    on: date,
    document_no="",
    text="",
    instalment=None,
    version=None,
) -> MoneyEntry:
    """Add an entry to the ledger.

    Not more can be recovered than is to be recovered, and not more is to be recovered than was
    confirmed, unless the text says why.
    """
    with lock_case(case, officer, "money", version=version) as locked_case:
        _require_settling_state(locked_case)
        if kind not in (TO_RECOVER, RECOVERED) or amount is None or not amount > 0:
            raise NotValid("金额须大于0", "the amount must be above 0")
        require_day_in_case(locked_case, on)
        if kind == RECOVERED:
            _require_recoverable(locked_case, amount)
        elif amount > locked_case.amount_unsettled and len(text.strip()) < LEAST_ACCOUNT:
            raise NotValid(
                f"应追回与免予追回合计超过核实金额 {locked_case.amount_confirmed:,.2f} 元，"
                f"须写明理由，不少于 {LEAST_ACCOUNT} 字",
                f"more than the confirmed {locked_case.amount_confirmed:,.2f} yuan: say why",
            )
        entry = _add_entry(
            locked_case, officer, kind, amount, on, document_no=document_no, text=text
        )
        if instalment is not None:
            _pay_instalment(locked_case, instalment, entry)
        _update_sums(locked_case)
        move_case(
            locked_case,
            officer,
            "money",
            None,
            text,
            kind=kind,
            amount=str(amount),
            document_no=document_no,
        )
        return entry


def _require_recoverable(case, amount):
    if case.amount_recovered + amount > case.amount_to_recover:
        raise NotValid("已追回不能超过应追回", "more than is to be recovered")


def require_waivable(case: Case, amount: Decimal) -> None:
    """Refuse to waive nothing, or more than is confirmed and not to be recovered."""
    _require_settling_state(case)
    if amount is None or not 0 < amount <= max(case.amount_unsettled, Decimal(0)):
        raise NotValid(
            f"免予追回须大于0，且不超过核实减应追回后的 {case.amount_unsettled:,.2f} 元",
            f"waive more than 0 and at most the unsettled {case.amount_unsettled:,.2f} yuan",
        )


def add_waived_amount(case: Case, officer: Officer, amount: Decimal, because: str) -> None:
    """Book an amount of a locked case that two officers agreed not to recover."""
    _add_entry(case, officer, WAIVED, amount, get_today(), text=because[:TEXT_WIDTH])
    _update_sums(case)
    move_case(case, officer, "waive", None, because, kind=WAIVED, amount=str(amount))


def reverse_money(
    case, officer: Officer, entry: MoneyEntry, *, because: str, version=None
) -> MoneyEntry:
    """Reverse an entry by another of the opposite sign."""
    with lock_case(case, officer, "money", version=version) as locked_case:
        if locked_case.state not in transitions.OPEN:
            raise NotNow("案件已办结，请先重新开启", "the case has ended: open it again first")
        if entry.kind == CONFIRMED:
            raise NotNow(
                "核实金额随复核结论变动，不能单独冲销",
                "the confirmed amount follows the reviewed conclusion",
            )
        if entry.case_id != locked_case.pk or entry.reverses_id or hasattr(entry, "reversed_by"):
            raise NotNow("该笔不能冲销", "this entry cannot be reversed")
        if not because.strip():
            raise NotValid("请写明冲销理由", "say why")
        Instalment.objects.filter(paid_by=entry).update(paid_by=None)
        back = _add_entry(
            locked_case,
            officer,
            entry.kind,
            -entry.amount,
            get_today(),
            text=because.strip()[:TEXT_WIDTH],
            reverses=entry,
        )
        _update_sums(locked_case)
        if locked_case.amount_recovered > locked_case.amount_to_recover:
            raise NotValid(
                "冲销后已追回将超过应追回，请先冲销已追回",
                "more would be recovered than is to be recovered: reverse the recovery first",
            )
        move_case(
            locked_case,
            officer,
            "reverse_money",
            None,
            because,
            kind=entry.kind,
            amount=str(-entry.amount),
        )
        return back


def plan_instalments(
    case, officer: Officer, parts: list[tuple[date, Decimal]], *, version=None
) -> list[Instalment]:
    """Replace the unpaid part of a plan; the parts must add up to the outstanding amount."""
    with lock_case(case, officer, "money", version=version) as locked_case:
        _require_settling_state(locked_case)
        if not parts or any(amount <= 0 for _, amount in parts):
            raise NotValid("分期金额须大于0", "every instalment must be above 0")
        if sum(amount for _, amount in parts) != locked_case.amount_outstanding:
            raise NotValid(
                f"分期合计须等于未追回金额 {locked_case.amount_outstanding:,.2f} 元",
                "instalments must add up to the outstanding "
                f"{locked_case.amount_outstanding:,.2f} yuan",
            )
        locked_case.instalments.filter(paid_by__isnull=True).delete()
        first = locked_case.instalments.count() + 1
        planned = Instalment.objects.bulk_create(
            Instalment(case=locked_case, number=first + n, due_on=day, amount=amount)
            for n, (day, amount) in enumerate(sorted(parts))
        )
        move_case(
            locked_case,
            officer,
            "plan_instalments",
            None,
            parts=len(planned),
            amount=str(locked_case.amount_outstanding),
        )
        return planned


def plan_equal_instalments(
    case, officer: Officer, *, count: int, first_due_on: date, version=None
) -> list[Instalment]:
    """Plan the outstanding amount in equal monthly parts; the last part takes the rest."""
    locked_case = Case.objects.get(pk=getattr(case, "pk", case))
    part = (locked_case.amount_outstanding / count).quantize(Decimal("0.01"), ROUND_DOWN)
    amounts = [part] * (count - 1) + [locked_case.amount_outstanding - part * (count - 1)]
    days = [_add_months(first_due_on, n) for n in range(count)]
    return plan_instalments(case, officer, list(zip(days, amounts, strict=True)), version=version)


def _add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def record_measure(
    case,
    officer: Officer,
    *,
    code: str,
    on: date,
    document_no="",
    amount=None,
    text="",
    version=None,
) -> Measure:
    """Record a measure that was ordered (a code of `disposition`)."""
    with lock_case(case, officer, "measure", version=version) as locked_case:
        _require_settling_state(locked_case)
        if code not in dict(transitions.list_code_choices("disposition")):
            raise NotValid("请选择处置措施", "choose a measure")
        require_day_in_case(locked_case, on)
        if amount is not None and not 0 <= amount <= MOST_YUAN:
            raise NotValid("罚款金额不合理", "the fine is out of bounds")
        if code == FINE and (amount is None or amount <= 0 or not document_no):
            raise NotValid("行政处罚须填文号和金额", "a fine needs its number and amount")
        measure = Measure.objects.create(
            case=locked_case,
            code=code,
            on=on,
            document_no=document_no,
            amount=amount,
            text=text,
            by=officer,
            at=timezone.now(),
        )
        move_case(
            locked_case,
            officer,
            "measure",
            None,
            text,
            code=code,
            document_no=document_no,
            amount=str(amount or ""),
        )
        return measure


def set_confirmed_amount(case: Case, officer: Officer, total: Decimal) -> None:
    """Bring the confirmed sum of a locked case to `total` by an entry of the ledger."""
    now_confirmed = sum_entries(case, CONFIRMED)
    if total == now_confirmed:
        return
    for entry in case.money.filter(kind=CONFIRMED, reverses__isnull=True, reversed_by__isnull=True):
        _add_entry(
            case, officer, CONFIRMED, -entry.amount, get_today(), text="重新核定", reverses=entry
        )
    if total:
        _add_entry(case, officer, CONFIRMED, total, get_today(), text="复核确认")
    _update_sums(case)


def sum_entries(case: Case, kind: str) -> Decimal:
    """Sum the entries of a kind, reversals included."""
    total = case.money.filter(kind=kind).aggregate(total=Sum("amount"))["total"]
    return Decimal(total or 0).quantize(Decimal("0.01"))


def _add_entry(case, officer, kind, amount, on, **rest):
    if sum_entries(case, kind) + amount > MOST_YUAN:
        # a larger sum can be stored but not read again on SQLite
        raise NotValid(
            f"合计不能超过 {MOST_YUAN:,.2f} 元", f"a case holds at most {MOST_YUAN:,.2f} yuan"
        )
    return MoneyEntry.objects.create(
        case=case, kind=kind, amount=amount, on=on, by=officer, at=timezone.now(), **rest
    )


def _pay_instalment(case, instalment, entry):
    if instalment.case_id != case.pk or instalment.paid_by_id or entry.kind != RECOVERED:
        raise NotValid("该期已缴或不属于本案", "this instalment is paid or of another case")
    if entry.amount != instalment.amount:
        raise NotValid("金额与该期不符", "the amount is not that of the instalment")
    instalment.paid_by = entry
    instalment.save(update_fields=["paid_by"])


def _update_sums(case):
    for kind, field in AMOUNT_FIELDS.items():
        setattr(case, field, sum_entries(case, kind))


def _require_settling_state(case):
    if case.state not in SETTLING_STATES:
        raise NotNow(
            "只有处置中或已移送的案件可以记账", "money is booked while the case is being dealt with"
        )
