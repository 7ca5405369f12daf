"""Middleware: language, idle expiry, and refusals as pages."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from review.errors import Refusal


class Session:
    """Ends idle sessions, asks for a first password change, and sets the officer's language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated:
            now, seen = int(time.time()), request.session.get("seen", 0)
            if seen and now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
                return redirect("login")
            if now - seen > 60:  # a write a minute at most: each one takes SQLite's only writer
                request.session["seen"] = now
        if (
            user.is_authenticated
            and user.must_change_password
            and not _is_exempt_path(request.path)
        ):
            return redirect("password")
        with translation.override(getattr(user, "language", "") or settings.LANGUAGE_CODE):
            response = self.get_response(request)
        if user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_exempt_path(path):
    """Whether a page is open before the first password was changed."""
    return path in (reverse("password"), reverse("logout"), reverse("language")) or path.startswith(
        "/static/"
    )


class Refusals:
    """Shows a refusal of an action as a page with its status."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Refusal):
            return render(
                request, "review/refused.html", {"refusal": exception}, status=exception.status
            )
        return None
