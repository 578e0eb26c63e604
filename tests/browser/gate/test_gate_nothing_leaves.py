"""While nothing may leave: what is held back, what goes on all the same, and that it ends."""

import pytest
from tests.browser.gate.site import HOSTS, POST, calm, until

from optout.browser.gate import Gate

VALUES = ["ada@example.eu", "No photos of mine"]
HELD = {
    "a body": "fetch('/counter', {method: 'POST', body: 'x'})",
    "a value in an address": "fetch('/why?x=No+photos+of+mine')",
    "an address in an address": "fetch('/why?x=eve%40example.org')",
    "the declared request": POST,
}


@pytest.fixture
def gate(context):
    """A gate before the approval: the declared request is let through for nobody."""
    return Gate(context, ["POST **/submit"], HOSTS, lambda: False)


@pytest.mark.parametrize("script", HELD.values(), ids=HELD)
def test_what_could_carry_the_form_is_held_back_and_told(page, site, gate, script):
    page.goto(site.address)
    with gate.nothing_leaves(VALUES) as held:
        assert page.evaluate(f"{script}.then(() => 'answered', (error) => error.name)") == "TypeError"
        assert len(held) == 1
    assert gate.held_back == (script == POST)
    assert [path for _, path in site.arrived if path != "/"] == []


def test_a_form_in_the_address_of_a_page_is_held_back(page, site, gate):
    page.goto(site.address)
    with gate.nothing_leaves(VALUES) as held:
        page.evaluate("location.href = '/other?x=1'")
        until(page, lambda: held)
        calm(page)
    assert ("GET", "/other") not in site.arrived


def test_reading_goes_on_and_afterwards_everything_does(page, site, gate):
    page.goto(site.address)
    with gate.nothing_leaves(VALUES) as held:
        assert page.evaluate("fetch('/words?lang=fr').then((answer) => answer.status)") == 200
        assert held == []
    assert page.evaluate("fetch('/counter', {method: 'POST', body: 'x'}).then((answer) => answer.status)") == 200
    assert held == []
    page.evaluate("location.href = '/other?x=1'")
    until(page, lambda: ("GET", "/other") in site.arrived)
