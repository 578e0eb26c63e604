"""Every word of the program in three languages: marked, complete, with the gaps of the English, and
compiled.
"""

import ast
import re
from typing import Any

import pytest
from tests.cli.keys import answer
from tools import words

from optout.cli.app import SECTIONS
from optout.cli.console import says_yes
from optout.run.prompts import Question
from optout.translation import (
    CATALOGUES,
    LazyText,
    _,
    changed,
    joined,
    ngettext,
    speak,
    translate,
    translated,
)

OFFERED: list[Any] = [
    "yes no",
    "point done stop",
    "yes onward stop",
    "keep correct stop",
    "yes no unsure",
]
SOURCES = {file: file.read_text("utf-8") for file in sorted(words.PROGRAM.rglob("*.py"))}


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


def test_no_french_text_sets_a_name_after_a_word_that_a_vowel_would_shorten():
    # “de OpenAI” is no French
    before_a_name = re.compile(r"\b(?:de|que|d\u2019|qu\u2019) ?\{controller\}")
    texts = (text for message in words.renewed("fr") if isinstance(text := message.string, str))
    assert [text for text in texts if before_a_name.search(text)] == []


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


DENIES = {
    "en": r"(?<![-\w])(not|no|never|nothing|nobody|none|nor|neither|cannot|without)(?![-\w])|n['’]t\b",
    "de": r"nicht|\bkein|\bnie\b|niemals|niemand|\bohne\b|weder|\bnein\b|widersp|\bun\w+bar\b|unver|fehl",
    "fr": r"\b(ne|pas|aucune?s?|rien|jamais|sans|ni|non|sinon|sauf|absente?|ailleurs|manque|évite|seule|délais)\b"
    r"|\bn[’']|\bin(connu|achev|décid|util|trouv)|\bi(llis|mposs|njoign)|ignore\b|contr(edit|aire)|plus comme",
}
SENTENCES = re.compile(r"(?<!Art\.)(?<!Abs\.)(?<!Buchst\.)(?<!Nr\.)(?<=[.!?;:])\s+")


def test_a_sentence_that_denies_something_denies_it_in_translation(language):
    for message in words.read(language):
        if message.id:
            said, told_so = (
                text if isinstance(text, str) else " ".join(text or ())
                for text in (message.id, message.string)
            )
            english, other = (
                SENTENCES.split(said),
                SENTENCES.split(re.sub(r"\s+(?=[;:!?])", "", told_so)),
            )
            pairs = (
                zip(english, other, strict=True)
                if len(english) == len(other)
                else [(said, told_so)]
            )
            for one, its in pairs:
                denied = re.search(DENIES["en"], one, re.IGNORECASE)
                assert not denied or re.search(DENIES[language], its, re.IGNORECASE), (one, its)


def test_no_text_is_put_together_inside_the_mark():
    for file, source in SOURCES.items():
        for node in ast.walk(ast.parse(source)):
            marks = [
                one
                for one in ast.walk(node)
                if isinstance(one, ast.Name) and one.id in ("_", "ngettext")
            ]
            # What collects the texts does not look into an f-string.
            assert not (isinstance(node, ast.JoinedStr) and marks), f"{file.name}:{node.lineno}"
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "ngettext")
            ):
                texts = node.args[:2] if node.func.id == "ngettext" else node.args
                assert all(isinstance(text, ast.Constant) for text in texts), (
                    f"{file.name}:{node.lineno}"
                )


ENGLISH = {
    words.PROGRAM / f"cli/{name}.py" for name in ("flows", "save_pages", "replay", "replay_all")
}
ENGLISH |= {words.PROGRAM / name for name in ("authoring", "run/saved_case.py")}
"""What is said to writers of flows."""
SAYING = {"say", "part", "mark", "warn", "hint", "step", "secho", "echo", "confirm"}
RAISED = re.compile(
    r"Error$|^(Stop|WindowGone|PageCrashed|Interrupted|BrowserMissing|BrowserFailed|NeedsPerson|ProfileInUse)$"
)
SENTENCE = re.compile(r"[a-z]{2,}.* .*[a-z]{2,}", re.IGNORECASE)
COMMAND = re.compile(r"(sudo |export |chmod |optout |--|OPTOUT_|pip )\S*[^.;:,]*$")
INSIDE = {
    "Error",
    "AssertionError",
    "TypeError",
    "AttributeError",
    "KeyError",
    "RuntimeError",
    "RecursionError",
}


