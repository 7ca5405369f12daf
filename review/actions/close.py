"""销号: one officer proposes to close a case, another closes it."""

from contracts.verdict_codes import CONFIRMED
from review import transitions
from review.actions.move_deadline import get_today, lock_case, move_case
from review.errors import NotAllowed, NotNow, NotValid
from review.models import Case, Officer

GAPS = ("none", "closed")


def propose_close(
    case, officer: Officer, *, control_gap: str = "none", text: str = "", version=None
) -> Case:
    """Propose to close a case; refused while something is missing."""
    with lock_case(case, officer, "propose_close", version=version) as locked_case:
        if control_gap not in (*GAPS, "open"):
            raise NotValid("请选择制度漏洞情况", "say whether a control gap was found")
        locked_case.control_gap = control_gap
        missing = list_closing_obstacles(locked_case)
        if missing:
            raise NotNow(*missing[0])
        locked_case.close_proposed_by = officer
        move_case(locked_case, officer, "propose_close", None, text, control_gap=control_gap)
        return locked_case


def close(case, officer: Officer, *, text: str = "", version=None) -> Case:
    """Move 06 or 07 → 08 by an officer who did not propose it."""
    with lock_case(case, officer, "close", version=version) as locked_case:
        if locked_case.close_proposed_by_id is None:
            raise NotNow("须先由核查员提出销号", "closing must be proposed first")
        if locked_case.close_proposed_by_id == officer.pk:
            raise NotAllowed(
                "提出人不能自己销号（须两人）", "who proposed cannot close: two persons are needed"
            )
        missing = list_closing_obstacles(locked_case)
        if missing:
            raise NotNow(*missing[0])
        locked_case.closed_by, locked_case.closed_on = officer, get_today()
        move_case(locked_case, officer, "close", transitions.CLOSED, text)
        return locked_case


def list_closing_obstacles(case: Case) -> list[tuple[str, str]]:
    """List what is missing before a case can be closed, as (Chinese, English)."""
    missing = []
    if not case.conclusion or not case.confirmed_by_id:
        missing.append(("尚无经复核的结论", "there is no confirmed conclusion"))
    if case.conclusion in CONFIRMED and case.amount_unsettled > 0:
        missing.append(
            (
                f"核实金额尚有 {case.amount_unsettled:,.2f} 元既未列入应追回，也未经批准免予追回",
                f"{case.amount_unsettled:,.2f} confirmed yuan are neither to be recovered "
                "nor waived",
            )
        )
    if case.amount_outstanding > 0 and not _is_planned(case):
        missing.append(
            ("款项未追回且无分期计划", "money is outstanding and there is no plan of instalments")
        )
    if case.conclusion in CONFIRMED and not case.measures.exists():
        missing.append(("尚未登记处置措施", "no measure was recorded"))
    if case.control_gap not in GAPS:
        missing.append(("制度漏洞未整改", "the control gap is not closed"))
    if case.referrals.filter(approved_by__isnull=True, refused_by__isnull=True).exists():
        missing.append(("有移送待审批", "a referral waits for its decision"))
    if case.proposals.filter(decided_by__isnull=True).exists():
        missing.append(("有提请待决定", "a proposal waits for its decision"))
    return missing


def _is_planned(case):
    planned = sum(i.amount for i in case.instalments.filter(paid_by__isnull=True))
    return planned == case.amount_outstanding
