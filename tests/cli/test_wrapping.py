"""What is said fits the terminal: lines end between words, go on under their text, and what is copied stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.shell import POSIX, ends

from optout.cli.console import Console, wrapped
from optout.i18n import _


def told(capsys):
    return capsys.readouterr().err.splitlines()


def too_long(rows, width):
    return [row for row in rows if len(row.rstrip()) > width and " " in row.strip() and "optout" not in row]


@given(st.text(st.sampled_from("aé字🙂  -\u0301"), max_size=300), st.integers(30, 130))
def test_whatever_is_said_keeps_its_letters_in_their_order_and_fits(text, width):
    rows = wrapped(text, width).split("\n")
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert too_long(rows, width) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "  note    the site's terms restrict automated access; this is one visible browser, at your pace",
            [
                "  note    the site's terms restrict automated access; this",
                "          is one visible browser, at your pace",
            ],
        ),
        (
            "        Point at it, or do this step in the browser window: this goes on by itself",
            ["        Point at it, or do this step in the browser window:", "        this goes on by itself"],
        ),
        (
            "    | A comment of one line, as it was typed, with  two spaces",
            ["    | A comment of one line, as it was typed, with  two", "      spaces"],
        ),
        (
            'hint: it stands as it was; optout submit --again --reason "the first was refused"',
            ["hint: it stands as it was;", 'optout submit --again --reason "the first was refused"'],
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


def test_steps_and_marks_go_on_under_their_text_and_lines_to_copy_are_left_alone(capsys, monkeypatch):
    monkeypatch.setattr(Console, "_columns", 60)
    console = Console()
    console.step("3/6", "done", _("check e-mail"), "ad•••@example.eu, as expected by you")
    console.step("2/6", "done", "open form", "www.facebook.com/help/contact/712876720715583")
    console.mark("failed", "The pages are saved, but their case does not replay as it should")
    console.say_whole('    words: {en: "Submit this objection to us", de: "Senden"}, within: form')
    assert told(capsys) == [
        "   3/6  ✓ check e-mail     ad•••@example.eu, as expected by",
        "                           you",
        "   2/6  ✓ open form",
        "          www.facebook.com/help/contact/712876720715583",
        "✗ The pages are saved, but their case does not replay as it",
        "  should",
        '    words: {en: "Submit this objection to us", de: "Senden"}, within: form',
    ]


def test_without_a_terminal_nothing_is_broken(capsys):
    Console().say("a " * 200)
    assert len(told(capsys)) == 1


@pytest.mark.faults
@pytest.mark.skipif(not POSIX, reason="pexpect's terminal is POSIX")
def test_a_whole_replay_fits_the_terminal(shell):
    code, shown = ends(shell.terminal("replay", "facebook", OPTOUT_LANG="fr", NO_COLOR="1", COLUMNS="60"))
    lines = shown.replace("\r\n", "\n").splitlines()
    assert (code, len(lines) > 15) == (0, True)
    assert too_long(lines, 60) == []
