"""A table of time stamps that are not good, each for its own reason, beside one that differs in that alone and is good.

The authority is the tests' own; what is judged is what `optout verify` would find in `proofs`.
"""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ReasonFlags, ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.evidence.tsa import OTHER_POLICY, Signer, fingerprint

from optout.evidence.chain import Revoked, Trust, calls_itself_qualified
from optout.evidence.folder import Seal
from optout.evidence.stamp import Judged, Judging, StampFiles, StampWhy, judge, question

MANIFESTO = b"a manifest\n"
SEAL = Seal(MANIFESTO)
STOLEN, LAID_DOWN = ReasonFlags.key_compromise, ReasonFlags.superseded


def now():
    """Give the moment at which a test runs; a whole run of all of them lasts longer than clocks may differ."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Case:
    """What is kept of a stamp, and by what it is judged."""

    files: StampFiles
    by: Judging


class Desk:
    """Makes what a case needs."""

    def __init__(self, folder):
        self.signer = Signer(folder, "Example Time Stamps", between=True, lists="http://lists.example/a.crl")
        self.plain = Signer(folder, "Plain Time Stamps")
        self.other = Signer(folder, "Other Time Stamps")
        self.expired = Signer(folder, "Old Time Stamps", until=datetime(2001, 1, 1, tzinfo=UTC))
        self.expired_above = Signer(folder, "Old Authority", between=True, above_until=datetime(2001, 1, 1, tzinfo=UTC))
        self.no_authority = Signer(folder, "No Authority", between=True, ca=False)
        self.older = Signer(folder, "Older Time Stamps", ess="sha1")
        (folder / "namesake").mkdir()
        self.namesake = Signer(folder / "namesake", "Plain Time Stamps")
        known = (self.older, self.no_authority, self.signer, self.plain, self.expired, self.expired_above)
        roots = tuple(root for one in known for root in one.anchors)
        self.by = Judging(Trust(roots), since=now() - timedelta(hours=1), now=now() + timedelta(hours=1))

    def case(self, signer=None, *, query=None, asked=None, reply=None, **kept):
        """Judge a reply to `asked` beside the question that was kept, `query`; the same where not told."""
        query = query or question(MANIFESTO)
        answer = (signer or self.plain).reply(asked or query) if reply is None else reply
        return Case(StampFiles("a", query, answer, **kept), self.by)

    def swapped(self, **changes):
        """Put another certificate of the same key and number into the reply, where nobody signs over it."""
        query = question(MANIFESTO)
        whole = tsp.TimeStampResp.load(self.plain.reply(query))
        other = self.plain.certificate(**changes).public_bytes(serialization.Encoding.DER)
        if changes:
            whole["time_stamp_token"]["content"]["certificates"] = cms.CertificateSet(contents=other)
        return self.case(query=query, reply=whole.dump())

    def listed(self, *lists):
        """Keep lists of what was revoked; the one of the authority in between is always there, and empty."""
        above = x509.CertificateRevocationListBuilder().issuer_name(self.signer.top.subject)
        above = above.last_update(datetime(2026, 1, 3, tzinfo=UTC)).next_update(datetime(2999, 1, 1, tzinfo=UTC))
        every = (above.sign(self.signer.root_key, hashes.SHA256()), *lists)
        return self.case(self.signer, lists=b"".join(one.public_bytes(serialization.Encoding.PEM) for one in every))


def signed_anew(desk, *left_out):
    """Sign a reply anew with the authority's own key, without some of what is signed beside the stamp."""
    query = question(MANIFESTO)
    whole = tsp.TimeStampResp.load(desk.plain.reply(query))
    [info] = whole["time_stamp_token"]["content"]["signer_infos"]
    kept = [one for one in info["signed_attrs"] if one["type"].native not in left_out]
    info["signed_attrs"] = cms.CMSAttributes(sorted(kept, key=lambda one: one.dump()))
    info["signature"] = desk.plain.key.sign(info["signed_attrs"].untag().dump(), ec.ECDSA(hashes.SHA256()))
    return desk.case(query=query, reply=whole.dump(force=True))


def changed(query, **fields):
    """Change a question's fields."""
    asked = tsp.TimeStampReq.load(query)
    for name, value in fields.items():
        asked[name] = value
    return asked.dump()


def forged(reply):
    return reply[:-8] + bytes([reply[-8] ^ 1]) + reply[-7:]


def at_other_time(case, **changes):
    return replace(case, by=replace(case.by, **changes))


