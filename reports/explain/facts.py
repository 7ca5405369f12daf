"""What an explanation is made of, as frozen records without words."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from cases.merge_findings import compute_case_id
from contracts.bilingual_text import BilingualText

HIT = "hit"  # on the suspicious side, no explanation applies
EXPLAINED = "explained"  # on the suspicious side, an innocent explanation applies
CLOSED = "closed"  # a hit that was handed out before and closed, its evidence unchanged
CARRIED = "carried"  # a hit of an earlier night that stays open: tonight lacks its tables
NOT_HIT = "not_hit"
NO_VALUE = "no_value"  # the indicator does not apply to the record, or the data do not say
NOT_COMPUTED = "not_computed"  # a table that it needs was not delivered
OUTCOMES = (HIT, CARRIED, CLOSED, EXPLAINED, NOT_HIT, NO_VALUE, NOT_COMPUTED)


@dataclass(frozen=True)
class Subject:
    """Someone or something under one authority: what a case is about."""

    authority: str
    kind: str
    id: str

    @property
    def case_id(self) -> str:
        """The id that its case has, or would have."""
        return compute_case_id(self.authority, self.kind, self.id)


@dataclass(frozen=True)
class IndicatorResult:
    """What an indicator said of a record; of several records without a hit, of the nearest.

    `distance`: of the value from the threshold, as a share of the threshold (of 1 below 1).
    """

    scenario_id: str
    population: str
    indicator_id: str
    outcome: str
    level: str
    value: float | None = None
    distance: float | None = None
    record_id: str | None = None
    amount: Decimal | None = None
    finding_id: str | None = None
    explanation: BilingualText | None = None
    missing_tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrderKeys:
    """What a case is ordered by: credence, then amount, then severity, the larger first."""

    case_id: str
    level: str
    credence: float
    sources: int
    amount: Decimal
    severity: float


@dataclass(frozen=True)
class CaseOrder:
    """The place of a case among all cases of the night in the whole city.

    `previous` and `next` stand just before and behind it. Of the eligible cases of its kind (found
    by rules, or by the model alone) `listed` of `eligible` got a place; `last_listed` is the last
    of these. `carrier` is the case that carries it.
    """

    keys: OrderKeys
    position: int
    cases: int
    previous: OrderKeys | None
    next: OrderKeys | None
    eligible: int
    listed: int
    last_listed: OrderKeys | None
    carrier: OrderKeys | None


@dataclass(frozen=True)
class SourceCredence:
    """What an independent source of evidence adds: its best hit, and how common that hit is.

    `subjects_hit`, `plausible`, `judged` and `rate` are those of the indicator in its population.
    """

    scenario_id: str
    indicator_id: str
    credence: float
    subjects_hit: int
    plausible: float
    judged: int
    rate: float | None


@dataclass(frozen=True)
class ModelScore:
    """What the model said of the most unusual record of a population.

    `features` contribute most, the largest first; `contributions` are the same in words. Both are
    empty without a model store.
    """

    scenario_id: str
    population: str
    record_id: str
    score: float
    severity: float
    features: tuple[str, ...] = ()
    contributions: tuple[BilingualText, ...] = ()


@dataclass(frozen=True)
class Absence:
    """The first condition of a population that the subject does not meet."""

    scenario_id: str
    population: str
    condition: BilingualText
    has_source_rows: bool = False


@dataclass(frozen=True)
class Explanation:
    """Why a subject is on the list of a run, or is not; `state` as in conclude.py.

    `results` hold hits first, then the nearest of the others; `counts` say how many there are of
    each outcome. `records` maps (scenario, population) to the number of the subject's records,
    `evidence` a table to the number of rows behind its findings.
    """

    subject: Subject
    state: str
    case: dict | None
    results: tuple[IndicatorResult, ...]
    counts: dict[str, int]
    records: dict[tuple[str, str], int]
    order: CaseOrder | None = None
    sources: tuple[SourceCredence, ...] = ()
    scores: tuple[ModelScore, ...] = ()
    model_reason: BilingualText | None = None
    evidence: dict[str, int] = field(default_factory=dict)
    listed_on: date | None = None
    absences: tuple[Absence, ...] = ()

    def select(self, *outcomes: str) -> list[IndicatorResult]:
        """The results of some outcomes, in their order."""
        return [r for r in self.results if r.outcome in outcomes]

    def restrict(self, indicator_id: str) -> "Explanation":
        """The explanation with the results of one indicator alone."""
        results = tuple(r for r in self.results if r.indicator_id == indicator_id)
        return replace(self, results=results, counts=dict(Counter(r.outcome for r in results)))
