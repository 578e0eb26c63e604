"""What the terminal asks when a step cannot be taken, the keys that answer, and what the window
says of it.
"""

import io
import re
import sys
from dataclasses import replace

import pytest
from tests.cli.keys import Keyboard, answer, until_told

from optout.browser.form_value import FormValue
from optout.cli import terminal
from optout.cli.console import Console
from optout.cli.terminal import TerminalPrompts
from optout.evidence.record import Reading
from optout.evidence.wording import detail_said
from optout.language import LANGUAGES
from optout.outcome import Reason, Stop
from optout.redaction import Redactor
from optout.run.prompts import Choice, Question, Turning
from optout.translation import LazyText, _, speak

PART = _("the button that sends")
MAIL = FormValue("email", "E-mail", "ada@example.eu", "entered", html_name="email", kind="email")
WHY = FormValue("comment", "Why", "first\nsecond", "entered", html_name="why", kind="textarea")
HELP: tuple[Choice, ...] = ("point", "done", "stop")
TAKE_OVER = Question(
    "take_over", "email was not found", HELP, "stop", target="email", why=Reason.TARGET_MISSING
)
POINTING = Question("point", target="submit", part="die Schaltfläche")
TICK = Question("tick", "I have read it", ("done", "stop"), "done", why=Reason.TICK_NEEDED)
FORM = Question("approve", "Example Ltd", ("yes", "no"), "no")
ON = Reading(state="otherwise", attribute="checked", value="true")
TURN = Question(
    "approve", "Example Ltd", ("yes", "no"), "no", turns=(Turning("Training", ON, "off", ""),)
)
READ = Question("read", "Ελήφθη", ("yes", "no", "unsure"), "unsure")
EMAIL = Question("check_email", "the form holds another", ("keep", "correct", "stop"), "stop")


@pytest.fixture
def keyboard(monkeypatch):
    monkeypatch.setattr(terminal, "_flush_input", lambda: None)
    keyboard = Keyboard()
    monkeypatch.setattr(sys, "stdin", keyboard)
    return keyboard


@pytest.fixture
def hands(keyboard):
    return TerminalPrompts(Console(), can_answer=True)


KEYS: list[tuple[Question, dict]] = [
    (
        TAKE_OVER,
        {
            "p\n": "point",
            "point\n": "point",
            "d\n": "done",
            "S\n": "stop",
            "\n": "stop",
            None: "stop",
        },
    ),
    (TAKE_OVER, {"x\n": None, "y\n": None}),
    (POINTING, {"\n": "done"}),
    (TICK, {"\n": "done", "s\n": "stop"}),
    (FORM, {"y\n": "yes", "\n": "no", None: "no"}),
    (READ, {"y\n": "yes", "n\n": "no", "u\n": "unsure", "\n": "unsure", None: "unsure"}),
]


def test_a_key_answers_and_enter_or_the_end_of_the_input_never_sends():
    for ask, meant in KEYS:
        assert {typed: answer(ask, typed) for typed in meant} == meant


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (
            TAKE_OVER,
            ["email was not found", "p = point at it in the window", "d = done", "s = stop", "[S]"],
        ),
        (POINTING, ["Click it now", "Enter in the terminal"]),
        (
            TICK,
            [
                "The form wants you to tick: “I have read it”",
                "Tick it in the window if you agree",
                "[D]",
            ],
        ),
        (
            READ,
            [
                "“Ελήφθη”",
                "Does this say that your objection was received?",
                "y = yes",
                "u = I cannot tell",
                "[U]",
            ],
        ),
    ],
)
def test_the_terminal_asks(hands, capsys, ask, says):
    hands.begin(ask)
    screen = capsys.readouterr().err
    assert [words for words in says if words not in screen] == []


@pytest.mark.parametrize(
    ("fields", "before", "shows", "hides"),
    [
        (
            (MAIL, WHY),
            (),
            ["Example Ltd", "www.example.eu/form", "ada@", "    | first\n    | second\n"],
            [],
        ),
        (
            (MAIL, replace(WHY, text="third")),
            (MAIL, WHY),
            ["    | third\n", "The rest is as you saw it"],
            ["ada@"],
        ),
        ((replace(WHY, text="x" * 400 + " end"),), (), [" end\n"], []),
        (
            (replace(MAIL, html_name="phone", text=""),),
            (WHY,),
            ["    | (empty)\n", "  Why: no longer in the form\n"],
            [],
        ),
        (
            (replace(WHY, html_name=""),),
            (WHY,),
            ["    | first\n"],
            ["no longer in the form"],
        ),
        ((WHY,), (WHY, WHY), ["  Why: no longer in the form\n"], ["    | first\n"]),
    ],
)
def test_the_first_time_all_that_will_go_is_shown_and_then_only_what_has_changed(
    capsys, fields, before, shows, hides
):
    TerminalPrompts(Console(), can_answer=False).begin(
        Question(
            "approve", "Example Ltd", ("yes", "no"), "no", fields, "www.example.eu/form", before
        )
    )
    said = capsys.readouterr().err
    assert [words for words in shows if words not in said] == []
    assert [words for words in hides if words in said] == []


