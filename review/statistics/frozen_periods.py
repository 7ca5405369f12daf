"""Frozen facts: the figures of a past day always come from the same file.

The file's SHA-256 stands in the audit log, so that a changed file is noticed and refused.
"""

import json
import os
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.utils import timezone

from review import audit
from review.errors import Refusal
from review.models import AuditEntry
from review.statistics.facts import ActFact, CaseFact, Facts, FindingFact, collect_facts

KINDS = {"findings": FindingFact, "cases": CaseFact, "acts": ActFact}
# sums of a city need more digits than the 14 of a single amount
MONEY, DAY = pa.decimal128(16, 2), pa.date32()
TYPES = {"Decimal": MONEY, "date": DAY, "datetime.date | None": DAY, "bool": pa.bool_()}
FREEZE = "freeze"


class FrozenFactsMismatch(Refusal):
    """The file of a frozen day does not have the logged hash."""

    status = 409


def load_frozen_facts(day: date, *, restricted: bool = False) -> tuple[Facts, str]:
    """Load the facts of a day and the SHA-256 of their file; "" while the day is not over."""
    if day >= timezone.localdate():
        return collect_facts(day, restricted=restricted), ""
    path = _build_path(day, restricted)
    if not path.is_file():
        _freeze_facts(path, day, restricted)
    return _read_facts(path, day, restricted)


def _build_path(day, restricted):
    return (
        Path(settings.HOME) / "statistics" / f"{day}{'-restricted' if restricted else ''}.parquet"
    )


def _format_target(day, restricted):
    return f"{day}{'-restricted' if restricted else ''}"


def _freeze_facts(path, day, restricted):
    """Write the file of a day and log its hash.

    A day that was frozen before and whose file is missing must give the same bytes again.
    """
    content = pack_facts(collect_facts(day, restricted=restricted))
    digest = sha256(content).hexdigest()
    logged_digest = _find_logged_digest(day, restricted)
    if logged_digest and logged_digest != digest:
        raise FrozenFactsMismatch(
            f"{day} 的统计曾经冻结，其文件已不在，现在的数据与当时不同；请从备份恢复 statistics/{path.name}",
            f"the figures of {day} were frozen and their file is gone: "
            f"bring statistics/{path.name} back from the backup",
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.chmod(0o400)
    if not logged_digest:
        audit.record(None, FREEZE, _format_target(day, restricted), sha256=digest)
    os.replace(beside, path)


def _read_facts(path, day, restricted):
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    if _find_logged_digest(day, restricted) != digest:
        raise FrozenFactsMismatch(
            f"statistics/{path.name} 不是冻结时的文件，请从备份恢复",
            f"statistics/{path.name} is not the file that was frozen: "
            "bring it back from the backup",
        )
    return unpack_facts(content), digest


def _find_logged_digest(day, restricted):
    entry = (
        AuditEntry.objects.filter(action=FREEZE, target=_format_target(day, restricted))
        .order_by("number")
        .first()
    )
    return entry.detail["sha256"] if entry else None


def pack_facts(facts: Facts) -> bytes:
    """Pack the three tables of facts into one Parquet file, with the kind in a column."""
    tables = [_build_table(name, cls, getattr(facts, name)) for name, cls in KINDS.items()]
    whole = pa.concat_tables(tables, promote_options="default")
    metadata = {
        b"frozen_on": facts.frozen_on.isoformat().encode(),
        b"scored": json.dumps(facts.scored, sort_keys=True).encode(),
    }
    out = BytesIO()
    pq.write_table(whole.replace_schema_metadata(metadata), out, compression="zstd")
    return out.getvalue()


def unpack_facts(content: bytes) -> Facts:
    """Unpack the facts of a file."""
    whole = pq.read_table(BytesIO(content))
    metadata = whole.schema.metadata
    rows = {}
    for name, cls in KINDS.items():
        table = whole.filter(pc.equal(whole["row_of"], name)).select(list(_list_column_types(cls)))
        rows[name] = [cls(**r) for r in table.to_pylist()]
    return Facts(
        frozen_on=date.fromisoformat(metadata[b"frozen_on"].decode()),
        scored=json.loads(metadata[b"scored"]),
        **rows,
    )


def _list_column_types(cls):
    return {
        name: TYPES.get(getattr(kind, "__name__", str(kind)), pa.string())
        for name, kind in cls.__annotations__.items()
    }


def _build_table(name, cls, rows):
    columns = _list_column_types(cls)
    arrays = {
        c: pa.array([_round_money(getattr(r, c)) for r in rows], t) for c, t in columns.items()
    }
    return pa.table({"row_of": pa.array([name] * len(rows), pa.string())} | arrays)


def _round_money(value):
    return value.quantize(Decimal("0.01")) if isinstance(value, Decimal) else value
