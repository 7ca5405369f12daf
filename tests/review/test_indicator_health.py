"""How the indicators behaved: received with a run, shown to those who steer."""

import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse

from contracts.published.indicator_health import IndicatorHealth as Contract
from review.models import IndicatorHealth
from review.receiving import receive_run
from tests.review.conftest import make_officer
from tests.review.drawn_run import DrawnCase, write_run

pytestmark = pytest.mark.django_db
LATER = date(2026, 7, 1)


def describe(indicator_id, state, **changed):
    return {
        "scenario_id": "short_term_enrollment",
        "indicator_id": indicator_id,
        "population": "claim",
        "title_zh": f"指标{indicator_id}",
        "title_en": f"indicator {indicator_id}",
        "level": "S",
        "subjects": 1000,
        "rows_computed": 400,
        "subjects_computed": 390,
        "subjects_hit": 270,
        "subjects_high": 0,
        "subjects_explained": 5,
        "share": 0.27,
        "plausible": 47.46,
        "credence": 0.18,
        "judged": 12,
        "rate": 0.25,
        "by_district": json.dumps({"330203": [250, 300], "330212": [20, 700]}),
        "by_year": json.dumps({"2026": [270, 1000]}),
        "state": state,
        "reason_zh": f"{indicator_id}：请数据方核对",
        "reason_en": f"{indicator_id}: ask its owner",
    } | changed


def add_health(folder, *rows):
    schema = Contract.contract.arrow_schema
    pq.write_table(
        pa.Table.from_pylist(list(rows), schema=schema), folder / "indicator_health.parquet"
    )
    return folder


def open_page(officer, name="health", **query):
    client = Client()
    client.force_login(officer)
    return client.get(reverse(name), query)


@pytest.fixture
def night(run_folder, officers):
    """A question, a trusted one and one not computed; another in the restricted part."""
    blank = {"plausible": None, "credence": None, "rate": None, "share": 0.0, "subjects_hit": 0}
    add_health(
        run_folder,
        describe("U05", "trusted", subjects_hit=3, share=0.003, credence=0.6),
        describe("U11", "data_question"),
        describe("U99", "not_computed", **blank),
    )
    inner = describe("O01", "suspended", scenario_id="agency_handling")
    add_health(run_folder / "restricted", inner)
    receive_run(run_folder)
    return officers


def test_a_head_sees_questions_first_with_what_to_do(night):
    page = open_page(night["head"]).content.decode()
    assert page.index("U11：请数据方核对") < page.index("U05：请数据方核对")
    assert "agency.toml" in page and "海曙区 250/300（83%）" in " ".join(page.split())
    assert "0.30%" in page and "25%" in page and "0.18" in page and "O01" not in page


def test_the_restricted_part_is_for_those_who_may_see_it(night):
    page = open_page(night["discipline"]).content.decode()
    assert "O01：请数据方核对" in page and "U11" not in page


def test_a_head_of_a_district_sees_the_numbers_of_no_other(night):
    head = make_officer("district_head", "head", ["330212"])
    page = " ".join(open_page(head).content.decode().split())
    assert "20/700" in page and "250/300" not in page


def test_one_state_alone_can_be_shown(night):
    page = open_page(night["head"], state="trusted").content.decode()
    assert "U05：" in page and "U11：" not in page
    assert "U11：" in open_page(night["head"], state="nonsense\0").content.decode()


def test_the_home_page_of_those_who_steer_says_that_questions_wait(night):
    assert 'id="health"' in open_page(night["head"], "queue").content.decode()
    assert 'id="health"' not in open_page(night["checker"], "queue").content.decode()


def test_a_run_that_says_nothing_of_it_is_received_as_before(received, officers):
    assert not IndicatorHealth.objects.exists()
    assert "旧版本" in open_page(officers["head"]).content.decode()


def test_the_newest_night_counts(night, tmp_path):
    case = DrawnCase("C0000000000000001")
    later = write_run(tmp_path / "later", [case], run_id="20260701-bbbbbbbbbb", as_of=LATER)
    receive_run(add_health(later, describe("U11", "trusted")))
    page = open_page(night["head"]).content.decode()
    assert "U11：" in page and 'id="questions"' not in page
