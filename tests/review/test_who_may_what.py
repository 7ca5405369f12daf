"""Role × district × every address and every step, as a drawn table."""

import pytest
from django.urls import get_resolver, reverse

from review import actions
from review.documents.check_notice import Visit, issue_check_notice
from review.models import Case
from review.officers import grant_role
from review.pages.case_actions import STEPS
from review.permissions import RIGHTS
from tests.review.conftest import make_officer

pytestmark = pytest.mark.django_db
ONE, INNER = "C0000000000000001", "C0000000000000009"
# addresses of a case or of something in it, by GET and by POST
READ_OF_A_CASE = (
    "paper_chain",
    "paper_dossier",
    "case",
    "why",
    "case_rows",
    "answer",
    "download",
    "paper_referral",
    "paper_notice",
    "paper_file",
)
WRITTEN_OF_A_CASE = (
    "draft",
    "unmask",
    "reverse",
    "verify",
    "referral",
    "appeal",
    "proposal",
    "paper_after",
)
ROLES = (
    *("checker", "reviewer", "head", "discipline"),
    *("administrator", "reader", "legal", "security", "auditor", "planner"),
)

# address (method)       checker reviewer head discipline administrator reader legal security
# auditor planner; . = refused
ADDRESSES = """
queue GET                    x      x      x      x      x      x      x      x      x      x
workload GET                 .      .      x      x      .      .      .      .      .      .
health GET                   .      .      x      x      .      .      .      .      .      .
cases GET                    x      x      x      x      .      x      .      .      .      .
runs GET                     x      x      x      x      .      x      .      .      .      .
case GET                     x      x      x      x      .      x      .      .      .      .
case_rows GET                x      x      x      x      .      x      .      .      .      .
why GET                      x      x      x      x      .      x      .      .      .      .
answer GET                   x      .      .      x      .      .      .      .      .      .
draft POST                   x      .      .      x      .      .      .      .      .      .
find POST                    x      x      x      x      .      .      .      .      .      .
take_next POST               x      .      .      x      .      .      .      .      .      .
bulk POST                    .      .      x      x      .      .      .      .      .      .
bulk_apply POST              .      .      x      x      .      .      .      .      .      .
unmask POST                  x      x      x      x      .      .      .      .      .      .
reverse POST                 x      .      x      x      .      .      .      .      .      .
calendar GET                 x      x      x      x      .      x      .      .      .      .
notices GET                  x      x      x      x      .      x      .      .      .      .
read_notices POST            x      x      x      x      .      x      .      .      .      .
cases_export GET             x      x      x      x      .      .      .      .      .      .
views GET                    x      x      x      x      .      x      .      .      .      .
edit_view POST               x      x      x      x      .      x      .      .      .      .
save_view POST               x      x      x      x      .      x      .      .      .      .
drop_view POST               x      x      x      x      .      x      .      .      .      .
download GET                 x      x      x      x      .      x      .      .      .      .
verify POST                  x      x      x      x      .      x      .      .      .      .
referral POST                .      .      x      x      .      .      .      .      .      .
appeal POST                  .      x      x      x      .      .      .      .      .      .
proposal POST                .      x      x      x      .      .      .      .      .      .
people GET                   .      .      .      .      x      .      .      .      .      .
grants GET                   .      .      .      .      .      .      .      x      .      .
grant GET                    .      .      .      .      .      .      .      x      .      .
second_grant POST            .      .      .      .      .      .      .      x      .      .
person GET                   .      .      .      .      x      .      .      .      .      .
log GET                      .      .      .      x      .      .      .      .      x      .
password GET                 x      x      x      x      x      x      x      x      x      x
language POST                x      x      x      x      x      x      x      x      x      x
logout POST                  x      x      x      x      x      x      x      x      x      x
do POST                      by step, below
excel GET                    x      x      x      x      .      x      .      .      .      .
excel_export POST            x      x      x      x      .      .      .      .      .      .
excel_check POST             x      .      x      x      .      .      .      .      .      .
excel_apply POST             x      .      x      x      .      .      .      .      .      .
excel_problems POST          x      .      x      x      .      .      .      .      .      .
papers GET                   x      x      x      x      .      x      .      .      .      .
papers_register GET          x      x      x      x      .      .      .      .      .      .
paper_chain GET              x      x      x      x      .      .      .      .      .      .
paper_dossier GET            x      x      x      x      .      .      .      .      .      .
paper_bases GET              .      .      .      .      .      .      x      .      .      .
paper_file GET               x      x      x      x      .      .      .      .      .      .
paper_referral GET           x      x      x      x      .      .      .      .      .      .
paper_notice GET             x      x      x      x      .      .      .      .      .      .
paper_after POST             x      .      x      x      .      .      .      .      .      .
statistics GET               x      x      x      x      .      x      .      .      .      .
statistics_monthly GET       x      x      x      x      .      x      .      .      .      .
plans GET                    .      .      .      x      .      .      .      .      .      x
plan GET                     of its part alone, test_plans.py
plan_approve POST            of its part alone, test_plans.py
visits GET                   x      x      x      x      .      .      .      .      .      x
visit_begin POST             its team alone, test_plans.py
visit_pack GET               its team alone, test_visit_results.py
visit_results POST           its team alone, test_visit_results.py
visit_confirm POST           its team alone, test_visit_results.py
login GET                    everybody
static GET                   everybody
"""
# step                   checker reviewer head discipline administrator reader legal security auditor planner
STEP_ROLES = """
issue                        .      .      x      x      .      .      .      .      .      .
assign                       .      .      x      x      .      .      .      .      .      .
urge                         .      .      x      x      .      .      .      .      .      .
snooze                       .      .      x      x      .      .      .      .      .      .
wake                         .      .      x      x      .      .      .      .      .      .
dismiss                      .      .      x      x      .      .      .      .      .      .
merge                        .      .      x      x      .      .      .      .      .      .
unmerge                      .      .      x      x      .      .      .      .      .      .
waive                        x      .      x      x      .      .      .      .      .      .
lift_recusal                 .      .      x      x      .      .      .      .      .      .
reopen                       .      .      x      x      .      .      .      .      .      .
take                         x      .      .      x      .      .      .      .      .      .
release                      x      .      .      x      .      .      .      .      .      .
examine                      .      x      x      x      .      .      .      .      .      .
confirm                      .      x      x      x      .      .      .      .      .      .
send_back                    .      x      x      x      .      .      .      .      .      .
close                        .      x      x      x      .      .      .      .      .      .
propose_close                x      .      .      x      .      .      .      .      .      .
propose_referral             x      .      x      x      .      .      .      .      .      .
measure                      x      .      x      x      .      .      .      .      .      .
money                        x      .      x      x      .      .      .      .      .      .
plan_instalments             x      .      x      x      .      .      .      .      .      .
appeal                       x      x      x      x      .      .      .      .      .      .
note                         x      x      x      x      .      .      .      .      .      .
attach                       x      x      x      x      .      .      .      .      .      .
recuse                       x      x      x      x      .      .      .      .      .      .
"""


