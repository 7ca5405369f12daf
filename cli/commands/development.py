"""`qingfeng new-indicator`: for those who work on the project."""

from pathlib import Path
from typing import Annotated

import typer


def write_new_indicator(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="场景编号 / a folder of scenarios/")
    ],
    indicator: Annotated[str, typer.Argument(metavar="ID", help="指标编号 / e.g. I10")],
    *,
    population: Annotated[
        str | None, typer.Option(metavar="ID", help="总体，缺省为第一个 / the first if left out")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="量什么，作文件名 / what is measured; names the files"),
    ] = None,
) -> None:
    """Write the skeleton of an indicator into the project's folder."""
    from cli.new_indicator import draft_indicator

    root = Path(__file__).resolve().parents[2]
    skeleton = draft_indicator(scenario, indicator, population_id=population, name=name)
    skeleton.write(root)
    print("\n".join(map(str, skeleton.files)))
    print("下一步 next: docs/how-to/add-an-indicator.md")
