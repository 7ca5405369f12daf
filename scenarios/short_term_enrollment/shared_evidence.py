"""short_term_enrollment: evidence and provisions that its indicators share."""

from contracts.tables.employer import Employer
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from scenarios.framework.definition import Evidence

CLAIM_ROW = Evidence(UnemploymentClaim, on={"claim_id": "claim_id"})
PAYMENTS = Evidence(UnemploymentPayment, on={"claim_id": "claim_id"})
UNIT_CLAIMS = Evidence(UnemploymentClaim, on={"employer_id": "last_employer_id"})
UNIT_ROW = Evidence(Employer, on={"employer_id": "employer_id"})
CLAIM_LAWS = ("social-insurance-45", "unemployment-14", "social-insurance-88")
STOP_LAWS = ("social-insurance-51", "unemployment-15", "handling-46")
SHAM_WORK_LAWS = (*CLAIM_LAWS, "fund-supervision-32")
