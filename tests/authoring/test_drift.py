"""How a live form is compared with saved ones: by roles and names, by the flow's targets, in one language first."""

import pytest

from optout.authoring.drift import Change, ChangeKind, Drift, ReducedForm, changes, nearest
from optout.authoring.reduced import ReducedPart

EMAIL = ReducedPart("textbox", "Email address", required=True, target="email")
COMMENT = ReducedPart("textbox", "Why")
SUBMIT = ReducedPart("button", "Submit", target="submit")
SAVED = ReducedForm((EMAIL, COMMENT, SUBMIT), "en")


def told(live, saved=SAVED):
    return [(change.kind, change.part.name, change.before) for change in changes(live, saved)]


def test_the_same_form_has_no_changes_in_whatever_order_and_spelling():
    assert told(ReducedForm((SUBMIT, ReducedPart("textbox", "WHY (optional)"), EMAIL), "en")) == []


@pytest.mark.parametrize(
    ("parts", "change"),
    [
        ((EMAIL, COMMENT, SUBMIT, ReducedPart("textbox", "Phone")), (ChangeKind.NEW, "Phone", "")),
        ((EMAIL, COMMENT), (ChangeKind.GONE, "Submit", "")),
        (
            (ReducedPart("textbox", "Mail", required=True, target="email"), COMMENT, SUBMIT),
            (ChangeKind.RENAMED, "Mail", "Email address"),
        ),
        ((EMAIL, ReducedPart("textbox", "Why", required=True), SUBMIT), (ChangeKind.REQUIRED, "Why", "")),
        (
            (ReducedPart("textbox", "Email address", target="email"), COMMENT, SUBMIT),
            (ChangeKind.OPTIONAL, "Email address", ""),
        ),
    ],
)
def test_one_difference_is_told_as_one_change(parts, change):
    assert told(ReducedForm(parts, "en")) == [change]


def test_another_role_of_the_same_name_is_one_gone_and_one_new():
    live = ReducedForm((EMAIL, ReducedPart("combobox", "Why"), SUBMIT), "en")
    assert told(live) == [(ChangeKind.NEW, "Why", ""), (ChangeKind.GONE, "Why", "")]


def test_the_saved_form_with_the_fewest_changes_is_the_one_compared_with():
    other = ReducedForm((EMAIL, SUBMIT), "en")
    live = ReducedForm((EMAIL, SUBMIT), "en")
    assert nearest(live, [SAVED, other]) == Drift(live, other, [])


def test_a_saved_form_in_the_same_language_goes_before_one_that_would_fit_better():
    french = ReducedForm((ReducedPart("textbox", "Adresse", target="email"),), "fr")
    live = ReducedForm((EMAIL, COMMENT, SUBMIT), "fr")
    assert nearest(live, [SAVED, french]).saved is french


def test_in_another_language_only_what_the_flow_finds_and_how_much_there_is_counts():
    finnish = (ReducedPart("textbox", "Sähköposti", required=True, target="email"), ReducedPart("textbox", "Miksi"))
    send = ReducedPart("button", "Lähetä", target="submit")
    assert told(ReducedForm((*finnish, send), "fi")) == []
    assert told(ReducedForm((*finnish, send, ReducedPart("textbox", "Puhelin")), "fi")) == [
        (ChangeKind.NEW, "Puhelin", "")
    ]
    assert told(ReducedForm(finnish, "fi")) == [(ChangeKind.GONE, "Submit", "")]


def test_a_change_of_a_part_without_a_name_of_the_flow_s_is_never_guessed_to_be_a_new_name():
    live = ReducedForm((EMAIL, ReducedPart("textbox", "Reason"), SUBMIT), "en")
    assert changes(live, SAVED) == [
        Change(ChangeKind.NEW, ReducedPart("textbox", "Reason")),
        Change(ChangeKind.GONE, COMMENT),
    ]
