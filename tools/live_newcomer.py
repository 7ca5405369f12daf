"""Live the documented commands as a newcomer would: `python tools/live_newcomer.py TOWN FOLDER`.

TOWN is a simulated town; FOLDER is made new. Of each bureau three tables alone are delivered as
CSV files, one row of them broken, and the commands of the documentation are run on them from
another working folder, with relative paths. A command may succeed or say what to do; the run ends
with 1 if one ends unexpectedly (a traceback, exit code 1).
"""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq

PROGRAM = Path(sys.executable).with_name("qingfeng")
AS_OF = "2026-06-30"
BUREAUS = {
    "employment": ("contribution_month", "unemployment_claim", "unemployment_payment"),
    "medical": ("claim_header", "claim_line", "institution"),
    "pensions": ("person", "pension_payment", "death_record"),
    "injuries": ("employer", "injury_case", "injury_payment"),
}
# a command with everything that is right in it, and the mistakes of a first day
COMMANDS = """
manifest {name} --as-of 2026-06-30
check --source {name}
check --source {name} --runs runs-{name}
doctor --source {name}
map --source {name} --out {name}.yaml
map --source {name}
check --source {name} --set mapping={name}.yaml
nightly --source {name} --as-of 2026-06-30 --runs runs-{name} --budget 40 --set trees=20
nightly --source {name} --as-of 2026-06-30 --runs runs-{name} --set accepted=no
explain runs-{name}/current CASE
explain runs-{name}/current --subject person:nobody
export runs-{name}/current --out {name}.xlsx
export runs-{name}/current --out {name}.xlsx --district 330203
quarantine runs-{name}/current --table {table} --out rows.csv
resubmit --table {table} --file rows.csv --by 王五 --runs runs-{name}
models --runs runs-{name}
preview runs-{name}/current --set budget=20
preview runs-{name}/current --set threshold.P15=300
preview runs-{name}/current --set threshold.XX=1
diff runs-{name}/current runs-{name}/current --csv diff.csv
diff runs-{name}/current runs-none
replay runs-{name}/current
prune --runs runs-{name} --dry-run
heartbeat --runs runs-{name}
doctor --runs runs-{name}
train --source {name} --runs runs-{name} --scenario short_term_enrollment --set trees=20
shadow short_term_enrollment challenger --nights 7 --by 李敏 --runs runs-{name}
promote work_injury challenger --by 李敏 --reason 试 --runs runs-{name}
rollback work_injury --by 王强 --reason 试 --runs runs-{name}
load --source {name} --to sqlite:///nowhere.db
nightly --source absent --as-of 2026-06-30 --runs runs-{name}
nightly --source {name} --as-of someday --runs runs-{name}
review receive runs-{name}/current
review verify_audit
review remind
"""


def main(town: Path, folder: Path) -> None:
    """Live all bureaus; exit with 1 at the end if a command ended unexpectedly."""
    folder.mkdir(parents=True)
    environment = os.environ | {"QINGFENG_REVIEW_DATA": str(folder / "desk")}
    unexpected, commands = [], 0
    for name, tables in BUREAUS.items():
        for table in tables:
            write_csv(town / f"{table}.parquet", folder / name / f"{table}.csv")
        break_a_row(folder / name / f"{tables[-1]}.csv")
        for line in COMMANDS.strip().splitlines():
            case = find_a_case(folder / f"runs-{name}" / "current")
            command = line.format(name=name, table=tables[-1]).replace("CASE", case)
            commands += 1
            if not ends_in_words(command, folder, environment):
                unexpected.append(command)
    print(f"{commands} commands, {len(unexpected)} ended unexpectedly", *unexpected, sep="\n")
    sys.exit(1 if unexpected else 0)


def write_csv(table: Path, out: Path) -> None:
    """Write a table of the town as a program of an agency would."""
    out.parent.mkdir(exist_ok=True)
    pyarrow.csv.write_csv(pq.read_table(table), out)


def break_a_row(path: Path) -> None:
    """Empty the first field of the first row: the key of a record."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][0] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def find_a_case(run: Path) -> str:
    """The identifier of the first case of a published run, or one that does not exist."""
    if not run.exists():
        return "C0000000000000000"
    cases = pq.read_table(run / "cases.parquet", columns=["case_id"])["case_id"]
    return cases[0].as_py() if len(cases) else "C0000000000000000"


def ends_in_words(command: str, folder: Path, environment: dict) -> bool:
    """Run a command; tell whether it succeeded or said in words why not."""
    begin = time.monotonic()
    ended = subprocess.run(
        [PROGRAM, *command.split()],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = ended.stdout + ended.stderr
    is_unexpected = ended.returncode == 1 or "Traceback" in said
    is_silent = ended.returncode != 0 and not said.strip()
    took = time.monotonic() - begin
    print(f"[{took:6.1f} s, {ended.returncode}] qingfeng {command}", flush=True)
    if ended.returncode:
        print("    " + "\n    ".join(ended.stderr.strip().splitlines()[-3:])[:800], flush=True)
    return not (is_unexpected or is_silent)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
