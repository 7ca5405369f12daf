"""Apply an indicator to a feature table: hits, their levels and what explains them."""

import math
from dataclasses import dataclass, replace
from string import Formatter

import ibis
import pandas as pd

from contracts.levels import RULE_LEVELS, Level
from contracts.tables.whitelist import Whitelist
from scenarios.framework.definition import ABOVE, AT_LEAST, Indicator, Population, Threshold
from scenarios.framework.feature_table import BASE_COLUMNS, FeatureTable

WHITELISTED = "whitelisted"
THRESHOLD = "threshold"  # a reason may name it; it is the indicator's, not a column
# tolerance of "above": equal numbers differ by rounding of floats, (1 - 0.9) * 10 is not 1
ROUNDING = 1e-9
OF_HIT = ("value", "level", "exclusion", "hit_amount", "hit_from", "hit_to")
PEER_STATISTICS = ("hit_peer_group", "hit_peer_median", "hit_peer_percentile")


@dataclass(frozen=True)
class Hits:
    """Hits of an indicator: value, level, exclusion (null = none), amount, period, peers."""

    indicator: Indicator
    population: Population
    rows: pd.DataFrame


def find_missing_tables(
    indicator: Indicator, frame: FeatureTable | None, engine, population: Population
) -> list[str]:
    """List the input tables, and the laws as `law/<id>`, for whose lack an indicator is not
    computed.
    """
    if frame is None:
        return sorted(population.base.find_missing_inputs(engine.supplied, engine.as_of))
    missing_columns = {
        indicator.column,
        indicator.amount,
        *indicator.period,
        *indicator.or_when,
    } - set(frame.table.columns)
    return sorted({table for column in missing_columns for table in frame.not_computed[column]})


def select_hits(indicator: Indicator, frame: FeatureTable, *, levels=("H", "S", "M")):
    """Select the rows on the suspicious side: an ibis table with `value`, `level`, `exclusion`."""
    table = frame.table.select(*_select_needed_columns(indicator, frame))
    hit = table.filter(_build_suspicion(table, indicator))
    hit = hit.mutate(**_build_hit_columns(hit, indicator))
    return hit.filter(hit.level.isin(levels))


def _build_hit_columns(table, indicator):
    """Build what a hit has beside the columns of the feature table (OF_HIT)."""
    return {
        "value": table[indicator.column].cast("float64"),
        "level": _build_level(table, indicator),
        "exclusion": _build_exclusion(table, indicator),
        "hit_amount": table[indicator.amount].cast("decimal(14,2)"),
        "hit_from": table[indicator.period[0]].cast("date"),
        "hit_to": table[indicator.period[1]].cast("date"),
    }


@dataclass(frozen=True)
class HitFlags:
    """What an indicator says of each row, as ibis columns of yes and no."""

    has_value: ibis.Value
    is_hit: ibis.Value  # of a level that lists, or of any where the indicator has none that does
    is_high: ibis.Value
    is_explained: ibis.Value


def flag_hits(indicator: Indicator, table: ibis.Table) -> HitFlags:
    """Build the flags of an indicator over a population's feature table; the white list apart."""
    suspicious = _build_suspicion(table, indicator).fill_null(False)
    level, exclusion = _build_level(table, indicator), _build_exclusion(table, indicator)
    levels = indicator.possible_levels & set(RULE_LEVELS) or indicator.possible_levels
    counts = suspicious & level.isin(sorted(levels))
    return HitFlags(
        has_value=table[indicator.column].notnull(),
        is_hit=counts & exclusion.isnull(),
        is_high=counts & exclusion.isnull() & (level == Level.HARD),
        is_explained=counts & exclusion.notnull(),
    )


def _build_suspicion(table, indicator):
    value = table[indicator.column].cast("float64")
    suspicious = is_suspicious(value, indicator.cut)
    for column in indicator.or_when:
        suspicious = suspicious | (table[column].fill_null(False) & value.notnull())
    return suspicious


