"""The person looks at the window: where only the terminal can be answered, a strip in the page says so, and no more."""

import pytest
from tests.hands_on import buttons, has_bar, nodes, press, text_of
from tests.run.rig import ADA, BUTTON, FIELDS, ended, form

from optout.flow.cases import Moment
from optout.outcome import Reason, State
from optout.person import Person
from optout.run.questions import STOP

APPROVE = "Look at the filled form here, then answer in the terminal"
EMAIL = "Which e-mail address is right? Answer in the terminal"


def text_of_strip(page):
    """Give the text in closed shadow roots."""
    return " ".join(text_of(node) for node in nodes(page) if node.get("shadowRootType") == "closed")


def looking(rig, moment, answer, act=lambda _page: None):
    """Have the person look at the window before they answer; gives what they saw there."""
    seen: list[tuple[str, set[str]]] = []
    rig.hands.at[moment] = lambda *_: None

    def tick():
        asked = rig.hands.asked and rig.hands.asked[-1].moment == moment
        if asked and not seen and has_bar(page := rig.objection.window.page):
            seen.append((text_of_strip(page), set(buttons(page))))
            act(page)
            rig.hands.say(answer)

    rig.tick = tick
    return seen


def test_the_approval_is_asked_in_the_terminal_and_the_page_says_so(rig):
    seen = looking(rig, Moment.APPROVE, "yes")
    assert ended(rig)[0] == State.CONFIRMED
    [(text, pressable)] = seen
    assert APPROVE in text
    assert pressable == {"⇅", "✕"}
    assert not has_bar(rig.objection.window.page)


def test_so_is_the_e_mail_address(rig):
    rig.person = Person(email=ADA.email)
    rig.show(form(FIELDS.replace("ada@", "eve@") + BUTTON))
    seen = looking(rig, Moment.CHECK_EMAIL, STOP)
    assert ended(rig) == (State.STOPPED, Reason.EMAIL_MISMATCH)
    [(text, pressable)] = seen
    assert EMAIL in text
    assert "@" not in text
    assert pressable == {"⇅", "✕"}


def test_whoever_closes_the_strip_has_answered_nothing(rig):
    def close(page):
        press(page, "✕")
        assert rig.objection.bar.answer() is None
        assert rig.sends == 0

    looking(rig, Moment.APPROVE, "no", close)
    assert ended(rig) == (State.STOPPED, Reason.DECLINED)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_who_answers_at_once_is_not_called_back(rig, monkeypatch, answer):
    shown = []
    rig.hands.at["approve"] = answer
    monkeypatch.setattr("optout.browser.bar.Bar.show", lambda _, face: shown.append(face))
    ended(rig)
    assert shown == []
