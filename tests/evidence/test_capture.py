"""What is kept of a page: a picture of the part and its text, no neighbour, no secret, and of a
rehearsal the word.
"""

import pytest
from tests.evidence.pixels import inked, reddened, size
from tests.evidence.samples import COMMENT, FORM, shot

from optout.evidence.capture import COVER_COLOUR, capture
from optout.evidence.record import CaptureKind, Stage
from optout.evidence.wording import words

INK = "#ff00fe"
"""What neighbours are written in."""
FRIEND = f"<p style='color:{INK};font:bold 30px sans-serif'>Zoltana</p>"
BAND = words("en")("replay_band")


@pytest.fixture
def filled(page):
    page.set_content(FORM)
    page.get_by_label("Comment").fill(COMMENT)
    return page


def taken(folder, stage=Stage.FILLED):
    return (folder / f"{stage.prefix}.png").read_bytes()


def told(folder, stage=Stage.FILLED):
    return (folder / f"{stage.prefix}.txt").read_text("utf-8")


def statuses(captures):
    return {one.kind: one.status for one in captures}


ALL_OK = {CaptureKind.TXT: "ok", CaptureKind.PNG: "ok"}


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_is_kept_as_one_picture_and_one_text_for_their_owner_alone(filled, tmp_path, stage):
    assert statuses(capture(shot(filled, "form"), stage, tmp_path)) == ALL_OK
    assert {file.name for file in tmp_path.iterdir()} == {
        f"{stage.prefix}.png",
        f"{stage.prefix}.txt",
    }
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    assert "Email address" in told(tmp_path, stage)
    assert COMMENT not in told(tmp_path, stage)  # what fields hold is in record.json


NEIGHBOURS = {
    "above and below": f"{FRIEND}<form><label>Why <input></label></form>{FRIEND}",
    "off the window": f"<div style='height:3000px'>{FRIEND}</div><form><label>Why <input></label></form>{FRIEND}",
    "taller than the window": f"{FRIEND}<form><p style='height:4000px'>Why</p></form>{FRIEND}",
    "in a frame": f'{FRIEND}<iframe srcdoc="<form><label>Why <input></label></form>"></iframe>',
}


