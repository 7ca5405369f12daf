"""What can be done with a case: each step is an action, its title, its form, and when it is offered."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts.bilingual_text import Text
from review import actions, transitions
from review.models import Case, Officer
from review.pages import forms
from review.permissions import may, recused_from


@dataclass(frozen=True)
class Step:
    """`right` is the name in `rights.RIGHTS`; `run(case, officer, **cleaned)` does it."""

    name: str
    right: str
    title: Text
    form: type
    run: Callable
    when: Callable[[Case, Officer], bool] = lambda case, officer: True
    is_main: bool = False


def _in(*found):
    return lambda case, officer: case.state in found


def _mine(case, officer):
    return case.state == transitions.CHECKING and case.assignee_id == officer.pk


def _free(case, officer):
    return case.state in transitions.WAITING_FOR_CHECK and case.assignee_id in (None, officer.pk)


def _another(*found):
    return lambda case, officer: case.state in found and officer.pk != case.concluded_by_id


def _proposed(case, officer):
    return case.state in transitions.WAYS["close"] and case.close_proposed_by_id not in (None, officer.pk)


def _undone(case, officer):
    return case.state in transitions.WAYS["propose_close"] and case.close_proposed_by_id is None


def _pays(case, officer):
    return case.state in (transitions.SETTLING, transitions.REFERRED)


def _owes(case, officer):
    return _pays(case, officer) and case.amount_outstanding > 0


def _open(case, officer):
    return case.state in transitions.OPEN


S = Step
STEPS = {
    s.name: s
    for s in (
        S(
            "issue",
            "issue",
            Text("下发核查", "Issue"),
            forms.Issue,
            actions.issue,
            _in(transitions.JUDGE),
            True,
        ),
        S("take", "take", Text("领取核查", "Take"), forms.Nothing, actions.take, _free, True),
        S(
            "examine",
            "examine",
            Text("开始复审", "Take up for review"),
            forms.Nothing,
            actions.examine,
            _another(transitions.ANSWERED),
            True,
        ),
        S(
            "confirm",
            "confirm",
            Text("确认结论", "Confirm"),
            forms.Text_,
            actions.confirm,
            _another(transitions.EXAMINED),
            True,
        ),
        S("close", "close", Text("销号", "Close"), forms.Text_, actions.close, _proposed, True),
        S("assign", "assign", Text("指派", "Assign"), forms.Assign, actions.assign, _open),
        S("release", "release", Text("退回待领", "Give back"), forms.Because, actions.release, _mine),
        S(
            "send_back",
            "send_back",
            Text("退回重核", "Send back"),
            forms.Because,
            actions.send_back,
            _in(*transitions.WAYS["send_back"]),
        ),
        S(
            "measure",
            "measure",
            Text("登记处置措施", "Record a measure"),
            forms.Measure,
            actions.record_measure,
            _pays,
        ),
        S("money", "money", Text("资金记账", "Book money"), forms.Money, actions.record_money, _pays),
        S(
            "plan_instalments",
            "money",
            Text("分期计划", "Plan instalments"),
            forms.Instalments,
            actions.plan_equal_instalments,
            _owes,
        ),
        S(
            "propose_referral",
            "propose_referral",
            Text("提出移送", "Propose a referral"),
            forms.Referral,
            actions.propose_referral,
            _in(*transitions.WAYS["refer"]),
        ),
        S(
            "propose_close",
            "propose_close",
            Text("提出销号", "Propose to close"),
            forms.ProposeClose,
            actions.propose_close,
            _undone,
        ),
        S(
            "appeal",
            "appeal",
            Text("登记申诉", "Record an appeal"),
            forms.Appeal,
            actions.file_appeal,
            _in(*transitions.WAYS["appeal"]),
        ),
        S(
            "snooze",
            "snooze",
            Text("暂缓", "Put off"),
            forms.Snooze,
            actions.snooze,
            _in(*transitions.WAYS["snooze"]),
        ),
        S(
            "wake",
            "wake",
            Text("恢复办理", "Resume"),
            forms.Because,
            actions.wake,
            _in(transitions.SNOOZED),
            True,
        ),
        S(
            "dismiss",
            "dismiss",
            Text("误报关闭", "Close as false alarm"),
            forms.Dismiss,
            actions.dismiss,
            _in(transitions.JUDGE),
        ),
        S(
            "merge",
            "merge",
            Text("并入他案", "Merge"),
            forms.Merge,
            actions.merge,
            _in(*transitions.WAYS["merge"]),
        ),
        S(
            "reopen",
            "reopen",
            Text("重新开启", "Open again"),
            forms.Because,
            actions.reopen,
            _in(*transitions.WAYS["reopen"]),
        ),
        S("note", "note", Text("添加备注", "Add a note"), forms.Note, actions.add_note),
        S("attach", "attach", Text("上传附件", "Attach a file"), forms.Attach, actions.attach),
        S(
            "recuse",
            "recuse",
            Text("申请回避", "Recuse myself"),
            forms.Recuse,
            actions.declare_recusal,
            _open,
        ),
    )
}


def offered(case: Case, officer: Officer) -> list[Step]:
    """The steps that the officer could take now, the main ones first."""
    if recused_from(officer, case):
        return []
    found = [s for s in STEPS.values() if may(officer, s.right) and s.when(case, officer)]
    return sorted(found, key=lambda s: not s.is_main)


def can_answer(case: Case, officer: Officer) -> bool:
    """Is the form of the conclusion open to the officer?"""
    return may(officer, "answer") and _mine(case, officer) and not recused_from(officer, case)
