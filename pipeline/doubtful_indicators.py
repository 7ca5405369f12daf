"""Which indicators rest on a column that is doubtful tonight: questions to the data's owner."""

from cases.indicator_health import Question
from contracts.bilingual_text import BilingualText
from pipeline.night import CaseList, Night
from scenarios.framework.column_lineage import find_indicator_sources

REASONS_SHOWN = 2  # a reason is a line of the desk; run.json has all notices


def find_doubtful_indicators(night: Night, part: CaseList) -> dict[tuple[str, str], Question]:
    """Find for each indicator of a part that rests on a doubtful column what to ask.

    The columns are those that the checks on arrival named (`doubtful` of the step `ingest`).
    """
    doubtful = night.step_result("ingest").get("doubtful", [])
    if not doubtful:
        return {}
    found = {}
    for scenario in part.scenarios:
        for indicator in scenario.indicators:
            sources = find_indicator_sources(scenario, indicator)
            concerned = [d for d in doubtful if _rests_on(sources, d["column"])]
            if concerned:
                found[scenario.id, indicator.id] = _make_question(concerned)
    return found


def _rests_on(sources, place):
    table, _, column = place.partition(".")
    return any(t == table and column in ("", c) for t, c in sources)


def _make_question(concerned) -> Question:
    districts = [set(d["districts"]) for d in concerned]
    everywhere = not all(districts)
    why = "; ".join(d["why"] for d in concerned[:REASONS_SHOWN])
    return Question(
        None if everywhere else frozenset().union(*districts),
        BilingualText(
            f"所依据的列在送达检查中存疑，请数据方先核对：{why}",
            f"a column that it rests on is doubtful on arrival; ask the data's owner first: {why}",
        ),
    )
