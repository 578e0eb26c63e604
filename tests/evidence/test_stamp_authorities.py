"""Authorities: the list as data, its roots, and what is fetched so that a stamp stands alone."""

import ipaddress
import subprocess
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from tests.evidence.samples import reseal
from tests.evidence.tsa import Signer, Site, fingerprint, serve_lists

from optout.errors import RecordError, UsageError
from optout.evidence import authority as authorities
from optout.evidence.authority import anchors_from, ask, authority, shipped, trusted
from optout.evidence.chain import Revoked
from optout.evidence.files import make_read_only
from optout.evidence.folder import TAG_MANIFEST, walk
from optout.evidence.stamp import StampWhy, add_stamp, stamps
from optout.evidence.verify import look

DATA = Path(authorities.__file__).with_name("authorities.toml")
GRADED = ("address", "qualified", "terms", "root")


def entries():
    return tomllib.loads(DATA.read_text("utf-8"))["authority"]


def test_two_authorities_are_asked_where_none_is_named_and_one_says_that_it_is_qualified():
    asked = [entry for entry in entries() if entry["asked"]]
    assert len(asked) == 2
    assert [entry["qualified"] for entry in asked].count(True) == 1


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["name"])
def test_each_fact_about_an_authority_has_a_source_and_a_grade(entry):
    assert authority(entry["address"]).hostname
    for fact in GRADED:
        assert entry[f"{fact}_grade"] in {"A", "B", "C", "?"}
        assert entry[f"{fact}_source"] or entry[f"{fact}_grade"] == "?"
    assert entry["terms"]
    assert (entry["root"] == "here") is ("root_address" not in entry)
    assert len(entry["root_sha256"]) == 64


def test_the_page_for_people_has_each_authority_with_its_grades():
    page = (Path(__file__).parents[2] / "docs" / "time-stamps.md").read_text("utf-8")
    rows = {row.split("|")[1].strip(): row for row in page.splitlines() if row.startswith("| ")}
    for entry in entries():
        row = rows[entry["name"]]
        assert f"`{entry['address']}` ({entry['address_grade']})" in row
        asked, qualified = ("yes" if entry[fact] else "no" for fact in ("asked", "qualified"))
        cells = [cell.strip() for cell in row.split("|")[2:-1]]
        assert cells[0] == asked
        assert cells[2] == f"{qualified} ({entry['qualified_grade']})"
        assert cells[3].endswith(f"({entry['terms_grade']})")
        assert cells[4].endswith(f"({entry['root_grade']})")
        assert ("comes with the program" in cells[4]) is (entry["root"] == "here")


def test_the_roots_that_came_with_the_program_are_those_that_the_list_names_and_have_not_run_out():
    came = x509.load_pem_x509_certificates(DATA.with_suffix(".pem").read_bytes())
    prints = {fingerprint(one) for one in came}
    assert {entry["root_sha256"] for entry in entries() if entry["root"] == "here"} <= prints
    for one in came:
        assert one.issuer == one.subject
        assert one.not_valid_after_utc > datetime.now(UTC) + timedelta(days=365)


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer(tmp_path_factory.mktemp("tsa"), "Example Time Stamps")


def test_trusted_roots_come_from_a_file_the_program_and_the_system(signer, tmp_path):
    own = anchors_from(signer.root)
    assert own[0] == signer.anchors[0]
    assert own[1:] == anchors_from(None)
    came = x509.load_pem_x509_certificates(DATA.with_suffix(".pem").read_bytes())
    assert list(anchors_from(None)[: len(came)]) == came
    (tmp_path / "no.pem").write_text("x")
    for file in (tmp_path / "no.pem", tmp_path / "none.pem"):
        with pytest.raises(RecordError, match="OPTOUT_STAMP_ROOTS"):
            anchors_from(file)


