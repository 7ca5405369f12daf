"""The law on which a paper rests, by authority and day."""

from datetime import date

import pytest

from review.documents.offices import get_basis, get_check_basis, get_discipline_basis

BEFORE, FROM = date(2026, 12, 31), date(2027, 1, 1)


@pytest.mark.parametrize("name_basis", [get_basis, get_check_basis])
def test_the_healthcare_security_law_comes_first_from_the_day_it_is_in_force(name_basis):
    assert name_basis("医保", BEFORE).startswith("《医疗保障基金使用监督管理条例》")
    assert name_basis("医保", FROM).startswith("《中华人民共和国医疗保障法》、《医疗保障基金")
    assert name_basis("人社", FROM) == name_basis("人社", BEFORE)


def test_leads_on_public_employees_go_to_discipline_under_article_19():
    assert "第十九条（" in get_discipline_basis() and "第十八条" not in get_discipline_basis()
