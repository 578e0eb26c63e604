"""The form builder of Wagtail: a form that somebody put together in its editor, for people who have
signed in.
"""

import sys
from pathlib import Path

from django.core.management import call_command
from tests.other_site import django_site

_CHANGES = "changes_of_pages"
_PARTS = (
    "tests.other_site.form_builder.pages",
    "wagtail.contrib.forms",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
)
_FIELDS = (
    ("singleline", "Full name", True, ""),
    ("email", "Email address", True, ""),
    ("dropdown", "Country of residence", True, ",Austria,Belgium,France,Germany,Ireland"),
    ("radio", "What do you object to?", True, "Advertising,Training of AI"),
    ("multiline", "Your reasons", False, ""),
    ("checkbox", "I have read the privacy notice", True, ""),
)


def set_up(folder: Path, host: str) -> None:
    """Make a site whose one form only people with an account may see."""
    (folder / _CHANGES).mkdir(parents=True)
    (folder / _CHANGES / "__init__.py").touch()
    _start(folder, host)
    # as everybody does who adds a page of their own
    call_command("makemigrations", "pages", verbosity=0)
    django_site.make_tables()
    from tests.other_site.form_builder.pages.models import FormField, FormPage
    from wagtail.models import Page, PageViewRestriction, Site

    Site.objects.update(hostname=host, port=443)
    home = Page.objects.get(depth=2)
    page = home.add_child(
        instance=FormPage(
            title="Object to the use of your data",
            slug="object",
            intro="<p>Tell us what you object to.</p>",
            thank_you_text="<p>Thank you. We have received your objection.</p>",
        )
    )
    for order, (kind, label, required, choices) in enumerate(_FIELDS):
        FormField.objects.create(
            page=page,
            sort_order=order,
            field_type=kind,
            label=label,
            required=required,
            choices=choices,
        )
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def application(folder: Path, host: str):
    """Give the application."""
    _start(folder, host)
    return django_site.application()


def stored(folder: Path, host: str) -> list[dict[str, object]]:
    """List what each submission holds."""
    _start(folder, host)
    from wagtail.contrib.forms.models import FormSubmission

    return [submission.form_data for submission in FormSubmission.objects.order_by("id")]


def _start(folder: Path, host: str) -> None:
    sys.path.append(str(folder))  # where the changes are
    own = {"WAGTAIL_SITE_NAME": "Forms", "WAGTAILADMIN_BASE_URL": f"https://{host}"}
    django_site.start(
        folder, host, "form_builder", _PARTS, MIGRATION_MODULES={"pages": _CHANGES}, **own
    )
