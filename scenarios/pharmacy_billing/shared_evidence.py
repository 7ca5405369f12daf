"""pharmacy_billing: evidence and provisions that its indicators share."""

from contracts.tables.institution import Institution
from contracts.tables.person import Person
from scenarios.framework.definition import Evidence

SHOP_ON, PERSON_ON = {"institution_code": "institution_code"}, {"person_id": "person_id"}
SHOP_ROW = Evidence(Institution, on=SHOP_ON)
PERSON_ROW = Evidence(Person, on=PERSON_ON)
# the law of 2027 first: an act before it cites the regulations and, from 2026-04, their rules
SHOP_LAWS = (
    "healthcare-law-48",
    "healthcare-law-34",
    "medical-fund-15",
    "medical-fund-38",
    "medical-fund-rules-2026",
)
FRAUD_LAWS = (
    "healthcare-law-49",
    "medical-fund-20",
    "medical-fund-40",
    "medical-fund-rules-2026",
)
PERSON_LAWS = (
    "healthcare-law-48",
    "healthcare-law-35",
    "medical-fund-17",
    "medical-fund-41",
    "medical-fund-rules-2026",
)