@pytest.fixture
def site(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    running = Site({})
    yield running
    running.close()


@pytest.fixture
def folder(tmp_path):
    """Give a folder with a tag manifest, as a sealed record has one."""
    place = tmp_path / "record"
    (place / "data").mkdir(parents=True)
    (place / TAG_MANIFEST).write_bytes(b"a tag manifest\n")
    make_read_only(place)
    return place


@pytest.fixture
def listing(site, tmp_path):
    """Give a signer whose certificates name lists on the site, which has them."""
    made = Signer(tmp_path, "Listing Time Stamps", between=True, lists=site.address("list"))
    site.ways["stamp"] = lambda query, _: (200, {}, [made.reply(query)])
    serve_lists(site, made)
    return made


def test_lists_of_what_was_revoked_are_fetched_and_kept_and_read_again_without_a_network(folder, site, listing):
    stamped = add_stamp(folder, authority(site.address("stamp")), listing.anchors)
    assert (stamped.why, stamped.revocation.standing) == (StampWhy.STAMPED, Revoked.CLEAR)
    assert [path for path, kind, _ in site.asked if kind == "GET"] == ["/list", "/list-above"]
    assert sorted(path.name for path in (folder / "proofs").iterdir()) == [
        f"1-127.0.0.1{kind}" for kind in (".crl", ".pem", ".tsq", ".tsr")
    ]
    kept = x509.load_pem_x509_certificates((folder / "proofs" / "1-127.0.0.1.pem").read_bytes())
    assert kept == [listing.top, listing.above]  # the root first, where openssl x509 shows it
    asked = len(site.asked)
    [again] = look_at(folder, listing)
    assert (again.why, again.revocation) == (stamped.why, stamped.revocation)
    assert len(site.asked) == asked


def look_at(folder, signer):
    return tuple(stamps(walk(folder), signer.anchors))


def test_a_list_that_names_the_certificate_makes_the_stamp_bad_at_once_and_later(folder, site, listing):
    site.files["list"] = listing.revoked().public_bytes(serialization.Encoding.DER)
    assert add_stamp(folder, authority(site.address("stamp")), listing.anchors).why is StampWhy.REVOKED
    assert [one.why for one in look_at(folder, listing)] == [StampWhy.REVOKED]


@pytest.mark.parametrize("body", [None, b"", b"<html>gone</html>", b"0 is how one begins", b"0" * 2_000_000])
def test_without_lists_the_stamp_is_kept_and_it_is_said_that_nothing_is_known(folder, site, listing, body):
    site.files.pop("list-above")
    site.files["list"] = body
    stamped = add_stamp(folder, authority(site.address("stamp")), listing.anchors)
    assert stamped.why is StampWhy.STAMPED
    assert "not known whether its certificate was revoked" in stamped.says()


def test_an_authority_that_answers_about_single_certificates_is_asked(folder, site, tmp_path):
    made = Signer(tmp_path, "Answering Time Stamps", single=site.address("about"))
    site.ways["stamp"] = lambda query, _: (200, {}, [made.reply(query)])
    site.ways["about"] = lambda *_: (200, {}, [made.said_of_it()])
    stamped = add_stamp(folder, authority(site.address("stamp")), made.anchors)
    assert stamped.revocation.standing is Revoked.CLEAR
    assert [kind for path, kind, _ in site.asked if path == "/about"] == ["application/ocsp-request"]
    assert look_at(folder, made)[0].revocation == stamped.revocation


@pytest.mark.usefixtures("listing")
def test_nothing_is_fetched_for_a_stamp_that_nobody_vouches_for(folder, site):
    assert add_stamp(folder, authority(site.address("stamp")), ()).why is StampWhy.NO_ANCHOR
    assert [kind for _, kind, _ in site.asked] == ["application/timestamp-query"]
    assert sorted(path.suffix for path in (folder / "proofs").iterdir()) == [".tsq", ".tsr"]


OPENSSL = {
    "with the record": ["-data", TAG_MANIFEST],
    "with the question": ["-queryfile", "proofs/1-127.0.0.1.tsq"],
}


@pytest.mark.parametrize("about", OPENSSL)
@pytest.mark.parametrize("revoked", [False, True])
def test_openssl_alone_checks_a_stamp_by_what_lies_in_the_folder(folder, site, listing, about, revoked):
    if revoked:
        site.files["list"] = listing.revoked().public_bytes(serialization.Encoding.DER)
    add_stamp(folder, authority(site.address("stamp")), listing.anchors)
    command = ["openssl", "ts", "-verify", *OPENSSL[about], "-in", "proofs/1-127.0.0.1.tsr", "-CAfile"]
    without_lists = done(folder, *command, "proofs/1-127.0.0.1.pem")
    assert "Verification: OK" in without_lists
    both = folder.parent / "both.pem"
    both.write_bytes(b"".join((folder / "proofs" / f"1-127.0.0.1{kind}").read_bytes() for kind in (".pem", ".crl")))
    with_lists = done(folder, *command, str(both), "-crl_check_all")
    assert ("certificate revoked" if revoked else "Verification: OK") in with_lists


def done(folder, *command):
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


@pytest.fixture
def listed(site, signer, tmp_path, monkeypatch):
    """Put an authority of the tests' into the program's list: its root is asked for, by its fingerprint."""

    def put(root_sha256):
        file = tmp_path / "authorities.toml"
        file.write_text(
            f"""[[authority]]
name = "Example"
address = "{site.address("stamp")}"
asked = true
root_sha256 = "{root_sha256}"
root_address = "{site.address("root")}"
"""
        )
        monkeypatch.setattr(authorities, "_LIST", file)
        shipped.cache_clear()

    site.ways["stamp"] = lambda query, _: (200, {}, [signer.reply(query)])
    yield put
    shipped.cache_clear()


@pytest.mark.parametrize("encoding", [serialization.Encoding.PEM, serialization.Encoding.DER])
def test_a_root_that_is_asked_for_counts_by_its_fingerprint_and_is_kept(folder, site, signer, listed, encoding):
    listed(fingerprint(signer.top))
    site.files["root"] = signer.top.public_bytes(encoding)
    assert add_stamp(folder, authority(site.address("stamp")), ()).why is StampWhy.STAMPED
    assert (folder / "proofs" / "1-127.0.0.1.pem").read_bytes() == signer.root.read_bytes()
    assert [one.why for one in look_at(folder, Nobody)] == [StampWhy.STAMPED]  # no network is needed again


class Nobody:
    anchors = ()


def test_a_root_with_another_fingerprint_counts_for_nothing(folder, site, signer, listed, tmp_path):
    other = Signer(tmp_path, "Other Time Stamps")
    listed(fingerprint(other.top))
    site.files["root"] = signer.root.read_bytes()
    assert add_stamp(folder, authority(site.address("stamp")), ()).why is StampWhy.NO_ANCHOR
    assert not (folder / "proofs" / "1-127.0.0.1.pem").exists()


def test_a_root_in_the_folder_counts_for_nothing(folder, site, signer):
    """Whoever fills the folder could put any there."""
    site.ways["stamp"] = lambda query, _: (200, {}, [signer.reply(query)])
    add_stamp(folder, authority(site.address("stamp")), signer.anchors)
    assert (folder / "proofs" / "1-127.0.0.1.pem").exists()
    assert [one.why for one in look_at(folder, Nobody)] == [StampWhy.NO_ANCHOR]


# When the record was begun, and what time it is now


@pytest.fixture
def stamped(copy, site, signer):
    """Give a record with a good stamp."""
    site.ways["stamp"] = lambda query, _: (200, {}, [signer.reply(query)])
    assert add_stamp(copy, authority(site.address("stamp")), signer.anchors).why is StampWhy.STAMPED
    return copy


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (datetime(2001, 1, 1, tzinfo=UTC), StampWhy.TO_COME),
        (datetime.now(UTC) - timedelta(hours=1), StampWhy.TO_COME),
        (datetime.now(UTC) + timedelta(days=9_000), StampWhy.STAMPED),
    ],
)
def test_no_stamp_is_from_the_time_to_come(stamped, signer, now, why):
    assert [one.why for one in look(stamped, None, signer.anchors, now=now).stamps] == [why]


