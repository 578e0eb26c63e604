"""Reads the head of an e-mail: what it says of itself, which may be false."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email import policy
from email.headerregistry import BaseHeader
from email.message import Message
from email.parser import BytesHeaderParser
from enum import StrEnum
from typing import Any

from optout.evidence.model import Moment, RecordModel, Text
from optout.evidence.redaction import shown
from optout.flow.model import Mails
from optout.flow.words import says

HEAD_LIMIT = 256_000
"""Bytes of a message's head that are read."""
_VALUE_LIMIT = 4_000  # characters that the standard parser gets; some of its ways take quadratic time
_SHOWN_LIMIT = 1_000


class Likeness(StrEnum):
    """What a message looks like, by its sender and subject alone."""

    NOTICE = "notice"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class MailSeen(RecordModel):
    """What a message says of itself, made safe to show. `sent_at` is None when its date cannot be read."""

    subject: Text | None
    sender: Text | None
    recipient: Text | None
    date: Text | None
    message_id: Text | None
    sent_at: Moment | None
    likeness: Likeness


def head_of(data: bytes) -> bytes:
    """Give a message's head, up to the first empty line, `HEAD_LIMIT` bytes at most."""
    head = data[:HEAD_LIMIT]
    ends = [place for mark in (b"\r\n\r\n", b"\n\n") if (place := head.find(mark)) >= 0]
    return head[: min(ends)] if ends else head


def read_mail(data: bytes, known: Mails | None) -> MailSeen | None:
    """Read a message; None when it is none. `known` is what the flow knows of the controller's mails."""
    head = _parsed(data)
    if head["from"] is None or (head["date"] is None and head["subject"] is None):
        return None
    subject = _text(head, "subject")
    return MailSeen(
        subject=subject,
        sender=_text(head, "from"),
        recipient=_text(head, "to"),
        date=_text(head, "date"),
        message_id=_text(head, "message-id"),
        sent_at=date_of(data),
        likeness=_likeness(subject or "", sender_domains(data), known),
    )


def sender_domains(data: bytes) -> tuple[str, ...]:
    """Give the domain of every address in the From lines, in small letters."""
    return tuple(
        address.domain.lower()
        for header in _headers(_parsed(data), "from")
        for address in getattr(header, "addresses", ())
    )


def date_of(data: bytes) -> datetime | None:
    """Give the moment in the Date line; one without an offset counts as UTC."""
    for header in _headers(_parsed(data), "date"):
        moment: datetime | None = getattr(header, "datetime", None)
        if moment is not None:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _parsed(data: bytes) -> Message:
    # The oldest policy keeps the lines as they are; each is then parsed by itself, where a failure is caught.
    return BytesHeaderParser(policy=policy.compat32).parsebytes(head_of(data))


def _headers(head: Message, name: str) -> Sequence[BaseHeader]:
    found = []
    for key, value in head.raw_items():
        if key.lower() == name:
            try:
                found.append(policy.default.header_fetch_parse(key, str(value)[:_VALUE_LIMIT]))
            except Exception:  # noqa: BLE001, S112  the parser raises errors of many kinds for what strangers write
                continue
    return found


def _text(head: Message, name: str) -> str | None:
    raw: Any = head[name]
    if raw is None:
        return None
    parsed = next(iter(_headers(head, name)), None)
    return one_line(str(raw if parsed is None else parsed))


def one_line(text: str) -> str:
    """Make a stranger's text one line that hides nothing: control and bidi characters become `[U+202E]`."""
    line = shown(" ".join(text.split()))
    return line if len(line) <= _SHOWN_LIMIT else f"{line[: _SHOWN_LIMIT - 1]}…"


def _likeness(subject: str, domains: Sequence[str], known: Mails | None) -> Likeness:
    if known is None:
        return Likeness.UNKNOWN
    if known.notice and says(subject, known.notice.all()):
        return Likeness.NOTICE
    if not domains or not all(is_within(domain, known.domains) for domain in domains):
        return Likeness.FOREIGN
    return Likeness.UNKNOWN


def is_within(domain: str, domains: Sequence[str]) -> bool:
    """Whether a domain is one of those given, or lies below one."""
    return any(domain == known or domain.endswith(f".{known}") for known in domains)


def told(mail: MailSeen) -> Mapping[str, str]:
    """Give what a person reads of a message, by its label."""
    lines = {"from": mail.sender, "to": mail.recipient, "subject": mail.subject, "date": mail.date}
    return {label: value for label, value in lines.items() if value}
