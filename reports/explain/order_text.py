"""The credence of a case and its place in the order of the list, in words."""

from cases.merge_findings import MODEL
from contracts import checklist
from contracts.bilingual_text import BilingualText
from contracts.levels import LEVEL_NAMES, Level
from reports.explain.facts import CaseOrder, Explanation, OrderKeys, SourceCredence
from reports.explain.list_order import find_deciding_key
from reports.explain.run_tables import RunTables
from reports.explain.words import ORDER_KEYS, format_yuan, text


def write_order(explanation: Explanation, run: RunTables) -> list[BilingualText]:
    """Write how likely the case is and why it stands where it does.

    Nothing for cases that take no place tonight.
    """
    order = explanation.order
    if order is None:
        return []
    lines = [_write_credence(explanation), _write_position(order)]
    lines += _write_neighbors(order)
    lines += _write_places(order, run, explanation)
    return lines


def format_credence(credence: float, sources: int) -> BilingualText:
    """Format a credence with the number of independent sources: "预计属实 0.83：3个独立来源"."""
    plural = "" if sources == 1 else "s"
    return text(
        f"预计属实 {checklist.format_credence(credence, sources)}",
        f"credence {credence:.2f}: {sources} independent source{plural}",
    )


def _write_credence(explanation):
    total = format_credence(explanation.order.keys.credence, len(explanation.sources))
    parts = [_write_source(source) for source in explanation.sources]
    zh, en = "；".join(p.zh for p in parts), "; ".join(p.en for p in parts)
    return text(f"{total.zh}（{zh}）。", f"{total.en} ({en}).")


def _write_source(source: SourceCredence):
    if source.indicator_id == MODEL:
        return text(f"模型 {source.credence:.2f}", f"model {source.credence:.2f}")
    name = source.indicator_id
    zh = f"{name} {source.credence:.2f}，全市命中{source.subjects_hit}个对象"
    en = f"{source.indicator_id} {source.credence:.2f}, hits {source.subjects_hit} subjects in the city"
    if source.subjects_hit > source.plausible > 0:
        zh += f"，合理属实数约{source.plausible:.0f}个"
        en += f", of which some {source.plausible:.0f} are plausible"
    if source.judged:
        zh += f"，此前核查{source.judged}条、查实{source.rate:.0%}"
        en += f", {source.rate:.0%} of {source.judged} verdicts said true"
    return text(zh, en)


def _write_position(order: CaseOrder):
    return text(
        f"全市本夜{order.cases}件中排第{order.position}位；依次比较预计属实程度、涉及金额、严重度。"
        f"本案：{_format_keys(order.keys).zh}。",
        f"No. {order.position} of tonight's {order.cases} cases in the city, ordered by credence, "
        f"amount, severity. This case: {_format_keys(order.keys).en}.",
    )


def _write_neighbors(order: CaseOrder):
    if order.previous is not None:
        key = ORDER_KEYS[find_deciding_key(order.previous, order.keys)]
        keys = _format_keys(order.previous)
        yield text(
            f"紧挨在前的是{order.previous.case_id}：{keys.zh}；先分出高下的是{key.zh}。",
            f"Just before it: {order.previous.case_id}: {keys.en}; what decides is the {key.en}.",
        )
    if order.next is not None:
        key = ORDER_KEYS[find_deciding_key(order.keys, order.next)]
        keys = _format_keys(order.next)
        yield text(
            f"排在下一位的是{order.next.case_id}：{keys.zh}；本案在前，是因为{key.zh}。",
            f"Just behind it: {order.next.case_id}: {keys.en}; this case is ahead by the {key.en}.",
        )


def _write_places(order: CaseOrder, run, explanation):
    asked, listed = run.record["list"]["asked"], run.record["list"]["listed"]
    yield text(
        f"全市名额{asked}件（含随机对照），下发{listed}件。",
        f"The night has {asked} places (the control sample included) and listed {listed}.",
    )
    if order.keys.level == Level.UNUSUAL:
        share = run.record["settings"]["unusual_share"]
        yield text(
            f"仅由模型提示的案件最多占名额的{share:.0%}：{order.eligible}件中下发{order.listed}件。",
            f"Cases that the model alone found get at most {share:.0%} of the places: "
            f"{order.listed} of {order.eligible} were listed.",
        )
    if explanation.state != "held":
        return
    if order.carrier is not None:
        yield text(
            f"本案的记录已列在案件{order.carrier.case_id}的证据中，随该案一并核查，不另占名额。",
            f"Its rows are in the evidence of case {order.carrier.case_id}: it is checked with "
            "that case and takes no place of its own.",
        )
    elif isinstance(explanation.case["data_question"], str):
        questioned = explanation.case["data_question"]
        yield text(
            f"本案只凭{questioned}，而该指标命中异常普遍，已作为数据问题交数据方答复；答复之前不下发。",
            f"It rests on {questioned} alone, which hits so much that it was put to the data's "
            "owner as a question; it is not listed before the answer.",
        )
    elif order.last_listed is not None:
        decides = ORDER_KEYS[find_deciding_key(order.last_listed, order.keys)]
        keys = _format_keys(order.last_listed)
        yield text(
            f"最后一件入选的是{order.last_listed.case_id}（{keys.zh}），差在{decides.zh}。",
            f"The last one listed is {order.last_listed.case_id} ({keys.en}), ahead by the "
            f"{decides.en}.",
        )


def _format_keys(keys: OrderKeys):
    amount, level = format_yuan(keys.amount), LEVEL_NAMES[keys.level]
    credence = format_credence(keys.credence, keys.sources)
    return text(
        f"{credence.zh}，{level.zh}级，{amount.zh}，严重度{keys.severity:.2f}",
        f"{credence.en}, level {keys.level}, {amount.en}, severity {keys.severity:.2f}",
    )
