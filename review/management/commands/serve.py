"""serve: bring the database up to date and serve the desk."""

import os
import sys

from django.core.management.base import BaseCommand

from contracts.errors import UsageError
from review.models import Officer


class Command(BaseCommand):
    help = "启动工作台 / serve the desk"

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8600)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *, host, port, workers, **options):
        if not Officer.objects.filter(is_active=True).exists():
            raise UsageError(
                "nobody can sign in yet",
                next_step="qingfeng review add_officer NAME --role administrator",
            )
        self.stdout.write(f"http://{host}:{port}/   Ctrl-C 停止 / stops")
        self.stdout.flush()
        arguments = [
            "review.wsgi:application",
            "--bind",
            f"{host}:{port}",
            "--worker-class",
            "gthread",
        ]
        arguments += [
            "--workers",
            str(workers),
            "--threads",
            "8",
            "--log-level",
            "warning",
            "--timeout",
            "120",
        ]
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])
