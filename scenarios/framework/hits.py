"""Apply an indicator to a feature table: hits, their levels and what explains them."""

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
    hit = table.filter(_build_suspicion(table, indicator)).mutate(
        value=table[indicator.column].cast("float64"),
        level=_build_level(table, indicator),
        exclusion=_build_exclusion(table, indicator),
        hit_amount=table[indicator.amount].cast("decimal(14,2)"),
        hit_from=table[indicator.period[0]].cast("date"),
        hit_to=table[indicator.period[1]].cast("date"),
    )
    return hit.filter(hit.level.isin(levels))


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


def mark_whitelisted(hit, indicator: Indicator, population: Population, engine):
    """Set the exclusion of hits whose subject is white-listed for this indicator."""
    if Whitelist.contract.name not in engine.supplied:
        return hit
    whitelist_rows = engine.table(Whitelist)
    whitelist_rows = whitelist_rows.filter(
        whitelist_rows.subject_kind == population.subject_kind,
        whitelist_rows.rule_id.isin([indicator.id, "*"]),
        whitelist_rows.valid_from <= engine.as_of,
        whitelist_rows.valid_to.isnull() | (whitelist_rows.valid_to >= engine.as_of),
    )
    ids = whitelist_rows.select(whitelisted_id=whitelist_rows.subject_id).distinct()
    joined = hit.left_join(ids, hit.subject_id == ids.whitelisted_id)
    with_exclusion = joined.mutate(
        exclusion=joined.exclusion.fill_null(
            ibis.ifelse(joined.whitelisted_id.notnull(), WHITELISTED, ibis.null("string"))
        )
    )
    return with_exclusion.drop("whitelisted_id")


def add_peer_statistics(hit, indicator: Indicator, frame: FeatureTable):
    """Add a hit's peer group, its median and the value's percentile in it (0 to 100).

    The percentile is the share of the group at or below the value, or at or above it where low
    values are suspicious.
    """
    if not indicator.peer_group:
        blank = {"hit_peer_group": ibis.null("string")}
        return hit.mutate(
            **blank, hit_peer_median=ibis.null("float64"), hit_peer_percentile=ibis.null("float64")
        )
    groups, value = list(indicator.peer_group), frame.table[indicator.column].cast("float64")
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
    return hit.join(peer_values, join_keys).drop("peer_value", *(f"of_{c}" for c in groups))


def run_indicator(
    indicator: Indicator, frame: FeatureTable, engine, *, levels=("H", "S", "M"), subjects=None
) -> Hits:
    """Run one indicator and load its hits into pandas, ordered by record."""
    hit = select_hits(indicator, frame, levels=levels)
    if subjects is not None:
        hit = hit.semi_join(subjects, "subject_id")
    hit = mark_whitelisted(hit, indicator, frame.population, engine)
    hit = add_peer_statistics(hit, indicator, frame)
    return Hits(indicator, frame.population, hit.order_by("record_id").to_pandas())


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
