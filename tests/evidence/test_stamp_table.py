"""A table of time stamps that are not good, each for its own reason, beside one that differs in that alone and is good.

The authority is the tests' own; what is judged is what `optout verify` would find in `proofs`.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms, tsp
from tests.evidence.tsa import Signer

from optout.evidence.stamp import Judged, Judging, StampWhy, judge, question

MANIFESTO = b"a manifest\n"


def now():
    """Give the moment at which a test runs; a whole run of all of them lasts longer than clocks may differ."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Case:
    """What is kept of a stamp, and by what it is judged."""

    query: bytes | None
    reply: bytes | None
    by: Judging

    @property
    def judged(self):
        """How it is judged."""
        return judge("a", self.query, self.reply, MANIFESTO, self.by)


class Desk:
    """Makes what a case needs."""

    def __init__(self, folder):
        self.signer = Signer(folder, "Example Time Stamps", between=True)
        self.plain = Signer(folder, "Plain Time Stamps")
        self.other = Signer(folder, "Other Time Stamps")
        self.expired = Signer(folder, "Old Time Stamps", until=datetime(2001, 1, 1, tzinfo=UTC))
        self.expired_above = Signer(folder, "Old Authority", between=True, above_until=datetime(2001, 1, 1, tzinfo=UTC))
        self.no_authority = Signer(folder, "No Authority", between=True, ca=False)
        (folder / "namesake").mkdir()
        self.namesake = Signer(folder / "namesake", "Plain Time Stamps")
        known = (self.no_authority, self.signer, self.plain, self.expired, self.expired_above)
        roots = tuple(root for one in known for root in one.anchors)
        self.by = Judging(roots, since=now() - timedelta(hours=1), now=now() + timedelta(hours=1))

    def case(self, signer=None, *, query=None, asked=None, reply=None):
        """Judge a reply to `asked` beside the question that was kept, `query`; the same where not told."""
        query = query or question(MANIFESTO)
        return Case(query, (signer or self.plain).reply(asked or query) if reply is None else reply, self.by)


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


def imprint(algorithm, digest):
    return {"message_imprint": {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}}


GOOD = StampWhy.STAMPED
BAD = {
    # what is asked and what is answered
    "it stamps another fingerprint": (lambda d: d.case(asked=question(b"else")), StampWhy.OTHER_HASH),
    "it stamps by another hash": (
        lambda d: d.case(asked=changed(question(MANIFESTO), **imprint("sha512", b"x" * 64))),
        StampWhy.OTHER_HASH,
    ),
    "it answers another question": (lambda d: d.case(asked=question(MANIFESTO)), StampWhy.OTHER_REQUEST),
    "its nonce is a number that every question holds": (
        lambda d: d.case(query=(query := question(MANIFESTO)), asked=changed(query, nonce=1)),
        StampWhy.OTHER_REQUEST,
    ),
    "it has no nonce": (lambda d: d.case(asked=changed(question(MANIFESTO), nonce=None)), StampWhy.OTHER_REQUEST),
    "the question that was kept has none": (
        lambda d: d.case(query=changed(question(MANIFESTO), nonce=None)),
        StampWhy.OTHER_REQUEST,
    ),
    "the question that was kept has its nonce and is of another fingerprint": (
        lambda d: d.case(query=changed((query := question(MANIFESTO)), **imprint("sha256", b"x" * 32)), asked=query),
        StampWhy.OTHER_REQUEST,
    ),
    "the question that was kept is cut off": (
        lambda d: d.case(query=(whole := question(MANIFESTO))[:-9], asked=whole),
        StampWhy.OTHER_REQUEST,
    ),
    "the authority refuses": (lambda d: d.case(asked=question(MANIFESTO)[:20]), StampWhy.REFUSED),
    "there is no reply": (lambda d: replace(d.case(), reply=None), StampWhy.NO_REPLY),
    "the reply is a web page": (lambda d: d.case(reply=b"<html>Sign in to the network</html>"), StampWhy.UNREADABLE),
    "the reply is empty": (lambda d: d.case(reply=b""), StampWhy.UNREADABLE),
    "the reply is cut off": (lambda d: d.case(reply=d.plain.reply(question(MANIFESTO))[:-20]), StampWhy.UNREADABLE),
    # time
    "it is older than the record": (
        lambda d: at_other_time(d.case(), since=now() + timedelta(hours=1)),
        StampWhy.WRONG_TIME,
    ),
    "it is still to come": (
        lambda d: at_other_time(d.case(), since=None, now=now() - timedelta(hours=1)),
        StampWhy.WRONG_TIME,
    ),
    "its certificate had expired": (lambda d: d.case(d.expired), StampWhy.NOT_SOUND),
    "the authority above its signer had expired": (lambda d: d.case(d.expired_above), StampWhy.NOT_SOUND),
    # who signed
    "its signature was changed": (
        lambda d: d.case(query=(q := question(MANIFESTO)), reply=forged(d.plain.reply(q))),
        StampWhy.NOT_SOUND,
    ),
    "nobody has the certificate that signed it": (
        lambda d: d.case(query=changed(question(MANIFESTO), cert_req=False)),
        StampWhy.NOT_SOUND,
    ),
    "a certificate above its signer is none of an authority": (lambda d: d.case(d.no_authority), StampWhy.NOT_SOUND),
    "its root only bears the name of a known one": (lambda d: d.case(d.namesake), StampWhy.NOT_SOUND),
    "nobody knows its root": (lambda d: d.case(d.other), StampWhy.NO_ANCHOR),
    "nobody is trusted": (lambda d: at_other_time(d.case(), roots=()), StampWhy.NO_ANCHOR),
}
CONTROLS = {
    "it answers the question that was kept": lambda d: d.case(),
    "the question that was kept is gone": lambda d: replace(d.case(), query=None),
    "a minute before the record, as clocks differ": lambda d: at_other_time(
        d.case(), since=now() + timedelta(minutes=1)
    ),
    "a minute from now, as clocks differ": lambda d: at_other_time(d.case(), now=now() - timedelta(minutes=1)),
    "its root lies above another authority": lambda d: d.case(d.signer),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("tsa"))


@pytest.mark.parametrize("name", BAD)
def test_a_stamp_that_is_not_good_is_told_for_its_own_reason(desk, name):
    make, expected = BAD[name]
    judged = make(desk).judged
    assert judged.why is expected
    assert judged.why.judged is not Judged.GOOD
    assert "good:" not in judged.says()


@pytest.mark.parametrize("name", CONTROLS)
def test_what_differs_in_that_alone_is_good(desk, name):
    assert CONTROLS[name](desk).judged.why is GOOD


def test_certificates_in_another_order_than_the_library_takes_are_read(desk):
    """As DigiCert and others send them: a set that is not sorted, over which nobody signs."""
    query = question(MANIFESTO)
    whole = tsp.TimeStampResp.load(desk.signer.reply(query))
    signed = whole["time_stamp_token"]["content"]
    for backwards in (False, True):
        ordered = sorted((one.dump() for one in signed["certificates"]), reverse=backwards)
        signed["certificates"] = cms.CertificateSet(contents=b"".join(ordered))
        assert desk.case(query=query, reply=whole.dump()).judged.why is GOOD
