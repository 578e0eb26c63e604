"""The person's reasons: asked for once, where a form has a field for them, and never written for them."""

import pytest
from tests.cli.keys import type_at_once

from optout.cli import live
from optout.cli.console import Console
from optout.cli.live import Command
from optout.cli.reasons import Reasons
from optout.cli.terminal import TerminalPrompts
from optout.flow.find import find_flow
from optout.person import Person
from optout.settings import read_settings
from optout.translation import speak

FACEBOOK, LINKEDIN = find_flow("facebook").flow, find_flow("linkedin").flow
QUESTION = "Do you want to give reasons?"


def given(monkeypatch, *lines, person=None, flows=(FACEBOOK,)):
    """Return the person with the reasons that they type, after each flow."""
    type_at_once(monkeypatch, *lines)
    console = Console()
    reasons = Reasons(console, TerminalPrompts(console, can_answer=True))
    return [reasons.added_to(person or Person.of(), flow).value("comment") for flow in flows]


@pytest.mark.parametrize(
    ("lines", "comment"),
    [
        (
            ["y", "My photos show my children.", "And me.", ""],
            "My photos show my children.\nAnd me.",
        ),
        (["y", "Only one line."], "Only one line."),
        (["y", ""], None),
        (["n"], None),
        ([""], None),
        ([], None),
        # What a form cannot take is said, and typed anew.
        (["y", "with a \x07 bell", "", "without it", ""], "without it"),
    ],
)
def test_reasons_are_what_is_typed_until_an_empty_line_and_none_without_a_yes(
    monkeypatch, capsys, lines, comment
):
    assert given(monkeypatch, *lines) == [comment]
    said = capsys.readouterr().err
    assert "grounds relating to your particular situation" in said
    assert QUESTION in said
    assert ("control character U+0007" in said) is any("\x07" in line for line in lines)


def test_they_are_asked_for_once_for_several_services(monkeypatch, capsys):
    flows = (FACEBOOK, find_flow("instagram").flow)
    assert given(monkeypatch, "y", "Mine.", "", flows=flows) == ["Mine.", "Mine."]
    assert capsys.readouterr().err.count(QUESTION) == 1


def test_nothing_is_asked_where_they_were_given_or_the_flow_has_no_field_for_them(
    monkeypatch, capsys
):
    assert given(monkeypatch, person=Person.of(comment="Given before.")) == ["Given before."]
    assert given(monkeypatch, flows=(LINKEDIN,)) == [None]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_question_is_in_the_person_s_language(monkeypatch, capsys, language):
    speak(language)
    try:
        given(monkeypatch, "n")
    finally:
        speak("en")
    assert "reasons" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "asks"),
    [
        ({}, True),
        ({"yes": True}, False),
        ({"until_filled": True}, False),
        ({"recheck_only": True}, False),
        ({"saves": True}, False),
    ],
)
def test_a_run_that_sends_nothing_or_was_approved_in_advance_asks_nothing(
    monkeypatch, tmp_path, options, asks
):
    monkeypatch.setattr(live, "can_prompt", lambda: True)
    settings = read_settings(data_dir=tmp_path)
    assert Command(Console(), settings, **options).asks_reasons is asks
    assert not Command(Console(as_json=True), settings).asks_reasons
    monkeypatch.setattr(live, "can_prompt", lambda: False)
    assert not Command(Console(), settings, **options).asks_reasons
