import base64

import pytest
from tests.evidence.papers import texts
from tests.evidence.samples import ANSWER, COMMENT, EMAIL, FORM

from optout.evidence import capture as capture_module
from optout.evidence import files
from optout.evidence.capture import capture
from optout.evidence.record import CaptureKind, CaptureStatus, Stage


@pytest.fixture
def filled(page):
    page.set_content(FORM)
    page.get_by_label("Comment").fill(COMMENT)
    return page


def statuses(shots):
    return {shot.kind: shot.status for shot in shots.captures}


def picture_of(page, folder):
    picture = capture(page, Stage.FILLED, [], folder).picture
    assert picture is not None
    return picture


def pdf_text(data):
    return "\n".join(texts(data))


def test_the_filled_form_is_kept_as_picture_text_structure_and_pdf(filled, tmp_path):
    shots = capture(filled, Stage.FILLED, [], tmp_path)
    assert statuses(shots) == dict.fromkeys(
        [CaptureKind.PNG, CaptureKind.TXT, CaptureKind.ARIA, CaptureKind.PDF], CaptureStatus.OK
    )
    assert {file.name for file in tmp_path.iterdir()} == {
        "01-filled.png", "01-filled.txt", "01-filled.aria.yaml", "01-filled.pdf",
    }  # fmt: skip
    text = (tmp_path / "01-filled.txt").read_text("utf-8")
    assert "Object to your information" in text
    assert COMMENT not in text  # what fields hold is in 01-fields.json
    assert f'textbox "Email address": {EMAIL}' in (tmp_path / "01-filled.aria.yaml").read_text("utf-8")
    assert EMAIL in pdf_text((tmp_path / "01-filled.pdf").read_bytes())


SHADOWS = {
    "a component": ("<p>one<x-h></x-h>", "<p>two</p><p hidden>not</p>", "one\n\ntwo"),
    "in a line": ("<p>one <x-h></x-h> three", "<b>two</b>", "one two three"),
    "what is put into it": ("<x-h>two <b>three</b></x-h>four", "one <slot></slot>", "one two three\nfour"),
    "what is put into no part of it": ("<p>one<x-h>not</x-h>", "<p>two</p>", "one\n\ntwo"),
    "a part of a part": ("<p>one", "two<x-i></x-i>", "one\ntwo\n\nthree"),
    "a part that does not show": ("<p>one<div hidden><x-h></x-h></div>", "two", "one"),
    "a table and a break": (
        "<table><tr><td>one<td>two<tr><td><x-h></x-h></table>",
        "three<br>four",
        "one\ttwo\nthree\nfour",
    ),
    "a picture beside it": ("<svg><title>not</title></svg><p>one<x-h></x-h>", "<p>two</p>", "one\n\ntwo"),
    "a style and a script": ("<p>one<x-h></x-h>", "<style>p { color: red }</style><script>1</script>two", "one\ntwo"),
}


@pytest.mark.parametrize(("html", "inside", "text"), SHADOWS.values(), ids=SHADOWS)
def test_the_text_has_what_stands_in_open_shadow_roots_in_its_place(page, tmp_path, html, inside, text):
    page.set_content(html if "<x-h>" in html else f"{html}<x-h></x-h>")
    page.evaluate(
        """inside => {
          document.querySelector('x-h').style.display = inside.startsWith('<b>') ? 'inline' : 'block';
          const root = document.querySelector('x-h').attachShadow({mode: 'open'});
          root.innerHTML = inside;
          const part = root.querySelector('x-i');
          if (part) part.attachShadow({mode: 'open'}).innerHTML = '<p>three</p>';
        }""",
        inside,
    )
    capture(page, Stage.FILLED, [], tmp_path)
    assert (tmp_path / "01-filled.txt").read_text("utf-8").strip() == text


def test_the_text_has_what_stands_in_a_closed_shadow_root_and_keeps_its_lines(page, tmp_path):
    page.set_content("<div id=h></div><pre>a  b\n c</pre><p style='text-transform: uppercase'>five  six</p>")
    page.evaluate("h.attachShadow({mode: 'closed'}).innerHTML = 'one<div>two</div>three<p>four'")
    capture(page, Stage.FILLED, [], tmp_path)
    text = (tmp_path / "01-filled.txt").read_text("utf-8")
    assert text.strip() == "one\ntwo\nthree\n\nfour\n\na  b\n c\n\nFIVE SIX"


