"""deemed_service: evidence and provisions that its indicators share."""

from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from scenarios.framework.definition import Evidence

BY_APPROVAL = {"approval_id": "approval_id"}
BY_PERSON = {"person_id": "person_id"}
APPROVAL = Evidence(PensionApproval, on=BY_APPROVAL)
SEGMENTS = Evidence(ServiceSegment, on=BY_PERSON)
PERSON = Evidence(Person, on=BY_PERSON)
BUYERS_APPROVAL = Evidence(PensionApproval, on={"of_approval": "approval_id"})


def make_segment_evidence(keys):
    """The service segments that an expression names for an approval."""
    return Evidence(ServiceSegment, on=BY_APPROVAL, keys=keys)


LIABILITY = ("social-insurance-88",)
DEEMED_LAWS = ("social-insurance-13", "state-council-1995-6", *LIABILITY)
BACK_PAY_LAWS = ("backpay-2016-132", "fund-supervision-32", *LIABILITY)