def drawn(table):
    """(first word, second word, roles) of every row with crosses."""
    rows = [line.split() for line in table.strip().splitlines()]
    return [
        (r[0], r[1], {x for x, mark in zip(ROLES, r[-len(ROLES) :], strict=True) if mark == "x"})
        for r in rows
        if r[-1] in ".x"
    ]


@pytest.fixture
def objects(received, officers):
    """Make kind → (object of the ordinary case, object of the restricted case)."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    found = {}
    for place, (case_id, head, worker) in enumerate(
        ((ONE, "head", "checker"), (INNER, "discipline", "discipline2"))
    ):
        officer = officers[head]
        made = {
            "attachment": actions.attach(case_id, officer, SimpleUploadedFile("a.txt", b"abc")).pk,
            "view": officer.views.create(name="v", query="").pk,
        }
        actions.issue(case_id, officer)
        actions.take(case_id, officers[worker])
        case = Case.objects.get(pk=case_id)
        from tests.review.test_a_case_to_its_end import answers_for

        check = actions.Check(("李四", "纪三")[place])
        actions.answer(case, officers[worker], answers_for(case), check)
        actions.examine(case_id, officer)
        actions.confirm(case_id, officer)
        from datetime import date, timedelta
        from decimal import Decimal

        made["money"] = actions.record_money(
            case_id, officers[worker], kind="to_recover", amount=Decimal(5), on=date.today()
        ).pk
        made["referral"] = actions.propose_referral(
            case_id,
            officers[worker],
            kind="other",
            recipient="税务局",
            amount=Decimal(1),
            facts="事实如此",
        ).pk
        made["proposal"] = actions.propose_waiver(
            case_id, officers[worker], amount=Decimal(5), because="已无财产可供执行"
        ).pk
        visit = Visit(date.today() + timedelta(5), officers="甲、乙")
        issue_check_notice(case, officer, visit, {})
        made["paper"] = case.papers.get().pk
        made["appeal"] = actions.file_appeal(
            case_id, officer, by_whom="某", text="不服结论", filed_on=date.today()
        ).pk
        for kind, pk in made.items():
            found.setdefault(kind, {})[place] = pk
    grant = {"role": "discipline", "districts": ["*"]}
    found["grant"] = dict.fromkeys(
        (0, 1), grant_role(officers["reader"], make_officer("anquan", "security"), **grant).pk
    )
    return found


def address(name, objects, officers, *, restricted):
    """The address of a name, with the objects of the list that the officer belongs to."""
    at = int(restricted)
    case_id = (ONE, INNER)[at]
    known = {
        "case": [case_id],
        "why": [case_id],
        "case_rows": [case_id, ("unemployment_claim", "operator_log")[at]],
        "answer": [case_id],
        "draft": [case_id],
        "unmask": [case_id],
        "reverse": [case_id, objects["money"][at]],
        "download": [objects["attachment"][at]],
        "verify": [objects["attachment"][at]],
        "referral": [objects["referral"][at], "decide"],
        "appeal": [objects["appeal"][at]],
        "proposal": [objects["proposal"][at]],
        "edit_view": [objects["view"][at]],
        "drop_view": [objects["view"][at]],
        "paper_referral": [objects["referral"][at]],
        "paper_notice": [case_id],
        "paper_file": [objects["paper"][at]],
        "paper_chain": [case_id, "closing_report"],
        "paper_dossier": [case_id],
        "paper_after": [objects["referral"][at]],
        "person": [officers["checker"].pk],
        "grant": [officers["checker"].pk],
        "second_grant": [objects["grant"][at]],
    }
    return reverse(name, args=known.get(name, ()))


def test_the_table_names_every_address_of_the_desk():
    named = {line.split()[0] for line in ADDRESSES.strip().splitlines()}
    assert named == set(names(get_resolver().url_patterns))


def names(patterns):
    """The name of every address, those of included parts too."""
    for pattern in patterns:
        yield from (
            names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.name]
        )


def test_the_table_names_every_step():
    assert {name for name, *_ in drawn(STEP_ROLES)} == set(STEPS)


@pytest.mark.parametrize(("name", "method", "allowed"), drawn(ADDRESSES))
def test_an_address_opens_for_its_roles_alone(name, method, allowed, objects, officers, client):
    for role in ROLES:
        client.force_login(officers[role])
        if name in ("drop_view", "edit_view") and role in allowed:  # a view of one's own
            objects["view"] = dict.fromkeys(
                (0, 1),
                officers[role].views.update_or_create(name="v", defaults={"query": ""})[0].pk,
            )
        there = address(name, objects, officers, restricted=role == "discipline")
        answer = getattr(client, method.lower())(there)
        refused = answer.status_code in (403, 404)
        assert refused == (role not in allowed), (role, name, answer.status_code)


@pytest.mark.parametrize(("name", "method", "allowed"), drawn(ADDRESSES))
def test_nobody_enters_without_signing_in(name, method, allowed, objects, officers, client):
    answer = getattr(client, method.lower())(address(name, objects, officers, restricted=False))
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", [*READ_OF_A_CASE, *WRITTEN_OF_A_CASE])
@pytest.mark.parametrize("role", ROLES)
def test_the_other_list_does_not_exist_for_them(name, role, objects, officers, client):
    """Discipline does not see that an ordinary case exists, nobody else a restricted one."""
    client.force_login(officers[role])
    there = address(name, objects, officers, restricted=role != "discipline")
    method = client.get if name in READ_OF_A_CASE else client.post
    assert method(there).status_code == 404


@pytest.mark.parametrize("name", [*READ_OF_A_CASE, *WRITTEN_OF_A_CASE])
@pytest.mark.parametrize("role", ["checker", "reviewer", "head", "reader"])
def test_another_district_does_not_exist_for_them(name, role, objects, officers, client):
    for scope in (
        {"districts": ["330212"]},
        {"districts": []},
        {"districts": ["*"], "authority": "医保"},
    ):
        officer = make_officer(f"{role}-{len(str(scope))}", role, **scope)
        client.force_login(officer)
        there = address(name, objects, officers, restricted=False)
        method = client.get if name in READ_OF_A_CASE else client.post
        assert method(there).status_code == 404


@pytest.mark.parametrize(("step", "_", "allowed"), drawn(STEP_ROLES))
def test_a_step_is_taken_by_its_roles_alone(step, _, allowed, received, officers, client):
    for role in ROLES:
        client.force_login(officers[role])
        case_id = INNER if role == "discipline" else ONE
        before = Case.objects.get(pk=case_id).version
        answer = client.post(
            reverse("do", args=[case_id, step]),
            {"because": "理由如此", "text": "意见如此", "reason": "other"},
        )
        if role in allowed:
            assert answer.status_code in (200, 302), (role, step)
        else:
            assert answer.status_code in (403, 404), (role, step)
            assert Case.objects.get(pk=case_id).version == before


def test_every_right_names_known_roles():
    assert set().union(*RIGHTS.values()) == set(ROLES)


def test_the_list_holds_what_the_officer_may_see_and_no_more(received, officers, client):
    def seen(officer):
        client.force_login(officer)
        page = client.get(
            reverse("cases"), {"status": ["listed", "held", "control", "open"]}
        ).context["page"]
        return {c.pk[-1] for c in page}

    assert seen(officers["head"]) == {"1", "2", "3"}
    assert seen(officers["discipline"]) == {"9"}
    assert seen(make_officer("one", "checker", ["330212"])) == {"2"}
    assert seen(make_officer("hsa", "head", ["*"], authority="医保")) == {"3"}
    assert seen(make_officer("none", "checker", [])) == set()


def test_the_log_hides_restricted_cases_from_the_auditor(received, officers, client):
    actions.issue(INNER, officers["discipline"])
    client.force_login(officers["auditor"])
    assert INNER not in client.get(reverse("log")).content.decode()
    client.force_login(officers["discipline"])
    assert INNER in client.get(reverse("log")).content.decode()


def test_ordinary_pages_do_not_name_operators(received, officers, client):
    client.force_login(officers["head"])
    assert "op7" not in client.get(reverse("case", args=[ONE])).content.decode()
    client.force_login(officers["discipline"])
    assert "op9" in client.get(reverse("case", args=[INNER])).content.decode()
