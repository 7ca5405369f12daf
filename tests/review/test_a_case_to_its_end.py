"""A case from the night to its end, by the actions alone: order, permissions and money."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from review import actions, audit, transitions
from review.actions import Answer, Check
from review.errors import NotAllowed, NotNow, NotValid
from review.models import AuditEntry, Case, Deadline, Recusal, Referral
from review.models.finding import BY_LEVEL
from review.models.money import MOST_YUAN

pytestmark = pytest.mark.django_db
ONE = "C0000000000000001"


def answers_for(case, conclusion="1", **rest):
    given = {"conclusion": conclusion, "account": "已调档核对", "remark": "并查上年同类", **rest}
    if conclusion in ("1", "2"):
        given = {"amount_confirmed": Decimal("1000.00"), "nature": "欺诈骗取"} | given
    return {f.pk: Answer(**given) for f in case.findings.all()}


def checked(officers, conclusion="1", **rest):
    """The first case, answered by the checker."""
    actions.issue(ONE, officers["head"])
    actions.take(ONE, officers["checker"])
    case = Case.objects.get(pk=ONE)
    return actions.answer(
        case, officers["checker"], answers_for(case, conclusion, **rest), Check("李四")
    )


def book(officer, yuan, kind="to_recover"):
    actions.record_money(ONE, officer, kind=kind, amount=Decimal(yuan), on=date.today())


def confirmed(officers):
    checked(officers)
    actions.examine(ONE, officers["reviewer"])
    return actions.confirm(ONE, officers["reviewer"])


def test_the_whole_way(received, officers):
    case = confirmed(officers)
    assert (case.state, case.amount_confirmed) == (transitions.SETTLING, Decimal("2000.00"))
    worker = officers["checker"]
    actions.record_money(case, worker, kind="to_recover", amount=Decimal(2000), on=date.today())
    actions.record_measure(
        case, worker, code="2", on=date.today(), document_no="甬人社责退〔2026〕1号"
    )
    with pytest.raises(NotNow, match="分期"):
        actions.propose_close(ONE, worker)
    actions.plan_equal_instalments(ONE, worker, count=3, first_due_on=date(2026, 8, 31))
    parts = [(i.due_on, i.amount) for i in Case.objects.get(pk=ONE).instalments.all()]
    assert parts == [
        (date(2026, 8, 31), Decimal("666.66")),
        (date(2026, 9, 30), Decimal("666.66")),
        (date(2026, 10, 31), Decimal("666.68")),
    ]
    actions.propose_close(ONE, worker)
    closed = actions.close(ONE, officers["reviewer"])
    assert (closed.state, closed.closed_by, closed.close_proposed_by) == (
        "08",
        officers["reviewer"],
        worker,
    )
    assert audit.verify_chain().broken_at is None
    assert [e.action for e in closed.events.all()][:4] == ["found", "issue", "take", "answer"]


def test_no_step_without_its_state(received, officers):
    for run in (
        lambda: actions.take(ONE, officers["checker"]),
        lambda: actions.examine(ONE, officers["reviewer"]),
        lambda: actions.close(ONE, officers["reviewer"]),
        lambda: actions.reopen(ONE, officers["head"], because="再查一次"),
    ):
        with pytest.raises(NotNow):
            run()
    assert Case.objects.get(pk=ONE).state == transitions.JUDGE


class TestTwoPersons:
    def test_who_checked_cannot_review(self, received, officers):
        checked(officers)
        officers["checker"].role = "reviewer"
        with pytest.raises(NotAllowed, match="两人"):
            actions.examine(ONE, officers["checker"])

    def test_who_was_the_second_checker_cannot_review(self, received, officers):
        actions.issue(ONE, officers["head"])
        actions.take(ONE, officers["checker"])
        case = Case.objects.get(pk=ONE)
        actions.answer(case, officers["checker"], answers_for(case), Check("reviewer"))
        with pytest.raises(NotAllowed, match="两人"):
            actions.examine(ONE, officers["reviewer"])

    def test_one_person_is_no_inspection(self, received, officers):
        actions.issue(ONE, officers["head"])
        actions.take(ONE, officers["checker"])
        case = Case.objects.get(pk=ONE)
        with pytest.raises(NotValid, match="两名"):
            actions.answer(case, officers["checker"], answers_for(case), Check("checker"))

    def test_who_proposed_cannot_close_nor_approve(self, received, officers):
        confirmed(officers)
        actions.record_measure(ONE, officers["checker"], code="2", on=date.today())
        referral = actions.propose_referral(
            ONE,
            officers["head"],
            kind="other",
            recipient="市场监管局",
            amount=Decimal(1),
            facts="事实如此",
        )
        with pytest.raises(NotAllowed, match="两人"):
            actions.decide_referral(referral, officers["head"], approve=True)
        actions.decide_referral(referral, make_head("head2"), approve=True)
        book(officers["checker"], 2000)
        book(officers["checker"], 2000, "recovered")
        actions.propose_close(ONE, officers["checker"])
        officers["checker"].role = "reviewer"
        with pytest.raises(NotAllowed, match="两人"):
            actions.close(ONE, officers["checker"])

    @pytest.mark.parametrize(
        "change",
        [
            {"confirmed_by": "checker", "concluded_by": "checker"},
            {"closed_by": "head", "close_proposed_by": "head"},
            {"state": "08"},
            {"state": "08", "closed_by": "head"},
            {"state": "06"},
            {"state": "07", "confirmed_by": "head"},
        ],
    )
    def test_the_database_refuses_what_one_person_did(self, received, officers, change):
        said = {k: officers.get(v, v) for k, v in change.items()}
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=ONE).update(**said)

    def test_the_database_refuses_a_referral_approved_by_its_proposer(self, received, officers):
        confirmed(officers)
        referral = actions.propose_referral(
            ONE,
            officers["head"],
            kind="police",
            recipient="公安局",
            amount=Decimal(1),
            facts="事实如此",
            offence="诈骗罪",
        )
        for change in ({"approved_by": officers["head"]}, {"sent_at": referral.proposed_at}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Referral.objects.filter(pk=referral.pk).update(**change)


class TestAnswers:
    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"conclusion": ""}, "是否属实"),
            ({"conclusion": "3"}, "须选择不属实原因"),
            ({"conclusion": "1", "amount_confirmed": None}, "核实金额"),
            ({"conclusion": "1", "nature": ""}, "问题性质"),
            ({"conclusion": "1", "cause_code": "F1"}, "只有不属实"),
            (
                {"conclusion": "3", "cause_code": "F1", "amount_confirmed": Decimal(5)},
                "不应有核实金额",
            ),
            ({"conclusion": "1", "amount_confirmed": Decimal(-1)}, "不小于 0"),
            ({"conclusion": "5", "account": " "}, "情况说明"),
        ],
    )
    def test_an_answer_that_does_not_hold_together_is_refused(self, received, officers, given, why):
        actions.issue(ONE, officers["head"])
        actions.take(ONE, officers["checker"])
        case = Case.objects.get(pk=ONE)
        base = answers_for(case, given.get("conclusion") or "9")
        wrong = {k: Answer(**(vars(a) | given)) for k, a in base.items()}
        with pytest.raises(NotValid, match=why):
            actions.answer(case, officers["checker"], wrong, Check("李四"))
        assert not case.verdicts.exists() and Case.objects.get(pk=ONE).state == transitions.CHECKING

    def test_every_finding_needs_one(self, received, officers):
        actions.issue(ONE, officers["head"])
        actions.take(ONE, officers["checker"])
        case = Case.objects.get(pk=ONE)
        given = answers_for(case)
        given.popitem()
        with pytest.raises(NotValid, match="每条"):
            actions.answer(case, officers["checker"], given, Check("李四"))

    @pytest.mark.parametrize(
        ("found", "case"),
        [("11", "1"), ("13", "2"), ("12", "2"), ("33", "3"), ("35", "5"), ("14", "4"), ("15", "2")],
    )
    def test_the_case_concludes_from_its_findings(self, found, case):
        from review.actions.answer import combine_conclusions

        assert combine_conclusions(list(found)) == case

    def test_not_true_ends_as_false_alarm_after_review(self, received, officers):
        checked(officers, "3", cause_code="F4")
        actions.examine(ONE, officers["reviewer"])
        assert actions.confirm(ONE, officers["reviewer"]).state == transitions.FALSE_ALARM

    def test_sent_back_it_is_checked_again_with_a_new_clock(self, received, officers):
        checked(officers)
        case = actions.send_back(ONE, officers["reviewer"], because="缺银行流水")
        assert case.state == transitions.RETURNED
        assert Deadline.objects.get(case=case, kind="recheck").met_at is None
        assert actions.take_next(officers["checker"]).pk == ONE


class TestTaking:
    def test_nobody_collides(self, received, officers):
        for case_id in Case.objects.filter(is_restricted=False).values_list("pk", flat=True):
            actions.issue(case_id, officers["head"])
        one, two = actions.take_next(officers["checker"]), actions.take_next(officers["checker2"])
        assert one.pk != two.pk
        with pytest.raises(NotNow, match=r"不能进行|他人"):
            actions.take(one.pk, officers["checker2"])

    def test_the_most_severe_comes_first(self, received, officers):
        for case_id in Case.objects.filter(is_restricted=False).values_list("pk", flat=True):
            actions.issue(case_id, officers["head"])
        assert [actions.take_next(officers["checker"]).pk[-1] for _ in range(3)] == ["1", "3", "2"]
        assert actions.take_next(officers["checker"]) is None

    def test_a_stale_screen_is_refused(self, received, officers):
        case = Case.objects.get(pk=ONE)
        actions.issue(ONE, officers["head"], version=case.version)
        with pytest.raises(NotNow, match="刚被他人修改"):
            actions.take(ONE, officers["checker"], version=case.version)


class TestRecusal:
    def test_who_handled_the_business_cannot_work_on_it(self, received, officers):
        officers["checker"].op_id = "op7"  # accepted the claim in the evidence
        officers["checker"].save()
        actions.issue(ONE, officers["head"])
        with pytest.raises(NotAllowed, match="回避"):
            actions.take(ONE, officers["checker"])
        with pytest.raises(NotAllowed, match="回避"):
            actions.assign(ONE, officers["head"], officers["checker"])
        assert actions.take_next(officers["checker"]) is None

    def test_who_declares_it_loses_the_case(self, received, officers):
        actions.issue(ONE, officers["head"])
        actions.take(ONE, officers["checker"])
        actions.declare_recusal(Case.objects.get(pk=ONE), officers["checker"], reason="relative")
        case = Case.objects.get(pk=ONE)
        assert (case.state, case.assignee, Recusal.objects.count()) == (transitions.ISSUED, None, 1)
        assert actions.take_next(officers["checker2"]).pk == ONE

    def test_discipline_staff_cannot_work_on_themselves(self, received, officers):
        officers["discipline"].op_id = "op9"
        officers["discipline"].save()
        with pytest.raises(NotAllowed, match="回避"):
            actions.issue("C0000000000000009", officers["discipline"])


class TestReferral:
    def test_the_clocks_of_the_regulation(self, received, officers):
        confirmed(officers)
        referral = actions.propose_referral(
            ONE,
            officers["checker"],
            kind="police",
            recipient="海曙公安分局",
            amount=Decimal(2000),
            facts="骗取待遇",
            offence="诈骗罪",
        )

        def running():
            clocks = Deadline.objects.filter(referral=referral, met_at=None, is_void=False)
            return {d.kind for d in clocks}

        assert running() == {"decide"}
        decide = Deadline.objects.get(referral=referral)
        assert decide.due_at.astimezone().date() - decide.started_at.astimezone().date() in (
            timedelta(3),
            timedelta(4),
        )
        actions.decide_referral(referral, officers["head"], approve=True)
        assert running() == {"hand_over"}
        actions.send_referral(referral, officers["head"], document_no="甬社监移〔2026〕1号")
        assert (running(), Case.objects.get(pk=ONE).state) == ({"filing"}, transitions.REFERRED)
        actions.record_receipt(referral, officers["checker"])
        actions.record_outcome(referral, officers["checker"], outcome="not_filed", on=date.today())
        assert running() == {"objection"}

    def test_a_fine_is_no_substitute_and_nothing_is_sent_unapproved(self, received, officers):
        confirmed(officers)
        referral = actions.propose_referral(
            ONE,
            officers["checker"],
            kind="other",
            recipient="税务局",
            amount=Decimal(0),
            facts="未申报",
        )
        with pytest.raises(NotNow, match="未批准"):
            actions.send_referral(referral, officers["head"], document_no="1号")
        with pytest.raises(NotNow, match="移送待审批"):
            actions.record_measure(ONE, officers["checker"], code="9", on=date.today())
            book(officers["checker"], 2000)
            book(officers["checker"], 2000, "recovered")
            actions.propose_close(ONE, officers["checker"])


def test_an_appeal_is_decided_by_a_third_person(received, officers):
    confirmed(officers)
    appeal = actions.file_appeal(
        ONE, officers["checker"], by_whom="当事人", text="我有离职证明", filed_on=date.today()
    )
    with pytest.raises(NotAllowed, match="不能处理"):
        actions.decide_appeal(appeal, officers["reviewer"], changed=True, answer="重新核查")
    actions.decide_appeal(appeal, officers["head"], changed=True, answer="重新核查")
    case = Case.objects.get(pk=ONE)
    assert (case.state, case.confirmed_by) == (transitions.RETURNED, None)


def test_money_is_reversed_not_changed(received, officers):
    confirmed(officers)
    worker = officers["checker"]
    actions.record_money(ONE, worker, kind="to_recover", amount=Decimal(500), on=date.today())
    with pytest.raises(NotValid, match="不能超过"):
        actions.record_money(ONE, worker, kind="recovered", amount=Decimal(501), on=date.today())
    entry = actions.record_money(
        ONE, worker, kind="recovered", amount=Decimal(300), on=date.today()
    )
    actions.reverse_money(ONE, worker, entry, because="记错案件")
    case = Case.objects.get(pk=ONE)
    assert (case.amount_recovered, case.amount_outstanding, case.money.count()) == (
        0,
        Decimal(500),
        4,
    )


def test_a_sum_that_could_not_be_read_again_is_refused(received, officers, client):
    confirmed(officers)
    given = {"kind": "to_recover", "amount": MOST_YUAN - 1, "on": date.today(), "text": "含滞纳金"}
    actions.record_money(ONE, officers["checker"], **given)
    with pytest.raises(NotValid, match="合计不能超过"):
        actions.record_money(ONE, officers["checker"], **given | {"amount": Decimal(2)})
    client.force_login(officers["head"])
    for page in ("/", "/cases/?stage=settle", f"/cases/{ONE}/"):
        assert client.get(page).status_code == 200


def test_findings_stand_in_order_of_level(received, officers):
    case = Case.objects.get(pk=ONE)
    first, second = case.findings.order_by("pk")
    levels = []
    for pair in (("M", "S"), ("S", "M"), ("control", "H"), ("M", "control")):
        for finding, level in zip((first, second), pair, strict=True):
            finding.level = level
            finding.save(update_fields=["level"])
        levels.append([f.level for f in case.findings.order_by(BY_LEVEL)])
    assert levels == [["S", "M"], ["S", "M"], ["H", "control"], ["M", "control"]]


def test_merging_and_snoozing(received, officers):
    head = officers["head"]
    given = {"because": "同一当事人"}
    with pytest.raises(NotValid, match="同一主管部门"):
        actions.propose_merge(ONE, head, into=Case.objects.get(pk="C0000000000000003"), **given)
    proposal = actions.propose_merge(
        ONE, head, into=Case.objects.get(pk="C0000000000000002"), **given
    )
    actions.decide_proposal(proposal, officers["reviewer"], approve=True)
    assert Case.objects.get(pk=ONE).state == transitions.MERGED
    with pytest.raises(NotValid, match="晚于今天"):
        actions.snooze("C0000000000000002", head, until=date.today(), because="等银行回复")
    actions.snooze(
        "C0000000000000002", head, until=date.today() + timedelta(9), because="等银行回复"
    )
    assert actions.wake("C0000000000000002", head).state == transitions.JUDGE


def test_a_log_that_was_tampered_with_is_found_out(received, officers, django_db_blocker):
    actions.issue(ONE, officers["head"])
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER review_auditentry_UPDATE_refused")
    AuditEntry.objects.filter(number=2).update(target="C1")
    assert audit.verify_chain().broken_at == 2


def make_head(name):
    from tests.review.conftest import make_officer

    return make_officer(name, "head")


def test_a_log_whose_tail_was_cut_is_found_out(received, officers, tmp_path, settings):
    from django.db import connection

    settings.HOME = tmp_path
    actions.issue(ONE, officers["head"])
    head = audit.export_head(tmp_path / "elsewhere")
    heads = [tmp_path / "elsewhere" / audit.HEADS]
    assert audit.verify_chain(heads).broken_at is None
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER review_auditentry_DELETE_refused")
    AuditEntry.objects.filter(number=head["number"]).delete()
    assert audit.verify_chain([]).broken_at is None, "the entries alone look whole"
    assert audit.verify_chain(heads).broken_at == head["number"]


def test_the_log_says_what_was_done(received, officers, client):
    confirmed(officers)
    book(officers["checker"], 500)
    actions.assign(ONE, officers["head"], officers["checker2"])
    client.force_login(officers["discipline"])
    page = client.get("/log/").content.decode()
    assert "金额 500.00" in page and "承办人 checker2" in page
    client.force_login(officers["head"])
    history = client.get(f"/cases/{ONE}/").content.decode()
    assert "事项 应追回；金额 500.00" in history and "原承办人 checker；承办人 checker2" in history
