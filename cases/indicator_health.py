"""Indicator health: what each indicator hit tonight, what that is worth, and what to ask about it.

An indicator that hits implausibly often says something of the data, not of those whom it hits. It
becomes a question to the data's owner, and no case rests on it alone until it is answered.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import pandas as pd

from cases.credence import compute_hit_credence, compute_plausible_number, get_promise
from cases.merge_findings import MODEL, flag_counted
from contracts.bilingual_text import BilingualText
from contracts.health_states import HealthState
from contracts.intervals import compute_wilson_interval
from contracts.levels import RULE_LEVELS

# of its population: nobody cheats so often, a convention of the data does; the lower end of the
# share's interval counts, since in a small town four of twelve may be four who cheat
QUESTION_SHARE = 0.1
# fewer are looked into one by one sooner than the data's owner answers
QUESTION_HITS = 8
# in one district against all others; a gang's district is below both the share and the count
DISTRICT_RATIO, DISTRICT_SHARE, DISTRICT_HITS = 10.0, 0.02, 20
# against the night before: fraud grows by cases, a changed code list in one night
JUMP_RATIO = 3.0
# so many verdicts, and even the upper end of their interval below it: the rule is wrong here
SUSPEND_JUDGED, SUSPEND_RATE = 10, 0.1

INDICATOR = ["scenario_id", "indicator_id"]
ALL, DISTRICT, YEAR = "all", "district", "year"  # dimensions of the counts


class Decision(StrEnum):
    """What the agency answered to a data question."""

    DATA_IS_RIGHT = "data_is_right"  # the hits are leads after all
    SUSPEND = "suspend"  # the rule does not hold here
    SET_THRESHOLD = "set_threshold"  # the rule holds with another number


@dataclass(frozen=True)
class Question:
    """Why an indicator is a data question; `districts` None = everywhere."""

    districts: frozenset[str] | None
    reason: BilingualText


@dataclass(frozen=True)
class Health:
    """`table` as published; `questioned` maps (scenario, indicator) to districts, None = all."""

    table: pd.DataFrame
    questioned: dict[tuple[str, str], frozenset[str] | None]

    def weigh(self, findings: pd.DataFrame) -> pd.DataFrame:
        """Add `credence` and `is_questioned` to findings (scenario, indicator, level, district)."""
        rows = self.table.drop_duplicates(INDICATOR).set_index(INDICATOR)
        by_level = rows[["credence_h", "credence_s"]].to_dict("index")
        keys = list(zip(findings.scenario_id, findings.indicator_id, strict=True))
        credence = [
            by_level[key]["credence_h" if level == "H" else "credence_s"]
            if key in by_level
            else get_promise(key[1], level)
            for key, level in zip(keys, findings.level, strict=True)
        ]
        weak = ~flag_counted(findings)
        questioned = [
            key in self.questioned
            and (self.questioned[key] is None or district in self.questioned[key])
            for key, district in zip(keys, findings.district, strict=True)
        ]
        return findings.assign(
            credence=pd.Series(credence, findings.index, dtype=float).mask(weak),
            is_questioned=pd.Series(questioned, findings.index, dtype=bool),
        )


def assess_indicators(
    counts: pd.DataFrame,
    *,
    places: int,
    verdicts: pd.DataFrame,
    answers: dict[str, Decision],
    before: pd.DataFrame | None,
    doubts: Mapping[tuple[str, str], Question] = MappingProxyType({}),
) -> Health:
    """Assess every indicator of a list's scenarios.

    `counts` has scenario_id, indicator_id, population, title_zh, title_en, level, dimension ("all",
    "district", "year"), value, subjects (of the population), rows, computed, hits, high, explained,
    units (of the subjects hit; of a district they decide whether it is a habit).
    `verdicts` has scenario_id, indicator_id and label (1 true, 0 not). `answers` maps an indicator,
    or "indicator/district", to what the agency decided. `before` is the table of the night before.
    `doubts` maps an indicator to what the arrival of its data asks already.
    """
    judged = verdicts.groupby(INDICATOR).label.agg(["size", "sum"]).to_dict("index")
    earlier = (
        {} if before is None else before.set_index([*INDICATOR, "population"]).to_dict("index")
    )
    rows, questioned = [], {}
    for (*key, population), group in counts.groupby([*INDICATOR, "population"], sort=True):
        key = tuple(key)
        row, districts = _assess_indicator(
            group,
            places,
            judged.get(key, {"size": 0, "sum": 0}),
            answers,
            earlier.get((*key, population)),
            doubts.get(key),
        )
        rows.append(row)
        if districts is None or districts:
            questioned[key] = districts
    return Health(pd.DataFrame(rows, columns=_COLUMNS), questioned)


_COLUMNS = [
    *INDICATOR,
    *(
        "population",
        "title_zh",
        "title_en",
        "level",
        "subjects",
        "rows_computed",
        "subjects_computed",
    ),
    *("subjects_hit", "subjects_high", "subjects_explained", "share", "plausible", "credence"),
    *("credence_h", "credence_s", "judged", "rate", "by_district", "by_year", "state"),
    *("districts", "reason_zh", "reason_en"),
]


def _assess_indicator(group, places, verdict, answers, earlier, doubt):
    """(row, questioned districts: none of them is the empty set, all of them None)."""
    total = group[group.dimension == ALL].iloc[0]
    plausible = compute_plausible_number(places, int(total.subjects))
    by_district = _collect_counts(group, DISTRICT, "hits", "subjects", "units")
    question = _find_question(total, by_district, plausible, earlier, doubt)
    state, districts, reason = _conclude_state(total, plausible, question, verdict, answers)
    # what is asked about in some districts does not lower the hits of the others
    outside = sum(by_district[d][0] for d in districts or () if d in by_district)
    credence = {
        level: None
        if (promise := get_promise(total.indicator_id, level)) is None
        else compute_hit_credence(
            promise, plausible, hits - outside, judged=verdict["size"], true=verdict["sum"]
        )
        for level, hits in (("H", int(total.high)), ("S", int(total.hits)))
    }
    lists = total.level in RULE_LEVELS or total.indicator_id == MODEL
    best = credence["H"] if total.high else credence["S"]
    return {
        "scenario_id": total.scenario_id,
        "indicator_id": total.indicator_id,
        "population": total.population,
        "title_zh": total.title_zh,
        "title_en": total.title_en,
        "level": total.level,
        "rows_computed": int(total.rows),
        "subjects": int(total.subjects),
        "subjects_computed": int(total.computed),
        "subjects_hit": int(total.hits),
        "subjects_high": int(total.high),
        "subjects_explained": int(total.explained),
        "share": total.hits / total.subjects if total.subjects else 0.0,
        "plausible": plausible,
        "credence": best if lists else None,
        "credence_h": credence["H"],
        "credence_s": credence["S"],
        "judged": int(verdict["size"]),
        "rate": verdict["sum"] / verdict["size"] if verdict["size"] else None,
        "by_district": json.dumps(by_district, ensure_ascii=False),
        "by_year": json.dumps(_collect_counts(group, YEAR, "hits", "subjects")),
        "state": str(state),
        "districts": ",".join(sorted(districts)) if districts else None,
        "reason_zh": reason.zh,
        "reason_en": reason.en,
    }, districts


def _collect_counts(group, dimension, *columns) -> dict[str, tuple[int, ...]]:
    rows = group[group.dimension == dimension].sort_values("value")
    counts = rows[list(columns)].astype(int).itertuples(index=False, name=None)
    return dict(zip(rows.value, counts, strict=True))


def _find_question(total, by_district, plausible, earlier, doubt) -> Question | None:
    """Find what the data of an indicator and its numbers ask of the data's owner; None if
    nothing.
    """
    if total.level not in RULE_LEVELS or not total.hits:
        return None
    if doubt is not None:
        return doubt
    if total.hits <= plausible or total.hits < QUESTION_HITS:
        return None
    share = total.hits / total.subjects
    sure_share, _ = compute_wilson_interval(int(total.hits), int(total.subjects))
    if sure_share > QUESTION_SHARE:
        return Question(
            None,
            BilingualText(
                f"命中{total.hits}个，占总体{total.subjects}个对象的{share:.0%}，超过{QUESTION_SHARE:.0%}："
                "更像数据口径问题，请数据方核对",
                f"hits {total.hits} of {total.subjects} subjects ({share:.0%}), more than "
                f"{QUESTION_SHARE:.0%}: rather a convention of the data; ask its owner",
            ),
        )
    if earlier and earlier["subjects"] and earlier["state"] != HealthState.NOT_COMPUTED:
        before = earlier["share"]
        grown = total.hits - before * total.subjects
        if sure_share > JUMP_RATIO * before and grown > plausible:
            return Question(
                None,
                BilingualText(
                    f"命中{total.hits}个，上一夜{earlier['subjects_hit']}个："
                    f"一夜之间增为{JUMP_RATIO:g}倍以上，请数据方核对",
                    f"hits {total.hits} after {earlier['subjects_hit']} the night before, "
                    f"{JUMP_RATIO:g} times as many and more: ask the data's owner what changed",
                ),
            )
    if districts := _find_odd_districts(by_district):
        listed = "、".join(sorted(districts))
        return Question(
            frozenset(districts),
            BilingualText(
                f"{listed}的命中率是其他区县的{DISTRICT_RATIO:g}倍以上：更像该地的录入口径，请其核对",
                f"{listed} hits {DISTRICT_RATIO:g} times as often as elsewhere: rather a habit of "
                "coding there; ask the district",
            ),
        )
    return None


def _find_odd_districts(by_district) -> set[str]:
    """Find the districts that hit far more often than the half of them that hit least.

    Beside all others one office with a habit would hide the next that has it too. A unit counts
    once: thirty people of three shells are a gang, people of thirty units a district's habit.
    """
    rates = {d: units / subjects for d, (_, subjects, units) in by_district.items() if subjects}
    least = sorted(rates, key=lambda d: (rates[d], d))[: (len(rates) + 1) // 2]
    subjects = sum(by_district[d][1] for d in least)
    usual = sum(by_district[d][2] for d in least) / max(subjects, 1)
    return {
        district
        for district, rate in rates.items()
        if district not in least
        and by_district[district][2] > DISTRICT_HITS
        and rate > max(DISTRICT_SHARE, DISTRICT_RATIO * usual)
    }


def _conclude_state(total, plausible, question, verdict, answers):
    """(state, questioned districts, reason)."""
    none = frozenset()
    decided = answers.get(total.indicator_id)
    if not total.computed:
        return (
            HealthState.NOT_COMPUTED,
            none,
            BilingualText("没有可计算的记录", "no record has a value"),
        )
    if decided == Decision.SUSPEND:
        text = BilingualText(
            "已由本机构停用（agency.toml）", "suspended by the agency (agency.toml)"
        )
        return HealthState.SUSPENDED, None, text
    if verdict["size"] >= SUSPEND_JUDGED:
        _, high = compute_wilson_interval(int(verdict["sum"]), int(verdict["size"]))
        if high < SUSPEND_RATE:
            text = BilingualText(
                f"已核查{verdict['size']}条，属实{int(verdict['sum'])}条：规则在本地不成立",
                f"{int(verdict['sum'])} of {verdict['size']} verdicts say true: the rule does not "
                "hold here",
            )
            return HealthState.SUSPENDED, None, text
    suspended = set(_list_districts(total, answers, Decision.SUSPEND))
    if question is not None and decided != Decision.DATA_IS_RIGHT:
        if question.districts is None:
            return HealthState.DATA_QUESTION, None, question.reason
        open_districts = question.districts - set(
            _list_districts(total, answers, Decision.DATA_IS_RIGHT)
        )
        if open_districts:
            return HealthState.DATA_QUESTION, frozenset(open_districts | suspended), question.reason
    if total.level in RULE_LEVELS and total.hits > plausible:
        text = BilingualText(
            f"命中{total.hits}个，合理属实数约{plausible:.0f}个：单凭它不足以列单",
            f"hits {total.hits}, of which some {plausible:.0f} are plausible: each is worth less",
        )
        return HealthState.COMMON, frozenset(suspended), text
    return HealthState.TRUSTED, frozenset(suspended), BilingualText("", "")


def _list_districts(total, answers, decision):
    """List the districts for which the agency decided so."""
    for key, value in answers.items():
        indicator_id, slash, district = key.partition("/")
        if slash and indicator_id == total.indicator_id and value == decision:
            yield district
