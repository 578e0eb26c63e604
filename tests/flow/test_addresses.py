"""Only https on a listed host or below it, however the address is spelled; and what a glob
matches.
"""

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optout.flow.addresses import matches_glob, why_not_address, why_not_glob, why_not_host

HOSTS = ("facebook.com", "meta.com")
NO_HOST = "has no plain host name, without user, port and number"
ALLOWED = [
    "https://facebook.com", "https://www.facebook.com/help/contact/712876720715583", "HTTPS://WWW.FACEBOOK.COM/",
    "https://fr-fr.facebook.com/privacy/center?entry=a#b", "https://help.meta.com/requests/é",
    "https://facebook.com/@evil.eu", "https://facebook.com/?next=http://evil.eu:80",
]  # fmt: skip
# fmt: off
REFUSED = {
    "is not on a listed host": [
        f"https://{host}/" for host in (
            "evilfacebook.com", "facebook.com.evil.eu", "facebook.co", "facebook.com-evil.eu", "wwwfacebook.com")],
    NO_HOST: [
        *(f"https://{host}/" for host in (
            # two parsers may read them differently: a Cyrillic a, the Kelvin sign, full width, ...
            "fаcebook.com", "faceboo\u212a.com", "ｆacebook.com", "evil。facebook.com", "evil.eu%2f.facebook.com",
            "evil.eu\u00ad.facebook.com", "facebook.com.", ".facebook.com", "www..facebook.com", "-.facebook.com",
            "a_b.facebook.com", "evil.eu;.facebook.com", "com", "",
            # an IP address in every spelling
            "127.0.0.1", "127.1", "2130706433", "0x7f.1", "127.0.0.0x1", "[::1]", "[::ffff:127.0.0.1]",
            # a user or a port
            "facebook.com@evil.eu", "me:secret@facebook.com", "@facebook.com", "facebook.com:443", "facebook.com:")),
        "https:facebook.com", "https:///facebook.com"],
    "is not https": [
        "http://facebook.com/", "//facebook.com/", "facebook.com", "", "data:text/html,https://facebook.com/",
        "javascript:location='https://facebook.com'", "view-source:https://facebook.com/", "about:blank",
        "file:///etc/passwd"],
    "is not an address": ["https://[facebook.com/"],
    "holds a space, a backslash or a control character": [
        f"https://evil.eu{character}.facebook.com/" for character in "\\ \t\n\r\x00\x1b\x7f"],
}
# fmt: on


def test_https_on_a_listed_host_or_below_it_is_allowed():
    for address in ALLOWED:
        assert why_not_address(address, HOSTS) is None
        assert why_not_address(address, ()) == "is not on a listed host"


@pytest.mark.parametrize("says", REFUSED)
def test_anything_else_is_refused_with_its_reason(says):
    assert {why_not_address(address, HOSTS) for address in REFUSED[says]} == {says}


PIECES = st.sampled_from(
    ["facebook.com", "meta.com", "evil.eu", "www", "com", "127.0.0.1", "::1", "v1", "xn--", "x", "1", "0x7f", "é", "ｍ",
     *"./:@?#[]%-_;,&=*~!$'()|^<>{}\\ \t\n\x00\x7f", "//", "%2e", "%2f", "%40", "%5c", "。", "／", "：", "\u00ad",
     "\u200b"]
)  # fmt: skip
FEW_PIECES = st.lists(PIECES, max_size=3).map("".join)
ADDRESSES = st.builds(
    "{}{}{}{}{}{}".format,
    st.sampled_from(
        ["https://"] * 8 + ["HTTPS://", "https:", "http://", "data:", "view-source:https://", ""]
    ),
    FEW_PIECES,
    st.sampled_from(["", "", ".", "@", "/"]),
    st.sampled_from(["facebook.com", "help.meta.com", "evil.eu"]),
    FEW_PIECES,
    st.sampled_from(["", "/", "/a/b", "?a=b", "#a", ".evil.eu/", "@evil.eu"]),
)


@given(ADDRESSES)
@example("https://evil.eu[v1.facebook.com]/")
@example("https://evil.eu%2f.facebook.com/")
def test_no_address_on_a_host_outside_the_list_is_ever_allowed(address):
    if why_not_address(address, HOSTS) is None:
        parts = urlsplit(address)
        assert parts.scheme == "https"
        assert parts.netloc.lower() == parts.hostname  # no user information, no port, no brackets
        assert f".{parts.hostname}".endswith((".facebook.com", ".meta.com"))


