"""What is read of an e-mail's head, whatever a stranger wrote into it, and what is odd about
one.
"""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.mails import MAIL, rsa_key, signed

from optout.evidence.mail import Remark, SignatureReason, check_signature, read_mail, remarks
from optout.flow.find import find_flow
from optout.flow.model import Mails

KNOWN = Mails.model_validate(
    {"domains": ["example.eu"], "notice": {"words": {"en": "Learn how we use your information"}}}
)
BOM = codecs.BOM_UTF8


def seen(data):
    read = read_mail(data)
    assert read is not None
    return read


def mail(sender="Privacy <a@example.eu>", **changes):
    lines = {"From": sender, "To": "ada@example.org", "Subject": "Your objection", **changes}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return (
        head.encode("utf-8", "surrogateescape")
        + b"Date: Tue, 24 Nov 2026 14:05:00 +0000\r\n\r\ntext"
    )


def test_a_message_says_who_wrote_to_whom_and_when():
    said = seen(MAIL)
    assert said.sender == "Privacy Operations <privacy@support.example.eu>"
    assert (said.recipient, said.subject) == ("ada@example.org", "Your objection")
    assert said.sent_at
    assert said.sent_at.isoformat() == "2026-11-24T14:05:00+00:00"
    for date in (b"yesterday", b"Tue, 24 Nov 9999 14:05:00 +0000"):
        undated = seen(MAIL.replace(b"Tue, 24 Nov 2026 14:05:00 +0000", date))
        assert (undated.sent_at, undated.subject) == (None, "Your objection")
    assert seen(MAIL + b"Subject: other\r\n\r\n").subject == "Your objection"
    assert seen(BOM + MAIL) == said
    assert (
        check_signature(BOM + signed(), lambda _name: rsa_key()[1])[0].why is SignatureReason.SIGNED
    )


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("=?utf-8?Q?D=C3=A9couvrez?=", "Découvrez"),
        ("a\x1b[31mred", "a[U+001B][31mred"),
        ("=?utf-8?Q?a=E2=80=AEb?=", "a[U+202E]b"),
        ("=?utf-8?Q?a=0D=0AFrom:_b?=", "a From: b"),
        ("x" * 5000, "x" * 999 + "…"),
    ],
)
def test_nothing_in_it_drives_a_terminal_or_hides(subject, shown):
    assert seen(mail(Subject=subject)).subject == shown


ODD = {
    "an answer to the objection": (MAIL, ()),
    "with the line of a mailbox before it": (
        b"From privacy@example.eu Tue Nov 24 14:05:00 2026\n" + MAIL,
        (),
    ),
    "the notice in a reply": (
        mail(Subject="Re: LEARN how we use  your information"),
        (Remark.NOTICE,),
    ),
    "another domain that ends alike": (mail("a@notexample.eu"), (Remark.FOREIGN,)),
    "one of two senders is elsewhere": (
        mail("a@example.eu, b@elsewhere.example"),
        (Remark.FOREIGN,),
    ),
    "a sender without an address": (mail("nobody"), (Remark.FOREIGN,)),
    "nothing": (b"", (Remark.NOT_READ,)),
    "another file": (b"%PDF-1.7\n...", (Remark.NOT_READ,)),
    "a message without a sender": (mail(None), (Remark.NOT_READ,)),
    "a message in UTF-16": (MAIL.decode().encode("utf-16"), (Remark.NOT_READ,)),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_about_a_message_is_said(name):
    data, expected = ODD[name]
    assert tuple(remarks(data, KNOWN)) == expected


def test_where_nobody_knows_the_controller_s_mails_nothing_is_said_of_them():
    assert tuple(remarks(mail("a@elsewhere.example"), None)) == ()


@pytest.mark.parametrize("flow", ["facebook", "instagram"])
def test_the_notice_that_people_take_for_a_confirmation_is_known_by_its_subject(flow):
    subject = "Découvrez comment nous utiliserons vos informations à mesure que nous améliorons l’IA de Meta"
    data = mail("a@facebookmail.com", Subject=subject)
    assert tuple(remarks(data, find_flow(flow).flow.mails)) == (Remark.NOTICE,)


@given(st.binary(max_size=200), st.sampled_from([b"From", b"Date", b"Subject", b"To"]))
def test_whatever_stands_in_a_line_it_is_read(value, name):
    tuple(remarks(name + b": " + value + b"\r\n" + MAIL, KNOWN))
    tuple(remarks(value, KNOWN))
