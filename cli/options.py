"""Options that several commands share, and how their values are read."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipeline.typed_path import typed_path

# a site names its delivery and its runs once, for units and persons alike (deploy/qingfeng.env)
SOURCE_VARIABLE, RUNS_VARIABLE = "QINGFENG_SOURCE", "QINGFENG_RUNS"


def parse_day(text: str | date) -> date:
    """Read a day; a default is one already. Raises BadParameter."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day like 2026-06-30") from None


def parse_whole(text: str) -> int:
    """Read a whole number. Raises BadParameter, which names the text as typer's own does not."""
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a whole number") from None


def parse_count(text: str) -> int:
    """Read a whole number above 0. Raises BadParameter."""
    number = parse_whole(text)
    if number < 1:
        raise typer.BadParameter(f"{text!r} is not a whole number above 0")
    return number


def folder_option(*names: str, metavar: str = "DIR", help: str = "", variable: str | None = None):
    """Declare an option that is a path as somebody typed it, or as `variable` holds it."""
    return typer.Option(
        *names, parser=typed_path, metavar=metavar, help=help, envvar=variable, show_envvar=False
    )


def day_option(*names: str, help: str = ""):
    """Declare an option that is a day."""
    return typer.Option(*names, parser=parse_day, metavar="DATE", help=help)


def parse_factor(text: str) -> float:
    """Parse a factor between a tenth and ten."""
    try:
        factor = float(text)
    except ValueError:
        factor = 0.0
    if not 0.1 <= factor <= 10:
        raise typer.BadParameter(f"{text!r} 不在0.1至10之间 / is not between 0.1 and 10")
    return factor


def number_option(name: str, metavar: str, help: str, *, parser=parse_whole):
    """Declare an option that is a whole number."""
    return typer.Option(name, parser=parser, metavar=metavar, help=help)


def list_option(name: str, metavar: str, help: str):
    """Declare an option that may be repeated."""
    return typer.Option(name, metavar=metavar, help=help, default_factory=list, show_default=False)


AsOf = Annotated[
    date | None,
    day_option(
        "--as-of", help="截至日，缺省为快照日期 / last closed day; the snapshot's if left out"
    ),
]
Runs = Annotated[
    Path,
    folder_option(
        "--runs",
        help="结果目录 / where runs are published; else QINGFENG_RUNS",
        variable=RUNS_VARIABLE,
    ),
]
Settings = Annotated[
    list[str], list_option("--set", "KEY=VALUE", "设置，可重复 / a setting; may be repeated")
]
Scenarios = Annotated[
    list[str],
    list_option("--scenario", "ID", "只运行此场景，可重复 / only this one; may be repeated"),
]
SourceFolder = Annotated[Path, folder_option("--source", help="快照目录 / a snapshot folder")]
SourceOrDatabase = Annotated[
    str,
    typer.Option(
        "--source",
        metavar="DIR_OR_URL",
        help="快照目录或数据库 / a snapshot folder or a database; else QINGFENG_SOURCE",
        envvar=SOURCE_VARIABLE,
        show_envvar=False,
    ),
]
Truth = Annotated[
    Path,
    folder_option("--truth", metavar="FILE", help="模拟器的真值文件 / a simulator's truth file"),
]
Run = Annotated[
    Path,
    typer.Argument(
        parser=typed_path, metavar="RUN", help="已发布的运行 / a published run's folder"
    ),
]
RUNS = Path("runs")


def choose_scenarios(settings: list[str], scenarios: list[str]) -> list[str]:
    """Add --scenario to the overrides of --set."""
    return [*settings, *([f"scenarios={','.join(scenarios)}"] if scenarios else [])]
