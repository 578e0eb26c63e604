"""Makes a supplement: a sealed folder beside a record, with one file that came later."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import ValidationError

from optout import __version__
from optout.deadline import Deadline
from optout.errors import RecordError
from optout.evidence.bag import close_bag, write_manifest
from optout.evidence.dkim import Checked, Key, LookUp
from optout.evidence.dkim_check import check
from optout.evidence.files import make_read_only, sync_folder, write_private
from optout.evidence.hostile import json_text, visible_name
from optout.evidence.mail import MailSeen, read_mail
from optout.evidence.record import Record
from optout.evidence.supplement import (
    FILE_LIMIT,
    SUPPLEMENT,
    Attached,
    Extension,
    MadeBy,
    Said,
    SealedSupplement,
    Supplement,
    supplement_name,
)
from optout.evidence.supplement_words import how_to_verify
from optout.evidence.tree import Tree, walk
from optout.flow.model import Mails
from optout.tongue import _, why

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
    """A file the person gives, what they say it is, and how its sender's key is looked up (None: not at all)."""

    file: Path
    said: Said = Said.UNSAID
    known: Mails | None = None
    look_up: LookUp | None = None
    more_time: MoreTime | None = None


def attach(base: Base, given: Given) -> SealedSupplement:
    """Seal a file into a supplement beside the record.

    Raises:
        RecordError: the file is refused, or is kept already, or the supplement cannot be written.
    """
    data = _read(given.file)
    digest = hashlib.sha256(data).hexdigest()
    for name, earlier in supplements_of(base):
        if earlier.file.sha256 == digest:
            raise RecordError(_("this file is kept already, in {name}").format(name=name), f"optout verify {name}")
    mail, checked, key = _looked_at(given, data)
    extension = _extension(given.more_time, mail) if given.more_time else None
    try:
        number, folder = _begin(base)
        says = _supplement(base, number, _attached(given, data))
        says = says.model_copy(update={"mail": mail, "signature": checked, "extension": extension})
        return _sealed(base.folder.parent, folder, says, data, key)
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


def _looked_at(given: Given, data: bytes) -> tuple[MailSeen | None, Checked | None, Key | None]:
    mail = read_mail(data, given.known) if given.file.suffix.lower() == _MAIL else None
    if mail is None:
        return None, None, None
    checked, key = check(data, given.look_up)
    return mail, checked.model_copy(update={"key_file": _KEY_FILE if key else None}), key


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
    for number in range(1, _MOST):
        name = supplement_name(base.record.request_id, number)
        folder = base.folder.parent / name
        if not os.path.lexists(folder):
            return
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
    for number in range(1, _MOST):
        name = supplement_name(base.record.request_id, number)
        if os.path.lexists(parent / name):
            continue
        try:
            (parent / f"{PARTIAL}{name}").mkdir(mode=0o700)
        except FileExistsError:
            continue  # another run is making it, or one that was cut off left it
        return number, parent / f"{PARTIAL}{name}"
    raise RecordError(_("the record has {number} supplements already").format(number=_MOST - 1))


def _attached(given: Given, data: bytes) -> Attached:
    suffix = given.file.suffix.lower()
    return Attached(
        name=f"attached{suffix if suffix in _SUFFIXES else '.bin'}",
        given_name=visible_name(given.file.name)[:_NAME_SHOWN],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        said_to_be=given.said,
    )


def _supplement(base: Base, number: int, attached: Attached) -> Supplement:
    return Supplement(
        record_id=base.record.request_id,
        record_fingerprint=base.fingerprint,
        number=number,
        replay=base.record.replay,
        language=base.record.language,
        attached_at=datetime.now(UTC),
        file=attached,
        mail=None,
        signature=None,
        tool=MadeBy(name="optout", version=__version__),
    )


def _sealed(parent: Path, folder: Path, says: Supplement, data: bytes, key: Key | None) -> SealedSupplement:
    try:
        return _seal(parent, folder, says, data, key)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # the person still has the file: half of it is of no use
        raise


def _seal(parent: Path, folder: Path, says: Supplement, data: bytes, key: Key | None) -> SealedSupplement:
    name = folder.name.removeprefix(PARTIAL)
    (folder / "data").mkdir(mode=0o700)
    write_private(folder / "data" / says.file.name, data)
    if key:
        write_private(folder / "data" / _KEY_FILE, key.record)
    write_private(folder / SUPPLEMENT, json_text(says.model_dump(mode="json"), indent=2).encode() + b"\n")
    fingerprint = write_manifest(folder)
    write_private(folder / _HOW_TO, how_to_verify(says, name, fingerprint).encode())
    close_bag(folder, _bag_info(says, name))
    _give_name(folder, parent / name)
    return SealedSupplement(folder=parent / name, says=says, fingerprint=fingerprint)


def _bag_info(says: Supplement, name: str) -> dict[str, str]:
    replay = "REPLAY, a rehearsal: " if says.replay else ""
    return {
        "External-Identifier": name,
        "External-Description": f"{replay}Supplement to the record {says.record_id}",
        "Bagging-Date": says.attached_at.date().isoformat(),
        "Bag-Software-Agent": f"{says.tool.name} {says.tool.version}",
    }


def _give_name(folder: Path, final: Path) -> None:
    folder.rename(final)  # fails where a sealed folder has the name
    sync_folder(final.parent)
    make_read_only(final)