def nonce_of_the_version(desk):
    """Answer with the nonce 1, whose bytes are in every question: they are those of its version."""
    query = question(MANIFESTO)
    return desk.case(query=query, asked=changed(query, nonce=1))


def trusting(desk, **changes):
    return replace(desk.case(desk.other), by=replace(desk.by, trust=Trust(**changes)))


YEAR_2001 = datetime(2001, 1, 1, tzinfo=UTC)
TIME, CODE = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING
GOOD = StampWhy.STAMPED
BAD = {
    # what is asked and what is answered
    "it stamps another fingerprint": (lambda d: d.case(asked=question(b"else")), StampWhy.OTHER_HASH),
    "it stamps by another hash": (
        lambda d: d.case(
            asked=changed(
                question(MANIFESTO),
                message_imprint={"hash_algorithm": {"algorithm": "sha512"}, "hashed_message": b"x" * 64},
            )
        ),
        StampWhy.OTHER_HASH,
    ),
    "it answers another question": (lambda d: d.case(asked=question(MANIFESTO)), StampWhy.OTHER_REQUEST),
    "its nonce is a number that every question holds": (nonce_of_the_version, StampWhy.OTHER_REQUEST),
    "it has no nonce": (
        lambda d: d.case(asked=changed(question(MANIFESTO), nonce=None)),
        StampWhy.OTHER_REQUEST,
    ),
    "the question that was kept has none": (
        lambda d: d.case(query=changed(question(MANIFESTO), nonce=None)),
        StampWhy.OTHER_REQUEST,
    ),
    "the question that was kept has its nonce and is of another fingerprint": (
        lambda d: d.case(
            query=changed(
                (query := question(MANIFESTO)),
                message_imprint={"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"x" * 32},
            ),
            asked=query,
        ),
        StampWhy.OTHER_REQUEST,
    ),
    "the question that was kept is cut off": (
        lambda d: d.case(query=(whole := question(MANIFESTO))[:-9], asked=whole),
        StampWhy.OTHER_REQUEST,
    ),
    "the question that was kept has something behind it": (
        lambda d: d.case(query=(whole := question(MANIFESTO)) + b"\x05\x00", asked=whole),
        StampWhy.OTHER_REQUEST,
    ),
    "it was given under other rules than those asked for": (
        lambda d: d.case(
            query=(query := changed(question(MANIFESTO), req_policy=OTHER_POLICY)),
            asked=changed(query, req_policy=None),
        ),
        StampWhy.OTHER_POLICY,
    ),
    "the authority refuses": (lambda d: d.case(asked=question(MANIFESTO)[:20]), StampWhy.REFUSED),
    "there is no reply": (
        lambda d: replace(d.case(), files=StampFiles("a", question(MANIFESTO), None)),
        StampWhy.NO_REPLY,
    ),
    "the reply is a web page": (lambda d: d.case(reply=b"<html>Sign in to the network</html>"), StampWhy.UNREADABLE),
    "the reply is empty": (lambda d: d.case(reply=b""), StampWhy.UNREADABLE),
    "the reply is cut off": (lambda d: d.case(reply=d.plain.reply(question(MANIFESTO))[:-20]), StampWhy.UNREADABLE),
    # time
    "it is older than the record": (
        lambda d: at_other_time(d.case(), since=now() + timedelta(hours=1)),
        StampWhy.BEFORE,
    ),
    "it is older by twenty-five years": (
        lambda d: at_other_time(d.case(), since=now() + timedelta(days=9131)),
        StampWhy.BEFORE,
    ),
    "it is still to come": (
        lambda d: at_other_time(d.case(), since=None, now=now() - timedelta(hours=1)),
        StampWhy.TO_COME,
    ),
    "its certificate had expired": (lambda d: d.case(d.expired), StampWhy.OUT_OF_TIME),
    # who signed
    "its signature was changed": (
        lambda d: d.case(query=(q := question(MANIFESTO)), reply=forged(d.plain.reply(q))),
        StampWhy.NOT_SOUND,
    ),
    "nobody has the certificate that signed it": (
        lambda d: d.case(query=changed(question(MANIFESTO), cert_req=False)),
        StampWhy.NOT_SOUND,
    ),
    "its certificate is for nothing in particular": (lambda d: d.swapped(usage=()), StampWhy.NOT_FOR_STAMPS),
    "its certificate is for programs": (lambda d: d.swapped(usage=(CODE,)), StampWhy.NOT_FOR_STAMPS),
    "its certificate is for programs too": (lambda d: d.swapped(usage=(TIME, CODE)), StampWhy.NOT_FOR_STAMPS),
    "its certificate says so where one may overlook it": (
        lambda d: d.swapped(critical=False),
        StampWhy.NOT_FOR_STAMPS,
    ),
    "another certificate of the same key stands in its place": (
        lambda d: d.swapped(until=datetime(2990, 1, 1, tzinfo=UTC)),
        StampWhy.OTHER_SIGNER,
    ),
    "it names no certificate at all": (
        lambda d: signed_anew(d, "signing_certificate", "signing_certificate_v2"),
        StampWhy.OTHER_SIGNER,
    ),
    "the authority above its signer had expired": (lambda d: d.case(d.expired_above), StampWhy.OUT_OF_TIME),
    "a certificate above its signer is none of an authority": (lambda d: d.case(d.no_authority), StampWhy.NO_ANCHOR),
    "its root only bears the name of a known one": (lambda d: d.case(d.namesake), StampWhy.NO_ANCHOR),
    "nobody knows its root": (lambda d: d.case(d.other), StampWhy.NO_ANCHOR),
    "its root is known by another's fingerprint": (
        lambda d: trusting(d, fingerprints=frozenset({fingerprint(d.plain.top)})),
        StampWhy.NO_ANCHOR,
    ),
    # revoked
    "its certificate was revoked, the key stolen": (
        lambda d: d.listed(d.signer.revoked(reason=STOLEN, on=now() + timedelta(days=9))),
        StampWhy.REVOKED,
    ),
    "its certificate was revoked without a reason": (
        lambda d: d.listed(d.signer.revoked(on=now() + timedelta(days=9))),
        StampWhy.REVOKED,
    ),
    "its certificate had been laid down before": (
        lambda d: d.listed(d.signer.revoked(reason=LAID_DOWN, on=now() - timedelta(days=9))),
        StampWhy.REVOKED,
    ),
    "the authority answers that its certificate was revoked": (
        lambda d: d.case(single=d.plain.said_of_it(status=ocsp.OCSPCertStatus.REVOKED)),
        StampWhy.REVOKED,
    ),
}
CONTROLS = {
    "it names its certificate in the older way": lambda d: d.case(d.older),
    "it is signed anew as it was": signed_anew,
    "it answers the question that was kept": lambda d: d.case(),
    "the question that was kept is gone": lambda d: (c := d.case()) and replace(c, files=replace(c.files, query=None)),
    "it was given under the rules asked for": lambda d: d.case(
        query=changed(question(MANIFESTO), req_policy=OTHER_POLICY)
    ),
    "a minute before the record, as clocks differ": lambda d: at_other_time(
        d.case(), since=now() + timedelta(minutes=1)
    ),
    "a minute from now, as clocks differ": lambda d: at_other_time(d.case(), now=now() - timedelta(minutes=1)),
    "its own certificate is in the reply": lambda d: d.swapped(),
    "a root that is known by its fingerprint comes along": lambda d: replace(
        c := d.case(d.other, certificates=d.other.root.read_bytes()),
        by=replace(c.by, trust=Trust(fingerprints=frozenset({fingerprint(d.other.top)}))),
    ),
    "its root lies above another authority": lambda d: d.case(d.signer),
    "its certificate was laid down later": lambda d: d.listed(
        d.signer.revoked(reason=LAID_DOWN, on=now() + timedelta(days=9))
    ),
    "a stranger's list revokes it": lambda d: d.listed(d.signer.revoked(by=ec.generate_private_key(ec.SECP256R1()))),
    "a stranger answers that it was revoked": lambda d: d.case(
        single=d.plain.said_of_it(status=ocsp.OCSPCertStatus.REVOKED, by=d.other)
    ),
    "a list that is none": lambda d: d.case(lists=b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"),
    "an answer that is none": lambda d: d.case(single=b"what"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("tsa"))


@pytest.mark.parametrize("name", BAD)
def test_a_stamp_that_is_not_good_is_told_for_its_own_reason(desk, name):
    make, expected = BAD[name]
    case = make(desk)
    judged = judge(case.files, SEAL, case.by)
    assert judged.why is expected
    assert judged.judged is not Judged.GOOD
    assert "good:" not in judged.says()


@pytest.mark.parametrize("name", CONTROLS)
def test_what_differs_in_that_alone_is_good(desk, name):
    case = CONTROLS[name](desk)
    assert judge(case.files, SEAL, case.by).why is GOOD


def test_every_reason_has_a_stamp_and_a_sentence():
    shown = {why for _, why in BAD.values()}
    assert shown | {GOOD, StampWhy.NO_EXTRA} == set(StampWhy)
    assert len({why.says for why in StampWhy}) == len(StampWhy)


KNOWN = {
    "nothing was kept": (lambda d: d.case(d.signer), None),
    "all lists were kept": (lambda d: d.listed(d.signer.revoked(these=False)), "2026-01-02"),
    "one list is missing": (lambda d: d.listed(), None),
    "a list had run out": (lambda d: d.listed(d.signer.revoked(these=False, until=now() - timedelta(days=1))), None),
    "a list is a stranger's": (
        lambda d: d.listed(d.signer.revoked(these=False, by=ec.generate_private_key(ec.SECP256R1()))),
        None,
    ),
    "the authority answers": (lambda d: d.case(single=d.plain.said_of_it()), "2026-01-02"),
    "whom the authority lets answer does": (
        lambda d: d.case(single=d.plain.said_of_it(by=d.plain.clerk(ExtendedKeyUsageOID.OCSP_SIGNING))),
        "2026-01-02",
    ),
    "somebody answers whom the authority does not let": (
        lambda d: d.case(single=d.plain.said_of_it(by=d.plain.clerk(CODE))),
        None,
    ),
    "the authority does not know": (
        lambda d: d.case(single=d.plain.said_of_it(status=ocsp.OCSPCertStatus.UNKNOWN)),
        None,
    ),
    "another authority answers": (lambda d: d.case(single=d.other.said_of_it()), None),
    "the authority answers about another": (lambda d: d.case(single=d.plain.said_of_it(about=d.plain.top)), None),
    "an answer had run out": (lambda d: d.case(single=d.plain.said_of_it(until=now() - timedelta(days=1))), None),
}


@pytest.mark.parametrize("name", KNOWN)
def test_it_is_said_whether_it_is_known_that_nothing_was_revoked(desk, name):
    make, day = KNOWN[name]
    case = make(desk)
    judged = judge(case.files, SEAL, case.by)
    assert judged.why is GOOD
    assert judged.revocation.standing is (Revoked.CLEAR if day else Revoked.UNKNOWN)
    says = (
        f"its certificates were not revoked by the lists of {day}" if day else "not known whether its certificate was"
    )
    assert says in judged.says()


def test_what_a_stranger_wrote_in_the_place_of_certificates_is_read_in_one_pass(desk):
    begins = b"-----BEGIN CERTIFICATE-----\n" * 100_000
    case = desk.case(certificates=begins, lists=begins.replace(b"CERTIFICATE", b"X509 CRL"))
    started = time.monotonic()
    assert judge(case.files, SEAL, case.by).why is GOOD
    assert time.monotonic() - started < 5


def test_certificates_in_another_order_than_the_library_takes_are_read(desk):
    """As DigiCert and others send them: a set that is not sorted, over which nobody signs."""
    query = question(MANIFESTO)
    whole = tsp.TimeStampResp.load(desk.signer.reply(query))
    signed = whole["time_stamp_token"]["content"]
    for backwards in (False, True):
        ordered = sorted((one.dump() for one in signed["certificates"]), reverse=backwards)
        signed["certificates"] = cms.CertificateSet(contents=b"".join(ordered))
        case = desk.case(query=query, reply=whole.dump())
        assert judge(case.files, SEAL, case.by).why is GOOD


def test_a_stamp_that_calls_itself_qualified_is_said_to(desk):
    reply = desk.plain.reply(question(MANIFESTO))
    assert not calls_itself_qualified(reply)
    whole = tsp.TimeStampResp.load(reply)
    content = whole["time_stamp_token"]["content"]["encap_content_info"]
    info = tsp.TSTInfo.load(content["content"].parsed.dump())
    for statement, marked in (("0.4.0.19422.1.1", True), ("0.4.0.1862.1.1", False)):
        one = core.SequenceOf([core.ObjectIdentifier(statement)], spec=core.ObjectIdentifier)
        value = core.SequenceOf([one], spec=core.SequenceOf).dump()
        info["extensions"] = [{"extn_id": "1.3.6.1.5.5.7.1.3", "critical": False, "extn_value": value}]
        content["content"] = cms.ParsableOctetString(info.dump())
        assert calls_itself_qualified(whole.dump(force=True)) is marked
