"""maternity_allowance: evidence, provisions, checks and exclusions that its indicators share."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.maternity_payment import MaternityPayment
from contracts.tables.person import Person
from scenarios.framework.definition import Evidence, Exclusion

BY_PAYMENT = {"payment_id": "payment_id"}
BY_PERSON = {"person_id": "person_id"}
BY_UNIT = {"employer_id": "employer_id"}
PAYMENT_ROW = Evidence(MaternityPayment, on=BY_PAYMENT)
OWN_PAYMENTS = Evidence(MaternityPayment, on=BY_PERSON)
PERSON_ROW = Evidence(Person, on=BY_PERSON)
UNIT_ROW = Evidence(Employer, on=BY_UNIT)
UNIT_PAYMENTS = Evidence(MaternityPayment, on=BY_UNIT)
PREMIUMS = Evidence(ContributionMonth, on=BY_PERSON)
BILLS = Evidence(ClaimHeader, on=BY_PERSON)

# the law of 2027 first; what an act before it falls under stands beside
FRAUD_LAWS = (
    "healthcare-law-49",
    "medical-fund-2",
    "medical-fund-41",
    "medical-fund-rules-2026",
    "social-insurance-88",
    "handling-55",
)
CONDITION_LAWS = (
    "healthcare-law-15",
    "social-insurance-54",
    "social-insurance-56",
    "women-workers-8",
)
SHAM_WORK_LAWS = (*FRAUD_LAWS, *CONDITION_LAWS)
HELPER_LAWS = ("healthcare-law-49", "zhejiang-medical-55", "social-insurance-88", "handling-55")

# the four checks outside the data by which such cases were proven
FOUR_CHECKS = BilingualText(
    zh=(
        "四项库外核查：单位登记地址现场、津贴到账后的银行流水、税务申报和工资发放、"
        "医院产科病历和出生医学证明"
    ),
    en=(
        "four checks outside the data: the unit's address on the spot, the bank statements after "
        "the allowance, tax returns and wages, the hospital's record and the birth certificate"
    ),
)
RETURNING = Exclusion(
    "is_returning",
    BilingualText(
        "此前曾在同一单位（含关联单位）参保，属返回原单位",
        "was insured by the same unit or an affiliate before: she came back",
    ),
)
TRANSFER = Exclusion(
    "is_unit_transfer",
    BilingualText(
        "与单位多数职工同月转入，属整体转移、合并或更名",
        "came with most of the unit in one month: the unit moved, merged or was renamed",
    ),
)
PAID_WAGES = Exclusion(
    "is_paid_wages",
    BilingualText(
        "参保各月申报了与基数相当的工资，属真实就业",
        "wages of the base's order were declared for the months insured: real work",
    ),
)
