"""pharmacy_billing: evidence and provisions that its indicators share."""

from contracts.tables.institution import Institution
from contracts.tables.person import Person
from scenarios.framework.definition import Evidence

SHOP_ON, PERSON_ON = {"institution_code": "institution_code"}, {"person_id": "person_id"}
SHOP_ROW = Evidence(Institution, on=SHOP_ON)
PERSON_ROW = Evidence(Person, on=PERSON_ON)
SHOP_LAWS = ("medical-fund-15", "medical-fund-38")
FRAUD_LAWS = ("medical-fund-20", "medical-fund-40")
PERSON_LAWS = ("medical-fund-17", "medical-fund-41")
