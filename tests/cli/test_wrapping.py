"""What is said fits the terminal: lines end between words, go on under their text, and what is copied stays whole."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.cli.shell import POSIX, ends
from tools import words

from optout.cli.console import Console, columns, wrapped
from optout.i18n import LANGUAGES, _, speak

WIDTHS = (60, 80, 120)
LABELLED = "  note    the site's terms restrict automated access; this is one visible browser, at your pace"
ASKED = "        Point at it, or do this step in the browser window: this goes on by itself"


@pytest.fixture
def speaking():
    yield speak
    speak("en")


def told(capsys):
    return capsys.readouterr().err


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_program_is_broken_between_words_only(language, width):
    texts = (
        message.id if language == "en" else message.string
        for message in words.read("fr" if language == "en" else language)
    )
    for text in (line for whole in texts for one in words.each(whole) for line in one.splitlines()):
        rows = wrapped(text, width).split("\n")
        assert "".join("".join(rows).split(" ")) == "".join(text.split(" "))
        assert [row for row in rows if cell_len(row) > width and " " in row.strip() and "optout" not in row] == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            LABELLED,
            [
                "  note    the site's terms restrict automated access; this",
                "          is one visible browser, at your pace",
            ],
        ),
        (
            ASKED,
            [
                "        Point at it, or do this step in the browser window:",
                "        this goes on by itself",
            ],
        ),
        (
            "    | A comment of one line, as it was typed, with  two spaces",
            ["    | A comment of one line, as it was typed, with  two", "      spaces"],
        ),
        (
            "Meta Platforms Ireland Limited usually confirms by e-mail within a day",
            ["Meta Platforms Ireland Limited usually confirms by e-mail", "  within a day"],
        ),
        (
            "Keep the e-mail that follows: optout attach 2026-11-24-facebook-7k3q FILE.eml",
            ["Keep the e-mail that follows:", "  optout attach 2026-11-24-facebook-7k3q FILE.eml"],
        ),
        (
            'hint: it stands as it was; .venv/bin/optout submit --again --reason "the first was refused"',
            ["hint: it stands as it was;", '.venv/bin/optout submit --again --reason "the first was refused"'],
        ),
        (
            "what was kept is in /srv/Ada Lovelace/.local/share/optout/records/x",
            ["what was kept is in", "  /srv/Ada Lovelace/.local/share/optout/records/x"],
        ),
        (
            "        b = beibehalten, e = durch Ihre ersetzen, a = anhalten, nichts wird gesendet [A] ",
            ["        b = beibehalten, e = durch Ihre ersetzen,", "        a = anhalten, nichts wird gesendet [A] "],
        ),
        ("a\n\nb", ["a", "", "b"]),
    ],
)
def test_a_text_goes_on_where_it_began_and_what_is_copied_stays_whole(text, rows):
    assert wrapped(text, 60).split("\n") == rows


@given(st.text(st.sampled_from("aé字🙂  -\u0301\u00a0"), max_size=300), st.integers(30, 130))
def test_whatever_is_said_keeps_its_letters_in_their_order_and_fits(text, width):
    rows = wrapped(text, width).split("\n")
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert [row for row in rows if cell_len(row.rstrip()) > width and " " in row.strip()] == []


def test_no_terminal_or_one_of_a_few_columns_breaks_nothing(capsys):
    Console().say(LABELLED)
    assert told(capsys) == f"{LABELLED}\n"
    assert wrapped(LABELLED, 20) == LABELLED


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        ("en", ["   3/6  ✓ check e-mail     ad•••@example.eu, as expected by", "                           you"]),
        ("fr", ["   3/6  ✓ contrôle de l’adresse e-mail  ad•••@example.eu, as", "          expected by you"]),  # noqa: RUF001
    ],
)
def test_a_step_goes_on_under_what_is_said_of_it_or_under_its_name_where_that_is_narrow(
    capsys, speaking, language, rows
):
    speaking(language)
    Console(width=60).step("3/6", "done", _("check e-mail"), "ad•••@example.eu, as expected by you")
    assert told(capsys).splitlines() == rows


def test_an_address_too_long_for_its_column_stands_whole_under_the_name(capsys):
    Console(width=60).step("2/6", "done", "open form", "www.facebook.com/help/contact/712876720715583")
    assert told(capsys).splitlines() == [
        "   2/6  ✓ open form",
        "          www.facebook.com/help/contact/712876720715583",
    ]


def test_a_marked_line_goes_on_behind_its_mark_and_lines_to_copy_are_left_alone(capsys):
    console = Console(width=40)
    console.mark("failed", "The pages are saved, but their case does not replay")
    console.say_whole('    words: {en: "Submit this objection to us", de: "Senden"}')
    assert told(capsys).splitlines() == [
        "✗ The pages are saved, but their case",
        "  does not replay",
        '    words: {en: "Submit this objection to us", de: "Senden"}',
    ]


@pytest.mark.faults
@pytest.mark.skipif(not POSIX, reason="pexpect's terminal is POSIX")
def test_a_whole_replay_fits_the_terminal(shell):
    width = 60
    code, shown = ends(shell.terminal("replay", "facebook", OPTOUT_LANG="fr", NO_COLOR="1", COLUMNS=str(width)))
    lines = shown.replace("\r\n", "\n").splitlines()
    assert (code, len(lines) > 15) == (0, True)
    # What is one word is there to be copied: a path, a fingerprint.
    assert [line for line in lines if cell_len(line) > width and " " in line.strip()] == []


@pytest.mark.skipif(not POSIX, reason="a terminal of its own is POSIX")
@pytest.mark.parametrize(("wished", "width"), [("", 73), ("many", 73), ("0", 73), ("90", 90)])
def test_the_width_is_that_of_the_terminal_unless_another_is_wished(monkeypatch, wished, width):
    import termios  # noqa: PLC0415  not on Windows

    here, there = os.openpty()
    termios.tcsetwinsize(there, (24, 73))
    monkeypatch.setenv("COLUMNS", wished)
    with os.fdopen(here, "w"), os.fdopen(there, "w") as stream:
        assert columns(stream) == width
