"""What a request carries, told by its parts alone; `gate/` has the same with the requests of real pages."""

import base64
import codecs
import gzip
import hashlib
import html
import json
import quopri
import time
import zlib
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optout.browser.requests import Request, is_most, is_same, pieces_of, says_failed

ADDRESS = "https://www.example.eu/counter"
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


def made_up(body: bytes = b"", kind: str = FORM, url: str = ADDRESS, method: str = "POST", **more: Any) -> Request:
    """Make a request."""
    return Request("1", method, url, {"content-type": kind} if kind else {}, body, **more)


COMMENT = 'No "photos"\nof mine é'
BODIES = {
    "as it is": COMMENT,
    "between others": f"before{COMMENT}after",
    "with the line ends of a form": COMMENT.replace("\n", "\r\n"),
    "as a form encodes it": "x=No+%22photos%22%0D%0Aof+mine+%C3%A9&y=",
    "as an address encodes it": "No%20%22photos%22%0Aof%20mine%20%C3%A9",
    "as JSON": r'{"x": "No \"photos\"\nof mine é"}',
    "as JSON with the line ends of a form": r'{"x": "No \"photos\"\r\nof mine é"}',
    "as JSON in ASCII": r'{"x": "No \"photos\"\nof mine \u00e9"}',
    "in other letters": COMMENT.upper(),
    "as an old form encodes it": "x=No+%22photos%22%0D%0Aof+mine+%E9",
    "as JSON in ASCII and in other digits": r'{"x": "No \"photos\"\nof mine \u00E9"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_value_is_known_however_a_body_writes_it(body):
    assert made_up(body.encode()).carries(["", "something else", COMMENT])


@pytest.mark.parametrize("url", [f"{ADDRESS}?x=No+%22photos%22%0Aof+mine+%c3%a9", f"{ADDRESS}/ada@example.eu?y"])
def test_a_value_is_known_in_an_address(url):
    assert made_up(url=url, method="GET").carries([COMMENT, "Ada@Example.eu"])


@pytest.mark.parametrize("values", [[], [""], ["something else"], [COMMENT[:-1] + "e"]])
def test_what_is_not_there_is_not_carried(values):
    assert not made_up(COMMENT.encode()).carries(values)
    assert not made_up().carries(values)


@pytest.mark.parametrize("other", [f"M{COMMENT[1:]}", f"{COMMENT[:-1]}è"])
@pytest.mark.parametrize("ascii_", [False, True])
def test_all_of_a_value_counts_in_json(other, ascii_):
    assert not made_up(json.dumps({"x": other}, ensure_ascii=ascii_).encode()).carries([COMMENT])


def test_a_body_that_is_no_text_carries_what_it_has_of_it():
    assert made_up(b"\xff\x00ada@example.eu\xfe").carries(["ada@example.eu"])


def deflated(body: bytes) -> bytes:
    """Compress as DEFLATE alone does, which nothing marks."""
    packed = zlib.compressobj(wbits=-15)
    return packed.compress(body) + packed.flush()


INNER = json.dumps({"c": COMMENT, "e": "ada@example.eu"})
IN_OTHER_WAYS = {
    "JSON in a field of a form": f"variables={quote(INNER)}&id=7",
    "JSON in JSON": json.dumps({"input": INNER}),
    "JSON in JSON in JSON": json.dumps({"input": json.dumps({"data": INNER})}),
    "a list of JSON": json.dumps([{"query": "…", "variables": {"input": {"text": COMMENT, "e": "ada@example.eu"}}}]),
    "JSON that ends early": INNER[:-1],
    "letters of JavaScript": r"\x4eo \x22photos\x22\nof mine \xe9 ada\x40example.eu",
    "markup": f"<p>{html.escape(COMMENT)}</p><a>ada&#64;example.eu</a>",
    "base64": base64.b64encode(INNER.encode()),
    "base64 of addresses": base64.urlsafe_b64encode(INNER.encode()).rstrip(b"="),
    "base64 of addresses with both of its own signs": base64.urlsafe_b64encode(f"?>~?{INNER}?~>~~".encode()),
    "base64 with both of its signs": base64.b64encode(f"?>~?{INNER}?~>~~".encode()),
    "base64 in a field": b"data=" + base64.b64encode(INNER.encode()),
    "base64 behind a name": b"draft-" + base64.b64encode(INNER.encode()),
    "hexadecimal": INNER.encode().hex(),
    "hexadecimal, byte by byte": INNER.encode().hex(":"),
    "hexadecimal, as a program writes it": ", ".join(f"0x{byte:02X}" for byte in INNER.encode()),
    "numbers in JSON": json.dumps({"type": "Buffer", "data": [*INNER.encode()]}),
    "numbers in JSON that is set out": json.dumps({"data": [*INNER.encode()]}, indent=2),
    "numbers by their places": json.dumps({str(place): byte for place, byte in enumerate(INNER.encode())}),
    "letters of JavaScript, as it has them since 2015": "".join(f"\\u{{{ord(letter):x}}}" for letter in INNER),
    "letters in octal digits": "".join(f"\\{byte:03o}" for byte in INNER.encode("cp1252")),
    "base32": base64.b32encode(INNER.encode()),
    "base64 in lines": json.dumps({"data": base64.encodebytes(INNER.encode()).decode()}),
    "base64 of what has lengths before its texts": base64.b64encode(
        b"".join(bytes([0, 10, len(text.encode())]) + text.encode() for text in (COMMENT, "ada@example.eu"))
    ),
    "base64 of letters of two bytes": base64.b64encode(INNER.encode("utf-16-le")),
    "quoted-printable": quopri.encodestring(INNER.encode(), quotetabs=True),
    "with per cent and u": "".join(f"%u{ord(letter):04x}" for letter in INNER),
    "gzip after gzip": gzip.compress(b"{}") + gzip.compress(INNER.encode()),
    "gzip in a part": b"--x\r\n\r\n" + gzip.compress(INNER.encode()) + b"\r\n--x--",
    "one piece after the other in fields": urlencode(
        [
            ("user", "ada"),
            ("host", "example.eu"),
            *((f"t{place}", COMMENT[place : place + 5]) for place in range(0, 25, 5)),
        ]
    ),
    "backwards": COMMENT[::-1] + "ada@example.eu"[::-1],
    "letters half an alphabet away": codecs.encode(COMMENT, "rot13") + codecs.encode("ada@example.eu", "rot13"),
    "gzip": gzip.compress(INNER.encode()),
    "zlib": zlib.compress(INNER.encode()),
    "base64 of gzip": base64.b64encode(gzip.compress(INNER.encode())),
    "deflate without a mark": deflated(INNER.encode()),
    "deflate with more than letters": deflated(INNER.encode() + b"\0\xff"),
    "one paragraph after the other": json.dumps(
        {"text": [{"p": p} for p in COMMENT.split("\n")], "e": "ada@example.eu"}
    ),
    "an address twice encoded": quote(quote(INNER)),
    "wide letters and other blanks": INNER.replace(
        "photos", "".join(chr(ord(letter) + 0xFEE0) for letter in "photos")
    ).replace("of mine", "of\u00a0 mine"),
}


@pytest.mark.parametrize("body", IN_OTHER_WAYS.values(), ids=IN_OTHER_WAYS)
def test_values_are_known_in_whatever_they_are_wrapped(body):
    request = made_up(body if isinstance(body, bytes) else body.encode())
    assert request.carries_all([COMMENT, "ada@example.eu"])
    assert not request.carries_all([COMMENT, "eve@example.org"])
    assert not request.carries(["No pictures of mine", "da@example.org"])


@pytest.mark.parametrize(
    "name", ["x-draft", "authorization", "accept", "accept-language", "content-type", "user-agent"]
)
def test_a_value_is_known_in_a_header(name):
    value = base64.b64encode(COMMENT.encode()).decode()
    assert Request("1", "GET", ADDRESS, {name: value}).carries([COMMENT])
    assert Request("1", "GET", f"{ADDRESS}/{value}").carries([COMMENT])


def test_a_value_is_known_in_the_method():
    assert made_up(method=f"X{COMMENT.encode().hex()}").carries([COMMENT])


def test_a_longer_text_has_at_most_sixteen_pieces_and_a_short_one_none():
    assert [len(pieces_of("x" * long)) for long in (0, 31)] == [0, 0]
    assert pieces_of("Ab-cdefgh " + "ijklmnop" * 3) == {"abcdefgh", "ijklmnop"}
    assert len(pieces_of("".join(map(str, range(1000))))) in (15, 16)
    assert not is_most([], "")


@pytest.mark.parametrize("short", ["no", "not at all"])
def test_a_short_text_is_known_as_it_is_written_only(short):
    assert made_up(short.encode()).carries([short])
    assert not made_up(f"{short[::-1]} {codecs.encode(short, 'rot13')}".encode()).carries([short])


def test_a_value_is_known_in_the_name_of_a_header():
    assert Request("1", "GET", ADDRESS, {f"x-{COMMENT.encode().hex()}": "1"}).carries([COMMENT])


@pytest.mark.parametrize("name", ["cookie", "referer"])
def test_what_goes_along_is_known_and_is_nothing_that_is_asked_for(name):
    value = base64.b64encode(COMMENT.encode()).decode()
    request = Request("1", "GET", ADDRESS, {name: f"{ADDRESS}/{value}"})
    assert request.takes_along(["", COMMENT])
    assert not request.takes_along(["", "another text"])
    assert not request.carries([COMMENT])
    assert not made_up(COMMENT.encode()).takes_along([COMMENT])


@pytest.mark.parametrize("lines", [["of mine é", 'No "photos"'], ['No "photos"'], ["No", "of mine é"]])
def test_paragraphs_count_all_and_in_their_order(lines):
    assert not made_up(json.dumps({"text": lines}).encode()).carries([COMMENT])


def test_a_paragraph_may_stand_there_once_more_at_the_end():
    lines = [*COMMENT.splitlines(), "x", COMMENT.splitlines()[0]]
    assert made_up(json.dumps({"text": lines}).encode()).carries([COMMENT])


@pytest.mark.parametrize("encode", [base64.urlsafe_b64encode, base64.standard_b64encode])
def test_both_alphabets_of_base64_are_read(encode):
    body = encode(b"No>>>photos???of~~~mine")
    assert {"-", "_", "+", "/"} & set(body.decode())
    assert made_up(body, "text/plain").carries(["no photos of mine"])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, deflated])
