"""remind: announce deadlines that are near, and send the notices that wait."""

from django.core.management.base import BaseCommand

from review.notices import remind_of_deadlines, send_notices


class Command(BaseCommand):
    help = "提醒将到的期限，发送提醒 / announce near deadlines, send the notices that wait"

    def handle(self, **options):
        new = remind_of_deadlines()
        sent = send_notices(self.stderr.write)
        self.stdout.write(f"新提醒 new {new}，已发送 sent {sent}")
