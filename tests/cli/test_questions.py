"""What the terminal asks when a step cannot be taken, the keys that answer, and the same words in the window."""

import io
import sys

import pytest
from tests.cli.keys import Keyboard, answer, until_told

from optout.cli import terminal
from optout.cli.console import Console
from optout.cli.terminal import TerminalAsker
from optout.flow.cases import Moment
from optout.i18n import Said
from optout.outcome import Reason
from optout.redact import Redactor
from optout.run.ask import IN_WINDOW, face_of
from optout.run.questions import CORRECT, DONE, KEEP, NO, ONWARD, POINT, STOP, UNSURE, YES, Question

PART = Said("the button that sends")
TAKE_OVER = Question(
    Moment.TAKE_OVER, "email was not found", (POINT, DONE, STOP), STOP, target="email", why=Reason.TARGET_MISSING
)
POINTING = Question(Moment.POINT, target="submit")
TICK = Question(Moment.TICK, "I have read it", (DONE, STOP), DONE, why=Reason.TICK_NEEDED)
BUTTON = Question(Moment.APPROVE, "Example Ltd", (YES, NO, ONWARD), NO, button="Λ")
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
        (BUTTON, "y\n", YES),
        (BUTTON, "l\n", ONWARD),
        (BUTTON, "onward\n", ONWARD),
        (BUTTON, "\n", NO),
        (BUTTON, None, NO),
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
        (BUTTON, ["button   “Λ”", "if it only leads to another page", "Example Ltd? [y/N, l = it only leads on]"]),
        (POINTING, ["Click it in the browser window", "Press Enter here to go back"]),
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
    ("language", "says", "first"),
    [
        ("en", "Not found on this page: the button that sends", "Point at it"),
        ("fr", "Introuvable sur cette page\u00a0: le bouton d\u2019envoi", "Le montrer"),
        ("de", "Auf dieser Seite nicht gefunden: die Schaltfläche", "Darauf zeigen"),
        ("el", "Not found on this page: the button that sends", "Point at it"),
    ],
)
def test_the_bar_says_what_was_not_found_in_the_person_s_language(language, says, first):
    face = face_of(TAKE_OVER, PART, language)
    assert face.text.startswith(says)
    assert face.buttons[0] == (POINT, first)
    assert [answer for answer, _ in face.buttons] == [POINT, DONE, STOP]


@pytest.mark.parametrize(
    "reason",
    [Reason.EMAIL_MISSING, Reason.TARGET_AMBIGUOUS, Reason.TARGET_STUCK, Reason.VALUE_PUT_BACK, Reason.WAYS_DEAD],
)
def test_the_bar_tells_each_reason_apart(reason):
    asked = Question(Moment.TAKE_OVER, "…", (POINT, DONE, STOP), STOP, target="email", why=reason)
    assert (face_of(asked, PART, "en").text == face_of(TAKE_OVER, PART, "en").text) is (reason == Reason.EMAIL_MISSING)


@pytest.mark.parametrize(
    ("ask", "says"),
    [(POINTING, "Klicken Sie darauf: die Schaltfläche"), (TICK, "Das Formular verlangt"), (READ, "Steht hier")],
)
def test_the_bar_says_what_to_do_at_each_moment(ask, says):
    assert face_of(ask, PART, "de").text.startswith(says)


def test_where_nothing_can_be_pointed_at_nobody_is_told_to():
    stuck = Question(Moment.TAKE_OVER, "…", (DONE, STOP), STOP, part="Keep Activity", why=Reason.TARGET_STUCK)
    assert "Do this step by hand" in face_of(stuck, stuck.part, "en").text
    assert "oint" not in face_of(stuck, stuck.part, "en").text


def test_what_the_page_asks_at_the_press_is_answered_there(hands, capsys):
    asked = Question(
        Moment.TAKE_OVER, "the page asked", (DONE, STOP), STOP, part="Sure?", why=Reason.DIALOG_BEFORE_SEND
    )
    face = face_of(asked, asked.part, "en")
    assert face.quote == "Sure?"
    assert face.text.startswith("The page asks something that this flow does not know. Answer it in this window")
    hands.begin(asked)
    assert "Answer it in the browser window" in capsys.readouterr().err


def test_what_a_setting_shows_is_told_before_the_person_says_how_it_stands(hands, capsys):
    asked = Question(Moment.STATE, "Keep Activity", (YES, NO, UNSURE), UNSURE, part="off", button="Turn off")
    would = "It shows “Turn off”, which may be what a press would do, not how it stands"
    assert face_of(asked, asked.part, "en").text.startswith(would)
    hands.begin(asked)
    assert would in " ".join(capsys.readouterr().err.split())


def test_the_bar_quotes_the_page_apart_from_the_question():
    assert face_of(READ, PART, "de").quote == "Ελήφθη"
    assert "Ελήφθη" not in face_of(READ, PART, "de").text
    assert face_of(TAKE_OVER, PART, "de").quote == ""


def test_neither_the_approval_nor_what_goes_into_the_form_is_asked_in_the_window():
    assert set(IN_WINDOW) == {
        Moment.TAKE_OVER,
        Moment.POINT,
        Moment.TICK,
        Moment.READ,
        Moment.NOTICE,
        Moment.SETTING,
        Moment.STATE,
    }


@pytest.mark.parametrize(
    ("language", "approval", "email"),
    [
        ("en", "Look at the filled form here, then answer in the terminal", "Which e-mail address is right?"),
        (
            "fr",
            "Regardez ici le formulaire rempli, puis répondez dans le terminal",
            "Quelle est la bonne adresse e-mail",
        ),
        ("de", "Sehen Sie sich hier das ausgefüllte Formular an", "Welche E-Mail-Adresse ist richtig?"),
    ],
)
def test_the_window_only_says_that_the_terminal_waits_where_it_alone_can_be_answered(language, approval, email):
    for ask, says in ((BUTTON, approval), (EMAIL, email)):
        face = face_of(ask, PART, language)
        assert face.text.startswith(says)
        assert "terminal" in face.text.lower()
        assert (face.buttons, face.quote) == ((), "")


@pytest.mark.parametrize("ask", [TAKE_OVER, TICK, READ], ids=lambda ask: ask.moment)
def test_the_answer_that_stands_out_in_the_window_is_the_one_of_enter_and_confirms_nothing(hands, keyboard, ask):
    hands.begin(ask)
    keyboard.type("\n")
    assert face_of(ask, PART, "en").default == hands.answer()
    assert face_of(READ, PART, "en").default == UNSURE
    assert face_of(ask, PART, "en").default not in (YES, NO)


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


@pytest.mark.parametrize(("ask", "bells"), [(TAKE_OVER, 1), (BUTTON, 1), (EMAIL, 1), (READ, 1), (POINTING, 0)])
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
