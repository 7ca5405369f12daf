"""The parts of a scenario, as frozen declarations."""

from dataclasses import dataclass, field
from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.derived import DerivedTable
from contracts.table import InputTable

LEVELS = ("H", "S", "M")
AUTHORITIES = {
    "人社": BilingualText("人社", "human resources"),
    "医保": BilingualText("医保", "healthcare security"),
}
DISCIPLINE = "纪检"  # who gets what concerns the agencies' own staff


AT_LEAST, ABOVE, AT_MOST = "≥", ">", "≤"


@dataclass(frozen=True)
class Threshold:
    """Where the suspicious values of an indicator begin: `number`, and by `comparison` (≥, >, ≤) whether it is one itself."""

    number: float
    comparison: str

    def __str__(self) -> str:
        return f"{self.comparison} {self.number:g}"


def at_least(number: float) -> Threshold:
    """Make the threshold of an indicator that hits `number` and what is larger."""
    return Threshold(number, AT_LEAST)


def above(number: float) -> Threshold:
    """Make the threshold of an indicator that hits only what is larger than `number`."""
    return Threshold(number, ABOVE)


@dataclass(frozen=True)
class Exclusion:
    """An innocent explanation that the records can show: where `column` is true, the hit is explained, not listed.

    With `is_entry_error` the explanation is a suspected wrong entry (a filler, a slip in a pick-list, a wrong unit):
    the hit is then told to the data's owner.
    """

    column: str
    reason: BilingualText
    is_entry_error: bool = False


@dataclass(frozen=True)
class Evidence:
    """Source rows behind a finding.

    `on` maps a column of the population's frame to a column of `table`. With `keys`, only the rows of `table`
    whose key is in that expression (columns: the mapped ones and the table's key) are shown.
    """

    table: type[InputTable]
    on: dict[str, str]
    keys: DerivedTable | None = None


@dataclass(frozen=True)
class Indicator:
    """One question put to every row of a population.

    A row is hit where `column` is known and on the suspicious side of `threshold`: a plain number is hit itself,
    `above(0)` is not. The columns of `or_when` are conditions that make a hit by themselves. Its level is that of the first true column in `level_when`, else `level`. `family` names the
    independent source of evidence: two S of different families list a subject. `reason` is a template over the
    frame's columns.
    """

    id: str
    title: BilingualText
    definition: BilingualText
    population: str
    column: str
    unit: str
    direction: str
    threshold: float | Threshold
    level: str
    evidence_source: str
    reason: BilingualText
    look_alikes: BilingualText
    verify: BilingualText
    laws: tuple[str, ...]
    exclusions: tuple[Exclusion, ...] = ()
    or_when: tuple[str, ...] = ()
    level_when: tuple[tuple[str, str], ...] = ()
    amount: str = "amount_involved"
    period: tuple[str, str] = ("period_from", "period_to")
    peer_group: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def cut(self) -> Threshold:
        """The threshold with its comparison: a plain number stands for "at least", or "at most" where low is suspicious."""
        if isinstance(self.threshold, Threshold):
            return self.threshold
        return Threshold(self.threshold, AT_LEAST if self.direction == "high" else AT_MOST)

    @property
    def possible_levels(self) -> set[str]:
        """The levels that a hit can have."""
        return {self.level} | {level for _, level in self.level_when}


@dataclass(frozen=True)
class ModelFeature:
    """A column that the detector sees: its suspicious side ("high", "low" or "both"), unit and name.

    The reasons of a model's finding are grouped by `evidence_source`, the id of an `EvidenceSource`.
    """

    column: str
    direction: str
    unit: str
    label: BilingualText
    evidence_source: str


@dataclass(frozen=True)
class EvidenceSource:
    """A source of evidence under its title; indicators and model features name it by `id`."""

    id: str
    title: BilingualText


@dataclass(frozen=True)
class Population:
    """What one scored row is.

    `base` gives subject_id, record_id, district, period_from, period_to, amount_involved and the columns on which
    features are joined (see `resolve_features`). `id_period` is what pins a finding in time: "record" where the record does, else "year".
    `authority` is set where the money of these rows is another authority's than the scenario's.
    """

    id: str
    title: BilingualText
    subject_kind: str
    record: type[InputTable]
    base: DerivedTable
    model_features: tuple[ModelFeature, ...]
    peer_group: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    id_period: str = "record"
    authority: str | None = None

    def map_features_to_sources(self) -> dict[str, str]:
        """Model feature → id of its source of evidence, by which the model's reasons are grouped."""
        return {feature.column: feature.evidence_source for feature in self.model_features}


@dataclass(frozen=True)
class Scenario:
    """A high-risk business and everything that is asked of it.

    `load_scenarios` sets `indicators` from the modules `indicators_*.py` of the scenario's folder. `feature_folders`
    names the folders of features/ whose columns they may use, beside features/common.
    Findings of a scenario that `is_restricted` concern the agency's own staff: they go to a list of their own.
    """

    id: str
    title: BilingualText
    question: BilingualText
    authority: str
    laws: tuple[str, ...]
    innocent_explanations: tuple[BilingualText, ...]
    populations: tuple[Population, ...]
    ring_links: DerivedTable | None
    owner: str
    review_due: date
    indicators: tuple[Indicator, ...] = ()
    feature_folders: tuple[str, ...] = ()
    list_amount_yuan: float = 2000.0
    is_restricted: bool = False
    notes: BilingualText = field(default=BilingualText("", ""))
    evidence_sources: tuple[EvidenceSource, ...] = ()

    def population(self, population_id: str) -> Population:
        """The population of that id."""
        return next(p for p in self.populations if p.id == population_id)

    def get_addressee(self, population: Population) -> str:
        """Who gets the cases of a population: the competent authority, or those who supervise it."""
        return DISCIPLINE if self.is_restricted else population.authority or self.authority
