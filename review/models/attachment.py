"""附件: a file of a case, stored under its SHA-256."""

from pathlib import Path

from django.conf import settings
from django.db import models


class Attachment(models.Model):
    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField(
        "类型", max_length=8
    )  # the extension that the content was found to have
    category = models.CharField("证据种类", max_length=16, blank=True)
    proves = models.CharField("证明内容", max_length=400, blank=True)
    size = models.PositiveBigIntegerField("字节")
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")

    class Meta:
        ordering = ["id"]

    @property
    def path(self) -> Path:
        """Path of the file; it contains nothing of the uploaded name."""
        return Path(settings.MEDIA_ROOT) / self.sha256[:2] / self.sha256
