"""The record of a rehearsal says so in its name, its description, every picture and every page, and cannot lose it."""

import pypdfium2
import pytest
from tests.evidence.handmade import ID, RECORD, edit_record, make_record, reseal, write_record
from tests.evidence.papers import texts
from tests.evidence.samples import about, confirmed, record_objection
from tests.evidence.stage import Stage, sealed

from optout.evidence.around import Kept, check
from optout.evidence.capture import capture
from optout.evidence.folder import Wrong, close_bag, write_manifest
from optout.evidence.record import Record
from optout.evidence.record import Stage as Taken
from optout.evidence.verify import verify
from optout.flow.cases import load_cases
from optout.flow.load import find_flow

pytestmark = pytest.mark.faults

MARK = (0x9B, 0x22, 0x26)
"""The colour of what says that it is a rehearsal, of nothing else that is drawn."""
IMAGE = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
REPLAY = {"request_id": f"REPLAY-{ID}", "replay": True, "replay_case": "received-en"}
REHEARSED = "REPLAY, no objection was made: Record of a rehearsal of"
LETTER = {"status": "drafted", "reason": "letter_drafted"}
SETTING = {
    "settings": [
        {
            **dict.fromkeys(("label", "found", "wanted", "means", "before", "after"), "x"),
            "not_covered": None,
            "as_wanted": True,
            "absent": False,
            "locked": False,
            "pressed_at": None,
            "by_hand": False,
            "request": None,
        }
    ]
}


def first_pixels(page, png):
    """Give the colour of a few points in the first lines of a picture, as a browser shows it."""
    page.goto("about:blank")
    return page.evaluate(
        """async bytes => {
          const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
          canvas.drawImage(image, 0, 0);
          return [2, image.width - 3].map(x => [...canvas.getImageData(x, 2, 1, 1).data.slice(0, 3)]);
        }""",
        [*png],
    )


def marked(page, folder):
    """Whether every picture of a record bears the mark, and every page of a PDF the word."""
    pictures = sorted(folder.glob("data/*.png"))
    assert pictures
    for picture in pictures:
        assert first_pixels(page, picture.read_bytes()) == [[*MARK], [*MARK]], picture.name
    for pdf in (*folder.glob("data/*.pdf"), folder / "START-HERE.pdf"):
        assert all("REPLAY" in text for text in texts(pdf.read_bytes())), pdf.name
    assert drawn_in(folder / "START-HERE.pdf") >= len(pictures)


def drawn_in(pdf):
    """Count the pictures in a PDF that begin with the colour of the mark."""
    with pypdfium2.PdfDocument(pdf) as document:
        images = [one.get_bitmap() for sheet in document for one in sheet.get_objects() if one.type == IMAGE]
    return sum(near(image) for image in images)


def near(image):
    at = 2 * image.stride + 2 * image.n_channels
    blue, green, red = bytes(image.buffer)[at : at + 3]
    return all(
        abs(one - other) < 12 for one, other in zip((red, green, blue), MARK, strict=True)
    )  # a JPEG is not exact


@pytest.mark.parametrize("whole", [False, True], ids=["form", "whole page"])
@pytest.mark.parametrize(
    ("name", "case"), [("facebook", "received-en"), ("facebook", "received-de"), ("linkedin", "turned-fr")]
)
def test_every_picture_of_a_replay_bears_the_mark(browser, page, tmp_path, name, case, whole):
    flow = find_flow(name)
    stage = Stage(browser, tmp_path, tmp_path / "replays", whole_page=whole)
    record = sealed(stage.replay(flow, load_cases(flow)[case]).result)
    marked(page, record.folder)
    assert verify(record.folder, record.fingerprint).ok


def test_a_picture_of_a_replay_that_cannot_get_its_strip_is_not_kept(browser, tmp_path, monkeypatch):
    def no_paper(*_given):
        raise OSError("no paper")

    monkeypatch.setattr("optout.evidence.mounting.show_document", no_paper)
    flow = find_flow("facebook")
    stage = Stage(browser, tmp_path, tmp_path / "replays")
    folder = sealed(stage.replay(flow, load_cases(flow)["received-en"]).result).folder
    assert not list(folder.glob("data/*.png"))


