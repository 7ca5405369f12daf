"""verify_audit: verify that no entry of the log was changed, left out or cut from its end."""

from pathlib import Path

from django.core.management.base import BaseCommand

from contracts.errors import InvariantError
from review.audit import verify_chain


class Command(BaseCommand):
    help = "校验操作日志链 / verify the chain of the audit log"

    def add_arguments(self, parser):
        parser.add_argument(
            "--heads",
            type=Path,
            action="append",
            metavar="FILE",
            help="heads exported earlier, from another machine; the desk's own by default",
        )

    def handle(self, *, heads, **options):
        proof = verify_chain(heads)
        if proof.broken_at is not None:
            raise InvariantError(
                f"the audit log is broken at entry {proof.broken_at}",
                next_step="keep the database as it is and call the administrator of security",
            )
        self.stdout.write(f"{proof.entries} 条，链完整 / entries, the chain is whole\n{proof.head}")
