"""Comments to start from: always edited by the person, never sent with a gap that only they could fill."""

import re
import tomllib

import pytest
from tests.cli.shell import POSIX, ends, refused

from optout.cli.comment import FILE, gaps, starting_text, unfilled_gap, without_heads
from optout.person import COMMENT_LIMIT

DATA = tomllib.loads(FILE.read_text("utf-8"))
LANGUAGES = ("en", "fr", "de")
GAP = "[who: for instance my children]"
at_a_terminal = pytest.mark.skipif(not POSIX, reason="needs a terminal and a shell script")


def comments(language):
    return without_heads(starting_text("", language)).split("\n\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_a_few_comments_that_are_neither_short_nor_too_long(language):
    assert set(DATA) == set(LANGUAGES)
    assert len(comments(language)) == len(DATA[language]["comments"]) == len(DATA["en"]["comments"])
    assert 2 <= len(comments(language)) <= 3
    for text in comments(language):
        assert len(text) > 100
        assert "21" in text  # the article
    assert len(starting_text("", language)) < COMMENT_LIMIT


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_the_person_can_know_is_a_gap_and_the_rest_tells_no_year_and_no_name(language):
    own = [text for text in comments(language) if re.search(r"\[.+?\]", text)]
    assert len(own) == len(comments(language)) - 1  # what is true of every model needs none
    without = re.sub(r"\[.+?\]|GDPR|RGPD|DSGVO|Art\. 21 Abs\. 1|2?1", "", " ".join(comments(language)))
    assert not re.search(r"\d", without)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_is_found_as_long_as_it_is_not_filled_in(language):
    found = re.findall(r"\[[^\]]+\]", starting_text("", language))
    assert len(found) == 4
    for gap in found:
        assert unfilled_gap(f"Before.\n{gap.replace(' ', chr(10), 1)} after") is not None
        assert unfilled_gap(gap.replace("[", "").replace("]", "")) is None
    assert unfilled_gap("It says [sic] “[...]”, and [who: my sister].") is None


def test_what_the_program_wrote_about_the_suggestions_is_left_out_and_the_person_s_own_lines_stay():
    text = starting_text("# My reasons\nFirst.", "en")
    assert without_heads(text) == "\n\n".join(["# My reasons\nFirst.", *comments("en")])
    assert without_heads("A\n# People close to you\n\n\n\n# Vos proches\r\nB\n") == "A\n\nB"


def test_french_puts_a_space_that_does_not_break_before_its_colons():
    assert not re.search(r" [:;?!»]", starting_text("", "fr"))
    assert "[qui\u00a0: par exemple mes enfants]" in starting_text("", "fr")
    assert "[qui : par exemple mes enfants]" in gaps()


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        (["--comment", f"About {GAP}."], {}),
        (["--comment-file", "why.txt"], {}),
        ([], {"OPTOUT_COMMENT": f"About {GAP}."}),
    ],
    ids=["typed", "in a file", "in the settings"],
)
def test_a_comment_with_a_gap_is_refused_however_it_is_given(shell, options, variables):
    (shell.folder / "why.txt").write_text(f"Secret reason about {GAP.replace('for ', 'for' + chr(10))}.", "utf-8")
    ran = refused(shell.run("submit", *options, **variables), 2, f"a gap of a suggestion to fill in: {GAP}")
    assert "Secret reason" not in ran.err
    assert "optout submit --suggest" in ran.hint


def test_a_comment_that_was_typed_stands_in_for_the_one_with_a_gap_in_the_settings(shell):
    ran = shell.run("submit", "--comment", "My own words.", OPTOUT_COMMENT=GAP)
    assert "your comment (3 words)" in ran.err


def editor(shell, *lines):
    """Write an editor that keeps what it was given, each time, and then does the lines with the file `$1`."""
    script = shell.folder / "editor"
    script.write_text("\n".join(["#!/bin/sh", f'cat "$1" >> "{shell.folder}/opened"', *lines, ""]), "utf-8")
    script.chmod(0o755)
    return {"EDITOR": str(script), "LC_ALL": "C.UTF-8", "DISPLAY": ""}


def opened(shell):
    return (shell.folder / "opened").read_text("utf-8", "replace")


@at_a_terminal
@pytest.mark.parametrize(
    "command",
    [
        "submit --suggest --lang {}",
        "flows save-pages facebook --suggest --lang={}",
        "--lang {} submit --suggest",
        "flows --lang {} save-pages facebook --suggest",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_suggest_opens_the_editor_with_the_suggestions_of_the_person_s_language(shell, language, command):
    with_editor = editor(shell, """sed -i 's/\\[[^]]*\\]/Ada/g' "$1" """)
    code, said = ends(shell.terminal(*command.format(language).split(), **with_editor))
    assert code == 4, said  # there is no screen
    assert opened(shell) == starting_text("", language)
    words = len(re.sub(r"\[.+?\]", "Ada", " ".join(comments(language))).split())
    says = {"en": "your comment ({} words)", "fr": "votre commentaire ({} mots)", "de": "Ihren Kommentar ({} Wörter)"}
    assert says[language].format(words) in said


@at_a_terminal
def test_suggest_begins_with_the_comment_that_is_there(shell):
    with_editor = editor(shell, 'echo "Only this." > "$1"')
    code, said = ends(shell.terminal("submit", "--suggest", OPTOUT_COMMENT="I object.", **with_editor))
    assert code == 4, said
    assert opened(shell) == starting_text("I object.", "en")
    assert "your comment (2 words)" in said


@at_a_terminal
def test_a_gap_that_was_left_opens_the_editor_again_or_ends_it(shell):
    terminal = shell.terminal("submit", "--suggest", **editor(shell))
    terminal.expect_exact(f"fill in: {GAP}. Open the editor again? [y/N] ")
    terminal.sendline("y")
    terminal.expect_exact("Open the editor again? [y/N] ")
    terminal.sendline("")
    code, said = ends(terminal)
    assert code == 2, said
    assert f"error: the comment still has a gap of a suggestion to fill in: {GAP}, so nothing was opened" in said
    assert opened(shell) == starting_text("", "en") * 2
    assert "is kept" not in said
    assert not (shell.data / "drafts").exists()  # nothing was written


@at_a_terminal
@pytest.mark.parametrize(("answer", "begins"), [("y", starting_text("", "en")), ("", "")], ids=["yes", "no"])
def test_edit_without_a_comment_offers_the_suggestions(shell, answer, begins):
    terminal = shell.terminal("submit", "--edit", **editor(shell, 'echo "Only this." > "$1"'))
    terminal.expect_exact("Start from suggestions? [y/N] ")
    terminal.sendline(answer)
    code, said = ends(terminal)
    assert code == 4, said
    assert opened(shell) == begins
    assert "your comment (2 words)" in said


@at_a_terminal
def test_edit_with_a_comment_offers_nothing(shell):
    code, said = ends(shell.terminal("submit", "--edit", OPTOUT_COMMENT="I object.", **editor(shell)))
    assert code == 4, said
    assert "suggestions" not in said
    assert opened(shell) == "I object."
