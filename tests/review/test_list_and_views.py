"""The list: any column sorts it, views are managed, and the export holds what is filtered."""

import io

import openpyxl
import pytest
from django.urls import reverse

from review import actions
from review.models import AuditEntry, Case, SavedView
from review.pages.case_orders import ORDERS

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = (f"C000000000000000{n}" for n in (1, 2, 3))


@pytest.fixture
def desk(received, officers, client):
    """The head at the list; the first case is worked on by a checker, the second is level M."""
    actions.assign(ONE, officers["head"], officers["checker"])
    Case.objects.filter(pk=TWO).update(level="M", level_order=2, credence=None)
    client.force_login(officers["head"])
    return client


def list_ids(client, **query):
    return [c.pk for c in client.get(reverse("cases"), query).context["page"]]


@pytest.mark.parametrize("order", ORDERS)
def test_any_column_sorts_the_list_both_ways(desk, order):
    forwards, backwards = list_ids(desk, order=order), list_ids(desk, order=f"-{order}")
    assert sorted(forwards) == sorted(backwards) == [ONE, TWO, THREE]
    assert forwards[0] != backwards[0] or order in ("credence", "due", "officer")


def test_what_is_empty_comes_last_in_either_direction(desk):
    for order in ("due", "officer"):
        assert list_ids(desk, order=order)[0] == list_ids(desk, order=f"-{order}")[0] == ONE
    assert list_ids(desk, order="credence")[-1] == list_ids(desk, order="-credence")[-1] == TWO


def test_level_m_comes_after_level_s(desk):
    Case.objects.filter(pk=THREE).update(level="S", level_order=1)
    assert list_ids(desk, order="severity") == [ONE, THREE, TWO]


def test_a_heading_pressed_again_turns_the_order(desk):
    page = desk.get(reverse("cases"), {"order": "amount", "page": "1"}).content.decode()
    assert 'aria-sort="other"><a href="?order=-amount">涉及金额 ↓</a>' in page
    assert "涉及金额 ↑" in desk.get(reverse("cases"), {"order": "-amount"}).content.decode()


def test_the_export_holds_what_is_filtered_in_its_order(desk):
    Case.objects.filter(pk=ONE).update(summary_zh="=1+1")
    query = {"district": "330203", "order": "-amount", "page": "7"}
    answer = desk.get(reverse("cases_export"), query)
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    by_title = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [r["案件编号"] for r in by_title] == list_ids(desk, district="330203", order="-amount")
    first = next(r for r in by_title if r["案件编号"] == ONE)
    assert (first["级别"], first["承办人"], first["状态"]) == ("高 H", "checker", "已下发")
    assert first["疑点摘要"] == "=1+1" and first["涉及金额"] == 6482
    assert first["场景"] == "短期参保骗取失业保险待遇"
    entry = AuditEntry.objects.filter(action="export_list").get()
    assert entry.detail["cases"] == 2 and "330203" in entry.detail["query"]


def test_nothing_found_is_not_exported(desk):
    answer = desk.get(reverse("cases_export"), {"q": "没有这样的案件"})
    assert answer.status_code == 409 or answer.status_code == 400
    assert "没有可导出的案件" in answer.content.decode()


def test_a_hidden_condition_outlives_the_filter_form(desk):
    page = desk.get(reverse("cases"), {"ring": "R1", "todo": "unassigned"})
    assert '<input type="hidden" name="ring" value="R1">' in page.content.decode()
    assert list_ids(desk, todo="unassigned") == []
    actions.issue(TWO, page.wsgi_request.user)
    assert list_ids(desk, todo="unassigned") == [TWO]


class TestViews:
    @pytest.fixture
    def view(self, desk, officers):
        fields = {"name": "海曙", "query": "district=330203&page=3"}
        desk.post(reverse("save_view"), fields)
        return SavedView.objects.get()

    def test_a_view_is_renamed_and_shared(self, desk, view, officers):
        assert view.query == "district=330203"
        edited = {f"{view.pk}-name": "海曙在办", f"{view.pk}-is_shared": "on"}
        desk.post(reverse("edit_view", args=[view.pk]), edited)
        page = desk.get(reverse("views"))
        ((shown, count, form),) = page.context["rows"]
        assert (shown.name, count, shown.is_shared) == ("海曙在办", 2, True) and form
        desk.force_login(officers["reader"])
        ((shown, _, form),) = desk.get(reverse("views")).context["rows"]
        assert shown.name == "海曙在办" and form is None
        assert desk.post(reverse("edit_view", args=[view.pk]), edited).status_code == 404

    def test_two_views_do_not_share_a_name(self, desk, view):
        desk.post(reverse("save_view"), {"name": "全部", "query": ""})
        edited = {f"{view.pk}-name": "全部"}
        page = desk.post(reverse("edit_view", args=[view.pk]), edited, follow=True)
        assert "已有同名视图" in page.content.decode()
        assert SavedView.objects.get(pk=view.pk).name == "海曙"

    def test_a_view_is_deleted(self, desk, view):
        desk.post(reverse("drop_view", args=[view.pk]))
        assert not SavedView.objects.exists()
