"""Settings of a night: settings.toml, overridden by QINGFENG_* and then by --set; frozen into run.json."""

import os
import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from contracts.errors import UsageError
from scenarios import load_scenarios

PREFIX = "QINGFENG_"
# They change no published table: bounds on the machine, who may promote, where data come from and how long to wait.
RUNTIME_SETTINGS = [
    "engine",
    "spark",
    "promotion_persons",
    "threads",
    "memory_limit",
    "landed",
    "mapping",
    "pull",
    "overlap_hours",
    "full_days",
    "lock_seconds",
    "attempts",
    "retry_seconds",
    "keep_nights",
    "keep_months",
    "deadline",
    "checks",
    "alert_blocks",
]

TEXT_SETTINGS = ("checks", "spark")  # settings by name whose values are words, not numbers
ENGINES = ("duckdb", "spark")


@dataclass(frozen=True)
class Settings:
    """What changes a night's result, and how much of the machine it may use.

    `threshold` maps an indicator's id to a threshold, `caps` a group ("人社/330203") to its most cases; `scenarios`
    names those to run, by comma (empty = all). `promotion_persons` says how many persons must sign a promotion.
    `checks` maps a check on arrival to its outcome (sources/checks/delivery_checks.py); `engine` computes the tables, "duckdb" here or
    "spark" on a cluster whose session `spark` sets up (master, executor.memory, …: docs/scale.md).
    `deadline` is a time of day in China (06:30) or empty. All of them: docs/operations.md.
    """

    budget: int = 300
    restricted_budget: int = 30
    control_share: float = 0.03
    unusual_share: float = 0.05
    unusual_severity: float = 99.0
    exploration_share: float = 0.3
    trees: int = 200
    threshold: dict[str, float] = field(default_factory=dict)
    caps: dict[str, float] = field(default_factory=dict)
    scenarios: str = ""
    threads: int = 0
    memory_limit: str = "8GB"
    promotion_persons: int = 1
    landed: str = ""
    mapping: str = ""
    pull: str = "auto"
    overlap_hours: float = 48.0
    full_days: int = 7
    lock_seconds: float = 60.0
    attempts: int = 5
    retry_seconds: float = 15.0
    keep_nights: int = 14
    keep_months: int = 24
    deadline: str = ""
    checks: dict[str, str] = field(default_factory=dict)
    alert_blocks: str = ""
    engine: str = "duckdb"
    spark: dict[str, str] = field(default_factory=dict)

    def list_scenario_ids(self) -> list[str]:
        """The scenarios to run, in order of id."""
        named = [s.strip() for s in self.scenarios.split(",") if s.strip()]
        return sorted(named) or list(load_scenarios())

    def get_result_settings(self) -> dict:
        """The settings on which the published tables depend."""
        return {k: v for k, v in asdict(self).items() if k not in RUNTIME_SETTINGS}


def load_settings(
    overrides: list[str], *, folder: Path = Path(), environment=os.environ
) -> Settings:
    """Settings from `folder`/settings.toml, the environment and KEY=VALUE overrides. Raises UsageError."""
    settings = Settings()
    for key, value in _read_file(folder / "settings.toml"):
        settings = _override_setting(settings, key, value)
    for name in sorted(n for n in environment if n.startswith(PREFIX)):
        key = name.removeprefix(PREFIX).lower()
        if key in _list_setting_names():
            settings = _override_setting(settings, key, environment[name])
    for override in overrides:
        key, equals, value = override.partition("=")
        if not equals:
            raise UsageError(
                f"--set {override} is not KEY=VALUE", next_step="write e.g. --set budget=200"
            )
        settings = _override_setting(settings, key, value)
    return _validate_settings(settings)


def _read_file(path):
    if not path.is_file():
        return
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"{path} is not TOML: {error}", next_step="mend it or move it away"
        ) from None
    for key, value in raw.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", v) for inner, v in value.items())
        else:
            yield key, value


def _list_setting_names():
    return {f.name for f in fields(Settings)}


def _override_setting(settings, key, value):
    name, _, inner = key.partition(".")
    if name not in _list_setting_names() or bool(inner) != isinstance(
        getattr(settings, name, None), dict
    ):
        raise UsageError(
            f"there is no setting {key!r}",
            next_step=f"known: {', '.join(sorted(_list_setting_names()))}",
        )
    current = getattr(settings, name)
    try:
        if inner:
            value = str(value) if name in TEXT_SETTINGS else float(value)
            return replace(settings, **{name: {**current, inner: value}})
        return replace(settings, **{name: type(current)(value)})
    except ValueError:
        raise UsageError(
            f"setting {key} cannot be {value!r}", next_step=f"give a {type(current).__name__}"
        ) from None


def _validate_settings(settings):
    bounds = {
        "budget": (1, 1_000_000),
        "restricted_budget": (1, 1_000_000),
        "control_share": (0, 0.5),
        "unusual_share": (0, 0.5),
        "unusual_severity": (50, 100),
        "exploration_share": (0.05, 1),
        "trees": (10, 5000),
        "threads": (0, 1024),
        "promotion_persons": (1, 2),
        "overlap_hours": (0, 24 * 366),
        "full_days": (1, 366),
        "lock_seconds": (0.01, 86_400),
        "attempts": (1, 100),
        "retry_seconds": (0, 3600),
        "keep_nights": (1, 10_000),
        "keep_months": (0, 1200),
    }
    for name, (low, high) in bounds.items():
        if not low <= getattr(settings, name) <= high:
            raise UsageError(
                f"setting {name} must lie in {low}..{high}", next_step="correct it and start again"
            )
    _require_known_names("engine", [settings.engine], ENGINES)
    if settings.engine == "spark" and "master" not in settings.spark:
        raise UsageError(
            "the engine spark needs a cluster",
            next_step="add e.g. --set spark.master=spark://host:7077, or local[2]",
        )
    _require_known_names("scenario", settings.list_scenario_ids(), list(load_scenarios()))
    indicators = [i.id for s in load_scenarios().values() for i in s.indicators]
    _require_known_names("indicator", settings.threshold, indicators)
    return settings


def _require_known_names(what, named, allowed):
    unknown = sorted(set(named) - set(allowed))
    if unknown:
        raise UsageError(
            f"there is no {what} {unknown[0]!r}", next_step=f"known: {', '.join(sorted(allowed))}"
        )
