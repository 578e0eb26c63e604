"""What is read from the body of a request of a real page; the cases of a body alone are in `test_payload.py`."""

import hashlib

import pytest
from tests.browser.gate.site import POST

from optout.browser.payload import body_names, body_sha256


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (
            "new URLSearchParams([['email', 'a'], ['comment', 'b=c&d'], ['email', 'e'], ['empty', '']])",
            ["comment", "email", "empty"],
        ),
        (
            """(() => {
              const data = new FormData();
              data.set('email', 'a');
              data.set('upload', new File(['x'], 'name="y"'));
              data.set('comment', 'my name="inside"');
              return data;
            })()""",
            ["comment", "email", "upload"],
        ),
        (
            "new Blob([JSON.stringify({email: 'a', nested: {inner: 1}})], {type: 'application/json'})",
            ["email", "nested"],
        ),
        ("new Blob(['[1]'], {type: 'application/json'})", []),
        ("new Blob(['{broken'], {type: 'application/json'})", []),
        ("undefined", []),
    ],
)
def test_the_names_of_the_fields_are_read_from_any_kind_of_body(page, site, gate, body, names):
    page.goto(site.address)
    page.evaluate(f"fetch('/submit', {{method: 'POST', body: {body}}}).then(() => 0)")
    assert body_names(gate.passed) == names


def test_the_hash_is_the_one_of_what_the_server_got(page, site, gate):
    page.goto(site.address)
    page.evaluate(
        "fetch('/submit', {method: 'POST', body: new URLSearchParams({comment: 'ça va \U0001f642'})}).then(() => 0)"
    )
    assert body_sha256(gate.passed) == hashlib.sha256(site.bodies[0]).hexdigest()


VALUES = ("ada@example.eu", 'No "photos"\nof mine é')


CARRIES = {
    "as form fields": "new URLSearchParams({x: value})",
    "as parts of a form": "(() => { const data = new FormData(); data.set('x', value); return data; })()",
    "as JSON": "JSON.stringify({x: [value]})",
    "in the middle of text": "`before ${value} after`",
}


def posts(page, body, value, path="/elsewhere", method="POST"):
    script = f"(value) => fetch('{path}', {{method: '{method}', body: {body}}}).then(() => 0)"
    page.evaluate(script, value)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("body", CARRIES.values(), ids=CARRIES)
def test_a_value_of_the_form_that_leaves_by_another_request_is_noted(page, site, gate, body, value):
    page.goto(site.address)
    posts(page, body, value)
    noted = [gate.undeclared]  # nothing is watched yet
    gate.watch(VALUES)
    posts(page, body, "something else")
    noted.append(gate.undeclared)
    assert noted == [None, None]
    posts(page, body, value)
    assert gate.undeclared is not None
    assert gate.undeclared.url == f"{site.address}/elsewhere"


def test_a_value_that_a_page_saves_is_noted_apart_and_stays_noted(page, site, gate):
    gate.noted_values = VALUES
    page.goto(site.address)
    posts(page, CARRIES["as JSON"], "something else")
    assert gate.saved is False
    posts(page, CARRIES["as JSON"], VALUES[0])
    posts(page, CARRIES["as JSON"], "something else")
    assert (gate.saved, gate.undeclared) == (True, None)


def test_the_declared_request_is_never_an_undeclared_one(page, site, gate):
    gate.noted_values = VALUES
    gate.watch(VALUES)
    page.goto(site.address)
    page.evaluate(f"{POST}.then(() => 0)")
    assert (gate.undeclared, gate.saved, site.sends) == (None, False, 1)
