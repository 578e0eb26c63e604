"""Pages that hang, crash, never end or are far too large: a capture takes bounded time and lists what it lacks."""

import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Error

from optout.evidence import capture as capture_module
from optout.evidence.capture import call_within, capture
from optout.evidence.record import CaptureKind, CaptureStatus, Stage

pytestmark = pytest.mark.faults

FORM = (
    "<!doctype html><h1>Object</h1><p>the words</p><input type=password value=hunter-2-hunter><input id=why value=ada>"
)
NEVER, HANGS = "https://www.example.com/never", "https://elsewhere.example/hangs"
ENDLESS = "for (;;);"
ALL = set(CaptureKind) - {CaptureKind.START_HERE}


def once_read(script):
    """Run a script as soon as the page's fields have been looked at, or while they are."""
    return f"""{FORM}<script>
    const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    Object.defineProperty(HTMLInputElement.prototype, 'value', {{get() {{ {script}; return value.get.call(this); }}}});
    </script>"""


@dataclass(frozen=True)
class Trouble:
    """A page, the captures that fail or are less than wanted, and a code of each reason or cause.

    `depends`: which they are depends on the browser, that is on whether a foreign frame has a process of its own.
    `large`: taking it takes as long as the computer is busy, so that the time allowed is not what is tested.
    """

    page: str
    failed: set[CaptureKind] = field(default_factory=set)
    degraded: set[CaptureKind] = field(default_factory=set)
    why: str = ""
    depends: bool = False
    large: bool = False


TROUBLES = {
    "hangs before": Trouble(f"{FORM}<script>setTimeout(() => {{ {ENDLESS} }}, 50)</script>", ALL, why="timed_out"),
    "hangs while it is looked at": Trouble(once_read(ENDLESS), ALL, why="timed_out"),
    "hangs right after": Trouble(once_read(f"setTimeout(() => {{ {ENDLESS} }}, 0)"), ALL, why="timed_out"),
    "hangs at the screenshot": Trouble(
        f"{FORM}<script>addEventListener('resize', () => {{ {ENDLESS} }})</script><div style='height: 3000px'></div>",
        {CaptureKind.PNG, CaptureKind.PDF},
        why="timed_out",
    ),
    "hangs when printed": Trouble(
        f"{FORM}<script>addEventListener('beforeprint', () => {{ {ENDLESS} }})</script>",
        {CaptureKind.PDF},
        why="timed_out",
    ),
    "a frame that hangs": Trouble(f"{FORM}<iframe src={HANGS}></iframe>", depends=True),
    "a frame that never comes": Trouble(
        f"{FORM}<iframe src={NEVER}></iframe>", set(), {CaptureKind.TXT}, why="frames_silent"
    ),
    "fonts that never come": Trouble(
        f"{FORM}<style>@font-face {{ font-family: N; src: url({NEVER}.woff2) }} p {{ font-family: N }}</style>",
        set(),
        {CaptureKind.PNG},
        why="window_without_fonts",
    ),
    "a picture that never comes": Trouble(f"{FORM}<img alt=x src={NEVER}.png>"),
    "60,000 px": Trouble(
        f"{FORM}<div style='height: 60000px; background: linear-gradient(red, blue)'></div>",
        set(),
        {CaptureKind.PNG},
        why="page_too_tall",
        large=True,
    ),
    "moves without end": Trouble(
        f"{FORM}<p id=d></p><script>"
        "(function f() { d.textContent = Math.random(); requestAnimationFrame(f) })()</script>"
    ),
    "grows without end": Trouble(
        f"{FORM}<script>setInterval(() => document.body.append(document.createElement('p')), 0)</script>"
    ),
    "asks something": Trouble(once_read("setTimeout(() => alert('sure?'), 0)")),
    "crashes": Trouble(once_read("console.log('crash now')"), ALL, why="went_wrong"),
}


