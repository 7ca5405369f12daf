"""verdicts OUT: write the verdicts for the next night's snapshot."""

from pathlib import Path

from django.core.management.base import BaseCommand

from review.exports.feedback_export import write_verdicts


class Command(BaseCommand):
    help = "写出核查反馈（finding_feedback）/ write the verdicts for the next night"

    def add_arguments(self, parser):
        parser.add_argument("out", type=Path, metavar="OUT", help="a .parquet file, or a folder")

    def handle(self, *, out, **options):
        self.stdout.write(f"{write_verdicts(out)} 条 rows\n{out}")
