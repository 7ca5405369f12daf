"""证据: source rows of findings, and the operators who handled the business."""

import json
import zlib

from django.db import models


class Evidence(models.Model):
    """Source rows of one finding under one evidence hash, packed into one value.

    300,000 findings have millions of rows and a page shows those of one case; a database row for
    each would make receiving a run ten times slower.
    """

    finding = models.ForeignKey("review.Finding", on_delete=models.PROTECT, related_name="evidence")
    evidence_hash = models.CharField(max_length=64)
    run = models.ForeignKey("review.Run", on_delete=models.PROTECT, related_name="+")
    packed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "evidence_hash"], name="evidence_once")
        ]

    @staticmethod
    def pack(rows: list[tuple[str, str, str]]) -> bytes:
        """Pack rows (table, row_key, row), the latter two as published (JSON)."""
        return zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 1)

    def rows(self) -> list[tuple[str, dict, dict]]:
        """Unpack (table, key, row) of every source row."""
        packed = json.loads(zlib.decompress(self.packed))
        return [(table, json.loads(key), json.loads(row)) for table, key, row in packed]


class Handler(models.Model):
    """An operator who handled the business behind a case and so must not check it."""

    case = models.ForeignKey("review.Case", on_delete=models.CASCADE, related_name="handlers")
    op_id = models.CharField("经办账号", db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "op_id"], name="handler_once")]
