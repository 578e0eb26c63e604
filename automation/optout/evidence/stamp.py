"""Time stamps (RFC 3161) of a record: asks authorities for them, and judges those that were added, without a network.

The extra `stamp` makes the questions and reads the replies.
"""

import base64
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult

from optout.errors import RecordError, UsageError
from optout.evidence.authority import REPLY_LIMIT, SECONDS, Authority, Clerk, ask, shipped, trusted
from optout.evidence.chain import (
    UNKNOWN,
    Answers,
    Revocation,
    Revoked,
    Trust,
    calls_itself_qualified,
    is_for_stamps_alone,
    is_valid_at,
    load,
    names_its_signer,
    path,
    revocation,
    revocation_answers,
)
from optout.evidence.clock import astray, skew_in
from optout.evidence.files import add_read_only, sync_folder
from optout.evidence.folder import LATER, Seal, Tree, seal_of, sealing, walk
from optout.evidence.mail import one_line
from optout.evidence.record import Code, iso
from optout.evidence.redaction import visible_name
from optout.i18n import Said, _, why

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


QUERY, REPLY, CERTIFICATES, LISTS, SINGLE = ".tsq", ".tsr", ".pem", ".crl", ".ocsp"
KINDS = (QUERY, REPLY, CERTIFICATES, LISTS, SINGLE)
"""What is kept of a stamp: the question, the reply, the certificates from the root to its signer's issuer, the lists of
what was revoked, and an answer about the signer's certificate."""
_PROOF_LIMIT = 4_000_000  # bytes of lists
_SHA256 = "2.16.840.1.101.3.4.2.1"
_REJECTION = 2  # PKIStatus (RFC 3161, 2.4.2): this and what is above it is no stamp
_MORE_SECONDS = 20.0  # for lists and certificates, in all
_LET_PASS = timedelta(minutes=5)  # between the authority's clock and this computer's
_MOST = 1_000  # stamps of one authority
_BEGUN = (("data/record.json", "started_at"), ("data/supplement.json", "attached_at"))
_JSON_LIMIT = 16_000_000


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
    OTHER_POLICY = "other_policy", _("bad: it was given under other rules than those that were asked for"), Judged.BAD
    BEFORE = (
        "before",
        _("bad: it names {at}, before the record was begun; it stamps something else, or a clock was wrong"),
        Judged.BAD,
    )
    TO_COME = "to_come", _("bad: it names {at}, which is still to come by this computer's clock"), Judged.BAD
    NOT_FOR_STAMPS = (
        "not_for_stamps",
        _("bad: the certificate that signed it is not one for time stamps and nothing else"),
        Judged.BAD,
    )
    OTHER_SIGNER = (
        "other_signer",
        _("bad: it does not name the certificate that signed it, so another could stand in its place"),
        Judged.BAD,
    )
    OUT_OF_TIME = (
        "out_of_time",
        _("bad: it names {at}, when a certificate that it rests on was not valid"),
        Judged.BAD,
    )
    REVOKED = "revoked", _("bad: a certificate that it rests on was revoked"), Judged.BAD
    NOT_SOUND = "not_sound", _("bad: its signature or its certificate is not right"), Judged.BAD


@dataclass(frozen=True)
class Stamp:
    """One stamp, by its name in `proofs`.

    `strayed`: its question asked for another fingerprint than the folder has. `qualified`: it calls itself that.
    """

    name: str
    why: StampWhy
    at: datetime | None = None
    authority: str | None = None
    detail: str = ""
    strayed: bool = False
    qualified: bool = False
    revocation: Revocation = UNKNOWN

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
            file=f"{LATER}{name}{REPLY}",
        )
        if self.judged is Judged.GOOD:
            said = self._says_more(said)
        if self.detail:
            said = _("{said}: {detail}").format(said=said, detail=self.detail)
        return _("time stamp {name}: {said}").format(name=name, said=said)

    def _says_more(self, said: Said) -> Said:
        if self.qualified:
            says = _("{said}; it calls itself qualified under eIDAS: whether it is, the EU's trusted lists say")
            said = says.format(said=said)
        if self.revocation.as_of is None:
            return _("{said}; not known whether its certificate was revoked").format(said=said)
        says = _("{said}; its certificates were not revoked by the lists of {day}")
        return says.format(said=said, day=self.revocation.as_of.date().isoformat())

    def as_json(self) -> dict[str, str | bool | None]:
        """Give it as plain data."""
        at = iso(self.at) if self.at else None
        named = {"name": self.name, "judged": self.judged.value, "why": self.why.value}
        more: dict[str, str | bool | None] = {
            "revocation": self.revocation.standing.value,
            "revocation_as_of": iso(self.revocation.as_of) if self.revocation.as_of else None,
            "calls_itself_qualified": self.qualified,
        }
        return {**named, "at": at, "authority": self.authority, **more, "says": self.says()}