@pytest.fixture
def hasty(monkeypatch):
    """Wait less than the program for what will not come; a PDF of a page that still loads takes 2 s by itself."""
    for module, name, part in (
        (capture_module, "ALIVE_MS", 5),
        (capture_module, "ALIVE_MS", 4),
        (capture_module, "FULL_MS", 5),
        (capture_module, "WINDOW_MS", 5),
        (capture_module, "_PDF_MS", 2),
    ):
        monkeypatch.setattr(module, name, getattr(module, name) / part)


@pytest.fixture
def patient(monkeypatch):
    """Wait longer than the program does."""
    monkeypatch.setattr(capture_module, "MOST_SECONDS", 200.0)
    for module, name in (
        (capture_module, "ALIVE_MS"),
        (capture_module, "FULL_MS"),
        (capture_module, "_PDF_MS"),
        (capture_module, "_ARIA_MS"),
        (capture_module, "_MHTML_MS"),
    ):
        monkeypatch.setattr(module, name, 60_000)


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
                route.fulfill(body=f"<script>setTimeout(() => {{ {ENDLESS} }}, 0)</script>", content_type="text/html")
            else:
                route.fulfill(body=html, content_type="text/html")

        context.route("**/*", answer)
        crash = context.new_cdp_session(page)
        page.on("console", lambda _: _crash(crash))
        page.goto("https://www.example.com/form", wait_until="commit")
        page.wait_for_timeout(300) if ENDLESS not in html else time.sleep(0.3)
        return page

    yield open_page
    for route in waiting:
        route.abort()


def _crash(session):
    with pytest.raises(Error):
        session.send("Page.crash")


@pytest.mark.parametrize("name", TROUBLES)
def test_a_page_in_trouble_is_captured_as_far_as_it_goes(opened, tmp_path, request, name):
    trouble = TROUBLES[name]
    if trouble.why:
        request.getfixturevalue("hasty")
    if trouble.large:
        request.getfixturevalue("patient")
    page = opened(trouble.page)
    began = time.monotonic()
    shots = capture(page, Stage.CONFIRMATION, [page.locator("#why")], tmp_path)
    took = time.monotonic() - began
    print(f"{name}: {took:.1f} s of at most {capture_module.MOST_SECONDS:.1f} s")  # noqa: T201  a figure, with pytest -s
    page.close()

    by_status = {status: {c.kind for c in shots.captures if c.status is status} for status in CaptureStatus}
    found = (by_status[CaptureStatus.FAILED], by_status[CaptureStatus.DEGRADED])
    assert found == (trouble.failed, trouble.degraded) or (trouble.depends and any(found))
    assert {c.kind for c in shots.captures} == ALL
    for one in shots.captures:
        assert (one.reason is None) == (one.status is CaptureStatus.OK)
        assert not (trouble.why and one.reason) or trouble.why in (one.reason, one.detail.get("cause"))
        assert (one.file is None) == (one.status is CaptureStatus.FAILED)
    assert {file.name for file in tmp_path.iterdir()} == {c.file for c in shots.captures if c.file}
    assert not any(b"hunter-2" in file.read_bytes() for file in tmp_path.iterdir())
    assert took < capture_module.MOST_SECONDS + 2


def test_what_all_captures_may_take_in_all_ends_them(opened, tmp_path, monkeypatch):
    monkeypatch.setattr(capture_module, "MOST_SECONDS", 0.0)
    shots = capture(opened(FORM), Stage.FILLED, [], tmp_path)
    assert shots.failed
    assert {c.reason for c in shots.captures} == {"timed_out"}


def test_a_call_that_was_ended_leaves_the_page_usable(opened):
    page = opened(FORM)
    with pytest.raises(Error, match=r"did not answer within 0\.2 s"), call_within(200):
        page.evaluate("new Promise(() => {})")
    with call_within(1_000):
        assert page.evaluate("1 + 1") == 2
    assert page.get_by_text("the words").is_visible()
