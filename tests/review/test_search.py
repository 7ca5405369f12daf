"""Full-text search: Chinese words of any length, numbers by their beginning, on both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review import search
from review.models import Case, CaseText

pytestmark = pytest.mark.django_db
ONE = "C0000000000000001"
TEXTS = {
    "C0000000000000001": "工伤人员2026年领取伤残津贴 甬清〔2026〕000123 123 e00000676",
    "C0000000000000002": "工作时受伤，伤残鉴定 P01追溯码重复",
    "C0000000000000003": "养老 e00000999",
}


@pytest.fixture
def texts(received):
    for case_id, text in TEXTS.items():
        text = text.lower()
        CaseText.objects.filter(case=case_id).update(text=text, grams=search.split_grams(text))


def find(word):
    found = Case.objects.filter(search.match_word(word), is_restricted=False)
    return {case.pk[-1] for case in found}


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("工伤", "1"),
        ("伤残", "12"),
        ("工伤残", ""),
        ("受伤伤残", ""),
        ("伤", "12"),
        ("贴", "1"),
        ("养老", "3"),
        ("e0000", "13"),
        ("e00000676", "1"),
        ("676", ""),
        ("123", "1"),
        ("〔2026〕000123", "1"),
        ("p01追溯", "2"),
        ("追溯p01", ""),
        ("〔", "1"),
        ("'", ""),
        ('"*', ""),
        ("工伤 or", ""),
    ],
)
def test_what_a_word_finds(texts, word, found):
    assert find(word) == set(found)


@given(st.text(max_size=12))
def test_no_word_breaks_the_query(word):
    tokens = search.list_query_tokens(word.lower())
    assert all(piece.isalnum() for piece, _ in tokens)


@given(st.text(alphabet="工伤残e1〔 ", min_size=1, max_size=14), st.integers(0, 12))
def test_every_word_of_a_text_is_among_its_pieces(text, start):
    """Whatever begins where a run begins, or is Chinese, is found by its pieces."""
    grams = search.split_grams(text).split()
    word = text[start : start + 3]
    begins_inside = word[:1].isascii() and start and text[start - 1 : start].isascii()
    if word.strip() and not begins_inside:
        for piece, is_beginning in search.list_query_tokens(word):
            assert any(g.startswith(piece) if is_beginning else g == piece for g in grams)


def test_texts_that_stay_are_not_written_again(received):
    before = dict(CaseText.objects.values_list("case_id", "id"))
    assert len(before) == Case.objects.count()
    Case.objects.filter(pk=ONE).update(summary_zh="改写的摘要")
    search.index_cases(before)
    assert "改写的摘要" in CaseText.objects.get(case=ONE).text and find("改写") == {"1"}
    assert dict(CaseText.objects.values_list("case_id", "id")) == before
