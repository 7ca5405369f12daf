"""export_audit_head: append the log's head hash to a file, to be kept elsewhere."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from review.audit import export_head


class Command(BaseCommand):
    help = "导出操作日志链首散列 / export the head hash of the audit log"

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="another machine's folder")

    def handle(self, *, to, **options):
        for folder in [Path(settings.HOME), *([to] if to else [])]:
            head = export_head(folder)
        self.stdout.write(f"{head['number']} {head['hash']}" if head else "日志为空 / empty log")
