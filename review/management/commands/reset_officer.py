"""reset_officer: set a new random password and lift the lock."""

from django.core.management.base import BaseCommand

from contracts.errors import UsageError
from review.models import Officer
from review.officers import reset_password


class Command(BaseCommand):
    help = "重置密码并解锁 / a new random password; the lock is lifted"

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        officer = Officer.objects.filter(username=username).first()
        if officer is None:
            raise UsageError("no such officer", next_step="see the page 用户管理")
        self.stdout.write(f"{username}\t{reset_password(officer, by=None)}")
