"""Time stamps (RFC 3161) of a record: asks authorities for them, and judges those that were added, without a network.

The extra `stamp` makes the questions and reads the replies.
"""

import os
import queue
import re
import ssl
import stat
import threading
import tomllib
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from optout.errors import RecordError, UsageError
from optout.evidence.files import add_read_only, sync_folder
from optout.evidence.folder import LATER, Seal, Tree, sealing, seals
from optout.evidence.mail import one_line
from optout.evidence.record import Code, iso
from optout.evidence.redaction import visible_name
from optout.i18n import Said, _, why

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


QUERY, _REPLY = ".tsq", ".tsr"
REPLY_LIMIT = 256_000
"""Bytes of a reply; one with its certificates has about six thousand."""
_SHA256 = "2.16.840.1.101.3.4.2.1"
_REJECTION = 2  # PKIStatus (RFC 3161, 2.4.2): this and what is above it is no stamp
SECONDS = 30.0
"""How long an authority may take in all."""
_LIST = Path(__file__).with_name("authorities.toml")
_TYPE = "application/timestamp-query"
_MOST = 1_000  # stamps of one authority
_NOT_TRUSTED = ("issuer certificate", "self-signed certificate", "self signed certificate")


class Judged(StrEnum):
    """How a stamp was judged."""

    GOOD = "good"
    BAD = "bad"
    CANNOT_TELL = "cannot_tell"


class StampWhy(Code):
    """Why a stamp was judged so: the code that `--json` shows, a sentence, and how it is judged."""

    def __init__(self, _value: str, _says: Said, judged: Judged) -> None:
        self.judged = judged

    STAMPED = "stamped", _("good: {authority} says that this fingerprint existed at {at}"), Judged.GOOD
    NO_EXTRA = "no_extra", _("cannot tell: the extra stamp is not installed"), Judged.CANNOT_TELL
    NO_ANCHOR = (
        "no_anchor",
        _(
            "cannot tell: {authority} says {at}, and no certificate that you trust vouches for it; "
            "name one in OPTOUT_STAMP_ROOTS"
        ),
        Judged.CANNOT_TELL,
    )
    NO_REPLY = "no_reply", _("cannot tell: there is a question and no reply"), Judged.CANNOT_TELL
    UNREADABLE = (
        "unreadable",
        _("cannot tell: the reply cannot be read; openssl ts -reply -in {file} -text may"),
        Judged.CANNOT_TELL,
    )
    REFUSED = "refused", _("no stamp: the authority refused"), Judged.BAD
    OTHER_HASH = "other_hash", _("bad: it stamps another fingerprint than this one"), Judged.BAD
    OTHER_REQUEST = "other_request", _("bad: it answers another question than the one that was kept"), Judged.BAD
    NOT_SOUND = "not_sound", _("bad: its signature or its certificate is not right"), Judged.BAD


@dataclass(frozen=True)
class Stamp:
    """One stamp, by its name in `proofs`, and whether it covers every file but the proofs, or those in data alone.

    `strayed`: its question asked for another fingerprint than the folder has.
    """

    name: str
    why: StampWhy
    at: datetime | None = None
    authority: str | None = None
    detail: str = ""
    strayed: bool = False
    whole: bool = True

    @property
    def judged(self) -> Judged:
        """Whether it is good, bad, or cannot be told."""
        return self.why.judged

    def says(self) -> Said:
        """Say it in a sentence."""
        name = visible_name(self.name)
        said = self.why.says.format(
            authority=self.authority or _("an authority"),
            at=iso(self.at) if self.at else _("no time"),
            file=f"{LATER}{name}{_REPLY}",
        )
        if not self.whole and self.judged is Judged.GOOD:
            said = _("{said}; it is of an earlier kind, and covers the files in data alone").format(said=said)
        if self.detail:
            said = _("{said}: {detail}").format(said=said, detail=self.detail)
        return _("time stamp {name}: {said}").format(name=name, said=said)

    def as_json(self) -> dict[str, str | None]:
        """Give it as plain data."""
        at = iso(self.at) if self.at else None
        named = {"name": self.name, "judged": self.judged.value, "why": self.why.value}
        return {**named, "at": at, "authority": self.authority, "says": self.says()}


@dataclass(frozen=True)
class StampFiles:
    """What is kept of one stamp: the question and the reply, as raw bytes."""

    name: str
    query: bytes | None
    reply: bytes | None


def stamps(tree: Tree, anchors: "Sequence[Certificate]") -> Iterator[Stamp]:
    """Judge every stamp of a record or supplement; `anchors` are the root certificates that are trusted."""
    sealed = seals(tree)
    if not sealed:
        return
    paths = [path for path in tree.sizes if path.startswith(LATER) and path.endswith((QUERY, _REPLY))]
    for name in sorted({path.removeprefix(LATER)[: -len(_REPLY)] for path in paths}):
        files = StampFiles(name, *(tree.read(f"{LATER}{name}{kind}", REPLY_LIMIT) for kind in (QUERY, _REPLY)))
        yield judge(files, sealed, anchors)


