"""The window tells, the terminal asks: a strip over the page; and pointing, which several things
end at once.
"""

import time

import pytest
from tests.run.rig import BUTTON, FIELDS, confirmed, form, nothing_sent

from optout.errors import Interrupted
from optout.outcome import Reason

STRIP = "document.querySelectorAll('x-pw-glass').length"


def text_of(page):
    """Give the text of the strip, which stands in a closed shadow root."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    nodes = session.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})["nodes"]
    return " ".join(node["nodeValue"] for node in nodes if node["nodeName"] == "#text")


def test_the_strip_says_in_the_language_of_the_record_what_the_terminal_asks_and_goes(rig):
    seen = []

    def looks(page, _):
        seen.append(text_of(page))
        return "yes"

    rig.language = "fr"
    rig.hands.at["approve"] = looks
    confirmed(rig)
    assert "Regardez ici le formulaire rempli" in seen[0]
    assert rig.run.window.page.evaluate(STRIP) == 0


def test_a_page_that_allows_no_such_thing_is_worked_all_the_same(rig):
    policy = "require-trusted-types-for 'script'; style-src 'none'"
    strict = f'<meta http-equiv=content-security-policy content="{policy}">'
    rig.show(strict + form())
    confirmed(rig)


LATER = "setTimeout(() => { %s }, 300); 0"
POSTS = "fetch('/submit', {method: 'POST', body: new URLSearchParams({why: 'No photos of mine.'})})"


def stops():
    raise Interrupted("you interrupted")


ENDS = {
    "an answer in the terminal": (
        "0",
        lambda hands: setattr(hands, "said", "done"),
        Reason.TARGET_MISSING,
    ),
    "a signal": ("0", lambda _: stops(), Reason.INTERRUPTED),
    "another tab": ("window.open('about:blank')", lambda _: None, Reason.TARGET_MISSING),
    "a request that is paused": (POSTS, lambda _: None, Reason.DECLINED),
}


@pytest.mark.parametrize(("page_does", "person_does", "reason"), ENDS.values(), ids=ENDS)
def test_pointing_ends_within_a_second_by(rig, page_does, person_does, reason):
    rig.show(form(FIELDS.replace("textarea name=why", "i name=why") + BUTTON))
    began, asked = [], []

    def points(page, _):
        page.evaluate(LATER % page_does)
        began.append(time.monotonic())

    def takes_over(*_):
        asked.append("take_over")
        if began:
            began.append(time.monotonic())
        return "point" if len(asked) == 1 else "stop"

    def tick():
        if len(began) == 1 and time.monotonic() - began[0] > 0.3:
            person_does(rig.hands)

    rig.hands.at |= {"take_over": takes_over, "point": points, "paused": "stop"}
    rig.tick = tick
    nothing_sent(rig, reason)
    assert began
    assert len(began) == 1 or began[1] - began[0] < 2  # 0.3 s and a second, and a busy computer
