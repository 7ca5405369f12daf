"""What somebody with ill will, or with bad luck, would try."""

import io
import re
import zipfile
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from review import actions, audit
from review.attachment_files import is_unchanged
from review.models import Attachment, AuditEntry, Case, Note, Officer
from review.receiving import receive_run
from tests.review.conftest import PASSWORD, make_officer
from tests.review.drawn_run import DrawnCase, write_run

pytestmark = pytest.mark.django_db
ONE = "C0000000000000001"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"


def zipped(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return held.getvalue()


def bomb() -> bytes:
    """An xlsx that would unpack to 400 MB."""
    return zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * 400_000_000})


def without_token(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())


def sign_in(client, name="checker", password=PASSWORD):
    return client.post(reverse("login"), {"username": name, "password": password})


class TestWhatIsShown:
    def test_nothing_from_a_run_or_a_user_becomes_markup(self, tmp_path, officers, client):
        rows = {"unemployment_claim": [{"claim_id": EVIL, EVIL: EVIL}]}
        case = DrawnCase(
            "C1", subject_id=EVIL, findings=[("U04", "H", 1, rows)], reason=EVIL, ring_id=EVIL[:30]
        )
        other = DrawnCase(
            "C2", subject_id=EVIL, findings=[("U04", "H", 1, rows)], reason=EVIL, ring_id=EVIL[:30]
        )
        receive_run(write_run(tmp_path / "run", [case, other]))
        head = officers["head"]
        actions.add_note("C1", head, EVIL)
        actions.attach("C1", head, SimpleUploadedFile(f"{EVIL}.txt", b"x"))
        head.views.create(name=EVIL[:40], query=f"q={EVIL}")
        client.force_login(head)
        for there in (
            reverse("case", args=["C1"]),
            reverse("queue"),
            f"{reverse('cases')}?q=%3Cscript%3Ealert(1)%3C/script%3E&order=%22%3E%3Cscript%3E&stage='%3Cb%3E",
            reverse("cases"),
        ):
            page = client.get(there).content.decode()
            assert "<script>alert" not in page and "<img src=x" not in page

    def test_pages_allow_no_foreign_and_no_inline_script(self, received, officers, client):
        client.force_login(officers["head"])
        for there in (reverse("case", args=[ONE]), reverse("cases"), reverse("queue")):
            answer = client.get(there)
            policy = answer["Content-Security-Policy"]
            assert (
                "default-src 'none'" in policy
                and "script-src 'self'" in policy
                and "unsafe" not in policy
            )
            page = answer.content.decode()
            assert " style=" not in page and " onclick" not in page and page.count("<script") == 1
            assert (
                answer["X-Frame-Options"] == "DENY"
                and answer["X-Content-Type-Options"] == "nosniff"
            )
            assert answer["Cache-Control"] == "no-store"


class TestRequests:
    def test_a_form_of_another_site_is_refused(self, received, officers):
        client = Client(enforce_csrf_checks=True)
        client.force_login(officers["head"])
        for there in (
            reverse("do", args=[ONE, "issue"]),
            reverse("take_next"),
            reverse("bulk_apply"),
            reverse("unmask", args=[ONE]),
            reverse("language"),
        ):
            assert client.post(there).status_code == 403
        assert Case.objects.get(pk=ONE).state == "01"

    def test_reading_never_changes(self, received, officers, client):
        client.force_login(officers["head"])
        for there in (
            reverse("do", args=[ONE, "issue"]),
            reverse("take_next"),
            reverse("bulk_apply"),
            reverse("unmask", args=[ONE]),
        ):
            assert client.get(there).status_code == 405

    def test_nobody_is_led_to_another_site(self, officers, client):
        answer = client.post(
            f"{reverse('login')}?next=https://evil.example/",
            {"username": "head", "password": PASSWORD},
        )
        assert answer["Location"] == reverse("queue")
        assert client.post(reverse("language"), {"back": "//evil.example"})["Location"] == reverse(
            "queue"
        )
        assert client.post(reverse("save_view"), {"name": "x", "back": "//evil.example"})[
            "Location"
        ] == reverse("cases")

    @pytest.mark.parametrize(
        "path",
        [
            "../settings.py",
            "..%2fsettings.py",
            "review/../../settings.py",
            "/etc/passwd",
            "%2e%2e/secret.py",
        ],
    )
    def test_static_files_lead_nowhere_else(self, officers, client, path):
        answer = client.get(f"/static/{path}")
        assert answer.status_code in (302, 400, 404)

    def test_words_that_look_like_sql_are_words(self, received, officers, client):
        client.force_login(officers["head"])
        for q in ("' OR 1=1 --", "%", "_", '"; DROP TABLE review_case; --', "\x00", "😀" * 500):
            assert (
                client.get(
                    reverse("cases"), {"q": q, "page": "9e9", "amount_from": "NaN", "who": "9" * 18}
                ).status_code
                == 200
            )
        assert Case.objects.count() == 4


