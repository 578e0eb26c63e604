"""Time-stamp authorities: which there are, which of their certificates are trusted, and how one asks them."""

import queue
import ssl
import threading
import time
import tomllib
import urllib.error
import urllib.request
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from optout.errors import RecordError, UsageError
from optout.evidence.chain import Trust
from optout.evidence.record import Code
from optout.evidence.redaction import visible_name
from optout.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography.x509 import Certificate

REPLY_LIMIT = 256_000
"""Bytes of a reply; one with its certificates has about six thousand."""
LIST_LIMIT = 1_000_000
"""Bytes of a list of what was revoked, or of a certificate."""
SECONDS = 30.0
"""How long an authority may take in all."""
_LIST, _ROOTS = (Path(__file__).with_name(f"authorities.{kind}") for kind in ("toml", "pem"))
_DER = b"\x30"  # what every time stamp begins with


@dataclass(frozen=True)
class Authority:
    """An authority of the program's list. `root_sha256` is the fingerprint of the certificate that it all rests on.

    That certificate came with the program, or `root_address` says where it is asked for; it counts only if it has that
    fingerprint. `asked` are those that are asked where the person names none.
    """

    name: str
    address: str
    asked: bool
    root_sha256: str
    root_address: str | None


@cache
def shipped() -> tuple[Authority, ...]:
    """List the authorities that came with the program."""
    return tuple(
        Authority(
            entry["name"], entry["address"], entry["asked"], entry["root_sha256"], entry.get("root_address") or None
        )
        for entry in tomllib.loads(_LIST.read_text("utf-8"))["authority"]
    )


def anchors_from(file: Path | None) -> "tuple[Certificate, ...]":
    """Give the root certificates that are trusted: those in a PEM file of the person's, the program's, the system's.

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
    came = x509.load_pem_x509_certificates(_ROOTS.read_bytes())
    return tuple(dict.fromkeys((*own, *came, *_of_the_system())))


def trusted(anchors: "Sequence[Certificate]") -> Trust:
    """Give whom stamps are believed: roots, and those that the program's list knows by their fingerprint alone."""
    return Trust(tuple(anchors), frozenset(one.root_sha256 for one in shipped()))


def _of_the_system() -> "Iterator[Certificate]":
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
    OTHER = "other", _("its answer is no time stamp; a web page, perhaps, such as that of a sign-in to the network")
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


@dataclass(frozen=True)
class Wanted:
    """What is fetched: an address, what is sent there and of which kind (nothing: it is only read), bytes at most."""

    address: SplitResult
    sent: bytes | None = None
    kind: str = ""
    limit: int = REPLY_LIMIT


def ask(to: SplitResult, query: bytes, seconds: float = SECONDS) -> bytes:
    """Send a question and give the raw reply.

    Raises:
        NoReply: there is none, or none that could be kept.
    """
    reply = fetch(Wanted(to, query, "application/timestamp-query"), seconds)
    if not reply.startswith(_DER):
        raise NoReply(Silence.OTHER)
    return reply


def fetch(wanted: Wanted, seconds: float) -> bytes:
    """Fetch a reply, a list or a certificate.

    Raises:
        NoReply: there is none, or it is larger than any.
    """
    answers: queue.Queue[bytes | Silence] = queue.Queue()
    # In a thread: a server that sends a byte now and then would never run into a socket's own limit.
    threading.Thread(target=lambda: answers.put(_fetch(wanted, seconds)), daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise NoReply(Silence.SLOW) from None
    if isinstance(answer, Silence):
        raise NoReply(answer)
    return answer


def _fetch(wanted: Wanted, seconds: float) -> bytes | Silence:
    headers = {"User-Agent": "optout", **({"Content-Type": wanted.kind} if wanted.kind else {})}
    request = urllib.request.Request(wanted.address.geturl(), wanted.sent, headers)  # noqa: S310  checked
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds) as response:
            reply: bytes = response.read(wanted.limit + 1)
    except urllib.error.HTTPError as error:
        error.close()
        return Silence.REDIRECTS if error.code // 100 == 3 else Silence.HTTP_ERROR  # noqa: PLR2004
    except Exception as error:  # noqa: BLE001  whatever goes wrong in a connection, it gave no reply
        slow = isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
        return Silence.SLOW if slow else Silence.UNREACHABLE
    if len(reply) > wanted.limit:
        return Silence.HUGE
    return reply or Silence.EMPTY


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any, **_more: Any) -> None:
        """Follow nothing: the hash goes where the person sent it, and nowhere else."""


class Clerk:
    """Fetches what makes a stamp stand alone, within a time for all of it; what it cannot get it goes without."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def get(self, address: str, sent: bytes | None = None, kind: str = "") -> bytes | None:
        """Give what is at an address that a certificate names, if it is there in time."""
        try:
            return fetch(Wanted(authority(address), sent, kind, LIST_LIMIT), max(self._until - time.monotonic(), 0.001))
        except (NoReply, UsageError):
            return None
