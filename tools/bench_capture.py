"""What the captures of a page cost beside a bare script that takes the same ones, on an ordinary and on a long page.

    python -m tools.bench_capture         also prints where the time goes

Both take turns on the same page of the same browser, so that both meet the same machine.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page
from tools import bare_replay

from optout.browser.installed import find_browser
from optout.browser.launch import Launch, driver, replay_browser, replay_context
from optout.evidence.capture import Album, Take, capture
from optout.evidence.model import Kind, Stage

LIMIT = 1.15
_FORM = """<!doctype html><meta charset=utf-8><title>Form</title><h1>Object to your information being used</h1><form>
<label>Email address <input name=email type=email value=ada@example.eu></label>
<label>Comment <textarea name=why>Please do not use my posts and photos.</textarea></label><button>Submit</button>
</form>"""
_PARAGRAPH = f"<p>{'The controller explains at length what it would like to do and why. ' * 8}</p>"
PAGES = {"ordinary": 720, "10,000 px": 10_000}
"""Pages by their height in pixels."""
STAGES = {"a filled form": Stage.FILLED, "a last page": Stage.CONFIRMATION}


def capture_beside_bare(rounds: int, *, where: bool = False) -> bool:
    """Print the ratio for each page and stage; False when one is over the limit. `where` adds what takes the time."""
    launch = Launch(find_browser(""), headed=False)
    with tempfile.TemporaryDirectory() as name, driver() as playwright, replay_browser(playwright, launch) as browser:
        folder = Path(name)
        fine = True
        for height, pixels in PAGES.items():
            for page in _opened(browser, pixels):
                for what, stage in STAGES.items():
                    told = f"capture of {what} ({height}) / bare"
                    fine &= _compare(told, page, (stage, folder), rounds, where=where)
        return fine


def _opened(browser: Browser, pixels: int) -> Iterator[Page]:
    with replay_context(browser) as context:
        page = context.new_page()
        page.set_content(_FORM)
        page.evaluate(
            """([html, pixels]) => {
              const {body, documentElement} = document;
              while (documentElement.scrollHeight < pixels) body.insertAdjacentHTML('beforeend', html);
            }""",
            [_PARAGRAPH, pixels],
        )
        yield page


def _compare(name: str, page: Page, what: tuple[Stage, Path], rounds: int, *, where: bool) -> bool:
    stage, folder = what
    ours, bare = _both(page, stage, folder)
    pairs = [(_seconds(ours), _seconds(bare)) for _ in range(rounds + 1)][1:]  # the first only warms up
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio: float = mine / theirs
    verdict = "ok" if ratio <= LIMIT else "OVER"
    print(f"{name:<44} {mine:8.3f} s {theirs:8.3f} s  {ratio:5.2f}  at most {LIMIT:.2f}  {verdict}", flush=True)
    if where:
        _tell_where(ours, rounds)
    return ratio <= LIMIT


def _both(page: Page, stage: Stage, folder: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    def ours() -> None:
        shots = capture(page, stage, [], folder)
        if problems := [shot.reason for shot in shots.captures if shot.reason]:
            sys.exit(f"a capture failed: {problems}")

    def bare() -> None:
        bare_replay.capture(page, folder, "bare", mhtml=stage is Stage.CONFIRMATION)
        page.emulate_media(media="null")

    return ours, bare


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _tell_where(ours: Callable[[], object], rounds: int) -> None:
    """Print the median milliseconds of each capture, and of the rest: looking over the page before and after."""
    taken: dict[str, list[float]] = {}
    with _timed(taken):
        for _ in range(rounds):
            taken.setdefault("all", []).append(_seconds(ours))
    medians = {kind: statistics.median(times) * 1000 for kind, times in taken.items()}
    rest = 2 * medians["all"] - sum(medians.values())
    told = ", ".join(f"{kind} {ms:.0f}" for kind, ms in medians.items() if kind != "all")
    print(f"    {told}, the rest {rest:.0f} ms", flush=True)


@contextmanager
def _timed(taken: dict[str, list[float]]) -> Iterator[None]:
    keep = Album._keep  # noqa: SLF001  only to see where the time goes

    def timed(self: Album, kind: Kind, take: Take) -> None:
        taken.setdefault(kind.value, []).append(_seconds(lambda: keep(self, kind, take)))

    Album._keep = timed  # type: ignore[method-assign]  # noqa: SLF001
    try:
        yield
    finally:
        Album._keep = keep  # type: ignore[method-assign]  # noqa: SLF001


if __name__ == "__main__":
    sys.exit(0 if capture_beside_bare(7, where=True) else 1)
