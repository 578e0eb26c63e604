"""How a live form is compared with saved ones: by roles and names, by the flow's targets, in one language first."""

import pytest

from optout.authoring.changes import Change, Form, Kind, changes, nearest
from optout.authoring.reduced import Part

EMAIL = Part("textbox", "Email address", required=True, target="email")
COMMENT = Part("textbox", "Why")
SUBMIT = Part("button", "Submit", target="submit")
SAVED = Form((EMAIL, COMMENT, SUBMIT), "en")


def told(live, saved=SAVED):
    return [(change.kind, change.part.name, change.before) for change in changes(live, saved)]


def test_the_same_form_has_no_changes_in_whatever_order_and_spelling():
    assert told(Form((SUBMIT, Part("textbox", "WHY (optional)"), EMAIL), "en")) == []


@pytest.mark.parametrize(
    ("parts", "change"),
    [
        ((EMAIL, COMMENT, SUBMIT, Part("textbox", "Phone")), (Kind.NEW, "Phone", "")),
        ((EMAIL, COMMENT), (Kind.GONE, "Submit", "")),
        (
            (Part("textbox", "Mail", required=True, target="email"), COMMENT, SUBMIT),
            (Kind.RENAMED, "Mail", "Email address"),
        ),
        ((EMAIL, Part("textbox", "Why", required=True), SUBMIT), (Kind.REQUIRED, "Why", "")),
        ((Part("textbox", "Email address", target="email"), COMMENT, SUBMIT), (Kind.OPTIONAL, "Email address", "")),
    ],
)
def test_one_difference_is_told_as_one_change(parts, change):
    assert told(Form(parts, "en")) == [change]


def test_another_role_of_the_same_name_is_one_gone_and_one_new():
    live = Form((EMAIL, Part("combobox", "Why"), SUBMIT), "en")
    assert told(live) == [(Kind.NEW, "Why", ""), (Kind.GONE, "Why", "")]


def test_the_saved_form_with_the_fewest_changes_is_the_one_compared_with():
    other = Form((EMAIL, SUBMIT), "en")
    assert nearest(Form((EMAIL, SUBMIT), "en"), [SAVED, other]) == (other, [])
    assert nearest(SAVED, []) is None


def test_a_saved_form_in_the_same_language_goes_before_one_that_would_fit_better():
    french = Form((Part("textbox", "Adresse", target="email"),), "fr")
    live = Form((EMAIL, COMMENT, SUBMIT), "fr")
    found = nearest(live, [SAVED, french])
    assert found is not None
    assert found[0] is french


def test_in_another_language_only_what_the_flow_finds_and_how_much_there_is_counts():
    finnish = (Part("textbox", "Sähköposti", required=True, target="email"), Part("textbox", "Miksi"))
    send = Part("button", "Lähetä", target="submit")
    assert told(Form((*finnish, send), "fi")) == []
    assert told(Form((*finnish, send, Part("textbox", "Puhelin")), "fi")) == [(Kind.NEW, "Puhelin", "")]
    assert told(Form(finnish, "fi")) == [(Kind.GONE, "Submit", "")]


def test_a_change_of_a_part_without_a_name_of_the_flow_s_is_never_guessed_to_be_a_new_name():
    live = Form((EMAIL, Part("textbox", "Reason"), SUBMIT), "en")
    assert changes(live, SAVED) == [Change(Kind.NEW, Part("textbox", "Reason")), Change(Kind.GONE, COMMENT)]
