"""What each role finds on its first page, whom the desk tells what, and the calendar."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from review import actions, transitions
from review.mail import configure_mail
from review.models import Case, Deadline, Notice
from review.models.notice import DUE_SOON
from review.notices import remind_of_deadlines, send_notices
from tests.review.conftest import make_officer
from tests.review.test_a_case_to_its_end import answers_for

pytestmark = pytest.mark.django_db
ONE, TWO = "C0000000000000001", "C0000000000000002"


@pytest.fixture
def desk(received, officers):
    actions.assign(ONE, officers["head"], officers["checker"])
    return officers


def take_and_answer(officers, case_id=ONE):
    actions.take(case_id, officers["checker"])
    check = actions.Check("李四")
    actions.answer(case_id, officers["checker"], answers_for(Case.objects.get(pk=case_id)), check)


def home(client, officer):
    client.force_login(officer)
    return client.get(reverse("queue"))


def kinds_of(officer):
    return list(officer.notices.order_by("id").values_list("kind", flat=True))


class TestHomes:
    def test_a_checker_sees_what_was_sent_back_and_why(self, desk, client):
        take_and_answer(desk)
        actions.send_back(ONE, desk["reviewer"], because="缺考勤记录")
        page = home(client, desk["checker"]).content.decode()
        assert 'id="returned"' in page and "缺考勤记录" in page and "todo=sent_back" in page
        assert page.index('id="returned"') < page.index('id="mine"')

    def test_the_own_queue_is_in_order_of_its_deadlines(self, desk, client):
        actions.assign(TWO, desk["head"], desk["checker"])
        Case.objects.filter(pk=TWO).update(due_on=timezone.localdate())
        mine = home(client, desk["checker"]).context["mine"]
        assert [c.pk for c in mine] == [TWO, ONE]

    def test_a_reviewer_sees_what_waits_for_review_and_for_closing(self, desk, client):
        take_and_answer(desk)
        page = home(client, desk["reviewer"])
        assert [c.pk for c in page.context["to_review"]] == [ONE]
        assert 'id="mine"' not in page.content.decode()
        listed = client.get(reverse("cases"), {"todo": "review"}).context["page"]
        assert [c.pk for c in listed] == [ONE]
        client.force_login(desk["checker"])
        assert not client.get(reverse("cases"), {"todo": "review"}).context["page"].object_list

    def test_a_head_sees_the_work_of_all_those_without_any_too(self, desk, client):
        actions.issue(TWO, desk["head"])
        page = home(client, desk["head"])
        by_name = {w.name: w for w in page.context["officers"]}
        assert (by_name["checker"].in_hand, by_name["checker2"].in_hand) == (1, 0)
        assert page.context["unassigned"] == 1 and "todo=unassigned" in page.content.decode()

    def test_discipline_sees_its_own_list_alone(self, desk, client):
        page = home(client, desk["discipline"])
        assert ONE not in page.content.decode() and "受限清单" in page.content.decode()
        assert {w.name for w in page.context["officers"]} >= {"discipline2"}
        assert "checker" not in {w.name for w in page.context["officers"]}


class TestNotices:
    def test_an_officer_is_told_of_assignment_and_of_what_came_back(self, desk):
        take_and_answer(desk)
        actions.send_back(ONE, desk["reviewer"], because="缺考勤记录")
        assert kinds_of(desk["checker"]) == ["assigned", "sent_back"]
        assert desk["checker"].notices.first().text == "缺考勤记录"
        actions.assign(ONE, desk["head"], desk["checker"])
        assert len(kinds_of(desk["checker"])) == 2, "who has the case already is not told again"

    def test_who_is_named_in_a_note_is_told_and_nobody_else(self, desk):
        heli = make_officer("heli", "reviewer", last_name="何", first_name="力")
        far = make_officer("far", "checker", ["330281"])
        actions.add_note(ONE, desk["checker"], "请@何力 和@far 看一下，@discipline @checker 也是")
        assert kinds_of(heli) == ["mention"] and "请@何力" in heli.notices.get().text
        assert not kinds_of(far) and not kinds_of(desk["discipline"]), "who cannot see the case"
        assert kinds_of(desk["checker"]) == ["assigned"], "nobody is told of their own note"

    def test_an_officer_is_urged_and_the_history_says_so(self, desk, client):
        client.force_login(desk["head"])
        client.post(reverse("do", args=[ONE, "urge"]), {"because": "本周内反馈"})
        assert kinds_of(desk["checker"]) == ["assigned", "urged"]
        event = Case.objects.get(pk=ONE).events.order_by("id").last()
        assert (event.action, event.text) == ("urge", "本周内反馈")
        page = home(client, desk["checker"])
        assert "本周内反馈" in page.content.decode() and page.context["unread"] == 2

    def test_opening_the_case_marks_its_notices_as_read(self, desk, client):
        client.force_login(desk["checker"])
        client.get(reverse("case", args=[ONE]))
        assert not desk["checker"].notices.filter(read_at=None).exists()

    def test_all_are_marked_at_once(self, desk, client):
        client.force_login(desk["checker"])
        assert "指派给您" in client.get(reverse("notices")).content.decode()
        client.post(reverse("read_notices"))
        assert home(client, desk["checker"]).context["unread"] == 0

    def test_a_deadline_in_three_days_is_announced_once(self, desk):
        assert remind_of_deadlines() == 0, "15 working days are far"
        soon = timezone.now() + timedelta(days=2)
        Deadline.objects.filter(case=ONE).update(due_at=soon)
        assert remind_of_deadlines() == 1 and remind_of_deadlines() == 0
        assert DUE_SOON in kinds_of(desk["checker"])
        Deadline.objects.filter(case=ONE).update(due_at=soon + timedelta(hours=1))
        assert remind_of_deadlines() == 1, "a deadline that was moved is another one"

    def test_what_leaves_the_desk_names_no_subject(self, desk, settings):
        desk["checker"].email = "checker@example.org"
        desk["checker"].save()
        settings.EMAIL_HOST, settings.NOTICE_ADDRESS = "mail", "https://desk.example.org"
        actions.urge(ONE, desk["head"], because="张三的案件请抓紧")
        assert send_notices(pytest.fail) == 2 and send_notices(pytest.fail) == 0
        (sent,) = mail.outbox
        case = Case.objects.get(pk=ONE)
        assert sent.to == ["checker@example.org"] and case.case_no in sent.body
        assert "张三" not in sent.body and case.subject_id not in sent.body

    def test_a_webhook_that_fails_loses_nothing(self, desk, settings, monkeypatch):
        settings.NOTICE_WEBHOOK, told, taken = "http://hook.invalid/", [], []

        def refuse(request, timeout):
            raise OSError

        monkeypatch.setattr("urllib.request.urlopen", refuse)
        assert send_notices(told.append) == 0 and told == ["checker: OSError"]
        assert Notice.objects.filter(sent_at=None).count() == 1

        class Answer:
            def close(self):
                pass

        def accept(request, timeout):
            taken.append(json.loads(request.data))
            return Answer()

        monkeypatch.setattr("urllib.request.urlopen", accept)
        assert send_notices(pytest.fail) == 1 and taken[0]["officer"] == "checker"

    def test_the_command_reminds_and_sends(self, desk, capsys):
        call_command("remind")
        assert "新提醒 new 0" in capsys.readouterr().out

    def test_mail_is_set_up_as_for_the_alerts(self):
        found = configure_mail({"QINGFENG_SMTP": "u@mail.example.org:587"})
        assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 587)
        assert found["EMAIL_USE_TLS"] and configure_mail({})["EMAIL_HOST"] == ""


class TestCalendar:
    def test_a_month_shows_what_is_due_on_its_days(self, desk, client):
        case = Case.objects.get(pk=ONE)
        client.force_login(desk["head"])
        page = client.get(reverse("calendar"), {"month": f"{case.due_on:%Y-%m}"})
        days = {d.day: d for week in page.context["weeks"] for d in week}
        assert days[case.due_on].due == 1 and days[case.due_on].is_workday
        assert f"due_on={case.due_on}" in page.content.decode()
        listed = client.get(reverse("cases"), {"due_on": str(case.due_on)}).context["page"]
        assert [c.pk for c in listed] == [ONE]

    def test_statutory_clocks_stand_on_their_day(self, desk, client):
        now = timezone.now()
        Deadline.objects.create(case_id=ONE, kind="hearing", started_at=now, due_at=now)
        client.force_login(desk["checker"])
        assert "听证申请期限" in client.get(reverse("calendar")).content.decode()
        client.force_login(desk["checker2"])
        assert "听证申请期限" not in client.get(reverse("calendar")).content.decode()

    @pytest.mark.parametrize("month", ["x", "9999-12", "0001-01", "2026-13", "\0"])
    def test_no_month_makes_it_fail(self, desk, client, month):
        client.force_login(desk["head"])
        assert client.get(reverse("calendar"), {"month": month}).status_code == 200


def test_many_are_urged_at_once(desk, client):
    client.force_login(desk["head"])
    asked = {"bulk": "urge", "reach": "filter", "query": "", "expected": "1", "because": "抓紧办理"}
    client.post(reverse("bulk_apply"), asked)
    assert kinds_of(desk["checker"]) == ["assigned", "urged"]
    assert Case.objects.get(pk=ONE).state == transitions.ISSUED
