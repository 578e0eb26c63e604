"""The certificates behind a time stamp: which root vouches for the one that signed, and whether one was revoked.

Needs no network: it reads what the reply holds and what was kept beside it. The extra `stamp` brings what it needs.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, CertificateRevocationList
    from cryptography.x509.ocsp import OCSPResponse, OCSPSingleResponse

Get = Callable[[str, bytes | None, str], bytes | None]
"""Gives what is at an address, once something of a kind was sent there; None where it cannot be had."""

_MOST_CERTIFICATES = 30
_LONGEST = 6
"""Certificates from the one that signed to its root, both counted; three or four are usual."""


def load(ders: Iterable[bytes]) -> "tuple[Certificate, ...]":
    """Read certificates, as far as they can be read."""
    from cryptography import x509  # noqa: PLC0415  comes with the extra

    read = []
    for _number, der in zip(range(_MOST_CERTIFICATES), ders, strict=False):
        try:
            read.append(x509.load_der_x509_certificate(der))
        except ValueError:
            continue
    return tuple(read)


def fingerprint(certificate: "Certificate") -> str:
    """Give the SHA-256 of a certificate, as its authority publishes it."""
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def is_for_stamps_alone(certificate: "Certificate") -> bool:
    """Whether a certificate may sign time stamps and nothing else, and says so where nobody may overlook it."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415

    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def is_valid_at(certificate: "Certificate", at: datetime) -> bool:
    """Whether a moment lies within what a certificate says of its own time."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


@dataclass(frozen=True)
class Trust:
    """Root certificates that are trusted, and the fingerprints of others that are, should they turn up."""

    roots: "tuple[Certificate, ...]" = ()
    fingerprints: frozenset[str] = frozenset()

    def has(self, certificate: "Certificate") -> bool:
        """Whether a certificate is trusted by itself."""
        return certificate in self.roots or (
            bool(self.fingerprints)
            and certificate.issuer == certificate.subject
            and fingerprint(certificate) in self.fingerprints
        )


def path(leaf: "Certificate", given: "Sequence[Certificate]", trust: Trust) -> "tuple[Certificate, ...] | None":
    """Give the certificates from one that signed to a root that is trusted; None where none leads there.

    `given` are what came with it, which vouch for nothing. Times are left to whoever asks.
    """
    return next(_paths((leaf,), given[:_MOST_CERTIFICATES], trust), None)


def _paths(
    so_far: "tuple[Certificate, ...]", given: "Sequence[Certificate]", trust: Trust
) -> "Iterator[tuple[Certificate, ...]]":
    last = so_far[-1]
    if len(so_far) > 1 and trust.has(last):
        yield so_far
        return
    if len(so_far) == _LONGEST:
        return
    for issuer in dict.fromkeys((*trust.roots, *given)):  # the roots first: a shorter way needs less that came with it
        if issuer not in so_far and _issued(last, issuer):
            yield from _paths((*so_far, issuer), given, trust)


def _issued(certificate: "Certificate", issuer: "Certificate") -> bool:
    from cryptography import x509  # noqa: PLC0415

    try:
        if certificate.issuer != issuer.subject:
            return False
        certificate.verify_directly_issued_by(issuer)
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
    except Exception:  # noqa: BLE001  of many kinds, for what strangers write
        return False
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True


# What the reply itself says of who signed it


def names_its_signer(reply: bytes, signer: "Certificate") -> bool:
    """Whether what was signed names the certificate that signed (ESSCertID, RFC 5816), so that none can replace it."""
    from asn1crypto import tsp  # noqa: PLC0415  comes with the extra

    [info] = tsp.TimeStampResp.load(reply)["time_stamp_token"]["content"]["signer_infos"]
    named = [
        attribute["values"][0]["certs"][0]  # the first is the signer's; others are those above it
        for attribute in info["signed_attrs"]
        if attribute["type"].native in {"signing_certificate", "signing_certificate_v2"}
    ]
    return bool(named) and all(_is_named(one, signer) for one in named)


def _is_named(one: Any, signer: "Certificate") -> bool:
    from asn1crypto import x509 as asn1  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    der = signer.public_bytes(Encoding.DER)
    kind = one["hash_algorithm"]["algorithm"].native if "hash_algorithm" in one else "sha1"  # before RFC 5816
    if hashlib.new(kind, der, usedforsecurity=False).digest() != one["cert_hash"].native:
        return False
    serial = one["issuer_serial"]
    if not serial.native:
        return True
    [name] = serial["issuer"]
    read = asn1.Certificate.load(der)
    return bool(serial["serial_number"].native == read.serial_number and name.chosen == read.issuer)


_STATEMENTS = "1.3.6.1.5.5.7.1.3"  # qcStatements (RFC 3739)
_QUALIFIED = "0.4.0.19422.1.1"  # esi4-qtstStatement-1 (ETSI EN 319 422)


def calls_itself_qualified(reply: bytes) -> bool:
    """Whether a stamp states that it is a qualified one under eIDAS; whether it is, the EU's trusted lists say."""
    from asn1crypto import core, tsp  # noqa: PLC0415

    signed = tsp.TimeStampResp.load(reply)["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    for extension in signed["extensions"] if signed["extensions"].native else ():
        if extension["extn_id"].dotted == _STATEMENTS:
            for statement in core.SequenceOf.load(extension["extn_value"].contents, spec=core.Sequence):
                if isinstance(statement[0], core.ObjectIdentifier) and statement[0].dotted == _QUALIFIED:
                    return True
    return False


# Whether a certificate was revoked


class Revoked(StrEnum):
    """What is known of whether the certificates of a stamp were revoked."""

    CLEAR = "not_revoked"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Revocation:
    """What is known of it, and the day of the oldest list or answer that it rests on."""

    standing: Revoked
    as_of: datetime | None = None


UNKNOWN = Revocation(Revoked.UNKNOWN)


@dataclass(frozen=True)
class Answers:
    """Lists of what was revoked, and answers about single certificates (OCSP), as they were kept."""

    lists: "tuple[CertificateRevocationList, ...]" = ()
    single: "tuple[OCSPResponse, ...]" = ()


def revocation(certificates: "Sequence[Certificate]", answers: Answers, at: datetime) -> Revocation:
    """Say whether a certificate of a path, below its root, was revoked in a way that a stamp of a moment suffers by."""
    found = [_of_one(one, issuer, answers, at) for one, issuer in pairwise(certificates)]
    if any(one.standing is Revoked.REVOKED for one in found):
        return Revocation(Revoked.REVOKED)
    days = [one.as_of for one in found if one.as_of]
    return Revocation(Revoked.CLEAR, min(days)) if days and len(days) == len(found) else UNKNOWN


def _of_one(certificate: "Certificate", issuer: "Certificate", answers: Answers, at: datetime) -> Revocation:
    known = UNKNOWN
    for one in answers.lists:
        if _is_list_of(one, certificate, issuer):
            entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry and _harms(entry.revocation_date_utc, _reason(entry), at):
                return Revocation(Revoked.REVOKED)
            if one.next_update_utc and at <= one.next_update_utc:
                known = Revocation(Revoked.CLEAR, one.last_update_utc)
    for response in answers.single:
        said = _said_of(response, certificate, issuer)
        if said is None:
            continue
        from cryptography.x509.ocsp import OCSPCertStatus  # noqa: PLC0415

        if said.certificate_status is OCSPCertStatus.REVOKED:
            when = said.revocation_time_utc
            if when is None or _harms(when, said.revocation_reason, at):
                return Revocation(Revoked.REVOKED)
        if said.certificate_status is not OCSPCertStatus.UNKNOWN and (
            said.next_update_utc is None or at <= said.next_update_utc
        ):
            known = Revocation(Revoked.CLEAR, said.this_update_utc)
    return known


def _harms(revoked: datetime, reason: Any, at: datetime) -> bool:
    """Whether a revocation takes a stamp's worth (RFC 3161, 4): a key laid down in order leaves what it signed before.

    One that gives no reason may be a key that was stolen, with which any time can be written.
    """
    from cryptography.x509 import ReasonFlags  # noqa: PLC0415

    in_order = {
        ReasonFlags.unspecified,
        ReasonFlags.affiliation_changed,
        ReasonFlags.superseded,
        ReasonFlags.cessation_of_operation,
    }
    return reason not in in_order or revoked <= at


def _reason(entry: Any) -> Any:
    from cryptography import x509  # noqa: PLC0415

    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, ValueError):
        return None


