"""Nothing of the bar is ever in a capture: with one on the page and without, the captures are the same bytes."""

import re
from pathlib import Path

import pytest
from tests.run.rig import ADA, FORM, LOADED, OPTIONS, Hands

from optout.browser.bar import Face
from optout.browser.launch import Sandbox
from optout.evidence.recorder import Recorder
from optout.run.captures import capture_filled, capture_last
from optout.run.events import Observers
from optout.run.recording import about_of
from optout.run.session import begin
from optout.run.task import Objection, Services

CHANGES = re.compile(
    rb"----MultipartBoundary--\w+----|Date: [^\r\n]+|frame-\w+|cid:[\w-]+|/(?:Creation|Mod)Date \([^)]*\)"
)


def captured(rig, folder: Path, *, bar: bool) -> dict[str, bytes]:
    """Capture the filled form and the last page; with a bar, one stands there before each."""
    objection = Objection(LOADED, ADA, OPTIONS, folder, "browser", "1", Sandbox(on=True))
    services = Services(Hands(), Observers(), rig.journal, rig.context.new_page, site=rig.web)
    run = begin(rig.context, objection, services, "this", lambda: None)
    run.window.page.goto(FORM)
    recorder = Recorder(folder, about_of(objection))
    for capture in (lambda: capture_filled(run, recorder, ()), lambda: capture_last(run, recorder)):
        if bar:
            run.bar.show(Face("Not found: xyzzy", (("stop", "Stop xyzzy"),), quote="quoted xyzzy"))
        capture()
    return {file.name: file.read_bytes() for file in (recorder.folder / "data").iterdir()}


@pytest.fixture
def both(rig, tmp_path):
    return captured(rig, tmp_path / "without", bar=False), captured(rig, tmp_path / "with", bar=True)


def test_the_bar_is_in_no_capture(both):
    without, with_bar = both
    names = {name for name in without if name.startswith(("01-filled", "03-confirmation"))}
    assert {name.rpartition(".")[2] for name in names} == {"png", "txt", "yaml"}  # all else is made of these
    assert {name for name in names if CHANGES.sub(b"", with_bar[name]) != CHANGES.sub(b"", without[name])} == set()
    assert [name for name in with_bar if b"xyzzy" in with_bar[name]] == []
