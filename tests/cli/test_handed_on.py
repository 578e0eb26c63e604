"""What is handed on is checked by whoever gets it: the zip, the PDF, or what was unpacked from
either.
"""

import io
import json
import re
import shutil
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from tests.cli.conftest import make_writable
from tests.cli.shell import refused
from tests.evidence.handmade import edit_record, reseal
from tests.evidence.mails import MAIL, signed
from tests.evidence.parcels import make

from optout.evidence.export import Parcel, Statements, pdf_with_files, zipped
from optout.evidence.folder import close_bag
from optout.evidence.supplement import Label, Supplement, attach, how_to_verify
from optout.evidence.unpack import unzipped
from optout.evidence.verify import whole_record
from optout.journal import Journal

SAID = {"supplement": "it-supplement-1", "said_to_be": "answer", "said_at": "2026-12-01T10:00:00Z"}
LIST = "export-sha256.txt"


@pytest.fixture(scope="module")
def parcel(browser, tmp_path_factory):
    folder = make(browser, tmp_path_factory.mktemp("handed on"))
    said = Statements(record=folder.name, labels=[SAID], readings=[]).files("en")
    return Parcel(whole_record(folder, None), said)


@pytest.fixture
def handed_on(parcel, tmp_path):
    """Give the folder of an export's zip, unpacked, and the fingerprint of all of it."""
    (tmp_path / "it.zip").write_bytes(zipped(parcel))
    record, _ = unzipped(tmp_path / "it.zip", tmp_path / "unpacked")
    make_writable(tmp_path / "unpacked")
    return record


def verified(shell, what, *more):
    ran = shell.run("verify", str(what), *more, "--json")
    return ran.code, json.dumps(ran.json), ran.json


def as_zip(folder, to):
    """Pack a folder's files again, as whoever changed them would, with a list that fits."""
    with zipfile.ZipFile(to, "w") as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(file, file.relative_to(folder))
    return to


def rewritten_mail(record):
    supplement = record.with_name(f"{record.name}-supplement-1")
    for path in ("data/attached.eml", "data/supplement.json"):
        file = supplement / path
        data = file.read_bytes()
        if path.endswith("eml"):
            old, new = data, data.replace(b"honor", b"refuse")
            file.write_bytes(new)
        else:
            from hashlib import sha256

            sizes = data.replace(f'"size": {len(old)}'.encode(), f'"size": {len(new)}'.encode())
            file.write_bytes(
                sizes.replace(sha256(old).hexdigest().encode(), sha256(new).hexdigest().encode())
            )
    info = dict(
        line.split(": ", 1)
        for line in (supplement / "bag-info.txt").read_text("utf-8").splitlines()
    )
    for label in ("Payload-Oxum",):
        del info[label]
    (supplement / "tagmanifest-sha256.txt").unlink()
    told = Supplement.model_validate_json((supplement / "data/supplement.json").read_bytes())
    (supplement / "HOW-TO-VERIFY.txt").write_text(how_to_verify(told), "utf-8")
    close_bag(supplement, info)


CHANGES = {
    "an e-mail rewritten, with every hash": rewritten_mail,
    "the last supplement left out": lambda record: shutil.rmtree(
        record.with_name(f"{record.name}-supplement-4")
    ),
    "what was said since rewritten": lambda record: record.with_name("statements.txt").write_text(
        "Nothing.\n"
    ),
    "what was said since left out": lambda record: [
        record.with_name(f"statements.{kind}").unlink() for kind in ("txt", "json")
    ],
    "a supplement more": lambda record: attach(whole_record(record, None), Path(__file__)),
}


@pytest.mark.parametrize("packed", [True, False], ids=["zip", "unpacked"])
@pytest.mark.parametrize("name", CHANGES)
def test_the_fingerprint_of_an_export_covers_what_was_added_to_the_record(
    shell, parcel, handed_on, tmp_path, name, packed
):
    place = handed_on.parent
    what = as_zip(place, tmp_path / "same.zip") if packed else handed_on
    code, said, told = verified(shell, what, "--fingerprint", parcel.fingerprint)
    assert (code, told["compared_with"], told["export_fingerprint"]) == (
        0,
        "listed",
        parcel.fingerprint,
    ), said
    assert [one["compared_with"] for one in told["beside"]] == ["listed"] * 4
    CHANGES[name](handed_on)
    what = as_zip(place, tmp_path / "changed.zip") if packed else handed_on
    assert verified(shell, what, "--fingerprint", parcel.fingerprint)[0] == 1


@pytest.mark.parametrize("name", CHANGES)
def test_where_the_record_s_fingerprint_alone_is_known_it_is_said_of_what_it_is_none(
    shell, parcel, handed_on, name
):
    (handed_on.with_name(LIST)).unlink()
    CHANGES[name](handed_on)
    code, said, told = verified(shell, handed_on, "--fingerprint", parcel.base.fingerprint)
    assert (code, told["compared_with"]) == (0, "named"), said
    assert {one["compared_with"] for one in told["beside"]} == {None}
    err = shell.run("verify", str(handed_on), "--fingerprint", parcel.base.fingerprint).err
    assert "the fingerprint is the one that you named" in err
    assert err.count("no fingerprint kept elsewhere was compared") == len(told["beside"])


