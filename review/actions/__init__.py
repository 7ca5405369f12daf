"""Actions: every change of the desk's data.

Pages, commands and imports call these; nothing else writes. An action checks role, scope, recusal
and state, then changes the case in one transaction together with its history and the audit log. It
raises `review.errors.Refusal` and changes nothing if it may not be done.
"""

from review.actions.add_notes import add_note, declare_recusal
from review.actions.answer import answer
from review.actions.answer_many import CaseAnswers, answer_many
from review.actions.answer_rules import Answer, Check
from review.actions.appeal import decide_appeal, file_appeal
from review.actions.attach import attach
from review.actions.close import close, propose_close
from review.actions.countersign import confirm, examine, send_back
from review.actions.issue import assign, issue, reopen, snooze, unmerge, wake
from review.actions.propose import (
    approve_dismissal,
    decide_proposal,
    propose_dismissal,
    propose_lifting_recusal,
    propose_merge,
    propose_waiver,
)
from review.actions.record_money import (
    plan_equal_instalments,
    plan_instalments,
    record_measure,
    record_money,
    reverse_money,
)
from review.actions.refer import (
    decide_referral,
    propose_referral,
    record_follow_up,
    record_outcome,
    record_receipt,
    send_referral,
)
from review.actions.take import release, take, take_next
from review.actions.urge import urge

__all__ = [
    "Answer",
    "CaseAnswers",
    "Check",
    "add_note",
    "answer",
    "answer_many",
    "approve_dismissal",
    "assign",
    "attach",
    "close",
    "confirm",
    "decide_appeal",
    "decide_proposal",
    "decide_referral",
    "declare_recusal",
    "examine",
    "file_appeal",
    "issue",
    "plan_equal_instalments",
    "plan_instalments",
    "propose_close",
    "propose_dismissal",
    "propose_lifting_recusal",
    "propose_merge",
    "propose_referral",
    "propose_waiver",
    "record_follow_up",
    "record_measure",
    "record_money",
    "record_outcome",
    "record_receipt",
    "release",
    "reopen",
    "reverse_money",
    "send_back",
    "send_referral",
    "snooze",
    "take",
    "take_next",
    "unmerge",
    "urge",
    "wake",
]
