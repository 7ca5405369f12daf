"""案号: a number that can be said on the phone, 甬清〔2026〕000123."""

from collections import defaultdict

from django.db import connection

from review.models import Case

# the restricted list counts by itself, so that its size shows nowhere else
MARKS = {False: "甬清", True: "甬清纪"}


def assign_case_numbers(*, is_restricted: bool) -> int:
    """Give every case without a number the next one of its year; return how many."""
    waiting = Case.objects.filter(is_restricted=is_restricted, case_no="")
    by_year = defaultdict(list)
    for case_id, day in waiting.order_by("case_id").values_list("case_id", "first_flagged_on"):
        by_year[day.year].append(case_id)
    numbers = []
    for year, case_ids in by_year.items():
        prefix = f"{MARKS[is_restricted]}〔{year}〕"
        last = Case.objects.filter(case_no__startswith=prefix).order_by("-case_no").first()
        first = int(last.case_no.removeprefix(prefix)) + 1 if last else 1
        numbers += [(f"{prefix}{n:06d}", c) for n, c in enumerate(case_ids, start=first)]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE review_case SET case_no = %s WHERE case_id = %s", numbers)
    return len(numbers)
