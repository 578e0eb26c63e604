"""Time stamps (RFC 3161) of a record: asks authorities for them, and judges those that were added, without a network.

`rfc3161-client` makes the requests and reads the replies. The raw question and reply are kept:
whether a certificate was revoked since, or what holds in ten years, is for `openssl ts` to say.
"""

import hashlib
import os
import re
import ssl
import stat
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from optout.errors import OptoutError, RecordError, UsageError
from optout.evidence.files import sync, write_private
from optout.evidence.folder import PROOFS, TAG_MANIFEST, Tree
from optout.evidence.record import Code, iso
from optout.evidence.redaction import one_line, visible_name
from optout.translation import LazyText, _, why

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

QUERY, REPLY = ".tsq", ".tsr"
KINDS = (QUERY, REPLY)
USUAL = ("http://timestamp.sectigo.com/qualified", "http://timestamp.digicert.com")
"""Who is asked where the person names nobody: an authority that calls its stamps qualified under eIDAS, and another."""
KNOWN_ROOTS = {
    "f871f8976b4068d700d5f281084b4a29eaf4b8f35743330ba062fab46f58c2ed",  # Sectigo Qualified Time Stamping Root R45
}
"""SHA-256 of root certificates that count when a reply brings them along."""
REPLY_LIMIT = 256_000  # bytes; one with its certificates has about six thousand
SECONDS = 30.0  # an authority may take to say anything
_SHA256 = "2.16.840.1.101.3.4.2.1"
_REJECTION = 2  # PKIStatus (RFC 3161, 2.4.2): this and what is above it is no stamp
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-\"$-~]*)?")
_LET_PASS = timedelta(minutes=5)  # between the authority's clock and this computer's
_DIGEST_OF_SHA256 = b"\x04\x20"  # in a question, before the hash: an OCTET STRING of 32 bytes
# What OpenSSL reports where a path of certificates does not end at one that is trusted.
_UNKNOWN_ROOT = re.compile("self.signed certificate|unable to get (local )?issuer certificate")

_UNREADABLE = _("cannot tell: the reply cannot be read; openssl ts -reply -in {file} -text may")
_WRONG_TIME = _(
    "bad: its time, {at}, lies before the record was begun or in the future, so a clock was wrong"
)
_NO_ANCHOR = _(
    "cannot tell: {authority} says {at}, and no certificate that you trust vouches for it; name one in "
    "OPTOUT_STAMP_ROOTS"
)


class StampReason(Code):
    """Why a stamp was judged so: the code that `--json` shows, a sentence, and how it is judged."""

    STAMPED = "stamped", _("good: {authority} says that this fingerprint existed at {at}"), "good"
    NO_ANCHOR = "no_anchor", _NO_ANCHOR, "cannot_tell"
    NO_REPLY = "no_reply", _("cannot tell: there is a question and no reply"), "cannot_tell"
    UNREADABLE = "unreadable", _UNREADABLE, "cannot_tell"
    REFUSED = "refused", _("no stamp: the authority refused"), "bad"
    OTHER_HASH = "other_hash", _("bad: it stamps another fingerprint than this one"), "bad"
    OTHER_REQUEST = (
        "other_request",
        _("bad: it answers another question than the one that was kept"),
        "bad",
    )
    WRONG_TIME = "wrong_time", _WRONG_TIME, "bad"
    NOT_SOUND = "not_sound", _("bad: its signature or its certificate is not right"), "bad"


_SAYS_NOTHING = frozenset(
    {StampReason.OTHER_HASH, StampReason.OTHER_REQUEST, StampReason.NOT_SOUND}
)
"""What makes the time and the name in a reply worthless: they are not reported."""