class TestSigningIn:
    def test_five_failures_lock_and_time_opens(self, officers, client):
        for _ in range(5):
            assert sign_in(client, password="wrong").status_code == 403
        assert sign_in(client).status_code == 403
        assert AuditEntry.objects.filter(action="locked").count() == 1
        Officer.objects.update(locked_until=timezone.now() - timedelta(minutes=1))
        assert sign_in(client).status_code == 302

    def test_nobody_learns_which_names_exist(self, officers, client):
        known, unknown = sign_in(client, password="wrong"), sign_in(client, "nobody", "wrong")
        assert known.status_code == unknown.status_code == 403
        assert without_token(known) == without_token(unknown)

    def test_an_idle_session_ends(self, officers, client, settings):
        sign_in(client)
        assert client.get(reverse("queue")).status_code == 200
        session = client.session
        session["seen"] -= settings.SESSION_IDLE_SECONDS + 61
        session.save()
        assert client.get(reverse("queue"))["Location"].startswith(reverse("login"))
        assert client.get(reverse("queue")).status_code == 302

    def test_the_first_password_must_be_changed(self, officers, client):
        Officer.objects.filter(username="checker").update(must_change_password=True)
        assert sign_in(client)["Location"] == reverse("password")
        assert client.get(reverse("cases"))["Location"] == reverse("password")
        new = {
            "old_password": PASSWORD,
            "new_password1": "123456789012",
            "new_password2": "123456789012",
        }
        assert client.post(reverse("password"), new).status_code == 200  # digits alone
        new |= {"new_password1": "xk4-竹林-mmt-91", "new_password2": "xk4-竹林-mmt-91"}
        assert client.post(reverse("password"), new).status_code == 302
        assert client.get(reverse("cases")).status_code == 200

    def test_an_officer_who_left_is_out_at_once(self, officers, client):
        sign_in(client)
        Officer.objects.filter(username="checker").update(is_active=False)
        assert client.get(reverse("queue")).status_code == 302

    def test_cookies_are_guarded(self, officers, client):
        cookie = sign_in(client).cookies["sessionid"]
        assert cookie["httponly"] and cookie["samesite"] == "Strict"

    def test_a_new_officer_gets_a_random_password_that_no_log_holds(self, officers, client):
        client.force_login(officers["administrator"])
        form = {"username": "new", "last_name": "新", "role": "discipline", "is_active": "on"}
        page = client.post(reverse("people"), form)
        password = page.context["made"][1]
        made = Officer.objects.get(username="new")
        assert made.check_password(password) and len(password) == 19
        assert made.role == "", "who makes accounts gives no roles"
        assert not AuditEntry.objects.filter(detail__icontains=password).exists()
        assert password not in client.get(reverse("people")).content.decode()


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("a.exe", b"MZ", "不接受此类"),
            ("a.html", b"<script>", "不接受此类"),
            ("a.svg", b"<svg onload=alert(1)>", "不接受此类"),
            ("a", b"x", "不接受此类"),
            ("a.pdf", b"MZ not a pdf", "不符"),
            ("a.png", b"<html>", "不符"),
            ("a.txt", b"a\0b", "不符"),
            ("a.xlsx", b"PK\x03\x04 broken", "已损坏"),
            ("a.xlsx", zipped({"other.xml": b""}), "不符"),
            ("a.docx", zipped({"xl/workbook.xml": b""}), "不符"),
            ("a.xlsx", zipped({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}), "含宏"),
            ("a.xlsm", zipped({"xl/workbook.xml": b""}), "不接受此类"),
            ("a.txt", b"", "为空"),
            ("a.txt", b"x" * 2_000_001, "20MB"),
        ],
    )
    def test_what_is_not_what_it_says_is_not_taken(
        self, received, officers, client, settings, name, content, why
    ):
        settings.UPLOAD_MOST_BYTES = 2_000_000
        client.force_login(officers["checker"])
        page = client.post(
            reverse("do", args=[ONE, "attach"]),
            {"file": SimpleUploadedFile(name, content)},
            follow=True,
        )
        assert why in page.content.decode() or (why == "为空" and "空" in page.content.decode())
        assert not Attachment.objects.exists()
        assert not [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()]

    def test_a_zip_bomb_is_not_unpacked(self, received, officers):
        from review.errors import NotValid

        with pytest.raises(NotValid, match="解压后过大"):
            actions.attach(ONE, officers["checker"], SimpleUploadedFile("a.xlsx", bomb()))

    def test_a_bomb_of_many_members_is_not_taken(self, received, officers):
        from review.errors import NotValid

        many = zipped({"word/document.xml": b""} | {f"word/{n}.xml": b"" for n in range(5_001)})
        with pytest.raises(NotValid, match="解压后过大"):
            actions.attach(ONE, officers["checker"], SimpleUploadedFile("a.docx", many))

    @pytest.mark.parametrize(
        "name",
        [
            "../../etc/passwd.txt",
            "..\\..\\boot.txt",
            "/abs/olute.txt",
            "a\r\nSet-Cookie: x.txt",
            "名单.txt",
        ],
    )
    def test_a_name_says_nothing_about_the_place(self, received, officers, client, settings, name):
        made = actions.attach(ONE, officers["checker"], SimpleUploadedFile("x.txt", b"abc"))
        from review.attachment_files import clean_file_name

        Attachment.objects.filter(pk=made.pk).update(name=clean_file_name(name))
        assert made.path.is_relative_to(settings.MEDIA_ROOT) and made.path.name == made.sha256
        client.force_login(officers["checker"])
        answer = client.get(reverse("download", args=[made.pk]))
        assert (
            answer["Content-Disposition"].startswith("attachment")
            and "\n" not in answer["Content-Disposition"]
        )
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert b"".join(answer.streaming_content) == b"abc"

    def test_a_file_that_was_changed_is_found_out_and_not_served(self, received, officers, client):
        made = actions.attach(ONE, officers["checker"], SimpleUploadedFile("x.txt", b"abc"))
        assert is_unchanged(made.path, made.sha256)
        made.path.write_bytes(b"abd")
        client.force_login(officers["checker"])
        assert client.get(reverse("download", args=[made.pk])).status_code == 404
        assert (
            "校验不一致"
            in client.post(reverse("verify", args=[made.pk]), follow=True).content.decode()
        )


