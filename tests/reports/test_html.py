"""The night's page: whole, offline, and about this night."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

VOID = {"meta", "br", "img", "link", "hr", "input"}


class Tags(HTMLParser):
    """Collects text and sees whether every tag is closed in its order."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.addresses, self.wrong = [], [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        self.addresses += [v for k, v in attributes if k in ("src", "href", "xlink:href") and v]

    def handle_startendtag(self, tag, attributes):
        self.addresses += [v for k, v in attributes if k in ("src", "href", "xlink:href") and v]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def page(made):
    parser = Tags()
    parser.feed((made.run / "report.html").read_text(encoding="utf-8"))
    return parser


def test_it_is_well_formed_and_needs_no_network(page):
    assert page.open == [] and page.wrong == []
    assert all(a.startswith("#") for a in page.addresses)


def test_no_script_and_no_style_from_elsewhere(made):
    text = (made.run / "report.html").read_text(encoding="utf-8")
    assert "<script" not in text and "@import" not in text and "url(http" not in text


def test_it_shows_the_night_in_numbers_and_pictures(made, page):
    text = "".join(page.text)
    cases = pd.read_parquet(made.run / "cases.parquet")
    assert made.run.name in text and str((cases.list_status == "listed").sum()) in text
    svg = (made.run / "report.html").read_text(encoding="utf-8").count("<svg")
    assert svg >= 4
    for title in ("各场景", "清单前", "与上一夜相比", "已解释的命中", "特征漂移", "数据质量"):
        assert title in text


def test_the_first_cases_say_everything_an_auditor_asks(made, page):
    text = "".join(page.text)
    cases = pd.read_parquet(made.run / "cases.parquet")
    listed = cases[(cases.list_status == "listed") & (cases.level == "H")]
    best = listed.sort_values("position").head(3)
    findings = pd.read_parquet(made.run / "findings.parquet").set_index("case_id")
    for case in best.itertuples():
        own = findings.loc[[case.case_id]]
        strong = own[own.level == "H"].iloc[0]
        for words in (
            case.subject_id,
            strong.reason_zh,
            strong.law,
            strong.look_alikes,
            strong.verify,
        ):
            assert words in text


def test_nothing_unknown_is_printed(page):
    text = " ".join(page.text)
    assert not re.search(r"\bnan\b|\bNone\b|\bNaT\b|\bUndefined\b", text)
