"""A complaint as a draft of an e-mail, for the person to read, complete and send.

The draft has no sender, so that a mail program fills in the person's own; nothing here sends it.
"""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from optout.letters.complaint import Complaint
from optout.letters.complaint_letter import ComplaintLetter
from optout.translation import _

_POLICY = SMTP.clone(max_line_length=500)
"""RFC 5322 allows 998 characters a line; at 78, Python 3.11 begins a long subject with a space."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with an e-mail."""

    name: str
    data: bytes


def complaint_mail(letter: ComplaintLetter, documents: tuple[Attachment, ...]) -> bytes:
    """Return the draft: the letter as its text, its documents and every exhibit attached.

    `X-Unsent` lets Outlook and others open it for editing instead of as a mail that came. A specimen
    has no recipient.
    """
    complaint = letter.complaint
    message = EmailMessage(policy=_POLICY)
    message["X-Unsent"] = "1"
    if complaint.authority.email and not complaint.record.replay:
        message["To"] = complaint.authority.email
    message["Subject"] = mail_subject(letter)
    # the lines of the letter are short; base64 would hide it from whoever opens the file
    message.set_content(letter.text_with_sender(), cte="quoted-printable")
    for attachment in (*documents, *_exhibits(letter)):
        kind, subtype = _content_type(attachment.name)
        message.add_attachment(
            attachment.data, maintype=kind, subtype=subtype, filename=attachment.name
        )
    return message.as_bytes()


def mail_subject(letter: ComplaintLetter) -> str:
    """Return the letter's title as one line, marked if it is a specimen's."""
    marked = f"REPLAY: {letter.title}" if letter.complaint.record.replay else letter.title
    return " ".join(marked.split())


def mailto(complaint: Complaint, subject: str) -> str | None:
    """Return the address that opens an empty e-mail to the authority; None if it takes none."""
    email = complaint.authority.email
    if email is None or complaint.record.replay:
        return None
    return f"mailto:{email}?subject={quote(subject, safe='')}"


def _exhibits(letter: ComplaintLetter) -> Iterator[Attachment]:
    for exhibit in letter.complaint.exhibits:
        # in the letter's language, as the letter numbers them
        name = _("exhibit-{number}-{file}").format(number=exhibit.number, file=exhibit.file.name)
        yield Attachment(letter.say(name), exhibit.file.read_bytes())


def _content_type(name: str) -> tuple[str, str]:
    """Return the two parts of a file's type.

    An e-mail is attached as bytes: as a message it would be written anew, with another SHA-256.
    """
    guessed, encoding = mimetypes.guess_type(name)
    if guessed is None or encoding or guessed.startswith(("message/", "text/")):
        return "application", "octet-stream"
    kind, _slash, subtype = guessed.partition("/")
    return kind, subtype