class TestIdentity:
    def test_showing_asks_a_reason_and_is_logged_first(self, received, officers, client):
        client.force_login(officers["checker"])
        client.post(reverse("unmask", args=[ONE]), {"reason": ""})
        assert not AuditEntry.objects.filter(action="unmask").exists()
        client.post(reverse("unmask", args=[ONE]), {"reason": "上门核查需核对姓名"})
        entry = AuditEntry.objects.get(action="unmask")
        assert (entry.target, entry.by.username, entry.detail["reason"]) == (
            ONE,
            "checker",
            "上门核查需核对姓名",
        )

    def test_every_look_at_a_case_is_logged(self, received, officers, client):
        client.force_login(officers["reader"])
        client.get(reverse("case", args=[ONE]))
        assert (
            AuditEntry.objects.filter(action="view", target=ONE, by=officers["reader"]).count() == 1
        )
        assert audit.verify_chain().broken_at is None


@pytest.mark.parametrize(
    "name",
    [
        "a" * 5000,
        "a" * 256,
        "长" * 86,
        "a/" * 2500,
        "review/" + "a" * 300 + ".css",
        "a\0b",
        "review/",
        "none.css",
    ],
    ids=lambda name: f"{len(name)} letters {name[:8]!r}",
)
def test_a_file_of_the_desk_that_cannot_be_there_is_not_found(client, name):
    assert client.get(f"/static/{quote(name)}").status_code == 404


def test_a_note_is_not_rewritten(received, officers):
    note = actions.add_note(ONE, officers["checker"], "第一版")
    from django.db import transaction

    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(text="第二版")


def test_officers_of_another_scope_cannot_be_given_a_case(received, officers):
    from review.errors import NotAllowed

    actions.issue(ONE, officers["head"])
    with pytest.raises(NotAllowed):
        actions.assign(ONE, officers["head"], make_officer("far", "checker", ["330282"]))
    with pytest.raises(NotAllowed):
        actions.assign(ONE, officers["head"], officers["reader"])


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "text"), [("zh-hans", "没有此页面"), ("en", "No such page")])
def test_an_unknown_address_is_answered_in_the_officers_language(officers, client, language, text):
    officers["head"].language = language
    officers["head"].save()
    client.force_login(officers["head"])
    page = client.get("/cases/C000000000000dead/")
    assert page.status_code == 404 and text in page.content.decode()
