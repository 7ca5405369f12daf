"""Database models, one concept to a file."""

from review.models.appeal import Appeal
from review.models.attachment import Attachment
from review.models.audit import AuditEntry
from review.models.case import Case
from review.models.case_subject import CaseSubject
from review.models.case_text import CaseText
from review.models.deadline import Deadline
from review.models.draft import Draft
from review.models.evidence import Evidence, Handler
from review.models.explanation import CaseExplanation
from review.models.finding import Finding
from review.models.history import CaseEvent, Note
from review.models.indicator import Indicator
from review.models.indicator_health import IndicatorHealth
from review.models.inspection_plan import (
    InspectionPlan,
    InspectorLicence,
    PlannedVisit,
    VisitOutcome,
)
from review.models.master_name import MasterName
from review.models.measure import Measure
from review.models.money import Instalment, MoneyEntry
from review.models.notice import Notice
from review.models.officer import Officer
from review.models.paper import Paper, VerifiedBasis
from review.models.proposal import Proposal
from review.models.recusal import Recusal
from review.models.referral import Referral
from review.models.ring import Ring, RingTie
from review.models.role_grant import RoleGrant
from review.models.run import Run
from review.models.saved_view import SavedView
from review.models.snapshot import Snapshot
from review.models.vault_entry import VaultEntry
from review.models.verdict import Verdict

__all__ = [
    "Appeal",
    "Attachment",
    "AuditEntry",
    "Case",
    "CaseEvent",
    "CaseExplanation",
    "CaseSubject",
    "CaseText",
    "Deadline",
    "Draft",
    "Evidence",
    "Finding",
    "Handler",
    "Indicator",
    "IndicatorHealth",
    "InspectionPlan",
    "InspectorLicence",
    "Instalment",
    "MasterName",
    "Measure",
    "MoneyEntry",
    "Note",
    "Notice",
    "Officer",
    "Paper",
    "PlannedVisit",
    "Proposal",
    "Recusal",
    "Referral",
    "Ring",
    "RingTie",
    "RoleGrant",
    "Run",
    "SavedView",
    "Snapshot",
    "VaultEntry",
    "Verdict",
    "VerifiedBasis",
    "VisitOutcome",
]
