"""Provisions: what they are called, when they hold, who read them."""

from datetime import date

import pytest

from contracts.provisions import load_provisions, select_in_force, spell_article


@pytest.mark.parametrize("provision", load_provisions().values(), ids=lambda p: p.id)
def test_a_provision_says_something_and_names_its_reader_or_its_doubt(provision):
    assert provision.says and provision.name.zh and provision.name.en
    assert ("待核实" in provision.citation.zh) is not provision.verified
    if provision.reading:
        assert provision.reading.source and provision.reading.by
        assert isinstance(provision.reading.on, date)
    if provision.first and provision.last:
        assert provision.first <= provision.last


@pytest.mark.parametrize(
    ("number", "spelt"),
    [(8, "八"), (10, "十"), (15, "十五"), (20, "二十"), (88, "八十八"), (108, "一百〇八")],
)
def test_articles_are_numbered_as_laws_number_them(number, spelt):
    assert spell_article(number) == spelt


def test_an_item_of_an_article_has_its_own_name():
    assert load_provisions()["injury-35-3"].name.zh == "工伤保险条例第三十五条第一款第三项"


@pytest.mark.parametrize(
    ("day", "cited"),
    [
        (date(2020, 12, 31), ["social-insurance-88"]),
        (date(2021, 4, 30), ["social-insurance-88"]),
        (date(2021, 5, 1), ["medical-fund-40", "social-insurance-88"]),
        (date(2026, 3, 31), ["medical-fund-40", "social-insurance-88"]),
        (date(2026, 4, 1), ["medical-fund-40", "medical-fund-rules-2026", "social-insurance-88"]),
        (
            date(2026, 12, 31),
            ["medical-fund-40", "medical-fund-rules-2026", "social-insurance-88"],
        ),
        (
            date(2027, 1, 1),
            [
                "healthcare-law-49",
                "medical-fund-40",
                "medical-fund-rules-2026",
                "social-insurance-88",
            ],
        ),
    ],
)
def test_the_day_of_an_act_decides_under_which_provisions_it_falls(day, cited):
    laws = ("healthcare-law-49", "medical-fund-40", "medical-fund-rules-2026")
    assert [p.id for p in select_in_force((*laws, "social-insurance-88"), day)] == cited


@pytest.mark.parametrize(
    ("law", "before", "after"),
    [
        ("dispatch-split-before-2024", True, False),
        ("stabilization-2024", False, True),
    ],
)
def test_a_rule_that_has_ended_is_cited_for_what_was_done_under_it(law, before, after):
    provision = load_provisions()[law]
    assert provision.is_in_force(date(2023, 12, 31)) is before
    assert provision.is_in_force(date(2024, 1, 1)) is after


def test_an_act_before_all_provisions_and_an_act_without_a_day_are_cited_whole():
    laws = ("medical-fund-40", "healthcare-law-49")
    for day in (date(1990, 1, 1), None):
        assert [p.id for p in select_in_force(laws, day)] == list(laws)
