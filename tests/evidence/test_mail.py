"""What is read of an e-mail's head, whatever a stranger wrote into it."""

import codecs
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.mails import MAIL, rsa_key, signed

from optout.evidence.mail import (
    HEAD_LIMIT,
    HeldAgainst,
    Likeness,
    Remark,
    SignatureWhy,
    check_signature,
    head_of,
    read_mail,
    remarks,
    sender_domains,
)
from optout.flow.load import find_flow
from optout.flow.model import Mails

KNOWN = Mails.model_validate(
    {"domains": ["example.eu"], "notice": {"words": {"en": "Learn how we use your information"}}}
)


def seen(data, known=None):
    read = read_mail(data, known)
    assert read is not None
    return read


def mail(**changes):
    head = MAIL.partition(b"\r\n\r\n")[0].decode()
    for name, value in changes.items():
        lines = [line for line in head.split("\r\n") if not line.lower().startswith(f"{name}:")]
        head = "\r\n".join(lines if value is None else [*lines, f"{name}: {value}"])
    return head.encode("utf-8", "surrogateescape") + b"\r\n\r\ntext"


def test_a_message_says_who_wrote_to_whom_and_when():
    said = seen(MAIL)
    assert said.sender == "Privacy Operations <privacy@support.example.eu>"
    assert (said.recipient, said.subject, said.message_id) == ("ada@example.org", "Your objection", "<1@example.eu>")
    assert said.sent_at
    assert said.sent_at.isoformat() == "2026-11-24T14:05:00+00:00"


def test_words_in_other_alphabets_are_decoded():
    assert seen(mail(subject="=?utf-8?Q?D=C3=A9couvrez?="), None).subject == "Découvrez"


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("a\x1b[31mred", "a[U+001B][31mred"),
        ("=?utf-8?Q?a=E2=80=AEb?=", "a[U+202E]b"),
        ("=?utf-8?Q?a=0D=0AFrom:_b?=", "a From: b"),
        ("x" * 5000, "x" * 999 + "…"),
    ],
)
def test_nothing_in_it_drives_a_terminal_or_hides(subject, shown):
    assert seen(mail(subject=subject), None).subject == shown


@pytest.mark.parametrize(
    ("subject", "sender", "likeness"),
    [
        ("Your objection", "a@mail.example.eu", Likeness.UNKNOWN),
        ("Re: LEARN how we use  your information", "a@example.eu", Likeness.NOTICE),
        ("Learn how we use your information", "a@elsewhere.example", Likeness.NOTICE),
        ("Your objection", "a@notexample.eu", Likeness.FOREIGN),
        ("Your objection", "a@example.eu, b@elsewhere.example", Likeness.FOREIGN),
        ("Your objection", "nobody", Likeness.FOREIGN),
    ],
)
def test_a_message_is_compared_with_what_the_flow_knows(subject, sender, likeness):
    assert seen(mail(subject=subject, **{"from": sender}), KNOWN).likeness is likeness


def test_without_a_flow_nothing_is_said_of_it():
    assert seen(mail(**{"from": "a@elsewhere.example"}), None).likeness is Likeness.UNKNOWN


@pytest.mark.parametrize("flow", ["facebook", "instagram"])
def test_the_notice_that_people_take_for_a_confirmation_is_known_by_its_subject(flow):
    known = find_flow(flow).flow.mails
    subject = "Découvrez comment nous utiliserons vos informations à mesure que nous améliorons l’IA de Meta"  # noqa: RUF001
    said = seen(mail(subject=subject, **{"from": "a@facebookmail.com"}), known)
    assert said.likeness is Likeness.NOTICE


@pytest.mark.parametrize(
    "data",
    [b"", b"\r\n\r\n", b"no head at all", b"%PDF-1.7\n...", mail(**{"from": None}), mail(date=None, subject=None)],
)
def test_what_has_no_sender_is_no_message(data):
    assert read_mail(data, None) is None


def test_only_the_head_is_read():
    assert seen(MAIL + b"Subject: other\r\n\r\n", None).subject == "Your objection"
    assert len(head_of(b"A: " + b"b" * 10_000_000)) == HEAD_LIMIT


def test_a_date_that_is_none_leaves_the_rest():
    said = seen(mail(date="yesterday"), None)
    assert (said.date, said.sent_at, said.subject) == ("yesterday", None, "Your objection")


