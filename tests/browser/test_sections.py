"""What opens a part of a form that is shut: where it says so of itself, and has something to write into."""

import pytest

from optout.browser.page import look
from optout.browser.sections import opening

PART = "<div id=part hidden><label>Why <textarea></textarea></label></div>"
BUTTON = "<button type=button data-is=it {}>Details</button>"
SHUT = {
    "a button of an accordion": f"{BUTTON.format('aria-expanded=false aria-controls=part')}{PART}",
    "a part of the browser's own": "<details><summary data-is=it>More</summary><textarea></textarea></details>",
    "a part that can be searched": (
        f"{BUTTON.format('aria-expanded=false aria-controls=part')}{PART.replace('hidden', 'hidden=until-found')}"
    ),
}


@pytest.mark.parametrize("html", SHUT.values(), ids=SHUT)
def test_what_is_shut_and_asks_for_something_is_opened(shown, html):
    window = shown(f"<form><input type=email>{html}<button>Send</button></form>")
    assert [one.attributes.get("data-is") for one in opening(look(window))] == ["it"]


LEFT = {
    "what is open": f"{BUTTON.format('aria-expanded=true aria-controls=part')}{PART.replace('hidden', '')}",
    "what only tells something": (
        f"{BUTTON.format('aria-expanded=false aria-controls=part')}<div id=part hidden><p>Why we ask</p></div>"
    ),
    "a list": "<input role=combobox aria-expanded=false aria-controls=part><div id=part hidden><input></div>",
    "a menu": f"{BUTTON.format('aria-haspopup=menu aria-expanded=false aria-controls=part')}{PART}",
    "what is around every page": f"<footer>{BUTTON.format('aria-expanded=false aria-controls=part')}{PART}</footer>",
    "what nobody can press": f"<div hidden>{BUTTON.format('aria-expanded=false aria-controls=part')}</div>{PART}",
}


@pytest.mark.parametrize("html", LEFT.values(), ids=LEFT)
def test_what_asks_for_nothing_or_is_no_part_of_the_form_is_left(shown, html):
    window = shown(f"<form><input type=email>{html}<button>Send</button></form>")
    snapshot = look(window)
    assert snapshot.read
    assert opening(snapshot) == []
