"""Measure what a night costs by size: a first night, which trains models, and an ordinary one.

    python -m benchmarks.city FOLDER [--persons N …] [--doc FILE --picture FILE]

Room and time that it needs are printed first. Every town, night and comparison that is done is kept
in FOLDER and not done again, so a stopped benchmark goes on where it was. The two nights are of two
days on one snapshot: the second finds models, a list and a ledger. `--doc` puts the tables between
the marks of a file, `--picture` draws cost against size.
"""

import argparse
import json
import shutil
from pathlib import Path

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks.command import time_command
from benchmarks.town import BUDGET_PER_PLANTED, count_planted
from benchmarks.write_between_marks import write_between_marks
from contracts.manifest import read_manifest

CITY = 8_039_000  # insured persons of the city that the simulator imitates
SIZES = (60_000, 200_000, 1_000_000, CITY)
SEED = 77  # any; fixed, so that a stopped benchmark goes on with the same towns
MOST_LISTED = 30_000  # what the supervisors of a city must check
NIGHTS = {"first": "2026-06-29", "ordinary": "2026-06-30"}
# measured on 2 cores: bytes on disk a person at the most, persons simulated and taken through both
# nights a second
DISK_A_PERSON, SIMULATED_A_SECOND, NIGHTS_A_SECOND = 3_000, 4_500, 2_400


def main() -> None:
    """Measure every size that is not measured yet, and print the table."""
    options = _parse_options()
    options.folder.mkdir(parents=True, exist_ok=True)
    announce(options.persons, options.folder)
    rows = [
        row for persons in sorted(options.persons) for row in measure_size(persons, options.folder)
    ]
    print(format_markdown(rows))
    if options.doc:
        write_between_marks(options.doc, "benchmarks.city", format_markdown(rows))
    if options.picture:
        draw_growth(rows, options.picture)


def announce(sizes: list[int], folder: Path) -> None:
    """Print room and time that are needed. Raises SystemExit if the disk has too little room."""
    todo = [n for n in sizes if not (_make_home(folder, n) / "figures.json").is_file()]
    room = sum(todo) * DISK_A_PERSON / 1e9
    hours = sum(todo) * (1 / SIMULATED_A_SECOND + 1 / NIGHTS_A_SECOND) / 3600
    free = shutil.disk_usage(folder).free / 1e9
    print(
        f"need about {room:.0f} GB in {folder} ({free:.0f} GB are free) and about {hours:.1f} "
        "hours on 2 cores"
    )
    print(
        f"to do: {', '.join(f'{n:,}' for n in todo) or 'nothing, all sizes are measured'}",
        flush=True,
    )
    if room > free:
        raise SystemExit("not enough room: name a folder on a larger disk, or fewer --persons")


def measure_size(persons: int, folder: Path) -> list[dict]:
    """Measure one row per night and stage: persons, rows, seconds, cpu_seconds, peak_mb, read_mb,
    written_mb.
    """
    home = _make_home(folder, persons)
    figures_path = home / "figures.json"
    if not figures_path.is_file():
        source, truth = home / "town", home / "truth.parquet"
        seconds = _simulate_town(persons, source, truth)
        budget, restricted = (
            min(MOST_LISTED, round(BUDGET_PER_PLANTED * n)) for n in count_planted(truth)
        )
        rows = sum(delivery.rows for delivery in read_manifest(source).tables.values())
        budget_options = ["--budget", budget, "--set", f"restricted_budget={restricted}"]
        common_columns = {
            "persons": persons,
            "rows": rows,
            "simulate_s": seconds,
            "listed": budget + restricted,
        }
        stage_rows = [
            common_columns | stage
            for night in NIGHTS
            for stage in _run_night(night, source, home, budget_options)
        ]
        figures_path.write_text(json.dumps(stage_rows, indent=1), encoding="utf-8")
    return json.loads(figures_path.read_text(encoding="utf-8"))


def _make_home(folder, persons):
    home = folder / str(persons)
    home.mkdir(parents=True, exist_ok=True)
    return home


