"""The identity vault: pseudonym → name and number, encrypted at rest.

No source of identities is connected yet: the vault knows nobody and pages show pseudonyms.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """Who a pseudonym stands for."""

    name: str
    id_number: str
    is_person: bool = True


class EmptyVault:
    """Knows nobody."""

    def find(self, subject_kind: str, subject_id: str) -> Identity | None:
        """The identity of a subject, or None."""
        return None


def vault():
    """The vault that is connected."""
    return EmptyVault()
