"""What each indicator said, in words."""

from contracts.bilingual_text import BilingualText
from reports.explain.facts import (
    CARRIED,
    CLOSED,
    EXPLAINED,
    HIT,
    NO_VALUE,
    NOT_COMPUTED,
    NOT_HIT,
    Explanation,
    IndicatorResult,
    ModelScore,
)
from reports.explain.feature_chain import describe_link, find_chain
from reports.explain.run_tables import RunTables
from reports.explain.words import (
    INDICATOR_LEVELS,
    format_beside_threshold,
    format_yuan,
    join,
    name_indicator,
    name_table,
    text,
)
from scenarios.framework.hits import is_suspicious

TITLES = {
    HIT: BilingualText("命中的指标", "Indicators that hit"),
    CARRIED: BilingualText(
        "沿用此前的疑点（本夜缺表）", "Hits of an earlier night, kept open (tables missing tonight)"
    ),
    CLOSED: BilingualText("已关闭的疑点", "Hits that were closed"),
    EXPLAINED: BilingualText("已解释的命中", "Hits that an innocent explanation explains"),
    NOT_HIT: BilingualText("没有命中的指标", "Indicators that do not hit"),
    NO_VALUE: BilingualText("没有值的指标", "Indicators without a value"),
    NOT_COMPUTED: BilingualText("未计算的指标", "Indicators not computed"),
}


def write_result(result: IndicatorResult, run: RunTables) -> BilingualText:
    """One line on an indicator: its value beside the threshold, and what follows."""
    indicator = run.indicators[result.scenario_id, result.indicator_id]
    name = name_indicator(indicator)
    if result.outcome == NOT_COMPUTED:
        tables = join(name_table(t) for t in result.missing_tables)
        return text(f"{name.zh}：缺少{tables.zh}。", f"{name.en}: missing {tables.en}.")
    if result.outcome == NO_VALUE:
        return text(
            f"{name.zh}：不适用，或数据中没有。",
            f"{name.en}: does not apply, or the data do not say.",
        )
    if result.outcome == NOT_HIT:
        near = format_distance(result, run)
        return text(f"{near.zh}。", f"{near.en}.")
    return _write_hit(result, run, indicator, name)


def _write_hit(result, run, indicator, name):
    value = format_beside_threshold(indicator, result.value)
    level, amount = INDICATOR_LEVELS[result.level], format_yuan(result.amount)
    population = run.scenarios[result.scenario_id].population(result.population)
    record = f"{population.record.contract.name} {result.record_id}"
    by_condition = result.value is not None and not bool(is_suspicious(result.value, indicator.cut))
    zh = f"{name.zh}：{value.zh}，{level.zh}级，涉及{amount.zh}，记录 {record}。"
    en = f"{name.en}: {value.en}, level {level.en}, {amount.en}, record {record}."
    if by_condition:
        zh += "另有条件成立，未达阈值也命中。"
        en += " It hits below the threshold because another condition of it holds."
    if result.outcome == EXPLAINED:
        zh += f"正常解释：{result.explanation.zh}。"
        en += f" Explained: {result.explanation.en}."
    if result.outcome == CARRIED and result.missing_tables:
        tables = join(name_table(t) for t in result.missing_tables)
        zh += f"本夜缺少{tables.zh}。"
        en += f" Missing tonight: {tables.en}."
    return text(zh.replace("。。", "。"), en.replace("..", "."))


def format_distance(result: IndicatorResult, run: RunTables) -> BilingualText:
    """The value of an indicator that does not hit, and what would."""
    indicator = run.indicators[result.scenario_id, result.indicator_id]
    name, value = name_indicator(indicator), format_beside_threshold(indicator, result.value)
    return text(f"{name.zh}：{value.zh}", f"{name.en}: {value.en}")


def write_chain(result: IndicatorResult, run: RunTables) -> BilingualText:
    """One line: indicator ← column ← the expression that makes it ← what that rests on ← input
    tables.
    """
    indicator = run.indicators[result.scenario_id, result.indicator_id]
    items = run.list_expressions(result.scenario_id, result.population)
    link = find_chain(items, indicator.column)
    return _write_link(f"{indicator.id} ← {indicator.column}", link)


def write_model_chain(score: ModelScore, run: RunTables) -> BilingualText:
    """The same for a score of the model: it rests on every feature of the population; the line
    follows its base.
    """
    population = run.scenarios[score.scenario_id].population(score.population)
    features = len(population.model_features)
    line = _write_link("", describe_link(population.base))
    return text(f"模型得分 ← {features}项特征{line.zh}", f"score ← {features} features{line.en}")


def _write_link(head, link, most_below=4):
    below = [one.name for one in link.list_links_below()]
    names = ", ".join(below[:most_below])
    more = len(below) - most_below
    tables = join(name_table(t.contract.name) for t in link.list_input_tables())
    head += f" ← {link.name} ({link.module}: {link.summary})"
    steps_zh = f" ← {names}{f' 等{len(below)}步' if more > 0 else ''}" if below else ""
    steps_en = f" ← {names}{f' and {more} more' if more > 0 else ''}" if below else ""
    return text(f"{head}{steps_zh} ← {tables.zh}", f"{head}{steps_en} ← {tables.en}")


def list_ids(explanation: Explanation, *outcomes: str) -> str:
    """The indicators of some outcomes, each once."""
    return "、".join(dict.fromkeys(r.indicator_id for r in explanation.select(*outcomes)))
