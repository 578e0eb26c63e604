"""A send to an address that the flow does not know: it leaves once, and the very same never again."""

import pytest
from tests.browser.gate.site import until

from optout.browser.payload import READING

VALUES = ("ada@example.eu", "No photos of mine")
BODIES = {
    "form fields": "new URLSearchParams({email: 'ada@example.eu'})",
    "parts of a form": "(() => { const data = new FormData(); data.set('email', 'ada@example.eu'); return data; })()",
    "JSON": "JSON.stringify({email: 'ada@example.eu'})",
}
TWICE = """(button) => {{
  const send = () => fetch('/unknown', {{method: 'POST', body: {}}});
  for (const _ of [1, 2]) button.addEventListener('click', () => send());
}}"""


def posts(site, path="/unknown"):
    return [one for one, to in site.arrived if to == path and one not in READING]


def sent(page, body, path="/unknown"):
    script = f"fetch('{path}', {{method: 'POST', body: {body}}}).then(() => 'answered', () => 'held back')"
    return page.evaluate(script)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_handler_that_is_bound_twice_sends_once_to_an_unknown_address_too(page, site, gate, body):
    page.goto(site.address)
    gate.watch(VALUES)
    page.set_content("<button>Send</button>")
    page.locator("button").evaluate(TWICE.format(body))
    page.locator("button").click()
    until(page, lambda: gate.held_back == 1)
    until(page, lambda: len(posts(site)) == 1)
    assert sent(page, body) == "held back"
    assert len(posts(site)) == 1
    assert gate.undeclared is not None


def test_another_body_another_address_and_what_carries_nothing_are_not_held_back(page, site, gate):
    page.goto(site.address)
    gate.watch(VALUES)
    told = [
        sent(page, "'x=ada@example.eu'"),
        sent(page, "'x=ada@example.eu&code=1'"),
        sent(page, "'x=ada@example.eu'", "/another"),
        sent(page, "'x=1'"),
        sent(page, "'x=1'"),
    ]
    assert told == ["answered"] * 5
    assert gate.held_back == 0


def test_once_the_send_is_known_nothing_else_is_held_back(page, site, gate):
    page.goto(site.address)
    gate.watch(VALUES)
    assert sent(page, BODIES["form fields"], "/submit") == "answered"
    assert [sent(page, BODIES["JSON"], "/status") for _ in range(3)] == ["answered"] * 3


def test_what_is_not_watched_for_any_more_leaves(page, site, gate):
    page.goto(site.address)
    told = []
    for values in (VALUES, (), VALUES):
        gate.watch(values)
        told.append(sent(page, "'x=ada@example.eu'"))
    assert told == ["answered", "answered", "held back"]
    assert len(posts(site)) == 2
