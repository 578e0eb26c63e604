"""Each line of the policy on signatures has a message that fails for it alone."""

import dns.name
import dns.rcode
import pytest
from tests.evidence.mails import DATE, MAIL, NEEDED, ed25519_key, rsa_key, signed
from tests.evidence.name_server import NameServer, quoted

from optout.evidence import mail
from optout.evidence.mail import (
    Signature,
    SignatureReason,
    _SignatureFailed,
    ask_dns,
    check_again,
    check_signature,
)  # fmt: skip

NAME, ABOVE = "sel._domainkey.support.example.eu", "example.eu"


def key_of(record, asked=None):
    def look_up(name):
        if asked is not None:
            asked.append(name)
        if isinstance(record, SignatureReason):
            raise _SignatureFailed(record)
        return record

    return look_up


def plus(record, tag):
    return record.replace(b"v=DKIM1;", b"v=DKIM1; " + tag + b";")


def described(*lines):
    """Return a message with lines that say how its text is to be read."""
    return b"".join(line + b"\r\n" for line in lines) + MAIL


KIND, CODING = b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: 8bit"
OTHER_KIND = b'Content-Type: multipart/mixed; boundary="objection"'
ALL = (*NEEDED, b"content-type", b"content-transfer-encoding")
RSA = rsa_key()[1]
MESSAGES = {
    "signed as it should be": (signed, RSA, SignatureReason.SIGNED),
    "signed with a younger method": (
        lambda: signed(method=b"ed25519-sha256"), ed25519_key()[1], SignatureReason.SIGNED,
    ),
    "signed by the domain above": (lambda: signed(domain=b"example.eu"), RSA, SignatureReason.SIGNED),
    "saved with other line ends": (lambda: signed().replace(b"\r\n", b"\n"), RSA, SignatureReason.SIGNED),
    "signed again by another": (lambda: signed(signed(), domain=b"elsewhere.example"), RSA, SignatureReason.SIGNED),
    "not signed": (lambda: MAIL, RSA, SignatureReason.NO_SIGNATURE),
    "changed in its text": (lambda: signed().replace(b"honor", b"refuse"), RSA, SignatureReason.CHANGED),
    "changed, and signed again by a stranger": (
        lambda: signed(signed().replace(b"honor", b"refuse"), domain=b"else.example"), RSA, SignatureReason.CHANGED,
    ),
    "a second subject on top": (lambda: b"Subject: Received\r\n" + signed(), RSA, SignatureReason.CHANGED),
    "a second sender": (
        lambda: signed(MAIL.replace(b"eu>\r\nTo", b"eu>, x@example.eu\r\nTo", 1)), RSA, SignatureReason.CHANGED,
    ),
    "only the beginning is signed": (lambda: signed(l=b"29"), RSA, SignatureReason.WEAK),
    "the subject is not signed": (lambda: signed(names=NEEDED[:2] + NEEDED[3:]), RSA, SignatureReason.WEAK),
    "to nobody": (lambda: signed(MAIL.replace(b"To: ada@example.org\r\n", b"")), RSA, SignatureReason.CHANGED),
    "signed by a stranger": (lambda: signed(domain=b"example.org"), RSA, SignatureReason.NOT_ALIGNED),
    "signed by a whole top-level domain": (lambda: signed(domain=b"eu"), RSA, SignatureReason.NOT_ALIGNED),
    "expired at its date": (lambda: signed(x=str(DATE - 1).encode()), RSA, SignatureReason.CHANGED),
    "a short key": (lambda: signed(key=rsa_key(768)[0]), rsa_key(768)[1], SignatureReason.WEAK),
    "somebody else's key": (signed, rsa_key(1024)[1], SignatureReason.CHANGED),
    "a key on trial": (signed, plus(RSA, b"t=y"), SignatureReason.WEAK),
    "a key withdrawn": (signed, b"v=DKIM1; p=", SignatureReason.KEY_GONE),
    "how it is to be read is signed": (lambda: signed(described(KIND, CODING), names=ALL), RSA, SignatureReason.SIGNED),
    "its kind of text is not signed": (lambda: signed(described(KIND)), RSA, SignatureReason.WEAK),
    "a kind of text was added after it was signed": (
        lambda: OTHER_KIND + b"\r\n" + signed(), RSA, SignatureReason.WEAK,
    ),
    "blanks without end": (lambda: signed(MAIL + b" " * 20_000 + b"x"), RSA, SignatureReason.WEAK),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_judged_for_its_own_reason(name):
    make, record, expected = MESSAGES[name]
    asked = []
    checked, _ = check_signature(make(), key_of(record, asked))
    assert (checked.why, checked.result) == (expected, expected.verdict)
    assert (
        asked == []
        if expected is SignatureReason.NOT_ALIGNED
        else set(asked) <= {NAME, f"sel._domainkey.{ABOVE}"}
    )


MADE_UP = rsa_key(1024)
AGAIN = {
    # the key that was kept, what the DNS gives now (None: it is not asked), and what is said
    "nobody is asked": (RSA, None, SignatureReason.OFFLINE),
    "the DNS gives the same key": (RSA, RSA, SignatureReason.SIGNED),
    "the DNS gives another key": (RSA, MADE_UP[1], SignatureReason.KEY_GONE),
    "the DNS has no key": (RSA, SignatureReason.KEY_GONE, SignatureReason.KEY_GONE),
    "the DNS does not answer": (RSA, SignatureReason.OFFLINE, SignatureReason.OFFLINE),
    "the key that was kept does not fit": (MADE_UP[1], None, SignatureReason.CHANGED),
    "neither key fits": (MADE_UP[1], plus(MADE_UP[1], b"n=x"), SignatureReason.CHANGED),
    "the DNS's key fits, and the kept one does not": (MADE_UP[1], RSA, SignatureReason.SIGNED),
    "no key was kept, and the DNS has it": (None, RSA, SignatureReason.SIGNED),
}


@pytest.mark.parametrize("name", AGAIN)
def test_a_kept_key_by_itself_vouches_for_nothing_and_the_dns_is_asked_again(name):
    key, now, why = AGAIN[name]
    kept = Signature(result="valid", why=SignatureReason.SIGNED)
    checked = check_again(signed(), kept, key, None if now is None else key_of(now))
    assert (checked.why, checked.result) == (why, why.verdict)
    assert (checked.result == "valid") is (now == RSA)


def test_a_key_that_the_reader_s_opponent_made_up_is_not_said_to_be_the_sender_s():
    """The whole of it is made up: the text, the key that signs it, and the file that says the DNS
    gave that key.
    """
    secret, record = MADE_UP
    forged = signed(MAIL.replace(b"honor", b"refuse"), key=secret)
    kept = Signature(result="valid", why=SignatureReason.SIGNED)
    alone = check_again(forged, kept, record, None)
    assert alone.result == "cannot_tell"
    assert "look it up with --online" in alone.message()
    assert check_again(forged, kept, record, key_of(RSA)).why is SignatureReason.KEY_GONE


def test_without_leave_to_ask_nobody_is_asked():
    checked, key = check_signature(signed(), None)
    assert (checked.why, checked.result, key) == (SignatureReason.OFFLINE, "cannot_tell", None)


def test_what_was_found_valid_before_is_not_said_again_without_a_look_up():
    found, _ = check_signature(signed(), key_of(RSA))
    assert check_again(signed(), found, None, None).why is SignatureReason.OFFLINE


def test_a_signature_in_doubt_outweighs_one_of_a_stranger():
    twice = signed(signed(), domain=b"elsewhere.example")
    assert check_signature(twice, key_of(SignatureReason.OFFLINE))[0].why is SignatureReason.OFFLINE


def test_it_does_not_become_false_with_time():
    old = MAIL.replace(b"2026", b"2006")
    assert (
        check_signature(signed(old, t=b"1164377100", x=b"1164463500"), key_of(RSA))[0].why
        is SignatureReason.SIGNED
    )


@pytest.fixture
def server():
    running = NameServer()
    yield running
    running.close()


def test_a_key_in_the_dns_is_asked_for_by_its_name_and_kept_as_bytes(server):
    server.says = ['"v=spf1 -all"', quoted(RSA)]
    server.resolver.search = [dns.name.from_text("office.example")]
    checked, key = check_signature(signed(), lambda name: ask_dns(name, server.resolver))
    assert key
    assert (checked.why, key) == (SignatureReason.SIGNED, RSA)
    assert server.asked == [f"{NAME}."]


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (dns.rcode.NXDOMAIN, SignatureReason.KEY_GONE),
        ([], SignatureReason.KEY_GONE),
        (['"v=spf1 -all"'], SignatureReason.KEY_GONE),
        (dns.rcode.SERVFAIL, SignatureReason.OFFLINE),
        (None, SignatureReason.OFFLINE),
    ],
)
def test_a_dns_without_the_key_is_told_from_one_that_does_not_answer(
    server, monkeypatch, says, why
):
    monkeypatch.setattr(mail, "DNS_SECONDS", 0.5)
    server.resolver.search = [dns.name.from_text("office.example")]
    server.says = says
    with pytest.raises(_SignatureFailed) as caught:
        ask_dns(NAME, server.resolver)
    assert caught.value.reason is why
    assert set(server.asked) == {f"{NAME}."}  # never below a domain of the person's own network
