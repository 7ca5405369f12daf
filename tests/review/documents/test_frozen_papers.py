"""Papers that were approved stay as they were, in the voice of an authority."""

import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from review import actions
from review.documents.bases import list_unverified, verify_basis
from review.documents.check_notice import Visit, issue_check_notice
from review.documents.issue_document import (
    fetch_paper,
    issue_referral_letter,
    issue_register,
)
from review.errors import NotAllowed, NotNow, NotValid
from review.models import AuditEntry, Case, Evidence, Finding, Paper, Snapshot
from review.receiving import receive_run
from tests.review.documents.test_documents import FIRST, proposed, text_of
from tests.review.drawn_run import DrawnCase, write_run

pytestmark = pytest.mark.django_db
INTERNAL = re.compile(
    r"C[0-9a-f]{16}|F[0-9a-f]{16}|[a-z]+_[a-z_]+|\d{8}-[0-9a-f]{10}|（待核实）|p0{5}"
)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def approve(officers, kind="police", **given):
    return actions.decide_referral(
        proposed(officers, kind, **given), officers["head"], approve=True
    )


def receive_another_night(tmp_path):
    rows = {"unemployment_claim": [{"claim_id": "u9", "accept_op": "op8"}]}
    case = DrawnCase(FIRST, findings=[("U11", "H", 99999, rows), ("U12", "S", 5, rows)])
    receive_run(write_run(tmp_path / "next", [case], run_id="next", as_of=date(2026, 7, 31)))


def test_a_second_night_changes_nothing_that_was_approved(received, officers, tmp_path):
    referral = approve(officers)
    before = text_of(issue_referral_letter(referral, officers["head"], {}).content)
    paper = Paper.objects.get()
    receive_another_night(tmp_path)
    assert Finding.objects.filter(case=FIRST, is_current=True).count() == 2
    again = issue_referral_letter(referral, officers["head"], {})
    assert text_of(again.content) == before and Paper.objects.count() == 1
    assert fetch_paper(paper, officers["checker"]).content == again.content
    assert "99,999" not in before and "尚未填写" not in before


def test_what_was_confirmed_stays_for_a_draft_made_after_a_night(received, officers, tmp_path):
    referral = proposed(officers)
    receive_another_night(tmp_path)
    text = text_of(issue_referral_letter(referral, officers["checker"], {}).content)
    assert "4,482" in text and "99,999" not in text


