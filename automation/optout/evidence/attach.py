"""Makes a supplement: a sealed folder beside a record, with one file that came later or with a correction."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import ValidationError

from optout import __version__
from optout.deadline import Deadline
from optout.errors import RecordError
from optout.evidence.bag import close_bag, write_manifest
from optout.evidence.dkim import Checked, Key, LookUp, check
from optout.evidence.files import make_read_only, sync_folder, write_private
from optout.evidence.folder import Tree, walk
from optout.evidence.mail import MailSeen, read_mail
from optout.evidence.model import Record
from optout.evidence.redaction import json_text, visible_name
from optout.evidence.supplement import (
    FILE_LIMIT,
    SUPPLEMENT,
    Attached,
    Correction,
    Extension,
    Label,
    Labelled,
    MadeBy,
    SealedSupplement,
    Supplement,
    how_else,
    how_to_verify,
    labelled,
    looks_like_notice,
    relabelling,
    supplement_name,
)
from optout.flow.model import Mails
from optout.i18n import _, why

PARTIAL = ".partial-"
_HOW_TO = "HOW-TO-VERIFY.txt"
_MAIL = ".eml"
_KEY_FILE = "dkim-key.txt"
_SUFFIXES = {_MAIL, ".pdf", ".png", ".jpg", ".jpeg", ".txt", ".html", ".msg", ".docx", ".odt"}
_JSON_LIMIT = 1_000_000
_MOST = 500
_NAME_SHOWN = 200
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Base:
    """The record a file is added to: its folder, what it says, and its fingerprint; already found to be whole."""

    folder: Path
    record: Record
    fingerprint: str


@dataclass(frozen=True)
class MoreTime:
    """That a file announces that the answer takes longer than until `first`: in time, it is due by `then`.

    `came_on` is the day the person names, None where the file says it, or came today.
    """

    first: Deadline
    then: Deadline
    came_on: date | None
    today: date


@dataclass(frozen=True)
class Given:
    """A file the person gives, what they say it is, and how its sender's key is looked up (None: not at all).

    With `anyway` it is an answer although it looks like the controller's notice to everyone.
    """

    file: Path
    said: Label = Label.UNSAID
    known: Mails | None = None
    look_up: LookUp | None = None
    anyway: bool = False
    more_time: MoreTime | None = None


@dataclass(frozen=True)
class Kept:
    """A supplement that has been found to be whole: its name and its fingerprint."""

    name: str
    fingerprint: str


def attach(base: Base, given: Given) -> SealedSupplement:
    """Seal a file into a supplement beside the record.

    Raises:
        RecordError: the file is refused, or is kept already, or the supplement cannot be written.
    """
    data = _read(given.file)
    digest = hashlib.sha256(data).hexdigest()
    for earlier in labelled(supplements_of(base)):
        if earlier.file.sha256 == digest:
            raise _kept_already(base, earlier, given.said)
    mail = read_mail(data, given.known) if given.file.suffix.lower() == _MAIL else None
    if given.said is Label.ANSWER and looks_like_notice(mail) and not given.anyway:
        raise _no_answer(f"optout attach {base.record.request_id} FILE")
    extension = _extension(given.more_time, mail) if given.more_time else None
    checked, key = _signature(data, given.look_up) if mail else (None, None)
    file = _attached(given, data, mail)
    files = {file.name: data, **({_KEY_FILE: key.record} if key else {})}
    return _added(base, _New(files, file, mail=mail, signature=checked, extension=extension))


def correct(base: Base, kept: Kept, said: Label, *, anyway: bool = False) -> SealedSupplement:
    """Seal what the person says now of a file that was attached before; the folder it lies in stays as it is.

    Raises:
        RecordError: it holds no file, is called that already, or the supplement cannot be written.
    """
    file = next((one for one in labelled(supplements_of(base)) if one.supplement == kept.name), None)
    if file is None:
        raise RecordError(_("{name} holds no file, so there is nothing to call otherwise").format(name=kept.name))
    if file.said is said and not (file.doubtful and anyway):
        raise RecordError(_("you said so before: nothing was added"))
    although = said is Label.ANSWER and looks_like_notice(file.mail)
    if although and not anyway:
        raise _no_answer(relabelling(base.record.request_id, file.number))
    correction = Correction(
        supplement=kept.name,
        supplement_fingerprint=kept.fingerprint,
        file=file.file.name,
        file_sha256=file.file.sha256,
        said_before=file.said,
        said_to_be=said,
        although_notice=although,
    )
    return _added(base, _New({}, corrects=correction))


def _kept_already(base: Base, earlier: Labelled, said: Label) -> RecordError:
    hint = f"optout verify {earlier.supplement}"
    if said not in (Label.UNSAID, earlier.said):
        hint = f"{relabelling(base.record.request_id, earlier.number)} --as {said}"
    return RecordError(_("this file is kept already, in {name}").format(name=earlier.supplement), hint)


def _no_answer(command: str) -> RecordError:
    return RecordError(
        _(
            "nothing was attached: by its subject this is the notice that goes to everyone, which answers nobody; "
            "as an answer it would end your wait"
        ),
        how_else(command),
    )


@dataclass(frozen=True)
class _New:
    """What a new supplement says, and the files in it by name."""

    files: Mapping[str, bytes]
    file: Attached | None = None
    corrects: Correction | None = None
    mail: MailSeen | None = None
    signature: Checked | None = None
    extension: Extension | None = None


def _added(base: Base, new: _New) -> SealedSupplement:
    try:
        number, folder = _begin(base)
        return _sealed(base.folder.parent, folder, _supplement(base, number, new), new.files)
    except OSError as error:
        raise RecordError(
            _("the supplement could not be written: {why}").format(why=why(error)), "optout doctor"
        ) from error


def _read(file: Path) -> bytes:
    with os.fdopen(_opened(file), "rb") as stream:
        data = stream.read(FILE_LIMIT + 1)
    if not data:
        raise _refusal(_("it is empty"))
    if len(data) > FILE_LIMIT:
        raise _refusal(_("it is larger than {limit} MB").format(limit=FILE_LIMIT // 1_000_000))
    return data


def _opened(file: Path) -> int:
    try:
        # Asked by itself as well: not every system has O_NOFOLLOW.
        if file.is_symlink():
            raise _refusal(_("it is a link; give the file itself"))
        handle = os.open(file, _OPEN)
    except OSError as error:
        raise _refusal(why(error)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _refusal(_("it is not a file"))
    return handle


def _refusal(says: str) -> RecordError:
    return RecordError(_("nothing was attached: {says}").format(says=says))


def _signature(data: bytes, look_up: LookUp | None) -> tuple[Checked, Key | None]:
    checked, key = check(data, look_up)
    return checked.model_copy(update={"key_file": _KEY_FILE if key else None}), key


def _extension(announced: MoreTime, mail: MailSeen | None) -> Extension:
    first, today = announced.first, announced.today
    day = announced.came_on or (mail.sent_at.astimezone().date() if mail and mail.sent_at else None)
    if day is None and today > first.day:
        raise RecordError(
            _("nothing was attached: the file does not say on which day it came, and the month is over"),
            _("name the day: --came 2026-12-20"),
        )
    day = min(day or today, today)
    if day < first.received:
        raise RecordError(
            _("nothing was attached: by its date, {day}, it is older than the objection").format(day=day),
            _("name the day on which it came: --came 2026-12-20"),
        )
    return Extension(
        announced_on=day, received_on=first.received, expected_by=announced.then.day if day <= first.day else None
    )


def supplements_of(base: Base) -> Iterator[tuple[str, Supplement]]:
    """Give the supplements beside a record that can be read, by their folder's name."""
    return supplements_beside(base.folder.parent, base.record.request_id)


