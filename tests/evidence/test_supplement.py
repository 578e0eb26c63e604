"""What is attached to a sealed record: kept byte for byte in a folder of its own that names the record."""

import hashlib
import json
import os
import re
import shutil
import stat
import subprocess

import bagit  # type: ignore[import-untyped]
import jsonschema
import pytest
from tests.evidence.mails import MAIL, rsa_key, signed
from tests.evidence.samples import reseal
from tools.record_schemas import SUPPLEMENT_FILE, supplement_schema_text

from optout.errors import RecordError
from optout.evidence import supplement as supplement_module
from optout.evidence.folder import Wrong
from optout.evidence.mail import Remark, SignatureResult, SignatureWhy
from optout.evidence.supplement import (
    FILE_LIMIT,
    SUPPLEMENT,
    SUPPLEMENT_LIMIT,
    Label,
    attach,
    remarks_on,
    supplement_in,
)
from optout.evidence.verify import Kept, check, verify, whole_record


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


@pytest.fixture
def added(base, mail):
    return attach(base, mail, Label.CONFIRMATION, from_dns)


def signature_of(folder):
    checked = verify(folder, None, ()).signature
    assert checked is not None
    return checked


def file_of(added):
    assert added.says.file
    return added.says.file


def unlock(folder):
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


def test_the_file_is_kept_byte_for_byte_under_a_name_of_ours(added, mail):
    kept = added.folder / "data" / "attached.eml"
    assert kept.read_bytes() == mail.read_bytes()
    says = json.loads((added.folder / SUPPLEMENT).read_text("utf-8"))
    assert says["file"]["given_name"] == "their [U+202E]mail.eml"
    assert says["file"]["sha256"] == hashlib.sha256(mail.read_bytes()).hexdigest()
    assert says["file"]["size"] == len(mail.read_bytes())
    assert [path.name for path in added.folder.rglob("*") if "mail" in path.name] == []


@pytest.mark.parametrize(("size", "whole"), [(SUPPLEMENT_LIMIT, True), (SUPPLEMENT_LIMIT + 1, False)])
def test_a_description_is_found_and_verified_up_to_the_same_size(added, size, whole):
    file = unlock(added.folder) / SUPPLEMENT
    file.write_bytes(file.read_bytes().ljust(size))
    reseal(added.folder)
    assert (supplement_in(added.folder) is not None) == whole
    assert (verify(added.folder).says is not None) == whole
    assert [one.kind for one in verify(added.folder, None, ()).findings] == ([] if whole else [Wrong.TOO_LARGE])


def test_it_lies_beside_the_record_and_names_it(added, base, copy):
    assert added.folder == copy.parent / f"{copy.name}-supplement-1"
    assert (added.says.record_id, added.says.record_fingerprint) == (copy.name, base.fingerprint)


def test_it_is_read_only_and_nothing_is_left_over(added):
    modes = {stat.S_IMODE(path.stat().st_mode) for path in added.folder.rglob("*")}
    assert modes == {0o500, 0o400}
    assert list(added.folder.parent.glob(".partial-*")) == []


def test_the_shipped_schema_is_the_one_of_the_models():
    assert SUPPLEMENT_FILE.read_text("utf-8") == supplement_schema_text(), "stale: python -m tools.record_schemas"


def test_it_fits_the_schema_and_is_a_bag(added):
    schema = json.loads(SUPPLEMENT_FILE.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads((added.folder / SUPPLEMENT).read_text("utf-8")))
    bagit.Bag(str(added.folder)).validate()


def test_the_sender_s_key_is_kept_and_vouches_for_nothing_until_the_dns_is_asked_again(added):
    assert (added.folder / "data" / "dkim-key.txt").read_bytes() == rsa_key()[1]
    assert added.says.signature
    assert added.says.signature.result is SignatureResult.VALID
    assert signature_of(added.folder).why is SignatureWhy.OFFLINE
    again = check(added.folder, Kept(), (), from_dns).signature
    assert again
    assert again.why is SignatureWhy.SIGNED


def test_a_key_put_in_the_place_of_the_kept_one_shows_in_the_signature(added):
    unlock(added.folder)
    (added.folder / "data" / "dkim-key.txt").write_bytes(rsa_key(1024)[1])
    reseal(added.folder)
    assert signature_of(added.folder).why is SignatureWhy.CHANGED


