"""Settings for tests: no file is written outside of a test's own folder."""

import os

os.environ.setdefault("QINGFENG_DESK_SECRET", "of tests alone; nothing is protected by it")

from review.settings import *  # noqa: F403

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # 40 officers log in a hundred times
MEDIA_ROOT = "/nonexistent"  # the fixture `desk_folder` names a real one
