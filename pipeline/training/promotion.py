"""Who is champion: promotion with a name and a reason, rollback, and shadow runs.

Every change is a line appended to `models/promotions.jsonl` in the runs folder.
"""

import json
import os
from datetime import datetime
from pathlib import Path

from contracts.errors import ModelError, UsageError
from contracts.run_layout import RESTRICTED
from models.registry import CHALLENGER, CHAMPION, SHADOW, Registry
from pipeline.pinned_models import open_registry, require_matching_features
from pipeline.run_lock import run_lock
from pipeline.runs import RECORD, list_published_runs, read_run_record
from scenarios import load_scenarios

PREFIX = "qingfeng."


def promote(
    runs: Path,
    target: str,
    version: str,
    *,
    by: str,
    reason: str,
    second: str | None = None,
    persons: int = 1,
) -> list[dict]:
    """Make a version champion of the models that `target` names; return the lines written.

    `target` is "scenario" or "scenario.population", `version` a number, `challenger` or the
    alias of another detector's (`challenger-copod`); with
    `persons` of two, `second` must be another person. Raises UsageError for a missing person or
    reason, ModelError for a version that is missing, altered or does not fit.
    """
    _require_signature(by, reason, second, persons)
    with run_lock(runs):
        registry = open_registry(runs)
        moves = [
            _resolve_promotion(registry, name, version)
            for name in resolve_model_names(registry, target)
        ]
        moves = [move for move in moves if move is not None]
        if not moves:
            raise ModelError(
                f"no model of {target} has a version {version} that is not champion already",
                next_step="look at `qingfeng models`, or train one with `qingfeng train`",
            )
        return [
            _apply_promotion(runs, registry, "promote", *move, by=by, reason=reason, second=second)
            for move in moves
        ]


def roll_back(
    runs: Path, target: str, *, by: str, reason: str, second: str | None = None, persons: int = 1
) -> list[dict]:
    """Put back the champion before the last promotion that was not rolled back.

    Returns the lines written.
    """
    _require_signature(by, reason, second, persons)
    with run_lock(runs):
        registry = open_registry(runs)
        moves = []
        for name in resolve_model_names(registry, target):
            former = _list_former_champions(runs, name)
            if former:
                # loading it proves that it is whole, before a night depends on it
                registry.load(name, former[-1])
                moves.append((name, registry.get_alias_version(name, CHAMPION), former[-1]))
        if not moves:
            raise ModelError(
                f"{target} has no promotion that could be rolled back",
                next_step="look at `qingfeng models`",
            )
        return [
            _apply_promotion(runs, registry, "rollback", *move, by=by, reason=reason, second=second)
            for move in moves
        ]


def begin_shadow(runs: Path, target: str, version: str, *, nights: int, by: str) -> list[dict]:
    """Let a version score beside the champion for some nights; it changes no list."""
    if not by.strip() or nights < 1:
        raise UsageError(
            "a shadow run needs a person and at least one night", next_step="--by NAME --nights N"
        )
    with run_lock(runs):
        registry, lines = open_registry(runs), []
        for name in resolve_model_names(registry, target):
            move = _resolve_promotion(registry, name, version)
            if move is not None:
                registry.set_alias(name, SHADOW, move[2])
                registry.note(name, move[2], {"shadow_nights": str(nights)})
                entry = {
                    "model": name,
                    "champion": move[1],
                    "version": move[2],
                    "by": by.strip(),
                    "nights": nights,
                }
                lines.append(
                    _append_log_line(runs, {"at": _format_now(), "action": "shadow", **entry})
                )
        if not lines:
            raise ModelError(
                f"no model of {target} has a version {version} beside its champion",
                next_step="look at `qingfeng models`",
            )
        return lines


def end_shadow(runs: Path, target: str) -> list[str]:
    """Stop the shadow runs of these models; return the names of those that had one."""
    with run_lock(runs):
        registry = open_registry(runs)
        names = [
            n
            for n in resolve_model_names(registry, target)
            if registry.get_alias_version(n, SHADOW)
        ]
        for name in names:
            registry.drop_alias(name, SHADOW)
            _append_log_line(runs, {"at": _format_now(), "action": "shadow ends", "model": name})
        return names


