"""What can be done with a case: each step is an action, its title, its form, and when it is offered."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts.bilingual_text import BilingualText
from review import actions, transitions
from review.models import Case, Officer
from review.pages import forms
from review.permissions import has_right, is_recused


@dataclass(frozen=True)
class Step:
    """`right` is the name in `rights.RIGHTS`; `run(case, officer, **cleaned)` does it."""

    name: str
    right: str
    title: BilingualText
    form: type
    run: Callable
    when: Callable[[Case, Officer], bool] = lambda case, officer: True
    is_main: bool = False


def _has_state(*case_states):
    return lambda case, officer: case.state in case_states


def _is_mine(case, officer):
    return case.state == transitions.CHECKING and case.assignee_id == officer.pk


def _is_free(case, officer):
    return case.state in transitions.WAITING_FOR_CHECK and case.assignee_id in (None, officer.pk)


def _can_countersign(*case_states):
    return lambda case, officer: case.state in case_states and officer.pk != case.concluded_by_id


def _can_close(case, officer):
    return case.state in transitions.TRANSITIONS["close"] and case.close_proposed_by_id not in (
        None,
        officer.pk,
    )


def _can_propose_close(case, officer):
    return (
        case.state in transitions.TRANSITIONS["propose_close"] and case.close_proposed_by_id is None
    )


def _is_settling(case, officer):
    return case.state in (transitions.SETTLING, transitions.REFERRED)


def _has_outstanding_amount(case, officer):
    return _is_settling(case, officer) and case.amount_outstanding > 0


def _is_open(case, officer):
    return case.state in transitions.OPEN


S = Step
STEPS = {
    s.name: s
    for s in (
        S(
            "issue",
            "issue",
            BilingualText("下发核查", "Issue"),
            forms.IssueForm,
            actions.issue,
            _has_state(transitions.JUDGE),
            True,
        ),
        S(
            "take",
            "take",
            BilingualText("领取核查", "Take"),
            forms.ConfirmForm,
            actions.take,
            _is_free,
            True,
        ),
        S(
            "examine",
            "examine",
            BilingualText("开始复审", "Take up for review"),
            forms.ConfirmForm,
            actions.examine,
            _can_countersign(transitions.ANSWERED),
            True,
        ),
        S(
            "confirm",
            "confirm",
            BilingualText("确认结论", "Confirm"),
            forms.OpinionForm,
            actions.confirm,
            _can_countersign(transitions.EXAMINED),
            True,
        ),
        S(
            "close",
            "close",
            BilingualText("销号", "Close"),
            forms.OpinionForm,
            actions.close,
            _can_close,
            True,
        ),
        S(
            "assign",
            "assign",
            BilingualText("指派", "Assign"),
            forms.AssignForm,
            actions.assign,
            _is_open,
        ),
        S(
            "release",
            "release",
            BilingualText("退回待领", "Give back"),
            forms.ReasonForm,
            actions.release,
            _is_mine,
        ),
        S(
            "send_back",
            "send_back",
            BilingualText("退回重核", "Send back"),
            forms.ReasonForm,
            actions.send_back,
            _has_state(*transitions.TRANSITIONS["send_back"]),
        ),
        S(
            "measure",
            "measure",
            BilingualText("登记处置措施", "Record a measure"),
            forms.MeasureForm,
            actions.record_measure,
            _is_settling,
        ),
        S(
            "money",
            "money",
            BilingualText("资金记账", "Book money"),
            forms.MoneyForm,
            actions.record_money,
            _is_settling,
        ),
        S(
            "plan_instalments",
            "money",
            BilingualText("分期计划", "Plan instalments"),
            forms.InstalmentsForm,
            actions.plan_equal_instalments,
            _has_outstanding_amount,
        ),
        S(
            "propose_referral",
            "propose_referral",
            BilingualText("提出移送", "Propose a referral"),
            forms.ReferralForm,
            actions.propose_referral,
            _has_state(*transitions.TRANSITIONS["refer"]),
        ),
        S(
            "propose_close",
            "propose_close",
            BilingualText("提出销号", "Propose to close"),
            forms.ProposeCloseForm,
            actions.propose_close,
            _can_propose_close,
        ),
        S(
            "appeal",
            "appeal",
            BilingualText("登记申诉", "Record an appeal"),
            forms.AppealForm,
            actions.file_appeal,
            _has_state(*transitions.TRANSITIONS["appeal"]),
        ),
        S(
            "snooze",
            "snooze",
            BilingualText("暂缓", "Put off"),
            forms.SnoozeForm,
            actions.snooze,
            _has_state(*transitions.TRANSITIONS["snooze"]),
        ),
        S(
            "wake",
            "wake",
            BilingualText("恢复办理", "Resume"),
            forms.ReasonForm,
            actions.wake,
            _has_state(transitions.SNOOZED),
            True,
        ),
        S(
            "dismiss",
            "dismiss",
            BilingualText("误报关闭", "Close as false alarm"),
            forms.DismissForm,
            actions.dismiss,
            _has_state(transitions.JUDGE),
        ),
        S(
            "merge",
            "merge",
            BilingualText("并入他案", "Merge"),
            forms.MergeForm,
            actions.merge,
            _has_state(*transitions.TRANSITIONS["merge"]),
        ),
        S(
            "reopen",
            "reopen",
            BilingualText("重新开启", "Open again"),
            forms.ReasonForm,
            actions.reopen,
            _has_state(*transitions.TRANSITIONS["reopen"]),
        ),
        S(
            "note",
            "note",
            BilingualText("添加备注", "Add a note"),
            forms.NoteForm,
            actions.add_note,
        ),
        S(
            "attach",
            "attach",
            BilingualText("上传附件", "Attach a file"),
            forms.AttachForm,
            actions.attach,
        ),
        S(
            "recuse",
            "recuse",
            BilingualText("申请回避", "Recuse myself"),
            forms.RecuseForm,
            actions.declare_recusal,
            _is_open,
        ),
    )
}


def list_available_steps(case: Case, officer: Officer) -> list[Step]:
    """The steps that the officer could take now, the main ones first."""
    if is_recused(officer, case):
        return []
    steps = [s for s in STEPS.values() if has_right(officer, s.right) and s.when(case, officer)]
    return sorted(steps, key=lambda s: not s.is_main)


def can_answer(case: Case, officer: Officer) -> bool:
    """Is the form of the conclusion open to the officer?"""
    return (
        has_right(officer, "answer") and _is_mine(case, officer) and not is_recused(officer, case)
    )