def test_what_is_too_long_to_look_inside_is_read_as_it_stands(pack):
    request = made_up(pack(b"some more of it " * 200_000 + COMMENT.encode()))
    assert request.carries([COMMENT])
    assert not request.is_readable


@pytest.mark.parametrize(("value", "is_it"), [("I am\nnot it", False), ("I am not\ntoo short", True)])
def test_a_short_text_of_several_lines_is_known_in_one_piece_alone(value, is_it):
    first, second = value.split("\n")
    assert made_up(f"{first} and {second}".encode()).carries([value]) is is_it
    assert made_up(f"{first} {second}".encode()).carries([value])


@pytest.mark.parametrize(
    ("body", "is_it"),
    [
        ("email=ada.l%40example.eu&x=1", True),
        ('{"to": "ADA.L@example.eu"}', True),
        ('{"to": "Ada <ada.l@example.eu>"}', True),
        (json.dumps({"to": base64.b64encode(b"ada.l@example.eu").decode()}), True),
        ('{"to": "adal@example.eu"}', False),
        ('{"to": "nada.l@example.eu"}', False),
        ('{"to": "ada.l@example.eu.evil.example"}', False),
        ('{"to": "ada.l+x@example.eu"}', False),
        ("\x0a\x100ada.l@example.eu", True),  # what stands before it there is how long it is
        ("nothing", False),
    ],
)
def test_an_address_is_known_letter_by_letter(body, is_it):
    assert made_up(body.encode()).carries_addresses(["ada.l@example.eu"]) is is_it


