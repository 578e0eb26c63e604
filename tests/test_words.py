"""Every word of the program in three languages: complete, with the gaps of the English, and compiled."""

import ast
import re

import pytest
from tests.cli.keys import answer
from tools import words

from optout.cli.console import says_yes
from optout.cli.entry import SECTIONS
from optout.flow.cases import Moment
from optout.i18n import CATALOGUES, LANGUAGES, Said, _, joined, ngettext, speak, told, translated, widened
from optout.run.questions import CORRECT, DONE, KEEP, NO, ONWARD, POINT, STOP, UNSURE, YES, Question

OFFERED = (
    (YES, NO),
    (YES, NO),
    (POINT, DONE, STOP),
    (YES, ONWARD, STOP),
    (KEEP, CORRECT, STOP),
    (KEEP, STOP),
    (POINT, DONE, STOP),
    (DONE, STOP),
    (YES, NO, UNSURE),
)
SOURCES = sorted(words.PROGRAM.rglob("*.py"))


@pytest.fixture(params=words.TRANSLATED)
def language(request):
    speak(request.param)
    yield request.param
    speak("en")


def test_no_text_is_untranslated_stale_fuzzy_or_has_other_gaps_than_the_english(language):
    assert words.flaws(language) == []


def test_a_catalogue_is_written_as_make_words_writes_it(language):
    kept = (CATALOGUES / f"{language}.po").read_bytes()
    assert kept == words.write(words.renewed(language)), "run make words"


COMMANDS = {name for names in SECTIONS.values() for name in names}
NAMED = re.compile(r"(?<![\w-])--[a-z-]+|OPTOUT_[A-Z_]+|\boptout ([a-z-]+)")


def named(text):
    """Give the commands, options and variables that a text names."""
    found = (match for match in NAMED.finditer(text) if match[1] is None or match[1] in COMMANDS)
    return {match[0].rstrip("-") for match in found}


def test_a_command_that_is_named_in_english_is_named_in_a_translation(language):
    for message in words.read(language):
        if message.id and isinstance(message.id, str):
            assert named(message.id) == named(message.string), message.id


def test_no_text_is_put_together_inside_the_mark():
    for file in SOURCES:
        tree = ast.parse(file.read_text("utf-8"))
        for text in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
            marks = [inner for inner in ast.walk(text) if isinstance(inner, ast.Name) and inner.id in ("_", "ngettext")]
            assert marks == [], f"{file.name}:{text.lineno}: what collects the texts does not look into an f-string"
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext"):
                texts = call.args[:2] if call.func.id == "ngettext" else call.args
                assert all(isinstance(text, ast.Constant) for text in texts), f"{file.name}:{call.lineno}"


# How a text is told


def test_a_text_is_english_until_it_is_told():
    text = _("nothing was sent")
    assert (text, str(text), f"{text}", told(text)) == ("nothing was sent",) * 4
    assert told(text, "fr") == "rien n\u2019a été envoyé"
    assert told("nothing was sent", "fr") == "nothing was sent"
    for number, french in ((0, "0 mot"), (1, "1 mot"), (2, "2 mots"), (1234, "1\u202f234 mots")):
        assert told(ngettext("{number} word", "{number} words", number), "fr") == french


def test_what_is_put_together_is_told_part_by_part():
    row = joined((widened(_("nothing was sent"), 30), _("none"), "x{y}"), "|")
    assert told(row, "de") == f"{'es wurde nichts gesendet':<30}|keiner|x{{y}}"
    assert row == f"{'nothing was sent':<30}|none|x{{y}}"
    assert told(translated("a", {"de": "b"}), "de") == "b"
    assert told(Said("not ours {at} all"), "de") == "not ours {at} all"
    assert told(Said(""), "de") == ""


# The letters that answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_of_an_answer_is_its_own_and_no_other_answer_s_in_english(capsys, language):
    for choices in OFFERED:
        ask = Question(Moment.READ, choices=choices, default=choices[-1])
        in_english, shown = (letters(ask, spoken, capsys) for spoken in ("en", language))
        for row in zip(choices, shown, in_english, strict=True):
            assert {answer(ask, f"{typed}\n") for typed in row} == {row[0]}
        speak("en")


def letters(ask, language, capsys):
    """Give the letters that a question offers, in the order of its answers."""
    capsys.readouterr()
    speak(language)
    answer(ask, None)
    return re.findall(r"(?<!\w)(\w) = ", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [("fr", "o Oui y", "n j"), ("de", "J ja yes", "o"), ("en", "y yes", "o no")],
)
def test_a_yes_is_taken_in_the_language_and_in_english(language, yes, no):
    ask = Question(Moment.APPROVE, choices=(YES, NO), default=NO)
    speak(language)
    try:
        for typed in (*yes.split(), *no.split(), ""):
            assert says_yes(typed) is (typed in yes.split())
            assert (answer(ask, f"{typed}\n") == YES) is (typed in yes.split())
    finally:
        speak("en")
