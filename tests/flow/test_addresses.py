"""Only https on a listed host or below it, however the address is spelled."""
# ruff: noqa: RUF001 - look-alike letters are the subject

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from optout.flow.addresses import why_not_address, why_not_host

HOSTS = ("facebook.com", "meta.com")


def allowed(address):
    return why_not_address(address, HOSTS) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://facebook.com",
        "https://facebook.com/",
        "https://www.facebook.com/help/contact/712876720715583",
        "https://fr-fr.facebook.com/privacy/center?entry=a#b",
        "https://WWW.FACEBOOK.COM/",
        "HTTPS://facebook.com/",
        "https://help.meta.com/requests/é",
        "https://facebook.com/@evil.eu",
        "https://facebook.com/?next=http://evil.eu:80",
    ],
)
def test_https_on_a_listed_host_or_below_it_is_allowed(address):
    assert why_not_address(address, HOSTS) is None


@pytest.mark.parametrize(
    "host",
    [
        "evilfacebook.com",
        "facebook.com.evil.eu",
        "facebook.co",
        "facebook.com-evil.eu",
        "facebook.evil.eu",
        "wwwfacebook.com",
        "evil.eu",
    ],
)
def test_a_host_that_only_looks_like_a_listed_one_is_refused(host):
    assert why_not_address(f"https://{host}/", HOSTS) == "is not on a listed host"


@pytest.mark.parametrize(
    "host",
    [
        "fаcebook.com",  # a Cyrillic a
        "faceboo\u212a.com",  # the Kelvin sign, which is k in lower case
        "ｆacebook.com",  # full width
        "evil。facebook.com",
        "evil.eu%2f.facebook.com",
        "evil.eu%00.facebook.com",
        "evil.eu\u00ad.facebook.com",
        "facebook.com.",
        ".facebook.com",
        "www..facebook.com",
        "-.facebook.com",
        "a_b.facebook.com",
        "evil.eu;.facebook.com",
        "evil.eu[v1.facebook.com]",
        "[v1.facebook.com]",
        "com",
        "",
    ],
)
def test_a_host_that_two_parsers_may_read_differently_is_refused(host):
    assert not allowed(f"https://{host}/")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.0.0.0x1",
        "1.2.3.4.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1%25eth0]",
    ],
)
def test_an_ip_address_is_refused_in_every_spelling(host):
    assert why_not_address(f"https://{host}/", HOSTS) == "is an IP address"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://facebook.com/", "is not https"),
        ("//facebook.com/", "is not https"),
        ("facebook.com", "is not https"),
        ("", "is not https"),
        ("data:text/html,https://facebook.com/", "is not https"),
        ("javascript:location='https://facebook.com'", "is not https"),
        ("view-source:https://facebook.com/", "is not https"),
        ("blob:https://facebook.com/1", "is not https"),
        ("about:blank", "is not https"),
        ("file:///etc/passwd", "is not https"),
        ("https://facebook.com@evil.eu/", "holds user information"),
        ("https://me:secret@facebook.com/", "holds user information"),
        ("https://@facebook.com/", "holds user information"),
        ("https://facebook.com:443/", "names a port"),
        ("https://facebook.com:/", "names a port"),
        ("https://facebook.com:0/", "names a port"),
        ("https://facebook.com:99999/", "is not an address"),
        ("https://facebook.com:x/", "is not an address"),
        ("https://[facebook.com/", "is not an address"),
        ("https:facebook.com", "has no plain host name"),
        ("https:///facebook.com", "has no plain host name"),
    ],
)
def test_anything_but_plain_https_is_refused_with_its_reason(address, problem):
    assert why_not_address(address, HOSTS) == problem


@pytest.mark.parametrize("character", ["\\", " ", "\t", "\n", "\r", "\x00", "\x1b", "\x7f"])
@pytest.mark.parametrize(
    "template", ["{}https://facebook.com/", "https:/{}/facebook.com/", "https://evil.eu{}.facebook.com/"]
)
def test_an_address_with_a_backslash_a_space_or_a_control_character_is_refused(character, template):
    assert why_not_address(template.format(character), HOSTS) == "holds a space, a backslash or a control character"


def test_nothing_is_allowed_when_no_host_is_listed():
    assert why_not_address("https://facebook.com/", ()) == "is not on a listed host"


PIECES = st.sampled_from(
    [
        "facebook.com",
        "meta.com",
        "evil.eu",
        "www",
        "com",
        "127.0.0.1",
        "::1",
        "v1",
        "xn--",
        "x",
        "1",
        "0x7f",
        "é",
        "ｍ",
        *"./:@?#[]%-_;,&=*~!$'()|^<>{}\\ \t\n\x00\x7f",
        "//",
        "%2e",
        "%2f",
        "%40",
        "%5c",
        "。",
        "／",
        "：",
        "\u00ad",
        "\u200b",
    ]
)
FEW_PIECES = st.lists(PIECES, max_size=3).map("".join)
ADDRESSES = st.builds(
    "{}{}{}{}{}{}".format,
    st.sampled_from(["https://"] * 8 + ["HTTPS://", "https:", "http://", "data:", "view-source:https://", ""]),
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
    if not allowed(address):
        return
    parts = urlsplit(address)
    assert parts.scheme == "https"
    assert parts.netloc.lower() == parts.hostname  # no user information, no port, no brackets
    assert ("." + parts.hostname).endswith((".facebook.com", ".meta.com"))


@given(st.text())
def test_any_text_is_an_answer_and_never_an_exception(text):
    assert not allowed(text) or text.lower().startswith("https://")
    assert why_not_host(text) is None or isinstance(why_not_host(text), str)


def test_a_real_browser_reads_every_allowed_address_as_a_listed_host(page):
    found = set()

    @settings(max_examples=500)
    @given(ADDRESSES)
    def collect(address):
        if allowed(address):
            found.add(address)

    collect()
    read = page.evaluate("all => all.map(text => new URL(text)).map(url => [url.protocol, url.host])", [*found])
    assert found
    assert {protocol for protocol, _ in read} == {"https:"}
    assert [host for _, host in read if not f".{host}".endswith((".facebook.com", ".meta.com"))] == []


@pytest.mark.parametrize("host", ["facebook.com", "a.b-c.example.eu", "xn--bcher-kva.example", "1a.eu"])
def test_a_plain_host_name_can_be_listed(host):
    assert why_not_host(host) is None


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "com",
        "",
        ".",
        "facebook.com.",
        ".facebook.com",
        "Facebook.com",
        "a b.eu",
        "a_b.eu",
        "-a.eu",
        "a-.eu",
        "*.eu",
        "https://facebook.com",
        "facebook.com/",
        "facebook.com:443",
        "bücher.example",
        "127.0.0.1",
        "0x7f.1",
        "1",
        "::1",
        "[::1]",
    ],
)
def test_a_host_that_is_not_a_plain_name_cannot_be_listed(host):
    assert why_not_host(host) is not None
