"""What a search returns, and what the person pointed at, on a page that has changed since."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser.match import Match, NoMatch, Pointed, Rejected, Strategy
from optout.browser.reasons import Rejection

BUTTON = "document.querySelector('button')"
CHANGED = {
    "removed": (f"{BUTTON}.remove()", Rejection.GONE),
    "hidden": (f"{BUTTON}.style.opacity = 0", Rejection.HIDDEN),
    "disabled": (f"{BUTTON}.disabled = true", Rejection.DISABLED),
}


@pytest.fixture
def pointed(shown):
    window = shown("<button>Go</button>")
    button = next(element for element in read_soon(window).elements if element.role == "button")
    return window, Pointed(button)


@pytest.mark.parametrize(("script", "reason"), CHANGED.values(), ids=CHANGED)
def test_what_the_person_pointed_at_is_no_longer_usable_for_a_reason(pointed, script, reason):
    window, button = pointed
    window.page.evaluate(f"{script}; 0")
    found = button.on(read_soon(window), enabled=True)
    assert (bool(found), found.reason) == (False, reason)


def test_what_the_person_pointed_at_is_found_again(pointed):
    window, button = pointed
    found = button.on(read_soon(window), enabled=True)
    assert (found.strategy, found.element.called) == (Strategy.PERSON, "Go")


def test_a_disabled_element_counts_where_it_need_not_be_used(pointed):
    window, button = pointed
    window.page.evaluate(f"{BUTTON}.disabled = true")
    assert isinstance(button.on(read_soon(window), enabled=False), Match)


def test_the_reason_of_a_search_without_candidates_is_not_known(pointed):
    assert NoMatch().reason is None
    assert NoMatch((Rejected(pointed[1].element, Rejection.HIDDEN),)).reason == Rejection.HIDDEN
