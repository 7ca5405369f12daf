"""`qingfeng train`, `models`, `promote`, `rollback`, `shadow`: the life of a model."""

import argparse
from datetime import date
from pathlib import Path

from pipeline.typed_path import typed_path


def add_commands(commands) -> None:
    """Hook the commands in."""
    _add_train_command(commands)
    _add_models_command(commands)
    _add_promote_command(commands)
    _add_rollback_command(commands)
    _add_shadow_command(commands)


def _add_train_command(commands):
    p = commands.add_parser(
        "train",
        help="训练挑战者并与冠军比较 / train challengers and compare them with the champions",
    )
    p.add_argument(
        "--scenario", action="append", default=[], metavar="ID", help="only this one; repeatable"
    )
    p.add_argument("--source", required=True, metavar="DIR")
    p.add_argument("--as-of", type=_parse_date, metavar="DATE")
    p.add_argument("--runs", default="runs", metavar="DIR")
    p.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    p.set_defaults(run=_run_train)


def _run_train(options):
    from pipeline.locate_source import validate_source
    from pipeline.settings import load_settings

    chosen = [f"scenarios={','.join(options.scenario)}"] if options.scenario else []
    settings = [*options.settings, *chosen]
    validate_source(options.source, options.as_of, load_settings(settings))
    from flows.retrain import format_comparison, retrain
    from pipeline.training.train import store_url

    challengers = retrain(options.source, options.as_of, options.runs, settings)
    print("\n".join(format_comparison(challengers)))
    store = store_url(typed_path(options.runs) / "models")
    print(f"比较图表 comparison, pictures: mlflow ui --backend-store-uri '{store}'")
    print("提升 promote: qingfeng promote SCENARIO challenger --by NAME --reason TEXT")


def _add_models_command(commands):
    p = commands.add_parser(
        "models", help="模型一览 / models, their champions, challengers and shadows"
    )
    p.add_argument("--runs", type=typed_path, default=Path("runs"), metavar="DIR")
    p.set_defaults(run=_run_models)


def _run_models(options):
    from pipeline.training.model_list import format_model_list

    print("\n".join(format_model_list(options.runs)))


def _add_decision_command(commands, name, text):
    p = commands.add_parser(name, help=text)
    p.add_argument("asked", metavar="SCENARIO[.POPULATION]")
    if name == "promote":
        p.add_argument("version", metavar="VERSION", help="a number, or challenger")
    p.add_argument("--by", required=True, metavar="NAME", help="who decides")
    p.add_argument("--reason", required=True, metavar="TEXT")
    p.add_argument("--second", metavar="NAME", help="the second person, where settings ask for two")
    p.add_argument("--runs", type=typed_path, default=Path("runs"), metavar="DIR")
    p.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    return p


def _add_promote_command(commands):
    p = _add_decision_command(commands, "promote", "提升为冠军 / make a version the champion")
    p.set_defaults(run=_run_promote)


def _run_promote(options):
    from pipeline.training.promotion import promote

    _print_lines(
        promote(
            _require_models(options), options.asked, options.version, **_read_signature(options)
        )
    )


def _add_rollback_command(commands):
    p = _add_decision_command(commands, "rollback", "退回上一冠军 / put back the champion before")
    p.set_defaults(run=_run_rollback)


def _run_rollback(options):
    from pipeline.training.promotion import roll_back

    _print_lines(roll_back(_require_models(options), options.asked, **_read_signature(options)))


def _add_shadow_command(commands):
    p = commands.add_parser(
        "shadow", help="影子试跑 / let a version score beside the champion for some nights"
    )
    p.add_argument("asked", metavar="SCENARIO[.POPULATION]")
    p.add_argument("version", nargs="?", default="challenger", metavar="VERSION")
    p.add_argument("--nights", type=int, default=7, metavar="N")
    p.add_argument("--by", default="", metavar="NAME")
    p.add_argument("--stop", action="store_true", help="end it")
    p.add_argument("--runs", type=typed_path, default=Path("runs"), metavar="DIR")
    p.set_defaults(run=_run_shadow)


def _run_shadow(options):
    from pipeline.training.promotion import begin_shadow, end_shadow

    runs = _require_models(options)
    if options.stop:
        print(
            "\n".join(f"影子结束 shadow ended: {name}" for name in end_shadow(runs, options.asked))
            or "—"
        )
        return
    for line in begin_shadow(
        runs, options.asked, options.version, nights=options.nights, by=options.by
    ):
        print(
            f"影子 shadow: {line['model']} v{line['version']} 与冠军 beside champion v{line['champion']}，"
            f"{line['nights']} 夜 nights"
        )


def _require_models(options):
    from contracts.errors import RunError

    if not (options.runs / "models" / "mlflow.db").is_file():
        raise RunError(
            f"{options.runs} holds no models", next_step="give --runs DIR, or run a night first"
        )
    return options.runs


def _read_signature(options):
    from pipeline.settings import load_settings

    persons = load_settings(options.settings).promotion_persons
    return {
        "by": options.by,
        "reason": options.reason,
        "second": options.second,
        "persons": persons,
    }


def _print_lines(lines):
    for line in lines:
        print(
            f"{line['action']}: {line['model']} v{line['from_version'] or '—'} → v{line['to_version']} "
            f"({line['to_identity'][:12]})"
        )


def _parse_date(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-06-30") from None
