"""The formulas of the pension age and of the least paid months against the annexes of the law."""

from datetime import date

import ibis
import pytest

from contracts.law import get_law_number
from features.common.pension_age import FEMALE_50, FEMALE_55, MALE, compute_legal_age_months
from tests.contracts import pension_age_annexes

ANNEXES = {
    MALE: pension_age_annexes.MEN,
    FEMALE_55: pension_age_annexes.WOMEN_55,
    FEMALE_50: pension_age_annexes.WOMEN_50,
}
# annex 4: year of retirement → months paid
LEAST_PAID = dict.fromkeys(range(2025, 2030), 180) | {
    year: 180 + 6 * (year - 2029) for year in range(2030, 2040)
}


def read_annex(text):
    """Rows of (month of birth, legal age in months, month of retirement), months as numbers."""
    for line in text.split("\n")[1:-1]:
        first, age, *retired = line.split()
        years, months = age.removesuffix("月").split("岁")
        for n, month in enumerate(retired):
            yield (count_months(first) + n, int(years) * 12 + int(months), count_months(month))


def count_months(month):
    return int(month[:4]) * 12 + int(month[5:]) - 1


def test_the_annexes_have_408_rows():
    counts = {category: len(list(read_annex(text))) for category, text in ANNEXES.items()}
    assert counts == {MALE: 144, FEMALE_55: 144, FEMALE_50: 120}


@pytest.mark.parametrize("category", ANNEXES)
def test_the_legal_age_is_that_of_every_row(category):
    rows = list(read_annex(ANNEXES[category]))
    births = [date(birth // 12, birth % 12 + 1, 15) for birth, _, _ in rows]
    people = ibis.memtable({"n": list(range(len(rows))), "born": births})
    age = compute_legal_age_months(people.born, ibis.literal(category), as_of=date(2026, 6, 30))
    ages = people.select("n", age=age).order_by("n").execute().age.tolist()
    assert ages == [legal for _, legal, _ in rows]
    assert [birth + legal for birth, legal, _ in rows] == [retired for _, _, retired in rows]


@pytest.mark.parametrize(("year", "months"), LEAST_PAID.items())
def test_the_least_paid_months_are_those_of_annex_4(year, months):
    number = get_law_number("pension_least_paid_months")
    assert number.on(date(year, 1, 1)) == number.on(date(year, 12, 31)) == months