def _simulate_town(persons, source, truth):
    """Seconds of the simulation; of one that was stopped and taken up again those of the last part,
    None if it was whole.
    """
    if (source / "manifest.json").is_file():
        return None
    arguments = ("--persons", persons, "--seed", SEED, "--as-of", NIGHTS["ordinary"])
    return time_command(
        "simulate", *arguments, "--out", source, "--truth", truth, show_output=True
    )["seconds"]


def _run_night(name, source, home, budget_options):
    """The stages of a night that is run now or was run before, and the whole."""
    stages_path = home / f"{name}.json"
    if not stages_path.is_file():
        night = time_command(
            "nightly",
            "--source",
            source,
            "--runs",
            home / "runs",
            "--as-of",
            NIGHTS[name],
            *budget_options,
            show_output=True,
        )
        record = json.loads((Path(night["last_line"]) / "run.json").read_text(encoding="utf-8"))
        night_figures = {
            "stages": record["timings"],
            "whole": night["seconds"],
            "peak_mb": record["memory_peak_mb"],
        }
        stages_path.write_text(json.dumps(night_figures), encoding="utf-8")
    night_figures = json.loads(stages_path.read_text(encoding="utf-8"))
    whole = {
        "stage": "whole",
        "seconds": night_figures["whole"],
        "peak_mb": night_figures["peak_mb"],
    }
    whole |= {
        k: round(sum(s[k] for s in night_figures["stages"]))
        for k in ("cpu_seconds", "read_mb", "written_mb")
    }
    return [{"night": name} | stage for stage in [*night_figures["stages"], whole]]


def format_markdown(rows: list[dict]) -> str:
    """Format whole nights by size, then their stages."""
    table = pd.DataFrame(rows)
    whole = table[table.stage == "whole"]
    lines = [
        "| persons | rows | night | seconds | CPU seconds | peak MB | read MB | written MB | rows "
        "a second |",
        "|---:|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {r.persons:,} | {r.rows:,} | {r.night} | {r.seconds:,.0f} | {r.cpu_seconds:,.0f} | "
        f"{r.peak_mb:,.0f} "
        f"| {r.read_mb:,.0f} | {r.written_mb:,.0f} | {r.rows / r.seconds:,.0f} |"
        for r in whole.itertuples()
    ]
    stages = table[table.stage != "whole"]
    names = list(dict.fromkeys(stages.stage))
    lines += ["", "Seconds / CPU seconds / peak MB of each stage:", ""]
    lines += [f"| persons | night | {' | '.join(names)} |", f"|---:|---|{'---:|' * len(names)}"]
    for (persons, night), night_stages in stages.groupby(["persons", "night"]):
        cells = night_stages.set_index("stage")
        stage_cells = [
            f"{cells.seconds[n]:,.0f} / {cells.cpu_seconds[n]:,.0f} / {cells.peak_mb[n]:,.0f}"
            for n in names
        ]
        lines.append(f"| {persons:,} | {night} | {' | '.join(stage_cells)} |")
    return "\n".join(lines)


def draw_growth(rows: list[dict], picture: Path) -> None:
    """Draw processor seconds and peak memory against persons, both as logarithms, with proportional
    growth.
    """
    table = pd.DataFrame(rows)
    whole = table[table.stage == "whole"]
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    # a busy machine stretches seconds, hardly those of the processors
    columns_and_labels = ("cpu_seconds", "peak_mb"), ("processor seconds", "peak MB")
    for axes, column, label in zip(figure.subplots(1, 2), *columns_and_labels, strict=True):
        for night, night_rows in whole.groupby("night", sort=False):
            axes.plot(night_rows.persons, night_rows[column], marker="o", label=f"{night} night")
        largest = night_rows.iloc[-1]
        axes.plot(
            night_rows.persons,
            largest[column] * night_rows.persons / largest.persons,
            ":",
            color="gray",
            label="proportional",
        )
        axes.set(xscale="log", yscale="log", xlabel="persons", ylabel=label)
        axes.grid(alpha=0.3)
        axes.legend()
    figure.savefig(picture, dpi=110)


def _parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--persons", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--doc", type=Path, metavar="FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE.png")
    return parser.parse_args()


if __name__ == "__main__":
    main()
