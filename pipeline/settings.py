"""Settings of a night: settings.toml, overridden by QINGFENG_*, overridden by --set KEY=VALUE."""

import os
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from cases.indicator_health import Decision
from contracts.city import SITE_VARIABLE
from contracts.codes import load_code_lists
from contracts.errors import UsageError
from scenarios import load_scenarios
from sources.checks.delivery_checks import resolve_outcomes

PREFIX = "QINGFENG_"
# of settings that are a text of a certain form
EXAMPLES = {
    "memory_limit": "8GB, 500MB or 70%",
    "deadline": "06:30, or +90 for minutes from now",
    "alert_blocks": "slack-webhook/ops",
}


class AgencyAnswer(BaseModel):
    """An agency's answer to a data question on an indicator: what was decided, when, by whom."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: Decision
    by: str = Field(min_length=1)
    on: date
    threshold: FiniteFloat | None = None
    note: str = ""

    @model_validator(mode="after")
    def _require_threshold(self):
        if (self.decision == Decision.SET_THRESHOLD) != (self.threshold is not None):
            raise ValueError("threshold goes with the decision set_threshold, and with it alone")
        return self


class ResultSettings(BaseModel):
    """Settings on which the published tables depend; they are recorded in run.json."""

    # frozen: a night's settings are part of its identity
    # numbers of TOML are taken where a text is asked for, e.g. `spark.cores = 2`
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    budget: int = Field(
        300,
        ge=1,
        le=1_000_000,
        description="清单件数，含对照 / cases to list, control sample included",
    )
    restricted_budget: int = Field(
        30, ge=1, le=1_000_000, description="受限清单件数 / the same for the restricted list"
    )
    control_share: float = Field(
        0.03,
        ge=0,
        le=0.5,
        description="对照所占比例，在清单之外随机抽取 / "
        "share of the list drawn at random below the cut",
    )
    unusual_share: float = Field(
        0.05,
        ge=0,
        le=0.5,
        description="仅由模型提示的案件所占比例 / share of the list kept for model-only cases",
    )
    unusual_severity: float = Field(
        99.0,
        ge=50,
        le=100,
        description="自此百分位起视为异常 / percentile from which a record counts as unusual",
    )
    trees: int = Field(
        200, ge=10, le=5000, description="训练时的树数 / trees of a detector, when one is trained"
    )
    threshold: dict[str, FiniteFloat] = Field(
        {},
        description="`threshold.U05`：改指标的阈值；等于阈值是否命中（≥ 或 >）"
        "仍见 docs/indicators.md / "
        "another number for the threshold of an indicator; whether it is a hit itself (≥) or not "
        "(>) stays as in docs/indicators.md",
    )
    caps: dict[str, FiniteFloat] = Field(
        {},
        description='`caps."人社/330203"`：某部门某区县的件数上限 / '
        "most cases of an authority and district",
    )
    answers: dict[str, AgencyAnswer] = Field(
        {},
        description="agency.toml 中对数据问题的答复，键为指标或指标/区县 / "
        "answers to data questions, kept in agency.toml: see docs/how-to/commission-a-city.md",
    )
    scenarios: str = Field(
        "",
        description="只运行这些场景，逗号分隔；空为全部 / ids of scenarios by comma; empty = all",
    )


class Settings(ResultSettings):
    """All settings of a night. What is added here changes no published table."""

    threads: int = Field(0, ge=0, le=1024, description="线程数，0为全部 / threads, 0 = all")
    memory_limit: str = Field(
        "8GB",
        # as DuckDB reads it
        pattern=r"^\d+(\.\d+)?\s*([KMGT]i?B|%)$",
        description="DuckDB 内存上限 / memory of DuckDB, e.g. 8GB",
    )
    promotion_persons: int = Field(
        1,
        ge=1,
        le=2,
        description="2：提升或退回模型须第二人 / 2 = a promotion or rollback needs a second person",
    )
    landed: str = Field(
        "", description="落地库，空为 RUNS/landed / the landed store; empty = RUNS/landed"
    )
    mapping: str = Field(
        "",
        description="字段对照，逗号分隔，内置名或文件；空为契约列名 / "
        "mappings by comma: built-in names or files; empty: the contract's own names",
    )
    pull: Literal["auto", "delta", "full"] = Field(
        "auto",
        description="抽取方式；auto 沿用当日已落地的快照 / "
        "how to pull; auto takes a day's snapshot over if it was landed",
    )
    overlap_hours: float = Field(
        48.0, ge=0, le=24 * 366, description="增量回溯小时数 / how far a delta reaches back"
    )
    full_days: int = Field(
        7, ge=1, le=366, description="两次全量间隔天数 / days between whole pulls"
    )
    lock_seconds: float = Field(
        60.0, ge=0.01, le=86_400, description="等锁秒数 / wait for a lock of the database"
    )
    attempts: int = Field(5, ge=1, le=100, description="连接数据库的次数 / tries at the database")
    retry_seconds: float = Field(
        15.0, ge=0, le=3600, description="首次重试前等待，其后加倍 / first wait, doubled each time"
    )
    keep_nights: int = Field(
        14, ge=1, le=10_000, description="保留最近的快照数 / newest snapshots that are kept"
    )
    keep_months: int = Field(
        24, ge=0, le=1200, description="每月末快照保留月数 / months of which the last one is kept"
    )
    keep_runs: int = Field(
        30,
        ge=1,
        le=10_000,
        description="最近多少夜的运行完整保留；更早的只留清单 / "
        "newest runs kept whole; of older ones the list stays",
    )
    keep_run_months: int = Field(
        36,
        ge=0,
        le=1200,
        description="每月末运行完整保留月数 / months of which the last run is kept whole",
    )
    deadline: str = Field(
        "",
        pattern=r"^(|\+\d+(\.\d+)?|([01]?\d|2[0-3]):[0-5]\d)$",
        description="截止：北京时间 06:30，或 +90 分钟 / a time of day in China, or +minutes",
    )
    checks: dict[str, str] = Field(
        {}, description="`checks.NAME`：stop、warn 或 off / what follows a check on arrival"
    )
    alert_blocks: str = Field(
        "",
        pattern=r"^\s*([\w-]+/[\w-]+\s*(,\s*|$))*$",
        description="Prefect 通知块，逗号分隔 / Prefect notification blocks by comma",
    )
    engine: Literal["duckdb", "spark"] = Field(
        "duckdb", description="计算引擎；集群见 scale.md / `spark` computes on a cluster: scale.md"
    )
    spark: dict[str, str] = Field(
        {}, description="`spark.master` 等 Spark 自身的键 / `spark.master` and other keys of Spark"
    )

    def list_scenario_ids(self) -> list[str]:
        """List the scenarios to run, in order of id."""
        ids = [s.strip() for s in self.scenarios.split(",") if s.strip()]
        return sorted(ids) or list(load_scenarios())

    def get_result_settings(self) -> dict:
        """Return the settings on which the published tables depend."""
        return self.model_dump(mode="json", include=ResultSettings.model_fields.keys())

    def get_decisions(self) -> dict[str, Decision]:
        """Map an indicator, or "indicator/district", to what the agency decided."""
        return {key: answer.decision for key, answer in self.answers.items()}


def load_settings(
    overrides: list[str],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Read settings.toml and agency.toml of `folder`, the environment and KEY=VALUE overrides.

    The folder is that of the site (QINGFENG_SITE) or, where none is named, the working folder.
    A threshold that agency.toml answers holds unless it is set otherwise. Raises UsageError.
    """
    folder = Path(environment.get(SITE_VARIABLE, "")) if folder is None else folder
    files = [folder / "settings.toml", folder / "agency.toml"]
    try:
        settings = _merge_sources(files, environment, _parse_overrides(overrides))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        file = _find_broken_file(files)
        raise UsageError(
            f"设置文件不是TOML {file} is not TOML: {error}",
            next_step="改正或移走 mend it or move it away",
        ) from None
    except SettingsError as error:
        raise UsageError(
            f"环境变量有误 {PREFIX}*: {error}",
            next_step=f'用JSON书写 write JSON, e.g. {PREFIX}THRESHOLD={{"P22": 3}}',
        ) from None
    except ValidationError as error:
        raise _translate_error(error.errors()[0]) from None
    _validate_references(settings)
    answered = {
        key: answer.threshold
        for key, answer in settings.answers.items()
        if answer.threshold is not None
    }
    return settings.model_copy(update={"threshold": answered | settings.threshold})


