"""`qingfeng train`, `models`, `promote`, `rollback`, `shadow`: training and choosing models."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import (
    RUNS,
    AsOf,
    Runs,
    Scenarios,
    Settings,
    SourceOrDatabase,
    choose_scenarios,
    list_option,
    number_option,
)

Target = Annotated[
    str, typer.Argument(metavar="SCENARIO[.POPULATION]", help="场景或其群体 / which models")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="决定人 / who decides")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 / why")]
Second = Annotated[
    str | None,
    typer.Option(
        "--second",
        metavar="NAME",
        help="设置要求两人时的第二人 / the second person, where settings ask for two",
    ),
]


def train_challengers(
    *,
    scenario: Scenarios,
    source: SourceOrDatabase,
    as_of: AsOf = None,
    runs: Runs = RUNS,
    settings: Settings,
    detector: Annotated[
        list[str],
        list_option(
            "--detector",
            "NAME",
            "检测器，可重复 / qingfeng (default) or e.g. pyod:COPOD, pyod:IForest+ECOD; "
            "may be repeated",
        ),
    ],
) -> None:
    """Train challengers and print how they compare."""
    from models.detector.choose_detector import normalize_detector_name
    from pipeline.locate_source import validate_source
    from pipeline.settings import load_settings

    detectors = [normalize_detector_name(name) for name in detector]
    overrides = choose_scenarios(settings, scenario)
    validate_source(source, as_of, load_settings(overrides))
    from flows.retrain import format_comparison, retrain
    from models.registry import format_store_url

    challengers = retrain(source, as_of, str(runs), overrides, detectors)
    print("\n".join(format_comparison(challengers)))
    store = format_store_url(runs / "models")
    print(f"比较图表 comparison, pictures: mlflow ui --backend-store-uri '{store}'")
    for alias in dict.fromkeys(model["alias"] for model in challengers):
        print(f"提升 promote: qingfeng promote SCENARIO {alias} --by NAME --reason TEXT")


def list_models(*, runs: Runs = RUNS) -> None:
    """Print every model."""
    from pipeline.training.model_list import format_model_list

    print("\n".join(format_model_list(runs)))


def promote_version(
    target: Target,
    version: Annotated[
        str,
        typer.Argument(
            metavar="VERSION", help="版本号或别名 / a number, challenger, challenger-copod …"
        ),
    ],
    *,
    by: By,
    reason: Reason,
    second: Second = None,
    runs: Runs = RUNS,
    settings: Settings,
) -> None:
    """Make a version the champion."""
    from pipeline.training.promotion import promote

    signature = _collect_signature(by, reason, second, settings)
    _print_changes(promote(_require_models(runs), target, version, **signature))


def roll_back_champion(
    target: Target,
    *,
    by: By,
    reason: Reason,
    second: Second = None,
    runs: Runs = RUNS,
    settings: Settings,
) -> None:
    """Put back the champion before."""
    from pipeline.training.promotion import roll_back

    signature = _collect_signature(by, reason, second, settings)
    _print_changes(roll_back(_require_models(runs), target, **signature))


def run_shadow(
    target: Target,
    version: Annotated[
        str, typer.Argument(metavar="VERSION", help="版本 / version")
    ] = "challenger",
    *,
    nights: Annotated[int, number_option("--nights", "N", "夜数 / nights")] = 7,
    by: Annotated[str, typer.Option(metavar="NAME", help="决定人 / who decides")] = "",
    stop: Annotated[bool, typer.Option("--stop", help="结束 / end it")] = False,
    runs: Runs = RUNS,
) -> None:
    """Begin or end a shadow run."""
    from pipeline.training.promotion import begin_shadow, end_shadow

    _require_models(runs)
    if stop:
        names = end_shadow(runs, target)
        print("\n".join(f"影子结束 shadow ended: {name}" for name in names) or "—")
        return
    for line in begin_shadow(runs, target, version, nights=nights, by=by):
        print(
            f"影子 shadow: {line['model']} v{line['version']} "
            f"与冠军 beside champion v{line['champion']}，{line['nights']} 夜 nights"
        )


def _require_models(runs: Path) -> Path:
    from contracts.errors import RunError

    if not (runs / "models" / "mlflow.db").is_file():
        raise RunError(f"{runs} holds no models", next_step="give --runs DIR, or run a night first")
    return runs


def _collect_signature(by, reason, second, settings):
    from pipeline.settings import load_settings

    persons = load_settings(settings).promotion_persons
    return {"by": by, "reason": reason, "second": second, "persons": persons}


def _print_changes(lines):
    for line in lines:
        print(
            f"{line['action']}: {line['model']} v{line['from_version'] or '—'} → "
            f"v{line['to_version']} ({line['to_identity'][:12]})"
        )