def supplements_beside(parent: Path, record_id: str) -> Iterator[tuple[str, Supplement]]:
    """Give the supplements of a record that lie in a folder and can be read, by their folder's name."""
    for number in range(1, _MOST):
        name = supplement_name(record_id, number)
        folder = parent / name
        if not folder.is_symlink() and folder.is_dir() and (says := read_supplement(walk(folder))):
            yield name, says


def read_supplement(tree: Tree) -> Supplement | None:
    """Read a supplement's description, or None when it is none."""
    try:
        return Supplement.model_validate_json(tree.read(SUPPLEMENT, _JSON_LIMIT) or b"")
    except ValidationError:
        return None


def _begin(base: Base) -> tuple[int, Path]:
    parent = base.folder.parent
    names = {number: supplement_name(base.record.request_id, number) for number in range(1, _MOST)}
    # After the last one, also where one before it was deleted: their order is the order in which they were made.
    last = max((number for number, name in names.items() if os.path.lexists(parent / name)), default=0)
    for number, name in list(names.items())[last:]:
        try:
            (parent / f"{PARTIAL}{name}").mkdir(mode=0o700)
        except FileExistsError:
            continue  # another run is making it, or one that was cut off left it
        return number, parent / f"{PARTIAL}{name}"
    raise RecordError(_("the record has {number} supplements already").format(number=_MOST - 1))


def _attached(given: Given, data: bytes, mail: MailSeen | None) -> Attached:
    suffix = given.file.suffix.lower()
    return Attached(
        name=f"attached{suffix if suffix in _SUFFIXES else '.bin'}",
        given_name=visible_name(given.file.name)[:_NAME_SHOWN],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        said_to_be=given.said,
        although_notice=given.said is Label.ANSWER and looks_like_notice(mail),
    )


def _supplement(base: Base, number: int, new: _New) -> Supplement:
    return Supplement(
        record_id=base.record.request_id,
        record_fingerprint=base.fingerprint,
        number=number,
        replay=base.record.replay,
        language=base.record.language,
        attached_at=datetime.now(UTC),
        file=new.file,
        corrects=new.corrects,
        mail=new.mail,
        signature=new.signature,
        extension=new.extension,
        tool=MadeBy(name="optout", version=__version__),
    )


def _sealed(parent: Path, folder: Path, says: Supplement, files: Mapping[str, bytes]) -> SealedSupplement:
    try:
        return _seal(parent, folder, says, files)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # the person still has the file: half of it is of no use
        raise


def _seal(parent: Path, folder: Path, says: Supplement, files: Mapping[str, bytes]) -> SealedSupplement:
    name = folder.name.removeprefix(PARTIAL)
    (folder / "data").mkdir(mode=0o700)
    for file, data in files.items():
        write_private(folder / "data" / file, data)
    write_private(folder / SUPPLEMENT, json_text(says.model_dump(mode="json"), indent=2).encode() + b"\n")
    fingerprint = write_manifest(folder)
    write_private(folder / _HOW_TO, how_to_verify(says, name, fingerprint).encode())
    close_bag(folder, _bag_info(says, name))
    folder.rename(parent / name)  # fails where a sealed folder has the name
    sync_folder(parent)
    make_read_only(parent / name)
    return SealedSupplement(folder=parent / name, says=says, fingerprint=fingerprint)


def _bag_info(says: Supplement, name: str) -> dict[str, str]:
    replay = "REPLAY, a rehearsal: " if says.replay else ""
    return {
        "External-Identifier": name,
        "External-Description": f"{replay}Supplement to the record {says.record_id}",
        "Bagging-Date": says.attached_at.date().isoformat(),
        "Bag-Software-Agent": f"{says.tool.name} {says.tool.version}",
    }
