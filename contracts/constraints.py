"""Constraints on one value of a column, as tables declare them: `check=NotBefore("apply_date")`.

`unless` names a column. Where that is not null (and true, if it is a bool), the constraint does not
apply. `text` is the constraint as documents and messages of rejected rows print it.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Constraint:
    """Base of all constraints."""

    unless: str | None = field(default=None, kw_only=True)

    @property
    def text(self) -> str:
        return self.rule + (f" unless {self.unless}" if self.unless else "")

    @property
    def named_columns(self) -> set[str]:
        """The columns that must exist beside the constrained one."""
        return {self.unless, getattr(self, "column", None)} - {None}


@dataclass(frozen=True)
class AtLeast(Constraint):
    """The bound or more."""

    bound: int

    @property
    def rule(self) -> str:
        return f">= {self.bound}"


@dataclass(frozen=True)
class Above(Constraint):
    """More than the bound."""

    bound: int

    @property
    def rule(self) -> str:
        return f"> {self.bound}"


@dataclass(frozen=True)
class Between(Constraint):
    """From `low` to `high`, both included."""

    low: int
    high: int

    @property
    def rule(self) -> str:
        return f"{self.low}..{self.high}"


@dataclass(frozen=True)
class Matches(Constraint):
    """The whole text matches a regular expression."""

    pattern: str

    @property
    def rule(self) -> str:
        return f"/{self.pattern}/"


@dataclass(frozen=True)
class NotBefore(Constraint):
    """The day, month or time of another column or later."""

    column: str

    @property
    def rule(self) -> str:
        return f">= {self.column}"


@dataclass(frozen=True)
class NotAfter(Constraint):
    """The day, month or time of another column or earlier."""

    column: str

    @property
    def rule(self) -> str:
        return f"<= {self.column}"
