"""What a request carries, told by its parts alone; `test_interceptor.py` has the same with the requests of
real pages.
"""

import gzip
import hashlib
import html
import json
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.browser.requests import Request, Response

ADDRESS = "https://www.example.eu/counter"
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
COMMENT = 'No "photos" of me,\nnor of my été'
EMAIL = "ada.l@example.eu"
LINES = COMMENT.splitlines()
INNER = json.dumps({"why": COMMENT})


PROTOBUF = b"\n\x10" + EMAIL.encode() + b"\x12\xa5\x01" + COMMENT.encode()


def made_up(body=b"", kind=FORM, url=ADDRESS, method="POST", **more):
    body = body.encode() if isinstance(body, str) else body
    return Request("1", method, url, {"content-type": kind} if kind else {}, body, **more)


def part(name, value, more=""):
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


CARRIED = {
    "text": made_up(f"before {COMMENT} after", "text/plain"),
    "a form": made_up(urlencode({"why": COMMENT.replace("\n", "\r\n"), "x": ""})),
    "a form in the older alphabet": made_up(f"why={quote_plus(COMMENT, encoding='cp1252')}"),
    "a form in an alphabet without its letters": made_up(
        f"why={quote_plus(COMMENT.replace('é', '&#233;'))}"
    ),
    "text in the older alphabet": made_up(COMMENT.encode("cp1252"), "text/plain"),
    "JSON": made_up(json.dumps({"a": [{"b": {"why": COMMENT}}]}), "application/json"),
    "JSON that is not called so": made_up(json.dumps({"why": COMMENT}, ensure_ascii=False), ""),
    "JSON in JSON": made_up(json.dumps({"input": json.dumps({"data": INNER})})),
    "JSON in a field": made_up(f"variables={quote(INNER)}&id=7"),
    "parts": made_up(part("why", COMMENT) + "--x--", PARTS),
    "the address": made_up(url=f"{ADDRESS}?why={quote_plus(COMMENT)}", method="GET"),
    "the path": made_up(url=f"{ADDRESS}/{quote(COMMENT)}", method="GET"),
    "an editor's HTML": made_up(
        f"why={quote('<p><b>' + html.escape(LINES[0]) + '</b></p><p>' + LINES[1] + '</p>')}"
    ),
    "an editor's list of lines": made_up(
        json.dumps([{"line": line, "bold": 1} for line in LINES], ensure_ascii=False)
    ),
    "Protocol Buffers": made_up(PROTOBUF, "application/x-protobuf"),
    "gRPC for pages": made_up(
        b"\0\0\0\0" + bytes([len(PROTOBUF)]) + PROTOBUF, "application/grpc-web+proto"
    ),
    "MessagePack": made_up(
        b"\x82\xa5email\xd9\x10" + EMAIL.encode() + b"\xa3why\xda\x00\x23" + COMMENT.encode(),
        "application/msgpack",
    ),
    "other quotation marks": made_up(COMMENT.replace('"', "”").upper(), "text/plain"),
}
NOT_CARRIED = {
    "nothing": made_up(),
    "another text": made_up(f"{COMMENT[:-3]}hiver", "text/plain"),
    "one of its lines": made_up(LINES[0], "text/plain"),
    "its words in another order": made_up(" ".join(reversed(COMMENT.split())), "text/plain"),
    "a cookie": Request("1", "GET", ADDRESS, {"cookie": quote(COMMENT)}),
}


def test_a_text_is_known_however_an_ordinary_page_writes_it():
    assert [
        name for name, one in CARRIED.items() if not (one.carries(COMMENT) and one.is_readable)
    ] == []
    assert [
        name for name, one in NOT_CARRIED.items() if one.carries(COMMENT) or one.carries("")
    ] == []


def test_a_short_text_counts_as_the_whole_of_a_field_or_where_all_counts():
    assert [made_up(f"why={text}").carries("No") for text in ("No", "no.", "none")] == [
        True,
        True,
        False,
    ]
    assert made_up("name=Ji%26%23345%3B%C3%AD").carries("Jiří")
    assert made_up("why=none").carries("No", anywhere=True)
    assert not made_up("x=1").carries("No", anywhere=True)
    for text, is_it in [("I object to it", False), ("I object to all", True)]:
        assert made_up(f"why=Dear team, {text}!").carries(text) is is_it


CHANGES = {
    "as it is": ({"why": COMMENT}, False),
    "with a prefix": ({"why": f"[objection] {COMMENT}"}, True),
    "alone and with a prefix": ({"why": COMMENT, "mail": f"Dear team, {COMMENT}"}, False),
    "with a prefix and an entity": ({"why": f"[objection] {html.escape(COMMENT)}"}, True),
    "alone as entities": ({"why": COMMENT.replace("é", "&#233;")}, False),
    "as HTML": ({"why": f"<p>{COMMENT}</p>"}, False),
    "in a request of GraphQL": ({"query": f'mutation {{ object(why: "{COMMENT}") }}'}, False),
    "not at all": ({"x": "1"}, False),
}


def test_whether_a_field_holds_more_than_the_text():
    for fields, does in CHANGES.values():
        assert made_up(urlencode(fields)).changes(COMMENT) is does


