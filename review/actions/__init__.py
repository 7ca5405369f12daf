"""Every change on the desk. Views, commands and imports call these; nothing else writes.

An action checks role, scope and recusal, then the state, then changes the case in one transaction together with its history
and the audit log. It raises `review.refusal.Refusal` and changes nothing if it may not be done.
"""

from review.actions.answering import Answer, Check, answer
from review.actions.answering_many import Filled, answer_many
from review.actions.appealing import decide_appeal, file_appeal
from review.actions.attaching import attach
from review.actions.closing import close, propose_close
from review.actions.issuing import assign, dismiss, issue, merge, reopen, snooze, wake
from review.actions.money import (
    plan_equal_instalments,
    plan_instalments,
    record_measure,
    record_money,
    reverse_money,
)
from review.actions.notes import add_note, declare_recusal
from review.actions.referring import (
    decide_referral,
    propose_referral,
    record_after,
    record_outcome,
    record_receipt,
    send_referral,
)
from review.actions.reviewing import confirm, examine, send_back
from review.actions.taking import release, take, take_next

__all__ = [
    "Answer",
    "Check",
    "Filled",
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
    "record_after",
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
