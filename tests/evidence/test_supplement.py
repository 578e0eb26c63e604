"""What is attached to a sealed record: kept byte for byte in a folder of its own that names the
record.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
from dataclasses import replace
from types import SimpleNamespace

import bagit  # type: ignore[import-untyped]
import pytest
from tests.evidence.handmade import edit, writable
from tests.evidence.mails import MAIL, rsa_key, signed
from tests.evidence.samples import reseal

from optout.errors import RecordError
from optout.evidence.folder import FindingKind, close_bag
from optout.evidence.mail import Remark, SignatureReason, remarks
from optout.evidence.supplement import (
    SUPPLEMENT,
    SUPPLEMENT_LIMIT,
    Label,
    Supplement,
    attach,
    how_to_verify,
    supplement_in,
)
from optout.evidence.verify import KnownHashes, check, verify, whole_record


@pytest.fixture
def base(copy, sealed):
    return whole_record(copy, sealed.fingerprint)


@pytest.fixture
def mail(tmp_path):
    file = tmp_path / "their \u202email.eml"
    file.write_bytes(signed())
    return file


def from_dns(_name):
    return rsa_key()[1]


def added_to(*given):
    says, sealed = attach(*given)
    return SimpleNamespace(
        supplement=says, folder=sealed.folder, fingerprint=sealed.fingerprint, flaws=sealed.flaws
    )


@pytest.fixture
def added(base, mail):
    return added_to(base, mail, Label.CONFIRMATION, from_dns)


@pytest.fixture
def folder(added):
    """The supplement's folder, to be spoiled."""
    return writable(added.folder)


def signature_of(folder, look_up=None):
    checked = check(folder, KnownHashes(), (), look_up).signature
    assert checked is not None
    return checked.why


def test_the_file_is_kept_byte_for_byte_under_a_name_of_ours_read_only_beside_the_record_that_it_names(
    added, base, copy, mail
):
    assert (added.folder / "data" / "attached.eml").read_bytes() == mail.read_bytes()
    says = json.loads((added.folder / SUPPLEMENT).read_text("utf-8"))["file"]
    assert says["given_name"] == "their [U+202E]mail.eml"
    assert says["sha256"] == hashlib.sha256(mail.read_bytes()).hexdigest()
    assert says["size"] == len(mail.read_bytes())
    assert [path.name for path in added.folder.rglob("*") if "mail" in path.name] == []
    assert added.folder == copy.parent / f"{copy.name}-supplement-1"
    assert (added.supplement.record_id, added.supplement.record_fingerprint) == (
        copy.name,
        base.fingerprint,
    )
    assert {stat.S_IMODE(path.stat().st_mode) for path in added.folder.rglob("*")} == {0o500, 0o400}
    assert list(added.folder.parent.glob(".partial-*")) == []
    bagit.Bag(str(added.folder)).validate()


@pytest.mark.parametrize(
    ("size", "whole"), [(SUPPLEMENT_LIMIT, True), (SUPPLEMENT_LIMIT + 1, False)]
)
def test_a_description_is_found_and_verified_up_to_the_same_size(folder, size, whole):
    (folder / SUPPLEMENT).write_bytes((folder / SUPPLEMENT).read_bytes().ljust(size))
    reseal(folder)
    assert (supplement_in(folder) is not None) == whole
    assert [one.kind for one in verify(folder).findings] == (
        [] if whole else [FindingKind.TOO_LARGE]
    )


def test_the_sender_s_key_is_kept_and_vouches_for_nothing_until_the_dns_is_asked_again(
    added, folder
):
    assert (folder / "data" / "dkim-key.txt").read_bytes() == rsa_key()[1]
    assert added.supplement.signature.result == "valid"
    assert signature_of(folder) is SignatureReason.OFFLINE
    assert signature_of(folder, from_dns) is SignatureReason.SIGNED
    (folder / "data" / "dkim-key.txt").write_bytes(rsa_key(1024)[1])
    reseal(folder)
    assert signature_of(folder) is SignatureReason.CHANGED


