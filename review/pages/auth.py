"""Signing in and out with lock-out, password, and language."""

from datetime import timedelta
from typing import ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db.models import F
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from review import audit
from review.form_fields import get_plain_text
from review.models import Officer

REFUSED = "用户名或密码不正确，或账号已锁定；连续失败将锁定账号 / wrong name or password, or the account is locked"


class SignInForm(AuthenticationForm):
    """Sign-in form with one message for every failure: it must not tell which names exist."""

    error_messages: ClassVar = {"invalid_login": REFUSED, "inactive": REFUSED}

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if is_locked(user):
            raise forms.ValidationError(REFUSED, code="invalid_login")


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request):
    """Sign an officer in."""
    form = SignInForm(request, request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            return _let_in(request, form.get_user())
        _count_failure(request)
    return render(
        request,
        "review/sign_in.html",
        {"form": form},
        status=200 if request.method == "GET" else 403,
    )


def is_locked(officer: Officer) -> bool:
    """Whether the account is locked after too many failures."""
    return officer.locked_until is not None and officer.locked_until > timezone.now()


def _let_in(request, officer):
    Officer.objects.filter(pk=officer.pk).update(failures=0, locked_until=None)
    login(request, officer)
    audit.record(officer, "sign_in", address=get_client_address(request))
    if officer.must_change_password:
        return redirect("password")
    next_url = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        next_url, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(next_url if safe and next_url else "queue")


def _count_failure(request):
    officer = Officer.objects.filter(username=get_plain_text(request.POST, "username")).first()
    if officer is None or is_locked(officer):
        return
    Officer.objects.filter(pk=officer.pk).update(failures=F("failures") + 1)
    officer.refresh_from_db(fields=["failures"])
    audit.record(officer, "sign_in_failed", address=get_client_address(request))
    if officer.failures >= settings.LOCKOUT_FAILURES:
        until = timezone.now() + timedelta(minutes=settings.LOCKOUT_MINUTES)
        Officer.objects.filter(pk=officer.pk).update(failures=0, locked_until=until)
        audit.record(officer, "locked", address=get_client_address(request))


@require_POST
def sign_out(request):
    """Sign the officer out."""
    audit.record(request.user, "sign_out", address=get_client_address(request))
    logout(request)
    return redirect("login")


@sensitive_post_parameters()
def change_password(request):
    """Change the password; required at the first sign-in."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        officer = form.save(commit=False)
        officer.must_change_password = False
        officer.save()
        update_session_auth_hash(request, officer)
        audit.record(officer, "password", address=get_client_address(request))
        messages.success(request, "密码已修改 / password changed")
        return redirect("queue")
    return render(request, "review/password.html", {"form": form})


@require_POST
def switch_language(request):
    """Switch between Chinese and English; the choice is stored with the officer."""
    new_language = "en" if request.user.language != "en" else "zh-hans"
    Officer.objects.filter(pk=request.user.pk).update(language=new_language)
    back = request.POST.get("back", "/")
    return redirect(
        back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "queue"
    )


def get_client_address(request) -> str:
    """Return the address that the request came from."""
    return request.META.get("REMOTE_ADDR", "")[:45]