def test_a_setting_is_on_or_off_and_the_page_s_code_for_it_is_for_the_record(capsys):
    turning = Turning("Training", ON, "off", "")
    TerminalPrompts(Console(), can_answer=False).begin(replace(TURN, turns=(turning,)))
    assert re.search(r"reads +on$", capsys.readouterr().err, re.MULTILINE)
    assert detail_said("reads", "false") == "reads off"


@pytest.mark.usefixtures("keyboard")
def test_an_address_is_masked_on_the_screen_but_in_the_question_that_is_about_it(capsys):
    console = Console()
    console.redact = Redactor("ada@example.eu")
    hands = TerminalPrompts(console, can_answer=True)
    about, in_full = (
        "both look like ad•••@example.eu",
        "it holds adam@example.eu, you expect ada@example.eu",
    )
    hands.begin(
        Question("check_email", about, ("keep", "correct", "stop"), "stop", in_full=in_full)
    )
    assert in_full in capsys.readouterr().err
    hands.begin(Question("take_over", in_full, ("stop",), "stop"))
    assert "you expect ad•••@example.eu" in capsys.readouterr().err


def test_the_strip_says_what_to_do_and_where_only_the_terminal_takes_the_answer():
    for ask, says, in_terminal in (
        (POINTING, "Klicken Sie darauf: die Schaltfläche", False),
        (TICK, "Das Formular", False),
        (READ, "Steht hier", True),
        (FORM, "Sehen Sie sich hier das ausgefüllte Formular an", True),
        (TURN, "Sehen Sie sich hier die Einstellung an", True),
        (EMAIL, "Welche E-Mail-Adresse ist richtig?", True),
    ):
        text = ask.in_window("de")
        assert (text.startswith(says), "antworten Sie im Terminal" in text) == (True, in_terminal)
        assert "Ελήφθη" not in text  # what the page says stands on the page
    where = {"address": "example.eu", "flow": "example", "step": "1", "steps": "4", "count": "0"}
    asked = replace(TAKE_OVER, about=Stop(Reason.TARGET_MISSING, target=PART, **where).message)
    assert "le bouton d\u2019envoi" in asked.in_window("fr")


def test_whatever_answers_a_question_its_line_is_ended_once(hands, keyboard, capsys):
    hands.begin(TAKE_OVER)
    hands.end()
    assert capsys.readouterr().err.endswith("[S] \n")  # in the window
    hands.begin(TAKE_OVER)
    keyboard.type("s\n")
    assert hands.answer() == "stop"
    hands.end()
    assert capsys.readouterr().err.endswith("[S] ")
    console = Console()
    console.prompt(LazyText("Send? "))
    console.say("Nothing was sent")
    assert capsys.readouterr().err == "Send? \nNothing was sent\n"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self):
        return True


def test_a_question_rings_once_however_often_it_is_mistyped(hands, keyboard, monkeypatch, capsys):
    hands.begin(TAKE_OVER)
    assert "\a" not in capsys.readouterr().err  # no terminal
    for ask, bells in ((TAKE_OVER, 1), (POINTING, 0)):
        screen = Screen()
        monkeypatch.setattr(sys, "stderr", screen)
        hands.begin(ask)
        for _times in range(2):
            keyboard.type("what\n")
            hands.answer()
        assert screen.getvalue().count("\a") == bells


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_is_given_by_the_letter_that_is_shown_for_it(capsys, language):
    asked = [one.choices for one in (TAKE_OVER, TICK, READ, EMAIL)]
    try:
        speak(language)
        for choices in [
            *asked,
            ("point", "absent", "stop"),
            ("absent", "stop"),
            ("keep", "stop"),
            ("yes", "onward", "stop"),
            ("yes", "no"),
        ]:
            TerminalPrompts(Console(), can_answer=False).begin(replace(TAKE_OVER, choices=choices))
            letters = re.findall(r"(\w) = ", capsys.readouterr().err)
            assert [
                answer(replace(TAKE_OVER, choices=choices), f"{letter}\n") for letter in letters
            ] == [*choices]
            capsys.readouterr()
    finally:
        speak("en")


def test_a_window_that_stays_sends_no_objection_but_a_setting_can_still_be_turned_in_it(
    hands, capsys
):
    for turns, says in (
        (False, "close the window; it sends no objection any more "),
        (True, "close the window "),
    ):
        hands.until_enter(turns=turns)
        assert capsys.readouterr().err.endswith(says)


def test_enter_closes_the_window_that_stays_and_so_does_the_end_of_the_input(
    hands, keyboard, capsys
):
    for press in (lambda: keyboard.type("\n"), keyboard.end):
        pressed = hands.until_enter()
        assert "Press Enter to close the window" in capsys.readouterr().err
        assert not pressed()
        press()
        assert until_told(pressed)
