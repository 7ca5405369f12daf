"""Money is counted once a record, and every way out of a case takes two persons."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from review import actions, transitions
from review.actions import Answer, Check
from review.case_findings import list_case_findings, sum_by_record
from review.errors import NotAllowed, NotNow, NotValid
from review.models import Case, Deadline, Finding, Officer, Proposal, Recusal
from review.receiving import receive_run
from tests.review.conftest import make_officer
from tests.review.drawn_run import DrawnCase, write_run
from tests.review.test_a_case_to_its_end import answers_for

pytestmark = pytest.mark.django_db
REFUND, OTHER, THIRD = "C00000000000000a1", "C00000000000000b2", "C00000000000000c3"
ROWS = {"refund": [{"refund_id": "t1"}]}


@pytest.fixture
def desk(tmp_path, officers):
    """A case of two findings on one refund, and two others of the same authority."""
    cases = [
        DrawnCase(
            REFUND,
            findings=[("R01", "H", "4417.83", ROWS), ("R03", "S", "4417.83", ROWS)],
            has_one_record=True,
        ),
        DrawnCase(OTHER, findings=[("R01", "H", 26158, ROWS)]),
        DrawnCase(THIRD, authority="医保"),
    ]
    receive_run(write_run(tmp_path / "run", cases))
    return officers


def answer_case(officers, case_id=REFUND, yuan="4417.83", **rest):
    case = Case.objects.get(pk=case_id)
    given = Answer(
        "1", nature="欺诈骗取", amount_confirmed=Decimal(yuan), account="已查明退款去向", **rest
    )
    answers = {f.pk: given for f in list_case_findings(case)}
    return actions.answer(case, officers["checker"], answers, Check("李四"))


def confirm_case(officers, case_id=REFUND, **rest):
    actions.issue(case_id, officers["head"])
    actions.take(case_id, officers["checker"])
    answer_case(officers, case_id, **rest)
    actions.examine(case_id, officers["reviewer"])
    return actions.confirm(case_id, officers["reviewer"])


class TestOneAmountARecord:
    def test_two_findings_on_one_refund_book_it_once(self, desk):
        case = confirm_case(desk)
        assert case.amount_confirmed == Decimal("4417.83")
        (record,) = sum_by_record(list_case_findings(case))
        assert (record.confirmed, len(record.findings)) == (Decimal("4417.83"), 2)

    def test_the_reviewer_sees_how_the_total_comes_about(self, desk, client):
        actions.issue(REFUND, desk["head"])
        actions.take(REFUND, desk["checker"])
        answer_case(desk)
        actions.examine(REFUND, desk["reviewer"])
        client.force_login(desk["reviewer"])
        page = client.get(f"/cases/{REFUND}/").content.decode()
        assert "同一笔记录只计一次" in page and page.count("8,835.66") == 0

    def test_more_than_is_involved_needs_a_reason(self, desk):
        actions.issue(REFUND, desk["head"])
        actions.take(REFUND, desk["checker"])
        with pytest.raises(NotValid, match="超过涉及金额"):
            answer_case(desk, yuan="99999999")
        answer_case(desk, yuan="5000", remark="另有上年一笔一并查实")

    def test_nothing_stays_confirmed_when_the_next_check_finds_it_untrue(self, desk):
        confirm_case(desk)
        actions.record_money(
            REFUND, desk["checker"], kind="to_recover", amount=Decimal(10), on=date.today()
        )
        actions.send_back(REFUND, desk["reviewer"], because="补充材料")
        actions.take(REFUND, desk["checker"])
        case = Case.objects.get(pk=REFUND)
        actions.answer(
            case, desk["checker"], answers_for(case, "3", cause_code="F4"), Check("李四")
        )
        actions.examine(REFUND, desk["reviewer"])
        with pytest.raises(NotNow, match="先冲销"):
            actions.confirm(REFUND, desk["reviewer"])
        entry = case.money.get(kind="to_recover")
        actions.reverse_money(REFUND, desk["checker"], entry, because="结论已变")
        case = actions.confirm(REFUND, desk["reviewer"])
        assert (case.amount_confirmed, case.state) == (0, transitions.FALSE_ALARM)


class TestClosing:
    def test_what_was_confirmed_is_recovered_or_waived_by_two(self, desk):
        confirm_case(desk)
        actions.record_measure(REFUND, desk["checker"], code="9", on=date.today())
        with pytest.raises(NotNow, match="既未列入应追回"):
            actions.propose_close(REFUND, desk["checker"])
        with pytest.raises(NotValid, match="免予追回须大于0"):
            actions.propose_waiver(
                REFUND, desk["checker"], amount=Decimal(5000), because="当事人死亡无遗产"
            )
        proposal = actions.propose_waiver(
            REFUND, desk["checker"], amount=Decimal("4417.83"), because="当事人死亡无遗产"
        )
        with pytest.raises(NotNow, match=r"既未列入|待决定"):
            actions.propose_close(REFUND, desk["checker"])
        actions.decide_proposal(proposal, desk["reviewer"], approve=True)
        actions.propose_close(REFUND, desk["checker"])
        case = actions.close(REFUND, desk["reviewer"])
        assert (case.amount_waived, case.state) == (Decimal("4417.83"), transitions.CLOSED)

    def test_more_than_was_confirmed_is_recovered_for_a_reason_alone(self, desk):
        confirm_case(desk)
        given = {"kind": "to_recover", "amount": Decimal(600_000_000_000), "on": date.today()}
        with pytest.raises(NotValid, match="超过核实金额"):
            actions.record_money(REFUND, desk["checker"], **given)


class TestTwoPersons:
    def test_a_dismissal_waits_for_another(self, desk):
        given = {"cause_code": "F4", "because": "政策允许的退费"}
        proposal = actions.propose_dismissal(REFUND, desk["head"], **given)
        assert Case.objects.get(pk=REFUND).state == transitions.JUDGE
        with pytest.raises(NotNow, match="已提请"):
            actions.propose_dismissal(REFUND, desk["head"], **given)
        with pytest.raises(NotAllowed, match="两人"):
            actions.decide_proposal(proposal, desk["head"], approve=True)
        actions.decide_proposal(proposal, desk["reviewer"], approve=True)
        case = Case.objects.get(pk=REFUND)
        assert (case.state, case.concluded_by, case.confirmed_by) == (
            transitions.FALSE_ALARM,
            desk["head"],
            desk["reviewer"],
        )

    def test_a_refused_proposal_changes_nothing_and_may_be_made_again(self, desk):
        given = {"cause_code": "F4", "because": "政策允许的退费"}
        proposal = actions.propose_dismissal(REFUND, desk["head"], **given)
        with pytest.raises(NotValid, match="不同意的理由"):
            actions.decide_proposal(proposal, desk["reviewer"], approve=False)
        actions.decide_proposal(proposal, desk["reviewer"], approve=False, answer="须先核查")
        assert Case.objects.get(pk=REFUND).state == transitions.JUDGE
        actions.propose_dismissal(REFUND, desk["head"], **given)

    def test_a_reason_says_something(self, desk):
        with pytest.raises(NotValid, match="不少于"):
            actions.propose_dismissal(REFUND, desk["head"], cause_code="F8", because="x")

    def test_the_database_refuses_one_person(self, desk):
        proposal = actions.propose_dismissal(
            REFUND, desk["head"], cause_code="F4", because="政策允许的退费"
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(decided_by=desk["head"])

    def test_many_dismissals_wait_for_another_too(self, desk, client):
        client.force_login(desk["head"])
        head2 = make_officer("head2", "head")
        given = {"reach": "filter", "query": "", "expected": "3"}
        fields = {"cause_code": "F4", "because": "政策允许的退费"}
        client.post("/cases/bulk/apply/", given | fields | {"bulk": "dismiss"})
        assert Proposal.objects.filter(decided_by=None).count() == 3
        assert set(Case.objects.values_list("state", flat=True)) == {transitions.JUDGE}
        for officer, state in ((desk["head"], transitions.JUDGE), (head2, "94")):
            client.force_login(officer)
            client.post("/cases/bulk/apply/", given | {"bulk": "approve_dismissal"})
            assert set(Case.objects.values_list("state", flat=True)) == {state}

    def test_a_recusal_is_lifted_by_two_others(self, desk):
        case = Case.objects.get(pk=REFUND)
        recusal = actions.declare_recusal(case, desk["checker"], reason="interest")
        proposal = actions.propose_lifting_recusal(
            case, desk["head"], recusal=recusal, because="利害关系已消除"
        )
        actions.decide_proposal(proposal, desk["reviewer"], approve=True)
        assert not Recusal.objects.exists()

    @pytest.mark.parametrize(
        ("name", "said"),
        [("阿猫阿狗", "不是工作台的在用账号"), ("checker", "两名"), ("reader", "在用账号")],
    )
    def test_the_second_checker_is_an_account(self, desk, name, said):
        actions.issue(REFUND, desk["head"])
        actions.take(REFUND, desk["checker"])
        case = Case.objects.get(pk=REFUND)
        with pytest.raises(NotValid, match=said):
            actions.answer(case, desk["checker"], answers_for(case), Check(name))

    def test_two_accounts_of_one_name_are_told_apart_by_login(self, desk):
        Officer.objects.filter(username="checker2").update(last_name="李", first_name="四")
        actions.issue(REFUND, desk["head"])
        actions.take(REFUND, desk["checker"])
        with pytest.raises(NotValid, match="用户名"):
            answer_case(desk)


class TestMerging:
    def merge(self, officers, case_id=OTHER, into=REFUND):
        proposal = actions.propose_merge(
            case_id, officers["head"], into=Case.objects.get(pk=into), because="同一经办链条"
        )
        return actions.decide_proposal(proposal, officers["reviewer"], approve=True)

    def test_no_lead_and_no_amount_is_lost(self, desk):
        self.merge(desk)
        case = Case.objects.get(pk=REFUND)
        assert case.amount_in_question == Decimal("4417.83") + Decimal(26158)
        case = confirm_case(desk, yuan="4000")
        assert case.amount_confirmed == Decimal(8000)
        assert Finding.objects.filter(conclusion="1").count() == 3

    def test_it_can_be_undone_until_the_other_is_confirmed(self, desk):
        actions.issue(OTHER, desk["head"])
        self.merge(desk)
        assert not Deadline.objects.filter(case=OTHER, is_void=False).exists()
        back = actions.unmerge(OTHER, desk["head"], because="并非同一人")
        assert (back.state, back.merged_into) == (transitions.ISSUED, None)
        assert Deadline.objects.filter(case=OTHER, is_void=False, met_at=None).count() == 1
        assert Case.objects.get(pk=REFUND).amount_merged == 0
        self.merge(desk)
        confirm_case(desk, yuan="4000")
        with pytest.raises(NotNow, match="已复核"):
            actions.unmerge(OTHER, desk["head"], because="并非同一人")

    def test_an_answer_that_lacks_the_merged_findings_is_sent_back(self, desk):
        actions.issue(REFUND, desk["head"])
        actions.take(REFUND, desk["checker"])
        answer_case(desk)
        self.merge(desk)
        assert Case.objects.get(pk=REFUND).state == transitions.RETURNED


class TestDays:
    def test_putting_off_moves_the_due_day(self, desk):
        case = actions.issue(REFUND, desk["head"])
        due_on, until = case.due_on, date.today() + timedelta(90)
        actions.snooze(REFUND, desk["head"], until=until, because="等待法院判决")
        case = Case.objects.get(pk=REFUND)
        assert case.due_on == due_on + timedelta(90)
        assert Deadline.objects.get(case=case).due_at.astimezone().date() >= case.due_on
        assert actions.wake(REFUND, desk["head"]).due_on == due_on

    @pytest.mark.parametrize("day", [date(2020, 1, 1), date.today() + timedelta(1)])
    def test_a_day_lies_between_the_hand_out_and_today(self, desk, day):
        confirm_case(desk)
        worker = desk["checker"]
        for run in (
            lambda: actions.record_money(
                REFUND, worker, kind="to_recover", amount=Decimal(1), on=day
            ),
            lambda: actions.record_measure(REFUND, worker, code="2", on=day),
            lambda: actions.file_appeal(
                REFUND, worker, by_whom="当事人", text="不服", filed_on=day
            ),
        ):
            with pytest.raises(NotValid, match=r"早于下发|晚于今天"):
                run()
