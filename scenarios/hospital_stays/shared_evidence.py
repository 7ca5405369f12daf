"""hospital_stays: evidence and provisions that its indicators share."""

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.institution import Institution
from contracts.tables.medical_staff import MedicalStaff
from contracts.tables.person import Person
from scenarios.framework.definition import Evidence

HOSPITAL_ON, PERSON_ON = {"institution_code": "institution_code"}, {"person_id": "person_id"}
DOCTOR_ON = {"doctor_code": "doctor_code"}
HOSPITAL_ROW = Evidence(Institution, on=HOSPITAL_ON)
PERSON_ROW = Evidence(Person, on=PERSON_ON)
DOCTOR_ROW = Evidence(MedicalStaff, on={"doctor_code": "staff_code"})
# split and needless stays; sham ones; what a patient lends a hand to
SPLIT_LAWS = ("medical-fund-15", "medical-fund-38")
SHAM_LAWS = ("medical-fund-15", "medical-fund-40")
PERSON_LAWS = ("medical-fund-17", "medical-fund-41")


def show_hospital_stays(keys):
    """Show the settlements behind a finding on a hospital."""
    return (HOSPITAL_ROW, Evidence(ClaimHeader, on=HOSPITAL_ON, keys=keys))


def show_patient_stays(keys, *more):
    """Show the settlements behind a finding on a patient."""
    return (PERSON_ROW, *more, Evidence(ClaimHeader, on=PERSON_ON, keys=keys))
