"""Whoever must keep away from a case is kept away by every way to it."""

from decimal import Decimal

import pytest

from review import actions
from review.actions.take import list_free_cases
from review.errors import NotAllowed
from review.models import Case
from review.permissions import is_recused, recused_case_ids

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = (f"C000000000000000{n}" for n in (1, 2, 3))


def declare(checker):
    actions.declare_recusal(Case.objects.get(pk=ONE), checker, reason="relative")


def handle(checker):
    checker.op_id = "op7"  # accepted the claim in the evidence of the first case
    checker.save()


def become_subject(checker):
    checker.op_id = "op5"
    checker.save()
    Case.objects.filter(pk=ONE).update(subject_id="op5")


@pytest.mark.parametrize("reason", [declare, handle, become_subject])
def test_a_reason_to_keep_away_holds_for_every_way(received, officers, reason):
    checker, head = officers["checker"], officers["head"]
    for case_id in (ONE, TWO, THREE):
        actions.issue(case_id, head)
    reason(checker)
    assert set(recused_case_ids(checker)) == {ONE}
    assert [is_recused(checker, Case.objects.get(pk=c)) for c in (ONE, TWO)] == [True, False]
    assert {c.pk for c in list_free_cases(checker)} == {TWO, THREE}
    with pytest.raises(NotAllowed, match="回避"):
        actions.take(ONE, checker)
    assert [(one.case_id, type(why)) for one, why in answer_all(checker)] == [(ONE, NotAllowed)]


def answer_all(checker):
    """Answer two cases as a workbook does; those that were refused."""
    answer = actions.Answer("1", nature="违规", amount_confirmed=Decimal(7), account="已核实流水")
    filled = [
        actions.CaseAnswers(
            case.pk,
            case.version,
            {f.pk: answer for f in case.findings.all()},
            actions.Check("李二", source="excel"),
        )
        for case in Case.objects.filter(pk__in=[ONE, TWO])
    ]
    return actions.answer_many(checker, filled)


def test_an_officer_without_an_account_keeps_away_from_nothing_by_default(received, officers):
    Case.objects.filter(pk=ONE).update(subject_id="")
    assert not recused_case_ids(officers["checker"]).exists()
