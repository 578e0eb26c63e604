"""Adds time stamps to a sealed record: in `proofs`, which is outside what is sealed."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from optout.errors import RecordError, UsageError
from optout.evidence.authority import SECONDS, Authority, ask
from optout.evidence.bag import MANIFEST
from optout.evidence.compare import LATER
from optout.evidence.files import sync_folder
from optout.evidence.stamps import QUERY, REPLY, Kept, Stamp, judge
from optout.tongue import _, why

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_MOST = 1_000


def question(manifest: bytes) -> bytes:
    """Give a question for a manifest's time stamp: its SHA-256, a new random number, and a wish for certificates.

    Raises:
        UsageError: the extra `stamp` is not installed.
    """
    try:
        import rfc3161_client as client  # noqa: PLC0415  an extra
    except ImportError:
        raise UsageError(_("time stamps need the extra stamp, which is not installed")) from None
    builder = client.TimestampRequestBuilder().data(manifest).hash_algorithm(client.HashAlgorithm.SHA256)
    return builder.cert_request(cert_request=True).nonce(nonce=True).build().as_bytes()


def stamp(folder: Path, to: Authority, anchors: "Sequence[Certificate]", seconds: float = SECONDS) -> Stamp:
    """Ask one authority, keep its reply whatever it says, and judge it.

    Raises:
        NoReply: it gave none; nothing is kept.
        RecordError: the reply could not be kept.
    """
    manifest = (folder / MANIFEST).read_bytes()
    query = question(manifest)
    reply = ask(to, query, seconds)
    try:
        name = _keep(folder, to, query, reply)
    except OSError as error:
        raise RecordError(_("the time stamp could not be kept: {why}").format(why=why(error)), str(folder)) from error
    return judge(Kept(name, query, reply), manifest, anchors)


def _keep(folder: Path, to: Authority, query: bytes, reply: bytes) -> str:
    proofs = folder / LATER.rstrip("/")
    if not os.path.lexists(proofs):
        with _writable(folder):
            proofs.mkdir(mode=0o700)
            proofs.chmod(0o500)
    if not stat.S_ISDIR(proofs.lstat().st_mode):
        raise RecordError(_("the time stamp could not be kept: proofs is not a folder"))
    with _writable(proofs):
        name = _free_name(proofs, to)
        _write_new(proofs / f"{name}{QUERY}", query)
        _write_new(proofs / f"{name}{REPLY}", reply)
        sync_folder(proofs)
    sync_folder(folder)
    return name


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Lift a sealed folder's mode for one addition, and put it back."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(mode | stat.S_IWUSR)
    try:
        yield
    finally:
        folder.chmod(mode)


def _free_name(proofs: Path, to: Authority) -> str:
    host = re.sub(r"[^a-z0-9.-]", "", to.host.lower())[:60].strip(".-") or "authority"
    for number in range(1, _MOST):
        name = f"{number}-{host}"
        if not any(os.path.lexists(proofs / f"{name}{kind}") for kind in (QUERY, REPLY)):
            return name
    raise RecordError(_("the record has {number} time stamps of this authority already").format(number=_MOST - 1))


def _write_new(file: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINKS | _BINARY
    with os.fdopen(os.open(file, flags, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    file.chmod(0o400)
