"""Who is champion: promoted by a named person with a reason, rolled back, or tried for some nights in the shadow.

Every change is a line of `models/promotions.jsonl` in the runs folder, which is only ever appended to.
"""

import json
import os
from datetime import datetime
from pathlib import Path

from contracts.errors import ModelError, UsageError
from models.registry import CHALLENGER, CHAMPION, SHADOW, Registry
from pipeline.pinned_models import fitting, registry_of
from pipeline.run_lock import alone
from pipeline.runs import published_runs
from scenarios import all_scenarios

PREFIX = "qingfeng."


def promote(
    runs: Path, asked: str, version: str, *, by: str, reason: str, second: str | None = None, persons: int = 1
) -> list[dict]:
    """Make a version champion of the models that `asked` names ("scenario" or "scenario.population"); the lines written.

    `version` is a number or `challenger`. `persons` of two wants a `second` person who is not the first. Raises UsageError
    for a missing person or reason, ModelError for a version that is not there, was altered or does not fit.
    """
    _signed(by, reason, second, persons)
    with alone(runs):
        registry = registry_of(runs)
        moves = [_move(registry, name, version) for name in models_of(registry, asked)]
        moves = [move for move in moves if move is not None]
        if not moves:
            raise ModelError(
                f"no model of {asked} has a version {version} that is not champion already",
                next_step="look at `qingfeng models`, or train one with `qingfeng train`",
            )
        return [
            _apply(runs, registry, "promote", *move, by=by, reason=reason, second=second) for move in moves
        ]


def rollback(
    runs: Path, asked: str, *, by: str, reason: str, second: str | None = None, persons: int = 1
) -> list[dict]:
    """Put back what was champion before the last promotion that still stands; the lines written."""
    _signed(by, reason, second, persons)
    with alone(runs):
        registry = registry_of(runs)
        moves = []
        for name in models_of(registry, asked):
            before = _standing(runs, name)
            if before:
                registry.load(name, before[-1])
                moves.append((name, registry.alias_version(name, CHAMPION), before[-1]))
        if not moves:
            raise ModelError(
                f"{asked} has no promotion that could be rolled back", next_step="look at `qingfeng models`"
            )
        return [
            _apply(runs, registry, "rollback", *move, by=by, reason=reason, second=second) for move in moves
        ]


def begin_shadow(runs: Path, asked: str, version: str, *, nights: int, by: str) -> list[dict]:
    """Let a version score beside the champion for some nights; it changes no list. The lines written."""
    if not by.strip() or nights < 1:
        raise UsageError(
            "a shadow run needs a person and at least one night", next_step="--by NAME --nights N"
        )
    with alone(runs):
        registry, lines = registry_of(runs), []
        for name in models_of(registry, asked):
            move = _move(registry, name, version)
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
                lines.append(_write(runs, {"at": _now(), "action": "shadow", **entry}))
        if not lines:
            raise ModelError(
                f"no model of {asked} has a version {version} beside its champion",
                next_step="look at `qingfeng models`",
            )
        return lines


def end_shadow(runs: Path, asked: str) -> list[str]:
    """No version of these models scores in the shadow any more; the names of those that did."""
    with alone(runs):
        registry = registry_of(runs)
        names = [n for n in models_of(registry, asked) if registry.alias_version(n, SHADOW)]
        for name in names:
            registry.drop_alias(name, SHADOW)
            _write(runs, {"at": _now(), "action": "shadow ends", "model": name})
        return names


def shadows_of(runs: Path, *, before: str) -> dict[str, dict]:
    """Model → version, identity and nights asked of those that still have a night in the shadow before them.

    Nights are counted in the runs of earlier as-of dates that hold a comparison with that very version.
    """
    registry, found = registry_of(runs), {}
    lines = {line["model"]: line for line in history(runs) if line["action"] == "shadow"}
    for name, line in sorted(lines.items()):
        version = registry.alias_version(name, SHADOW)
        if version != line["version"]:
            continue
        identity = registry.load(name, version).identity
        nights = shadow_nights(runs, name, identity)
        if len([n for n in nights if n["as_of"] < before]) < line["nights"]:
            found[name] = {"version": version, "identity": identity, "nights": line["nights"]}
    return found


