"""A record with all that can be added to it, to be handed on: e-mails, a text, a document, a time
stamp.
"""

import shutil
from pathlib import Path

from tests.evidence.handmade import writable
from tests.evidence.mails import MAIL
from tests.evidence.samples import EMAIL, about, confirmed, record_objection, values

from optout.evidence.stamp import question
from optout.evidence.supplement import Label, attach
from optout.evidence.verify import whole_record

PLAIN = "Please do not train on my posts. Café, naïve, Straße, œuvre, «non»."
"""A comment in letters that every machine has a font for."""


def make(browser, place, signer=None, language="en", comment=PLAIN):
    """Seal a record, add to it, and give its folder, which may be changed; beside it lie its
    supplements.
    """
    context = browser.new_context()
    recorder = record_objection(context.new_page(), place, about(language=language))
    sealed = recorder.seal(
        confirmed(values=values(("Email address", EMAIL), ("Comment", comment))), context.new_page
    )
    context.close()
    given = place / "given"
    given.mkdir()
    files = {
        "mail.eml": MAIL,
        "second.eml": MAIL.replace(b"honor", b"refuse"),
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
    return writable(to) / folder.name
