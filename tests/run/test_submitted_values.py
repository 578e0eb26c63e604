"""How much of a form can be read in a request, and whether a request can be attributed to it."""

from urllib.parse import urlencode

import pytest

from optout.browser.requests import Request
from optout.run.submitted_values import SubmittedValues

EMAIL, COMMENT = "ada@example.eu", "No photos of mine"
BOTH = frozenset({EMAIL, COMMENT})
ON_ONE_PAGE = SubmittedValues(BOTH, BOTH)
ON_TWO_PAGES = SubmittedValues(BOTH, frozenset({COMMENT}))
FORM = "application/x-www-form-urlencoded"


def request(body):
    """Return a request with a body, which is given as bytes or by its fields."""
    encoded = urlencode(body).encode() if isinstance(body, dict) else body
    return Request("1", "POST", "https://www.example.eu/submit", {"content-type": FORM}, encoded)


PARTS = {
    "all of the page": (ON_ONE_PAGE, {"email": EMAIL, "why": COMMENT}, "whole"),
    "one value of the page": (ON_ONE_PAGE, {"email": EMAIL}, "part"),
    "another text": (ON_ONE_PAGE, {"why": "Something else"}, "nothing"),
    "a body that nobody can read": (ON_ONE_PAGE, b"\x00\xff\x01", "unread"),
    "all of the last page": (ON_TWO_PAGES, {"why": COMMENT}, "whole"),
    "a value of an earlier page alone": (ON_TWO_PAGES, {"email": EMAIL}, "nothing"),
    "all values where no page expects one": (
        SubmittedValues(BOTH),
        {"email": EMAIL, "why": COMMENT},
        "whole",
    ),
    "one value where no page expects one": (SubmittedValues(BOTH), {"why": COMMENT}, "part"),
    "a short value inside a longer text": (
        SubmittedValues(frozenset({"No"})),
        {"all": "yes and No: neither"},
        "whole",
    ),
    "a form without values": (SubmittedValues(), {"event": "click"}, "nothing"),
}


@pytest.mark.parametrize(("values", "body", "part"), PARTS.values(), ids=PARTS)
def test_how_much_of_a_page_can_be_read_in_a_request(values, body, part):
    assert values.part_in(request(body)) == part


def test_a_request_cannot_differ_from_a_page_that_expects_nothing_in_it():
    assert not SubmittedValues(BOTH).differs(request({"event": "click"}))


IDENTIFIED = {
    "the comment": (ON_ONE_PAGE, {"why": COMMENT}, True),
    "the address without the comment": (ON_ONE_PAGE, {"email": EMAIL}, False),
    "any address where there is no comment": (
        SubmittedValues(frozenset({EMAIL})),
        {"email": "eve@example.org"},
        True,
    ),
    "no address where there is no comment": (
        SubmittedValues(frozenset({EMAIL})),
        {"event": "click"},
        False,
    ),
    "anything where the form has neither": (SubmittedValues(), {"event": "click"}, True),
}


@pytest.mark.parametrize(("values", "body", "identified"), IDENTIFIED.values(), ids=IDENTIFIED)
def test_a_request_is_attributed_by_the_comment_or_else_by_an_address(values, body, identified):
    assert values.identifies(request(body)) is identified