@pytest.mark.parametrize(
    ("name", "data", "kept", "odd"),
    [
        ("a.eml", MAIL, "attached.eml", []),
        ("a.mbox", b"From x\n" + MAIL, "attached.mbox", [Remark.NOT_READ]),
        ("a.MSG", b"what", "attached.msg", [Remark.NOT_READ]),
        ("a.PDF", b"%PDF-1.7 From: x\nDate: y\n\n", "attached.pdf", []),
        ("run.exe", b"MZ", "attached.bin", []),
    ],
)
def test_what_is_odd_about_a_message_is_said_and_of_other_files_not_a_word(
    base, tmp_path, name, data, kept, odd
):
    (tmp_path / name).write_bytes(data)
    added = added_to(base, tmp_path / name, Label.CONFIRMATION)
    assert (added.supplement.file.name, added.supplement.mail is not None) == (
        kept,
        name == "a.eml",
    )
    assert (added.supplement.signature is None) == (added.supplement.mail is None)
    assert [
        *remarks((added.folder / "data" / kept).read_bytes(), None, kept.removeprefix("attached"))
    ] == odd


def test_a_partial_one_of_another_run_is_left_alone(base, mail, copy):
    left = copy.parent / f".partial-{copy.name}-supplement-1"
    left.mkdir()
    assert added_to(base, mail).supplement.number == 2
    assert left.is_dir()


def test_the_same_file_is_kept_once_and_how_to_call_it_otherwise_is_said(added, base, mail):
    again = f"optout attach {base.folder.name} --relabel 1 --as answer"
    for label, hint in (
        (Label.ANSWER, again),
        (Label.CONFIRMATION, f"optout verify {added.folder.name}"),
    ):
        with pytest.raises(RecordError, match=f"kept already, in {added.folder.name}") as told:
            attach(base, mail, label)
        assert told.value.hint == hint


