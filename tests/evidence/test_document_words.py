"""The languages of a record's documents: all three say the same, each in its own way."""

import ast
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
from tests.evidence.papers import flat

from optout.evidence.wording import (
    TEMPLATES,
    code_said,
    filled,
    in_full,
    reason_said,
    template,
    words,
)
from optout.outcome import REASON_TEXTS, Reason, State, gaps
from optout.settings import Lang
from optout.translation import LazyText, translate

LANGUAGES = get_args(Lang)


def test_every_instruction_has_the_same_commands_in_every_language():
    said = [template("record", language)["how_to"].splitlines() for language in LANGUAGES]
    [english, *others] = [[line for line in lines if line.startswith("    ")] for lines in said]
    assert len(english) >= 10
    assert others == [english, english]


@pytest.mark.parametrize("state", [State.STOPPED, State.UNKNOWN])
@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_told_to_others_in_full_and_never_as_to_the_person(reason, state):
    names = gaps(REASON_TEXTS[reason].of(state)[0])
    for language in LANGUAGES:
        said = in_full(
            words(language).tell(reason_said(reason, dict.fromkeys(names, "719"), state))
        )
        assert "719" in said or not names
        assert re.match(r"[A-ZÀ-Ü0-9“«„]", said)
        assert said.endswith(".")
        assert not re.search(r"\b([Yy]ours?|[Yy]ou|[Vv]ous|[Vv]otre|Sie haben|Ihre?n?)\b", said), (
            said
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words_", ["at least 100 characters.", "more…", "less", "a.b"])
def test_a_sentence_that_ends_in_a_quotation_has_one_full_stop(language, words_):
    said = in_full(words(language).tell(reason_said(Reason.REFUSED_BY_WORDS, {"words": words_})))
    read_by_person = LazyText("The page showed the words {matched} where a person can see them.")
    within = filled(
        words(language).tell(read_by_person), {"matched": words(language).quoted(words_)}
    )
    assert words_ in said
    for sentence in (said, within):
        assert not re.search(r"[.!?…]\s?[”“»]\.", sentence), sentence
    assert said[-1] in ("”“»" if words_[-1] in ".!?…" else ".")


@pytest.mark.parametrize(
    ("law", "said"),
    [
        (
            "GDPR Art. 21(1)",
            ("GDPR Art. 21(1)", "article 21, paragraphe 1, du RGPD", "Art. 21 Abs. 1 DSGVO"),
        ),
        ("GDPR Art. 21", ("GDPR Art. 21", "article 21 du RGPD", "Art. 21 DSGVO")),
        ("UK GDPR Art. 21(1)", ("UK GDPR Art. 21(1)",) * 3),
    ],
)
def test_the_law_is_named_as_lawyers_of_the_language_name_it(law, said):
    assert tuple(flat(words(language).law(law)) for language in ("en", "fr", "de")) == said


@pytest.mark.parametrize(
    ("language", "minutes", "when"),
    [
        ("en", 60, "1 November 2026, 01:03:12 UTC+01:00"),
        ("fr", 60, "1er novembre 2026 à 01:03:12 UTC+01:00"),
        ("de", 60, "1. November 2026, 01:03:12 Uhr UTC+01:00"),
        ("en", -210, "31 October 2026, 20:33:12 UTC-03:30"),
        ("de", -210, "31. Oktober 2026, 20:33:12 Uhr UTC-03:30"),
    ],
)
def test_a_moment_is_written_by_the_person_s_clock_with_its_offset(language, minutes, when):
    say = replace(words(language), zone=timezone(timedelta(minutes=minutes)))
    assert flat(say.when(datetime(2026, 11, 1, 0, 3, 12, tzinfo=UTC))) == when


def test_every_word_is_used_and_every_word_used_is_there():
    package = TEMPLATES.parent
    files = [*package.glob("*.py"), *TEMPLATES.glob("*.j2")]
    # A complaint has words of its own: test_complaint.py.
    sources = "".join(
        file.read_text("utf-8") for file in files if not file.name.startswith("complaint")
    )
    dynamic = re.compile(r"^helped_|(_undeclared|_says)$")
    unused = [
        key for key in words().texts if f'"{key}"' not in sources and f"'{key}'" not in sources
    ]
    states = {*State, Reason.CONFIRMED_BY_PERSON.value, "filled", "confirmation"}
    states |= {"saturday", "sunday", "public_holiday", "holiday_at_seat", "holiday_at_home"}
    states |= {f"setting_{state}" for state in State} | {"before", "pressed", "read_back"}
    assert [key for key in unused if key not in states and not dynamic.search(key)] == []
    used = set(re.findall(r"say\([\"'](\w+)[\"']", sources))
    assert used <= words().texts.keys()


RUN = Path(__file__).parents[2] / "automation" / "optout"


def codes_in(source: str) -> set[str]:
    """Return the codes that a module reports: of how and why, and of what could not be captured."""
    codes: list[ast.expr] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg="how" | "why", value=value):
                codes.append(value)
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                codes += [value for key, value in pairs if constant(key) in ("how", "why")]
            case ast.Call(func=ast.Name(id="CaptureProblem"), args=[code, *_]):
                codes.append(code)
            case ast.Call(func=ast.Attribute(attr="missed"), args=[_, code]):
                codes.append(code)
    return {text for code in codes if isinstance(text := constant(code), str)}


def constant(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def test_every_code_that_a_run_tells_has_its_words():
    files = [*(RUN / "run").glob("*.py"), *(RUN / "evidence").glob("*.py")]
    told = {code for file in files for code in codes_in(file.read_text("utf-8"))}
    assert len(told) >= 15
    gaps_filled = dict.fromkeys(
        ("error", "number", "cause", "target", "who", "count", "address"), "719"
    )
    said = {code: words("fr").tell(code_said(code, gaps_filled)) for code in told}
    assert {code for code in said if said[code] == code.replace("_", " ")} == set()


UNCLEAR = {
    "en": [
        "The run ended before.",  # before what?
        "known ways",
        "none is taken by guessing",
        "where the program looks",
        "which this flow does not allow",
        "in its own terms",
        "from time to time",  # addresses whoever reads the record
        "It cannot be changed on the page",  # what?
    ],
    "de": [
        "nimmt es nicht an, {target}",
        "lässt sie sich nicht ändern",
        "das Formular hat ihn nicht angenommen",
        "konnte sich seiner Bedeutung",
        "dass die Seite es nicht hat",
        "in seinen eigenen Begriffen",
        "können {count} Elemente {target} sein",
    ],
    "fr": [
        "dans ses propres termes",
        "{count} éléments peuvent être {target}",
        "Il ne peut pas être changé sur la page",
        "la page ne l’a pas\u00a0: cela",
    ],
}
"""Words of sentences that left open who or what they speak of, or whom they address."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_a_record_leaves_open_what_it_speaks_of(language):
    sentences = [*template("record", language)["texts"].values()]
    for reason in Reason:
        sentences += [
            translate(REASON_TEXTS[reason].of(state)[0], language)
            for state in (State.STOPPED, State.UNKNOWN)
        ]
    assert [
        (words, text) for words in UNCLEAR[language] for text in sentences if words in text
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_is_never_told_as_words_that_were_written(language):
    assert translate(code_said("chosen"), language)[0] == "("