@dataclass(frozen=True)
class StampFiles:
    """What is kept of one stamp, as raw bytes; what each is says `KINDS`."""

    name: str
    query: bytes | None
    reply: bytes | None
    certificates: bytes | None = None
    lists: bytes | None = None
    single: bytes | None = None


@dataclass(frozen=True)
class Judging:
    """By what a stamp is judged: whom one trusts, when the record was begun, and what time it is now."""

    trust: Trust
    since: datetime | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


def _begun(tree: Tree) -> datetime | None:
    """Give when it was begun, by the server's clock where that is known; None where it does not say."""
    for name, key in _BEGUN:
        try:
            begun = datetime.fromisoformat(json.loads(tree.read(name, _JSON_LIMIT) or b"")[key])
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        skew = skew_in(tree)
        by_server = timedelta(seconds=skew) if skew is not None and astray(skew) else timedelta()
        return begun + by_server if begun.tzinfo else None
    return None


def stamps(tree: Tree, anchors: "Sequence[Certificate]", now: datetime | None = None) -> Iterator[Stamp]:
    """Judge every stamp of a record or supplement; `anchors` are the root certificates that are trusted."""
    sealed = seal_of(tree)
    if sealed is None:
        return
    paths = [name for name in tree.sizes if name.startswith(LATER) and name.endswith((QUERY, REPLY))]
    names = sorted({name.removeprefix(LATER)[: -len(REPLY)] for name in paths})
    by = Judging(trusted(anchors), _begun(tree) if names else None, now or datetime.now(UTC))
    for name in names:
        limits = [REPLY_LIMIT, REPLY_LIMIT, *[_PROOF_LIMIT] * 3]
        kept = [tree.read(f"{LATER}{name}{kind}", limit) for kind, limit in zip(KINDS, limits, strict=True)]
        yield judge(StampFiles(name, *kept), sealed, by)


def judge(files: StampFiles, sealed: Seal, by: Judging) -> Stamp:
    """Judge one stamp of a seal."""
    strayed = files.query is not None and b"\x04\x20" + sealed.digest not in files.query
    blank = Stamp(files.name, StampWhy.NO_REPLY, strayed=strayed)
    if files.reply is None:
        return blank
    try:
        import asn1crypto  # noqa: F401, PLC0415  an extra
        import rfc3161_client  # noqa: F401, PLC0415  the same
    except ImportError:
        return replace(blank, why=StampWhy.NO_EXTRA)
    try:
        reply = _decoded(files.reply)
        if reply.status >= _REJECTION:
            return replace(blank, why=StampWhy.REFUSED, detail=one_line(" ".join(reply.status_string)))
        opened = _opened(files, reply)
        found = _why(opened, files, sealed.digest, by)
        told = found in _TOLD
        return replace(
            blank,
            why=found,
            at=opened.at if told else None,
            authority=_name_of(opened.signer) if told and opened.signer else None,
            qualified=told and calls_itself_qualified(files.reply),
            revocation=_revocation(opened, files, by.trust) if found is StampWhy.STAMPED else UNKNOWN,
        )
    except Exception:  # noqa: BLE001  the libraries raise errors of many kinds for what strangers write
        return replace(blank, why=StampWhy.UNREADABLE)


_TOLD = {StampWhy.STAMPED, StampWhy.NO_ANCHOR, StampWhy.BEFORE, StampWhy.TO_COME, StampWhy.OUT_OF_TIME}
"""Reasons by which is told who stamped, and when."""


@dataclass(frozen=True)
class _Opened:
    """A reply as it was read, the certificate that signed it, those that came with it or are kept, and its time."""

    reply: Any
    signer: "Certificate | None"
    given: "tuple[Certificate, ...]"
    at: datetime


