"""Steps that a case page offers, each with title, form, action and condition."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts.bilingual_text import BilingualText
from review import actions, transitions
from review.models import Case, Officer
from review.pages import case_forms as forms
from review.permissions import has_right, is_recused


@dataclass(frozen=True)
class Step:
    """A step; `right` is a key of `permissions.RIGHTS`, `run(case, officer, **fields)` takes it."""

    name: str
    right: str
    title: BilingualText
    form: type
    run: Callable
    when: Callable[[Case, Officer], bool]
    is_main: bool


def _has_state(*case_states):
    return lambda case, officer: case.state in case_states


def _allows(action):
    return _has_state(*transitions.TRANSITIONS[action])


def _is_any(case, officer):
    return True


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


def _has_unsettled_amount(case, officer):
    return _is_settling(case, officer) and case.amount_unsettled > 0


def _has_recusal(case, officer):
    return case.recusals.exclude(officer=officer).exists()


def _is_open(case, officer):
    return case.state in transitions.OPEN


def _is_worked_on(case, officer):
    return case.state in transitions.OPEN and case.assignee_id not in (None, officer.pk)


def _build_step(name, title, form, run, when, *, right=None, is_main=False):
    return Step(name, right or name, BilingualText(*title), form, run, when, is_main)


STEPS = {
    step.name: step
    for step in (
        _build_step(
            "issue",
            ("下发核查", "Issue"),
            forms.IssueForm,
            actions.issue,
            _has_state(transitions.JUDGE),
            is_main=True,
        ),
        _build_step(
            "take", ("领取核查", "Take"), forms.ConfirmForm, actions.take, _is_free, is_main=True
        ),
        _build_step(
            "examine",
            ("开始复审", "Take up for review"),
            forms.ConfirmForm,
            actions.examine,
            _can_countersign(transitions.ANSWERED),
            is_main=True,
        ),
        _build_step(
            "confirm",
            ("确认结论", "Confirm"),
            forms.OpinionForm,
            actions.confirm,
            _can_countersign(transitions.EXAMINED),
            is_main=True,
        ),
        _build_step(
            "close", ("销号", "Close"), forms.OpinionForm, actions.close, _can_close, is_main=True
        ),
        _build_step("assign", ("指派", "Assign"), forms.AssignForm, actions.assign, _is_open),
        _build_step("urge", ("督办", "Urge"), forms.ReasonForm, actions.urge, _is_worked_on),
        _build_step(
            "release", ("退回待领", "Give back"), forms.ReasonForm, actions.release, _is_mine
        ),
        _build_step(
            "send_back",
            ("退回重核", "Send back"),
            forms.ReasonForm,
            actions.send_back,
            _allows("send_back"),
        ),
        _build_step(
            "measure",
            ("登记处置措施", "Record a measure"),
            forms.MeasureForm,
            actions.record_measure,
            _is_settling,
        ),
        _build_step(
            "money", ("资金记账", "Book money"), forms.MoneyForm, actions.record_money, _is_settling
        ),
        _build_step(
            "plan_instalments",
            ("分期计划", "Plan instalments"),
            forms.InstalmentsForm,
            actions.plan_equal_instalments,
            _has_outstanding_amount,
            right="money",
        ),
        _build_step(
            "propose_referral",
            ("提出移送", "Propose a referral"),
            forms.ReferralForm,
            actions.propose_referral,
            _allows("refer"),
        ),
        _build_step(
            "propose_close",
            ("提出销号", "Propose to close"),
            forms.ProposeCloseForm,
            actions.propose_close,
            _can_propose_close,
        ),
        _build_step(
            "appeal",
            ("登记申诉", "Record an appeal"),
            forms.AppealForm,
            actions.file_appeal,
            _allows("appeal"),
        ),
        _build_step(
            "snooze", ("暂缓", "Put off"), forms.SnoozeForm, actions.snooze, _allows("snooze")
        ),
        _build_step(
            "wake",
            ("恢复办理", "Resume"),
            forms.ReasonForm,
            actions.wake,
            _has_state(transitions.SNOOZED),
            is_main=True,
        ),
        _build_step(
            "dismiss",
            ("提请误报关闭", "Propose as false alarm"),
            forms.DismissForm,
            actions.propose_dismissal,
            _has_state(transitions.JUDGE),
        ),
        _build_step(
            "merge",
            ("提请并入他案", "Propose a merge"),
            forms.MergeForm,
            actions.propose_merge,
            _allows("merge"),
        ),
        _build_step(
            "unmerge",
            ("撤销并案", "Undo the merge"),
            forms.ReasonForm,
            actions.unmerge,
            _allows("unmerge"),
        ),
        _build_step(
            "waive",
            ("提请免予追回", "Propose to waive"),
            forms.WaiverForm,
            actions.propose_waiver,
            _has_unsettled_amount,
            right="money",
        ),
        _build_step(
            "lift_recusal",
            ("提请解除回避", "Propose to lift a recusal"),
            forms.LiftRecusalForm,
            actions.propose_lifting_recusal,
            _has_recusal,
            right="assign",
        ),
        _build_step(
            "reopen",
            ("重新开启", "Open again"),
            forms.ReasonForm,
            actions.reopen,
            _allows("reopen"),
        ),
        _build_step("note", ("添加备注", "Add a note"), forms.NoteForm, actions.add_note, _is_any),
        _build_step(
            "attach", ("上传附件", "Attach a file"), forms.AttachForm, actions.attach, _is_any
        ),
        _build_step(
            "recuse",
            ("申请回避", "Recuse myself"),
            forms.RecuseForm,
            actions.declare_recusal,
            _is_open,
        ),
    )
}


def list_available_steps(case: Case, officer: Officer) -> list[Step]:
    """List the steps that the officer could take now, the main ones first."""
    if is_recused(officer, case):
        return []
    steps = [s for s in STEPS.values() if has_right(officer, s.right) and s.when(case, officer)]
    return sorted(steps, key=lambda s: not s.is_main)


def can_answer(case: Case, officer: Officer) -> bool:
    """Whether the officer may fill in the conclusion of the case now."""
    return (
        has_right(officer, "answer") and _is_mine(case, officer) and not is_recused(officer, case)
    )
