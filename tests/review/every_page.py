"""Open every page of the desk as each role, on the database of the environment.

`python -m tests.review.every_page CASES` opens the pages without a case, and those of the first
CASES cases of each scenario and of the control sample, each taken by a checker. It prints JSON:
"pages" {role: {page: status}}, "cases" {scenario or "control": {case: {page: status}}}.
An error in a page ends the process.
"""

import json
import os
import re
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "review.settings"
import django

django.setup()

from django.test import Client  # noqa: E402
from django.urls import get_resolver, reverse  # noqa: E402

from review import actions, transitions  # noqa: E402
from review.models import Case, Indicator, Officer  # noqa: E402
from review.models.officer import CHECKER, DISCIPLINE, HEAD, READER, ROLES  # noqa: E402

HOST = "localhost"  # one of those that the desk's settings allow
QUERIES = {
    "papers_register": {"first": "2026-01-01", "last": "2026-06-30"}
}  # pages that ask for a period


def named(*arguments: str) -> list[str]:
    """The names of the addresses that take these arguments and no others."""
    known = get_resolver().reverse_dict
    return sorted(n for n in known if isinstance(n, str) and known[n][0][0][1] == list(arguments))


def officer_of(role: str) -> Officer:
    """An officer of the role for the whole city, who reads English if a reader."""
    language = "en" if role == READER else "zh-hans"
    return Officer.objects.create(
        username=f"all-{role}",
        role=role,
        districts=["*"],
        language=language,
        must_change_password=False,
    )


def client_of(officer: Officer) -> Client:
    client = Client(SERVER_NAME=HOST)
    client.force_login(officer)
    return client


def pages_of(client: Client, names: list[str], *arguments: str) -> dict[str, int]:
    return {n: client.get(reverse(n, args=arguments), QUERIES.get(n)).status_code for n in names}


def pages_of_case(case: Case, people: dict[str, Officer]) -> dict[str, int]:
    """Open the pages of a case that is being checked, as its checker and as a reader."""
    checker = people[DISCIPLINE if case.is_restricted else CHECKER]
    if case.state == transitions.JUDGE:
        actions.issue(case, people[DISCIPLINE if case.is_restricted else HEAD])
    if case.state != transitions.CHECKING:
        actions.take(case.pk, checker)
    found = pages_of(client_of(checker), named("case_id"), case.pk)
    if not case.is_restricted:
        found["case in English"] = pages_of(client_of(people[READER]), ["case"], case.pk)["case"]
    return found


def first_cases(client: Client, most: int, **wanted) -> list[Case]:
    """The first cases that the page of the list shows under a filter."""
    page = client.get(reverse("cases"), wanted).content.decode()
    shown = dict.fromkeys(re.findall(r'href="/cases/(C[0-9a-f]{16})/"', page))
    return [Case.objects.get(pk=case_id) for case_id in list(shown)[:most]]


def main(most: int) -> dict:
    people = {role: officer_of(role) for role, _ in ROLES}
    clients = {role: client_of(officer) for role, officer in people.items()}
    told = {
        "pages": {role: pages_of(client, named()) for role, client in clients.items()},
        "cases": {},
    }
    scenarios = Indicator.objects.values_list("scenario_id", "run__part").distinct()
    for scenario_id, part in sorted(scenarios):
        client = clients[DISCIPLINE if part == "restricted" else HEAD]
        cases = first_cases(client, most, scenario=scenario_id, status=["listed", "held"])
        told["cases"][scenario_id] = {case.pk: pages_of_case(case, people) for case in cases}
    control = first_cases(clients[HEAD], most, status="control")
    told["cases"]["control"] = {case.pk: pages_of_case(case, people) for case in control}
    return told


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
