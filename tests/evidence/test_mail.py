"""What is read of an e-mail's head, whatever a stranger wrote into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.mails import MAIL

from optout.evidence.mail import HEAD_LIMIT, Likeness, head_of, read_mail, sender_domains
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


@given(st.binary(max_size=200), st.sampled_from([b"From", b"Date", b"Subject", b"To"]))
def test_whatever_stands_in_a_line_it_is_read(value, name):
    data = name + b": " + value + b"\r\n" + MAIL
    read_mail(data, KNOWN)
    sender_domains(data)
