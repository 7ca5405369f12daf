"""receive RUN: take a published run over."""

from pathlib import Path

from django.core.management.base import BaseCommand

from review.receiving import receive


class Command(BaseCommand):
    help = "接收一次发布结果 / receive a published run"

    def add_arguments(self, parser):
        parser.add_argument("run_folder", type=Path, metavar="RUN")

    def handle(self, *, run_folder, **options):
        for receipt in receive(run_folder):
            self.stdout.write("\n".join(receipt.lines()))
