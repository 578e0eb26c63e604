import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.evidence.redaction import kept_address, kept_addresses, kept_aria, kept_pdf, without_secrets


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


def test_links_in_an_aria_snapshot_are_redacted():
    snapshot = '- link "more":\n  - /url: /l?t=1\n- link "x":\n  - /url: "https://a.eu/?q=a: b"\n'
    assert kept_aria(snapshot) == '- link "more":\n  - /url: /l?t=•••\n- link "x":\n  - /url: "https://a.eu/?q=•••"\n'


def test_a_link_in_a_pdf_loses_its_query_and_no_offset_moves():
    pdf = rb"<</S /URI /URI (https://a.eu/p?t=\(secret\)#f)>> /URI (https://a.eu/q)"
    kept = kept_pdf(pdf)
    assert len(kept) == len(pdf)
    assert b"secret" not in kept
    assert b"(https://a.eu/p?xxxx" in kept
    assert kept.endswith(b"/URI (https://a.eu/q)")


def test_a_secret_is_replaced_also_as_yaml_writes_it():
    snapshot = '- textbox "Password": "he said \\"x\\": y"\n- text: plain'
    assert "said" not in without_secrets(snapshot, ['he said "x": y'])


def test_one_figure_of_a_code_does_not_blot_out_the_page():
    snapshot = '- heading "Step 1 of 3"\n- textbox "Code": 1\n'
    assert without_secrets(snapshot, ["1"]) == '- heading "Step 1 of 3"\n- textbox "Code": •••\n'