def test_export_prints_both_fingerprints_and_says_what_each_covers(shell, handed_on):
    records = shell.data / "records"
    records.mkdir(parents=True)
    for folder in handed_on.parent.glob(f"{handed_on.name}*"):
        shutil.copytree(folder, records / folder.name)
    ran = shell.run("export", handed_on.name, "--yes")
    told = shell.run("export", handed_on.name, "--yes", "--json").json
    assert told["export_fingerprint"] in ran.err
    assert f"covers nothing that was added later:\n  {told['fingerprint']}" in ran.err
    assert "nobody can change a file without it showing" not in ran.err
    assert shell.run("verify", told["file"], "--fingerprint", told["export_fingerprint"]).code == 0


# The PDF


@pytest.fixture
def pdf(parcel, tmp_path):
    file = tmp_path / "it.pdf"
    file.write_bytes(pdf_with_files(parcel))
    return file


def saved(pdf, to):
    """Save every file of a PDF into a folder, as HOW-TO-VERIFY.txt says."""
    to.mkdir()
    with pikepdf.open(pdf) as opened:
        for name, spec in opened.attachments.items():
            (to / name).write_bytes(spec.get_file().read_bytes())
    return to


@pytest.mark.parametrize("flat", [False, True], ids=["the PDF", "its files, saved"])
def test_the_pdf_of_an_export_and_a_folder_of_its_files_verify(shell, parcel, pdf, tmp_path, flat):
    what = saved(pdf, tmp_path / "flat") if flat else pdf
    code, said, told = verified(shell, what)
    assert (code, told["compared"], len(told["beside"])) == (0, False, 4), said
    code, said, told = verified(shell, what, "--fingerprint", parcel.fingerprint)
    assert (code, told["compared_with"], told["findings"], told["added"]) == (
        0,
        "listed",
        [],
        [],
    ), said
    assert verified(shell, what, "--fingerprint", parcel.fingerprint[::-1])[0] == 1


def test_what_is_changed_in_the_saved_files_of_a_pdf_is_found_by_its_name(shell, pdf, tmp_path):
    flat = saved(pdf, tmp_path / "flat")
    (flat / "record.json").write_bytes((flat / "record.json").read_bytes() + b" ")
    (flat / "supplement-2-attached.eml").unlink()
    code, said, told = verified(shell, flat)
    assert (code, [one["file"] for one in told["findings"]]) == (1, ["data/record.json"])
    [second] = [one for one in told["beside"] if one["findings"]]
    assert [one["file"] for one in second["findings"]] == ["data/attached.eml"], said


def test_a_pdf_that_shows_other_pages_than_the_sealed_ones_does_not_verify(shell, pdf):
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        opened.pages[0].contents_add(b"BT ET", prepend=True)
        opened.save(pdf)
    code, said, _told = verified(shell, pdf)
    assert (code, "the pages of it.pdf are not those of the START-HERE.pdf in it" in said) == (
        1,
        True,
    )


@pytest.mark.parametrize("change", ["another hash", "no list"])
def test_a_pdf_whose_list_is_not_of_what_is_attached_does_not_verify(shell, pdf, change):
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        if change == "no list":
            del opened.pages[-1]
        else:
            listed = opened.pages[-1].Contents.read_bytes()
            changed = re.sub(rb"<.{128}2020", b"<" + b"61" * 64 + b"2020", listed, count=1)
            opened.pages[-1].Contents = opened.make_stream(changed)
        opened.save(pdf)
    code, said, _told = verified(shell, pdf)
    assert (code, "do not list what is attached to it" in said) == (1, True), said


def test_a_pdf_of_anybody_is_no_record(shell, tmp_path):
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(tmp_path / "blank.pdf")
    refused(shell.run("verify", str(tmp_path / "blank.pdf")), 1, "there is no record in this file")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nno more")
    refused(shell.run("verify", str(tmp_path / "broken.pdf")), 1, "this file is no record")


# What joins a folder by itself

STRAYS = [".DS_Store", "data/Thumbs.db", "proofs/.DS_Store", "notes.txt"]


@pytest.mark.parametrize("path", STRAYS)
def test_a_file_that_joins_a_record_whose_fingerprint_is_right_is_told_apart(
    shell, parcel, handed_on, path
):
    (handed_on / path).parent.mkdir(exist_ok=True)
    (handed_on / path).write_bytes(b"\0\0\0\1Bud1")
    ran = shell.run("verify", str(handed_on), "--fingerprint", parcel.fingerprint)
    assert (ran.code, "are as they were sealed" in ran.err) == (0, True), ran.err
    assert f"{path}" in ran.err
    assert "it is no part of what was sealed, and changes nothing about it" in ran.err
    told = verified(shell, handed_on, "--fingerprint", parcel.fingerprint)[2]
    assert [one["file"] for one in told["added"]] == [path]
    assert verified(shell, handed_on)[0] == 1  # somebody may have taken it out of the lists
    kept = whole_record(handed_on, parcel.base.fingerprint)
    with zipfile.ZipFile(io.BytesIO(zipped(Parcel(kept)))) as packed:
        assert f"{handed_on.name}/{path}" not in packed.namelist()


