"""`optout flows save-pages` as a person meets it: a real window, and a real site over sockets."""

import os
import sys

import pytest
from tests.headed.test_submit import PASSWORD, SEND, Hands, screen, signed_in_already, site  # noqa: F401  fixtures
from tests.local_site import browser_to
from tests.program import Begun

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a screen in memory needs Linux"
)
COMMENT = "Please do not use my photos."


class Saving(Hands):
    verb = ("flows", "save-pages", "facebook")


def test_a_run_that_stops_before_the_send_leaves_pages_that_replay(screen, site, tmp_path):
    hands = Saving(
        screen, tmp_path, browser_to(site, tmp_path), "--comment", COMMENT, "--to", "seen"
    )
    hands.sign_in()
    hands.expect("Is none of it about you or anybody else")
    hands.terminal.sendline("y")
    assert hands.end() == 0, hands.seen
    assert site.sends(SEND) == []
    assert "the case replays as the run went" in hands.seen
    written = [file for file in (tmp_path / "seen").rglob("*") if file.is_file()]
    # the portal that led on has an address of its own
    pages = {
        "signed-in.html",
        "before-1.html",
        "form.html",
    }
    assert {file.name for file in written} == {"flow.yaml", "cases.yaml", "KEPT.txt", *pages}
    for told in (
        b"ada@example.eu",
        COMMENT.encode(),
        PASSWORD.encode(),
        b"fake-session-token",
        b"100000000000000",
    ):
        assert [
            file.name for file in written if told in file.read_bytes() and file.name != "cases.yaml"
        ] == []
    replay = ["replay", "./seen/facebook", "--data-dir", str(hands.data)]
    code, _, said = Begun(replay, os.environ, tmp_path).end()
    assert (code, "The form is filled" in said) == (0, True), said


def test_what_a_person_read_becomes_a_correction_that_goes_alone(screen, site, tmp_path):
    said = "Your wish was taken down and will be followed from now on."
    signed_in_already(site)
    answer = f"<div role=dialog aria-labelledby=title><h2 id=title>All done, Grace</h2><p>{said}</p></div>"
    site.own["POST https://www.facebook.com/ajax/help/contact/submit/page"] = (200, [], answer)
    hands = Hands(screen, tmp_path, browser_to(site, tmp_path), "--comment", COMMENT)
    hands.expect("[y/N")
    hands.terminal.sendline("y")
    hands.expect("Does this say that your objection was received?")
    hands.terminal.sendline("y")
    hands.leave()
    hands.expect("Keep what you did as a correction of this flow")
    hands.terminal.sendline("y")
    assert hands.end() == 0, hands.seen
    assert "it replays as your run went" in hands.seen
    [flow] = (hands.data / "corrections").glob("*/facebook-corrected")
    code, told, _ = Begun(["flows", "check", str(flow)], os.environ, tmp_path).end()
    assert (code, "replayed as expected" in told) == (0, True), told
