"""A text is written into a field in place of what it contains; else there is a reason."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser.reasons import Rejection
from optout.browser.writing import write


def the_field(window):
    return next(element for element in read_soon(window).elements if element.is_field)


def test_a_text_replaces_what_a_field_contains_and_the_field_is_left(shown):
    window = shown("<input value=old onblur='document.title = this.value'>")
    assert write(window, the_field(window), "new")
    assert window.page.title() == "new"


NOT_WRITTEN = {
    "read-only": ("<input readonly>", "", Rejection.READ_ONLY),
    "disabled": ("<input disabled>", "", Rejection.READ_ONLY),
    "disabled since": (
        "<input>",
        "document.querySelector('input').disabled = true",
        Rejection.DISABLED,
    ),
    "read-only since": (
        "<input>",
        "document.querySelector('input').readOnly = true",
        Rejection.READ_ONLY,
    ),
    "hidden since": (
        "<input>",
        "document.querySelector('input').style.visibility = 'hidden'",
        Rejection.HIDDEN,
    ),
}


@pytest.mark.parametrize(("html", "script", "reason"), NOT_WRITTEN.values(), ids=NOT_WRITTEN)
def test_a_field_that_cannot_be_written_into_has_a_reason(shown, monkeypatch, html, script, reason):
    monkeypatch.setattr("optout.browser.writing.ACTION_TIME", 500.0)
    window = shown(html)
    field = the_field(window)
    window.page.evaluate(f"{script}; 0")
    assert write(window, field, "new").rejection == reason
