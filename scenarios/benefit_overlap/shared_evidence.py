"""benefit_overlap: evidence and provisions that its indicators share."""

from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from features.benefit_overlap.after_death import payments_after_death
from scenarios.framework.definition import Evidence

ON_PERSON = {"person_id": "person_id"}
PERSON_ROW = Evidence(Person, on=ON_PERSON)
DEATHS = Evidence(DeathRecord, on=ON_PERSON)
PENSIONS = Evidence(PensionPayment, on=ON_PERSON)
CHECKS = Evidence(QualificationCheck, on=ON_PERSON)
CUSTODY = Evidence(CustodyRecord, on=ON_PERSON)
INJURY_MONEY = Evidence(InjuryPayment, on=ON_PERSON)
LATE_PENSIONS = Evidence(PensionPayment, on=ON_PERSON, keys=payments_after_death)
BENEFIT_LAWS = ("handling-46", "handling-55", "social-insurance-88")
DEATH_LAWS = ("handling-8", "handling-25", *BENEFIT_LAWS)
CHECK_LAWS = ("handling-26", *BENEFIT_LAWS)
