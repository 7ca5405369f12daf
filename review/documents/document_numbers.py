"""文号: the number of an issued paper, 甬社监移〔2026〕1号, given once."""

from datetime import date

from django.db import connection

from review.documents.offices import OFFICES
from review.errors import NotValid
from review.models import Case, Paper, Referral

NUMBERS_LOCK = 7_241_102  # any number that nothing else of this database locks


def assign_document_no(case: Case, mark: str, entered: str, day: date, *, own: str = "") -> str:
    """Return the number entered, or the next one of the office, the kind of paper and the year.

    `own` is the number that the paper has already: it stays. Call it in the transaction that keeps
    the paper. Raises NotValid for a number that another paper has.
    """
    entered = entered.strip()
    if own:
        if entered and entered != own:
            raise NotValid(f"该文书的文号是 {own}", "this paper has another number")
        return own
    _wait_for_others()
    if entered:
        if entered in _list_used(entered):
            raise NotValid(f"文号 {entered} 已用于其他文书", "this number is used already")
        return entered
    prefix = f"{OFFICES[case.authority].mark}{mark}〔{day.year}〕"
    used = [no.removeprefix(prefix).removesuffix("号") for no in _list_used(prefix)]
    return f"{prefix}{max((int(n) for n in used if n.isdecimal()), default=0) + 1}号"


def _list_used(beginning):
    """List the numbers of papers and referrals that begin so."""
    return {
        number
        for model in (Paper, Referral)
        for number in model.objects.filter(document_no__startswith=beginning).values_list(
            "document_no", flat=True
        )
    }


def _wait_for_others():
    """Let one paper at a time look for the next number; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS_LOCK])
