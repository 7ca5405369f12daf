"""Identity of a subject: masked by default, shown in full for a logged reason."""

from dataclasses import dataclass

from review import audit, identity_vault, names
from review.errors import NotValid
from review.models import Case, Officer
from review.permissions import require_not_recused, require_right


@dataclass(frozen=True)
class DisplayedIdentity:
    """Identity on a page, masked or full; only the pseudonym if the vault has none."""

    pseudonym: str
    name: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""


def mask_identity(case: Case) -> DisplayedIdentity:
    """Return a unit's name, or a person's masked name and last four digits, or the id alone."""
    if case.subject_name:
        return DisplayedIdentity(case.subject_id, case.subject_name)
    identity = identity_vault.find_identity(case.subject_kind, case.subject_id)
    if identity is None:
        return DisplayedIdentity(case.subject_id)
    return DisplayedIdentity(
        case.subject_id, mask_name(identity.name), mask_number(identity.id_number)
    )


def reveal_identity(
    case: Case, officer: Officer, reason: str, *, address: str = ""
) -> DisplayedIdentity:
    """Return the full identity, after writing the reason to the audit log."""
    require_right(officer, "unmask", case)
    require_not_recused(officer, case)
    if len(reason.strip()) < 4:
        raise NotValid("请填写查看理由", "say why")
    audit.record(officer, "unmask", case.pk, address=address, reason=reason.strip())
    identity = identity_vault.find_identity(case.subject_kind, case.subject_id)
    known = {} if identity is None else dict(vars(identity))
    if case.subject_name:
        known |= {"name": case.subject_name, "id_number": names.find_party(case)["number"]}
    return DisplayedIdentity(case.subject_id, **known)


def mask_name(name: str) -> str:
    """Mask a name: 张三丰 → 张**"""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 3) if name else ""


def mask_number(number: str) -> str:
    """Mask all but the last four digits."""
    return f"**** {number[-4:]}" if len(number) >= 8 else ""