@dataclass(frozen=True)
class Stamp:
    """One stamp, by its name in `proofs`; `strayed`: its question asked for another fingerprint than the folder has."""

    name: str
    reason: StampReason
    at: datetime | None = None
    authority: str | None = None
    detail: str = ""
    strayed: bool = False

    def message(self) -> LazyText:
        """Return the sentence about how it was judged, with its name."""
        return _("time stamp {name}: {said}").format(
            name=visible_name(self.name), said=self.judgement()
        )

    def judgement(self) -> LazyText:
        """Return the sentence about how it was judged."""
        name = visible_name(self.name)
        judgement = self.reason.message.format(
            authority=self.authority or _("an authority"),
            at=iso(self.at) if self.at else _("no time"),
            file=f"{PROOFS}{name}{REPLY}",
        )
        if self.reason.verdict == "good":
            judgement = _("{said}; not known whether its certificate was revoked").format(
                said=judgement
            )
        if self.detail:
            judgement = _("{said}: {detail}").format(said=judgement, detail=self.detail)
        return judgement

    def as_json(self) -> dict[str, str | None]:
        """Return it as plain data."""
        at = iso(self.at) if self.at else None
        named = {"name": self.name, "judged": self.reason.verdict, "why": self.reason.value}
        return {**named, "at": at, "authority": self.authority, "says": self.message()}


@dataclass(frozen=True)
class StampPolicy:
    """By what a stamp is judged: root certificates one trusts, when the record was begun, what time it is now."""

    roots: "Sequence[Certificate]" = ()
    since: datetime | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


def anchors_from(file: Path | None) -> "tuple[Certificate, ...]":
    """Return the root certificates that are trusted: of a PEM file of the person's, of the program, of the system."""
    try:
        from cryptography import x509
    except ImportError:
        return ()
    try:
        of_person = x509.load_pem_x509_certificates(file.read_bytes()) if file else []
    except (OSError, ValueError):
        message = _("OPTOUT_STAMP_ROOTS: this file holds no certificates in PEM form")
        raise RecordError(message) from None
    authorities = Path(__file__).with_name("authorities.pem")
    of_program = x509.load_pem_x509_certificates(authorities.read_bytes())
    of_system = _loaded(ssl.create_default_context().get_ca_certs(binary_form=True))
    return tuple(dict.fromkeys((*of_person, *of_program, *of_system)))


def _loaded(ders: Sequence[bytes]) -> "Iterator[Certificate]":
    """Read certificates in DER form; leave out those that cannot be read."""
    from cryptography import x509

    for der in ders:
        with warnings.catch_warnings(), suppress(ValueError):
            warnings.simplefilter("ignore")  # some old roots are not written as they should be
            yield x509.load_der_x509_certificate(der)


def stamps(tree: Tree, fingerprint: str, by: StampPolicy) -> Iterator[Stamp]:
    """Judge every stamp of a record or supplement."""
    files = [path for path in tree.sizes if path.startswith(PROOFS) and path.endswith(KINDS)]
    names = {path.removeprefix(PROOFS)[: -len(REPLY)] for path in files}
    for name in sorted(names):
        query = tree.read(f"{PROOFS}{name}{QUERY}", REPLY_LIMIT)
        reply = tree.read(f"{PROOFS}{name}{REPLY}", REPLY_LIMIT)
        yield judge(name, query, reply, bytes.fromhex(fingerprint), by)


def judge(
    name: str, query: bytes | None, reply: bytes | None, digest: bytes, by: StampPolicy
) -> Stamp:
    """Judge one stamp of a fingerprint by its question and its reply."""
    strayed = query is not None and _DIGEST_OF_SHA256 + digest not in query
    stamp = Stamp(name, StampReason.NO_REPLY, strayed=strayed)
    if reply is None:
        return stamp
    try:
        return _judged_by_reply(stamp, reply, query, digest, by)
    except Exception:  # noqa: BLE001  the libraries raise errors of many kinds for what strangers write
        return replace(stamp, reason=StampReason.UNREADABLE)


