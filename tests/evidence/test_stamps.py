"""Time stamps from an authority of the tests' own: kept whatever they say, judged, and checked with openssl alone."""

import hashlib
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.evidence.samples import reseal
from tests.evidence.tsa import Signer, Site, fingerprint

from optout.errors import RecordError, UsageError
from optout.evidence.files import make_read_only
from optout.evidence.folder import TAG_MANIFEST, Wrong
from optout.evidence.stamp import (
    REPLY_LIMIT,
    USUAL,
    Judged,
    Judging,
    NoReply,
    StampWhy,
    add_stamp,
    anchors_from,
    authority,
    judge,
    question,
)
from optout.evidence.verify import verify

MANIFESTO = b"a manifest\n"
EVER = datetime(2999, 1, 1, tzinfo=UTC)
NOBODY = Judging(now=EVER)


def by(signer, **more):
    """Judge by the root of a signer."""
    return Judging(signer.anchors, **more)


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer(tmp_path_factory.mktemp("tsa"), "Example Time Stamps")


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
        "hash": lambda *_: plain(signer.reply(question(b"something else"))),
        "forged": lambda query, _: plain(forged(signer.reply(query))),
        "slow": lambda _, site: (200, {}, never(site)),
        "huge": lambda *_: plain(b"x" * (REPLY_LIMIT + 1)),
        "empty": lambda *_: plain(),
        "redirect": lambda *_: plain(status=302, Location="/good"),
        "redirect-to-a-file": lambda *_: plain(status=307, Location="file:///etc/hostname"),
        "error": lambda *_: plain(b"no", status=500),
    }


