"""Time stamps from an authority of the tests' own: kept whatever they say, and each judged for its
own reason.
"""

import hashlib
import stat
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms, tsp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.evidence.tsa import Signer, Site, fingerprint

from optout.errors import RecordError, UsageError
from optout.evidence.files import make_read_only
from optout.evidence.folder import TAG_MANIFEST
from optout.evidence.stamp import (
    REPLY_LIMIT,
    USUAL,
    NoReply,
    StampPolicy,
    StampReason,
    add_stamp,
    anchors_from,
    authority,
    judge,
    question,
)  # fmt: skip
from optout.evidence.verify import verify

MANIFESTO = b"a manifest\n"
DIGEST = hashlib.sha256(MANIFESTO).digest()
NOBODY = StampPolicy(now=datetime(2999, 1, 1, tzinfo=UTC))


def now():
    """Give the moment at which a test runs; a whole run of all of them lasts longer than clocks may
    differ.
    """
    return datetime.now(UTC)


@dataclass(frozen=True)
class Case:
    """What is kept of a stamp, and by what it is judged."""

    query: bytes | None
    reply: bytes | None
    by: StampPolicy

    @property
    def judged(self):
        return judge("a", self.query, self.reply, DIGEST, self.by)


class Desk:
    """Makes what a case needs."""

    def __init__(self, folder):
        self.signer = Signer(folder, "Example Time Stamps", between=True)
        self.plain = Signer(folder, "Plain Time Stamps")
        self.other = Signer(folder, "Other Time Stamps")
        self.expired = Signer(folder, "Old Time Stamps", until=datetime(2001, 1, 1, tzinfo=UTC))
        self.expired_above = Signer(
            folder, "Old Authority", between=True, above_until=datetime(2001, 1, 1, tzinfo=UTC)
        )
        self.no_authority = Signer(folder, "No Authority", between=True, ca=False)
        (folder / "namesake").mkdir()
        self.namesake = Signer(folder / "namesake", "Plain Time Stamps")
        known = (self.no_authority, self.signer, self.plain, self.expired, self.expired_above)
        roots = tuple(root for one in known for root in one.anchors)
        self.by = StampPolicy(
            roots, since=now() - timedelta(hours=1), now=now() + timedelta(hours=1)
        )

    def case(self, signer=None, *, query=None, asked=None, reply=None):
        """Judge a reply to `asked` beside the question that was kept, `query`; the same where not
        told.
        """
        query = query or question(MANIFESTO)
        return Case(
            query, (signer or self.plain).reply(asked or query) if reply is None else reply, self.by
        )


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
    return {
        "message_imprint": {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
    }


GOOD = StampReason.STAMPED
BAD = {
    # what is asked and what is answered
    "it stamps another fingerprint": (lambda d: d.case(asked=question(b"else")), StampReason.OTHER_HASH),
    "it stamps by another hash": (
        lambda d: d.case(asked=changed(question(MANIFESTO), **imprint("sha512", b"x" * 64))), StampReason.OTHER_HASH,
    ),
    "it answers another question": (lambda d: d.case(asked=question(MANIFESTO)), StampReason.OTHER_REQUEST),
    "its nonce is a number that every question holds": (
        lambda d: d.case(query=(query := question(MANIFESTO)), asked=changed(query, nonce=1)),
        StampReason.OTHER_REQUEST,
    ),
    "the question that was kept has none": (
        lambda d: d.case(query=changed(question(MANIFESTO), nonce=None)), StampReason.OTHER_REQUEST,
    ),
    "the question that was kept has its nonce and is of another fingerprint": (
        lambda d: d.case(query=changed((query := question(MANIFESTO)), **imprint("sha256", b"x" * 32)), asked=query),
        StampReason.OTHER_REQUEST,
    ),
    "the question that was kept is cut off": (
        lambda d: d.case(query=(whole := question(MANIFESTO))[:-9], asked=whole), StampReason.OTHER_REQUEST,
    ),
    "the authority refuses": (lambda d: d.case(asked=question(MANIFESTO)[:20]), StampReason.REFUSED),
    "there is no reply": (lambda d: replace(d.case(), reply=None), StampReason.NO_REPLY),
    "the reply is a web page": (lambda d: d.case(reply=b"<html>Sign in to the network</html>"), StampReason.UNREADABLE),
    "the reply is cut off": (lambda d: d.case(reply=d.plain.reply(question(MANIFESTO))[:-20]), StampReason.UNREADABLE),
    # time
    "it is older than the record": (
        lambda d: at_other_time(d.case(), since=now() + timedelta(hours=1)), StampReason.WRONG_TIME,
    ),
    "it is still to come": (
        lambda d: at_other_time(d.case(), since=None, now=now() - timedelta(hours=1)), StampReason.WRONG_TIME,
    ),
    "its certificate had expired": (lambda d: d.case(d.expired), StampReason.NOT_SOUND),
    "the authority above its signer had expired": (lambda d: d.case(d.expired_above), StampReason.NOT_SOUND),
    # who signed
    "its signature was changed": (
        lambda d: d.case(query=(q := question(MANIFESTO)), reply=forged(d.plain.reply(q))), StampReason.NOT_SOUND,
    ),
    "nobody has the certificate that signed it": (
        lambda d: d.case(query=changed(question(MANIFESTO), cert_req=False)), StampReason.NOT_SOUND,
    ),
    "a certificate above its signer is none of an authority": (lambda d: d.case(d.no_authority), StampReason.NOT_SOUND),
    "its root only bears the name of a known one": (lambda d: d.case(d.namesake), StampReason.NOT_SOUND),
    "nobody knows its root": (lambda d: d.case(d.other), StampReason.NO_ANCHOR),
    "nobody is trusted": (lambda d: at_other_time(d.case(), roots=()), StampReason.NO_ANCHOR),
}  # fmt: skip
CONTROLS = {
    "it answers the question that was kept": lambda d: d.case(),
    "the question that was kept is gone": lambda d: replace(d.case(), query=None),
    "a minute from now, as clocks differ": lambda d: at_other_time(
        d.case(), now=now() - timedelta(minutes=1)
    ),
    "its root lies above another authority": lambda d: d.case(d.signer),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def signer(desk):
    return desk.plain


@pytest.fixture(scope="module")
def replied(signer):
    return signer.reply(question(MANIFESTO))


@pytest.fixture(scope="module")
def ways(signer):
    def plain(*pieces, status=200, **headers):
        return status, {"Content-Type": "application/timestamp-reply", **headers}, pieces

    def never(site):
        site.done.wait()
        yield b"late"

    return {
        "good": lambda query, _: plain(signer.reply(query)),
        "refusal": lambda query, _: plain(signer.reply(query[:20])),
        "page": lambda *_: plain(b"<html>Sign in to the network</html>"),
        "garbage": lambda *_: plain(b"0 is how one begins"),
        "slow": lambda _, site: (200, {}, never(site)),
        "huge": lambda *_: plain(b"x" * (REPLY_LIMIT + 1)),
        "empty": lambda *_: plain(),
        "redirect": lambda *_: plain(status=302, Location="/good"),
        "error": lambda *_: plain(b"no", status=500),
    }


@pytest.fixture
def site(ways, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    running = Site(ways)
    yield running
    running.close()


@pytest.fixture
def folder(tmp_path):
    """Give a folder with a tag manifest, as a sealed record has one."""
    place = tmp_path / "record"
    (place / "data").mkdir(parents=True)
    (place / TAG_MANIFEST).write_bytes(MANIFESTO)
    make_read_only(place)
    return place


KEPT = {
    "good": (StampReason.STAMPED, "good"),
    "refusal": (StampReason.REFUSED, "bad"),
}


@pytest.mark.parametrize("way", KEPT)
def test_a_reply_is_kept_and_judged_for_its_own_reason(folder, site, signer, way):
    stamped = add_stamp(folder, authority(site.address(way)), StampPolicy(signer.anchors))
    assert (stamped.reason, stamped.reason.verdict) == KEPT[way]
    [(_, kind, query)] = site.asked
    assert kind == "application/timestamp-query"
    assert (folder / "proofs" / f"{stamped.name}.tsq").read_bytes() == query
    assert (folder / "proofs" / f"{stamped.name}.tsr").stat().st_size > 10


SILENT = {
    "slow": "it did not answer in time",
    "garbage": "the reply cannot be read",
    **dict.fromkeys(("huge", "empty", "redirect", "error", "page"), "its answer is no time stamp"),
}


@pytest.mark.parametrize("way", SILENT)
def test_an_authority_without_a_reply_leaves_nothing(folder, site, way):
    with pytest.raises(NoReply, match=SILENT[way]):
        add_stamp(
            folder, authority(site.address(way)), NOBODY, seconds=0.5 if way == "slow" else 30
        )
    assert not (folder / "proofs").exists()
    assert len(site.asked) == 1  # a redirect is not followed
    site.close()
    with pytest.raises(NoReply, match="could not be reached"):
        add_stamp(folder, authority(site.address(way)), NOBODY)


def test_one_hash_is_sent_and_nothing_else_of_the_record(folder, site):
    add_stamp(folder, authority(site.address("good")), NOBODY)
    [(_, _, query)] = site.asked
    assert DIGEST in query
    assert len(query) < 80
    assert question(MANIFESTO) != question(MANIFESTO)  # the random number
    assert question(MANIFESTO).endswith(b"\x01\x01\xff")  # the wish for certificates


def test_the_modes_are_as_before_and_only_proofs_is_new(folder, site):
    def there():
        return {
            path: (stat.S_IMODE(path.stat().st_mode), path.stat().st_mtime_ns)
            for path in folder.rglob("*")
        }

    before = there()
    for way in ("good", "refusal"):
        add_stamp(folder, authority(site.address(way)), NOBODY)
    added = there()
    assert {path: added.pop(path) for path in before} == before
    names = [
        "proofs",
        *(f"{number}-127.0.0.1.{kind}" for number in (1, 2) for kind in ("tsq", "tsr")),
    ]
    assert sorted(path.name for path in added) == sorted(names)
    assert {mode for mode, _ in added.values()} == {0o500, 0o400}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o500


def test_only_an_http_address_is_asked():
    assert len({authority(address).hostname for address in USUAL}) == 2
    for address in (
        "", "freetsa.org/tsr", "file:///etc/hostname", "https://", "https://me:pw@a.example/", "https://a.example/ b",
        "https://a.example/\x1b", "https://a.example:port/", "https://[a/", "http://a.example/#b",
    ):  # fmt: skip
        with pytest.raises(UsageError, match="no http or https address"):
            authority(address)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 5000), value=st.integers(0, 255), keep=st.integers(0, 5000))
def test_whatever_a_reply_holds_it_is_judged(signer, replied, place, value, keep):
    changed = bytearray(replied)
    changed[place % len(changed)] = value
    for reply in (bytes(changed), replied[: keep % len(replied)]):
        judge("a", None, reply, DIGEST, StampPolicy(signer.anchors)).message()


def test_trusted_roots_come_from_a_file_the_program_and_the_system(signer, tmp_path):
    own = anchors_from(signer.root)
    assert own[0] == signer.anchors[0]
    assert own[1:] == anchors_from(None)
    assert "DigiCert Trusted Root G4" in own[1].subject.rfc4514_string()
    assert own[1].not_valid_after_utc > datetime.now(UTC) + timedelta(days=365)
    (tmp_path / "no.pem").write_text("x")
    for file in (tmp_path / "no.pem", tmp_path / "none.pem"):
        with pytest.raises(RecordError, match="OPTOUT_STAMP_ROOTS"):
            anchors_from(file)


def test_a_root_that_a_reply_brings_along_counts_by_its_fingerprint(signer, replied, monkeypatch):
    assert judge("a", None, replied, DIGEST, NOBODY).reason is StampReason.NO_ANCHOR
    monkeypatch.setattr("optout.evidence.stamp.KNOWN_ROOTS", {fingerprint(signer.top)})
    assert judge("a", None, replied, DIGEST, NOBODY).reason is StampReason.STAMPED


def test_a_reply_that_can_never_count_is_not_put_into_the_record(copy, site, signer):
    begun = datetime.now(UTC) + timedelta(days=1)
    for roots in (signer.anchors, ()):  # whoever vouches for it
        with pytest.raises(NoReply, match="lies before the record was begun"):
            add_stamp(copy, authority(site.address("good")), StampPolicy(roots, since=begun))
    assert not list(copy.glob("proofs/*"))


def test_no_stamp_is_older_than_its_record(copy, site, signer):
    add_stamp(copy, authority(site.address("good")), StampPolicy(signer.anchors))
    file = copy / "data" / "record.json"
    file.write_text(
        file.read_text("utf-8").replace('"started_at": "2026-', '"started_at": "2051-'), "utf-8"
    )
    assert [one.reason for one in verify(copy, None, signer.anchors).stamps] == [
        StampReason.WRONG_TIME
    ]


@pytest.mark.parametrize("name", BAD)
def test_a_stamp_that_is_not_good_is_told_for_its_own_reason(desk, name):
    make, expected = BAD[name]
    judged = make(desk).judged
    assert judged.reason is expected
    assert judged.reason.verdict != "good"
    assert "good:" not in judged.message()


@pytest.mark.parametrize("name", CONTROLS)
def test_what_differs_in_that_alone_is_good(desk, name):
    assert CONTROLS[name](desk).judged.reason is GOOD


def test_certificates_in_another_order_than_the_library_takes_are_read(desk):
    """As DigiCert and others send them: a set that is not sorted, over which nobody signs."""
    query = question(MANIFESTO)
    whole = tsp.TimeStampResp.load(desk.signer.reply(query))
    signed = whole["time_stamp_token"]["content"]
    for backwards in (False, True):
        ordered = sorted((one.dump() for one in signed["certificates"]), reverse=backwards)
        signed["certificates"] = cms.CertificateSet(contents=b"".join(ordered))
        assert desk.case(query=query, reply=whole.dump()).judged.reason is GOOD
