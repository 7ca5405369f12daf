"""The first lines of an explanation: the state, and the reason for it."""

from decimal import Decimal

from contracts.bilingual_text import BilingualText
from contracts.levels import LEVEL_NAMES
from reports.explain import conclude
from reports.explain.facts import (
    CARRIED,
    CLOSED,
    EXPLAINED,
    HIT,
    NOT_HIT,
    Explanation,
)
from reports.explain.result_text import format_distance, list_ids
from reports.explain.run_tables import RunTables
from reports.explain.words import format_yuan, name_group, name_population, text


def write_conclusion(explanation: Explanation, run: RunTables) -> list[BilingualText]:
    """Write the state in one sentence, and why it is so."""
    writer = _WRITERS[explanation.state]
    return [line for line in writer(explanation, run) if line is not None]


def _write_listed(explanation, run):
    case = explanation.case
    group = name_group(case["authority"], case["district"])
    yield text(
        f"本夜下发，在{group.zh}的清单上列第{case['rank']}位。",
        f"Listed tonight, no. {case['rank']} of the list of {group.en}.",
    )
    yield write_level_reason(explanation, run)
    yield _write_reappeared(case)


def _write_held(explanation, run):
    if isinstance(explanation.case["carried_by"], str):
        yield text(
            f"并入案件{explanation.case['carried_by']}一并核查，不另占名额。",
            f"Carried by case {explanation.case['carried_by']}: checked with it, without a place "
            "of its own.",
        )
    elif isinstance(explanation.case["data_question"], str):
        yield text(
            "暂不下发：只凭作为数据问题待答复的指标。",
            "Held: it rests on indicators alone that are under a data question.",
        )
    else:
        yield text(
            "够列入条件，但本夜名额已满，留待以后（待下发）。",
            "Eligible, but the places of the night are taken: held for a later night.",
        )
    yield write_level_reason(explanation, run)


def _write_open(explanation, run):
    day = explanation.listed_on
    yield text(
        f"此前已下发（最近一次{day}），还没有关闭，所以仍是在办案件，不占本夜名额。",
        f"Handed out before (last on {day}) and not closed yet: an open case, which takes no "
        f"place of tonight's.",
    )
    yield write_level_reason(explanation, run)
    yield _write_reappeared(explanation.case)


def _write_control(explanation, run):
    yield text(
        "随机对照：没有列入清单的理由，是抽签抽中的；核查结果用来估计清单漏掉多少。",
        "A control case: nothing puts it on the list; it was drawn by lot, to estimate what "
        "the list misses.",
    )


def _write_closed(explanation, run):
    yield text(
        f"不在清单上：命中的疑点（{list_ids(explanation, CLOSED)}）曾于{explanation.listed_on}下发，核查后已关闭，证据没有变化，"
        f"因此不再列出。证据一有变化会再次列出。",
        f"Not on the list: what hits ({list_ids(explanation, CLOSED)}) was listed on "
        f"{explanation.listed_on} and closed by a verdict, and its evidence is unchanged. It comes back when the evidence changes.",
    )


def _write_below_amount(explanation, run):
    hits = [r for r in explanation.select(HIT, CARRIED) if r.level == "S"]
    best = max(hits, key=lambda r: r.amount or Decimal(0))
    least = format_yuan(run.scenarios[best.scenario_id].list_amount_yuan)
    amount = format_yuan(best.amount)
    yield text(
        f"不在清单上：有中级疑点（{list_ids(explanation, HIT, CARRIED)}），但不够列入条件：只有一个独立证据来源，涉及{amount.zh}，"
        f"低于单项列入金额{least.zh}。",
        f"Not on the list: there is a hit of level S ({list_ids(explanation, HIT, CARRIED)}), "
        f"but it is not enough: one source of evidence alone, and {amount.en} where a single one needs {least.en}.",
    )


def _write_weak_only(explanation, run):
    yield text(
        f"不在清单上：只有佐证级指标命中（{list_ids(explanation, HIT)}）；佐证级不单独列入，只在另有高、中级疑点时一并列出。",
        f"Not on the list: only indicators of level M hit ({list_ids(explanation, HIT)}); they "
        f"support hits of level H or S and list nobody by themselves.",
    )