def test_the_names_and_values_of_an_address_count_too():
    request = made_up(b"b=2", url=f"{ADDRESS}?a=eve%40example.org#c=3")
    assert request.pairs == (("a", "eve@example.org"), ("b", "2"))
    assert request.addresses == {"eve@example.org"}


def test_half_a_letter_hides_nothing_of_what_stands_beside_it():
    rare = "\U00020bb7\u91ce\u5bb6"  # a letter that JSON in ASCII writes as two
    request = made_up(json.dumps({"x": f"\ud842 {rare} {COMMENT}"}).encode())
    assert request.carries_all([rare, COMMENT])
    assert not request.carries([f"a{rare}"])


def test_of_nothing_not_all_is_carried():
    assert not made_up(b"x").carries_all([])
    assert not made_up(b"x").carries_all(["", " "])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('{"release": "app@1.4.2", "icon": "/img/logo@2x.png", "label": "write to a@b.eu"}', set()),
        ("email=eve%40example.org&x=1", {"eve@example.org"}),
        ('{"email": "EVE@example.org", "to": "a@b.eu"}', {"eve@example.org", "a@b.eu"}),
        ("a eve@a.b.c.de z", {"eve@a.b.c.de"}),
        ("email=&comment=none a@b", set()),
    ],
)
def test_the_addresses_in_a_body(body, found):
    assert made_up(body.encode()).addresses == found


