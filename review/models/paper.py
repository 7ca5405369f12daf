"""文书: a paper that was issued, kept as a file of its case under its SHA-256."""

from pathlib import Path

from django.conf import settings
from django.db import models


class Paper(models.Model):
    """An issued paper; one made again is a new version that says what differs."""

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="papers")
    referral = models.ForeignKey(
        "review.Referral", null=True, on_delete=models.PROTECT, related_name="papers"
    )
    name = models.CharField("文书", max_length=40)
    version = models.PositiveSmallIntegerField("版本")
    document_no = models.CharField("文号", max_length=80, blank=True)
    differs = models.TextField("与上一版的不同", blank=True)
    size = models.PositiveBigIntegerField("字节")
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("出具时间")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "name", "version"], name="paper_version_of_referral"
            ),
            models.UniqueConstraint(
                fields=["case", "name", "version"],
                condition=models.Q(referral__isnull=True),
                name="paper_version_of_case",
            ),
        ]

    @property
    def path(self) -> Path:
        """Path of the file; it contains nothing of the paper's name."""
        return Path(settings.MEDIA_ROOT) / self.sha256[:2] / self.sha256

    @property
    def file_name(self) -> str:
        """Name of the file for a download."""
        version = f"（第{self.version}版）" if self.version > 1 else ""
        return f"{self.name}{version}-{self.case.case_no or self.case_id}.docx"


class VerifiedBasis(models.Model):
    """依据核对: a provision whose text the legal section has read, once, for all papers."""

    text = models.CharField("依据", max_length=400, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verified_on = models.DateField("核对日期")
    remark = models.CharField("核对说明", max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["text"]
