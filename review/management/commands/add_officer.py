"""add_officer: create an officer and print the random password once."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from contracts.codes import load_code_lists
from contracts.errors import UsageError
from review.models.officer import ROLES
from review.officers import create_officer


class Command(BaseCommand):
    help = "新增用户并打印随机密码 / make an officer and print a random password"

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--role", required=True, choices=[r for r, _ in ROLES])
        parser.add_argument(
            "--district", action="append", default=[], metavar="D", help="code; * is the whole city"
        )
        parser.add_argument("--name", default="", help="as shown")
        parser.add_argument("--unit", default="")
        parser.add_argument("--authority", default="", choices=["", "人社", "医保"])

    def handle(self, *, username, role, district, name, unit, authority, **options):
        unknown = [d for d in district if d != "*" and d not in load_code_lists()["district"]]
        if unknown:
            raise UsageError(
                f"no such district: {unknown}", next_step="see the code list `district`"
            )
        try:
            _, password = create_officer(
                username,
                by=None,
                role=role,
                districts=district,
                last_name=name,
                unit=unit,
                authority=authority,
            )
        except ValidationError as error:
            raise UsageError("; ".join(error.messages), next_step="choose another name") from None
        self.stdout.write(f"{username}\t{password}")
