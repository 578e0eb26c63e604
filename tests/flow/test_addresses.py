"""Only https on a listed host or below it, however the address is spelled."""
# ruff: noqa: RUF001 - look-alike letters are the subject

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from optout.flow.addresses import why_not_address, why_not_host

HOSTS = ("facebook.com", "meta.com")
NO_HOST = "has no plain host name, without user, port and number"


def allowed(address):
    return why_not_address(address, HOSTS) is None


@pytest.mark.parametrize(
    "address",
    ["https://facebook.com", "https://facebook.com/", "https://www.facebook.com/help/contact/712876720715583",
     "https://fr-fr.facebook.com/privacy/center?entry=a#b", "https://WWW.FACEBOOK.COM/", "HTTPS://facebook.com/",
     "https://help.meta.com/requests/é", "https://facebook.com/@evil.eu",
     "https://facebook.com/?next=http://evil.eu:80"],
)  # fmt: skip
def test_https_on_a_listed_host_or_below_it_is_allowed(address):
    assert why_not_address(address, HOSTS) is None
    assert why_not_address(address, ()) == "is not on a listed host"


# fmt: off
REFUSED = {
    "is not on a listed host": [
        f"https://{host}/" for host in (
            "evilfacebook.com", "facebook.com.evil.eu", "facebook.co", "facebook.com-evil.eu", "facebook.evil.eu",
            "wwwfacebook.com", "evil.eu")],
    NO_HOST: [
        *(f"https://{host}/" for host in (
            # two parsers may read them differently: a Cyrillic a, the Kelvin sign, full width, ...
            "fаcebook.com", "faceboo\u212a.com", "ｆacebook.com", "evil。facebook.com", "evil.eu%2f.facebook.com",
            "evil.eu%00.facebook.com", "evil.eu\u00ad.facebook.com", "facebook.com.", ".facebook.com",
            "www..facebook.com", "-.facebook.com", "a_b.facebook.com", "evil.eu;.facebook.com", "com", "",
            # an IP address in every spelling
            "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.0.0.0x1", "1.2.3.4.",
            "[::1]", "[::ffff:127.0.0.1]", "[fe80::1%25eth0]",
            # a user or a port
            "facebook.com@evil.eu", "me:secret@facebook.com", "@facebook.com", "facebook.com:443", "facebook.com:",
            "facebook.com:0", "facebook.com:99999", "facebook.com:x")),
        "https:facebook.com", "https:///facebook.com"],
    "is not https": [
        "http://facebook.com/", "//facebook.com/", "facebook.com", "", "data:text/html,https://facebook.com/",
        "javascript:location='https://facebook.com'", "view-source:https://facebook.com/", "blob:https://facebook.com/1",
        "about:blank", "file:///etc/passwd"],
    "is not an address": ["https://[facebook.com/"],
    "holds a space, a backslash or a control character": [
        template.format(character)
        for template in ("{}https://facebook.com/", "https:/{}/facebook.com/", "https://evil.eu{}.facebook.com/")
        for character in "\\ \t\n\r\x00\x1b\x7f"],
}
# fmt: on


@pytest.mark.parametrize(
    ("address", "says"), [(address, says) for says, addresses in REFUSED.items() for address in addresses]
)
def test_anything_else_is_refused_with_its_reason(address, says):
    assert why_not_address(address, HOSTS) == says


@pytest.mark.parametrize("host", ["evil.eu[v1.facebook.com]", "[v1.facebook.com]"])
def test_brackets_are_refused_whatever_python_makes_of_them(host):
    assert not allowed(f"https://{host}/")


PIECES = st.sampled_from(
    ["facebook.com", "meta.com", "evil.eu", "www", "com", "127.0.0.1", "::1", "v1", "xn--", "x", "1", "0x7f", "é", "ｍ",
     *"./:@?#[]%-_;,&=*~!$'()|^<>{}\\ \t\n\x00\x7f", "//", "%2e", "%2f", "%40", "%5c", "。", "／", "：", "\u00ad",
     "\u200b"]
)  # fmt: skip
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
    if allowed(address):
        parts = urlsplit(address)
        assert parts.scheme == "https"
        assert parts.netloc.lower() == parts.hostname  # no user information, no port, no brackets
        assert f".{parts.hostname}".endswith((".facebook.com", ".meta.com"))


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
    ["localhost", "com", "", ".", "facebook.com.", ".facebook.com", "Facebook.com", "a b.eu", "a_b.eu", "-a.eu",
     "a-.eu", "*.eu", "https://facebook.com", "facebook.com/", "facebook.com:443", "bücher.example", "127.0.0.1",
     "0x7f.1", "1", "::1", "[::1]"],
)  # fmt: skip
def test_a_host_that_is_not_a_plain_name_cannot_be_listed(host):
    assert why_not_host(host) is not None
