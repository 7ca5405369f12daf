"""Rates with their confidence intervals."""

from dataclasses import dataclass

from contracts.intervals import compute_wilson_interval


@dataclass(frozen=True)
class Share:
    """A proportion, `hits` of `count`, with its 95 % Wilson interval."""

    hits: int
    count: int

    @property
    def value(self) -> float | None:
        return self.hits / self.count if self.count else None

    @property
    def low(self) -> float | None:
        return compute_wilson_interval(self.hits, self.count)[0] if self.count else None

    @property
    def high(self) -> float | None:
        return compute_wilson_interval(self.hits, self.count)[1] if self.count else None


@dataclass(frozen=True)
class MissedEstimate:
    """Estimated true leads not listed: the control sample's share times the unlisted records."""

    sample: Share
    unlisted: int

    @property
    def expected(self) -> float | None:
        return None if self.sample.value is None else self.sample.value * self.unlisted

    @property
    def low(self) -> float | None:
        return None if self.sample.low is None else self.sample.low * self.unlisted

    @property
    def high(self) -> float | None:
        return None if self.sample.high is None else self.sample.high * self.unlisted