def _find_broken_file(files):
    for file in files:
        try:
            tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            return file
    return files[0]


class _Environment(EnvSettingsSource):
    """QINGFENG_* of a given environment; variables that are no settings are left alone."""

    def __init__(self, settings_class, environment: Mapping[str, str]):
        self._environment = environment
        super().__init__(settings_class)

    def _load_env_vars(self):
        return {name.lower(): value for name, value in self._environment.items()}


class _SiteFile(TomlConfigSettingsSource):
    """A file of the site; paths in it are relative to its folder."""

    def _read_file(self, file_path):
        values, folder = super()._read_file(file_path), Path(file_path).absolute().parent
        if values.get("landed"):
            values["landed"] = str(folder / os.path.expanduser(values["landed"]))
        if isinstance(values.get("mapping"), str):
            values["mapping"] = ",".join(
                str(folder / name) if (folder / name).is_file() else name
                for name in (part.strip() for part in values["mapping"].split(","))
            )
        return values


def _merge_sources(files, environment, overrides):
    # Settings itself reads neither file nor environment: a replay builds it from run.json
    class Sources(Settings, BaseSettings):
        model_config = SettingsConfigDict(env_prefix=PREFIX)

        @classmethod
        def settings_customise_sources(cls, settings_cls, init_settings, **_):
            toml = [_SiteFile(settings_cls, file) for file in files]
            return init_settings, _Environment(settings_cls, environment), *toml

    return Settings(**Sources(**overrides).model_dump())


