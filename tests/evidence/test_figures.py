"""The pictures of START-HERE can be read on paper, and say what they do not show."""

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from tests.evidence.papers import flat, pages
from tests.evidence.pixels import noise
from tests.evidence.samples import COMMENT, EMAIL, about, begun, confirmed, sent, shot, values
from tests.evidence.stories import STORIES

from optout.evidence.capture import capture
from optout.evidence.figures import figures_of, width_on_paper
from optout.evidence.record import Stage
from optout.evidence.wording import words

_POINTS_PER_MM = 72 / 25.4

WIDTHS = {
    "a form": (640, 610, 102),
    "a dialog": (460, 236, 74),
    "a page as wide as a window": (1280, 720, 174),
    "a page that is as long as it may be": (400, 1400, 64),
    "no picture": (0, 0, 0),
}


@pytest.mark.parametrize("name", WIDTHS)
def test_text_of_a_page_is_as_large_as_that_of_a_book_as_far_as_the_paper_is_wide(name):
    width, height, millimetres = WIDTHS[name]
    assert round(width_on_paper(width, height)) == millimetres


def widths_of_pictures(pdf):
    """Return how wide each picture of a PDF is, in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
                left, _bottom, right, _top = image.get_bounds()
                yield (right - left) / _POINTS_PER_MM


FORM = f"""<!doctype html><meta charset=utf-8><body style="margin:0;width:640px">
<form style="width:640px;height:400px"><label>E-mail <input value={EMAIL}></label>
<label>Why <textarea rows=2></textarea></label><button>Send</button></form>"""


def test_a_form_is_printed_wide_enough_to_be_read_and_a_long_comment_whole(page, tmp_path):
    recorder = begun(tmp_path, about())
    page.set_content(FORM)
    page.locator("textarea").fill(COMMENT)
    recorder.capture(Stage.FILLED, shot(page, "form"))
    recorder.sent(sent())
    entered = values(("E-mail", EMAIL), ("Comment", f"{COMMENT}\n" * 9 + "The end."))
    folder = recorder.seal(confirmed(values=entered), page.context.new_page).folder
    printed = folder / "START-HERE.pdf"
    widths = [*widths_of_pictures(printed)]
    assert len(widths) == 1
    assert round(widths[0]) == 102
    said = flat(" ".join(pages(printed.read_bytes())))
    assert "The end." in said
    assert "A field in this picture may show only a part of its text." in said


COVERED = {
    "a password": ("<form><input type=password></form>", True),
    "a code": ("<form><input autocomplete=one-time-code></form>", True),
    "a password that nobody sees": ("<form><input type=password hidden> x</form>", False),
    "a password beside the form": (
        "<form>x</form><p style='margin-top:90px'><input type=password></p>",
        False,
    ),
    "nothing": ("<form><input></form>", False),
}


@pytest.mark.parametrize("name", COVERED)
def test_a_capture_says_whether_fields_are_covered_in_its_picture(page, tmp_path, name):
    markup, is_covered = COVERED[name]
    page.set_content(markup)
    text, picture = capture(shot(page, "form"), Stage.FILLED, tmp_path)
    assert (text.covers_fields, picture.covers_fields) == (False, is_covered)


def test_a_covered_field_has_a_legend(page, tmp_path):
    recorder = begun(tmp_path, about())
    page.set_content("<form><input type=password><button>Send</button></form>")
    recorder.capture(Stage.FILLED, shot(page, "form"))
    folder = recorder.seal(confirmed(), page.context.new_page).folder
    said = flat(" ".join(pages((folder / "START-HERE.pdf").read_bytes())))
    assert "In this picture the program covered fields for passwords or codes." in said


@pytest.mark.parametrize("name", ["picture with a covered field", "picture with a long text"])
def test_what_a_picture_does_not_show_is_only_said_where_there_is_one(name):
    [figure] = figures_of(STORIES[name], {}, words("en"))
    [note] = figure.notes
    assert note.startswith("There is no screenshot of this page")


@pytest.mark.parametrize("height", [600, 640, 680])  # the end fits on the page half, or just not
def test_what_ends_the_document_is_on_one_page(page, tmp_path, height):
    recorder = begun(tmp_path, about())
    page.set_content(FORM)
    recorder.capture(Stage.FILLED, shot(page, "form"))
    recorder.capture(Stage.CONFIRMATION, shot(page, "form"))
    for name in ("01-filled.png", "02-confirmation.png"):
        (recorder.folder / "data" / name).write_bytes(noise(320, height, 200, 200))
    folder = recorder.seal(confirmed(), page.context.new_page).folder
    *_others, last = pages((folder / "START-HERE.pdf").read_bytes())
    ends = ("Fingerprint", "What this record shows", "Its limits", "The controller had no part")
    assert [end for end in ends if end not in flat(last)] == []
