"""Issuing offices: name, mark of the document number, and legal basis, by authority."""

from dataclasses import dataclass
from datetime import date

from contracts.provisions import load_provisions

RULES = "《行政执法机关移送涉嫌犯罪案件的规定》"
OFFENCE_LAW = {
    "诈骗罪": "《中华人民共和国刑法》第二百六十六条",
    "掩饰、隐瞒犯罪所得罪": "《中华人民共和国刑法》第三百一十二条",
    "非法经营罪": "《中华人民共和国刑法》第二百二十五条",
    "伪造印章罪": "《中华人民共和国刑法》第二百八十条",
    "伪造身份证件罪": "《中华人民共和国刑法》第二百八十条",
    "贪污罪": "《中华人民共和国刑法》第三百八十二条",
    "受贿罪": "《中华人民共和国刑法》第三百八十五条",
    "滥用职权罪": "《中华人民共和国刑法》第三百九十七条",
    "玩忽职守罪": "《中华人民共和国刑法》第三百九十七条",
}


@dataclass(frozen=True)
class Office:
    """An issuing office.

    `mark` begins its document numbers (甬社监移〔2026〕…号), `fund` is what it supervises, `system`
    where its electronic data come from, and `appeal_to` decides on an objection
    (行政复议法第二十四条: the government above it).
    """

    name: str
    mark: str
    fund: str
    system: str
    basis: str
    check_basis: str
    appeal_to: str = "宁波市人民政府"


OFFICES = {
    "人社": Office(
        "宁波市人力资源和社会保障局",
        "甬社监",
        "社会保险基金",
        "社会保险业务系统",
        f"《中华人民共和国社会保险法》、{RULES}",
        "《中华人民共和国社会保险法》第七十七条至第七十九条、《社会保险经办条例》",
    ),
    "医保": Office(
        "宁波市医疗保障局",
        "甬医保",
        "医疗保障基金",
        "医疗保障信息系统",
        f"《医疗保障基金使用监督管理条例》、{RULES}",
        "《医疗保障基金使用监督管理条例》",
    ),
    "纪检": Office(
        "宁波市人力资源和社会保障局",
        "甬社监纪",
        "社会保险基金",
        "社会保险业务系统",
        f"{RULES}第十九条",
        "《社会保险经办条例》",
    ),
}


def get_basis(authority: str, day: date) -> str:
    """Return the law on which an authority's paper of a day rests."""
    return _name_new_law(authority, day) + OFFICES[authority].basis


def get_check_basis(authority: str, day: date) -> str:
    """Return the law on which an authority checks and decides on a day."""
    return _name_new_law(authority, day) + OFFICES[authority].check_basis


def _name_new_law(authority, day):
    """Return the healthcare security law, once it is in force, as it comes before the others."""
    is_medical = authority == "医保"
    law = load_provisions()["healthcare-law-40"]
    return "《中华人民共和国医疗保障法》、" if is_medical and law.is_in_force(day) else ""


def get_offence_law(offence: str) -> str:
    """Return the article of an offence; an unknown one is left blank for filling in by hand."""
    return OFFENCE_LAW.get(offence, "《中华人民共和国刑法》第＿＿＿条")


def get_discipline_basis() -> str:
    """Return the legal basis of a lead to discipline."""
    return f"{RULES}第十九条（{load_provisions()['criminal-transfer-19'].says}）"
