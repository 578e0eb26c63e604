"""What takes long is said, once, with what it is and how long it will be: no clock is waited for here."""

import pytest
from tests.run.rig import BUTTON, CLOSES_ITSELF, FIELDS, ended, form

from optout.cli.console import Console
from optout.cli.terminal import TerminalObserver
from optout.outcome import State
from optout.run import events
from optout.run.events import IN_SILENCE, Doing, Event, Kind, Observers, Progress, later
from optout.run.recording import TimelineObserver


class Clock:
    """A clock of the tests: what is to come after some seconds comes at once, or never."""

    def __init__(self, *, runs: bool) -> None:
        self.runs = runs
        self.asked: list[float] = []
        self.taken_back = 0

    def __call__(self, seconds, act):
        self.asked.append(seconds)
        if self.runs:
            act()
        return self._take_back

    def _take_back(self):
        self.taken_back += 1


def told(rig):
    return [(event.step, event.detail["what"]) for event in rig.notes.events if event.kind == Kind.LOOKING]


@pytest.mark.parametrize(("seconds", "asked"), [(0.3, []), (2.0, []), (20.0, [IN_SILENCE])])
def test_only_what_may_take_longer_than_two_seconds_is_watched_and_that_ends_with_it(monkeypatch, seconds, asked):
    clock = Clock(runs=False)
    monkeypatch.setattr(events, "later", clock)
    with Progress(Observers()).long(Doing.FORM, seconds):
        assert clock.asked == asked
    assert clock.taken_back == len(asked)


def test_a_terminal_that_is_gone_ends_nothing(monkeypatch):
    class Gone:
        def tell(self, event):
            raise BrokenPipeError(event.kind)

    monkeypatch.setattr(events, "later", Clock(runs=True))
    with Progress(Gone()).long(Doing.FORM, 20):
        pass


def test_later_comes_while_the_page_is_waited_for_unless_it_is_taken_back(page):
    came: list[str] = []
    later(0, lambda: came.append("first"))
    later(0, lambda: came.append("taken back"))()
    page.evaluate("new Promise((go) => setTimeout(go, 1))")
    assert came == ["first"]


def test_each_wait_of_a_run_says_what_it_is(rig, monkeypatch):
    monkeypatch.setattr(events, "later", Clock(runs=True))
    rig.show(form(FIELDS + BUTTON, CLOSES_ITSELF))
    assert ended(rig)[0] == State.CONFIRMED
    steps = [step for step, _what in told(rig)]
    assert set(steps) == {Doing.OPENING, Doing.FORM, Doing.FINDING, Doing.PRESSING, Doing.ANSWER}
    assert {what for step, what in told(rig) if step == Doing.OPENING} == {"www.example.eu/", "www.example.eu/form"}
    assert {"email", "comment", "submit"} <= {what for _step, what in told(rig)}


@pytest.mark.parametrize("doing", Doing)
def test_the_terminal_has_words_for_each(capsys, doing):
    TerminalObserver(Console()).tell(Event(Kind.LOOKING, doing, detail={"what": "submit", "seconds": "20"}))
    assert capsys.readouterr().err.endswith(" 20 s\n")


def test_no_timeline_holds_what_only_a_waiting_person_wants_to_know():
    noted = []

    class Recorder:
        def note(self, kind, **_detail):
            noted.append(kind)

    timeline = TimelineObserver(Recorder())  # type: ignore[arg-type]
    for kind in Kind:
        timeline.tell(Event(kind))
    assert set(Kind) - set(noted) == {Kind.WAITING, Kind.LOOKING, Kind.HELD_AT_END}
