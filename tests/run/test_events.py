"""What takes long is said, once, with what it is: no clock is waited for here."""

import pytest
from tests.run.rig import BUTTON, CLOSES_ITSELF, FIELDS, confirmed, form

from optout.run import events
from optout.run.events import SILENCE, Reporter, call_later


@pytest.mark.parametrize(("seconds", "waited"), [(2.0, []), (20.0, [SILENCE])])
def test_only_what_may_take_longer_than_two_seconds_is_watched_and_that_ends_with_it(
    monkeypatch, seconds, waited
):
    asked, ended = [], []

    def later(seconds, _):
        asked.append(seconds)
        return lambda: ended.append(seconds)

    monkeypatch.setattr(events, "call_later", later)
    with Reporter([]).announce_wait("form", seconds):
        assert (asked, ended) == (waited, [])
    assert ended == waited


def test_later_comes_while_the_page_is_waited_for_unless_it_is_taken_back(page):
    came = []
    call_later(0, lambda: came.append("first"))
    call_later(0, lambda: came.append("taken back"))()
    page.evaluate("new Promise((go) => setTimeout(go, 1))")
    assert came == ["first"]


def test_each_wait_of_a_run_says_what_it_is(rig, monkeypatch):
    monkeypatch.setattr(events, "call_later", lambda _, act: act() or (lambda: None))
    rig.show(form(FIELDS + BUTTON, CLOSES_ITSELF))
    confirmed(rig)
    told = [
        (event.step, event.detail["what"]) for event in rig.notes.events if event.kind == "looking"
    ]
    assert {step for step, _ in told} == {"opening", "form", "finding", "pressing", "answer"}
    assert {"www.example.eu/form", "email", "comment", "submit"} <= {what for _, what in told}