def _parse_overrides(overrides):
    """Parse KEY=VALUE and KEY.NAME=VALUE, the last one of a key counts."""
    values = {}
    for override in overrides:
        key, equals, value = override.partition("=")
        if not equals:
            raise UsageError(
                f"须为 键=值 --set {override} is not KEY=VALUE",
                next_step="例如 write e.g. --set budget=200",
            )
        setting, _, name = key.partition(".")
        field = Settings.model_fields.get(setting)
        if field is None or bool(name) != isinstance(field.get_default(), dict):
            raise _make_unknown_error("setting", key, Settings.model_fields)
        if name:
            values.setdefault(setting, {})[name] = value
        else:
            values[setting] = value
    return values


def _translate_error(error) -> UsageError:
    """Put an error of pydantic (type, loc, input) into the project's words."""
    key = ".".join(map(str, error["loc"]))
    field = Settings.model_fields.get(error["loc"][0])
    if field is None:
        return _make_unknown_error("setting", key, Settings.model_fields)
    if error["loc"][0] == "answers":
        return UsageError(
            f"投产答复有误 agency.toml: {key}: {error['msg']}",
            next_step="改正该答复 mend the answer: docs/how-to/commission-a-city.md shows its form",
        )
    if error["type"] == "literal_error":
        return _make_unknown_error(key, error["input"], get_args(field.annotation))
    if error["type"] in ("greater_than_equal", "less_than_equal"):
        return UsageError(
            f"设置超出范围 setting {key} must lie in {format_bounds(field)}",
            next_step="改正后再启动 correct it and start again",
        )
    if error["type"] == "string_pattern_mismatch":
        return UsageError(
            f"设置不能取此值 setting {key} cannot be {error['input']!r}",
            next_step=f"例如 write e.g. {EXAMPLES[key]}",
        )
    if error["type"] == "dict_type":
        return UsageError(
            f"设置不能取此值 setting {key} cannot be {error['input']!r}",
            next_step=f"按此书写 give {key}.NAME=VALUE",
        )
    return UsageError(
        f"设置不能取此值 setting {key} cannot be {error['input']!r}",
        next_step=f"应为 give {_name_type(field)}",
    )


def format_bounds(field: FieldInfo) -> str:
    """Format the least and the greatest value of a setting, "" where there are none."""
    bounds = [
        limit for m in field.metadata for limit in (getattr(m, "ge", getattr(m, "le", None)),)
    ]
    return "..".join(f"{limit}" for limit in bounds if limit is not None)


def _name_type(field):
    kind = get_args(field.annotation)[-1] if get_args(field.annotation) else field.annotation
    kind = getattr(kind, "__origin__", kind)  # FiniteFloat is a float with a note
    return {int: "a whole number", float: "a number", str: "a text"}[kind]


def _validate_references(settings):
    if settings.engine == "spark" and "master" not in settings.spark:
        raise UsageError(
            "Spark引擎需要集群 the engine spark needs a cluster",
            next_step="加上 add e.g. --set spark.master=spark://host:7077, or local[2]",
        )
    _require_known("scenario", settings.list_scenario_ids(), list(load_scenarios()))
    indicators = [i.id for s in load_scenarios().values() for i in s.indicators]
    _require_known("indicator", settings.threshold, indicators)
    authorities, districts = _list_authorities(), load_code_lists()["district"]
    for key in settings.caps:
        authority, _, district = key.partition("/")
        _require_known("authority in caps", [authority], authorities)
        _require_known("district in caps", [district], districts)
    resolve_outcomes(settings.checks)
    _require_known("indicator", [key.partition("/")[0] for key in settings.answers], indicators)


def _list_authorities():
    """List whoever a scenario's cases may be handed to."""
    return {
        scenario.get_addressee(population)
        for scenario in load_scenarios().values()
        for population in scenario.populations
    }


def _require_known(what, names, allowed):
    unknown = sorted(set(names) - set(allowed))
    if unknown:
        raise _make_unknown_error(what, unknown[0], allowed)


def _make_unknown_error(what, name, allowed):
    return UsageError(
        f"没有此项 there is no {what} {name!r}",
        next_step=f"可用的有 known: {', '.join(sorted(allowed))}",
    )
