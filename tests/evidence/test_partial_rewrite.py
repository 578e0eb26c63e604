"""A real record of which a part was rewritten, with every hash, is found to contradict itself, though
no fingerprint was kept; a whole and consistent rewrite is not, and `verify` says so.
"""

import json
import shutil
import time

import pikepdf
import pytest
from tests.evidence.handmade import edit_record, files_of, writable
from tests.evidence.samples import EMAIL, about, confirmed, record_objection, values

from optout.evidence.folder import close_bag
from optout.evidence.record import Confirmation, Record
from optout.evidence.verify import verify

COMMENT = "Please do not train on my posts. I never agreed to it."


@pytest.fixture(scope="module")
def sealed(browser, tmp_path_factory):
    context = browser.new_context()
    recorder = record_objection(context.new_page(), tmp_path_factory.mktemp("sealed"), about())
    ending = confirmed(values=values(("Email address", EMAIL), ("Comment", COMMENT)))
    folder = recorder.seal(ending, context.new_page).folder
    context.close()
    assert verify(folder).ok
    return folder


@pytest.fixture
def copy(sealed, tmp_path):
    shutil.copytree(sealed, tmp_path / sealed.name)
    return writable(tmp_path / sealed.name)


def rehash(folder):
    """Write every list and hash anew, as somebody would who wants a change not to show."""
    edit_record(folder, files=files_of(folder))
    record = Record.model_validate_json((folder / "data/record.json").read_bytes())
    close_bag(folder, record.bag_info)


def record(**changes):
    return lambda folder: edit_record(folder, **changes)


def in_record(old, new):
    return file("data/record.json", old, new)


