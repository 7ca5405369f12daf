"""销号: one proposes, another closes; only with a conclusion, the money settled or planned, and the control gap closed."""

from review import transitions
from review.actions.move_deadline import changing, move, today
from review.errors import NotAllowed, NotNow, NotValid
from review.models import Case, Officer

GAPS = ("none", "closed")


def propose_close(case, officer: Officer, *, control_gap: str = "none", text: str = "", version=None) -> Case:
    """The officer says that all is done."""
    with changing(case, officer, "propose_close", version=version) as held:
        if control_gap not in (*GAPS, "open"):
            raise NotValid("请选择制度漏洞情况", "say whether a control gap was found")
        held.control_gap = control_gap
        missing = missing_to_close(held)
        if missing:
            raise NotNow(*missing[0])
        held.close_proposed_by = officer
        move(held, officer, "propose_close", None, text, control_gap=control_gap)
        return held


def close(case, officer: Officer, *, text: str = "", version=None) -> Case:
    """06 or 07 → 08 by a second person."""
    with changing(case, officer, "close", version=version) as held:
        if held.close_proposed_by_id is None:
            raise NotNow("须先由核查员提出销号", "closing must be proposed first")
        if held.close_proposed_by_id == officer.pk:
            raise NotAllowed(
                "提出人不能自己销号（须两人）", "who proposed cannot close: two persons are needed"
            )
        missing = missing_to_close(held)
        if missing:
            raise NotNow(*missing[0])
        held.closed_by, held.closed_on = officer, today()
        move(held, officer, "close", transitions.CLOSED, text)
        return held


def missing_to_close(case: Case) -> list[tuple[str, str]]:
    """What still stands in the way, in both languages."""
    missing = []
    if not case.conclusion or not case.confirmed_by_id:
        missing.append(("尚无经复核的结论", "there is no confirmed conclusion"))
    if case.amount_outstanding > 0 and not _is_planned(case):
        missing.append(("款项未追回且无分期计划", "money is outstanding and there is no plan of instalments"))
    if case.conclusion in ("1", "2") and not case.measures.exists():
        missing.append(("尚未登记处置措施", "no measure was recorded"))
    if case.control_gap not in GAPS:
        missing.append(("制度漏洞未整改", "the control gap is not closed"))
    if case.referrals.filter(approved_by__isnull=True, refused_by__isnull=True).exists():
        missing.append(("有移送待审批", "a referral waits for its decision"))
    return missing


def _is_planned(case):
    planned = sum(i.amount for i in case.instalments.filter(paid_by__isnull=True))
    return planned == case.amount_outstanding
