"""Mail settings of the desk, from the variables that the nightly alerts use too."""

from collections.abc import Mapping

SECONDS = 20  # for a mail server to answer


def configure_mail(environment: Mapping[str, str]) -> dict:
    """Build Django's EMAIL settings from QINGFENG_SMTP=[user@]host[:port]; no host, no mail.

    A user logs in with QINGFENG_SMTP_PASSWORD, over an encrypted connection alone.
    """
    user, _, address = environment.get("QINGFENG_SMTP", "").rpartition("@")
    host, _, port = address.partition(":")
    return {
        "EMAIL_HOST": host,
        "EMAIL_PORT": int(port or 25),
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": environment.get("QINGFENG_SMTP_PASSWORD", "") if user else "",
        "EMAIL_USE_TLS": bool(user),
        "EMAIL_TIMEOUT": SECONDS,
        "DEFAULT_FROM_EMAIL": environment.get("QINGFENG_ALERT_FROM", "qingfeng@localhost"),
    }
