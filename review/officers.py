"""Accounts and roles: one administrator makes accounts, another grants roles."""

import secrets

from django.db import transaction
from django.utils import timezone

from review import audit
from review.errors import NotAllowed, NotNow, NotValid
from review.models import Officer, RoleGrant
from review.models.officer import AUDITOR, DISCIPLINE, PLANNER, ROLES, SECURITY
from review.permissions import require_right

ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# whoever resets the password of such an account could act as it
GUARDED_ROLES = (DISCIPLINE, SECURITY, AUDITOR, PLANNER)


def generate_password() -> str:
    """Generate sixteen random letters and digits without look-alikes (93 bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def create_officer(username: str, *, by: Officer | None, **fields) -> tuple[Officer, str]:
    """Create an officer; returns the officer and the password, to be changed at first sign-in.

    On the desk an account begins without a role; only the command line of the server gives one.
    """
    if by is not None:
        require_right(by, "users")
        fields |= {"role": "", "districts": []}
    password = generate_password()
    officer = Officer(username=username, **fields)
    officer.set_password(password)
    officer.full_clean(exclude=["password", *([] if officer.role else ["role"])])
    officer.save()
    audit.record(by, "officer", str(officer.pk), made=True, role=officer.role)
    return officer, password


def reset_password(officer: Officer, *, by: Officer | None) -> str:
    """Set a new random password; lifts the lock and ends every session of the officer.

    An account of discipline, security, audit or planning loses its role, to be granted anew: who resets the
    password must not become it.
    """
    password = generate_password()
    officer.set_password(password)
    officer.must_change_password, officer.failures, officer.locked_until = True, 0, None
    withdrawn = officer.role if by is not None and officer.role in GUARDED_ROLES else ""
    if withdrawn:
        officer.role = ""
    officer.save()
    audit.record(by, "officer", str(officer.pk), password_reset=True, withdrawn=withdrawn)
    return password


def grant_role(
    officer: Officer,
    by: Officer,
    *,
    role: str,
    districts: list[str],
    authority: str = "",
    op_id: str = "",
) -> RoleGrant:
    """Grant a role, or withdraw it if empty; discipline waits for another security administrator.

    A grant that waits is replaced.
    """
    require_right(by, "grant")
    if by.pk == officer.pk:
        raise NotAllowed("不能给自己授权", "you cannot grant yourself a role")
    if role and role not in dict(ROLES):
        raise NotValid("请选择角色", "choose a role")
    with transaction.atomic():
        RoleGrant.objects.filter(officer=officer, applied_at=None).delete()
        grant = RoleGrant.objects.create(
            officer=officer,
            role=role,
            districts=districts,
            authority=authority,
            op_id=op_id,
            granted_by=by,
            granted_at=timezone.now(),
        )
        audit.record(
            by, "grant" if role else "withdraw_role", str(officer.pk), role=role, who=officer.pk
        )
        if role != DISCIPLINE:
            _apply(grant)
    return grant


def second_grant(grant: RoleGrant, by: Officer) -> RoleGrant:
    """Second a grant of discipline by another security administrator, which gives the role."""
    require_right(by, "grant")
    with transaction.atomic():
        grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        if grant.applied_at:
            raise NotNow("该授权已生效", "this grant is in force")
        if by.pk in (grant.granted_by_id, grant.officer_id):
            raise NotAllowed(
                "须由另一名安全管理员复核", "another security administrator must second it"
            )
        grant.seconded_by, grant.seconded_at = by, timezone.now()
        grant.save()
        audit.record(
            by, "second_grant", str(grant.officer_id), role=grant.role, who=grant.officer_id
        )
        _apply(grant)
    return grant


def _apply(grant):
    officer = grant.officer
    officer.role, officer.districts = grant.role, grant.districts
    officer.authority, officer.op_id = grant.authority, grant.op_id
    officer.save(update_fields=["role", "districts", "authority", "op_id"])
    grant.applied_at = timezone.now()
    grant.save(update_fields=["applied_at"])
