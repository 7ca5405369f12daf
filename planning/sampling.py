"""Samples of a visit: the frame is frozen by its hash, then records are drawn by hash.

A frame has one row a record: record_id (text), amount_yuan (not negative) and is_certain (a finding
of level H: looked at in any case).
"""

import hashlib
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from contracts.errors import UsageError
from planning.chance import hash_parts, hash_share

CERTAIN_QUANTILE = 0.95  # the largest twentieth holds most yuan: all of it is looked at
MOST_STRATA, LEAST_STRATA = 5, 3  # more strata than five gain little in Neyman's formula
RECORDS_A_STRATUM = 100  # fewer records: one stratum less, until three
FREQUENCY_CLASSES = 50  # classes of the cumulated root of frequencies
LEAST_A_STRATUM = 30  # below it the bootstrap of a stratum is not to be trusted
LEAST_IN_ALL = 60  # discovery of a share of 5 % takes 59
CERTAIN, DRAWN, RESERVE = "certain", "drawn", "reserve"
CERTAIN_STRATUM = "0"
NORMAL_95 = 1.96
SAMPLE_COLUMNS = ["record_id", "amount_yuan", "stratum", "role", "position", "draw_chance"]


@dataclass(frozen=True)
class Sample:
    """`rows`: SAMPLE_COLUMNS, position counts within a stratum; reserve rows wait in their order.

    `strata`: stratum, records, yuan, drawn. `frame_hash` was recorded before anything was drawn.
    """

    frame_hash: str
    salt: str
    rows: pd.DataFrame
    strata: pd.DataFrame

    def list_to_check(self) -> pd.DataFrame:
        """The rows that the team looks at."""
        return self.rows[self.rows.role != RESERVE].reset_index(drop=True)


