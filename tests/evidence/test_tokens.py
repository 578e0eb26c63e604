import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.evidence.redaction import kept_address, kept_addresses, without_secrets


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


@given(st.text())
def test_redacting_an_address_twice_changes_nothing_more(text):
    once = kept_address(text)
    assert kept_address(once) == once


def test_addresses_inside_a_text_are_redacted():
    assert kept_addresses("went to https://a.eu/x?t=1, then on") == "went to https://a.eu/x?t=•••, then on"


def test_a_secret_is_replaced_in_a_text_but_one_figure_of_a_code_does_not_blot_it_out():
    assert without_secrets("Step 1 of 3: 123987, 1239", ["1", "1239", " 123987\n", ""]) == "Step 1 of 3: •••, •••"
