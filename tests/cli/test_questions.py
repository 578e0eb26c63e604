"""What the terminal asks when a step cannot be taken, the keys that answer, and what the window says of it."""

import io
import sys
from dataclasses import replace

import pytest
from tests.cli.keys import Keyboard, answer, until_told

from optout.cli import terminal
from optout.cli.console import Console
from optout.cli.terminal import TerminalAsker
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.i18n import Said, translated
from optout.outcome import Reason
from optout.redact import Redactor
from optout.run.questions import CORRECT, DONE, KEEP, NO, POINT, STOP, UNSURE, YES, Question, Turning, strip_text

PART = translated("the button", {"fr": "le bouton", "de": "die Schaltfläche"})
TAKE_OVER = Question(
    Moment.TAKE_OVER, "email was not found", (POINT, DONE, STOP), STOP, target="email", why=Reason.TARGET_MISSING
)
POINTING = Question(Moment.POINT, target="submit", part="die Schaltfläche")
TICK = Question(Moment.TICK, "I have read it", (DONE, STOP), DONE, why=Reason.TICK_NEEDED)
FORM = Question(Moment.APPROVE, "Example Ltd", (YES, NO), NO)
TURN = Question(Moment.APPROVE, "Example Ltd", (YES, NO), NO, turns=(Turning("Training", "on", "off", ""),))
READ = Question(Moment.READ, "Ελήφθη", (YES, NO, UNSURE), UNSURE)
EMAIL = Question(Moment.CHECK_EMAIL, "the form holds another", (KEEP, CORRECT, STOP), STOP)


@pytest.fixture
def keyboard(monkeypatch):
    monkeypatch.setattr(terminal, "flush_input", lambda: None)
    keyboard = Keyboard()
    monkeypatch.setattr(sys, "stdin", keyboard)
    return keyboard


@pytest.fixture
def hands(keyboard):  # noqa: ARG001  reads it
    return TerminalAsker(Console(), can_answer=True)


@pytest.mark.parametrize(
    ("ask", "typed", "means"),
    [
        (TAKE_OVER, "p\n", POINT),
        (TAKE_OVER, "point\n", POINT),
        (TAKE_OVER, "d\n", DONE),
        (TAKE_OVER, "S\n", STOP),
        (TAKE_OVER, "\n", STOP),
        (TAKE_OVER, "x\n", None),
        (TAKE_OVER, "y\n", None),
        (TAKE_OVER, None, STOP),
        (POINTING, "\n", DONE),
        (TICK, "\n", DONE),
        (TICK, "s\n", STOP),
        (FORM, "y\n", YES),
        (FORM, "\n", NO),
        (FORM, None, NO),
        (READ, "y\n", YES),
        (READ, "n\n", NO),
        (READ, "u\n", UNSURE),
        (READ, "\n", UNSURE),
        (READ, None, UNSURE),
    ],
)
def test_a_key_answers(ask, typed, means):
    assert answer(ask, typed) == means


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (TAKE_OVER, ["email was not found", "p = point at it in the window", "d = done", "s = stop", "[S]"]),
        (POINTING, ["Click it now", "Enter in the terminal"]),
        (TICK, ["The form wants you to tick: “I have read it”", "Tick it in the window if you agree", "[D]"]),
        (READ, ["“Ελήφθη”", "Does this say that your objection was received?", "y = yes", "u = I cannot tell", "[U]"]),
    ],
)
def test_the_terminal_asks(hands, capsys, ask, says):
    hands.begin(ask)
    screen = capsys.readouterr().err
    assert [words for words in says if words not in screen] == []


