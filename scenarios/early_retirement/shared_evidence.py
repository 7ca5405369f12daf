"""early_retirement: evidence and provisions that its indicators share."""

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from contracts.tables.special_job_filing import SpecialJobFiling
from features.service_and_retirement.hospital_visits import hospital_visits
from features.service_and_retirement.illness_retirements import months_worked_on
from scenarios.framework.definition import Evidence

BY_APPROVAL = {"approval_id": "approval_id"}
BY_PERSON = {"person_id": "person_id"}
APPROVAL_ROW = Evidence(PensionApproval, on=BY_APPROVAL)
PERSON_ROW = Evidence(Person, on=BY_PERSON)
SEGMENTS = Evidence(ServiceSegment, on=BY_PERSON)
FILINGS = Evidence(SpecialJobFiling, on=BY_PERSON)
APPRAISALS = Evidence(CapacityAppraisal, on=BY_PERSON)
VISITS = Evidence(ClaimHeader, on=BY_APPROVAL, keys=hospital_visits)
WORK_AFTER = Evidence(ContributionMonth, on=BY_APPROVAL, keys=months_worked_on)
SPECIAL_LAWS = (
    "pension-age-measures-8",
    "retirement-1978-104",
    "special-job-2018-73",
    "social-insurance-88",
)
ILLNESS_LAWS = (
    "social-insurance-17",
    "illness-allowance-2025",
    "retirement-1978-104-illness",
    "social-insurance-88",
)
AGE_LAWS = ("pension-age-2024", "pension-age-measures-1", "social-insurance-88")