def unmarked(source, inside):
    """List the sentences that are said or raised as they stand, in no language but English."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and says(call, inside):
            for text in map(literal, call.args):
                if SENTENCE.search(text) and not COMMAND.match(text):
                    yield f"{call.lineno}: {text}"


def says(call, inside):
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in SAYING
    return (
        isinstance(call.func, ast.Name)
        and bool(RAISED.search(call.func.id))
        and call.func.id not in inside
    )


def literal(node):
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
        )
    if isinstance(node, ast.BinOp):
        return literal(node.left) + literal(node.right)
    return literal(node.body) + literal(node.orelse) if isinstance(node, ast.IfExp) else ""


def test_what_is_said_to_a_person_is_marked_for_translation():
    assert list(unmarked('console.warn(f"{name} is not a setting")', INSIDE)) == [
        "1: x is not a setting"
    ]
    for file, source in SOURCES.items():
        if not {file, file.parent} & ENGLISH:
            # Reasons in a record, and what authors read, are English.
            inside = INSIDE | (
                {"ValueError"} if file.parent.name in ("evidence", "flow") else set()
            )
            assert list(unmarked(source, inside)) == [], file


# How a text is told


def test_a_text_is_english_until_it_is_told():
    text = _("nothing was sent")
    assert (text, str(text), f"{text}", translate(text)) == ("nothing was sent",) * 4
    assert translate(text, "fr") == "rien n\u2019a été envoyé"
    assert translate("nothing was sent", "fr") == "nothing was sent"
    for number, french in ((0, "0 mot"), (1, "1 mot"), (2, "2 mots"), (1234, "1\u202f234 mots")):
        assert translate(ngettext("{number} word", "{number} words", number), "fr") == french


def test_what_is_put_together_is_told_part_by_part():
    row = joined(
        (changed(_("nothing was sent"), lambda said: said.ljust(30)), _("off"), "x{y}"), "|"
    )
    assert translate(row, "de") == f"{'es wurde nichts gesendet':<30}|aus|x{{y}}"
    assert row == f"{'nothing was sent':<30}|off|x{{y}}"
    assert translate(translated("a", {"de": "b"}), "de") == "b"
    assert translate(LazyText("not ours {at} all"), "de") == "not ours {at} all"
    assert translate(LazyText(""), "de") == ""


# The letters that answer


def test_the_letter_of_an_answer_is_its_own_and_no_other_answer_s_in_english(language, capsys):
    for choices in (tuple(one.split()) for one in OFFERED):
        ask = Question("read", choices=choices, default=choices[-1])
        in_english, shown = (letters(ask, spoken, capsys) for spoken in ("en", language))
        for row in zip(choices, shown, in_english, strict=True):
            assert {answer(ask, f"{typed}\n") for typed in row} == {row[0]}


def letters(ask, language, capsys):
    """Return the letters that a question offers, in the order of its answers."""
    capsys.readouterr()
    speak(language)
    answer(ask, None)
    return re.findall(r"(?<!\w)(\w) = ", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [("fr", "o Oui y", "n j"), ("de", "J ja yes", "o"), ("en", "y yes", "o no")],
    indirect=["language"],
)
def test_a_yes_is_taken_in_the_language_and_in_english(language, yes, no):
    ask = Question("approve", choices=("yes", "no"), default="no")
    for typed in (*yes.split(), *no.split(), ""):
        assert says_yes(typed) is (typed in yes.split())
        assert (answer(ask, f"{typed}\n") == "yes") is (typed in yes.split())