@pytest.mark.usefixtures("keyboard")
def test_an_address_is_masked_on_the_screen_but_in_the_question_that_is_about_it(capsys):
    console = Console()
    console.redact = Redactor("ada@example.eu")
    hands = TerminalAsker(console, can_answer=True)
    about, in_full = "both look like ad•••@example.eu", "it holds adam@example.eu, you expect ada@example.eu"
    hands.begin(Question(Moment.CHECK_EMAIL, about, (KEEP, CORRECT, STOP), STOP, in_full=in_full))
    assert in_full in capsys.readouterr().err
    hands.begin(Question(Moment.TAKE_OVER, in_full, (STOP,), STOP))
    assert "you expect ad•••@example.eu" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "the button was not found"), ("fr", "le bouton"), ("de", "die Schaltfläche")],
)
def test_the_strip_says_what_was_not_found_in_the_person_s_language(language, says):
    stop = Stop(
        Reason.TARGET_MISSING, target=PART, address="example.eu", flow="example", step="1", steps="4", count="0"
    )
    asked = replace(TAKE_OVER, about=stop.says)
    assert says in strip_text(asked, language)


@pytest.mark.parametrize(
    ("ask", "says", "in_terminal"),
    [
        (POINTING, "Klicken Sie darauf: die Schaltfläche", False),
        (TICK, "Das Formular", False),
        (READ, "Steht hier", True),
        (FORM, "Sehen Sie sich hier das ausgefüllte Formular an", True),
        (TURN, "Sehen Sie sich hier die Einstellung an", True),
        (EMAIL, "Welche E-Mail-Adresse ist richtig?", True),
    ],
)
def test_the_strip_says_what_to_do_and_where_only_the_terminal_takes_the_answer(ask, says, in_terminal):
    text = strip_text(ask, "de")
    assert (text.startswith(says), "antworten Sie im Terminal" in text) == (True, in_terminal)
    assert "Ελήφθη" not in text  # what the page says stands on the page


def test_where_nothing_can_be_pointed_at_nobody_is_told_to():
    stuck = Question(Moment.TAKE_OVER, "…", (DONE, STOP), STOP, part="Keep Activity", why=Reason.TARGET_STUCK)
    text = strip_text(stuck, "en")
    assert ("Do it in the browser window" in text, "oint" in text) == (True, False)


def test_a_question_that_was_answered_in_the_window_ends_its_line(hands, capsys):
    hands.begin(TAKE_OVER)
    hands.end()
    assert capsys.readouterr().err.endswith("[S] \n")


def test_one_that_was_typed_has_ended_its_line_already(hands, keyboard, capsys):
    hands.begin(TAKE_OVER)
    keyboard.type("s\n")
    assert hands.answer() == STOP
    hands.end()
    assert capsys.readouterr().err.endswith("[S] ")


def test_what_is_said_behind_an_open_question_begins_on_a_line_of_its_own(capsys):
    console = Console()
    console.prompt(Said("Send? "))
    console.say("Nothing was sent")
    assert capsys.readouterr().err == "Send? \nNothing was sent\n"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("ask", "bells"), [(TAKE_OVER, 1), (FORM, 1), (EMAIL, 1), (READ, 1), (POINTING, 0)])
def test_a_question_rings_once_however_often_it_is_mistyped(hands, keyboard, monkeypatch, ask, bells):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    hands.begin(ask)
    for _ in range(2):
        keyboard.type("what\n")
        hands.answer()
    assert screen.getvalue().count("\a") == bells


def test_nothing_rings_where_there_is_no_terminal(hands, capsys):
    hands.begin(TAKE_OVER)
    assert "\a" not in capsys.readouterr().err


def test_enter_closes_the_window_that_stays_and_so_does_the_end_of_the_input(hands, keyboard, capsys):
    for press in (lambda: keyboard.type("\n"), keyboard.end):
        pressed = hands.until_enter()
        assert "Press Enter to close the window" in capsys.readouterr().err
        assert not pressed()
        press()
        assert until_told(pressed)


@pytest.mark.parametrize("moment", Moment)
def test_the_terminal_has_words_for_every_moment_or_says_nothing(hands, moment, capsys):
    hands.begin(Question(moment))
    assert ("{" in capsys.readouterr().err) is False
