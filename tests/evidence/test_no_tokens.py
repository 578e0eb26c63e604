"""No token is in a record: not as a field's name, not in an address, wherever that stands."""

import pytest

from optout.evidence.record import Field
from optout.evidence.redaction import kept_address, kept_addresses, kept_label, kept_name, without_secrets

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


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://www.example.com/a/b", "https://www.example.com/a/b"),
        ("https://example.com/a?x=1&y=&z", "https://example.com/a?x=•••&y=&•••"),
        ("https://example.com/a#frag", "https://example.com/a#•••"),
        ("https://me:pw@example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com/a;jsessionid=77/b", "https://example.com/a;•••"),
        ("/next?code=77", "/next?code=•••"),
        ("data:text/html,secret", "data:•••"),
        ("about:blank", "about:blank"),
        ("https://[bad", "•••"),
        (f"https://example.com/?{'t' * 60}=1", "https://example.com/?•••"),
    ],
)
def test_an_address_keeps_its_path_and_loses_its_values(address, kept):
    assert kept_address(address) == kept


def test_a_secret_is_replaced_in_a_text_but_one_figure_of_a_code_does_not_blot_it_out():
    assert without_secrets("Step 1 of 3: 123987, 1239", ["1", "1239", " 123987\n", ""]) == "Step 1 of 3: •••, •••"