def _is_list_of(one: "CertificateRevocationList", certificate: "Certificate", issuer: "Certificate") -> bool:
    """Whether a list is the issuer's, whole, and about certificates of this kind."""
    from cryptography import x509  # noqa: PLC0415

    try:
        if one.issuer != issuer.subject or not one.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
            return False
        for extension in one.extensions:
            part = extension.value
            if isinstance(part, x509.IssuingDistributionPoint):
                authority = _is_authority(certificate)
                other = part.only_contains_user_certs if authority else part.only_contains_ca_certs
                if other or part.indirect_crl or part.only_some_reasons or part.only_contains_attribute_certs:
                    return False
            elif extension.critical:
                return False
    except Exception:  # noqa: BLE001  as above
        return False
    return True


def _is_authority(certificate: "Certificate") -> bool:
    from cryptography import x509  # noqa: PLC0415

    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _said_of(
    response: "OCSPResponse", certificate: "Certificate", issuer: "Certificate"
) -> "OCSPSingleResponse | None":
    """Give what an answer says of a certificate; None when it is about another, or not its issuer's word."""
    from cryptography.x509 import ocsp  # noqa: PLC0415

    try:
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL or not _is_signed(response, issuer):
            return None
        for one in response.responses:
            asked = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, one.hash_algorithm).build()
            same = (one.issuer_key_hash, one.issuer_name_hash, one.serial_number)
            if same == (asked.issuer_key_hash, asked.issuer_name_hash, asked.serial_number):
                return one
    except Exception:  # noqa: BLE001  as above
        return None
    return None