def is_suspicious(value, cut: Threshold):
    """Tell whether a value (an ibis column) is on the suspicious side of a threshold."""
    if cut.comparison == ABOVE:
        return value > cut.number + ROUNDING
    return value >= cut.number if cut.comparison == AT_LEAST else value <= cut.number


def read_whitelist(engine) -> pd.DataFrame:
    """Read the entries of the white list that hold tonight: subject_kind, rule_id, subject_id."""
    columns = ["subject_kind", "rule_id", "subject_id"]
    if Whitelist.contract.name not in engine.supplied:
        return pd.DataFrame(columns=columns)
    entries = engine.table(Whitelist)

    def select_valid():
        return entries.filter(
            entries.valid_from <= engine.as_of,
            entries.valid_to.isnull() | (entries.valid_to >= engine.as_of),
        ).select(columns)

    return engine.fetch(["whitelist", str(engine.as_of)], [entries], select_valid).to_pandas()


def mark_whitelisted(
    hit: pd.DataFrame, indicator: Indicator, population: Population, whitelist: pd.DataFrame
) -> pd.DataFrame:
    """Set the exclusion of hits whose subject is white-listed for this indicator."""
    entries = whitelist[
        (whitelist.subject_kind == population.subject_kind)
        & whitelist.rule_id.isin([indicator.id, "*"])
    ]
    is_listed = hit.subject_id.isin(entries.subject_id) & hit.exclusion.isna()
    return (
        hit.assign(exclusion=hit.exclusion.mask(is_listed, WHITELISTED)) if any(is_listed) else hit
    )


def select_peer_statistics(
    hit: ibis.Table, indicator: Indicator, frame: FeatureTable
) -> ibis.Table:
    """Select each hit's record with its peer group, the median there and the value's percentile.

    The percentile (0 to 100) is the share of the group at or below the value, or at or above it
    where low values are suspicious.
    """
    groups = [c for c in indicator.peer_group if c in frame.table.columns]
    value = frame.table[indicator.column].cast("float64")
    rows_with_value = frame.table.select(*groups, peer_value=value).filter(
        lambda t: t.peer_value.notnull()
    )
    # count each distinct value once: cume_dist would sort all rows
    counted = rows_with_value.group_by(*groups, "peer_value").agg(peers=rows_with_value.count())
    order = counted.peer_value if indicator.direction == "high" else -counted.peer_value
    reached = counted.peers.sum().over(group_by=groups, order_by=order, rows=(None, 0))
    share = reached / counted.peers.sum().over(group_by=groups)
    medians = rows_with_value.group_by(*groups).agg(
        hit_peer_median=rows_with_value.peer_value.median()
    )
    peer_values = counted.mutate(hit_peer_percentile=share * 100.0).join(medians, groups)
    peer_values = peer_values.select(
        "peer_value",
        "hit_peer_median",
        "hit_peer_percentile",
        hit_peer_group=ibis.literal("/").join([peer_values[c].cast("string") for c in groups]),
        **{f"of_{c}": peer_values[c] for c in groups},
    )
    join_keys = [
        hit.value == peer_values.peer_value,
        *(hit[c] == peer_values[f"of_{c}"] for c in groups),
    ]
    return hit.join(peer_values, join_keys).select("record_id", *PEER_STATISTICS)


def run_indicators(
    indicators: list[Indicator],
    frame: FeatureTable,
    engine,
    *,
    levels=("H", "S", "M"),
    subjects: ibis.Table | None = None,
) -> list[Hits]:
    """Run the indicators of a population in one query; load their hits, ordered by record.

    With `subjects` (a stored table of subject_id) only theirs.
    """
    question = [[describe_indicator(i) for i in indicators], list(levels)]
    tables = [frame.table, *([] if subjects is None else [subjects])]
    fetched = engine.fetch(
        ["hits", *question], tables, lambda: _select_all_hits(indicators, frame, levels, subjects)
    )
    whitelist = read_whitelist(engine)
    found = []
    for indicator in indicators:
        names = {c: c for c in _select_needed_columns(indicator, frame)}
        names |= {name: f"{indicator.id}.{name}" for name in OF_HIT}
        rows = fetched.to_pandas(names, where=f"{indicator.id}.is_hit")
        rows = mark_whitelisted(rows, indicator, frame.population, whitelist)
        rows = _add_peer_statistics(rows, indicator, frame, engine, levels)
        found.append(Hits(indicator, frame.population, rows))
    return found


