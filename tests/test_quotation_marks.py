"""Quotation marks say that a page showed the words between them: one function writes them."""

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest
from tools import words

from optout.evidence.record import Named
from optout.evidence.wording import reason_said
from optout.language import LANGUAGES
from optout.outcome import BROWSER, Outcome, Reason, State
from optout.translation import Coded, LazyText, quoted, translate

AROUND_A_VALUE = re.compile(r"[“„«‹‘‚][^“”„«»]*\{[^{}]*\}[^“”„«»]*[”“»›’‘]")
"""Quotation marks of a language with a gap, or an expression of a template, between them."""

EXCEPTIONS = {
    "“{text}”": "the one function",
    # What was typed on the command line or written into a setting, as it was written.
    "there is no case named “{}”": "typed",
    "“{address}” is no http or https address": "typed",
    "there is no flow named “{name}”": "typed",
    "“{name}” may mean any of these: {names}": "typed",
    "“{word}” may mean any of these:": "typed",
    "there is no letter named “{name}”": "typed",
    "there is no service named “{name}”": "typed",
    # The title of a button to look for, and the name of the controller, as a stranger's file has
    # them: they are shown before the person trusts it, and nobody must take them for ours.
    "“{}”": "a stranger's file",
    "  to      “{controller}”": "a stranger's file",
    # What the author of a case wrote, in a finding for them.
    "the screen does not say “{}”": "written in a case",
    "the record is headed “{}”, expected “{}”": "written in a case",
    "the first page of the record does not say “{}”": "written in a case",
}
"""Each text that has quotation marks around a value, and what the value is."""


def in_code() -> Iterator[str]:
    for file in sorted(words.PROGRAM.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        inside = {
            part
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in node.values
        }
        # also those below a constant
        docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in set(ast.walk(tree)) - inside - docstrings:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
                )
                yield "".join(map(str, parts))


def in_documents() -> Iterator[str]:
    for file in words.DOCUMENTS:
        yield from words.leaves(tomllib.loads(file.read_text("utf-8")))
    for file in sorted(words.PROGRAM.rglob("*.j2")):
        text = re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"), flags=re.DOTALL)
        yield from text.splitlines()


def test_one_function_alone_writes_quotation_marks_around_a_value():
    found = {text for text in (*in_code(), *in_documents()) if AROUND_A_VALUE.search(text)}
    assert found == EXCEPTIONS.keys()


@pytest.mark.parametrize("language", words.TRANSLATED)
def test_a_translation_quotes_a_value_only_where_the_english_does(language):
    found = [
        text
        for message in words.read(language)
        for text in words.each(message.string)
        if message.id and AROUND_A_VALUE.search(text) and message.id not in EXCEPTIONS
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_page_showed_is_quoted_and_a_name_of_the_program_s_own_is_not(language):
    marked = {"en": "“Off”", "fr": "«\u00a0Off\u00a0»", "de": "„Off“"}
    assert translate(quoted("Off"), language) == marked[language]
    assert translate(quoted(LazyText("Off")), language) == "Off"


LABEL = Coded.of("train_on_posts", LazyText("Train on my posts"))
REASONS = [
    (Reason.FORM_INVALID, {"words": "A date is missing."}, "“A date is missing.”"),
    (Reason.FORM_INVALID, {"words": "Fill in this field.", "speaker": BROWSER}, None),
    (Reason.VALUE_REFUSED, {"target": "email", "words": "No such address."}, "“No such address.”"),
    (Reason.VALUE_REFUSED, {"target": "email", "words": "Too short.", "speaker": BROWSER}, None),
    (Reason.SETTING_ABSENT, {"setting": "Use my posts"}, "“Use my posts”"),
    (Reason.SETTING_ABSENT, {"setting": LABEL}, None),
]


@pytest.mark.parametrize(("reason", "detail", "marked"), REASONS)
def test_a_reason_quotes_what_the_page_showed_and_nothing_else(reason, detail, marked):
    on_screen = Outcome(State.STOPPED, reason, detail).message
    kept = {
        name: Named.of(value) if isinstance(value, Coded) else value
        for name, value in detail.items()
    }
    in_record = str(reason_said(reason, kept))
    for said in (on_screen, in_record):
        found = re.findall("“[^”]*”", said)
        assert found == ([marked] if marked else [])
