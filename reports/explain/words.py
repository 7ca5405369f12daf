"""Small words of an explanation in both languages: values, amounts, names of things."""

from decimal import Decimal

from contracts.bilingual_text import BilingualText
from contracts.codes import get_code_name
from contracts.derived import LAW
from contracts.law import get_law_number
from contracts.levels import LEVEL_NAMES
from contracts.tables import get_input_tables
from contracts.units import UNITS
from scenarios.framework.definition import AUTHORITIES, Indicator, Scenario
from scenarios.framework.reason_text import format_value

# of an indicator: M supports other leads; of a case: unusual by the model
INDICATOR_LEVELS = LEVEL_NAMES | {"M": BilingualText("佐证", "M (supports others)")}
ORDER_KEYS = {
    "credence": BilingualText("预计属实程度", "credence"),
    "unusual": BilingualText("模型的异常次序", "the model's order of unusual cases"),
    "severity": BilingualText("严重度", "severity"),
    "amount": BilingualText("涉及金额", "amount involved"),
    "case_id": BilingualText("案件编号", "case id"),
}
HOLDS, HOLDS_NOT = BilingualText("条件成立", "holds"), BilingualText("条件不成立", "does not hold")


def text(zh: str, en: str) -> BilingualText:
    """Make a text in both languages."""
    return BilingualText(zh, en)


def join(texts, zh="、", en=", ") -> BilingualText:
    """Join texts."""
    texts = list(texts)
    return BilingualText(zh.join(t.zh for t in texts), en.join(t.en for t in texts))


def format_yuan(amount) -> BilingualText:
    """Format an amount of money."""
    number = f"{Decimal(amount or 0):,.2f}"
    return BilingualText(f"{number}元", f"{number} yuan")


def format_measurement(column: str, unit_name: str, value: float | None) -> BilingualText:
    """Format a value with its unit, which says how the number is written."""
    if value is None:
        return BilingualText("—", "—")
    if unit_name == "yes":
        return HOLDS if value else HOLDS_NOT
    unit, number = UNITS[unit_name], format_value(f"{column}_{unit_name}", float(value))
    return BilingualText(f"{number}{unit.zh}", f"{number} {unit.en}".rstrip())


def format_beside_threshold(indicator: Indicator, value: float | None) -> BilingualText:
    """Format a value and what the indicator hits: "2个月（≤ 3个月即命中）".

    Of a question of yes or no it is the answer alone.
    """
    shown = format_measurement(indicator.column, indicator.unit, value)
    if indicator.unit == "yes":
        return shown
    number = format_measurement(indicator.column, indicator.unit, indicator.cut.number)
    comparison = indicator.cut.comparison
    return BilingualText(
        f"{shown.zh}（{comparison} {number.zh}即命中）",
        f"{shown.en} (hits if {comparison} {number.en})",
    )


def name_indicator(indicator: Indicator) -> BilingualText:
    """Name an indicator by id and title."""
    return BilingualText(
        f"{indicator.id} {indicator.title.zh}", f"{indicator.id} {indicator.title.en}"
    )


def name_population(scenario: Scenario, population_id: str) -> BilingualText:
    """Name a population by its scenario and its title."""
    title = scenario.population(population_id).title
    return BilingualText(f"{scenario.title.zh}·{title.zh}", f"{scenario.title.en}: {title.en}")


def name_table(name: str) -> BilingualText:
    """Name what an indicator lacked: an input table, or a law without a value on that day."""
    if name.startswith(LAW):
        title = get_law_number(name.removeprefix(LAW)).title
        return BilingualText(
            f"当日有效的法定数值（{title.zh}）", f"a legal value in force that day ({title.en})"
        )
    table = get_input_tables().get(name)
    if table is None:
        return BilingualText(name, name)
    return BilingualText(f"{table.contract.zh} {name}", name)


def name_group(authority: str, district: str) -> BilingualText:
    """Name an authority and district."""
    name, owner = get_code_name("district", district), name_authority(authority)
    return BilingualText(f"{owner.zh} {name.zh}", f"{owner.en}, {name.en}")


def name_authority(authority: str) -> BilingualText:
    """Name an authority."""
    return AUTHORITIES.get(authority, BilingualText(authority, "discipline inspection"))


def name_kind(kind: str) -> BilingualText:
    """Name a kind of subject, without the column that the code list adds in brackets."""
    name = get_code_name("subject_kind", kind)
    return BilingualText(name.zh, name.en.partition(" (")[0])