@pytest.fixture
def site(ways, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    running = Site(ways)
    yield running
    running.close()


def forged(reply):
    changed = bytearray(reply)
    changed[-8] ^= 1  # in the signature, which comes last
    return bytes(changed)


@pytest.fixture
def folder(tmp_path):
    """Give a folder with a tag manifest, as a sealed record has one."""
    place = tmp_path / "record"
    (place / "data").mkdir(parents=True)
    (place / TAG_MANIFEST).write_bytes(MANIFESTO)
    make_read_only(place)
    return place


KEPT = {
    "good": (StampWhy.STAMPED, Judged.GOOD),
    "refusal": (StampWhy.REFUSED, Judged.BAD),
    "garbage": (StampWhy.UNREADABLE, Judged.CANNOT_TELL),
    "hash": (StampWhy.OTHER_HASH, Judged.BAD),
    "forged": (StampWhy.NOT_SOUND, Judged.BAD),
}


@pytest.mark.parametrize("way", KEPT)
def test_a_reply_is_kept_whatever_it_is_and_judged_for_its_own_reason(folder, site, signer, way):
    stamped = add_stamp(folder, authority(site.address(way)), signer.anchors)
    assert (stamped.why, stamped.why.judged) == KEPT[way]
    [(_, kind, query)] = site.asked
    assert kind == "application/timestamp-query"
    assert (folder / "proofs" / f"{stamped.name}.tsq").read_bytes() == query
    assert (folder / "proofs" / f"{stamped.name}.tsr").stat().st_size > 10


SILENT = {
    "slow": "it did not answer in time",
    **dict.fromkeys(
        ("huge", "empty", "redirect", "redirect-to-a-file", "error", "page"), "its answer is no time stamp"
    ),
}


@pytest.mark.parametrize("way", SILENT)
def test_an_authority_without_a_reply_leaves_nothing(folder, site, way):
    with pytest.raises(NoReply, match=SILENT[way]):
        add_stamp(folder, authority(site.address(way)), (), seconds=0.5 if way == "slow" else 30)
    assert not (folder / "proofs").exists()
    assert len(site.asked) == 1  # a redirect is not followed


def test_an_authority_that_is_not_there_is_told(folder, site):
    gone = site.address("good")
    site.close()
    with pytest.raises(NoReply, match="could not be reached"):
        add_stamp(folder, authority(gone), ())


def test_one_hash_is_sent_and_nothing_else_of_the_record(folder, site):
    add_stamp(folder, authority(site.address("good")), ())
    [(_, _, query)] = site.asked
    assert hashlib.sha256(MANIFESTO).digest() in query
    assert len(query) < 80
    assert question(MANIFESTO) != question(MANIFESTO)  # the random number
    assert question(MANIFESTO).endswith(b"\x01\x01\xff")  # the wish for certificates


def test_openssl_alone_finds_what_is_kept_right(folder, site, signer):
    stamped = add_stamp(folder, authority(site.address("good")), signer.anchors)
    assert "good: Example Time Stamps says that this fingerprint existed at" in stamped.says()
    reply, query = (f"proofs/{stamped.name}.{kind}" for kind in ("tsr", "tsq"))
    for about in (["-data", TAG_MANIFEST], ["-queryfile", query]):
        done = subprocess.run(
            ["openssl", "ts", "-verify", *about, "-in", reply, "-CAfile", str(signer.root)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Verification: OK" in done.stdout, done.stderr


def test_the_modes_are_as_before_and_only_proofs_is_new(folder, site):
    before = {path: (path.stat().st_mode, path.stat().st_mtime_ns) for path in folder.rglob("*")}
    add_stamp(folder, authority(site.address("good")), ())
    add_stamp(folder, authority(site.address("garbage")), ())
    after = {path: (path.stat().st_mode, path.stat().st_mtime_ns) for path in folder.rglob("*")}
    assert {path: after[path] for path in before} == before
    added = [path for path in after if path not in before]
    assert sorted(path.name for path in added) == sorted(
        ["proofs", *(f"{number}-127.0.0.1.{kind}" for number in (1, 2) for kind in ("tsq", "tsr"))]
    )
    assert {stat.S_IMODE(path.stat().st_mode) for path in added} == {0o500, 0o400}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o500


def test_a_link_in_the_place_of_proofs_is_not_followed(folder, site, tmp_path):
    folder.chmod(0o700)
    (tmp_path / "elsewhere").mkdir()
    (folder / "proofs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RecordError, match="proofs is not a folder"):
        add_stamp(folder, authority(site.address("good")), ())
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_only_an_http_address_is_asked():
    assert len({authority(address).hostname for address in USUAL}) == 2
    for address in (
        "", "freetsa.org/tsr", "file:///etc/hostname", "https://", "https://me:pw@a.example/", "https://a.example/ b",
        "https://a.example/\x1b", "https://a.example:port/", "https://[a/", "http://a.example/#b",
    ):  # fmt: skip
        with pytest.raises(UsageError, match="no http or https address"):
            authority(address)


def test_without_the_extra_nothing_can_be_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    assert judge("a", None, b"x", MANIFESTO, NOBODY).why is StampWhy.NO_EXTRA


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 5000), value=st.integers(0, 255), keep=st.integers(0, 5000))
def test_whatever_a_reply_holds_it_is_judged(signer, replied, place, value, keep):
    changed = bytearray(replied)
    changed[place % len(changed)] = value
    judge("a", None, bytes(changed), MANIFESTO, by(signer)).says()
    judge("a", None, replied[: keep % len(replied)], MANIFESTO, by(signer)).says()


@pytest.fixture(scope="module")
def replied(signer):
    return signer.reply(question(MANIFESTO))


def test_a_stamped_record_is_whole_and_each_stamp_is_told(copy, sealed, site, signer):
    for way in ("good", "garbage", "refusal"):
        add_stamp(copy, authority(site.address(way)), signer.anchors)
    looked = verify(copy, sealed.fingerprint, signer.anchors)
    assert looked.whole
    assert [one.why for one in looked.stamps] == [StampWhy.STAMPED, StampWhy.UNREADABLE, StampWhy.REFUSED]


def test_a_rewrite_of_all_hashes_shows_in_the_stamp(copy, site, signer):
    add_stamp(copy, authority(site.address("good")), signer.anchors)
    file = copy / "data" / "record.json"
    file.write_text(file.read_text("utf-8").replace("Example Controller", "Other Controller"), "utf-8")
    reseal(copy)
    looked = verify(copy, None, signer.anchors)
    assert [(one.kind, one.file) for one in looked.findings] == [(Wrong.DISAGREES, "proofs/1-127.0.0.1.tsq")]
    assert "is not as it was sealed" in looked.summary
    assert [one.why for one in looked.stamps] == [StampWhy.OTHER_HASH]


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
    assert judge("a", None, replied, MANIFESTO, NOBODY).why is StampWhy.NO_ANCHOR
    monkeypatch.setattr("optout.evidence.stamp.KNOWN_ROOTS", {fingerprint(signer.top)})
    assert judge("a", None, replied, MANIFESTO, NOBODY).why is StampWhy.STAMPED


def test_no_stamp_is_older_than_its_record(copy, site, signer):
    add_stamp(copy, authority(site.address("good")), signer.anchors)
    file = copy / "data" / "record.json"
    file.write_text(file.read_text("utf-8").replace('"started_at": "2026-', '"started_at": "2051-'), "utf-8")
    assert [one.why for one in verify(copy, None, signer.anchors).stamps] == [StampWhy.WRONG_TIME]


def test_a_reply_too_large_to_be_one_is_not_read(copy, signer):
    (copy / "proofs").mkdir()
    (copy / "proofs" / "a.tsr").write_bytes(b"x" * (REPLY_LIMIT + 1))
    looked = verify(copy, None, signer.anchors)
    assert looked.ok
    assert [one.why.judged for one in looked.stamps] == [Judged.CANNOT_TELL]