def test_a_live_picture_bears_no_mark(page, sealed):
    for picture in sealed.folder.glob("data/*.png"):
        assert [*MARK] not in first_pixels(page, picture.read_bytes())


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({}, "Record of an objection under GDPR Art. 21(1) to Example Controller Limited"),
        (LETTER, "Record of a drafted letter: an objection under GDPR Art. 21(1) to Example Controller Limited"),
        (SETTING, "Record of a setting of an account at Example Controller Limited"),
        (
            REPLAY,
            f"{REHEARSED} an objection under GDPR Art. 21(1) to Example Controller Limited",
        ),
        (
            {**REPLAY, **SETTING},
            f"{REHEARSED} a setting of an account at Example Controller Limited",
        ),
    ],
    ids=["objection", "letter", "setting", "rehearsal", "rehearsal of a setting"],
)
def test_bag_info_says_what_it_is_a_record_of(tmp_path, made, says):
    make_record(tmp_path)
    write_record(tmp_path, **{"timeline": {"count": 1, "sha256": "ab" * 32}, "files": {}, **made})
    record = Record.model_validate_json((tmp_path / RECORD).read_bytes())
    assert (record.described, record.sealed_on) == (says, "2026-11-24")


def test_a_sealed_replay_has_that_line(replay):
    lines = (replay.folder / "bag-info.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if "Record of" in line] == [
        f"External-Description: {REHEARSED} an objection under GDPR Art. 21(1) to Example Controller Limited"
    ]


@pytest.fixture
def replay(page, tmp_path):
    """A sealed record of a rehearsal, which may be written to."""
    recorder = record_objection(page, tmp_path, about(replay_case="received", language="fr"))
    made = recorder.seal(confirmed(), page.context.new_page)
    for path in (made.folder, *made.folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return made


def rewritten(folder, name, **changes):
    """Write a record anew under another name, with its description and every hash; its summary stays as printed."""
    edit_record(folder, request_id=name, **changes)
    record = Record.model_validate_json((folder / RECORD).read_bytes())
    info = {
        "External-Identifier": name,
        "External-Description": record.described,
        "Bagging-Date": record.sealed_on,
    }
    write_manifest(folder)
    close_bag(folder, info)
    return folder.rename(folder.with_name(name))


def test_a_replay_that_was_rewritten_as_live_does_not_verify(replay):
    live = rewritten(replay.folder, replay.id.removeprefix("REPLAY-"), replay=False, replay_case=None)
    told = check(live, Kept(), ())
    assert not told.ok
    assert [(one.kind, one.file) for one in told.looked.verdict.findings] == [
        (Wrong.RECORD_DISAGREES, "START-HERE.pdf")
    ]
    assert "it proves nothing until that is explained" in told.looked.verdict.summary


def test_a_record_that_was_rewritten_as_a_replay_does_not_verify(copy):
    name = f"REPLAY-{copy.name}"
    told = check(rewritten(copy, name, replay=True, replay_case="received-en"), Kept(), ())
    assert [one.file for one in told.looked.verdict.findings] == ["START-HERE.pdf"]


def test_where_no_summary_was_printed_nothing_is_compared_with_it(page, tmp_path):
    made = record_objection(page, tmp_path, about(replay_case="received")).seal(confirmed(), None)
    assert verify(made.folder, made.fingerprint).ok


@pytest.mark.parametrize("title", [b"", b"/Title", b"/Title <FEF>", b"/Title (No record at all)", b"/Title <FEFF00>"])
def test_a_summary_that_counts_as_not_printed_and_has_no_title_is_no_fault(tmp_path, title):
    make_record(tmp_path)
    (tmp_path / "START-HERE.pdf").write_bytes(b"%PDF-1.7\n" + title)
    reseal(tmp_path)
    assert verify(tmp_path).ok


def test_what_earlier_versions_said_of_every_record_is_no_fault(tmp_path):
    make_record(tmp_path)
    edit_record(tmp_path, **SETTING)
    write_manifest(tmp_path)
    close_bag(
        tmp_path,
        {
            "External-Identifier": ID,
            "External-Description": "Record of an objection under GDPR Art. 21(1) to Example Controller Limited",
        },
    )
    assert verify(tmp_path).ok


PAGES = {
    "a header that stays": "<p style='position:fixed;top:0;left:0;right:0;height:60px;background:#fff;z-index:9'>x",
    "too tall, and scrolled down": "<div style='height:20000px'>x</div><script>scrollTo(0, 9000)</script>",
    "a style of its own": "<style>html::before { content: none; display: none } html { display: grid }</style><p>x</p>",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_whole_page_bears_the_mark_whatever_it_looks_like(page, tmp_path, name):
    page.set_content(PAGES[name])
    shown = capture(page, Taken.FILLED, [], tmp_path, band="REPLAY").picture
    assert shown
    assert page.evaluate("getComputedStyle(document.documentElement, '::before').backgroundColor") == "rgba(0, 0, 0, 0)"
    for picture in ((tmp_path / "01-filled.png").read_bytes(), shown.data):
        assert all(abs(a - b) < 12 for pixel in first_pixels(page, picture) for a, b in zip(pixel, MARK, strict=True))