def _write_explained(explanation, run):
    yield text(
        f"不在清单上：命中的指标（{list_ids(explanation, EXPLAINED)}）都有正常解释，见“已解释的命中”。",
        f"Not on the list: every hit ({list_ids(explanation, EXPLAINED)}) has an innocent "
        f"explanation, given below.",
    )


def _write_no_hit(explanation, run):
    names = [name_population(run.scenarios[s], p) for s, p in sorted(explanation.records)]
    zh, en = "、".join(n.zh for n in names), "; ".join(n.en for n in names)
    yield text(
        f"不在清单上：有记录被筛查（{zh}），但没有一项指标命中。",
        f"Not on the list: records of it are screened ({en}), but no indicator hits.",
    )
    nearest = next(iter(explanation.select(NOT_HIT)), None)
    if nearest is not None:
        near = format_distance(nearest, run)
        yield text(f"最接近的是{near.zh}。", f"The nearest is {near.en}.")


def _write_not_computed(explanation, run):
    yield text(
        "不在清单上：它所在总体的指标本夜都没能计算，缺少的表见“未计算”。",
        "Not on the list: none of the indicators of its populations could be computed tonight; "
        "the missing tables are given below.",
    )


def _write_absent(explanation, run):
    yield text(
        "不在清单上：该对象不在任何一个被筛查的总体中。各总体最先不满足的条件：",
        "Not on the list: it is in none of the populations that are screened. The first "
        "condition of each that it does not meet:",
    )


def _write_unclear(explanation, run):
    yield text(
        "不在清单上，但按已发布的特征它应当命中：该文件夹与当夜写出的不一致，请用 qingfeng replay 核对。",
        "Not on the list, though by the published features it should be: the folder is not as "
        "the night wrote it; check it with qingfeng replay.",
    )


def _write_reappeared(case):
    """Write what brought a closed case back; the run has these words in Chinese alone."""
    words = case["reappeared"]
    return text(f"再次出现：{words}。", f"Reappeared: {words}.") if isinstance(words, str) else None


def write_level_reason(explanation: Explanation, run: RunTables) -> BilingualText:
    """Write why the case has its level."""
    level = explanation.case["level"]
    name = LEVEL_NAMES[level]
    shown = explanation.select(HIT, CARRIED)
    ids = "、".join(dict.fromkeys(r.indicator_id for r in shown if r.level == level))
    ids_en = ids.replace("、", ", ")
    if level == "H":
        return text(
            f"级别{name.zh}：有高级疑点（{ids}）。", f"Level H: a hit of level H ({ids_en})."
        )
    if level == "M":
        return text(
            "级别异常：没有高级或中级疑点，但模型认为与同类相差最大（理由见“模型”）。",
            "Level M: no hit of level H or S, but the model finds it among the most unlike its "
            "peers (reasons below).",
        )
    ids_of_strong = {r.finding_id for r in shown if r.level == "S"}
    sources = set(run.findings.source[run.findings.finding_id.isin(ids_of_strong)])
    if len(sources) > 1:
        return text(
            f"级别{name.zh}：中级疑点来自{len(sources)}个独立证据来源（{ids}）。",
            f"Level S: hits of level S from {len(sources)} independent sources of evidence "
            f"({ids_en}).",
        )
    best = max((r for r in shown if r.level == "S"), key=lambda r: r.amount or Decimal(0))
    amount = format_yuan(best.amount)
    least = format_yuan(run.scenarios[best.scenario_id].list_amount_yuan)
    return text(
        f"级别{name.zh}：一个来源的中级疑点（{ids}），涉及{amount.zh}，达到单项列入金额{least.zh}。",
        f"Level S: hits of one source ({ids_en}) with {amount.en}, at or above the {least.en} "
        f"from which one suffices.",
    )


_WRITERS = {
    "listed": _write_listed,
    "held": _write_held,
    "open": _write_open,
    "control": _write_control,
    conclude.CLOSED_UNCHANGED: _write_closed,
    conclude.BELOW_AMOUNT: _write_below_amount,
    conclude.WEAK_ONLY: _write_weak_only,
    conclude.ALL_EXPLAINED: _write_explained,
    conclude.NOTHING_HIT: _write_no_hit,
    conclude.NOT_COMPUTED_STATE: _write_not_computed,
    conclude.ABSENT: _write_absent,
    conclude.UNCLEAR: _write_unclear,
}