def test_other_files_are_kept_without_a_word_about_their_content(base, tmp_path):
    file = tmp_path / "letter.PDF"
    file.write_bytes(b"%PDF-1.7 From: x\nDate: y\n\n")
    added = attach(base, file, Label.ANSWER)
    assert (file_of(added).name, added.says.mail, added.says.signature) == ("attached.pdf", None, None)
    odd = tmp_path / "run.exe"
    odd.write_bytes(b"MZ")
    assert file_of(attach(base, odd)).name == "attached.bin"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.eml", MAIL, []),
        ("a.mbox", b"From x\n" + MAIL, [Remark.NOT_READ]),
        ("a.MSG", b"what", [Remark.NOT_READ]),
        ("a.txt", b"what", []),
    ],
)
def test_what_is_odd_about_a_message_is_said_of_what_is_kept(base, tmp_path, name, data, says):
    (tmp_path / name).write_bytes(data)
    added = attach(base, tmp_path / name, Label.CONFIRMATION)
    assert remarks_on(added.folder / "data" / added.says.file.name, None) == says


def test_a_partial_one_of_another_run_is_left_alone(base, mail, copy):
    left = copy.parent / f".partial-{copy.name}-supplement-1"
    left.mkdir()
    assert attach(base, mail).says.number == 2
    assert left.is_dir()


def test_the_same_file_twice_is_refused_and_the_first_is_named(added, base, mail):
    with pytest.raises(RecordError, match=f"kept already, in {added.folder.name}"):
        attach(base, mail)


def a_pipe(folder):
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def too_large(folder):
    os.truncate(folder / "file", FILE_LIMIT + 1)
    return folder / "file"


def empty(folder):
    os.truncate(folder / "file", 0)
    return folder / "file"