def _judged_by_reply(
    stamp: Stamp, reply: bytes, query: bytes | None, digest: bytes, by: StampPolicy
) -> Stamp:
    """Judge a stamp by its reply; raise an error of any kind if it cannot be read."""
    opened = _decoded(reply)
    if opened.status >= _REJECTION:
        detail = one_line(" ".join(opened.status_string))
        return replace(stamp, reason=StampReason.REFUSED, detail=detail)
    certificates = [*_loaded(list(opened.signed_data.certificates))]
    reason = _wrong_content(opened.tst_info, query, digest, by)
    if reason is None:
        reason = _of_signature(opened, certificates, digest, by)
    judged = replace(stamp, reason=reason)
    if reason in _SAYS_NOTHING:
        return judged
    at = opened.tst_info.gen_time.astimezone(UTC)
    return replace(judged, at=at, authority=_signer(opened, certificates))


def _decoded(reply: bytes) -> Any:
    """Read a reply; its certificates, over which nobody signs, may stand in any order, as they do with DigiCert."""
    import rfc3161_client as client
    from asn1crypto import cms, tsp

    try:
        return client.decode_timestamp_response(reply)
    except ValueError:
        whole = tsp.TimeStampResp.load(reply, strict=True)
        signed = whole["time_stamp_token"]["content"]
        signed["certificates"] = cms.CertificateSet(
            sorted(signed["certificates"], key=lambda certificate: certificate.dump())
        )
        return client.decode_timestamp_response(whole.dump())


def _wrong_content(
    info: Any, query: bytes | None, digest: bytes, by: StampPolicy
) -> StampReason | None:
    """Return what is wrong with what was stamped, and when; None if nothing is."""
    imprint = info.message_imprint
    if (imprint.hash_algorithm.dotted_string, imprint.message) != (_SHA256, digest):
        return StampReason.OTHER_HASH
    if query is not None and not _answers(info, query, digest):
        return StampReason.OTHER_REQUEST
    at = info.gen_time.astimezone(UTC)
    is_too_early = by.since is not None and at < by.since - _LET_PASS
    if is_too_early or at > by.now + _LET_PASS:
        return StampReason.WRONG_TIME
    return None


def _of_signature(
    opened: Any, certificates: "Sequence[Certificate]", digest: bytes, by: StampPolicy
) -> StampReason:
    """Judge the signature of a reply, which brings `certificates` along."""
    import rfc3161_client as client
    from cryptography.hazmat.primitives.hashes import SHA256

    known = [
        certificate
        for certificate in certificates
        if certificate.fingerprint(SHA256()).hex() in KNOWN_ROOTS
    ]
    roots = [*dict.fromkeys((*by.roots, *known))]
    if not roots:
        return StampReason.NO_ANCHOR
    try:
        client.VerifierBuilder(roots=roots).build().verify(opened, digest)
    except client.VerificationError as error:
        is_unknown = _UNKNOWN_ROOT.search(str(error))
        return StampReason.NO_ANCHOR if is_unknown else StampReason.NOT_SOUND
    return StampReason.STAMPED


def _answers(info: Any, query: bytes, digest: bytes) -> bool:
    """True if a reply answers a question: it is of this fingerprint, and has the question's random number."""
    from asn1crypto import tsp

    try:
        request = tsp.TimeStampReq.load(query, strict=True).native
    except Exception:  # noqa: BLE001  as above
        return False
    nonce: int | None = request["nonce"]
    is_of_fingerprint: bool = request["message_imprint"]["hashed_message"] == digest
    return is_of_fingerprint and nonce is not None and info.nonce == nonce


def _signer(opened: Any, certificates: "Sequence[Certificate]") -> str | None:
    """Return the name of whoever signed a reply, by their certificate; None if it has none."""
    from cryptography.x509 import NameOID

    [info] = opened.signed_data.signer_infos
    for certificate in certificates:
        if (certificate.issuer, certificate.serial_number) == (info.issuer, info.serial_number):
            names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            return one_line(str(names[0].value)) if names else None
    return None


class NoReply(OptoutError):
    """An authority gave no reply that could be kept."""


def authority(address: str) -> SplitResult:
    """Return the address of an authority in its parts, or raise UsageError."""
    if _ADDRESS.fullmatch(address):
        return urlsplit(address)
    raise UsageError(
        _("“{address}” is no http or https address").format(address=visible_name(address)[:120]),
        _("for instance https://freetsa.org/tsr"),
    )