def test_the_addresses_in_a_body_and_in_the_address():
    for body, found in [
        ("email=eve%40example.org&x=1", {"eve@example.org"}),
        ('{"to": "Ada <ADA.L@example.eu>", "cc": "a@b.eu"}', {EMAIL, "a@b.eu"}),
        ('{"release": "app@1.4.2", "icon": "logo@2x.png"}', {"logo@2x.png"}),
        ("email=&why=none a@b", set()),
    ]:
        assert made_up(body).addresses == found
    assert made_up(url=f"{ADDRESS}?who={quote(EMAIL)}", method="GET").addresses == {EMAIL}


PAIRS = {
    "a form": (b"a=1&b=&why not=2", FORM, [("a", "1"), ("b", ""), ("why not", "2")]),
    "a form that is called text": (b"a=1&b=%C3%A9", "text/plain", [("a", "1"), ("b", "é")]),
    "JSON": (b'{"a": {"b": [1, {"c": "2"}], "d": null}}', "", [("b", "1"), ("c", "2")]),
    "JSON in a field": (
        b"v=%7B%22a%22%3A+1%7D&x=2",
        FORM,
        [("v", '{"a": 1}'), ("a", "1"), ("x", "2")],
    ),
    "JSON that is broken": (b'{"a": 1', "", []),
    "JSON that is deep": (b"[" * 100_000, "", []),
    "parts": (
        (part("a", "1\r\n\r\n-- \r\nAda") + "--x--").encode(),
        PARTS,
        [("a", "1\r\n\r\n-- \r\nAda")],
    ),
    "parts with the boundary's text in a value": (
        (part("a", "see --x and\r\n--xy\r\n--x.") + part("b\\c", "2") + "--x--\r\n").encode(),
        PARTS,
        [("a", "see --x and\r\n--xy\r\n--x."), ("b\\c", "2")],
    ),
    "parts without a named boundary": (
        (part("a", "1 -- 2") + part("b", "2") + "--x--").encode(),
        "multipart/form-data",
        [("a", "1 -- 2"), ("b", "2")],
    ),
    "parts with a boundary in capitals": (
        (part("a", "1") + "--x--").encode(),
        "multipart/form-data; Boundary=x",
        [("a", "1")],
    ),
    "a file": ((part("a[]", "1", '; filename="b"') + "--x--").encode(), PARTS, [("a[]", "1")]),
    "parts with a quoted boundary": (
        part("a", "1").encode(),
        'multipart/form-data; boundary="x"; y=z',
        [("a", "1")],
    ),
    "text": (b"why not", "text/plain", []),
}


def test_the_names_and_values_in_a_body():
    read = {name: list(made_up(body, kind).pairs) for name, (body, kind, _) in PAIRS.items()}
    assert read == {name: pairs for name, (*_, pairs) in PAIRS.items()}


def test_the_names_of_fields_are_those_of_the_body_and_never_values():
    request = made_up(f"b=1&a=2&a=3&{quote(COMMENT)}=4", url=f"{ADDRESS}?c=5")
    assert request.field_names == ["a", "b"]
    assert request.pairs[0] == ("c", "5")


PACKED = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(9))


def test_whether_a_body_can_be_read():
    for body in (b"", b"a=1\r\n\tb", "c'était".encode("cp1252")):
        assert made_up(body).is_readable
    for body in (b"\x1f\x8b\x08", b"a\0b", gzip.compress(COMMENT.encode() * 9), PACKED):
        assert not made_up(body).is_readable
    assert not made_up(is_body_incomplete=True).is_readable


@given(st.binary(max_size=400), st.sampled_from([FORM, PARTS, "", "application/json"]))
def test_any_body_is_read_without_a_mistake(body, kind):
    request = made_up(body, kind)
    assert not request.carries(COMMENT)
    assert all(isinstance(one, str) for pair in request.pairs for one in pair)
    assert request.body_sha256 == hashlib.sha256(body).hexdigest()
    assert set(request.field_names) <= {name for name, _value in request.pairs}


PAUSED = {"requestId": "1", "resourceType": "Fetch"}
ENTRIES = {
    "text": ({"hasPostData": True, "postDataEntries": [{"bytes": "YQ=="}]}, True),
    "text and a file": ({"hasPostData": True, "postDataEntries": [{"bytes": "YQ=="}, {}]}, False),
    "what is too long": ({"hasPostData": True}, False),
    "nothing": ({}, True),
}


@pytest.mark.parametrize(("told", "readable"), ENTRIES.values(), ids=ENTRIES)
def test_a_body_of_which_the_browser_shows_a_part_alone_cannot_be_read(told, readable):
    asked = {"method": "POST", "url": ADDRESS, "headers": {}, **told}
    assert Request.of({**PAUSED, "request": asked}).is_readable is readable


@pytest.mark.parametrize(
    ("status", "headers", "leads_on"),
    [(303, {"location": "/x"}, True), (303, {}, False), (200, {"location": "/x"}, False)],
)
def test_only_an_answer_with_an_address_leads_on(status, headers, leads_on):
    assert Response(datetime.now(UTC), ADDRESS, status, headers).is_redirect is leads_on