@pytest.mark.parametrize("html", NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_the_picture_of_a_part_is_as_large_as_the_part_and_shows_no_neighbour(page, tmp_path, html):
    page.set_content(html)
    form = (page.frame_locator("iframe") if "iframe" in html else page).locator("form")
    box = form.bounding_box()
    given = shot(page, text="Why")
    assert statuses(capture(given.__class__(page, form, "Why"), Stage.FILLED, tmp_path)) == ALL_OK
    assert inked(taken(tmp_path), INK) == 0
    assert all(
        abs(a - b) <= 1
        for a, b in zip(size(taken(tmp_path)), (box["width"], box["height"]), strict=True)
    )
    capture(given, Stage.BEFORE, tmp_path)  # the whole page
    assert inked(taken(tmp_path, Stage.BEFORE), INK) > 100


SECRETS = """<style>input { border: 0; width: 200px; height: 40px }</style>
<form><input type=password><input name=pass><input autocomplete=one-time-code><input id=mail-code>
<b id=account>Ada Example</b></form><p>Sent 555777 to Ada Example</p><iframe srcdoc="<input type=password>"></iframe>"""


def test_secret_fields_and_what_is_masked_are_covered_in_the_picture_and_untouched_on_the_page(
    page, tmp_path
):
    page.set_content(SECRETS)
    page.frame_locator("iframe").locator("input").fill("hunter-2-hunter")
    for number, value in enumerate(("hunter-2-hunter", "hunter-3-hunter", "123987", "555777")):
        page.locator("form input").nth(number).fill(value)
    capture(shot(page, None, "#mail-code", "#account", "#gone"), Stage.FILLED, tmp_path)
    picture = taken(tmp_path)
    assert "Sent ••• to •••" in told(tmp_path)
    assert "Ada Example" not in told(tmp_path)
    name = page.locator("#account").bounding_box()
    fields = [*page.locator("form input").all(), page.frame_locator("iframe").locator("input")]
    boxes = [name, *(one.bounding_box() for one in fields)]
    covered = sum(box["width"] * box["height"] for box in boxes)
    assert abs(inked(picture, COVER_COLOUR) - covered) < covered / 20
    assert [one.input_value() for one in fields[:4]] == [
        "hunter-2-hunter",
        "hunter-3-hunter",
        "123987",
        "555777",
    ]
    page.set_content("<p>")
    capture(shot(page), Stage.BEFORE, tmp_path)
    assert inked(taken(tmp_path, Stage.BEFORE), COVER_COLOUR) == 0


def test_the_text_has_no_values_of_addresses_and_nothing_that_turns_it_around(page, tmp_path):
    page.set_content("<p>")
    text = "See https://a.example.eu/x?token=secret#there\r\nand \u202ego \x1b[31mon\ud83d"
    capture(shot(page, text=text), Stage.FILLED, tmp_path)
    assert told(tmp_path) == "See https://a.example.eu/x?token=•••#•••\nand go [31mon\ufffd\n"


REHEARSED = {
    "a form": "<form><label>Why <input></label><p>words</p></form>",
    "taller than the window": "<p style='height:900px'>x</p><form><p style='height:9000px'>x</p></form><p>x</p>",
    "a dialog above all": "<dialog id=d><form><p>one</p><p>two</p></form></dialog><script>d.showModal()</script>",
    "a style of its own": (
        "<style>html::after { content: none; display: none } html { display: grid; overflow: hidden }</style>"
        "<form><p>one</p><p>two</p></form>"
    ),
    "what scrolls": (
        "<div style='height:200px;overflow:auto'><p style='height:900px'>x</p><form><p>one</p><p>two</p></form></div>"
    ),
    "too tall to be taken whole": "<form><p style='height:20000px'>x</p></form><script>scrollTo(0, 9000)</script>",
}


@pytest.mark.parametrize("html", REHEARSED.values(), ids=REHEARSED)
def test_every_picture_and_text_of_a_rehearsal_says_so(page, tmp_path, html):
    page.set_content(html)
    whole = page.evaluate("document.documentElement.scrollHeight")
    for stage, given in ((Stage.FILLED, shot(page, "form")), (Stage.CONFIRMATION, shot(page))):
        capture(given, stage, tmp_path, "en")
        assert reddened(taken(tmp_path, stage)) > 50
        assert told(tmp_path, stage).startswith(f"{BAND}\n\n")
    assert size(taken(tmp_path, Stage.CONFIRMATION))[1] == min(max(whole, 720), 16_384)
    assert "REPLAY" not in page.evaluate(
        "getComputedStyle(document.documentElement, '::after').content"
    )
    capture(shot(page, "form"), Stage.FILLED, tmp_path)
    assert reddened(taken(tmp_path)) == 0
    assert BAND not in told(tmp_path)


def test_a_picture_of_a_rehearsal_that_may_be_without_the_label_is_not_kept(page, tmp_path):
    page.set_content(
        "<meta http-equiv=Content-Security-Policy content=\"style-src 'none'\"><form><p>x</p></form>"
    )
    captures = capture(shot(page, "form"), Stage.FILLED, tmp_path, "en")
    assert [(one.kind, one.reason) for one in captures if not one.file] == [
        (CaptureKind.PNG, "unlabelled")
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["01-filled.txt"]
    assert statuses(capture(shot(page, "form"), Stage.FILLED, tmp_path)) == ALL_OK  # a live one may


def test_of_an_earlier_capture_what_fails_now_goes(filled, tmp_path):
    capture(shot(filled, "form"), Stage.FILLED, tmp_path)
    filled.set_content("<p>gone")
    captures = capture(shot(filled, "form", text="new words"), Stage.FILLED, tmp_path)
    assert [(one.kind, one.reason) for one in captures if not one.file] == [
        (CaptureKind.PNG, "part_gone")
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["01-filled.txt"]
