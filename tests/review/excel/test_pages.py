"""The round trip through the pages: export, check, apply, problems."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from review import actions, transitions
from review.excel.file_safety import open_workbook
from review.excel.read_workbook import read_returned_workbook
from review.models import AuditEntry, Case, CaseEvent
from tests.review.conftest import PASSWORD
from tests.review.excel.workbooks import FILLED, filled, with_part

pytestmark = pytest.mark.django_db
FIRST = "C0000000000000001"


@pytest.fixture
def desk(received, officers):
    for case in Case.objects.filter(is_restricted=False):
        actions.issue(case, officers["head"])
    return officers


@pytest.fixture
def sent(client, desk):
    """Log in as somebody and send a form."""

    def send(name, address, data=None, **rest):
        client.login(username=name, password=PASSWORD)
        return client.post(reverse(address), data or {}, **rest)

    return send


def exported(sent, name="checker", **given):
    made = sent(name, "excel_export", {"district": "330203", "purpose": "check"} | given)
    assert made.status_code == 200, made.content.decode()
    return made.content


def answered(content, name="checker"):
    mine = FILLED | {"checkers": f"{name}、李二", "checked_date": timezone.localdate()}
    ids = set(Case.objects.get(pk=FIRST).findings.values_list("pk", flat=True))
    rows = [
        r.number - 1
        for r in read_returned_workbook(open_workbook(content)).rows
        if r.finding_id in ids
    ]
    return filled(content, dict.fromkeys(rows, mine))


def uploaded(sent, content, name="checker", filename="x.xlsx", **given):
    return sent(name, "excel_check", {"file": SimpleUploadedFile(filename, content)} | given)


def test_out_checked_and_in(sent):
    shown = uploaded(sent, answered(exported(sent)))
    assert "可以导入" in shown.content.decode() and shown.context["checked"].good == 2
    assert Case.objects.get(pk=FIRST).state == transitions.ISSUED, "the first step writes nothing"
    ticket = shown.context["ticket"]
    done = sent("checker", "excel_apply", {"ticket": ticket})
    assert (
        done.context["applied"].findings == 2
        and Case.objects.get(pk=FIRST).state == transitions.ANSWERED
    )
    again = sent("checker", "excel_apply", {"ticket": ticket})
    assert again.status_code == 409 and "重新上传" in again.content.decode()


def test_a_workbook_with_a_password(sent):
    content = exported(sent, password="甬城-2026-11")
    assert content.startswith(b"\xd0\xcf")
    refused = uploaded(sent, content)
    assert refused.status_code == 400 and "打开密码" in refused.content.decode()
    assert uploaded(sent, content, password="甬城-2026-11").context["checked"].rows == 3


def test_a_short_password_is_refused(sent):
    made = sent(
        "checker", "excel_export", {"district": "330203", "purpose": "check", "password": "123"}
    )
    assert made.status_code == 400 and "至少 8 位" in made.content.decode()


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda c: with_part(c, "xl/vbaProject.bin", b"x"), "含宏"),
        (lambda c: with_part(c, "xl/worksheets/bomb.xml", b"0" * 12_000_000), "压缩炸弹"),
        (lambda c: b"<html>", "不是 .xlsx"),
    ],
)
def test_a_bad_file_is_refused_and_logged(sent, spoilt, said):
    before = CaseEvent.objects.count()
    refused = uploaded(sent, spoilt(exported(sent)), filename="../../x.xlsm")
    assert refused.status_code == 400 and said in refused.content.decode()
    assert (
        AuditEntry.objects.filter(action="import_refused").exists()
        and CaseEvent.objects.count() == before
    )


def test_what_a_cell_says_is_shown_as_text(sent):
    content = filled(exported(sent), {1: {"conclusion": "<script>alert(1)</script>"}})
    shown = uploaded(sent, content).content.decode()
    assert "<script>alert(1)" not in shown and "&lt;script&gt;" in shown


def test_the_problems_as_a_workbook(sent):
    shown = uploaded(sent, filled(exported(sent), {1: {"conclusion": "也许"}}))
    made = sent("checker", "excel_problems", {"ticket": shown.context["ticket"]})
    rows = list(openpyxl.load_workbook(io.BytesIO(made.content)).active.values)
    assert len(rows) == 2 and "不在可选内容中" in rows[1][4]


def test_anothers_ticket_opens_nothing(sent):
    ticket = uploaded(sent, answered(exported(sent))).context["ticket"]
    assert sent("checker2", "excel_apply", {"ticket": ticket}).status_code == 409
    assert Case.objects.get(pk=FIRST).state == transitions.ISSUED


@pytest.mark.parametrize("name", ["reader", "administrator"])
def test_who_may_not_export_or_import(sent, name):
    for address in ("excel_export", "excel_check", "excel_apply", "excel_problems"):
        assert sent(name, address, {"district": "330203", "purpose": "check"}).status_code == 403


def test_a_district_out_of_sight_is_no_choice(sent, client):
    from tests.review.conftest import make_officer

    make_officer("far", "checker", ["330212"])
    assert (
        sent("far", "excel_export", {"district": "330203", "purpose": "check"}).status_code == 400
    )
    assert exported(sent, "far", district="330212")


def test_the_page_offers_what_the_role_may_do(client, desk):
    for name, offers in (
        ("checker", (True, True)),
        ("reviewer", (True, False)),
        ("reader", (False, False)),
    ):
        client.login(username=name, password=PASSWORD)
        shown = client.get(reverse("excel")).content.decode()
        assert ('id="export"' in shown, 'id="take-back"' in shown) == offers
