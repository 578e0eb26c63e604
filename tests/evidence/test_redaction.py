"""What is captured is hostile: no token is in a record, and nothing hides or drives a terminal, in
texts and names.
"""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.evidence.folder import FindingKind, finding
from optout.evidence.record import Ending, Field, SentRequest
from optout.evidence.redaction import (
    json_text,
    plain,
    redact_address,
    redact_addresses,
    redact_label,
    redact_name,
    shown,
    visible_name,
    whole,
    without_secrets,
)  # fmt: skip
from optout.outcome import Reason, State

TOKEN = "4f9a8b7c6d5e4f3a2b1c"
PLAIN = [
    "email", "objection_reason", "fb_dtsg", "jazoest", "support[email]", "user.address.street", "field_12",
    "emailAddress2", "csrfmiddlewaretoken", "__RequestVerificationToken", "input-7", "a", "ÉtéAdresse", "1",
    "form:main:email", "_token", "year2026",
]  # fmt: skip
TELLING = [
    TOKEN, f"csrf_{TOKEN}", f"tok[{TOKEN}]", "550e8400-e29b-41d4-a716-446655440000", "100004711081547",
    "kJhGfDsAqWeRtYuI", "eyJhbGciOiJIUzI1NiJ9", "x" * 61, "a1b2c3d4", "session.9f8e7d6c", "c2VjcmV0LXRva2Vu==9",
    "n" * 30, "AbCdEfGhIjKl",
]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_name_that_is_made_of_words_is_kept(name):
    assert redact_name(name) == name
    assert redact_address(f"https://a.eu/b?{name}=1") == f"https://a.eu/b?{name}=•••"


@pytest.mark.parametrize("name", TELLING)
def test_a_name_that_may_be_a_token_is_not(name):
    assert redact_name(name) == "•••"
    assert redact_label(name) == "•••"
    assert redact_address(f"https://a.eu/b?{name}=1") == "https://a.eu/b?•••"
    field = Field(label=name, name=name, kind="text", origin="on_page", value="x", read_only=False)
    assert name not in field.model_dump_json()


ADDRESSES = [
    f"https://a.example.eu/x;jsessionid={TOKEN}", f"https://a.example.eu/x%3Bjsessionid={TOKEN}?a=b",
    f"https://a.example.eu/x?t={TOKEN}#{TOKEN}", f"https://me:{TOKEN}@a.example.eu/x", f"//a.example.eu/x?t={TOKEN}",
    f"www.example.eu/x;jsessionid={TOKEN}", f"a.example.eu/x?{TOKEN}", f"HTTPS://A.EXAMPLE.EU/X;JSESSIONID={TOKEN}",
    f"wss://a.example.eu/x?t={TOKEN}",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_tells_a_token_in_whatever_it_stands(address):
    assert TOKEN not in redact_address(address)
    assert TOKEN not in redact_addresses(f"see {address}, then go on")
    assert TOKEN not in redact_label(f"See {address}")


@pytest.mark.parametrize(
    "text", ["Mr. Smith/Jones", "1.5/2", "a@b.eu", "e.g. this; that", "and/or", "9:30", "x.y"]
)
def test_what_is_no_address_stays(text):
    assert redact_addresses(text) == text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.com/a?x=1&y=&z", "https://example.com/a?x=•••&y=&•••"),
        ("https://example.com/a#frag", "https://example.com/a#•••"),
        ("https://me:pw@example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com/a;jsessionid=77/b", "https://example.com/a;•••"),
        ("/next?code=77", "/next?code=•••"),
        ("data:text/html,secret", "data:•••"),
        ("about:blank", "about:blank"),
        ("https://[bad", "•••"),
    ],
)
def test_an_address_keeps_its_path_and_loses_its_values(address, kept):
    assert redact_address(address) == kept


