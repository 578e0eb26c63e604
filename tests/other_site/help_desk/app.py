"""django-helpdesk, where an objection is a ticket. All of its pages come with it."""

from pathlib import Path

from tests.other_site import django_site


def set_up(folder: Path, host: str) -> None:
    """Make a help desk with two queues and one customer."""
    folder.mkdir()
    _start(folder, host)
    django_site.make_tables()
    from helpdesk.models import Queue

    for title in ("Orders", "Privacy"):
        Queue.objects.create(title=title, slug=title.lower(), allow_public_submission=True)


def application(folder: Path, host: str):
    """Give the application."""
    _start(folder, host)
    return django_site.application()


def stored(folder: Path, host: str) -> list[dict[str, str]]:
    """List what each ticket holds."""
    _start(folder, host)
    from helpdesk.models import Ticket

    tickets = Ticket.objects.select_related("queue").order_by("id")
    return [
        {"queue": t.queue.title, "title": t.title, "email": t.submitter_email, "body": t.description} for t in tickets
    ]


def _start(folder: Path, host: str) -> None:
    own = {"LOGIN_URL": "helpdesk:login", "LOGIN_REDIRECT_URL": "/", "HELPDESK_TEAMS_MODE_ENABLED": False}
    django_site.start(folder, host, "help_desk", ("helpdesk",), **own)
