"""work_injury: evidence and provisions that its indicators share."""

from contracts.tables.employer import Employer
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.institution import Institution
from scenarios.framework.definition import Evidence

BY_CASE = {"case_id": "case_id"}
BY_PERSON = {"person_id": "person_id"}
BY_UNIT = {"employer_id": "employer_id"}
CASE_ROW = Evidence(InjuryCase, on=BY_CASE)
PAYMENTS = Evidence(InjuryPayment, on=BY_CASE)
ROSTER = Evidence(EnrollmentEvent, on={"person_id": "person_id", "employer_id": "employer_id"})
OWN_CASES = Evidence(InjuryCase, on=BY_PERSON)
UNIT_ROW = Evidence(Employer, on=BY_UNIT)
UNIT_CASES = Evidence(InjuryCase, on=BY_UNIT)
BY_INSTITUTION = {"institution_code": "institution_code"}
INSTITUTION_ROW = Evidence(Institution, on=BY_INSTITUTION)
INJURY_LAWS = ("injury-60", "social-insurance-88")
COVER_LAWS = ("zhejiang-injury-11", *INJURY_LAWS)
