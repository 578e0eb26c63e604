"""Judges the time stamps (RFC 3161) that were added to a record. Needs no network; the extra `stamp` reads them."""

import hashlib
import ssl
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optout.errors import RecordError
from optout.evidence.bag import MANIFEST
from optout.evidence.base import iso
from optout.evidence.compare import LATER
from optout.evidence.hostile import visible_name
from optout.evidence.mail import one_line
from optout.evidence.manifest import LIMIT
from optout.evidence.tree import Tree
from optout.tongue import Said, _

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

QUERY, REPLY = ".tsq", ".tsr"
REPLY_LIMIT = 256_000
"""Bytes of a reply; one with its certificates has about six thousand."""
_SHA256 = "2.16.840.1.101.3.4.2.1"
_REJECTION = 2  # PKIStatus (RFC 3161, 2.4.2): this and what is above it is no stamp
_NOT_TRUSTED = ("issuer certificate", "self-signed certificate", "self signed certificate")


class Judged(StrEnum):
    """How a stamp was judged."""

    GOOD = "good"
    BAD = "bad"
    CANNOT_TELL = "cannot_tell"


class Why(StrEnum):
    """Why a stamp was judged so. The value is what `--json` shows."""

    STAMPED = "stamped"
    NO_EXTRA = "no_extra"
    NO_ANCHOR = "no_anchor"
    NO_REPLY = "no_reply"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    OTHER_HASH = "other_hash"
    OTHER_REQUEST = "other_request"
    NOT_SOUND = "not_sound"


_UNTOLD = {Why.NO_EXTRA, Why.NO_ANCHOR, Why.NO_REPLY, Why.UNREADABLE}
_SAYS: Mapping[Why, Said] = {
    Why.STAMPED: _("good: {authority} says that this fingerprint existed at {at}"),
    Why.NO_EXTRA: _("cannot tell: the extra stamp is not installed"),
    Why.NO_ANCHOR: _(
        "cannot tell: {authority} says {at}, and no certificate that you trust vouches for it; "
        "name one in OPTOUT_STAMP_ROOTS"
    ),
    Why.NO_REPLY: _("cannot tell: there is a question and no reply"),
    Why.UNREADABLE: _("cannot tell: the reply cannot be read; openssl ts -reply -in {file} -text may"),
    Why.REFUSED: _("no stamp: the authority refused"),
    Why.OTHER_HASH: _("bad: it stamps another fingerprint than this one"),
    Why.OTHER_REQUEST: _("bad: it answers another question than the one that was kept"),
    Why.NOT_SOUND: _("bad: its signature or its certificate is not right"),
}


@dataclass(frozen=True)
class Stamp:
    """One stamp, by its name in `proofs`. `strayed`: its question asked for another fingerprint than the folder has."""

    name: str
    why: Why
    at: datetime | None = None
    authority: str | None = None
    detail: str = ""
    strayed: bool = False

    @property
    def judged(self) -> Judged:
        """Whether it is good, bad, or cannot be told."""
        if self.why is Why.STAMPED:
            return Judged.GOOD
        return Judged.CANNOT_TELL if self.why in _UNTOLD else Judged.BAD

    def says(self) -> Said:
        """Say it in a sentence."""
        name = visible_name(self.name)
        said = _SAYS[self.why].format(
            authority=self.authority or _("an authority"),
            at=iso(self.at) if self.at else _("no time"),
            file=f"{LATER}{name}{REPLY}",
        )
        if self.why is Why.REFUSED and self.detail:
            said = _("{said}: {detail}").format(said=said, detail=self.detail)
        return _("time stamp {name}: {said}").format(name=name, said=said)


@dataclass(frozen=True)
class Kept:
    """What is kept of one stamp: the question and the reply, as raw bytes."""

    name: str
    query: bytes | None
    reply: bytes | None


def stamps(tree: Tree, anchors: "Sequence[Certificate]") -> Iterator[Stamp]:
    """Judge every stamp of a record or supplement; `anchors` are the root certificates that are trusted."""
    manifest = tree.read(MANIFEST, LIMIT)
    if manifest is None:
        return
    paths = [path for path in tree.sizes if path.startswith(LATER) and path.endswith((QUERY, REPLY))]
    for name in sorted({path.removeprefix(LATER)[: -len(REPLY)] for path in paths}):
        kept = Kept(name, *(tree.read(f"{LATER}{name}{kind}", REPLY_LIMIT) for kind in (QUERY, REPLY)))
        yield judge(kept, manifest, anchors)


def judge(kept: Kept, manifest: bytes, anchors: "Sequence[Certificate]") -> Stamp:
    """Judge one stamp of a manifest."""
    digest = hashlib.sha256(manifest).digest()
    strayed = kept.query is not None and b"\x04\x20" + digest not in kept.query
    if kept.reply is None:
        return Stamp(kept.name, Why.NO_REPLY, strayed=strayed)
    try:
        import rfc3161_client as client  # noqa: PLC0415  an extra
    except ImportError:
        return Stamp(kept.name, Why.NO_EXTRA, strayed=strayed)
    try:
        reply = client.decode_timestamp_response(kept.reply)
        if reply.status >= _REJECTION:
            return Stamp(kept.name, Why.REFUSED, detail=one_line(" ".join(reply.status_string)), strayed=strayed)
        why = _why(reply, kept.query, digest, anchors)
        at, authority = reply.tst_info.gen_time, _authority(reply)
    except Exception:  # noqa: BLE001  the library raises errors of many kinds for what strangers write
        return Stamp(kept.name, Why.UNREADABLE, strayed=strayed)
    known = why in {Why.STAMPED, Why.NO_ANCHOR}
    return Stamp(kept.name, why, at if known else None, authority if known else None, strayed=strayed)


def _why(reply: Any, query: bytes | None, digest: bytes, anchors: "Sequence[Certificate]") -> Why:
    info = reply.tst_info
    if (info.message_imprint.hash_algorithm.dotted_string, info.message_imprint.message) != (_SHA256, digest):
        return Why.OTHER_HASH
    if query is not None and (info.nonce is None or _der(info.nonce) not in query):
        return Why.OTHER_REQUEST
    return _soundness(reply, digest, anchors) if anchors else Why.NO_ANCHOR


def _der(number: int) -> bytes:
    """Write a number as DER does, to look for it in a question."""
    body = number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)
    return bytes([2, len(body)]) + body


def _soundness(reply: Any, digest: bytes, anchors: "Sequence[Certificate]") -> Why:
    import rfc3161_client as client  # noqa: PLC0415

    try:
        client.VerifierBuilder(roots=list(anchors)).build().verify(reply, digest)
    except client.VerificationError as error:
        # OpenSSL's own words are all there is; a chain it can follow to nobody is no proof of a forgery.
        untrusted = any(words in str(error) for words in _NOT_TRUSTED)
        return Why.NO_ANCHOR if untrusted else Why.NOT_SOUND
    return Why.STAMPED


def _authority(reply: Any) -> str | None:
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
