"""Replay: a run is made again from its recorded inputs and compared byte by byte."""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

from pydantic import ValidationError

from contracts.atomic_write import write_atomic
from contracts.errors import InvariantError, ModelError, RunError
from contracts.manifest import compute_snapshot_hash, read_manifest
from contracts.run_layout import COST
from pipeline.night import Night
from pipeline.pinned_models import open_registry
from pipeline.resource_usage import Meter
from pipeline.retention.room import list_bulk
from pipeline.run_identity import compute_code_version
from pipeline.runs import ASIDE, RECORD, ROOM, read_run_record
from pipeline.settings import Settings
from pipeline.steps.order import run_steps
from pipeline.steps.pin_models import pin_models
from pipeline.steps.publish_run import publish_run

SCRATCH, LOCK = ".replay-", ".lock"
# what may differ between two makings of one run: when, where and beside what it was made, and
# what it took
NOT_COMPARED = (
    "published_at",
    "timings",
    "memory_peak_mb",
    "source",
    "engine",
    "shadows",
    ASIDE,
    ROOM,
)
DIFFERENCES_SHOWN = 5  # an error is one line; Proof.lines has all of them


@dataclass(frozen=True)
class Proof:
    """`files`: every published table → "same", "differs", "missing" or "extra".

    `record`: the same of the entries of run.json.
    """

    run_id: str
    files: dict[str, str]
    record: dict[str, str]

    @property
    def holds(self) -> bool:
        """True if every byte is the same."""
        return not self.differences

    @property
    def differences(self) -> list[str]:
        """Name what is not the same."""
        return [
            f"{name} {what}"
            for name, what in {**self.files, **self.record}.items()
            if what != "same"
        ]

    def lines(self) -> list[str]:
        """Format the proof as text."""
        if self.holds:
            return [
                f"重算一致 replayed: {self.run_id}",
                f"{len(self.files)} 张表逐字节相同 tables are the same byte by byte; "
                f"run.json 的 {len(self.record)} 项相同 entries are the same",
            ]
        return [
            f"重算不一致 the replay differs: {self.run_id}",
            *(f"  {line}" for line in self.differences),
        ]


def replay(
    run: Path,
    *,
    source: Path | None = None,
    threads: int = 0,
    other_code: bool = False,
    tell: Callable[[str], None] = print,
) -> Proof:
    """Make a published run again in a scratch folder and compare.

    `source` is the snapshot's folder, if it was moved. Models are those that the run pinned, the
    night before is the run it followed. `other_code` goes on though the code is not that of the
    run. Raises RunError, SourceError or ModelError if an input is missing or another one.
    """
    record = read_run_record(run)
    if not list_bulk(run):
        raise RunError(
            f"{record['run_id']}: 该次运行已精简，只留清单 / this run was reduced to its list",
            next_step="restore it from the back-up; keep_runs and runs/keep.txt say what stays",
        )
    if record["code_version"] != compute_code_version() and not other_code:
        raise RunError(
            f"{record['run_id']} was made by code {record['code_version']}, "
            f"this is {compute_code_version()}",
            next_step="install that version and replay there, "
            "or see what changed with --other-code",
        )
    # beside the run: the copy is as large, and where runs are there is room for one
    with _open_scratch_folder(run.parent) as scratch:
        night = _rebuild_night(run, record, source, scratch, threads, tell)
        _pin_recorded_models(night, run, record)
        run_steps(night)
        return compare_run_files(run, publish_run(night))


def require_identical(proof: Proof) -> Proof:
    """Return the proof. Raises InvariantError if a byte differs."""
    if not proof.holds:
        raise InvariantError(
            f"the replay of {proof.run_id} differs in {len(proof.differences)} places: "
            f"{'; '.join(proof.differences[:DIFFERENCES_SHOWN])}",
            next_step="keep both and report this with run.json",
        )
    return proof


def compare_run_files(run: Path, again: Path) -> Proof:
    """Compare every published table and every entry of run.json of two runs."""
    original_hashes, replayed_hashes = (_hash_tables(folder) for folder in (run, again))
    first, second = (_read_record_entries(folder) for folder in (run, again))
    return Proof(
        first["run.json run_id"],
        _compare_entries(original_hashes, replayed_hashes),
        _compare_entries(first, second),
    )


@contextmanager
def _open_scratch_folder(runs):
    """Open a folder for the life of this process; remove those of replays that were killed."""
    for abandoned in runs.glob(f"{SCRATCH}*"):
        with (abandoned / LOCK).open("a") as lock, suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(abandoned)
    folder = Path(mkdtemp(prefix=SCRATCH, dir=runs))
    with (folder / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _rebuild_night(run, record, source, scratch, threads, tell):
    source = source or Path(record.get("source", ""))
    snapshot_hash = compute_snapshot_hash(read_manifest(source))
    if snapshot_hash != record["snapshot_hash"]:
        raise RunError(
            f"the snapshot in {source} is not the one of {record['run_id']}",
            next_step=f"give --source DIR of the snapshot with hash {record['snapshot_hash'][:16]}",
        )
    previous_id = record["previous_run_id"]
    previous = run.with_name(previous_id) if previous_id else None
    if previous is not None and not previous.is_dir():
        raise RunError(
            f"{record['run_id']} followed the run {previous_id}, which is missing",
            next_step="restore it from the back-up",
        )
    # the same store of models, and nothing else of the runs folder
    (scratch / "models").symlink_to((run.parent / "models").resolve())
    try:
        settings = Settings(**record["settings"] | {"threads": threads})
    except ValidationError as error:
        names = ", ".join(".".join(map(str, e["loc"])) for e in error.errors())
        raise RunError(
            f"{record['run_id']} was made with settings that this version refuses: {names}",
            next_step="install the version of the run and replay there",
        ) from None
    return Night(
        source=source,
        as_of=date.fromisoformat(record["as_of"]),
        runs=scratch,
        settings=settings,
        snapshot_hash=snapshot_hash,
        previous=previous.resolve() if previous else None,
        report_progress=tell,
    )


def _pin_recorded_models(night, run, record):
    """Write the marker of pin_models with the run's models. Raises ModelError if one is another."""
    registry = open_registry(night.runs)
    for name, model in record["models"].items():
        if registry.load(name, model["version"]).identity != model["identity"]:
            raise ModelError(
                f"{name} version {model['version']} is not the model of {run.name}",
                next_step="restore runs/models from the back-up",
            )
    marker = night.work_folder / "steps" / f"{pin_models.__name__}.json"
    write_atomic(
        marker,
        json.dumps({"models": record["models"], "shadows": {}, COST: Meter().measure_cost()}),
    )


def _hash_tables(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def _read_record_entries(folder):
    """Map file and key to the value of every run.json, that of the restricted part too."""
    entries = {}
    for path in sorted(folder.rglob(RECORD)):
        record = read_run_record(path.parent)
        name = path.relative_to(folder).as_posix()
        entries |= {f"{name} {k}": v for k, v in record.items() if k not in NOT_COMPARED}
    return entries


def _compare_entries(original, replayed):
    """Compare two mappings by name; null (a first night has no run before it) is not absent."""
    return {name: _compare_values(name, original, replayed) for name in sorted(original | replayed)}


def _compare_values(name, original, replayed):
    if name not in original:
        return "extra"
    if name not in replayed:
        return "missing"
    return "same" if original[name] == replayed[name] else "differs"
