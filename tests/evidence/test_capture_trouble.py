"""Pages that hang, crash, wait or are far too large: a capture takes bounded time and lists what it
lacks.
"""

import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error
from tests.evidence.pixels import inked, size
from tests.evidence.samples import shot

from optout.evidence import capture as capture_module
from optout.evidence.capture import MOST_SECONDS, capture
from optout.evidence.record import CaptureKind, Stage

pytestmark = pytest.mark.faults

INK = "#ff00fe"
FORM = (
    f"<!doctype html><p style='background:{INK}'>neighbour</p><form><h1>Object</h1><p>the words</p>"
    "<input id=why value=ada></form>"
)
NEVER, HANGS = "https://www.example.com/never", "https://elsewhere.example/hangs"
ENDLESS = "for (;;);"
FONTS = f"<style>@font-face {{ font-family: N; src: url({NEVER}.woff2) }} p {{ font-family: N }}</style>"
TALL = "<div style='height:60000px;background:linear-gradient(red,blue)'></div>"


@dataclass(frozen=True)
class Trouble:
    """A page, what of it is captured, and what becomes of the picture: nothing is wrong, or a code
    and its cause.
    """

    page: str
    part: str | None = "form"
    why: str | None = None
    cause: str | None = None
    kept: bool = True


TROUBLES = {
    "hangs": Trouble(
        f"{FORM}<script>setTimeout(() => {{ {ENDLESS} }}, 50)</script>", why="timed_out", kept=False
    ),
    "crashes": Trouble(
        f"{FORM}<script>console.log('crash now')</script>", why="went_wrong", kept=False
    ),
    "the part is gone": Trouble(FORM, "dialog", "part_gone", kept=False),
    "fonts that never come": Trouble(FORM + FONTS, why="timed_out", kept=False),
    "a part of 60,000 px": Trouble(
        f"{FORM}<main>{TALL}</main>", "main", "window_only", "part_too_tall"
    ),
    "60,000 px": Trouble(FORM + TALL, None, "page_too_tall"),
    "a frame that hangs": Trouble(f"{FORM}<iframe src={HANGS}></iframe>"),
    "a frame that never comes": Trouble(f"{FORM}<iframe src={NEVER}></iframe>"),
    "moves without end": Trouble(
        f"{FORM}<p id=d></p><script>"
        "(function f() { d.textContent = Math.random(); requestAnimationFrame(f) })()</script>"
    ),
    "asks something": Trouble(f"{FORM}<script>setTimeout(() => alert('sure?'), 50)</script>"),
}


@pytest.fixture
def hasty(monkeypatch):
    """Wait less than the program for what will not come."""
    for name in ("WHOLE_MS", "WINDOW_MS", "LOOK_MS"):
        monkeypatch.setattr(capture_module, name, 700)


@pytest.fixture
def opened(context):
    """Open a page at a real address; what is never answered is given up at the end."""
    waiting = []

    def open_page(html):
        page = context.new_page()

        def answer(route):
            if route.request.url.startswith(NEVER):
                waiting.append(route)
            elif route.request.url == HANGS:
                route.fulfill(
                    body=f"<script>setTimeout(() => {{ {ENDLESS} }}, 0)</script>",
                    content_type="text/html",
                )
            else:
                route.fulfill(body=html, content_type="text/html")

        context.route("**/*", answer)
        crash = context.new_cdp_session(page)
        page.on("console", lambda _: _crash(crash))
        page.goto("https://www.example.com/form", wait_until="commit")
        time.sleep(0.3)  # Playwright must not be asked while a page hangs
        return page

    yield open_page
    for route in waiting:
        route.abort()


def _crash(session):
    with pytest.raises(Error):
        session.send("Page.crash", timeout=2_000)


@pytest.mark.parametrize("name", TROUBLES)
def test_a_page_in_trouble_is_captured_as_far_as_it_goes(opened, tmp_path, request, name):
    trouble = TROUBLES[name]
    if trouble.why and "60,000" not in name and "fonts" not in name:  # whose wait is the longest
        request.getfixturevalue("hasty")
    page = opened(trouble.page)
    began = time.monotonic()
    captures = capture(shot(page, trouble.part, text="the words"), Stage.FILLED, tmp_path)
    took = time.monotonic() - began
    text, picture = captures
    assert (text.kind, text.status, text.file) == (CaptureKind.TXT, "ok", "01-filled.txt")
    assert {file.name for file in tmp_path.iterdir()} == {one.file for one in captures if one.file}
    if name == "a frame that hangs" and picture.reason == "timed_out":
        return  # it hangs the page where it has no process of its own
    assert (picture.kind, picture.reason, picture.detail.get("cause")) == (
        CaptureKind.PNG,
        trouble.why,
        trouble.cause,
    )
    assert picture.status == ("failed" if not trouble.kept else "degraded" if trouble.why else "ok")
    assert took < MOST_SECONDS
    if trouble.kept:
        png = (tmp_path / "01-filled.png").read_bytes()
        assert trouble.part is None or inked(png, INK) == 0
        assert max(size(png)) <= 16_384


def test_a_window_that_is_gone_is_noted_and_nothing_is_raised(opened, tmp_path):
    page = opened(FORM)
    given = shot(page, "form", "#why")
    page.close()
    text, picture = capture(given, Stage.FILLED, tmp_path)
    assert (text.status, picture.status, picture.reason) == ("ok", "failed", "went_wrong")
    assert "closed" in picture.detail["error"]