def question(data: bytes) -> bytes:
    """Return a question for a time stamp of bytes: their SHA-256, a new random number, a wish for certificates."""
    import rfc3161_client as client

    builder = (
        client.TimestampRequestBuilder().data(data).hash_algorithm(client.HashAlgorithm.SHA256)
    )
    return builder.cert_request(cert_request=True).nonce(nonce=True).build().as_bytes()


_NO_STAMP = _(
    "its answer is no time stamp; a web page, perhaps, such as that of a sign-in to the network"
)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any, **_more: Any) -> None:
        """Follow nothing: the hash goes where the person sent it, and nowhere else."""


def _ask(to: SplitResult, query: bytes, seconds: float) -> bytes:
    """Send a question to an authority and return its reply; raise NoReply if it is none."""
    headers = {"User-Agent": "optout", "Content-Type": "application/timestamp-query"}
    request = urllib.request.Request(to.geturl(), query, headers)  # noqa: S310  checked
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds) as response:
            reply: bytes = response.read(REPLY_LIMIT + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise NoReply(_NO_STAMP) from None
    except (OSError, ValueError) as error:
        is_late = TimeoutError in {type(error), type(getattr(error, "reason", None))}
        message = _("it did not answer in time") if is_late else _("it could not be reached")
        raise NoReply(message) from None
    if len(reply) > REPLY_LIMIT or not reply.startswith(b"\x30"):  # as every time stamp does
        raise NoReply(_NO_STAMP)
    return reply


_NOT_KEPT = frozenset(
    {
        StampReason.UNREADABLE,
        StampReason.OTHER_HASH,
        StampReason.OTHER_REQUEST,
        StampReason.WRONG_TIME,
        StampReason.NOT_SOUND,
    }
)
"""What makes a reply useless for ever. Nothing takes a stamp out of a record, so none of these is put into one."""


def add_stamp(folder: Path, to: SplitResult, by: StampPolicy, seconds: float = SECONDS) -> Stamp:
    """Ask one authority, judge its reply, and keep it; raise NoReply where it gave none, or one that proves nothing."""
    manifest = (folder / TAG_MANIFEST).read_bytes()
    query = question(manifest)
    reply = _ask(to, query, seconds)
    host = to.hostname or ""
    judged = judge(host, query, reply, hashlib.sha256(manifest).digest(), by)
    if judged.reason in _NOT_KEPT:
        raise NoReply(judged.judgement())
    try:
        name = _keep(folder, host, {QUERY: query, REPLY: reply})
    except OSError as error:
        message = _("the time stamp could not be kept: {why}").format(why=why(error))
        raise RecordError(message, str(folder)) from error
    return replace(judged, name=name)


def _keep(folder: Path, host: str, files: Mapping[str, bytes]) -> str:
    """Write the files of a stamp into a sealed folder, each once; return the name of the stamp."""
    proofs = folder / PROOFS.rstrip("/")
    if not proofs.exists():
        with _writable(folder):
            proofs.mkdir(mode=0o700)
            proofs.chmod(0o500)
    name = _free_name(proofs, host)
    with _writable(proofs):
        for kind, data in files.items():
            file = proofs / f"{name}{kind}"
            write_private(file, data, os.O_EXCL)  # it replaces nothing
            sync(file)
            file.chmod(0o400)
        sync(proofs)
    sync(folder)
    return name


def _free_name(proofs: Path, host: str) -> str:
    """Return the name of the next stamp of an authority: neither of its files is there."""
    names = (f"{number}-{host[:60]}" for number in count(1))
    return next(name for name in names if not _is_taken(proofs, name))


def _is_taken(proofs: Path, name: str) -> bool:
    return any(os.path.lexists(proofs / f"{name}{kind}") for kind in KINDS)


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Lift a sealed folder's mode for one addition, and put it back."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(mode | stat.S_IWUSR)
    try:
        yield
    finally:
        folder.chmod(mode)