def hash_frame(frame: pd.DataFrame) -> str:
    """SHA-256 of the records and amounts, whatever their order. Raises UsageError."""
    _check_frame(frame)
    ordered = frame.sort_values("record_id")
    lines = [
        f"{row.record_id}\t{row.amount_yuan:.2f}\t{int(row.is_certain)}"
        for row in ordered.itertuples()
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def count_for_share(population: int, half_width: float, share: float = 0.5) -> int:
    """Records to look at so that a share is known within ± half_width at 95 %."""
    first = NORMAL_95**2 * share * (1 - share) / half_width**2
    return min(population, math.ceil(first / (1 + (first - 1) / population)))


def count_for_discovery(share: float, confidence: float = 0.95) -> int:
    """Records to look at so that an error of this share shows at least once."""
    return math.ceil(math.log(1 - confidence) / math.log(1 - share))


def draw_sample(frame: pd.DataFrame, salt: str, *, size: int | None = None) -> Sample:
    """Draw a sample: all certain records, and the rest by strata of amount.

    `size` is the number drawn beside the certain ones; at least LEAST_IN_ALL and LEAST_A_STRATUM
    are taken, so far as there are so many. The same frame and salt give the same sample.
    """
    frame_hash = hash_frame(frame)
    amounts = frame.amount_yuan.astype(float)
    certain = frame.is_certain.astype(bool) | (amounts >= amounts.quantile(CERTAIN_QUANTILE))
    rest = frame[~certain]
    strata = _stratify(rest.amount_yuan.astype(float))
    size = max(LEAST_IN_ALL, size or count_for_share(max(len(rest), 1), 0.1))
    sizes = _allocate(rest.amount_yuan.astype(float).groupby(strata), size)
    parts = [
        frame[certain]
        .sort_values("record_id")
        .assign(stratum=CERTAIN_STRATUM, role=CERTAIN, draw_chance=1.0)
    ]
    for stratum, rows in rest.groupby(strata):
        order = [hash_parts(salt, frame_hash, i) for i in rows.record_id]
        rows = rows.assign(order=order).sort_values(["order", "record_id"])
        drawn = sizes[stratum]
        role = [DRAWN] * drawn + [RESERVE] * (len(rows) - drawn)
        parts.append(rows.assign(stratum=stratum, role=role, draw_chance=drawn / len(rows)))
    rows = pd.concat(parts, ignore_index=True)
    rows["position"] = rows.groupby("stratum").cumcount() + 1
    return Sample(frame_hash, salt, rows[SAMPLE_COLUMNS], _describe_strata(rows))


def replace_record(sample: Sample, record_id: str, reason: str) -> tuple[Sample, str]:
    """Put the next record by chance in the place of one that cannot be had.

    Returns the new sample and the id of the substitute; the caller keeps the reason. Raises
    UsageError without a reason, for a record that was not drawn, or if the stratum has no more.
    """
    rows = sample.rows
    if not reason.strip():
        raise UsageError("替换须写明理由 a reason is needed", next_step="say why it cannot be had")
    of_record = rows[(rows.record_id == record_id) & (rows.role == DRAWN)]
    if of_record.empty:
        raise UsageError(
            f"{record_id} 不是抽中的记录 was not drawn",
            next_step="certain records are never replaced",
        )
    stratum = of_record.stratum.iloc[0]
    waiting = rows[(rows.stratum == stratum) & (rows.role == RESERVE)].sort_values("position")
    if waiting.empty:
        raise UsageError("该层已无备选 the stratum has no more", next_step="count it as not found")
    substitute = waiting.record_id.iloc[0]
    role = rows.role.mask(rows.record_id == record_id, "replaced")
    role = role.mask(rows.record_id == substitute, DRAWN)
    # the one replaced must not come back as a substitute, so it leaves the list
    kept = rows.assign(role=role)[role != "replaced"].reset_index(drop=True)
    return Sample(sample.frame_hash, sample.salt, kept, sample.strata), substitute


def draw_money_units(frame: pd.DataFrame, salt: str, size: int) -> pd.DataFrame:
    """Draw `size` yuan by equal steps through the amounts (货币单位抽样), in the order of ids.

    Returns record_id, amount_yuan and hits (a record larger than the step is hit surely, perhaps
    more than once). Raises UsageError if there are no yuan.
    """
    frame_hash = hash_frame(frame)
    ordered = frame.sort_values("record_id", ignore_index=True)
    ends = ordered.amount_yuan.astype(float).cumsum().to_numpy()
    if size < 1 or not len(ends) or ends[-1] <= 0:
        raise UsageError("没有可抽的金额 no yuan to draw from", next_step="give records of yuan")
    step = ends[-1] / size
    points = (hash_share(salt, frame_hash) + np.arange(size)) * step
    places = np.minimum(np.searchsorted(ends, points, side="right"), len(ends) - 1)
    hits = pd.Series(places).value_counts().sort_index()
    return ordered.loc[hits.index, ["record_id", "amount_yuan"]].assign(hits=hits.to_numpy())


def _check_frame(frame):
    if frame.empty:
        raise UsageError("抽样总体为空 the frame is empty", next_step="choose a longer period")
    if frame.record_id.duplicated().any():
        raise UsageError("抽样总体有重复记录 a record is there twice", next_step="keep it once")
    amounts = frame.amount_yuan.astype(float)
    if not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise UsageError("金额须为非负数 an amount is no yuan", next_step="leave reversals out")


def _stratify(amounts):
    """Strata "1"… with about equal sums of the root of frequencies (Dalenius and Hodges 1959)."""
    wanted = min(MOST_STRATA, max(LEAST_STRATA, len(amounts) // RECORDS_A_STRATUM))
    if amounts.nunique() < wanted:
        return pd.Series("1", amounts.index)
    counts, edges = np.histogram(amounts, bins=FREQUENCY_CLASSES)
    roots = np.cumsum(np.sqrt(counts))
    cuts = [edges[np.searchsorted(roots, roots[-1] * k / wanted) + 1] for k in range(1, wanted)]
    # a class of many equal amounts may take two cuts: strata that are empty do not exist
    found = np.searchsorted(np.unique(cuts), amounts.to_numpy(), side="right")
    codes = {code: str(n + 1) for n, code in enumerate(sorted(set(found)))}
    return pd.Series([codes[code] for code in found], amounts.index)


def _allocate(groups, size):
    """Records of each stratum by Neyman: number x standard deviation, with a floor and a roof."""
    weights = {s: len(a) * float(a.std(ddof=0)) for s, a in groups}
    roof = {s: len(a) for s, a in groups}
    if not sum(weights.values()):
        weights = {s: float(n) for s, n in roof.items()}
    total = sum(weights.values())
    return {
        s: min(roof[s], max(LEAST_A_STRATUM, math.ceil(size * weights[s] / total - 1e-9)))
        for s in roof
    }


def _describe_strata(rows):
    groups = rows.groupby("stratum")
    return pd.DataFrame(
        {
            "records": groups.size(),
            "yuan": groups.amount_yuan.sum(),
            "drawn": groups.role.apply(lambda role: int((role != RESERVE).sum())),
        }
    ).reset_index()
