"""The page that says why a case is on the list: received with the run, shown in the officer's language."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse

from contracts.errors import RunError
from contracts.published.case_explanations import CaseExplanations
from review.models import AuditEntry, CaseExplanation
from review.pages.why import split_sections
from review.receiving import receive_run
from tests.review.drawn_run import DrawnCase, write_run

pytestmark = pytest.mark.django_db
ONE, TWO, INNER = "C0000000000000001", "C0000000000000002", "C0000000000000009"
ZH = "个人 p1（人社 海曙区）\n本夜下发，列第1位。\n【命中的指标 1】\n- U04 超期领取：3个月\n【模型】\n严重度90"
EN = "person p1\nListed tonight, no. 1.\n[Indicators that hit: 1]\n- U04 too long: 3 months"


def explain(folder, *case_ids, zh=ZH):
    """Put explanations of some cases into the folder of a run."""
    rows = [{"case_id": c, "explanation_zh": zh, "explanation_en": EN} for c in sorted(case_ids)]
    schema = CaseExplanations.contract.arrow_schema
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "case_explanations.parquet")
    return folder


def client_of(officer):
    client = Client()
    client.force_login(officer)
    return client


def open_page(officer, case_id):
    return client_of(officer).get(reverse("why", args=[case_id]))


def test_the_page_shows_what_the_night_wrote(run_folder, officers):
    receive_run(explain(run_folder, ONE))
    page = open_page(officers["head"], ONE).content.decode()
    assert "本夜下发，列第1位。" in page and "<h2>命中的指标 1</h2>" in page
    assert "Listed tonight" not in page


def test_who_reads_english_gets_the_english_words(run_folder, officers):
    receive_run(explain(run_folder, ONE))
    officer = officers["reader"]
    officer.language = "en"
    officer.save()
    page = open_page(officer, ONE).content.decode()
    assert "Listed tonight, no. 1." in page and "<h2>Indicators that hit: 1</h2>" in page


def test_the_case_page_links_to_it_and_seeing_it_is_logged(run_folder, officers):
    receive_run(explain(run_folder, ONE))
    case_page = client_of(officers["head"]).get(reverse("case", args=[ONE])).content.decode()
    assert reverse("why", args=[ONE]) in case_page
    before = AuditEntry.objects.count()
    open_page(officers["head"], ONE)
    assert AuditEntry.objects.count() == before + 1


def test_a_run_without_the_table_is_received_and_the_page_says_so(received, officers):
    page = open_page(officers["head"], ONE)
    assert page.status_code == 200 and "没有带来列入说明" in page.content.decode()


def test_the_next_night_replaces_the_words_of_the_cases_that_it_names(tmp_path, officers):
    first = write_run(tmp_path / "a", [DrawnCase(ONE), DrawnCase(TWO)])
    receive_run(explain(first, ONE, TWO))
    second = write_run(tmp_path / "b", [DrawnCase(ONE)], run_id="20260701-bbbbbbbbbb")
    receive_run(explain(second, ONE, zh="第二夜"))
    assert "第二夜" in open_page(officers["head"], ONE).content.decode()
    kept = CaseExplanation.objects.get(case_id=TWO)
    assert kept.explanation_zh == ZH and kept.run.run_id != "20260701-bbbbbbbbbb"


def test_other_words_under_a_known_id_are_refused(run_folder):
    receive_run(explain(run_folder, ONE))
    explain(run_folder, ONE, zh="换了")
    with pytest.raises(RunError):
        receive_run(run_folder)


def test_who_may_not_see_the_case_may_not_see_why(run_folder, officers):
    explain(run_folder / "restricted", INNER)
    receive_run(run_folder)
    assert open_page(officers["head"], INNER).status_code == 404
    assert open_page(officers["discipline"], INNER).status_code == 200


def test_lines_are_split_at_their_headings():
    assert split_sections(ZH) == [
        ("", [(False, "个人 p1（人社 海曙区）"), (False, "本夜下发，列第1位。")]),
        ("命中的指标 1", [(True, "U04 超期领取：3个月")]),
        ("模型", [(False, "严重度90")]),
    ]


def test_a_line_that_only_begins_with_a_bracket_is_no_heading():
    line = "【法定年龄 占58%】早于法定退休年龄"
    assert split_sections(line) == [("", [(False, line)])]