PAIRS = {
    "a form": (b"a=1&b=", FORM, [("a", "1"), ("b", "")]),
    "JSON in a field": (b"v=%7B%22a%22%3A+1%7D&x=2", FORM, [("v", '{"a": 1}'), ("a", "1"), ("x", "2")]),
    "JSON": (b'{"a": {"b": [1, {"c": "2"}], "d": null}}', "", [("b", "1"), ("c", "2")]),
    "parts": (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n2\r\n--x--\r\n', PARTS, [("a", "1\r\n2")]),
    "a part with a type": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--\r\n',
        PARTS,
        [("a", "1")],
    ),
    "a part with an empty line": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nNo\r\n\r\nnever\r\n--x--\r\n',
        PARTS,
        [("a", "No\r\n\r\nnever")],
    ),
    "a list after a blank": (b' [{"a": "1"}, {"b": ["2"]}, "3"]', "", [("a", "1"), ("b", "2"), ("", "3")]),
    "a list in a field": (b"v=%5B%7B%22a%22%3A1%7D%5D", FORM, [("v", '[{"a":1}]'), ("a", "1")]),
    "JSON in JSON": (b'{"v": "{\\"a\\": 1}"}', "", [("v", '{"a": 1}'), ("a", "1")]),
    "a field that looks like a form": (b"v=a%3D1", FORM, [("v", "a=1")]),
    "a form with a name that is none elsewhere": (b"why not=1", FORM, [("why not", "1")]),
    "text": (b"why not", "text/plain", []),
    "a form that is called text": (b"a=1&b=2", "text/plain", [("a", "1"), ("b", "2")]),
    "a form in the usual alphabet": (b"a=%C3%A9", FORM, [("a", "é")]),
    "a part with a signature": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nNo\r\n-- \r\nAda\r\n--x--\r\n',
        PARTS,
        [("a", "No\r\n-- \r\nAda")],
    ),
    "parts with more said of them": (
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\n'
            b'Content-Disposition: form-data; name="b"\r\n\r\n2\r\n--x--\r\n'
        ),
        'multipart/form-data; boundary="x"; charset=utf-8',
        [("a", "1"), ("b", "2")],
    ),
    "JSON in base64": (base64.b64encode(b'{"a": "1"}'), "text/plain", [("a", "1")]),
    "a form in base64 in JSON": (
        json.dumps({"v": 1, "d": base64.urlsafe_b64encode(b"a=1&b=no>>>way").decode()}).encode(),
        "",
        [("v", "1"), ("d", base64.urlsafe_b64encode(b"a=1&b=no>>>way").decode()), ("a", "1"), ("b", "no>>>way")],
    ),
    "JSON in base64 in a form": (
        b"d=" + quote(base64.b64encode(b'[{"a": "1?"}]')).encode(),
        FORM,
        [("d", base64.b64encode(b'[{"a": "1?"}]').decode()), ("a", "1?")],
    ),
    "a token": (b"t=AAAAdGhpcyBpcyBubyBmb3Jt", FORM, [("t", "AAAAdGhpcyBpcyBubyBmb3Jt")]),
    "JSON that is broken": (b'{"a": 1', "", []),
    "JSON that is deep": (b"[" * 100_000, "", []),
}


