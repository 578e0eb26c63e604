"""A record with all that can be added to it, to be handed on: e-mails, a text, a document, a time stamp."""

import shutil
from pathlib import Path

from tests.evidence.mails import MAIL
from tests.evidence.samples import EMAIL, about, confirmed, record_objection, values

from optout.evidence.stamp import question
from optout.evidence.supplement import Label, attach
from optout.evidence.verify import whole_record

HOSTILE = (
    b"From: =?utf-8?q?Pr=C3=ADvacy_=E2=80=AEevil?= <a@support.example.eu>\r\nTo: ada@example.eu\r\n"
    b"Subject: Re: <b>your</b> objection\r\nDate: Wed, 25 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="=b"\r\n\r\n--=b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
    b"<html><head><title>HIDDEN</title><style>p{color:red}</style></head><body><script>document.title='x'</script>"
    b"<p>We <b>refuse</b> your objection.</p><img src=http://tracker.example/x.png onerror=alert(1)>"
    b"<a href='javascript:alert(1)'>Read more</a></body></html>\r\n"
    b'--=b\r\nContent-Type: application/pdf; name="../../evil.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
    b'Content-Disposition: attachment; filename="../../evil.pdf"\r\n\r\naGVsbG8=\r\n--=b--\r\n'
)
"""An e-mail that has HTML alone, with a script, a picture from elsewhere, and a file whose name leads out."""


PLAIN = "Please do not train on my posts. Café, naïve, Straße, œuvre, «non»."
"""A comment in letters that every machine has a font for."""


def make(browser, place, signer=None, language="en", comment=PLAIN):
    """Seal a record, add to it, and give its folder, which may be changed; beside it lie its supplements."""
    context = browser.new_context()
    recorder = record_objection(context.new_page(), place, about(language=language))
    sealed = recorder.seal(confirmed(values=values(("Email address", EMAIL), ("Comment", comment))), context.new_page)
    context.close()
    given = place / "given"
    given.mkdir()
    files = {
        "mail.eml": MAIL,
        "second.eml": HOSTILE,
        "note.txt": b"Wrote to them.\n",
        "answer.pdf": b"%PDF-1.4\n%",
    }
    for (name, data), said in zip(
        files.items(), (Label.CONFIRMATION, Label.ANSWER, Label.NOTE, Label.OTHER), strict=True
    ):
        (given / name).write_bytes(data)
        attach(whole_record(sealed.folder, None), given / name, said)
    if signer:
        stamp(sealed.folder, signer)
    return sealed.folder


def stamp(folder: Path, signer):
    """Keep a question to an authority and its reply with the record."""
    folder.chmod(0o700)
    (folder / "proofs").mkdir(mode=0o700)
    asked = question((folder / "tagmanifest-sha256.txt").read_bytes())
    (folder / "proofs" / "first.tsq").write_bytes(asked)
    (folder / "proofs" / "first.tsr").write_bytes(signer.reply(asked))


def copied(folder, to):
    """Copy a record and what was added to it, so that it can be changed."""
    for one in folder.parent.iterdir():
        if one.name.startswith(folder.name):
            shutil.copytree(one, to / one.name)
    for path in to.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return to / folder.name