def file(path, old, new):
    def change(folder):
        text = (folder / path).read_text("utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new), "utf-8")

    return change


def told(folder, name):
    return json.loads((folder / "data" / name).read_text("utf-8"))


def first_events(folder):
    events = (folder / "data/events.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "data/events.jsonl").write_text("".join(events[:3]), "utf-8")


def without_approval(folder):
    events = (folder / "data/events.jsonl").read_text("utf-8").splitlines(keepends=True)
    left = [event for event in events if '"approve"' not in event]
    assert len(left) < len(events)
    (folder / "data/events.jsonl").write_text("".join(left), "utf-8")


def no_last_page(folder):
    with pikepdf.open(folder / "START-HERE.pdf", allow_overwriting_input=True) as pdf:
        assert len(pdf.pages) > 1
        del pdf.pages[-1]
        pdf.save(folder / "START-HERE.pdf")


def other_sentence(folder):
    """Print the summary of another account of what happened."""
    pdf = folder / "START-HERE.pdf"
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        stream = pikepdf.parse_content_stream(opened.pages[0])
        shown = [n for n, part in enumerate(stream) if str(part.operator) in ("Tj", "TJ")]
        del stream[shown[-1]]
        opened.pages[0].Contents = opened.make_stream(pikepdf.unparse_content_stream(stream))
        opened.save(pdf)


def approved_by_script(folder):
    approval = told(folder, "record.json")["approval"]
    edit_record(folder, approval={**approval, "by": "script", "how": "in_advance"})


def other_comment(folder):
    entered = told(folder, "record.json")["values"]
    entered[1]["value"] = "Please do train on my posts, I agreed to it."
    edit_record(folder, values=entered)


def other_field(folder):
    fields = told(folder, "record.json")["fields"]
    fields[0]["value"] = None
    edit_record(folder, fields=fields)


def other_picture(folder):
    """Put the picture of the answer in the place of the form's."""
    shutil.copyfile(folder / "data/02-confirmation.png", folder / "data/01-filled.png")


def note_hashes(folder):
    """Let the timeline have the SHA-256 of each captured file as it is now."""
    hashes = files_of(folder)
    file = folder / "data/events.jsonl"
    events = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for event in events:
        event["detail"] |= {name: hashes[name] for name in event["detail"] if name in hashes}
    file.write_text("".join(f"{json.dumps(event)}\n" for event in events), "utf-8")


def other_answer(folder):
    """Take the answer's words out of the page's text, and the words that decided out of record.json."""
    file("data/02-confirmation.txt", "Your request will be", "Nothing was")(folder)
    edit_record(
        folder, confirmation={**told(folder, "record.json")["confirmation"], "matched": None}
    )
    note_hashes(folder)


def picture_of_another_size(folder):
    other_picture(folder)
    note_hashes(folder)


def captured_later(folder):
    pages = told(folder, "record.json")["pages"]
    pages[0]["at"] = "2026-11-24T23:55:00Z"
    edit_record(folder, pages=pages)


PARTLY = {
    "the words of the answer in the page's text": other_answer,
    "the text of the form": file("data/01-filled.txt", "Comment", "Remark"),
    "the picture of the form": other_picture,
    "the picture of the form, and its SHA-256 in the timeline": picture_of_another_size,
    "the moment of a capture": captured_later,
    "the status": record(status="rejected"),
    "the status, with a reason that goes with it": record(
        status="declined", reason="declined_by_words"
    ),
    "the comment in record.json alone": other_comment,
    "the controller": record(controller="Somebody Else Limited"),
    "the address of the send": in_record(
        "www.example.com/ajax/submit", "www.example.org/other/place"
    ),
    "the status of the answer": in_record('"status": 200', '"status": 204'),
    "the name of a field": in_record('"name": "email"', '"name": "phone"'),
    "the value of a field": other_field,
    "the timeline, cut off": first_events,
    "who approved it": approved_by_script,
    "the answer of the person who was asked": file(
        "data/events.jsonl", '"answer": "yes"', '"answer": "no"'
    ),
    "the approval taken out of the timeline": without_approval,
    "a page taken out of START-HERE.pdf": no_last_page,
    "a sentence taken out of START-HERE.pdf": other_sentence,
    "HOW-TO-VERIFY.txt": lambda folder: (folder / "HOW-TO-VERIFY.txt").write_text("Trust me.\n"),
    "a sentence of HOW-TO-VERIFY.txt": file("HOW-TO-VERIFY.txt", "unchanged", "changed"),
    "the schema": file("record.schema.json", "request_id", "request_number"),
    "a file beside data": lambda folder: (folder / "more.txt").write_text("This is true.\n"),
}


@pytest.mark.parametrize("name", PARTLY)
def test_a_part_that_was_rewritten_with_every_hash_contradicts_another(copy, name):
    PARTLY[name](copy)
    rehash(copy)
    checked = verify(copy)
    assert not checked.ok
    assert {found.kind.value for found in checked.findings} <= {"disagrees", "added"}, (
        checked.findings
    )


def test_what_a_file_contradicts_is_said_in_plain_words(copy):
    other_answer(copy)
    picture_of_another_size(copy)
    edit_record(copy, status="rejected")
    rehash(copy)
    assert {str(found.message) for found in verify(copy).findings} == {
        "data/02-confirmation.txt does not agree with record.json on the words of the answer",
        "data/01-filled.png does not agree with record.json on the size of the picture",
        "data/events.jsonl does not agree with record.json on how the run ended",
        "data/record.json does not agree with itself on how the run ended",
    }


def test_the_text_of_an_answer_that_no_file_has_is_listed_as_absent(browser, tmp_path):
    context = browser.new_context()
    recorder = record_objection(context.new_page(), tmp_path)
    shown, by_dialog = "Your request will be applied going forward.", "Your objection was received."
    answer = Confirmation(texts=[shown, by_dialog], matched=shown, read_by="program")
    folder = recorder.seal(confirmed(confirmation=answer), context.new_page).folder
    context.close()
    captures = told(folder, "record.json")["captures"]
    absent = {capture["file"]: capture["absent"] for capture in captures if capture["absent"]}
    assert absent == {"02-confirmation.txt": [by_dialog]}
    assert verify(folder).ok


def test_a_record_made_by_another_version_is_not_compared_and_not_called_changed(copy):
    tool = {**told(copy, "record.json")["tool"], "version": "9.9.9"}
    edit_record(copy, tool=tool)
    (copy / "HOW-TO-VERIFY.txt").write_text("In other words.\n")
    rehash(copy)
    checked = verify(copy)
    assert (checked.ok, checked.other_version) == (True, "9.9.9")


def test_a_whole_and_consistent_rewrite_is_not_found_and_verify_says_so(sealed, copy):
    assert verify(sealed).other_version is None
    (copy / "data/01-filled.txt").write_text("Another form.\n")
    note_hashes(copy)
    rehash(copy)
    checked = verify(copy)
    assert checked.ok
    assert "so a rewrite of the whole folder would not show" in checked.summary


TEXTS = {
    "of a rehearsal": about(replay_case="received-en"),
    "in German": about(language="de"),
    "in French, of a rehearsal": about(language="fr", replay_case="received-en"),
}
HOSTILE = (
    "שלום עולם, لا أريد ذلك, not <b>mine</b>.\n\n日本語 👩‍👧 e\u0301 ﬁne long-compound-words-that-break "
    * 9
)


@pytest.mark.parametrize("name", TEXTS)
def test_a_record_that_nobody_touched_says_what_it_renders_to_on_a_computer_in_another_zone(
    browser, tmp_path, monkeypatch, name
):
    context = browser.new_context()
    monkeypatch.setenv("TZ", "America/St_Johns")
    time.tzset()
    recorder = record_objection(context.new_page(), tmp_path, TEXTS[name])
    ending = confirmed(values=values(("Email address", EMAIL), ("Comment", HOSTILE)))
    folder = recorder.seal(ending, context.new_page).folder
    context.close()
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    checked = verify(folder)
    monkeypatch.delenv("TZ")
    time.tzset()
    assert (checked.findings, checked.other_version) == ((), None)
