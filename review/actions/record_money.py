"""资金: the ledger's entries, instalments and measures; the sums on the case follow."""

from calendar import monthrange
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db.models import Sum
from django.utils import timezone

from review import transitions
from review.actions.move_deadline import changing, move, today
from review.errors import NotNow, NotValid
from review.models import Case, Instalment, Measure, MoneyEntry, Officer
from review.models.money import CONFIRMED, KINDS, RECOVERED, TO_RECOVER

SETTLES = (transitions.SETTLING, transitions.REFERRED)
FIELDS = {CONFIRMED: "amount_confirmed", TO_RECOVER: "amount_to_recover", RECOVERED: "amount_recovered"}


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
    """An entry of the ledger. What is recovered cannot exceed what is to be recovered."""
    with changing(case, officer, "money", version=version) as held:
        _settling(held)
        if kind not in dict(KINDS) or amount is None or not 0 < amount < Decimal(10) ** 12:
            raise NotValid("金额须大于0", "the amount must be above 0")
        if on > today():
            raise NotValid("日期晚于今天", "the day is in the future")
        if kind == RECOVERED and held.amount_recovered + amount > held.amount_to_recover:
            raise NotValid("已追回不能超过应追回", "more than is to be recovered")
        entry = _enter(held, officer, kind, amount, on, document_no=document_no, text=text)
        if instalment is not None:
            _pay(held, instalment, entry)
        _sums(held)
        move(held, officer, "money", None, kind=kind, amount=str(amount))
        return entry


def reverse_money(case, officer: Officer, entry: MoneyEntry, *, because: str, version=None) -> MoneyEntry:
    """Take an entry back by another of the opposite sign."""
    with changing(case, officer, "money", version=version) as held:
        _settling(held)
        if entry.case_id != held.pk or entry.reverses_id or hasattr(entry, "reversed_by"):
            raise NotNow("该笔不能冲销", "this entry cannot be reversed")
        if not because.strip():
            raise NotValid("请写明冲销理由", "say why")
        Instalment.objects.filter(paid_by=entry).update(paid_by=None)
        back = _enter(held, officer, entry.kind, -entry.amount, today(), text=because, reverses=entry)
        _sums(held)
        if held.amount_recovered > held.amount_to_recover:
            raise NotValid("冲销后已追回将超过应追回", "more would be recovered than is to be recovered")
        move(held, officer, "reverse_money", None, because, kind=entry.kind, amount=str(-entry.amount))
        return back


def plan_instalments(
    case, officer: Officer, parts: list[tuple[date, Decimal]], *, version=None
) -> list[Instalment]:
    """Replace what is not yet paid of a plan; the parts must add up to what is outstanding."""
    with changing(case, officer, "money", version=version) as held:
        _settling(held)
        if not parts or any(amount <= 0 for _, amount in parts):
            raise NotValid("分期金额须大于0", "every instalment must be above 0")
        if sum(amount for _, amount in parts) != held.amount_outstanding:
            raise NotValid(
                f"分期合计须等于未追回金额 {held.amount_outstanding:,.2f} 元",
                f"instalments must add up to the outstanding {held.amount_outstanding:,.2f} yuan",
            )
        held.instalments.filter(paid_by__isnull=True).delete()
        first = held.instalments.count() + 1
        planned = Instalment.objects.bulk_create(
            Instalment(case=held, number=first + n, due_on=day, amount=amount)
            for n, (day, amount) in enumerate(sorted(parts))
        )
        move(held, officer, "plan_instalments", None, parts=len(planned))
        return planned


def plan_equal_instalments(
    case, officer: Officer, *, count: int, first_due_on: date, version=None
) -> list[Instalment]:
    """What is outstanding in equal monthly parts; the last one takes the odd cents."""
    held = Case.objects.get(pk=getattr(case, "pk", case))
    part = (held.amount_outstanding / count).quantize(Decimal("0.01"), ROUND_DOWN)
    amounts = [part] * (count - 1) + [held.amount_outstanding - part * (count - 1)]
    days = [_months_after(first_due_on, n) for n in range(count)]
    return plan_instalments(case, officer, list(zip(days, amounts, strict=True)), version=version)


def _months_after(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def record_measure(
    case, officer: Officer, *, code: str, on: date, document_no="", amount=None, text="", version=None
) -> Measure:
    """A measure that was ordered (codes of `disposition`)."""
    with changing(case, officer, "measure", version=version) as held:
        _settling(held)
        if code not in dict(transitions.choices("disposition")):
            raise NotValid("请选择处置措施", "choose a measure")
        if code == "5" and (amount is None or amount <= 0 or not document_no):
            raise NotValid("行政处罚须填文号和金额", "a fine needs its number and amount")
        measure = Measure.objects.create(
            case=held,
            code=code,
            on=on,
            document_no=document_no,
            amount=amount,
            text=text,
            by=officer,
            at=timezone.now(),
        )
        move(held, officer, "measure", None, code=code)
        return measure


def set_confirmed(held: Case, officer: Officer, total: Decimal) -> None:
    """Bring the confirmed sum to `total` by an entry of the ledger, for a case that is locked already."""
    now_confirmed = sum_of(held, CONFIRMED)
    if total == now_confirmed:
        return
    for entry in held.money.filter(kind=CONFIRMED, reverses__isnull=True, reversed_by__isnull=True):
        _enter(held, officer, CONFIRMED, -entry.amount, today(), text="重新核定", reverses=entry)
    if total:
        _enter(held, officer, CONFIRMED, total, today(), text="复核确认")
    _sums(held)


def sum_of(held: Case, kind: str) -> Decimal:
    """Sum of a kind's entries, reversals included."""
    found = held.money.filter(kind=kind).aggregate(total=Sum("amount"))["total"]
    return Decimal(found or 0).quantize(Decimal("0.01"))


def _enter(held, officer, kind, amount, on, **rest):
    return MoneyEntry.objects.create(
        case=held, kind=kind, amount=amount, on=on, by=officer, at=timezone.now(), **rest
    )


def _pay(held, instalment, entry):
    if instalment.case_id != held.pk or instalment.paid_by_id or entry.kind != RECOVERED:
        raise NotValid("该期已缴或不属于本案", "this instalment is paid or of another case")
    if entry.amount != instalment.amount:
        raise NotValid("金额与该期不符", "the amount is not that of the instalment")
    instalment.paid_by = entry
    instalment.save(update_fields=["paid_by"])


def _sums(held):
    for kind, field in FIELDS.items():
        setattr(held, field, sum_of(held, kind))


def _settling(held):
    if held.state not in SETTLES:
        raise NotNow("只有处置中或已移送的案件可以记账", "money is booked while the case is being dealt with")
