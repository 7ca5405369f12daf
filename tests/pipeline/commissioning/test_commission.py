"""Commissioning a small town: a report and a draft of answers, and nobody listed."""

import tomllib
from datetime import date

import pandas as pd

from contracts.published.indicator_health import IndicatorHealth
from pipeline.commissioning.commission import commission_city
from pipeline.settings import load_settings
from reports.commissioning.page import draft_answers, format_summary
from tests.pipeline.small_night import SETTINGS, TABLES


def test_everything_is_computed_and_nobody_is_listed(small, tmp_path):
    settings = load_settings(list(SETTINGS), environment={})
    runs = tmp_path / "runs"
    folder = commission_city(small.town, date(2026, 6, 30), runs, settings, tell=lambda line: None)
    assert sorted(path.name for path in folder.iterdir()) == [
        "agency.toml.draft",
        "commissioning.html",
        "indicator_health.parquet",
    ]
    # no later night can take it for a run
    assert not (runs / "current").exists() and not list(runs.rglob("cases.parquet"))
    page = (folder / "commissioning.html").read_text(encoding="utf-8")
    assert "不下发任何案件" in page and "数据缺口" in page and "送达检查" in page
    assert "请本机构确认的参数" in page and "TIERS_YUAN" in page
    assert all(f" {name}<" in page or f" {name}" in page for name in TABLES)
    health = pd.read_parquet(folder / "indicator_health.parquet")
    assert set(IndicatorHealth.contract.columns) <= set(health.columns)
    assert "nobody listed" in format_summary(folder)[0]


def test_the_draft_of_answers_is_toml_with_a_commented_answer_a_question():
    health = pd.DataFrame(
        [
            ("P09", "处方医师", "prescribers", "data_question", None, "命中太多", "hits much"),
            ("U11", "联系方式", "contact", "data_question", "330203", "一地过多", "one place"),
            ("U05", "短参保", "short", "trusted", None, "", ""),
        ],
        columns=[
            *("indicator_id", "title_zh", "title_en", "state", "districts"),
            *("reason_zh", "reason_en"),
        ],
    )
    draft = draft_answers(health, date(2026, 6, 30))
    assert tomllib.loads(draft) == {} and "U05" not in draft
    assert '[answers."U11/330203"]' in draft
    draft = draft[: draft.index("# U11")]
    filled = "\n".join(
        line.removeprefix("# ")
        for line in draft.splitlines()
        if "=" in line or "[answers.P09]" in line
    ).replace('by = ""', 'by = "张三"')
    filled = filled[filled.index("[answers.P09]") :]
    answer = tomllib.loads(filled)["answers"]["P09"]
    assert answer["decision"] == "suspend" and answer["on"] == date(2026, 6, 30)
