"""visit_results FOLDER: write confirmed results of visits for the registers of the next plan."""

from pathlib import Path

from django.core.management.base import BaseCommand

from review.visits.results import write_results


class Command(BaseCommand):
    help = "写出检查结果 / write the results of visits for the next plan"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *, folder, **options):
        visits, items = write_results(folder)
        self.stdout.write(f"{visits} 项检查 visits，{items} 行底稿 items\n{folder}")
