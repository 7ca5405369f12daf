"""receive_plan DIR: receive the plan that `qingfeng plan` wrote."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from review.models import Officer
from review.visits.receive_plan import receive_plan


class Command(BaseCommand):
    help = "接收检查计划 / receive an inspection plan"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--registers", type=Path, required=True, metavar="FILE")
        parser.add_argument("--by", required=True, metavar="LOGIN", help="who made the plan")

    def handle(self, *, folder, registers, by, **options):
        officer = Officer.objects.filter(username=by, is_active=True).first()
        if officer is None:
            raise CommandError(f"没有用户 no account {by}")
        for plan in receive_plan(folder, registers, officer):
            self.stdout.write(
                f"{plan.pk} {plan.quarter}: {plan.visits.count()} 项检查 / visits，待另一人批准"
                " / waits for a second person"
            )
