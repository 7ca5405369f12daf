"""The place in the order of the list, in words: what stood before, and where the places ended."""

from contracts.bilingual_text import BilingualText
from contracts.levels import LEVEL_NAMES, Level
from reports.explain.facts import CaseOrder, Explanation, OrderKeys
from reports.explain.list_order import find_deciding_key
from reports.explain.run_tables import RunTables
from reports.explain.words import ORDER_KEYS, format_yuan, join, name_group, text

BEFORE = {
    "level": BilingualText("{}件级别更高", "{} of a higher level"),
    "sources": BilingualText("{}件独立证据来源更多", "{} with more independent sources"),
    "unusual": BilingualText("{}件按模型更异常", "{} more unusual by the model"),
    "severity": BilingualText("{}件严重度更高", "{} of a higher severity"),
    "amount": BilingualText("{}件涉及金额更大", "{} with a larger amount"),
    "case_id": BilingualText("{}件前几项全同、编号在前", "{} equal in all, with a smaller case id"),
}


def write_order(explanation: Explanation, run: RunTables) -> list[BilingualText]:
    """Write why the case stands where it does; nothing for cases that take no place tonight."""
    order = explanation.order
    if order is None:
        return []
    group = name_group(explanation.case["authority"], explanation.case["district"])
    lines = [_write_position(order, group), _write_before(order), *_write_previous(order)]
    lines += _write_places(order, run, group, is_held=explanation.state == "held")
    if run.record["verdicts"]["orders_the_list"]:
        share = run.record["settings"]["exploration_share"]
        lines.append(
            text(
                f"核查结论已够多：{share:.0%}的名额按上述次序给出，其余按各指标此前的查实率给出。",
                f"Verdicts suffice: {share:.0%} of the places are given in this order, the rest "
                f"by how often the indicators proved true.",
            )
        )
    return lines


def _write_position(order, group):
    return text(
        f"{group.zh}本夜够条件的{order.eligible}件中第{order.position}位；依次比较级别、独立证据来源数、严重度、涉及金额。本案："
        f"{_format_keys(order.keys).zh}。",
        f"No. {order.position} of {order.eligible} eligible in {group.en}, ordered by level, "
        f"independent sources, severity, amount. This case: {_format_keys(order.keys).en}.",
    )


def _write_before(order):
    if not order.before:
        return text("前面没有别的案件。", "No case stands before it.")
    parts = join(
        BilingualText(BEFORE[k].zh.format(n), BEFORE[k].en.format(n))
        for k, n in order.before.items()
    )
    return text(f"排在前面的：{parts.zh}。", f"Before it stand: {parts.en}.")


def _write_previous(order):
    if order.previous is None:
        return
    key = ORDER_KEYS[find_deciding_key(order.previous, order.keys)]
    keys = _format_keys(order.previous)
    yield text(
        f"紧挨在前的是{order.previous.case_id}：{keys.zh}；先分出高下的是{key.zh}。",
        f"Just before it: {order.previous.case_id}: {keys.en}; what decides is the {key.en}.",
    )


def _write_places(order: CaseOrder, run, group, *, is_held):
    level = order.keys.level
    asked, listed = run.record["list"]["asked"], run.record["list"]["listed"]
    listed_levels = "、".join(
        f"{LEVEL_NAMES[name].zh}级{order.city_eligible[name]}件中{order.city_listed[name]}件"
        for name in ("H", "S", "M")
        if name in order.city_eligible
    )
    listed_levels_en = ", ".join(
        f"{order.city_listed[name]} of {order.city_eligible[name]} of level {name}"
        for name in ("H", "S", "M")
        if name in order.city_eligible
    )
    yield text(
        f"全市名额{asked}件（含随机对照），下发{listed}件：{listed_levels}。",
        f"The night has {asked} places (the control sample included) and listed {listed}: "
        f"{listed_levels_en}.",
    )
    name = LEVEL_NAMES[level].zh
    zh = f"{group.zh}的{name}级{order.level_eligible}件分得{order.level_listed}个名额，本案在其中排第{order.level_position}"
    en = f"Of the {order.level_eligible} of level {level} in {group.en} {order.level_listed} got a place; this one is no. {order.level_position} of them"
    if is_held and order.last_listed is not None:
        keys = _format_keys(order.last_listed)
        decides = ORDER_KEYS[find_deciding_key(order.last_listed, order.keys)]
        zh += f"；最后一件入选的是{order.last_listed.case_id}（{keys.zh}），差在{decides.zh}"
        en += f"; the last one listed is {order.last_listed.case_id} ({keys.en}), ahead by the {decides.en}"
    elif is_held:
        zh += "，名额在此之前已经用完"
        en += "; the places were used up before them"
    yield text(zh + "。", en + ".")
    if level == Level.UNUSUAL:
        share = run.record["settings"]["unusual_share"]
        yield text(
            f"名额的{share:.0%}预留给异常级，所以级别更高的未必都排在它之前下发。",
            f"{share:.0%} of the places are reserved for level M, so not every case of a higher "
            f"level is listed first.",
        )


def _format_keys(keys: OrderKeys):
    amount, level = format_yuan(keys.amount), LEVEL_NAMES[keys.level]
    sources_zh = f"来源{keys.sources}个，" if keys.sources else ""
    plural = "" if keys.sources == 1 else "s"
    sources_en = f"{keys.sources} source{plural} of evidence, " if keys.sources else ""
    return text(
        f"{level.zh}级，{sources_zh}严重度{keys.severity:.2f}，{amount.zh}",
        f"level {keys.level}, {sources_en}severity {keys.severity:.2f}, {amount.en}",
    )