def test_only_the_answer_is_saved_as_mhtml(page, tmp_path):
    page.set_content(ANSWER)
    shots = capture(page, Stage.CONFIRMATION, [], tmp_path)
    assert statuses(shots)[CaptureKind.MHTML] is CaptureStatus.OK
    assert b"applied going forward" in (tmp_path / "03-confirmation.mhtml").read_bytes()


def test_files_can_be_read_by_their_owner_only(filled, tmp_path):
    capture(filled, Stage.FILLED, [], tmp_path)
    assert {oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == {"0o600"}


def test_a_print_style_sheet_cannot_hide_the_answer(page, tmp_path):
    page.set_content(f"<style>@media print {{ body {{ display: none }} }}</style>{ANSWER}")
    capture(page, Stage.CONFIRMATION, [], tmp_path)
    assert "applied going forward" in pdf_text((tmp_path / "03-confirmation.pdf").read_bytes())
    assert page.evaluate("matchMedia('screen').matches")


def test_a_closed_page_gives_failures_and_no_exception(filled, tmp_path):
    filled.close()
    shots = capture(filled, Stage.FILLED, [filled.get_by_label("Comment")], tmp_path)
    assert set(statuses(shots).values()) == {CaptureStatus.FAILED}
    assert shots.failed
    assert all(shot.reason == "went_wrong" and "closed" in shot.detail["error"] for shot in shots.captures)
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_hangs_gives_failures_within_its_time(page, tmp_path, monkeypatch):
    monkeypatch.setattr(capture_module, "ALIVE_MS", 400)
    page.set_content("<script>setTimeout(() => { for (;;); }, 50)</script>")
    page.wait_for_timeout(150)
    assert capture(page, Stage.FILLED, [page.locator("p")], tmp_path).failed


def test_fonts_that_never_come_cost_a_full_page_picture_only(page, tmp_path, monkeypatch):
    monkeypatch.setattr(capture_module, "FULL_MS", 400)
    monkeypatch.setattr(capture_module, "WINDOW_MS", 400)
    page.route("**/*.woff2", lambda _: None)
    page.set_content(
        "<style>@font-face { font-family: Never; src: url(https://www.example.com/f.woff2) } p { font-family: Never }"
        "</style><p>waiting</p>",
        wait_until="commit",
    )
    shots = capture(page, Stage.FILLED, [], tmp_path)
    picture = next(shot for shot in shots.captures if shot.kind is CaptureKind.PNG)
    assert picture.status is CaptureStatus.DEGRADED
    assert (picture.reason, picture.detail) == ("window_without_fonts", {"cause": "timed_out"})
    assert (tmp_path / "01-filled.png").read_bytes().startswith(b"\x89PNG")
    assert statuses(shots)[CaptureKind.TXT] is CaptureStatus.OK


def test_a_capture_that_cannot_be_written_is_listed_and_the_others_are_kept(filled, tmp_path, monkeypatch):
    real = files.replace_private

    def full_disk(file, data):
        if file.suffix == ".png":
            raise OSError(28, "No space left on device", str(file))
        real(file, data)

    monkeypatch.setattr("optout.evidence.capture.replace_private", full_disk)
    shots = capture(filled, Stage.FILLED, [], tmp_path)
    assert statuses(shots)[CaptureKind.PNG] is CaptureStatus.FAILED
    [lack] = [shot for shot in shots.captures if shot.reason]
    assert (lack.reason, lack.detail) == ("not_written", {"error": "No space left on device"})
    assert statuses(shots)[CaptureKind.PDF] is CaptureStatus.OK


SECRETS = """<p>Sign in</p><input type=password aria-label=Password><input autocomplete=one-time-code aria-label=Code>
<label>Sent code <input id=plain></label>"""


def test_passwords_and_codes_are_in_no_capture(page, tmp_path):
    page.set_content(SECRETS)
    page.get_by_label("Password").fill("hunter-2-hunter")
    page.get_by_label("Code", exact=True).fill("123987")
    page.get_by_label("Sent code").fill("555777")
    capture(page, Stage.CONFIRMATION, [page.get_by_label("Sent code")], tmp_path)
    texts = [(tmp_path / f"03-confirmation.{kind}").read_text("utf-8") for kind in ("txt", "aria.yaml", "mhtml")]
    texts.append(pdf_text((tmp_path / "03-confirmation.pdf").read_bytes()))
    for secret in ("hunter-2-hunter", "123987", "555777"):
        assert all(secret not in text for text in texts)
    assert 'textbox "Password"' in texts[1]


def test_a_secret_field_is_covered_in_the_picture_and_untouched_on_the_page(page, tmp_path):
    page.set_content("<style>body { margin: 0 } input { border: 0; width: 200px; height: 40px }</style>" + SECRETS)
    page.get_by_label("Password").fill("hunter-2-hunter")
    page.get_by_label("Code", exact=True).fill("123987")
    box = page.get_by_label("Password").bounding_box()
    capture(page, Stage.FILLED, [], tmp_path)
    left = page.get_by_label("Code", exact=True).evaluate("e => [e.style.webkitTextSecurity, e.optoutVeil, e.value]")
    assert left == ["", None, "123987"]
    png = base64.b64encode((tmp_path / "01-filled.png").read_bytes()).decode()
    pixel = page.evaluate(
        """async ([png, x, y]) => {
          const image = new Image(); image.src = 'data:image/png;base64,' + png; await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d'); canvas.drawImage(image, 0, 0);
          return [...canvas.getImageData(x, y, 1, 1).data.slice(0, 3)];
        }""",
        [png, box["x"] + 10, box["y"] + 20],
    )
    assert bytes(pixel).hex() == capture_module.COVER_COLOUR.removeprefix("#")


def test_a_secret_in_a_frame_or_a_shadow_root_is_kept_nowhere(page, tmp_path):
    page.set_content(
        "<div id=s></div><iframe srcdoc='<p>framed words</p><input type=password value=frame-secret>'></iframe>"
        "<script>s.attachShadow({mode: 'open'}).innerHTML = '<input type=password value=shadow-secret>'</script>"
    )
    page.frame_locator("iframe").get_by_text("framed words").wait_for()
    capture(page, Stage.CONFIRMATION, [], tmp_path)
    assert "framed words" in (tmp_path / "03-confirmation.txt").read_text("utf-8")
    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"frame-secret" not in everything
    assert b"shadow-secret" not in everything
    assert "secret" not in pdf_text((tmp_path / "03-confirmation.pdf").read_bytes())


def test_a_small_picture_goes_into_the_summary_as_it_is(filled, tmp_path):
    picture = picture_of(filled, tmp_path)
    assert picture.data == (tmp_path / "01-filled.png").read_bytes()
    assert picture.whole


NOISE = """<canvas id=c width=1200 height=900></canvas><script>
const g = c.getContext('2d'), d = g.createImageData(1200, 900);
for (let i = 0; i < d.data.length; i += 65536) crypto.getRandomValues(d.data.subarray(i, i + 65536));
for (let i = 3; i < d.data.length; i += 4) d.data[i] = 255; g.putImageData(d, 0, 0);</script>"""


def test_a_heavy_picture_becomes_a_jpeg_that_fits(page, tmp_path):
    page.set_content(f"<div style='filter: blur(3px)'>{NOISE}</div>")
    picture = picture_of(page, tmp_path)
    assert picture.mime == "image/jpeg"
    assert len(picture.data) <= capture_module.PICTURE_LIMIT


def test_a_very_tall_page_is_shown_by_its_window(page, tmp_path):
    page.set_content("<p>words</p><div style='height: 12000px'></div>")
    picture = picture_of(page, tmp_path)
    assert not picture.whole
    assert picture.height == page.evaluate("innerHeight")
    assert int.from_bytes((tmp_path / "01-filled.png").read_bytes()[20:24], "big") > 12000
