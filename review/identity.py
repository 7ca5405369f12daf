"""Who a subject is: masked by default, shown for a reason that is logged."""

from dataclasses import dataclass

from review import audit
from review.models import Case, Officer
from review.refusal import NotValid
from review.rights import not_recused, permit
from review.vault import Identity, vault


@dataclass(frozen=True)
class Shown:
    """What a page shows: `name` and `id_number` are masked or whole; both empty where the vault knows nobody."""

    pseudonym: str
    name: str = ""
    id_number: str = ""


def masked(case: Case) -> Shown:
    """陈** and the last four digits, or the pseudonym alone."""
    found = vault().find(case.subject_kind, case.subject_id)
    if found is None:
        return Shown(case.subject_id)
    return Shown(case.subject_id, mask_name(found), mask_number(found.id_number))


def unmasked(case: Case, officer: Officer, reason: str, *, address: str = "") -> Shown:
    """The whole identity. The reason is written to the audit log first; without the entry nothing is shown."""
    permit(officer, "unmask", case)
    not_recused(officer, case)
    if len(reason.strip()) < 4:
        raise NotValid("请填写查看理由", "say why")
    audit.record(officer, "unmask", case.pk, address=address, reason=reason.strip())
    found = vault().find(case.subject_kind, case.subject_id)
    return Shown(case.subject_id) if found is None else Shown(case.subject_id, found.name, found.id_number)


def mask_name(identity: Identity) -> str:
    """张三 → 张*; a unit's name keeps its first four characters."""
    kept = 1 if identity.is_person else 4
    return identity.name[:kept] + "*" * min(max(len(identity.name) - kept, 1), 6)


def mask_number(number: str) -> str:
    """The last four digits."""
    return f"**** {number[-4:]}" if len(number) >= 8 else ""