def _decoded(reply: bytes) -> Any:
    """Read a reply; its certificates, over which nobody signs, may stand in any order, as they do with DigiCert.

    Raises:
        Exception: of one kind or another; it is none.
    """
    import rfc3161_client as client  # noqa: PLC0415
    from asn1crypto import cms, tsp  # noqa: PLC0415

    try:
        return client.decode_timestamp_response(reply)
    except ValueError:
        whole = tsp.TimeStampResp.load(reply, strict=True)
        signed = whole["time_stamp_token"]["content"]
        signed["certificates"] = cms.CertificateSet(sorted(signed["certificates"], key=lambda one: one.dump()))
        return client.decode_timestamp_response(whole.dump())


def _opened(files: StampFiles, reply: Any) -> _Opened:
    given = (*load(reply.signed_data.certificates), *_kept_certificates(files.certificates))
    [info] = reply.signed_data.signer_infos
    signer = next((one for one in given if (one.issuer, one.serial_number) == (info.issuer, info.serial_number)), None)
    return _Opened(reply, signer, given, reply.tst_info.gen_time.astimezone(UTC))


def _kept_certificates(kept: bytes | None) -> "tuple[Certificate, ...]":
    return load(der for pem in _pems(kept, b"CERTIFICATE") if (der := _unwrapped(pem)))


def _pems(kept: bytes | None, what: bytes) -> Iterator[bytes]:
    """Give what stands between the lines of each certificate or list, in one pass: a stranger may have written it."""
    for part in (kept or b"").split(b"-----BEGIN " + what + b"-----")[1:]:
        inside, end, _rest = part.partition(b"-----END " + what + b"-----")
        if end:
            yield inside


def _unwrapped(pem: bytes) -> bytes | None:
    try:
        return base64.b64decode(pem)
    except ValueError:
        return None


def _why(opened: _Opened, files: StampFiles, digest: bytes, by: Judging) -> StampWhy:
    info, signer = opened.reply.tst_info, opened.signer
    imprint = (info.message_imprint.hash_algorithm.dotted_string, info.message_imprint.message)
    if imprint != (_SHA256, digest):
        return StampWhy.OTHER_HASH
    if files.query is not None and (wrong := _unasked(info, files.query, digest)):
        return wrong
    if signer is None:
        return StampWhy.NOT_SOUND
    checks = (
        (is_for_stamps_alone(signer), StampWhy.NOT_FOR_STAMPS),
        (names_its_signer(files.reply or b"", signer), StampWhy.OTHER_SIGNER),
        (by.since is None or opened.at >= by.since - _LET_PASS, StampWhy.BEFORE),
        (opened.at <= by.now + _LET_PASS, StampWhy.TO_COME),
    )
    return next((wrong for right, wrong in checks if not right), None) or _why_trusted(opened, files, digest, by.trust)


def _unasked(info: Any, query: bytes, digest: bytes) -> StampWhy | None:
    """Say what the reply does not answer of a question; None where it answers it."""
    from asn1crypto import tsp  # noqa: PLC0415  comes with the extra

    try:
        asked = tsp.TimeStampReq.load(query, strict=True)
        nonce, policy = asked["nonce"].native, asked["req_policy"]
        same = asked["message_imprint"]["hashed_message"].native == digest
    except Exception:  # noqa: BLE001  as above
        return StampWhy.OTHER_REQUEST
    if not same or nonce is None or info.nonce != nonce:
        return StampWhy.OTHER_REQUEST
    return StampWhy.OTHER_POLICY if policy.native and policy.dotted != info.policy.dotted_string else None


def _why_trusted(opened: _Opened, files: StampFiles, digest: bytes, trust: Trust) -> StampWhy:
    import rfc3161_client as client  # noqa: PLC0415

    way = path(opened.signer, opened.given, trust) if opened.signer else None
    if way is None:
        return StampWhy.NO_ANCHOR
    if not all(is_valid_at(one, opened.at) for one in way):
        return StampWhy.OUT_OF_TIME
    try:
        # Those in between are as good as roots to this library, so it gets those alone that the path went through.
        client.VerifierBuilder(roots=[way[-1]], intermediates=list(way[1:-1])).build().verify(opened.reply, digest)
    except client.VerificationError:
        return StampWhy.NOT_SOUND
    standing = _revocation(opened, files, trust).standing
    return StampWhy.REVOKED if standing is Revoked.REVOKED else StampWhy.STAMPED


