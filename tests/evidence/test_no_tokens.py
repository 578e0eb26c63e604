"""No token is in a record: not as a field's name, not in an address, wherever that stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.samples import shot

from optout.evidence.capture import capture
from optout.evidence.record import Field, Stage
from optout.evidence.redaction import kept_address, kept_addresses, kept_label, kept_name

pytestmark = pytest.mark.faults

TOKEN = "4f9a8b7c6d5e4f3a2b1c"

PLAIN = [
    "email", "objection_reason", "fb_dtsg", "jazoest", "confirm_email", "support[email]", "user.address.street",
    "field_12", "emailAddress2", "csrfmiddlewaretoken", "__RequestVerificationToken", "input-7", "comment", "", "a",
    "ÉtéAdresse", "1", "authenticity_token", "form:main:email", "_token", "year2026",
]  # fmt: skip
TELLING = [
    TOKEN, f"csrf_{TOKEN}", f"tok[{TOKEN}]", "550e8400-e29b-41d4-a716-446655440000", "100004711081547",
    "kJhGfDsAqWeRtYuI", "eyJhbGciOiJIUzI1NiJ9", "x" * 61, "a1b2c3d4", "session.9f8e7d6c", "c2VjcmV0LXRva2Vu==9",
    "n" * 30, "AbCdEfGhIjKl",
]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_name_that_is_made_of_words_is_kept(name):
    assert kept_name(name) == name
    assert kept_address(f"https://a.eu/b?{name or 'x'}=1") == f"https://a.eu/b?{name or 'x'}=•••"


@pytest.mark.parametrize("name", TELLING)
def test_a_name_that_may_be_a_token_is_not(name):
    assert kept_name(name) == "•••"
    assert kept_label(name) == "•••"
    assert kept_address(f"https://a.eu/b?{name}=1") == "https://a.eu/b?•••"
    field = Field(label=name, name=name, kind="text", value="x", read_only=False)
    assert name not in field.model_dump_json()


@given(st.text())
def test_what_is_kept_is_kept_again(name):
    assert kept_name(kept_name(name)) == kept_name(name)
    assert kept_label(kept_label(name)) == kept_label(name)


ADDRESSES = [
    f"https://a.example.eu/x;jsessionid={TOKEN}", f"https://a.example.eu/x%3Bjsessionid={TOKEN}?a=b",
    f"https://a.example.eu/x?t={TOKEN}#{TOKEN}", f"https://me:{TOKEN}@a.example.eu/x", f"//a.example.eu/x?t={TOKEN}",
    f"www.example.eu/x;jsessionid={TOKEN}", f"a.example.eu/x?{TOKEN}", f"HTTPS://A.EXAMPLE.EU/X;JSESSIONID={TOKEN}",
    f"https://a.example.eu/x/y;s={TOKEN}/z", f"wss://a.example.eu/x?t={TOKEN}",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_tells_a_token_in_whatever_it_stands(address):
    assert TOKEN not in kept_address(address)
    assert TOKEN not in kept_addresses(f"see {address}, then go on")
    assert TOKEN not in kept_label(f"See {address}")


@pytest.mark.parametrize(
    "text", ["Mr. Smith/Jones", "1.5/2", "a@b.eu", "e.g. this; that", "Objections.", "and/or", "9:30", "x.y"]
)
def test_what_is_no_address_stays(text):
    assert kept_addresses(text) == text


def test_a_captured_page_tells_no_token_that_stands_on_it(page, tmp_path):
    page.set_content("".join(f"<p>see {a}, <a href='{a}'>more</a></p>" for a in ADDRESSES) + "<h1>Received</h1>")
    shots = capture(shot(page), Stage.CONFIRMATION, tmp_path)
    assert [one.status for one in shots.captures] == ["ok", "ok"]
    assert [file.name for file in tmp_path.iterdir() if TOKEN.encode() in file.read_bytes()] == []
    text = (tmp_path / "03-confirmation.txt").read_text("utf-8")
    assert text.count("a.example.eu/x") >= 5
    assert "Received" in text
