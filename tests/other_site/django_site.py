"""What a project of Django has to say before an application runs in it: where its tables are, of
what it is made.
"""

from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from tests.other_site.people import ADDRESS, NAME, PASSWORD

_PARTS = (
    "admin",
    "auth",
    "contenttypes",
    "humanize",
    "messages",
    "sessions",
    "sites",
    "staticfiles",
)
_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
_PROCESSORS = (
    "django.template.context_processors.debug",
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
)


def start(folder: Path, host: str, name: str, parts: tuple[str, ...], **further: Any) -> None:
    """Start Django for the application of a name, as its project template does, with further parts
    and settings.
    """
    templates = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _PROCESSORS},
    }
    settings.configure(
        ALLOWED_HOSTS=[host],
        CSRF_COOKIE_SECURE=True,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "db.sqlite3"}
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        INSTALLED_APPS=[*parts, *(f"django.contrib.{part}" for part in _PARTS)],
        MEDIA_ROOT=folder / "media",
        MEDIA_URL="/media/",
        MIDDLEWARE=_MIDDLEWARE,
        ROOT_URLCONF=f"tests.other_site.{name}.urls",
        SECRET_KEY=PASSWORD,
        SESSION_COOKIE_SECURE=True,
        SITE_ID=1,
        STATIC_URL="/static/",
        TEMPLATES=[templates],
        **further,
    )
    django.setup()


def make_tables() -> None:
    """Make the tables as each part says, and the account of a person."""
    call_command("migrate", verbosity=0)
    get_user_model().objects.create_user(NAME, ADDRESS, PASSWORD)


def application():
    """Give Django's application, which also has the pictures, styles and scripts of its parts."""
    return StaticFilesHandler(get_wsgi_application())
