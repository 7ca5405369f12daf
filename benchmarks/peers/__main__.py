"""Compare the three heaviest feature sets with pandas, Polars, PySpark and the floor.

    python -m benchmarks.peers --snapshot DIR [--out FILE.json] [--only NAME …]
                               [--limit-seconds N] [--limit-mb N] [--doc FILE]

Each peer does each set in a process of its own with two threads, from the snapshot's Parquet files
to the set's last table. The time is that of the work: what importing the libraries takes stands
apart (`start_seconds`). Our own way makes tables that other features of the night share, the peers
only what the last table rests on. `--doc` puts the table between the marks of a file.
"""

import argparse
import json
import os
from pathlib import Path

from benchmarks.peers.comparing import LIMIT_SECONDS, iterate_comparisons
from benchmarks.peers.task import COLUMNS, PEERS
from benchmarks.peers.watched import FINISHED
from benchmarks.write_between_marks import write_between_marks
from contracts.manifest import read_manifest

# key of a row → its head and width
SHOWN = {
    "set": ("set", 12),
    "peer": ("peer", 8),
    "seconds": ("seconds", 9),
    "cpu_seconds": ("CPU seconds", 12),
    "peak_mb": ("peak MB", 9),
    "times_ours": ("times ours", 11),
    "cpu_times_ours": ("CPU times ours", 15),
    "equal": ("equal", 6),
    "load": ("load", 6),
    "outcome": ("outcome", 24),
}
WORDS = {None: "-", True: "yes", False: "NO"}


def main() -> None:
    """Print a line per set and peer; write all of it as JSON if asked."""
    options = _parse_options()
    print(_format_line([head for head, _ in SHOWN.values()]), flush=True)
    rows = []
    limits = {"limit_seconds": options.limit_seconds, "limit_mb": options.limit_mb}
    for row in iterate_comparisons(options.snapshot, names=options.only, **limits):
        rows.append(row)
        print(_format_line([_format_value(row.get(key)) for key in SHOWN]), flush=True)
        if row.get("difference"):
            print(row["difference"], flush=True)
    if options.out:
        options.out.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    if options.doc:
        write_between_marks(
            options.doc,
            "benchmarks.peers",
            f"{describe_snapshot(options.snapshot)}\n\n{format_markdown(rows)}",
        )


def describe_snapshot(snapshot: Path) -> str:
    """Describe the snapshot that was measured."""
    manifest = read_manifest(snapshot)
    rows = {
        name: f"{manifest.tables[name].rows:,}"
        for name in ("contribution_month", "claim_header", "claim_line")
    }
    counts = ", ".join(f"{count} of `{name}`" for name, count in rows.items())
    return f"Snapshot of {manifest.snapshot_date}, rows: {counts}."


def format_markdown(rows: list[dict]) -> str:
    """Format the table of a document; where a peer did not finish, its outcome stands for its
    seconds.
    """
    heads = [head for key, (head, _) in SHOWN.items() if key != "outcome"]
    lines = [f"| {' | '.join(heads)} |", f"|---|---|{'---:|' * (len(heads) - 2)}"]
    for row in rows:
        shown_row = row if row["outcome"] == FINISHED else row | {"seconds": row["outcome"]}
        cells = [_format_value(shown_row.get(key)) for key in SHOWN if key != "outcome"]
        lines.append(f"| {' | '.join(cells)} |")
    busiest, processors = max(row["load"] for row in rows), os.cpu_count()
    if busiest > processors:
        lines += [
            "",
            f"Other work ran beside (load up to {busiest:.0f} on {processors} processors): "
            "compare the CPU seconds.",
        ]
    return "\n".join(lines)


def _format_value(value):
    return WORDS[value] if value is None or isinstance(value, bool) else str(value)


def _format_line(values):
    return "".join(
        value.ljust(width) for value, (_, width) in zip(values, SHOWN.values(), strict=True)
    ).rstrip()


def _parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--snapshot", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, metavar="FILE.json")
    parser.add_argument("--only", nargs="+", default=[], choices=[*COLUMNS, *PEERS], metavar="NAME")
    parser.add_argument("--limit-seconds", type=float, default=LIMIT_SECONDS, metavar="N")
    parser.add_argument("--limit-mb", type=float, metavar="N")
    parser.add_argument("--doc", type=Path, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
