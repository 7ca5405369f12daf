"""Live the README on a clone of its own, as a stranger would: `python tools/live_readme.py FOLDER`.

FOLDER is made new. The commands of the README are run in a clone of the last commit, and from
another working folder with relative paths: `make demo`, the night received in a fresh desk whose
pages are opened, `replay`, `export`, `evaluate`, then two nights on deliveries that are not clean
(a broken row; no operator log), and `diff` of the two. Needs nothing but Python and git; ends with
1 at the first command that does not end as the README says.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
# of whom every page is opened, at two desks: all scenarios meet persons, units and institutions
CASES_A_SCENARIO = 1


def run(*command: str, folder: Path, expect: int = 0, **environment: str) -> str:
    """Run a command in a folder and return what it printed. Exits with 1 if it ends with another
    code.
    """
    begin = time.monotonic()
    finished = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"[{time.monotonic() - begin:6.1f} s] {' '.join(command)}", flush=True)
    if finished.returncode != expect:
        print(finished.stdout[-3000:], finished.stderr[-3000:], sep="\n")
        sys.exit(f"ended with {finished.returncode} instead of {expect}")
    return finished.stdout


def check(is_right: bool, problem: str) -> None:
    """Exit with 1 and the problem unless the condition holds."""
    if not is_right:
        sys.exit(problem)


def copy_town(town: Path, out: Path, *, without: tuple[str, ...] = ()) -> dict:
    """Copy a delivered town without some of its tables; its manifest, which `write_manifest` puts
    back.
    """
    shutil.copytree(town, out)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for table in without:
        for name in manifest["tables"].pop(table)["sha256"]:
            (out / name).unlink()
    write_manifest(out, manifest)
    return manifest


def write_manifest(town: Path, manifest: dict) -> None:
    """Write a town's manifest."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (town / "manifest.json").write_text(text, encoding="utf-8")


def break_a_row(town: Path, manifest: dict, python: Path, folder: Path) -> None:
    """Give one person of a town an impossible sex, as a slip of the keyboard would."""
    edit = (
        "import sys, pandas as pd; path = sys.argv[1]; rows = pd.read_parquet(path);"
        "rows['sex'] = rows['sex'].astype(object); rows.loc[7, 'sex'] = '7'; "
        "rows.to_parquet(path, index=False)"
    )
    run(str(python), "-c", edit, str(town / "person.parquet"), folder=folder)
    digest = hashlib.sha256((town / "person.parquet").read_bytes()).hexdigest()
    manifest["tables"]["person"]["sha256"]["person.parquet"] = digest
    write_manifest(town, manifest)


def read_record(run_folder: Path) -> dict:
    """The run.json of a run."""
    return json.loads((run_folder / "run.json").read_text(encoding="utf-8"))


def open_desk(work: Path, clone: Path, published: str, desk: str) -> None:
    """Receive a run in a fresh desk and open every page of the first cases of each scenario."""
    environment = {"QINGFENG_DESK": str(work / desk)}
    run("../clone/.venv/bin/qingfeng", "review", "receive", published, folder=work, **environment)
    run("../clone/.venv/bin/python", "-m", "review", "demo", published, folder=work, **environment)
    opened = run(
        str(clone / ".venv/bin/python"),
        "-m",
        "tests.review.every_page",
        str(CASES_A_SCENARIO),
        folder=clone,
        **environment,
    )
    pages = json.loads(opened.splitlines()[-1])
    opened_cases = [case for cases in pages["cases"].values() for case in cases.values()]
    seen = {status for case in opened_cases for status in case.values()}
    # 405 is the answer of a step that is only sent, never opened
    check(seen <= {200, 405}, f"pages of cases answered {sorted(seen)}")
    check(all(case["case"] == case["why"] == 200 for case in opened_cases), "a case did not open")
    count = sum(map(len, pages["cases"].values()))
    print(f"           {count} cases of {len(pages['cases'])} kinds opened")


def main(folder: Path) -> None:
    """Clone, run and look."""
    folder.mkdir(parents=True)
    clone, work = folder / "clone", folder / "elsewhere"
    work.mkdir()
    run("git", "clone", "--quiet", "--no-hardlinks", str(HERE), str(clone), folder=folder)
    print(run("make", "demo", folder=clone)[-1500:])
    qingfeng, demo = "../clone/.venv/bin/qingfeng", "../clone/demo"
    open_desk(work, clone, f"{demo}/runs/current", "desk")
    run(qingfeng, "replay", f"{demo}/runs/current", folder=work)
    run(qingfeng, "export", f"{demo}/runs/current", "--out", "list.xlsx", folder=work)
    check((work / "list.xlsx").stat().st_size > 0, "no workbook")
    truth = f"{demo}/truth.parquet"
    run(qingfeng, "evaluate", f"{demo}/runs/current", "--truth", truth, folder=work)

    town = clone / "demo" / "town"
    manifest = copy_town(town, work / "dirty")
    break_a_row(work / "dirty", manifest, clone / ".venv/bin/python", work)
    run(qingfeng, "check", "--source", "dirty", folder=work, expect=3)
    nightly = (qingfeng, "nightly", "--runs", "runs", "--budget", "100")
    printed = run(*nightly, "--source", "dirty", "--as-of", "2026-06-29", folder=work)
    first = printed.splitlines()[-1]
    counts = read_record(work / first)["counts"]["person"]
    check(counts["quarantined"] == 1, f"one broken row, but of persons {counts}")

    copy_town(town, work / "few", without=("operator_log",))
    second = run(*nightly, "--source", "few", "--as-of", "2026-06-30", folder=work).splitlines()[-1]
    missing = {n["scenario_id"] for n in read_record(work / second / "restricted")["not_computed"]}
    check(missing == {"agency_handling"}, f"not computed: {missing}")
    check(read_record(work / second)["list"]["listed"] > 0, "nothing is listed")
    run(qingfeng, "diff", first, second, folder=work)
    open_desk(work, clone, second, "second-desk")
    print("the README was lived")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