def test_a_plain_host_name_alone_can_be_listed():
    for host in ("facebook.com", "a.b-c.example.eu", "xn--bcher-kva.example", "1a.eu"):
        assert why_not_host(host) is None
    for host in ("localhost", "", "facebook.com.", ".facebook.com", "Facebook.com", "a b.eu", "a_b.eu", "-a.eu", "*.eu",
                 "https://facebook.com", "facebook.com/", "facebook.com:443", "bücher.example", "127.0.0.1", "0x7f.1",
                 "::1"):  # fmt: skip
        assert why_not_host(host) is not None, host


GLOBS = {
    "**/contact/1": (
        [
            "https://www.facebook.com/help/contact/1",
            "https://www.facebook.com/help/contact/1?locale=fr_FR#top",
        ],
        [
            "https://www.facebook.com/help/contact/12",
            "https://www.facebook.com/other?next=/contact/1x",
        ],
    ),
    "**/contact/*/submit": (
        ["https://www.facebook.com/contact/1/submit"],
        ["https://www.facebook.com/contact/1/2/submit"],
    ),
    "**/submit**": (["https://www.facebook.com/submit/page/?a=b"], []),
    "https://*.facebook.com/": (["https://m.facebook.com/"], ["https://evil.eu/.facebook.com/"]),
    "**/a.b(c)+": (["https://x.eu/a.b(c)+"], ["https://x.eu/aXb(c)+"]),
    "**/a?b=1": (["https://x.eu/a?b=1"], ["https://x.eu/a", "https://x.eu/a?b=1&c=2"]),
    "**/a": ([], ["https://x.eu/b#/a"]),
}


@pytest.mark.parametrize("glob", GLOBS)
def test_whether_a_glob_matches(glob):
    fitting, others = GLOBS[glob]
    assert [address for address in (*fitting, *others) if matches_glob(glob, address)] == fitting


def by_regex(glob, address):
    """Say the same by a regular expression, for addresses so short that none takes long."""
    parts = [part for part in re.split(r"(\*+)", glob) if part]
    body = "".join(
        "[^/]*" if part == "*" else ".*" if part[0] == "*" else re.escape(part) for part in parts
    )
    pattern = body if "?" in glob else rf"{body}(?:\?.*)?"
    return re.fullmatch(pattern, address.partition("#")[0], re.DOTALL) is not None


@given(st.text(alphabet="ab/?*", max_size=8), st.text(alphabet="ab/?#", max_size=10))
@example("***a", "/a")
@example("a*", "a?/")
def test_what_matches_is_what_a_regular_expression_says(glob, address):
    assert matches_glob(glob, address) == by_regex(glob, address)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "glob",
    ["**/" + "**a" * 6 + "**b", "**/" + "*a" * 100 + "b", "**a*" * 50 + "c", "**/" + "**?a" * 40 + "b",
     "**/" + "a**" * 160],
)  # fmt: skip
@pytest.mark.parametrize(
    "address",
    [
        "https://x.eu/" + "a" * 2_000,
        "https://x.eu/" + "a/" * 1_000,
        "https://x.eu/?" + "?a" * 1_000,
    ],
)
def test_no_glob_takes_long_for_any_address(glob, address):
    matches_glob(glob, address)


def test_a_glob_is_for_any_host_or_for_a_listed_one():
    for glob in ("**/submit", "https://www.facebook.com/**", "https://*.meta.com/x"):
        assert why_not_glob(glob, HOSTS) is None
    for glob in ("https://evil.eu/**", "http://facebook.com/**", "https://*facebook.com/", "https://facebook.com*/",
                 "*", "**evil.eu/x", "https://*@facebook.com/", "https://facebook.com:*/"):  # fmt: skip
        assert why_not_glob(glob, HOSTS) is not None, glob


@pytest.mark.timeout(20)  # as a regular expression this takes hours
def test_a_stranger_s_glob_of_many_stars_is_compared_in_a_moment():
    glob = "https://www.example.eu/" + "*a" * 12 + "b"
    assert not matches_glob(glob, "https://www.example.eu/" + "a" * 2000)