def test_snapshots_and_papers_are_never_rewritten(received, officers):
    issue_referral_letter(approve(officers), officers["head"], {})
    assert [s.occasion for s in Snapshot.objects.all()] == ["confirm", "approve"]
    assert all(s.is_unchanged for s in Snapshot.objects.all())
    for model, change in ((Snapshot, {"sha256": "0"}), (Paper, {"document_no": "x"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")


def test_another_paper_is_a_new_version_that_says_what_differs(received, officers):
    referral = approve(officers)
    issue_referral_letter(referral, officers["head"], {"contact": "甲 0574-1"})
    with pytest.raises(NotValid, match="写明理由"):
        issue_referral_letter(referral, officers["head"], {"contact": "乙 0574-2"})
    given = {"contact": "乙 0574-2", "because": "联系人变更"}
    second = issue_referral_letter(referral, officers["head"], given)
    paper = Paper.objects.get(version=2)
    assert "第2版" in second.name and paper.document_no == Paper.objects.first().document_no
    assert "联系人变更" in paper.differs and "0574-2" in paper.differs and "- " in paper.differs
    entry = AuditEntry.objects.filter(action="paper").last()
    assert entry.detail["sha256"] == paper.sha256


def test_the_number_is_given_once_and_sent_under(received, officers):
    referral = approve(officers)
    issue_referral_letter(referral, officers["head"], {})
    referral.refresh_from_db()
    year = timezone.localdate().year
    assert referral.document_no == f"甬社监移〔{year}〕1号"
    with pytest.raises(NotValid, match="一致"):
        actions.send_referral(referral, officers["head"], document_no="别的号")
    actions.send_referral(referral, officers["head"], document_no=referral.document_no)


def test_a_changed_file_is_not_given_out(received, officers):
    issue_referral_letter(approve(officers), officers["head"], {})
    paper = Paper.objects.get()
    paper.path.write_bytes(b"another")
    with pytest.raises(NotNow, match="被改动"):
        fetch_paper(paper, officers["head"])


@pytest.mark.parametrize("kind", ["police", "discipline", "other"])
def test_no_id_table_or_run_stands_in_a_paper(received, officers, kind):
    offence = "诈骗罪" if kind == "police" else ""
    referral = approve(officers, kind, offence=offence)
    text = text_of(issue_referral_letter(referral, officers["head"], {}).content)
    plain = re.sub(r"\b[0-9a-f]{64}\b", "", text)
    assert not INTERNAL.findall(plain) and "机密" not in text
    assert "甬清〔2026〕000001" in text or kind != "police"


def test_the_register_has_no_ids_and_a_grade_only_if_configured(received, officers, settings):
    proposed(officers, "discipline", offence="", recipient="驻局纪检监察组")
    today = timezone.localdate()
    text = text_of(issue_register(officers["head"], today, today).content)
    assert not INTERNAL.findall(text) and "机密" not in text
    settings.PAPER_SECRECY = "内部"
    assert "内部" in text_of(issue_register(officers["head"], today, today).content)


def test_the_course_of_the_check_is_prose(received, officers):
    text = text_of(issue_referral_letter(approve(officers), officers["head"], {}).content)
    (line,) = [t for t in text.splitlines() if t.startswith("三、核查经过")]
    assert "checker、李二两名核查人员采取现场方式" in line and line.endswith("复核确认。")


def test_a_row_behind_two_findings_is_listed_once(tmp_path, officers):
    rows = {"unemployment_claim": [{"claim_id": "u1"}]}
    case = DrawnCase(FIRST, findings=[("U04", "H", 4482, rows), ("U05", "S", 2000, rows)])
    receive_run(write_run(tmp_path / "run", [case]))
    referral = approve(officers)
    (item,) = referral.snapshots.get().content["evidence"]
    assert item["count"] == 1 and item["proves"] == "指标U04、末次参保过短"
    assert Evidence.objects.count() == 2


class TestUnreadProvisions:
    law = "社会保险法第八十八条；浙江省实施办法第三条（待核实）"

    @pytest.fixture
    def referral(self, received, officers):
        Finding.objects.update(law=self.law)
        return approve(officers)

    def test_one_blocks_a_final_paper_until_it_is_read(self, referral, officers):
        with pytest.raises(NotNow, match="浙江省实施办法第三条"):
            issue_referral_letter(referral, officers["head"], {})
        assert not Paper.objects.exists()
        text = "浙江省实施办法第三条"
        with pytest.raises(NotAllowed):
            verify_basis(text, officers["head"], verified_on=timezone.localdate())
        verify_basis(text, officers["legal"], verified_on=timezone.localdate())
        letter = text_of(issue_referral_letter(referral, officers["head"], {}).content)
        assert "《浙江省实施办法》第三条" in letter and "待核实" not in letter

    def test_only_the_marked_part_is_unread(self, referral):
        assert list_unverified([self.law, self.law]) == ["浙江省实施办法第三条"]

    def test_the_legal_section_reads_it_on_its_page(self, referral, officers, client):
        client.force_login(officers["legal"])
        assert client.get("/").headers["Location"] == "/papers/bases/"
        page = client.get("/papers/bases/").content.decode()
        assert "尚未核对" in page and "社会保险法第八十八条" not in page
        given = {"text": "浙江省实施办法第三条", "verified_on": "2026-01-01", "remark": "已读"}
        client.post("/papers/bases/", given)
        assert "已读" in client.get("/papers/bases/").content.decode()


def test_a_notice_is_kept_too(received, officers):
    case = actions.issue(FIRST, officers["head"])
    day = timezone.localdate() + timedelta(5)
    issue_check_notice(case, officers["checker"], Visit(day, officers="甲、乙"), {"name": "某公司"})
    paper = Case.objects.get(pk=FIRST).papers.get()
    assert "某公司" in text_of(fetch_paper(paper, officers["checker"]).content)