def _is_signed(response: "OCSPResponse", issuer: "Certificate") -> bool:
    """Whether the issuer signed an answer, or somebody to whom it gave that right (RFC 6960, 4.2.2.2)."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa  # noqa: PLC0415

    signed, kind = (response.signature, response.tbs_response_bytes), response.signature_hash_algorithm
    for signer in (issuer, *(one for one in response.certificates if _may_answer(one, issuer))):
        key = signer.public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey) and kind:
                key.verify(*signed, padding.PKCS1v15(), kind)
            elif isinstance(key, ec.EllipticCurvePublicKey) and kind:
                key.verify(*signed, ec.ECDSA(kind))
            else:
                continue
        except InvalidSignature:
            continue
        return True
    return False


def _may_answer(certificate: "Certificate", issuer: "Certificate") -> bool:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415

    try:
        certificate.verify_directly_issued_by(issuer)
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except Exception:  # noqa: BLE001  as above
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage


def revocation_answers(
    certificates: "Sequence[Certificate]", get: Get
) -> "tuple[tuple[CertificateRevocationList, ...], bytes | None]":
    """Ask for the lists that a path's certificates name, and about the one that signed where it names no list."""
    from cryptography import x509  # noqa: PLC0415

    lists, single = [], None
    for number, (certificate, issuer) in enumerate(pairwise(certificates)):
        found = None
        for address in _list_addresses(certificate):
            try:
                found = x509.load_der_x509_crl(get(address, None, "") or b"")
            except ValueError:
                continue
            lists.append(found)
            break
        if found is None and number == 0:
            single = _asked_about(certificate, issuer, get)
    return tuple(lists), single


def _list_addresses(certificate: "Certificate") -> Iterator[str]:
    from cryptography import x509  # noqa: PLC0415

    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return
    for point in points:
        for name in point.full_name or ():
            if isinstance(name, x509.UniformResourceIdentifier):
                yield name.value


def _asked_about(certificate: "Certificate", issuer: "Certificate", get: Get) -> bytes | None:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415
    from cryptography.x509 import ocsp  # noqa: PLC0415
    from cryptography.x509.oid import AuthorityInformationAccessOID  # noqa: PLC0415

    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return None
    question = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()  # noqa: S303  names, no more
    for one in access:
        if one.access_method == AuthorityInformationAccessOID.OCSP and isinstance(
            one.access_location, x509.UniformResourceIdentifier
        ):
            answer = get(one.access_location.value, question.public_bytes(Encoding.DER), "application/ocsp-request")
            if answer:
                return answer
    return None
