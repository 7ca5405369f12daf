"""The parts of a scenario: populations, indicators, thresholds, exclusions and evidence."""

from dataclasses import dataclass, field
from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.derived import DerivedTable
from contracts.table import InputTable

# high, strong, weak: one H or two S of different sources list a subject, M only supports them
LEVELS = ("H", "S", "M")
AUTHORITIES = {
    "人社": BilingualText("人社", "human resources"),
    "医保": BilingualText("医保", "healthcare security"),
}
DISCIPLINE = "纪检"  # gets the cases that concern the agencies' own staff
AT_LEAST, ABOVE, AT_MOST = "≥", ">", "≤"


@dataclass(frozen=True)
class Threshold:
    """Number at which suspicious values begin, with its comparison (≥, >, ≤)."""

    number: float
    comparison: str

    def __str__(self) -> str:
        return f"{self.comparison} {self.number:g}"


def at_least(number: float) -> Threshold:
    """Make a threshold that hits `number` and larger values."""
    return Threshold(number, AT_LEAST)


def above(number: float) -> Threshold:
    """Make a threshold that hits only values larger than `number`."""
    return Threshold(number, ABOVE)


@dataclass(frozen=True)
class Exclusion:
    """An innocent explanation that the records can show.

    Where `column` is true, the hit is published as explained and not listed. With
    `is_entry_error` the explanation is a suspected wrong entry (a filler, a slip in a pick-list,
    a wrong unit), which is reported to the data's owner.
    """

    column: str
    reason: BilingualText
    is_entry_error: bool = False


@dataclass(frozen=True)
class Evidence:
    """Source rows behind a finding.

    `on` maps a column of the population's feature table to a column of `table`. With `keys`, only
    the rows of `table` are shown whose key is in that expression (columns: the mapped ones and the
    table's key).
    """

    table: type[InputTable]
    on: dict[str, str]
    keys: DerivedTable | None = None


@dataclass(frozen=True)
class Indicator:
    """A rule that is applied to every row of a population.

    A row is a hit where `column` is known and on the suspicious side of `threshold`: a plain
    number is a hit itself, with `above(0)` zero is not. A true column of `or_when` makes a hit as
    well. The level of a hit is that of the first true column in `level_when`, else `level`.
    `evidence_source` names what the rule rests on: two S of different sources list a subject.
    `reason` is a template over the columns of the feature table.
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
        """The threshold with its comparison: ≥ for a plain number, ≤ if low is suspicious."""
        if isinstance(self.threshold, Threshold):
            return self.threshold
        return Threshold(self.threshold, AT_LEAST if self.direction == "high" else AT_MOST)

    @property
    def possible_levels(self) -> set[str]:
        """The levels that a hit can have."""
        return {self.level} | {level for _, level in self.level_when}


@dataclass(frozen=True)
class ModelFeature:
    """A column that the detector sees, with its suspicious side ("high", "low" or "both").

    The reasons of a model's finding are grouped by `evidence_source`, an EvidenceSource's id.
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
    """The rows that indicators and a model look at: claims, persons, units.

    `base` gives subject_id, record_id, district, period_from, period_to, amount_involved and the
    columns on which features are joined (see `resolve_features`). `id_period` says what keeps a
    finding's id apart in time: "record" (the record itself) or "year" (the calendar year).
    `authority` is set where another authority than the scenario's owns the money of these rows.
    `register` is set where the very act that the indicators look at makes a row: how common a hit
    is, is then held against the rows of this table, as most of those who never did it are innocent.
    `unit` is the column of the employer (or its group), where subjects have one: a district has a
    habit where many units have it, and one unit's people are no habit of a district.
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
    register: type[InputTable] | None = None
    unit: str | None = None

    def map_features_to_sources(self) -> dict[str, str]:
        """Map each model feature to the id of its source of evidence."""
        return {feature.column: feature.evidence_source for feature in self.model_features}


@dataclass(frozen=True)
class Scenario:
    """A high-risk business with its populations and indicators.

    `load_scenarios` sets `indicators` from the modules `indicators_*.py` of the scenario's folder.
    `feature_folders` names the folders of features/ whose columns they may use, beside
    features/common. Findings of a scenario that `is_restricted` concern the agency's own staff and
    go to a separate list.
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
    # what a single S must concern to be listed: lower sums cost more to check than they bring back
    list_amount_yuan: float = 2000.0
    is_restricted: bool = False
    notes: BilingualText = field(default=BilingualText("", ""))
    evidence_sources: tuple[EvidenceSource, ...] = ()

    def population(self, population_id: str) -> Population:
        """Find a population by its id."""
        return next(p for p in self.populations if p.id == population_id)

    def get_addressee(self, population: Population) -> str:
        """Return who gets a population's cases: its authority or, if restricted, discipline."""
        return DISCIPLINE if self.is_restricted else population.authority or self.authority
