"""An explanation as text: the words that the command line prints and the desk shows."""

from dataclasses import dataclass

from contracts.bilingual_text import BilingualText
from reports.explain.conclude import ABSENT
from reports.explain.conclusion_text import write_conclusion
from reports.explain.facts import (
    CARRIED,
    CLOSED,
    EXPLAINED,
    HIT,
    NO_VALUE,
    NOT_COMPUTED,
    NOT_HIT,
    OUTCOMES,
    Explanation,
)
from reports.explain.order_text import write_order
from reports.explain.result_text import TITLES, write_chain, write_model_chain, write_result
from reports.explain.run_tables import RunTables
from reports.explain.words import (
    name_authority,
    name_group,
    name_kind,
    name_population,
    name_table,
    text,
)

MOST_BYTES = 4_000  # of one language: a page of the desk, and 240 MB for a city's 30,000 cases


NO_VALUE_MEANS = text(
    "不适用于该对象的记录，或数据中没有。",
    "They do not apply to the subject's records, or the data do not say.",
)


@dataclass(frozen=True)
class Bounds:
    """How many lines of each kind a text has room for."""

    hits: int
    explained: int
    others: int
    chains: int


# the first that fits is taken
BOUNDS = (Bounds(6, 4, 3, 3), Bounds(4, 2, 2, 1), Bounds(3, 1, 1, 1), Bounds(2, 1, 0, 0))
UNBOUNDED = Bounds(1000, 1000, 1000, 3)


def write_text(explanation: Explanation, run: RunTables) -> BilingualText:
    """Write the explanation, each language in at most MOST_BYTES where lines can be left out."""
    for bounds in BOUNDS:
        words = _write_lines(explanation, run, bounds)
        if max(len(words.zh.encode()), len(words.en.encode())) <= MOST_BYTES:
            break
    return words


def write_full_text(
    explanation: Explanation, run: RunTables, indicator_id: str | None = None
) -> BilingualText:
    """Write the same with every indicator, or with `indicator_id` alone, for the command line."""
    return _write_lines(explanation, run, UNBOUNDED, indicator_id)


def _write_lines(explanation, run, bounds, indicator_id=None):
    lines = [_write_heading(explanation, run), *write_conclusion(explanation, run)]
    if explanation.absences and explanation.state != ABSENT:
        lines.append(
            text(
                "所问指标的总体中没有该对象：",
                "The subject is not in the population of the indicator:",
            )
        )
    lines += [_write_absence(absence, run) for absence in explanation.absences]
    if indicator_id is not None:
        asked = explanation.restrict(indicator_id)
        sections = [*_list_result_sections(asked, run, bounds, OUTCOMES)]
    else:
        asked = explanation
        sections = [
            *_list_result_sections(explanation, run, bounds, OUTCOMES[:4]),
            (text("次序", "Order"), write_order(explanation, run)),
            *_list_result_sections(explanation, run, bounds, OUTCOMES[4:]),
            (text("来源记录", "Source rows"), _write_evidence(explanation)),
            (text("模型", "Model"), _write_model(explanation, run)),
        ]
    chains = _write_chains(asked, run, bounds)
    sections.append((text("数值从哪里来", "Where the values come from"), chains))
    for title, content in sections:
        if content:
            lines += [text(f"【{title.zh}】", f"[{title.en}]"), *content]
    return BilingualText("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))


def _write_heading(explanation, run):
    subject, case = explanation.subject, explanation.case
    kind = name_kind(subject.kind)
    place = (
        name_group(subject.authority, case["district"])
        if case
        else name_authority(subject.authority)
    )
    case_id = f" {subject.case_id}" if case else ""
    return text(
        f"{kind.zh} {subject.id}（{place.zh}）{case_id}，截至{run.as_of}",
        f"{kind.en} {subject.id} ({place.en}){case_id}, as of {run.as_of}",
    )


def _write_absence(absence, run):
    scenario = run.scenarios[absence.scenario_id]
    population = name_population(scenario, absence.population)
    return text(
        f"- {population.zh}：{absence.condition.zh}", f"- {population.en}: {absence.condition.en}"
    )


def _list_result_sections(explanation, run, bounds, outcomes):
    """(Title, lines) of each outcome that there is."""
    room = {
        EXPLAINED: bounds.explained,
        NOT_HIT: bounds.others,
        NOT_COMPUTED: bounds.others,
        NO_VALUE: 0 if bounds is UNBOUNDED else None,
    }
    for outcome in outcomes:
        title, results = TITLES[outcome], explanation.select(outcome)
        count, most = explanation.counts.get(outcome, 0), room.get(outcome, bounds.hits)
        shown = [] if most is None else results[:most]
        if count:
            note = _note_left_out(outcome, count, len(shown))
            lines = [write_result(r, run) for r in shown]
            lines = [text(f"- {line.zh}", f"- {line.en}") for line in lines]
            if outcome == NO_VALUE:
                lines.append(NO_VALUE_MEANS)
            if not shown and most is not None:
                lines.append(_name_all(results))
            yield text(f"{title.zh} {count}{note.zh}", f"{title.en}: {count}{note.en}"), lines


def _note_left_out(outcome, count, shown):
    if not shown or shown >= count:
        return text("", "")
    if outcome == NOT_HIT:
        return text(f"（最接近的{shown}项）", f" (the nearest {shown})")
    return text(f"（列出{shown}项）", f" ({shown} shown)")


def _name_all(results):
    ids = list(dict.fromkeys(r.indicator_id for r in results))
    return text(f"- {'、'.join(ids)}", f"- {', '.join(ids)}")


def _write_chains(explanation, run, bounds):
    """Write the chains of the hits, else of the explained ones, else of the nearest."""
    if explanation.model_reason is not None and explanation.scores:
        chain = write_model_chain(explanation.scores[0], run)
        return [text(f"- {chain.zh}", f"- {chain.en}")]
    for outcomes in ((HIT, CARRIED, CLOSED), (EXPLAINED,), (NOT_HIT,)):
        results = {r.indicator_id: r for r in explanation.select(*outcomes)}
        if results:
            most = bounds.chains if outcomes != (NOT_HIT,) else min(1, bounds.chains)
            chains = [write_chain(r, run) for r in list(results.values())[:most]]
            return [text(f"- {c.zh}", f"- {c.en}") for c in chains]
    return []


def _write_evidence(explanation):
    if not explanation.evidence:
        return []
    parts = [(name_table(t), n) for t, n in explanation.evidence.items()]
    return [
        text(
            "、".join(f"{t.zh} {n}行" for t, n in parts) + "。",
            "; ".join(f"{t.en}: {n}" for t, n in parts) + ".",
        )
    ]


def _write_model(explanation, run):
    lines = []
    for score in explanation.scores:
        population = name_population(run.scenarios[score.scenario_id], score.population)
        lines.append(
            text(
                f"- {population.zh} {score.record_id}：得分{score.score:.3f}，"
                f"严重度{score.severity:.1f}（0到100）。",
                f"- {population.en} {score.record_id}: score {score.score:.3f}, severity "
                f"{score.severity:.1f} (0 to 100).",
            )
        )
        if explanation.model_reason is None:
            lines += [text(f"  {c.zh}", f"  {c.en}") for c in score.contributions]
    if explanation.model_reason is not None:
        lines.append(explanation.model_reason)
    return lines
