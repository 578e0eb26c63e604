"""A text that was written in the editor is never lost: it is kept, named, and gone on from, until it is sent."""

import stat
from pathlib import Path

import pytest
from tests.cli.shell import POSIX, ends
from tests.cli.test_suggestions import GAP, editor, opened

from optout.cli.comment import starting_text

pytestmark = pytest.mark.skipif(not POSIX, reason="needs a terminal and a shell script")
MINE = f"My sister did not ask for this. {GAP}"
OWN = {"OPTOUT_COMMENT": "I object."}


def draft(shell):
    return shell.data / "drafts" / "comment.txt"


def writes(text):
    return f"""printf '{text}' > "$1" """


def declined(shell, *command, does=None):
    """Write what is not accepted, and answer with Enter."""
    terminal = shell.terminal(*command, **OWN, **editor(shell, does or writes(MINE)))
    terminal.expect_exact("Open the editor again? [y/N] ")
    terminal.sendline("")
    code, said = ends(terminal)
    assert code == 2, said
    return " ".join(said.split())


def edited(shell, *command, does="", **variables):
    """Go on from what was kept; gives what the editor was opened with, and what was said."""
    (shell.folder / "opened").unlink(missing_ok=True)
    code, said = ends(shell.terminal(*command, **{**OWN, **editor(shell, does), **variables}))
    return opened(shell), code, " ".join(said.split())


@pytest.mark.parametrize("command", ["submit --suggest", "submit --all --edit", "flows save-pages --edit"])
def test_a_text_with_a_gap_is_kept_and_named_and_the_next_edit_goes_on_from_it(shell, command):
    assert shell.run("services", "use", "facebook").code == 0  # which --all goes through
    said = declined(shell, *command.split())
    assert f"Your text is kept: {draft(shell)}" in said
    assert "hint: optout submit --edit goes on from your text" in said
    assert draft(shell).read_text("utf-8") == MINE
    assert [stat.S_IMODE(place.stat().st_mode) for place in (draft(shell), shell.data)] == [0o600, 0o700]
    began, code, said = edited(shell, "submit", "--edit", does=writes("My sister did not ask for this."))
    assert (began, code) == (MINE, 4)  # there is no screen
    assert f"Going on from the text that was kept: {draft(shell)}" in said
    assert "your comment (7 words)" in said


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("""yes a | head -c 20004 > "$1" """, "comment: has 20,003 characters, at most 10,000 are allowed, so"),
        ("""yes a | head -c 70000 > "$1" """, "--edit: is larger than 64 KB, so"),
        (writes("a\\377"), "--edit: is not UTF-8 text (byte 1), so"),
        (writes("a\\033[31m"), "comment: control character U+001B at line 1, character 2, so"),
    ],
    ids=["too long", "too large", "no text", "a control character"],
)
def test_whatever_is_not_accepted_is_kept_byte_for_byte(shell, does, says):
    said = declined(shell, "submit", "--edit", does=does)
    assert says in said
    kept = draft(shell).read_bytes()
    assert kept
    _, code, said = edited(shell, "submit", "--edit", does="exit 1")
    assert code == 2
    assert draft(shell).read_bytes() == kept


def test_a_text_is_kept_when_the_editor_ends_with_an_error(shell):
    _, code, said = edited(shell, "submit", "--edit", does=f"{writes(MINE)}; exit 3")
    assert code == 2
    assert "the editor ended with an error" in said
    assert f"Your text is kept: {draft(shell)}" in said
    assert edited(shell, "submit", "--edit", does="exit 1")[0] == MINE


def test_a_text_is_kept_when_ctrl_c_is_pressed_at_the_question(shell):
    terminal = shell.terminal("submit", "--edit", **OWN, **editor(shell, writes(MINE)))
    terminal.expect_exact("Open the editor again? [y/N] ")
    terminal.sendintr()
    code, said = ends(terminal)
    assert code == 130
    assert "Your text is kept" in said
    assert draft(shell).read_text("utf-8") == MINE


def test_a_text_that_was_accepted_is_kept_as_long_as_it_is_not_sent(shell):
    _, code, said = edited(shell, "submit", "--edit", does=writes("Only this."))
    assert code == 4  # there is no screen, so nothing was sent
    assert f"Your text is kept until it is sent: {draft(shell)}" in said
    assert edited(shell, "submit", "--edit", OPTOUT_COMMENT="Another.")[0] == "Only this."


def test_suggestions_come_below_a_text_that_was_kept_and_only_once(shell):
    declined(shell, "submit", "--edit", does=writes(MINE))
    assert edited(shell, "submit", "--suggest", does="exit 1")[0] == starting_text(MINE, "en")
    assert edited(shell, "submit", "--suggest", does="exit 1")[0] == starting_text(MINE, "en")


@pytest.mark.parametrize(("does", "code"), [("exit 1", 2), (': > "$1"', 4)], ids=["nothing written", "all deleted"])
def test_where_nothing_was_written_nothing_is_kept(shell, does, code):
    _, ended, said = edited(shell, "submit", "--edit", does=does)
    assert ended == code
    assert "is kept" not in said
    assert not draft(shell).parent.exists()


@pytest.mark.parametrize("program", ["nowhere", "vi 'a", ""], ids=["not there", "open quotes", "none"])
def test_an_editor_that_cannot_be_started_is_told(shell, program):
    code, said = ends(shell.terminal("submit", "--edit", **OWN, EDITOR=program, VISUAL=program, PATH=str(shell.folder)))
    assert code == 2
    assert "--edit: the editor cannot be started" in said
    assert not draft(shell).parent.exists()


def test_what_editors_put_beside_it_goes_with_it(shell):
    edited(shell, "submit", "--edit", does=f'{writes("Only this.")}; cp "$1" "$1~"')
    assert Path(f"{draft(shell)}~").exists()
    edited(shell, "submit", "--edit", does=': > "$1"')
    assert not draft(shell).parent.exists()