# What is said, and in which order


def test_verify_says_first_who_objected_to_whom_when_and_how_it_ended(shell, handed_on):
    ran = shell.run("verify", str(handed_on))
    said = ran.err
    order = [
        "to Example Controller Limited",
        "Sent and confirmed",
        "ada@example.eu",
        "Time stamps",
        "supplement-1: all",
    ]
    assert sorted(order, key=said.index) == order
    objection = verified(shell, handed_on)[2]["objection"]
    assert (objection["who"], objection["controller"]) == (
        "ada@example.eu",
        "Example Controller Limited",
    )
    assert (objection["status"], objection["answer_due"]) == ("confirmed", "2026-12-24")
    assert objection["sent_at"].startswith("2026-11-24T")
    german = shell.run("verify", str(handed_on), OPTOUT_LANG="de").err
    assert "Gesendet und bestätigt" in german


def test_no_day_is_told_where_the_controller_first_asks_by_mail(shell, handed_on):
    edit_record(handed_on, asks_by_mail={"en": "which processing you object to"})
    assert verified(shell, handed_on)[2]["objection"]["answer_due"] is None


@pytest.fixture
def extended(handed_on, tmp_path):
    """Attach an announcement that more time is needed, and give its supplement."""

    def announce(came):
        (tmp_path / "notice.txt").write_text("We need more time.\n")
        base = whole_record(handed_on, None)
        handed_on.with_name(LIST).unlink()
        return attach(base, tmp_path / "notice.txt", Label.ANSWER, more_time_on=came)[1]

    return announce


def due(told):
    return told["objection"]["answer_due"], told["objection"]["extended_on"]


def test_verify_says_by_when_an_answer_is_due_now_that_an_extension_was_announced(
    shell, handed_on, extended
):
    extended(date(2026, 12, 20))
    said = " ".join(shell.run("verify", str(handed_on)).err.split())
    now = "2027-02-24: three months, Art. 12(3) GDPR; the extension was announced on 2026-12-20"
    assert f"Answer now due {now}" in said
    assert due(verified(shell, handed_on)[2]) == ("2027-02-24", "2026-12-20")


def test_for_verify_an_extension_that_was_announced_too_late_moves_nothing(
    shell, handed_on, extended
):
    extended(date(2026, 12, 29))
    assert "Answer now due" not in shell.run("verify", str(handed_on)).err
    assert due(verified(shell, handed_on)[2]) == ("2026-12-24", None)


def test_for_verify_an_extension_that_the_person_since_called_a_note_moves_nothing(
    shell, handed_on, extended
):
    supplement = extended(date(2026, 12, 20))
    with closing(Journal(shell.data)) as journal:
        journal.add_statement(supplement.id, "label", "note")
    assert due(verified(shell, handed_on)[2]) == ("2026-12-24", None)


def test_for_verify_an_extension_in_a_supplement_that_was_changed_moves_nothing(
    shell, handed_on, extended
):
    supplement = extended(date(2026, 12, 20)).folder
    make_writable(supplement)
    (supplement / "data/attached.txt").write_text("We need no time.\n")
    code, _text, told = verified(shell, handed_on)
    assert (code, *due(told)) == (1, "2026-12-24", None)


def test_supplements_are_told_in_the_order_of_their_numbers(shell, handed_on, tmp_path):
    for number in range(7):
        (tmp_path / "note.txt").write_text(f"Note {number}\n")
        attach(whole_record(handed_on, None), tmp_path / "note.txt")
    handed_on.with_name(LIST).unlink()
    told = verified(shell, handed_on)[2]
    numbers = [int(one["record"].rpartition("-")[2]) for one in told["beside"]]
    assert numbers == list(range(1, 12))


def test_a_signature_that_is_invalid_is_an_error_and_a_foreign_sender_is_named(
    shell, handed_on, tmp_path
):
    told = json.loads((handed_on / "data/record.json").read_text("utf-8"))
    edit_record(
        handed_on,
        flow={"id": "facebook", "sha256": "0" * 64, "seen_live": "never"},
        tool={**told["tool"], "version": "0.0.0"},  # whose documents are not compared
    )
    reseal(handed_on)
    for place in handed_on.parent.glob("*-supplement-*"):
        shutil.rmtree(place)
    handed_on.with_name(LIST).unlink()
    (tmp_path / "foreign.eml").write_bytes(MAIL)
    attach(whole_record(handed_on, None), tmp_path / "foreign.eml")
    ran = shell.run("verify", str(handed_on))
    assert ran.code == 0, ran.err
    assert (
        "Privacy Operations <privacy@support.example.eu>, is at none of the domains that this program"
        in ran.err
    )
    (tmp_path / "forged.eml").write_bytes(signed(domain=b"evil.example"))
    attach(whole_record(handed_on, None), tmp_path / "forged.eml", look_up=lambda _name: b"")
    ran = shell.run("verify", str(handed_on))
    assert (ran.code, "signature invalid" in ran.err) == (1, True)
