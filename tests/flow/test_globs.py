"""Address globs: what they match, and which a flow may use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.flow.addresses import matches_glob, why_not_glob

pytestmark = pytest.mark.faults

HOSTS = ("facebook.com", "meta.com")


@pytest.mark.parametrize(
    ("glob", "address"),
    [
        ("**/contact/1", "https://www.facebook.com/help/contact/1"),
        ("**/contact/*/submit", "https://www.facebook.com/contact/1/submit"),
        ("**/submit**", "https://www.facebook.com/submit/page/?a=b"),
        ("https://*.facebook.com/", "https://m.facebook.com/"),
        ("**/contact/1", "https://www.facebook.com/help/contact/1?locale=fr_FR"),
        ("**/contact/1", "https://www.facebook.com/help/contact/1#top"),
        ("**/a.b(c)+", "https://x.eu/a.b(c)+"),
        ("**/a?b=1", "https://x.eu/a?b=1"),
    ],
)
def test_a_glob_matches(glob, address):
    assert matches_glob(glob, address)


@pytest.mark.parametrize(
    ("glob", "address"),
    [
        ("**/contact/1", "https://www.facebook.com/help/contact/12"),
        ("**/contact/1", "https://www.facebook.com/other?next=/contact/1x"),
        ("**/contact/*/submit", "https://www.facebook.com/contact/1/2/submit"),
        ("https://*.facebook.com/", "https://evil.eu/.facebook.com/"),
        ("**/a.b", "https://x.eu/aXb"),
        ("**/a?b=1", "https://x.eu/a"),
        ("**/a?b=1", "https://x.eu/a?b=1&c=2"),
        ("**/a", "https://x.eu/b#/a"),
    ],
)
def test_a_glob_does_not_match(glob, address):
    assert not matches_glob(glob, address)


@given(st.text(alphabet="ab/.?*[(+\\", min_size=1, max_size=12))
def test_without_stars_a_glob_matches_itself_and_nothing_in_it_is_special(text):
    plain = text.replace("*", "a")
    assert matches_glob(plain, plain)
    assert not matches_glob(plain, plain + "x")


@pytest.mark.parametrize("glob", ["**/submit", "https://www.facebook.com/**", "https://*.meta.com/x"])
def test_a_glob_for_any_host_or_for_a_listed_one_is_allowed(glob):
    assert why_not_glob(glob, HOSTS) is None


@pytest.mark.parametrize(
    "glob",
    ["https://evil.eu/**", "http://facebook.com/**", "https://*facebook.com/", "https://facebook.com*/", "https://**",
     "*", "**evil.eu/x", "https://*@facebook.com/", "https://facebook.com:*/"],
)  # fmt: skip
def test_a_glob_that_names_another_host_is_refused(glob):
    assert why_not_glob(glob, HOSTS) is not None