PATHS = {
    "/help/contact/1266025207620918": "/help/contact/1266025207620918",
    "/hc/en-us/requests/new": "/hc/en-us/requests/new",
    "/hc/articles/360012345678-Right-to-object": "/hc/articles/360012345678-Right-to-object",
    "/fr_FR/b2b/v2.1/index.html": "/fr_FR/b2b/v2.1/index.html",
    "/einspr%C3%BCche/": "/einspr%C3%BCche/",
    f"/thanks/{TOKEN}": "/thanks/•••",
    f"/thanks/{TOKEN}/page": "/thanks/•••/page",
    "/r/550e8400-e29b-41d4-a716-446655440000": "/r/•••",
    "/r/eyJhbGciOiJIUzI1NiJ9.e30.Sflk": "/r/•••",
    "/r/aB3_xY-9z": "/r/•••",
    "/r/%61B3kd92Lq": "/r/•••",
}


@pytest.mark.parametrize(("path", "kept"), PATHS.items())
def test_a_path_keeps_words_and_the_numbers_of_forms_and_loses_tokens(path, kept):
    assert redact_address(f"https://a.example.eu{path}") == f"https://a.example.eu{kept}"
    assert redact_address(f"https://a.example.eu{kept}") == f"https://a.example.eu{kept}"
    request = SentRequest(method="POST", address=f"https://a.example.eu{path}")
    assert request.address == f"https://a.example.eu{kept}"


def test_where_an_answer_led_is_told_without_tokens():
    ending = Ending(
        status=State.UNKNOWN,
        reason=Reason.REDIRECTED_AWAY,
        detail={"address": f"elsewhere.example.eu/r/{TOKEN}"},
        ended_at=datetime.now(UTC),
    )
    assert ending.detail == {"address": "elsewhere.example.eu/r/•••"}


def test_a_secret_is_replaced_in_a_text_but_one_figure_of_a_code_does_not_blot_it_out():
    assert (
        without_secrets("Step 1 of 3: 123987, 1239", ["1", "1239", " 123987\n", ""])
        == "Step 1 of 3: •••, •••"
    )


def test_a_text_file_holds_nothing_that_drives_a_terminal_and_paper_shows_what_cannot_be_seen():
    tricks = "a\x1b[31mred\x9b0m \u202eevil\u2066 \x07\ud800"
    assert plain("one\r\ntwo\tthree " + tricks) == "one\ntwo\tthree a[31mred0m evil \ufffd"
    assert shown("a\x1b[31m\u202eb") == "a[U+001B][31m[U+202E]b"


@given(st.text(st.characters(codec=None)))
def test_json_keeps_every_text_and_shows_no_control_character_and_no_half_of_one_reaches_a_file(
    text,
):
    written = json_text({"a": whole(text)}, indent=2)
    assert json.loads(written) == {"a": whole(text)}
    assert not set(written) & {
        chr(c) for c in [*range(10), *range(11, 32), *range(127, 160), 0x202E]
    }
    plain(text).encode("utf-8")


@pytest.mark.parametrize(
    ("name", "visible"),
    [
        ("data/a b.txt", "data/a b.txt"),
        (" a", "[U+0020]a"),
        ("data/ a", "data/[U+0020]a"),
        ("data /a ", "data[U+0020]/a[U+0020]"),
        ("a  b", "a[U+0020][U+0020]b"),
        ("a\tb\nc", "a[U+0009]b[U+000A]c"),
        ("a\u202eb\u200b", "a[U+202E]b[U+200B]"),
        ("e\u0301\u00e9", "e[U+0301]\u00e9"),
        ("\ud8ff\U000e0041", "[U+D8FF][U+E0041]"),
    ],
)
def test_nothing_in_a_name_is_hidden_from_the_reader(name, visible):
    assert visible_name(name) == visible


def test_a_name_that_looks_like_a_place_in_the_sentence_is_not_one():
    made = finding(FindingKind.ADDED, "{file}", "{file} and {file}")
    assert (made.file, made.message) == ("{file}", "{file} and {file}")