def test_no_stamp_is_older_than_the_record_and_a_rewritten_record_is_younger_than_its_stamp(copy, site, signer):
    file = copy / "data" / "record.json"
    file.write_text(file.read_text("utf-8").replace('"started_at": "2026-', '"started_at": "2051-'), "utf-8")
    reseal(copy)
    site.ways["stamp"] = lambda query, _: (200, {}, [signer.reply(query)])
    add_stamp(copy, authority(site.address("stamp")), signer.anchors)
    assert [one.why for one in look(copy, None, signer.anchors).stamps] == [StampWhy.BEFORE]


def test_the_program_trusts_the_fingerprints_of_its_list(signer):
    trust = trusted(signer.anchors)
    assert trust.roots == signer.anchors
    assert trust.fingerprints == {entry["root_sha256"] for entry in entries()}


def test_what_certificates_name_is_fetched_over_http_alone():
    for address in ("ldap://lists.example/a", "file:///etc/hostname"):
        with pytest.raises(UsageError):
            authority(address)
    assert authorities.Clerk(1).get("file:///etc/hostname") is None


def test_loopback_is_all_that_is_asked_here(site):
    site.ways["any"] = lambda *_: (200, {}, [b"0 is how one begins"])
    assert ipaddress.ip_address(authority(site.address("any")).hostname or "").is_loopback
    assert ask(authority(site.address("any")), b"x") == b"0 is how one begins"