@pytest.mark.parametrize(("body", "kind", "pairs"), PAIRS.values(), ids=PAIRS)
def test_the_names_and_values_in_a_body(body, kind, pairs):
    assert list(made_up(body, kind).pairs) == pairs


SPELT = {
    "cp1252": "m\u2019oppose à",
    "iso8859-15": "cœur, 5 €",
    "cp1250": "zdjęć i źródeł, Źle",
    "iso8859-2": "zdjęć i źródeł",
    "cp1251": "против этого",
    "koi8-r": "против этого",
    "iso8859-7": "Δεν συμφωνώ",
}


@pytest.mark.parametrize(("encoding", "text"), SPELT.items())
@pytest.mark.parametrize("kind", [FORM, PARTS])
def test_a_text_is_known_in_an_older_encoding(encoding, text, kind):
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n%s\r\n--x--' % text.encode(encoding)
    request = made_up(f"a={quote_plus(text, encoding=encoding)}&b=".encode() if kind is FORM else part, kind)
    assert ("a", text) in request.pairs
    assert request.carries([text])
    assert not request.carries([f"q{text}"])
    assert made_up(f"<a>{text}</a>".encode(encoding), "text/xml").carries([text])


def wrapped(text, times):
    """Write a text as base64, and that again, several times."""
    body = f"{text} wrapped".encode()
    for _ in range(times):
        body = base64.b64encode(body)
    return body


@pytest.mark.parametrize(
    ("body", "readable"),
    [
        (b"", True),
        (b"a=1\r\n\tb", True),
        (gzip.compress(b"a", mtime=0), True),
        (b"\x1f\x8bno", False),
        (b"a\0b", False),
        (b"\x81\x8d", False),
        (gzip.compress(b"a" * 2_000_000, mtime=0), False),
        (b"a" * 2_000_000, False),
        (wrapped("a b", 4), True),
        (wrapped("a b", 8), False),
        (", ".join(base64.b64encode(f"number {number}".encode()).decode() for number in range(5_000)).encode(), False),
        ("l\u2019été".encode("cp1252"), True),
    ],
)
def test_whether_a_body_can_be_read(body, readable):
    assert made_up(body).is_readable is readable


@pytest.mark.parametrize(
    ("value", "same"),
    [
        (COMMENT, True),
        (f"<p>{COMMENT} </p>", True),
        (COMMENT.upper(), True),
        (quote(COMMENT), True),
        (COMMENT.replace('"', "“"), True),
        (COMMENT[:-1], False),
        (f"{COMMENT} No more", False),
    ],
)
def test_whether_a_value_has_what_was_approved(value, same):
    assert is_same(COMMENT, value) is same


@settings(max_examples=200)
@given(st.binary(max_size=400), st.sampled_from([FORM, PARTS, "", "application/json"]))
def test_any_body_is_read_without_a_mistake(body, kind):
    request = made_up(body, kind)
    assert not request.carries([COMMENT])
    assert request.is_readable in (True, False)
    assert all(isinstance(part, str) for pair in request.pairs for part in pair)
    assert isinstance(request.addresses, frozenset)


@pytest.mark.parametrize("part", ["a=%20+", "\\u0041\\", "aGVsbG8gd29ybGQ=/", "4142", "{[", "&lt;"])
def test_a_long_body_is_read_in_time(part):
    began = time.monotonic()
    made_up((part * 200_000).encode()).carries([COMMENT])
    assert time.monotonic() - began < 10


MAY = {
    "a body": made_up(b"x"),
    "another way of sending": made_up(method="PUT"),
    "a form in the address of a page": made_up(url=f"{ADDRESS}?x=1", method="GET", loads="page"),
    "an address in an address": made_up(url=f"{ADDRESS}?x=eve%40example.org", method="GET"),
    "a value in an address": made_up(url=f"{ADDRESS}/why%20not?y=1", method="HEAD"),
}
MAY_NOT = {
    "what is only read": made_up(url=f"{ADDRESS}?x=1", method="GET"),
    "another page": made_up(method="GET", loads="page"),
    "what is asked before": made_up(method="OPTIONS"),
    "what is only looked for": made_up(method="HEAD"),
}


