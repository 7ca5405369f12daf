"""依据核对: provisions not read yet, and which of them block a paper."""

from datetime import date

from django.utils import timezone

from contracts.provisions import UNVERIFIED, load_provisions
from review import audit
from review.errors import NotNow, NotValid
from review.models import Officer, VerifiedBasis
from review.permissions import require_right


def list_unverified(laws: list[str]) -> list[str]:
    """List the provisions in some law texts that nobody has read yet."""
    cited = dict.fromkeys(p for law in laws for p in _find_marked_parts(law))
    known = set(VerifiedBasis.objects.filter(text__in=cited).values_list("text", flat=True))
    return [text for text in cited if text not in known]


def list_all_unverified() -> list[str]:
    """List every provision of the catalogue that is not read yet, as the legal section needs it."""
    return list_unverified([p.citation.zh for p in load_provisions().values() if not p.verified])


def require_verified(laws: list[str]) -> None:
    """Refuse a paper that would cite a provision nobody has read.

    Raises NotNow.
    """
    if missing := list_unverified(laws):
        raise_unread(missing)


def raise_unread(provisions: list[str]) -> None:
    """Raise NotNow that names the provisions which the legal section must read first."""
    raise NotNow(
        f"下列依据尚未核对原文，须先由法制部门核对：{'；'.join(provisions)}",
        f"the legal section must first read: {'; '.join(provisions)}",
    )


def clean_law(law: str) -> str:
    """Return a law text without the marks of provisions that are not read."""
    return law.replace(UNVERIFIED.zh, "")


def verify_basis(
    text: str, officer: Officer, *, verified_on: date, remark: str = ""
) -> VerifiedBasis:
    """Record that the legal section has read a provision."""
    require_right(officer, "verify_basis")
    text = text.strip()
    if not text or len(text) > VerifiedBasis._meta.get_field("text").max_length:
        raise NotValid("请填写依据", "enter the provision")
    if verified_on > timezone.localdate():
        raise NotValid("核对日期晚于今天", "the day is in the future")
    basis, made = VerifiedBasis.objects.get_or_create(
        text=text,
        defaults={
            "by": officer,
            "verified_on": verified_on,
            "remark": remark.strip(),
            "at": timezone.now(),
        },
    )
    if made:
        audit.record(officer, "verify_basis", text[:64], on=verified_on.isoformat())
    return basis


def _find_marked_parts(law):
    for part in law.replace(";", "；").split("；"):
        if UNVERIFIED.zh in part:
            yield part.replace(UNVERIFIED.zh, "").strip()