def judge(files: StampFiles, sealed: Sequence[Seal], anchors: "Sequence[Certificate]") -> Stamp:
    """Judge one stamp of one of these seals."""
    strayed = files.query is not None and not any(b"\x04\x20" + seal.digest in files.query for seal in sealed)
    if files.reply is None:
        return Stamp(files.name, StampWhy.NO_REPLY, strayed=strayed)
    try:
        import rfc3161_client as client  # noqa: PLC0415  an extra
    except ImportError:
        return Stamp(files.name, StampWhy.NO_EXTRA, strayed=strayed)
    try:
        reply = client.decode_timestamp_response(files.reply)
        if reply.status >= _REJECTION:
            detail = one_line(" ".join(reply.status_string))
            return Stamp(files.name, StampWhy.REFUSED, detail=detail, strayed=strayed)
        imprint = reply.tst_info.message_imprint
        stamped = next((seal for seal in sealed if seal.digest == imprint.message), sealed[0])
        why = _why(reply, files.query, stamped.digest, anchors)
        at, by = (reply.tst_info.gen_time, _signer(reply)) if why in _TOLD else (None, None)
    except Exception:  # noqa: BLE001  the library raises errors of many kinds for what strangers write
        return Stamp(files.name, StampWhy.UNREADABLE, strayed=strayed)
    return Stamp(files.name, why, at, by, strayed=strayed, whole=stamped.whole)


_TOLD = {StampWhy.STAMPED, StampWhy.NO_ANCHOR}
"""Reasons by which is told who stamped, and when."""


def _why(reply: Any, query: bytes | None, digest: bytes, anchors: "Sequence[Certificate]") -> StampWhy:
    import rfc3161_client as client  # noqa: PLC0415

    info = reply.tst_info
    if (info.message_imprint.hash_algorithm.dotted_string, info.message_imprint.message) != (_SHA256, digest):
        return StampWhy.OTHER_HASH
    if query is not None and (info.nonce is None or _der(info.nonce) not in query):
        return StampWhy.OTHER_REQUEST
    if not anchors:
        return StampWhy.NO_ANCHOR
    try:
        client.VerifierBuilder(roots=list(anchors)).build().verify(reply, digest)
    except client.VerificationError as error:
        # OpenSSL's own words are all there is; a chain it can follow to nobody is no proof of a forgery.
        untrusted = any(words in str(error) for words in _NOT_TRUSTED)
        return StampWhy.NO_ANCHOR if untrusted else StampWhy.NOT_SOUND
    return StampWhy.STAMPED


def _der(number: int) -> bytes:
    """Write a number as DER does, to look for it in a question."""
    body = number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)
    return bytes([2, len(body)]) + body


def _signer(reply: Any) -> str | None:
    """Give the name in the certificate that signed."""
    from cryptography import x509  # noqa: PLC0415

    [signer] = reply.signed_data.signer_infos
    for data in reply.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(data)
        if (certificate.issuer, certificate.serial_number) == (signer.issuer, signer.serial_number):
            names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
            return one_line(str(names[0].value)) if names else one_line(certificate.subject.rfc4514_string())
    return None


def anchors_from(file: Path | None) -> "tuple[Certificate, ...]":
    """Give the root certificates that are trusted: the system's, and those in a PEM file of the person's.

    Raises:
        RecordError: the file holds no certificates.
    """
    try:
        from cryptography import x509  # noqa: PLC0415  comes with the extra
    except ImportError:
        return ()
    try:
        own = x509.load_pem_x509_certificates(file.read_bytes()) if file else []
    except (OSError, ValueError):
        raise RecordError(_("OPTOUT_STAMP_ROOTS: this file holds no certificates in PEM form")) from None
    return (*own, *_system_anchors())


def _system_anchors() -> "Iterator[Certificate]":
    from cryptography import x509  # noqa: PLC0415

    for data in ssl.create_default_context().get_ca_certs(binary_form=True):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some old roots are not written as they should be
            try:
                yield x509.load_der_x509_certificate(data)
            except ValueError:
                continue


class Silence(Code):
    """Why an authority gave no reply that could be kept."""

    UNREACHABLE = "unreachable", _("it could not be reached")
    SLOW = "slow", _("it did not answer in time")
    HUGE = "huge", _("its answer is larger than any time stamp")
    EMPTY = "empty", _("its answer is empty")
    REDIRECTS = (
        "redirects",
        _("it sends you to another address, which is not followed; give that one if you trust it"),
    )
    HTTP_ERROR = "http_error", _("it answered with an error")