@pytest.mark.parametrize("request_", MAY.values(), ids=MAY)
def test_what_may_carry_something(request_):
    assert request_.may_carry(["", "why not"])


@pytest.mark.parametrize("request_", MAY_NOT.values(), ids=MAY_NOT)
def test_what_carries_nothing(request_):
    assert not request_.may_carry(["", "why not"])


TWO_PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\n'
    b'Content-Disposition: form-data; name="b[]"; filename="name=\\"c\\""\r\n\r\n'
    b'Content-Disposition: form-data; name="d"\r\n--x--'
)
LONG = "a" * 80
NAMED = {
    "a form": (b"email=a&comment=b%3Dc%26d&email=e&empty=", FORM, ["comment", "email", "empty"]),
    "a form that is called another": (b"email=a", "text/plain", []),
    "nothing": (b"", FORM, []),
    "parts": (
        TWO_PARTS,
        PARTS,
        ["a", "b[]"],
    ),
    "JSON, whatever it is called": (b' {"b": 1, "a": {"c": 2}}', "", ["a", "b"]),
    "a list": (b"[1]", FORM, []),
    "parts with a name that is no text": (TWO_PARTS.replace(b'"a"', b'"\xff"'), PARTS, ["b[]"]),
    "a form with bytes that are no text": (b"\xff=1&a=2", FORM, ["a"]),
    "broken JSON": (b'{"a": 1', FORM, []),
    "names that are values": (json.dumps({"a": 1, "why not": 2, LONG: 3, f"{LONG}a": 4}).encode(), "", ["a", LONG]),
    "a name that is no text": (b"%FF=1&a=2", FORM, ["a"]),
}


@pytest.mark.parametrize(("body", "kind", "names"), NAMED.values(), ids=NAMED)
def test_the_names_of_the_fields(body, kind, names):
    assert made_up(body, kind).field_names == names


@pytest.mark.parametrize("body", [b"", b"email=ada%40example.eu"])
def test_the_hash_is_that_of_the_bytes(body):
    assert made_up(body).body_sha256 == hashlib.sha256(body).hexdigest()


@given(st.binary(max_size=200), st.sampled_from(["application/json", "multipart/form-data", "text/plain", ""]))
def test_no_body_makes_the_gate_fail(body, kind):
    assert all(isinstance(name, str) for name in made_up(body, kind).field_names)
    assert len(made_up(body, kind).body_sha256) == 64


@given(st.dictionaries(st.from_regex(r"[A-Za-z0-9_.:-]{1,20}", fullmatch=True), st.text(), max_size=5))
def test_values_are_never_names(fields):
    body = json.dumps(fields).encode()
    assert made_up(body, "application/json").field_names == sorted(fields)


@pytest.mark.parametrize(
    ("data", "failed"),
    [
        ('{"ok": false}', True),
        ('{"Success": false, "message": "x"}', True),
        ('for (;;);{"error": 1357004}', True),
        ('{"errors": [{"message": "wrong"}], "data": null}', True),
        ('{"errors": {"email": ["wrong"]}}', True),
        ('{"status": "error"}', True),
        ('{"status": 500}', True),
        ('{"status": "422"}', True),
        ('{"success": "false"}', True),
        ('{"errors": [], "data": {"ok": false}}', True),
        ('{"result": {"status": "failed"}}', True),
        ('{"ok": true, "error": null}', False),
        ('{"data": {"form": {"ok": false}}}', False),
        ('{"status": "4711"}', False),
        ('{"status": false}', False),
        ('{"errors": {"email": []}}', False),
        ('{"error": "none", "status": "ok"}', False),
        ('{"status": 200}', False),
        ('{"status": true}', False),
        ('[{"ok": false}]', False),
        ("{" * 100_000, False),
        ('{"error":' * 100_000, False),
        ('{"status": 400}', True),
        ('{"status": 399}', False),
        ("[]", False),
        ("<p>received", False),
        ("", False),
    ],
)
def test_an_answer_in_json_says_whether_it_failed(data, failed):
    assert says_failed(data) is failed
