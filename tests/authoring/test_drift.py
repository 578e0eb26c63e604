"""How a live form is compared with saved ones: by roles and names, in one language first."""

import pytest

from optout.authoring.drift import Form, nearest
from optout.authoring.markup import FormPart

EMAIL = FormPart("textbox", "Email address", required=True, target="email")
COMMENT = FormPart("textbox", "Why")
SUBMIT = FormPart("button", "Submit", target="submit")
SAVED = Form((EMAIL, COMMENT, SUBMIT), "en")
FINNISH = (
    FormPart("textbox", "Sähköposti", required=True, target="email"),
    FormPart("textbox", "Miksi"),
    FormPart("button", "Lähetä", target="submit"),
)
EMAIL_LINE = "textbox “Email address” (email), must be filled"


@pytest.mark.parametrize(
    ("parts", "language", "changes"),
    [
        ((SUBMIT, FormPart("textbox", "WHY (optional)"), EMAIL), "en", []),
        ((EMAIL, COMMENT, SUBMIT, FormPart("textbox", "Phone")), "en", ["new: textbox “Phone”"]),
        ((EMAIL, COMMENT), "en", ["gone: button “Submit” (submit)"]),
        (
            (FormPart("textbox", "Mail", required=True, target="email"), COMMENT, SUBMIT),
            "en",
            ["new: textbox “Mail” (email), must be filled", f"gone: {EMAIL_LINE}"],
        ),
        (
            (EMAIL, FormPart("textbox", "Why", required=True), SUBMIT),
            "en",
            ["new: textbox “Why”, must be filled", "gone: textbox “Why”"],
        ),
        ((EMAIL, FormPart("combobox", "Why"), SUBMIT), "en", ["new: combobox “Why”", "gone: textbox “Why”"]),
        (FINNISH, "fi", []),
        ((*FINNISH, FormPart("textbox", "Puhelin")), "fi", ["new: textbox “Puhelin”"]),
        (FINNISH[:2], "fi", ["gone: button “Submit” (submit)"]),
    ],
)
def test_what_is_new_and_what_is_gone_is_told(parts, language, changes):
    assert nearest(Form(parts, language), [SAVED]).changes == changes


def test_the_saved_form_with_the_fewest_changes_is_the_one_compared_with():
    other = Form((EMAIL, SUBMIT), "en")
    assert nearest(Form((EMAIL, SUBMIT), "en"), [SAVED, other]).saved is other


def test_a_saved_form_in_the_same_language_goes_before_one_that_would_fit_better():
    french = Form((FormPart("textbox", "Adresse", target="email"),), "fr")
    assert nearest(Form((EMAIL, COMMENT, SUBMIT), "fr"), [SAVED, french]).saved is french
