"""receive RUN: receive a published run."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from review.audit import export_head
from review.identity_vault import fill_vault
from review.notices import remind_of_deadlines, send_notices
from review.receiving import receive_run


class Command(BaseCommand):
    help = "接收一次发布结果 / receive a published run"

    def add_arguments(self, parser):
        parser.add_argument("run_folder", type=Path, metavar="RUN")
        parser.add_argument(
            "--identities", type=Path, metavar="FILE", help="the night's identity.enc"
        )

    def handle(self, *, run_folder, identities, **options):
        for receipt in receive_run(run_folder):
            self.stdout.write("\n".join(receipt.lines()))
        export_head(Path(settings.HOME))
        remind_of_deadlines()
        send_notices(self.stderr.write)
        if identities:
            self.stdout.write(f"身份库 {fill_vault(identities)} 人 / persons in the vault")