ABOUT = HeldAgainst("ada@example.org", datetime(2026, 11, 24, 13, 50, tzinfo=UTC))
BOM = codecs.BOM_UTF8
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ONE_OF_MANY = b"From privacy@example.eu Tue Nov 24 14:05:00 2026\n" + MAIL.replace(b"\r\n", b"\n")
ODD = {
    # a message in its place
    "an answer to the objection": (MAIL, ".eml", ()),
    "its address in capital letters": (mail(to="ADA@Example.ORG"), ".eml", ()),
    "its address among several": (mail(to="b@example.org, Ada <ada@example.org>"), ".eml", ()),
    "its address in a copy": (mail(to="b@example.org", cc="ada@example.org"), ".eml", ()),
    "five minutes older, as clocks differ": (mail(date="Tue, 24 Nov 2026 13:45:00 +0000"), ".eml", ()),
    "a reply": (mail(subject="Re: Your objection"), ".eml", ()),
    "its subject only begins like a forwarded one": (mail(subject="Forward: look"), ".eml", ()),
    "with a byte-order mark before it": (BOM + MAIL, ".eml", ()),
    "one message, with the line of a mailbox before it": (ONE_OF_MANY, ".eml", ()),
    # somebody else's, older, forwarded
    "to somebody else": (mail(to="bob@example.org"), ".eml", (Remark.OTHER_RECIPIENT,)),
    "to an address that holds this one": (mail(to="xada@example.org"), ".eml", (Remark.OTHER_RECIPIENT,)),
    "to nobody": (mail(to="undisclosed-recipients:;"), ".eml", (Remark.OTHER_RECIPIENT,)),
    "older than the objection": (mail(date="Tue, 24 Nov 2026 13:00:00 +0000"), ".eml", (Remark.OLDER,)),
    "two years older": (mail(date="Sun, 24 Nov 2024 14:05:00 +0000"), ".eml", (Remark.OLDER,)),
    "older by its own offset": (mail(date="Tue, 24 Nov 2026 14:05:00 +0200"), ".eml", (Remark.OLDER,)),
    "without a date that can be read": (mail(date="yesterday"), ".eml", (Remark.NO_DATE,)),
    "forwarded": (mail(subject="Fwd: Your objection"), ".eml", (Remark.FORWARDED,)),
    "forwarded in German": (mail(subject="WG: Ihr Widerspruch"), ".eml", (Remark.FORWARDED,)),
    "forwarded in French": (mail(subject="TR : Votre opposition"), ".eml", (Remark.FORWARDED,)),
    "sent on as it was": (mail(**{"resent-from": "bob@example.org"}), ".eml", (Remark.FORWARDED,)),
    "forwarded by oneself to oneself": (
        mail(subject="Fwd: Your objection", **{"from": "Ada <ada@example.org>"}),
        ".eml",
        (Remark.FORWARDED, Remark.FROM_YOURSELF),
    ),
    "all of it": (
        BOM + mail(to="bob@example.org", subject="FW: x", date="Sun, 24 Nov 2024 14:05:00 +0000"),
        ".eml",
        (Remark.OTHER_RECIPIENT, Remark.OLDER, Remark.FORWARDED),
    ),
    # no message, or none that can be read
    "a mailbox": (ONE_OF_MANY, ".mbox", (Remark.NOT_READ,)),
    "a mailbox under another name": (ONE_OF_MANY + b"\n" + ONE_OF_MANY, ".eml", (Remark.NOT_READ,)),
    "an empty mailbox": (b"", ".mbox", (Remark.NOT_READ,)),
    "Outlook's": (COMPOUND + b"x" * 500, ".msg", (Remark.NOT_READ,)),
    "Outlook's under another name": (COMPOUND + b"x" * 500, ".eml", (Remark.NOT_READ,)),
    "Apple's": (b"1234\n" + MAIL, ".emlx", (Remark.NOT_READ,)),
    "no message at all": (b"hello", ".eml", (Remark.NOT_READ,)),
    "a message in UTF-16": (MAIL.decode().encode("utf-16"), ".eml", (Remark.NOT_READ,)),
    "another file": (b"From: x", ".txt", ()),
    "a picture": (COMPOUND, ".png", ()),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_about_a_message_is_said(name):
    data, suffix, expected = ODD[name]
    assert remarks(data, suffix, ABOUT) == expected


def test_every_remark_has_a_message_and_a_sentence():
    assert {one for _, _, odd in ODD.values() for one in odd} == set(Remark)
    assert len({one.says for one in Remark}) == len(Remark)


def test_where_nobody_knows_the_address_or_the_time_nothing_is_said_of_them():
    other = mail(to="bob@example.org", date="Sun, 24 Nov 2024 14:05:00 +0000", **{"from": "ada@example.org"})
    assert remarks(other, ".eml", HeldAgainst()) == ()


def test_a_byte_order_mark_changes_nothing_about_what_is_read_or_signed():
    assert seen(BOM + MAIL) == seen(MAIL)
    assert check_signature(BOM + signed(), lambda _name: rsa_key()[1])[0].why is SignatureWhy.SIGNED


@given(st.binary(max_size=200), st.sampled_from([".eml", ".emlx", ".mbox", ".msg"]))
def test_whatever_a_file_holds_something_can_be_said_of_it(data, suffix):
    remarks(data, suffix, ABOUT)
    remarks(data + MAIL, suffix, ABOUT)


@given(st.binary(max_size=200), st.sampled_from([b"From", b"Date", b"Subject", b"To"]))
def test_whatever_stands_in_a_line_it_is_read(value, name):
    data = name + b": " + value + b"\r\n" + MAIL
    read_mail(data, KNOWN)
    sender_domains(data)
