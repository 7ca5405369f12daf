"""A published night of all scenarios on both databases: received, and every page opened."""

import json

import pyarrow.parquet as pq

from scenarios import load_scenarios
from tests.review.served_desk import ROOT, ran

CASES = 1  # of each scenario, on both databases
OF_A_CASE = {"case", "why", "answer", "paper_notice"}
READING = {"queue", "cases", "runs", "papers", "statistics", "statistics_monthly"}
OF_A_ROLE = {
    "checker": READING | {"excel", "papers_register"},
    "reviewer": READING | {"excel", "papers_register"},
    "head": READING | {"excel", "papers_register"},
    "discipline": READING | {"papers_register", "log"},
    "administrator": {"people"},
    "security": {"grants"},
    "auditor": {"log"},
    "planner": {"plans", "visits"},
    "legal": {"paper_bases"},
    "reader": READING,
}


def test_scores_come_in_several_row_groups_with_unlike_dictionaries(made):
    file = pq.ParquetFile(made.run / "scores.parquet", read_dictionary=["scenario_id"])
    groups = [
        file.read_row_group(n)["scenario_id"].chunk(0).dictionary
        for n in range(file.num_row_groups)
    ]
    assert len(groups) > 1 and not groups[0].equals(groups[-1])


def test_the_night_is_received_and_every_page_opens(environment, made, tmp_path):
    said = ran(environment, "review", "demo", str(made.run), folder=tmp_path)
    assert " ordinary: 新 new " in said and " restricted: 新 new " in said
    assert "未改动" in ran(environment, "review", "receive", str(made.run), folder=tmp_path)
    found = json.loads(ran(environment, "tests.review.every_page", str(CASES), folder=ROOT))
    for role, wanted in OF_A_ROLE.items():
        pages = found["pages"][role]
        assert {p for p in wanted if pages[p] != 200} == set(), role
        # 302 leads elsewhere, 403 is another role's page, 405 is a step that is only sent
        assert set(pages.values()) <= {200, 302, 403, 405}, role
    assert set(found["cases"]) == {*load_scenarios(), "control"}
    for scenario_id, cases in found["cases"].items():
        assert cases, scenario_id
        for case_id, pages in cases.items():
            assert {p for p in OF_A_CASE if pages[p] != 200} == set(), (scenario_id, case_id)
            assert set(pages.values()) <= {200, 405}, (scenario_id, case_id)