def _select_all_hits(indicators, frame, levels, subjects):
    """Select the rows that any of the indicators hits, with the columns of each."""
    table, columns = frame.table, {}
    for indicator in indicators:
        hit = _build_hit_columns(table, indicator)
        is_hit = _build_suspicion(table, indicator).fill_null(False)
        columns |= {f"{indicator.id}.{name}": column for name, column in hit.items()}
        columns[f"{indicator.id}.is_hit"] = is_hit & hit["level"].isin(levels)
    needed = {c for i in indicators for c in _select_needed_columns(i, frame)}
    rows = table if subjects is None else table.semi_join(subjects, "subject_id")
    rows = rows.select(*[c for c in table.columns if c in needed], **columns)
    is_any = [rows[f"{i.id}.is_hit"] for i in indicators]
    return rows.filter(ibis.or_(*is_any)).order_by("record_id")


def _add_peer_statistics(rows, indicator, frame, engine, levels):
    if rows.empty or not set(indicator.peer_group) & set(frame.table.columns):
        blank = {
            "hit_peer_group": None,
            "hit_peer_median": math.nan,
            "hit_peer_percentile": math.nan,
        }
        return rows.assign(**blank)
    statistics = engine.fetch(
        ["peers", describe_indicator(indicator), list(levels)],
        [frame.table],
        lambda: select_peer_statistics(
            select_hits(indicator, frame, levels=levels), indicator, frame
        ),
    )
    return rows.merge(statistics.to_pandas(), on="record_id")


def describe_indicator(indicator):
    """Describe everything of an indicator that its queries depend on, as a JSON value."""
    level_when = [list(pair) for pair in indicator.level_when]
    exclusions = [e.column for e in indicator.exclusions]
    return [
        *(indicator.id, indicator.column, indicator.direction, indicator.amount, indicator.level),
        *(indicator.cut.comparison, repr(indicator.cut.number), level_when, exclusions),
        *map(list, (indicator.or_when, indicator.period, indicator.peer_group)),
        list_used_columns(indicator),
    ]


def apply_threshold_overrides(indicator: Indicator, thresholds: dict[str, float]) -> Indicator:
    """Replace an indicator's threshold by the number of the settings; its comparison stays."""
    number = thresholds.get(indicator.id, indicator.cut.number)
    return replace(indicator, threshold=replace(indicator.cut, number=number))


def list_used_columns(indicator: Indicator) -> list[str]:
    """List the columns that an indicator rests on or that its texts name, each once."""
    columns = [indicator.column, indicator.amount, *indicator.period, *indicator.or_when]
    columns += [column for column, _ in indicator.level_when]
    columns += [e.column for e in indicator.exclusions]
    columns += indicator.peer_group
    for template in (indicator.reason, *(e.reason for e in indicator.exclusions)):
        for text in (template.zh, template.en):
            columns += [name for _, name, _, _ in Formatter().parse(text) if name]
    return [column for column in dict.fromkeys(columns) if column != THRESHOLD]


def _select_needed_columns(indicator, frame):
    """List the columns of the feature table that an indicator's findings need."""
    used_columns = {*list_used_columns(indicator), *BASE_COLUMNS}
    return [c for c in frame.table.columns if c in used_columns]


def _build_level(table, indicator):
    cases = [
        (table[column].fill_null(False), level)
        for column, level in indicator.level_when
        if column in table.columns
    ]
    return ibis.cases(*cases, else_=indicator.level) if cases else ibis.literal(indicator.level)


def _build_exclusion(table, indicator):
    cases = [
        (table[e.column].fill_null(False), e.column)
        for e in indicator.exclusions
        if e.column in table.columns
    ]
    return ibis.cases(*cases, else_=ibis.null("string")) if cases else ibis.null("string")
