"""Receiving a run once, in one transaction."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from contracts.errors import RunError
from review import audit, names, search
from review.case_numbers import assign_case_numbers
from review.models import Indicator, IndicatorHealth, Officer, Ring, RingTie, Run
from review.receiving.carry_cases import carry_over_cases
from review.receiving.read_run import RESTRICTED, PublishedRun, find_run_parts
from review.receiving.store_rows import store_run

FACTS = ("snapshot_date", "published_at", "code_version", "list", "not_computed", "warnings")


@dataclass(frozen=True)
class Receipt:
    """Result for one part of a run; `changes` counts the effects on cases."""

    run_id: str
    part: str
    was_new: bool
    changes: dict[str, int]

    def lines(self) -> list[str]:
        """Format for the command line."""
        if not self.was_new:
            return [
                f"{self.run_id} {self.part}: 已接收过，未改动 / received before, nothing changed"
            ]
        counts = "，".join(f"{NAMES[k]} {n}" for k, n in self.changes.items())
        return [f"{self.run_id} {self.part}: {counts}"]


NAMES = {
    "new": "新 new",
    "changed": "证据有变化 changed",
    "reopened": "重新开启 reopened",
    "woken": "暂缓到期或有变化 woken",
    "unchanged": "未变化 unchanged",
    "kept_closed": "保持关闭 kept closed",
    "gone": "不再出现 gone",
}


def receive_run(folder: Path, *, by: Officer | None = None) -> list[Receipt]:
    """Receive a run and its restricted part: all of it or nothing.

    Raises RunError if the folder is no published run, is older than the last one received, or has
    the id of a run that was received with other content.
    """
    with transaction.atomic():
        return [_receive_part(part, by) for part in find_run_parts(folder)]


def _receive_part(published: PublishedRun, by) -> Receipt:
    existing_run = Run.objects.filter(run_id=published.run_id, part=published.part).first()
    if existing_run:
        _assert_same(existing_run, published)
        return Receipt(existing_run.run_id, existing_run.part, False, existing_run.changes)
    _assert_newest(published)
    run = Run.objects.create(
        run_id=published.run_id,
        part=published.part,
        as_of=published.as_of,
        fingerprint=published.fingerprint,
        received_at=timezone.now(),
        received_by=by,
        facts={k: published.record.get(k) for k in FACTS} | {"scored": published.scored()},
    )
    _store_catalog(run, published)
    _store_health(run, published)
    arrival = store_run(run, published)
    assign_case_numbers(is_restricted=run.part == RESTRICTED)
    names.name_cases(arrival.fresh_cases)
    search.index_cases(sorted(arrival.cases))
    run.changes = carry_over_cases(run, arrival)
    run.save(update_fields=["changes"])
    _replace_rings(run, published)
    audit.record(by, "receive", run.run_id, part=run.part, changes=run.changes)
    return Receipt(run.run_id, run.part, True, run.changes)


def _assert_same(existing_run, published):
    if existing_run.fingerprint != published.fingerprint:
        raise RunError(
            f"{existing_run.run_id} was received with other content",
            next_step="find out who changed the folder; restore it from the back-up",
        )


def _assert_newest(published):
    newer = Run.objects.filter(part=published.part, as_of__gt=published.as_of).first()
    if newer:
        raise RunError(
            f"{published.run_id} ({published.as_of}) is older than "
            f"{newer.run_id} ({newer.as_of}), received already",
            next_step="receive runs in order of their day",
        )


def _store_catalog(run, published):
    fields = [
        f.name
        for f in Indicator._meta.get_fields()
        if f.concrete and f.name not in ("id", "run", "model_version")
    ]
    Indicator.objects.bulk_create(
        Indicator(
            run=run,
            model_version=row["model_version"] or "",
            **{f: "" if row[f] is None and f != "threshold" else row[f] for f in fields},
        )
        for row in published.rows("scenario_catalog")
    )


def _store_health(run, published):
    """Store how the indicators behaved; runs of older versions do not say."""
    if not published.has("indicator_health"):
        return
    IndicatorHealth.objects.bulk_create(
        IndicatorHealth(
            run=run,
            **_keep_fields(IndicatorHealth, row)
            | {name: json.loads(row[name]) for name in ("by_district", "by_year")},
        )
        for row in published.rows("indicator_health")
    )


def _replace_rings(run, published):
    """Replace the rings of the run before by those of the newest."""
    Ring.objects.filter(run__part=run.part).delete()
    Ring.objects.bulk_create(
        [Ring(run=run, **_keep_fields(Ring, row)) for row in published.rows("rings")],
        batch_size=2000,
    )
    RingTie.objects.bulk_create(
        [RingTie(**_keep_fields(RingTie, row)) for row in published.rows("ring_ties")],
        batch_size=2000,
    )


def _keep_fields(model, row):
    """Keep the columns that the desk knows: a newer run may have more."""
    known = {f.attname for f in model._meta.concrete_fields}
    return {name: value for name, value in row.items() if name in known}
