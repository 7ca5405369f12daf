"""Run several officers at once, against the database of the environment.

`python -m tests.review.races TAKERS` prints the result as JSON.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

os.environ["DJANGO_SETTINGS_MODULE"] = "review.settings"
import django

django.setup()

from django.db import DatabaseError, connection, connections  # noqa: E402

from review import actions, audit, transitions  # noqa: E402
from review.models import Case, Officer  # noqa: E402
from review.search import match_word  # noqa: E402


def taken_at_once(takers: int) -> list[str]:
    """Every officer takes cases until none is free; the ids of all that were taken."""
    officers = [
        Officer.objects.create(username=f"o{n}", role="checker", districts=["*"])
        for n in range(takers)
    ]

    def work(officer):
        got = []
        try:
            while case := actions.take_next(officer):
                got.append(case.pk)
        finally:
            connections.close_all()
        return got

    with ThreadPoolExecutor(takers) as pool:
        return [case_id for got in pool.map(work, officers) for case_id in got]


def refused(statement: str) -> bool:
    """Does the database refuse a statement?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


def main(takers: int) -> dict:
    head = Officer.objects.create(username="head", role="head", districts=["*"])
    issued = [
        actions.issue(c, head).pk
        for c in Case.objects.filter(is_restricted=False, list_status="listed")
    ]
    taken = taken_at_once(takers)
    one = issued[0]
    return {
        "vendor": connection.vendor,
        "issued": sorted(issued),
        "taken": sorted(taken),
        "checking": Case.objects.filter(state=transitions.CHECKING).count(),
        "log_broken_at": audit.verify_chain().broken_at,
        "found": {
            word: Case.objects.filter(match_word(word), is_restricted=False).count()
            for word in ("参保", "申领失业保险金", "参", "药品追溯", "c000", "保参", "zz", "'")
        },
        "log_entries": audit.verify_chain().entries,
        "refused": {
            s: refused(s.replace("@", f"'{one}'"))
            for s in (
                "UPDATE review_case SET state = '08' WHERE case_id = @",
                "UPDATE review_case SET concluded_by_id = 1, confirmed_by_id = 1 WHERE case_id = @",
                "DELETE FROM review_auditentry",
                "UPDATE review_auditentry SET action = 'x'",
                "DELETE FROM review_caseevent WHERE case_id = @",
            )
        },
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
