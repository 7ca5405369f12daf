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
from review.actions.issue import assign, dismiss, issue, merge, reopen, snooze, wake
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

__all__ = [
    "Answer",
    "CaseAnswers",
    "Check",
    "add_note",
    "answer",
    "answer_many",
    "assign",
    "attach",
    "close",
    "confirm",
    "decide_appeal",
    "decide_referral",
    "declare_recusal",
    "dismiss",
    "examine",
    "file_appeal",
    "issue",
    "merge",
    "plan_equal_instalments",
    "plan_instalments",
    "propose_close",
    "propose_referral",
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
    "wake",
]
