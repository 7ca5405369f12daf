"""Creating officers and resetting passwords; a password is random and shown once."""

import secrets

from review import audit
from review.models import Officer

ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def generate_password() -> str:
    """Generate sixteen random letters and digits without look-alikes (93 bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def create_officer(username: str, *, by: Officer | None, **fields) -> tuple[Officer, str]:
    """Create an officer; returns the officer and the password, to be changed at first sign-in."""
    password = generate_password()
    officer = Officer(username=username, **fields)
    officer.set_password(password)
    officer.full_clean(exclude=["password"])
    officer.save()
    audit.record(by, "officer", str(officer.pk), made=True, role=officer.role)
    return officer, password


def reset_password(officer: Officer, *, by: Officer | None) -> str:
    """Set a new random password; lifts the lock and ends every session of the officer."""
    password = generate_password()
    officer.set_password(password)
    officer.must_change_password, officer.failures, officer.locked_until = True, 0, None
    officer.save()
    audit.record(by, "officer", str(officer.pk), password_reset=True)
    return password
