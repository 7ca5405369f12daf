"""agency_handling: evidence and provisions that its indicators share."""

from contracts.tables.operator_account import OperatorAccount
from contracts.tables.operator_log import OperatorLog
from contracts.tables.pension_payment import PensionPayment
from scenarios.framework.definition import Evidence

BY_OPERATOR = {"op_id": "op_id"}
ACCOUNT_ROW = Evidence(OperatorAccount, on=BY_OPERATOR)


def make_log_evidence(keys) -> Evidence:
    """The rows of the log that an expression names."""
    return Evidence(OperatorLog, on=BY_OPERATOR, keys=keys)


def make_pension_evidence(keys) -> Evidence:
    """The pension payments that an expression names."""
    return Evidence(PensionPayment, on=BY_OPERATOR, keys=keys)


CONTROL_LAWS = ("handling-37", "handling-38", "handling-53")
DUTY_LAWS = ("handling-36", *CONTROL_LAWS)
CONDUCT_LAWS = ("social-insurance-89", "social-insurance-93", "handling-53", "criminal-transfer-19")