REFUSED = {
    "a folder": (lambda file: file.mkdir(), "it is not a file"),
    "a pipe": (os.mkfifo, "it is not a file"),
    "a file over 25 MB": (lambda file: file.write_bytes(bytes(25_000_001)), "larger than 25 MB"),
    "an empty file": (lambda file: file.touch(), "it is empty"),
    "nothing": (lambda _: None, "No such file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_file_to_keep_is_refused_with_the_reason(base, tmp_path, copy, name):
    make, says = REFUSED[name]
    make(tmp_path / "given")
    with pytest.raises(RecordError, match=says):
        attach(base, tmp_path / "given")
    assert not list(copy.parent.glob("*supplement*"))


def test_only_a_record_that_verifies_gets_one(added, copy):
    with pytest.raises(RecordError, match="is a supplement"):
        whole_record(added.folder, None)
    (copy / "data" / "01-filled.txt").write_text("x")
    with pytest.raises(RecordError, match="not as it was sealed"):
        whole_record(copy, None)


def full(*_given):
    raise OSError(28, "No space left on device")


def test_a_write_that_fails_leaves_nothing_behind(base, mail, copy, monkeypatch):
    monkeypatch.setattr("optout.evidence.folder.close_bag", full)
    with pytest.raises(RecordError, match="No space left"):
        attach(base, mail)
    assert not [*copy.parent.glob("*supplement*"), *copy.parent.glob(".partial-*")]


def test_where_it_cannot_be_made_safe_it_is_kept_all_the_same_and_that_is_told(
    base, mail, monkeypatch
):
    monkeypatch.setattr("optout.evidence.folder.make_read_only", full)
    added = added_to(base, mail)
    unsafe = "is sealed, but not yet safe from changes or a power cut: No space left on device"
    assert added.flaws == (f"{added.folder.name} {unsafe}",)
    assert verify(added.folder, added.fingerprint).ok


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_its_instructions_can_be_followed_as_they_stand(base, mail, language):
    spoken = base.record.model_copy(update={"language": language})
    added = added_to(replace(base, record=spoken), mail, Label.ANSWER, from_dns)
    text = (added.folder / "HOW-TO-VERIFY.txt").read_text("utf-8")
    assert "{" not in text
    assert max(map(len, text.splitlines())) <= 100
    assert all(
        wanted in text for wanted in (base.fingerprint, added.folder.name, base.record.request_id)
    )
    assert added.fingerprint not in text  # which it lies below
    commands = re.findall(r"^ {4}((?:sha256sum|openssl) .*?)(?: {3,}.*)?$", text, re.MULTILINE)
    listed, tags, *hashes = (
        subprocess.run(
            line.split(), cwd=added.folder, capture_output=True, text=True, check=True
        ).stdout
        for line in commands
    )
    assert all(line.endswith(": OK") for line in (listed + tags).splitlines())
    assert [added.fingerprint in said for said in hashes] == [True, True]


def test_a_rehearsal_s_supplement_is_marked(base, mail):
    added = added_to(replace(base, record=base.record.model_copy(update={"replay": True})), mail)
    assert "REPLAY" in (added.folder / "HOW-TO-VERIFY.txt").read_text("utf-8")
    assert "REPLAY" in (added.folder / "bag-info.txt").read_text("utf-8")
    assert "proves no objection" in verify(added.folder, added.fingerprint).summary


def test_a_whole_supplement_says_so_beside_its_record_and_away_from_it(added, tmp_path):
    looked = verify(added.folder, added.fingerprint)
    assert (looked.kind, looked.findings) == ("supplement", ())
    assert "the fingerprint is the one that the journal on this computer keeps" in looked.summary
    away = tmp_path / "away" / added.folder.name
    shutil.copytree(added.folder, away)
    looked = verify(away)
    assert looked.ok
    assert "a rewrite of the whole folder would not show" in looked.summary


def described(change):
    """Rewrite the description, and every hash with it."""

    def make(folder):
        says = json.loads((folder / SUPPLEMENT).read_text("utf-8"))
        change(says)
        (folder / SUPPLEMENT).write_text(json.dumps(says), "utf-8")
        reseal(folder)

    return make


def another_record(folder):
    record = folder.parent / folder.name.partition("-supplement-")[0]
    edit(record / "data" / "record.json", "Example Controller", "Other Controller")
    reseal(record)


ATTACHED = "data/attached.eml"
TAMPERED = {
    "the file changed": (lambda f: (f / ATTACHED).write_bytes(MAIL[:50]), FindingKind.CHANGED),
    "the file exchanged with all hashes": (
        lambda f: ((f / ATTACHED).write_bytes(MAIL), reseal(f)), FindingKind.DISAGREES,
    ),
    "a description of another shape": (described(lambda says: says.pop("tool")), FindingKind.CHANGED),
    "a description of a later version": (described(lambda says: says.update(schema_version=3)), FindingKind.NEWER),
    "a record's id that leads away": (described(lambda says: says.update(record_id="../../etc")), FindingKind.CHANGED),
    "another record's fingerprint": (
        described(lambda says: says.update(record_fingerprint="ab" * 32)), FindingKind.DISAGREES,
    ),
    "the record rewritten": (another_record, FindingKind.DISAGREES),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_with_a_supplement_is_found(folder, name):
    tamper, expected = TAMPERED[name]
    tamper(folder)
    checked = check(folder, KnownHashes(), ())
    assert ({found.kind for found in checked.findings}, checked.ok) == ({expected}, False)


def bag_info(**lines):
    """Rewrite lines of bag-info.txt."""

    def make(folder):
        says = Supplement.model_validate_json((folder / SUPPLEMENT).read_bytes())
        close_bag(folder, {**says.bag_info, **lines})

    return make


PARTLY = {
    "the date in bag-info.txt": (bag_info(**{"Bagging-Date": "2020-02-02"}), "bag-info.txt"),
    "the record in bag-info.txt": (
        bag_info(**{"External-Description": "Supplement to the record it"}), "bag-info.txt",
    ),
    "the size of the file": (described(lambda says: says["file"].update(size=1)), ATTACHED),
    "the sender of the e-mail": (
        described(lambda says: says["mail"].update(sender="nobody@example.org")), ATTACHED,
    ),
    "that it is an e-mail": (described(lambda says: says.update(mail=None)), ATTACHED),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTLY)
def test_a_part_of_a_supplement_that_was_rewritten_with_every_hash_contradicts_another(
    folder, name
):
    assert verify(folder).ok
    change, file = PARTLY[name]
    change(folder)
    found = verify(folder).findings
    assert (file, FindingKind.DISAGREES) in {(one.file, one.kind) for one in found}, found


def test_a_consistent_rewrite_shows_only_against_the_kept_fingerprint(added, folder):
    described(lambda says: says["file"].update(said_to_be="answer"))(folder)
    [found] = verify(folder).findings
    assert (found.kind, found.file) == (FindingKind.DISAGREES, "HOW-TO-VERIFY.txt")
    rewritten = Supplement.model_validate_json((folder / SUPPLEMENT).read_bytes())
    (folder / "HOW-TO-VERIFY.txt").write_text(how_to_verify(rewritten), "utf-8")
    reseal(folder)
    assert verify(folder).ok
    assert [one.kind for one in verify(folder, added.fingerprint).findings] == [
        FindingKind.DISAGREES
    ]
