"""Who a subject is: masked by default, shown for a reason that is logged."""

from dataclasses import dataclass

from review import audit, identity_vault
from review.errors import NotValid
from review.models import Case, Officer
from review.permissions import not_recused, permit


@dataclass(frozen=True)
class Shown:
    """What a page shows, masked or whole; all but the pseudonym are empty where the vault knows nobody or is closed."""

    pseudonym: str
    name: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""


def masked(case: Case) -> Shown:
    """陈** and the last four digits, or the pseudonym alone."""
    found = identity_vault.find(case.subject_kind, case.subject_id)
    if found is None:
        return Shown(case.subject_id)
    return Shown(case.subject_id, mask_name(found.name), mask_number(found.id_number))


def unmasked(case: Case, officer: Officer, reason: str, *, address: str = "") -> Shown:
    """The whole identity. The reason is written to the audit log first; without the entry nothing is shown."""
    permit(officer, "unmask", case)
    not_recused(officer, case)
    if len(reason.strip()) < 4:
        raise NotValid("请填写查看理由", "say why")
    audit.record(officer, "unmask", case.pk, address=address, reason=reason.strip())
    found = identity_vault.find(case.subject_kind, case.subject_id)
    return Shown(case.subject_id) if found is None else Shown(case.subject_id, **vars(found))


def mask_name(name: str) -> str:
    """张三丰 → 张**"""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 3) if name else ""


def mask_number(number: str) -> str:
    """The last four digits."""
    return f"**** {number[-4:]}" if len(number) >= 8 else ""