def find_active_shadows(runs: Path, *, before: str) -> dict[str, dict]:
    """Map a model to version, identity and nights of its shadow run, if nights of it are left.

    Nights are counted in runs before the as-of date `before` that compared that very version.
    """
    registry, active = open_registry(runs), {}
    lines = {line["model"]: line for line in read_promotion_log(runs) if line["action"] == "shadow"}
    for name, line in sorted(lines.items()):
        version = registry.get_alias_version(name, SHADOW)
        if version != line["version"]:
            continue
        identity = registry.load(name, version).identity
        nights = list_shadow_nights(runs, name, identity)
        if len([n for n in nights if n["as_of"] < before]) < line["nights"]:
            active[name] = {"version": version, "identity": identity, "nights": line["nights"]}
    return active


def list_shadow_nights(runs: Path, name: str, identity: str) -> list[dict]:
    """List the comparisons with a shadow version in published nights, one an as-of date."""
    comparisons = {}
    for folder, record in list_published_runs(runs):
        parts = [record, *_read_restricted_record(folder)]
        for shadow in (row for part in parts for row in part.get("shadows", [])):
            if shadow["model"] == name and shadow["identity"] == identity:
                comparisons[record["as_of"]] = {"as_of": record["as_of"], **shadow}
    return [comparisons[day] for day in sorted(comparisons)]


def resolve_model_names(registry: Registry, target: str) -> list[str]:
    """List the registered names that a target means. Raises UsageError for an unknown one."""
    names = [n for n in registry.names() if f"{n}.".startswith(f"{PREFIX}{target}.")]
    if not names:
        known_names = sorted(
            {n.removeprefix(PREFIX) for n in registry.names()} | set(load_scenarios())
        )
        raise UsageError(
            f"there is no model of {target!r}", next_step=f"known: {', '.join(known_names)}"
        )
    return names


def read_promotion_log(runs: Path) -> list[dict]:
    """Read every line of models/promotions.jsonl, oldest first."""
    path = _get_log_path(runs)
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _resolve_promotion(registry, name, requested_version):
    """Return (model, champion, version); None if there is no such version or it is champion."""
    version = (
        registry.get_alias_version(name, requested_version)
        if requested_version.startswith(CHALLENGER)
        else requested_version
    )
    if version is None or version not in registry.list_versions(name):
        return None
    champion = registry.get_alias_version(name, CHAMPION)
    if champion == version:
        return None
    _, scenario_id, population_id = name.split(".")
    # loading it proves that it is whole, before a night depends on it
    require_matching_features(
        registry.load(name, version), load_scenarios()[scenario_id].population(population_id)
    )
    return name, champion, version


def _apply_promotion(runs, registry, action, name, champion, version, *, by, reason, second):
    line = {
        "at": _format_now(),
        "action": action,
        "model": name,
        "from_version": champion,
        "to_version": version,
        "to_identity": registry.load(name, version).identity,
        "by": by.strip(),
        "second": second.strip() if second else None,
        "reason": reason.strip(),
    }
    # logged first: a change that nobody signed must not exist
    _append_log_line(runs, line)
    registry.set_alias(name, CHAMPION, version)
    if registry.get_alias_version(name, SHADOW) == version:
        registry.drop_alias(name, SHADOW)
    tags = {k: str(v) for k, v in line.items() if k in ("at", "by", "second", "reason") and v}
    registry.note(name, version, {f"{action}_{k}": v for k, v in tags.items()})
    return line


def _list_former_champions(runs, name):
    """List the versions before each promotion that was not rolled back, oldest first."""
    former = []
    for line in read_promotion_log(runs):
        if line["model"] == name and line["action"] == "promote" and line["from_version"]:
            former.append(line["from_version"])
        elif line["model"] == name and line["action"] == "rollback":
            former = former[:-1]
    return former


def _require_signature(by, reason, second, persons):
    if not by.strip() or not reason.strip():
        raise UsageError(
            "a change of champion needs a person and a reason", next_step="--by NAME --reason TEXT"
        )
    if persons > 1 and (not second or not second.strip() or second.strip() == by.strip()):
        raise UsageError(
            "the settings ask for a second person (promotion_persons = 2)",
            next_step="add --second NAME, another one than --by",
        )


def _read_restricted_record(folder):
    part = folder / RESTRICTED
    return [read_run_record(part)] if (part / RECORD).is_file() else []


def _append_log_line(runs, line):
    path = _get_log_path(runs)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        # on disk before the champion changes
        file.flush()
        os.fsync(file.fileno())
    return line


def _get_log_path(runs):
    return runs / "models" / "promotions.jsonl"


def _format_now():
    return datetime.now().isoformat(timespec="seconds")
