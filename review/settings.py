"""Settings of the desk, from environment variables.

QINGFENG_DESK            folder of the desk (database, key, attachments); `desk` by default
QINGFENG_DESK_DATABASE   postgresql://user:password@host:port/name; SQLite by default
QINGFENG_DESK_SECRECY    grade printed on papers to discipline; none by default
QINGFENG_DESK_WEBHOOK    address that takes notices as JSON; none by default
QINGFENG_DESK_ADDRESS    address of the desk, for the notices; none by default
QINGFENG_SMTP            [user@]host[:port] that sends notices by mail; none by default
QINGFENG_DESK_TLS        1 = served behind TLS: secure cookies, plain requests are redirected
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from review.database import configure_database
from review.mail import configure_mail
from review.secret_key import load_secret_key

BASE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("QINGFENG_DESK", "desk")).resolve()
DATABASES = {"default": configure_database(os.environ.get("QINGFENG_DESK_DATABASE", ""), HOME)}
SECRET_KEY = load_secret_key(HOME, os.environ.get("QINGFENG_DESK_SECRET"))
DEBUG = False
ALLOWED_HOSTS = os.environ.get("QINGFENG_DESK_HOSTS", "localhost,127.0.0.1").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "review",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "review.middleware.Session",
    "review.middleware.Refusals",
]
ROOT_URLCONF = "review.urls"
WSGI_APPLICATION = "review.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "review.pages.context.desk",
            ],
            "builtins": ["review.templatetags.desk", "review.templatetags.documents"],
        },
    }
]

AUTH_USER_MODEL = "review.Officer"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "queue", "login"
# guessing is hopeless at 20 tries an hour, and a mistyping officer waits no longer than a break
LOCKOUT_FAILURES, LOCKOUT_MINUTES = 5, 15

LANGUAGE_CODE, LANGUAGES = "zh-hans", [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE, USE_TZ, USE_I18N = "Asia/Shanghai", True, True
USE_THOUSAND_SEPARATOR = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# a grade on papers to discipline ("内部" or what the office uses); 机密 is a grade of State secrets
# and stands nowhere unless the office configures it
PAPER_SECRECY = os.environ.get("QINGFENG_DESK_SECRECY", "")
# a team learns its target so long before the first day: enough to prepare, short to be told on
VISIT_SHOWN_HOURS = int(os.environ.get("QINGFENG_DESK_VISIT_SHOWN_HOURS", "48"))

STATIC_URL = "static/"
MEDIA_ROOT = HOME / "attachments"
UPLOAD_MOST_BYTES = 20 * 1024 * 1024  # the limit that the page of attachments states
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # the answers of a case of 700 findings
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

NOTICE_WEBHOOK = os.environ.get("QINGFENG_DESK_WEBHOOK", "")
NOTICE_ADDRESS = os.environ.get("QINGFENG_DESK_ADDRESS", "")
globals().update(configure_mail(os.environ))

TLS = os.environ.get("QINGFENG_DESK_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0  # a year
SESSION_COOKIE_HTTPONLY, SESSION_COOKIE_SAMESITE, CSRF_COOKIE_SAMESITE = True, "Strict", "Strict"
SESSION_COOKIE_AGE = 8 * 3600  # a working day at the longest
SESSION_IDLE_SECONDS = 30 * 60  # an unattended screen shows personal data
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Names and identifiers must not reach a log: Django's warnings of 4xx carry only the path, and
# reports of 5xx are not sent.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
