"""receive_names FOLDER: take in the names of units, institutions, staff and drugs."""

from pathlib import Path

from django.core.management.base import BaseCommand

from review import audit
from review.names import import_names


class Command(BaseCommand):
    help = "接收名称 / take in names of units, institutions, staff and drugs"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *, folder, **options):
        counts = import_names(folder)
        audit.record(None, "names", cases=sum(counts.values()))
        for name, count in counts.items():
            self.stdout.write(f"{name} {count} 行 / rows")