def _revocation(opened: _Opened, files: StampFiles, trust: Trust) -> Revocation:
    way = path(opened.signer, opened.given, trust) if opened.signer else None
    return revocation(way, _answers(files), opened.at) if way else UNKNOWN


def _answers(files: StampFiles) -> Answers:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.x509 import ocsp  # noqa: PLC0415

    lists, single = [], []
    for pem in _pems(files.lists, b"X509 CRL"):
        try:
            lists.append(x509.load_der_x509_crl(_unwrapped(pem) or b""))
        except ValueError:
            continue
    if files.single:
        with suppress(ValueError):
            single.append(ocsp.load_der_ocsp_response(files.single))
    return Answers(tuple(lists), tuple(single))


def _name_of(signer: "Certificate") -> str:
    """Give the name in the certificate that signed."""
    from cryptography import x509  # noqa: PLC0415

    names = signer.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return one_line(str(names[0].value)) if names else one_line(signer.subject.rfc4514_string())


# Asking for one


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
    """Ask one authority, keep its reply whatever it says, with what lets it stand alone, and judge it.

    Raises:
        NoReply: it gave none; nothing is kept.
        RecordError: the reply could not be kept.
    """
    seal, by = sealing(folder), Judging(trusted(anchors), _begun(walk(folder)))
    query = question(seal.data)
    reply = ask(to, query, seconds)
    try:
        # At once: fetching the rest may take its time, or be cut off.
        name = _keep(folder, to, {QUERY: query, REPLY: reply})
        bare = StampFiles(name, query, reply)
        by = replace(by, now=datetime.now(UTC))
        whole = _completed(bare, judge(bare, seal, by), by.trust, _of(to))
        more = {CERTIFICATES: whole.certificates, LISTS: whole.lists, SINGLE: whole.single}
        _add(folder, name, {kind: data for kind, data in more.items() if data})
    except OSError as error:
        raise RecordError(_("the time stamp could not be kept: {why}").format(why=why(error)), str(folder)) from error
    return judge(whole, seal, by)


def _of(to: SplitResult) -> Authority | None:
    return next((one for one in shipped() if one.address == to.geturl()), None)


def _completed(files: StampFiles, judged: Stamp, trust: Trust, asked: Authority | None) -> StampFiles:
    """Add the certificates up to the root, and what says whether one was revoked, as far as they can be had."""
    if judged.why not in {StampWhy.STAMPED, StampWhy.NO_ANCHOR}:
        return files
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    clerk = Clerk(_MORE_SECONDS)
    opened = _opened(files, _decoded(files.reply or b""))
    if opened.signer is None:
        return files
    way = path(opened.signer, opened.given, trust)
    if way is None and asked and asked.root_address:
        fetched = clerk.get(asked.root_address) or b""
        way = path(opened.signer, (*opened.given, *load([fetched]), *_kept_certificates(fetched)), trust)
    if way is None:
        return files
    lists, single = revocation_answers(way, clerk.get)
    return replace(
        files,
        certificates=b"".join(one.public_bytes(Encoding.PEM) for one in reversed(way[1:])),
        lists=b"".join(one.public_bytes(Encoding.PEM) for one in lists) or None,
        single=single,
    )


def _keep(folder: Path, to: SplitResult, files: Mapping[str, bytes]) -> str:
    proofs = folder / LATER.rstrip("/")
    if not os.path.lexists(proofs):
        with _writable(folder):
            proofs.mkdir(mode=0o700)
            proofs.chmod(0o500)
    if not stat.S_ISDIR(proofs.lstat().st_mode):
        raise RecordError(_("the time stamp could not be kept: proofs is not a folder"))
    name = _free_name(proofs, to)
    _add(folder, name, files)
    return name


def _add(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    if not files:
        return
    proofs = folder / LATER.rstrip("/")
    with _writable(proofs):
        for kind, data in files.items():
            add_read_only(proofs / f"{name}{kind}", data)
        sync_folder(proofs)
    sync_folder(folder)


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
        if not any(os.path.lexists(proofs / f"{name}{kind}") for kind in KINDS):
            return name
    raise RecordError(_("the record has {number} time stamps of this authority already").format(number=_MOST - 1))