def shadow_nights(runs: Path, name: str, identity: str) -> list[dict]:
    """What the published nights say of a version in the shadow, oldest first, one entry an as-of date."""
    found = {}
    for folder, record in published_runs(runs):
        parts = [record, *_restricted(folder)]
        for told in (row for part in parts for row in part.get("shadows", [])):
            if told["model"] == name and told["identity"] == identity:
                found[record["as_of"]] = {"as_of": record["as_of"], **told}
    return [found[day] for day in sorted(found)]


def models_of(registry: Registry, asked: str) -> list[str]:
    """Registered names that "scenario" or "scenario.population" means. Raises UsageError for an unknown one."""
    names = [n for n in registry.names() if f"{n}.".startswith(f"{PREFIX}{asked}.")]
    if not names:
        known = sorted({n.removeprefix(PREFIX) for n in registry.names()} | set(all_scenarios()))
        raise UsageError(f"there is no model of {asked!r}", next_step=f"known: {', '.join(known)}")
    return names


def history(runs: Path) -> list[dict]:
    """Every line of models/promotions.jsonl, oldest first."""
    path = _path(runs)
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _move(registry, name, asked):
    """(model, champion, version) of a promotion; None where this model has no such version or it is champion."""
    version = registry.alias_version(name, CHALLENGER) if asked == CHALLENGER else asked
    if version is None or version not in registry.versions(name):
        return None
    champion = registry.alias_version(name, CHAMPION)
    if champion == version:
        return None
    _, scenario_id, population_id = name.split(".")
    # loading it proves that it is whole, before a night depends on it
    fitting(registry.load(name, version), all_scenarios()[scenario_id].population(population_id))
    return name, champion, version


def _apply(runs, registry, action, name, champion, version, *, by, reason, second):
    line = {
        "at": _now(),
        "action": action,
        "model": name,
        "from_version": champion,
        "to_version": version,
        "to_identity": registry.load(name, version).identity,
        "by": by.strip(),
        "second": second.strip() if second else None,
        "reason": reason.strip(),
    }
    _write(runs, line)
    registry.set_alias(name, CHAMPION, version)
    if registry.alias_version(name, SHADOW) == version:
        registry.drop_alias(name, SHADOW)
    told = {k: str(v) for k, v in line.items() if k in ("at", "by", "second", "reason") and v}
    registry.note(name, version, {f"{action}_{k}": v for k, v in told.items()})
    return line


def _standing(runs, name):
    """Versions that were champion before each promotion that was not rolled back, oldest first."""
    before = []
    for line in history(runs):
        if line["model"] == name and line["action"] == "promote" and line["from_version"]:
            before.append(line["from_version"])
        elif line["model"] == name and line["action"] == "rollback":
            before = before[:-1]
    return before


def _signed(by, reason, second, persons):
    if not by.strip() or not reason.strip():
        raise UsageError(
            "a change of champion needs a person and a reason", next_step="--by NAME --reason TEXT"
        )
    if persons > 1 and (not second or not second.strip() or second.strip() == by.strip()):
        raise UsageError(
            "the settings ask for a second person (promotion_persons = 2)",
            next_step="add --second NAME, another one than --by",
        )


def _restricted(folder):
    path = folder / "restricted" / "run.json"
    return [json.loads(path.read_text(encoding="utf-8"))] if path.is_file() else []


def _write(runs, line):
    path = _path(runs)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return line


def _path(runs):
    return runs / "models" / "promotions.jsonl"


def _now():
    return datetime.now().isoformat(timespec="seconds")