class NoReply(Exception):
    """An authority gave no reply that could be kept."""

    def __init__(self, why: Silence) -> None:
        super().__init__(why.value)
        self.why = why


def authority(address: str) -> SplitResult:
    """Check the address of an authority.

    Raises:
        UsageError: it is none that can be asked.
    """
    try:
        parts = urlsplit(address)
        plain = parts.scheme in {"http", "https"} and parts.hostname and not parts.username and not parts.fragment
        int(parts.port or 0)  # says so itself when it is none
        if plain and address.isascii() and address.isprintable() and " " not in address:
            return parts
    except ValueError:
        pass
    raise UsageError(
        _("“{address}” is no http or https address").format(address=visible_name(address)[:120]),
        _("for instance https://freetsa.org/tsr"),
    )


def shipped() -> tuple[str, ...]:
    """List the addresses that came with the program."""
    return tuple(entry["address"] for entry in tomllib.loads(_LIST.read_text("utf-8"))["authority"])


def ask(to: SplitResult, query: bytes, seconds: float = SECONDS) -> bytes:
    """Send a question and give the raw reply, `REPLY_LIMIT` bytes at most.

    Raises:
        NoReply: there is none, or none that could be kept.
    """
    answers: queue.Queue[bytes | Silence] = queue.Queue()
    # In a thread: a server that sends a byte now and then would never run into a socket's own limit.
    threading.Thread(target=lambda: answers.put(_ask(to, query, seconds)), daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise NoReply(Silence.SLOW) from None
    if isinstance(answer, Silence):
        raise NoReply(answer)
    return answer


def _ask(to: SplitResult, query: bytes, seconds: float) -> bytes | Silence:
    request = urllib.request.Request(to.geturl(), query, {"Content-Type": _TYPE, "User-Agent": "optout"})  # noqa: S310  checked
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds) as response:
            reply: bytes = response.read(REPLY_LIMIT + 1)
    except urllib.error.HTTPError as error:
        error.close()
        return Silence.REDIRECTS if error.code // 100 == 3 else Silence.HTTP_ERROR  # noqa: PLR2004
    except Exception as error:  # noqa: BLE001  whatever goes wrong in a connection, it gave no reply
        slow = isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
        return Silence.SLOW if slow else Silence.UNREACHABLE
    if len(reply) > REPLY_LIMIT:
        return Silence.HUGE
    return reply or Silence.EMPTY


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any, **_more: Any) -> None:
        """Follow nothing: the hash goes where the person sent it, and nowhere else."""


def question(data: bytes) -> bytes:
    """Give a question for a time stamp of bytes: their SHA-256, a new random number, and a wish for certificates.

    Raises:
        UsageError: the extra `stamp` is not installed.
    """
    try:
        import rfc3161_client as client  # noqa: PLC0415  an extra
    except ImportError:
        raise UsageError(_("time stamps need the extra stamp, which is not installed")) from None
    builder = client.TimestampRequestBuilder().data(data).hash_algorithm(client.HashAlgorithm.SHA256)
    return builder.cert_request(cert_request=True).nonce(nonce=True).build().as_bytes()


def add_stamp(folder: Path, to: SplitResult, anchors: "Sequence[Certificate]", seconds: float = SECONDS) -> Stamp:
    """Ask one authority, keep its reply whatever it says, and judge it.

    Raises:
        NoReply: it gave none; nothing is kept.
        RecordError: the reply could not be kept.
    """
    seal = sealing(folder)
    query = question(seal.data)
    reply = ask(to, query, seconds)
    try:
        name = _keep(folder, to, query, reply)
    except OSError as error:
        raise RecordError(_("the time stamp could not be kept: {why}").format(why=why(error)), str(folder)) from error
    return judge(StampFiles(name, query, reply), [seal], anchors)


def _keep(folder: Path, to: SplitResult, query: bytes, reply: bytes) -> str:
    proofs = folder / LATER.rstrip("/")
    if not os.path.lexists(proofs):
        with _writable(folder):
            proofs.mkdir(mode=0o700)
            proofs.chmod(0o500)
    if not stat.S_ISDIR(proofs.lstat().st_mode):
        raise RecordError(_("the time stamp could not be kept: proofs is not a folder"))
    with _writable(proofs):
        name = _free_name(proofs, to)
        add_read_only(proofs / f"{name}{QUERY}", query)
        add_read_only(proofs / f"{name}{_REPLY}", reply)
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


def _free_name(proofs: Path, to: SplitResult) -> str:
    host = re.sub(r"[^a-z0-9.-]", "", (to.hostname or ""))[:60].strip(".-") or "authority"
    for number in range(1, _MOST):
        name = f"{number}-{host}"
        if not any(os.path.lexists(proofs / f"{name}{kind}") for kind in (QUERY, _REPLY)):
            return name
    raise RecordError(_("the record has {number} time stamps of this authority already").format(number=_MOST - 1))