REFUSED = {
    "a folder": (lambda folder: folder, "it is not a file"),
    "a pipe": (a_pipe, "it is not a file"),
    "a file over 25 MB": (too_large, "larger than 25 MB"),
    "an empty file": (empty, "it is empty"),
    "nothing": (lambda folder: folder / "none", "No such file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_file_to_keep_is_refused_with_the_reason(base, tmp_path, copy, name):
    make, says = REFUSED[name]
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "file").write_bytes(b"x")
    with pytest.raises(RecordError, match=says):
        attach(base, make(tmp_path / "given"))
    assert not list(copy.parent.glob("*supplement*"))


def test_a_record_that_does_not_verify_gets_nothing(copy):
    (copy / "data" / "01-filled.txt").write_text("x")
    with pytest.raises(RecordError, match="not as it was sealed"):
        whole_record(copy, None)


def test_a_supplement_gets_no_supplement(added):
    with pytest.raises(RecordError, match="is a supplement"):
        whole_record(added.folder, None)


def test_a_write_that_fails_leaves_nothing_behind(base, mail, copy, monkeypatch):
    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(supplement_module, "close_bag", full)
    with pytest.raises(RecordError, match="No space left"):
        attach(base, mail)
    assert not list(copy.parent.glob("*supplement*"))
    assert not list(copy.parent.glob(".partial-*"))


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_its_instructions_can_be_followed_as_they_stand(base, mail, language):
    spoken = base.record.model_copy(update={"language": language})
    added = attach(supplement_module.Base(base.folder, spoken, base.fingerprint), mail, Label.ANSWER, from_dns)
    text = (added.folder / "HOW-TO-VERIFY.txt").read_text("utf-8")
    assert "{" not in text
    assert max(map(len, text.splitlines())) <= 100
    for wanted in (base.fingerprint, added.folder.name, base.record.request_id):
        assert wanted in text
    assert added.fingerprint not in text  # which it lies below
    commands = re.findall(r"^ {4}((?:sha256sum|openssl) .*?)(?: {3,}.*)?$", text, re.MULTILINE)
    assert len(commands) == 4
    said = [
        subprocess.run(line.split(), cwd=added.folder, capture_output=True, text=True, check=True).stdout
        for line in commands
    ]
    assert all(line.endswith(": OK") for line in (said[0] + said[1]).splitlines())
    assert added.fingerprint in said[2]
    assert added.fingerprint in said[3]


def test_a_rehearsal_s_supplement_is_marked(base, mail):
    rehearsed = base.record.model_copy(update={"replay": True})
    added = attach(supplement_module.Base(base.folder, rehearsed, base.fingerprint), mail)
    assert "REPLAY" in (added.folder / "HOW-TO-VERIFY.txt").read_text("utf-8")
    assert "REPLAY" in (added.folder / "bag-info.txt").read_text("utf-8")
    assert "proves no objection" in verify(added.folder, added.fingerprint, ()).summary


def test_a_whole_supplement_says_so_beside_its_record_and_away_from_it(added, tmp_path):
    looked = verify(added.folder, added.fingerprint, ())
    assert (looked.kind, looked.findings) == ("supplement", ())
    assert "the fingerprint is the one that was kept" in looked.summary
    away = tmp_path / "away" / added.folder.name
    shutil.copytree(added.folder, away)
    looked = verify(away, None, ())
    assert looked.ok
    assert "a rewrite of the whole folder would not show" in looked.summary


def described(folder, change):
    file = folder / SUPPLEMENT
    says = json.loads(file.read_text("utf-8"))
    change(says)
    file.write_text(json.dumps(says), "utf-8")
    reseal(folder)


def rewrite_record(folder):
    record = folder.parent / folder.name.partition("-supplement-")[0]
    file = record / "data" / "record.json"
    file.write_text(file.read_text("utf-8").replace("Example Controller", "Other Controller"), "utf-8")
    reseal(record)


def another_kind_of_bag(folder):
    file = folder / "bagit.txt"
    file.write_text(file.read_text("utf-8").replace("1.0", "0.97"), "utf-8")
    tags = folder / "tagmanifest-sha256.txt"
    lines = [line for line in tags.read_text("utf-8").splitlines() if not line.endswith("  bagit.txt")]
    lines.append(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  bagit.txt")
    tags.write_text("".join(f"{line}\n" for line in lines), "utf-8")


TAMPERED = {
    "another kind of bag": (another_kind_of_bag, {Wrong.CHANGED}),
    "the file changed": (
        lambda f: (f / "data" / "attached.eml").write_bytes(signed() + b"more of it"),
        {Wrong.CHANGED},
    ),
    "the file cut short": (
        lambda f: (f / "data" / "attached.eml").write_bytes(MAIL[:50]),
        {Wrong.CHANGED},
    ),
    "the file removed": (lambda f: (f / "data" / "attached.eml").unlink(), {Wrong.MISSING}),
    "a file added": (lambda f: (f / "data" / "more.txt").write_text("x"), {Wrong.ADDED}),
    "the instructions changed": (lambda f: (f / "HOW-TO-VERIFY.txt").write_text("x"), {Wrong.CHANGED}),
    "no declaration": (lambda f: (f / "bagit.txt").unlink(), {Wrong.MISSING}),
    "the file exchanged with all hashes": (
        lambda f: ((f / "data" / "attached.eml").write_bytes(MAIL), reseal(f)),
        {Wrong.DISAGREES},
    ),
    "a description of another shape": (lambda f: described(f, lambda s: s.pop("tool")), {Wrong.CHANGED}),
    "a description of a later version": (
        lambda f: described(f, lambda s: s.update(schema_version=3)),
        {Wrong.NEWER},
    ),
    "a record's id that leads elsewhere": (
        lambda f: described(f, lambda s: s.update(record_id="../../etc")),
        {Wrong.CHANGED},
    ),
    "another record's fingerprint": (
        lambda f: described(f, lambda s: s.update(record_fingerprint="ab" * 32)),
        {Wrong.DISAGREES},
    ),
    "the record rewritten": (rewrite_record, {Wrong.DISAGREES}),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_with_a_supplement_is_found_by_its_own_name(added, name):
    tamper, expected = TAMPERED[name]
    tamper(unlock(added.folder))
    checked = check(added.folder, Kept(), ())
    assert {found.kind for found in checked.findings} == expected
    assert not checked.ok


def test_a_consistent_rewrite_shows_only_against_the_kept_fingerprint(added):
    unlock(added.folder)
    described(added.folder, lambda says: says["file"].update(said_to_be="answer"))
    assert verify(added.folder, None, ()).ok
    found = verify(added.folder, added.fingerprint, ()).findings
    assert [one.kind for one in found] == [Wrong.DISAGREES]
