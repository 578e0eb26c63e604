"""The languages of a record's documents: all three say the same, each in its own way."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from optout.deadline import DayOff
from optout.evidence.model import Kind as CaptureKind
from optout.evidence.words import TEMPLATES, words
from optout.outcome import TELLINGS, Reason, State, tell
from optout.run.events import FOR_THE_SCREEN, Kind
from optout.settings import Lang

LANGUAGES = get_args(Lang)
TABLES = {language: tomllib.loads((TEMPLATES / f"{language}.toml").read_text("utf-8")) for language in LANGUAGES}
ENGLISH = TABLES["en"]
OTHERS = [language for language in LANGUAGES if language != "en"]
GROUPS = [name for name, table in ENGLISH.items() if isinstance(table, dict)]
SAMPLE = "7"
"""What fills a gap here: a number, which every gap takes."""
SPACES = re.compile(r"[\u00a0\u202f]")


def gaps(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def commands(text):
    return [line for line in text.splitlines() if line.startswith("    ")]


def flat(text):
    return SPACES.sub(" ", text).replace("\u2019", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_of_a_language_has_its_file_and_every_file_says_which_language_it_is(language):
    assert TABLES[language]["language"] == language
    assert sorted(file.stem for file in TEMPLATES.glob("??.toml")) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_entries_in_the_same_order(language):
    table = TABLES[language]
    assert list(table) == list(ENGLISH)
    for group in GROUPS:
        assert list(table[group]) == list(ENGLISH[group]), group


@pytest.mark.parametrize("language", OTHERS)
def test_every_entry_has_the_same_gaps_and_every_instruction_the_same_commands(language):
    table = TABLES[language]
    for group in GROUPS:
        different = [key for key, text in table[group].items() if gaps(text) != gaps(ENGLISH[group][key])]
        assert different == [], group
    for key in ("how_to", "stamps"):
        assert gaps(table[key]) == gaps(ENGLISH[key])
        assert commands(table[key]) == commands(ENGLISH[key])
    assert len(commands(ENGLISH["how_to"])) >= 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_empty_and_none_has_spaces_around_it(language):
    for group in GROUPS:
        for key, text in TABLES[language][group].items():
            assert text, key
            assert text == text.strip(), key


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_was_left_in_english(language):
    same = [key for key, text in TABLES[language]["texts"].items() if text == ENGLISH["texts"][key] and " " in text]
    assert [key for key in same if re.sub(r"\{\w+\}|\W|kB|UTC|minutes", "", ENGLISH["texts"][key])] == []
    assert [key for key, text in TABLES[language]["reasons"].items() if text == ENGLISH["reasons"][key]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_of_the_instructions_fit_a_narrow_window(language):
    prose = [line for key in ("how_to", "stamps") for line in TABLES[language][key].splitlines()]
    assert [line for line in prose if len(line) > 80 and not line.startswith("    ")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_event_capture_and_reason_has_its_words(language):
    table = TABLES[language]
    assert {kind for kind in Kind if kind not in table["events"]} == FOR_THE_SCREEN
    assert [kind for kind in CaptureKind if f"kind_{kind}" not in table["texts"]] == []
    assert set(table["reasons"]) == {reason.value for reason in Reason}
    ends = {State.CONFIRMED, State.REJECTED, State.UNKNOWN, State.AWAITING_CODE, State.ALREADY_OBJECTED, State.STOPPED}
    assert [state for state in ends if words(language).outcome(state) != state] == []
    assert words(language).outcome(State.ARMED) == State.UNKNOWN


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_said_in_full_from_what_the_person_was_told(reason):
    told = gaps(TELLINGS[reason].says)
    assert gaps(ENGLISH["reasons"][reason.value]) == told
    for language in LANGUAGES:
        said = words(language).phrase.reason(reason.value, tell(TELLINGS[reason].says, dict.fromkeys(told, "719")))
        assert said is not None
        assert said.count("719") >= len(told)
        assert re.match(r"[A-ZÀ-Ü0-9“«„]", said)
        assert said.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words_", ["at least 100 characters.", "Refused!", "Sure?", "more…", "less", "a.b"])
def test_a_sentence_that_ends_in_a_quotation_has_one_full_stop(language, words_):
    says = tell(TELLINGS[Reason.REFUSED_BY_WORDS].says, {"words": words_})
    said = words(language).phrase.reason("refused_by_words", says)
    within = words(language)("how_read", text=words_, who="Ada")
    assert said is not None
    assert words_ in said
    for sentence in (said, within):
        assert not re.search(r"[.!?…]\s?[”“»]\.", sentence), sentence
    assert said[-1] in ("”“»" if words_[-1] in ".!?…" else ".")


def test_what_a_page_said_is_quoted_as_it_is_wherever_its_own_marks_stand():
    text = "“Done.”. “Sure?”."
    assert text in words("en")("how_unread", text=text)


@pytest.mark.parametrize(
    ("name", "said"), [("Example Inc.", "to Example Inc. The site says"), ("Example", "to Example. The site says")]
)
def test_a_name_that_ends_in_a_full_stop_ends_the_sentence(name, said):
    assert said in words("en")("already_objected_says", person="Ada", controller=name)


def test_a_reason_that_does_not_fit_what_was_told_is_not_made_up():
    assert words("fr").phrase.reason("target_missing", "something else") is None
    assert words("fr").phrase.reason("not-a-reason", "something else") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_hidden_by_one_before_it(language):
    phrases = TABLES[language]["phrases"]
    for ours, said in phrases.items():
        filled = dict.fromkeys(gaps(ours), SAMPLE)
        assert flat(words(language).phrase(ours.format(**filled))) == said.format(**filled), ours


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["role and words", "by its role and its words"]),
        ("fr", ["role and words", "par son rôle et ses mots"]),
        ("fr", ["way 2 of 6: www.example.com/help", "chemin 2 sur 6 : www.example.com/help"]),
        ("fr", ["fill comment", "saisie : commentaire"]),
        ("fr", ["ad•••@example.eu, as expected", "ad•••@example.eu, comme attendu"]),
        ("en", ["the person, when asked", "the person, when asked"]),
        ("fr", ["the person, when asked", "la personne, en réponse à la question"]),
        ("fr", ["your comment was not found on a.eu/b", "L'élément « commentaire » est introuvable sur a.eu/b."]),
        ("de", ["click next", "anklicken: weiter"]),
        ("de", ["only the window: TimeoutError: 8000ms", "nur das Fenster: TimeoutError: 8000ms"]),
        (
            "fr",
            [
                "only the window: TimeoutError: the page did not answer within 4.5 s",
                "seulement la fenêtre : la page n'a pas répondu en 4,5 s",
            ],
        ),
        (
            "de",
            [
                "TimeoutError: Page.screenshot: Timeout 8000ms exceeded.",
                "der Browser wurde nicht innerhalb von 8000 ms fertig (Page.screenshot)",
            ],
        ),
        (
            "fr",
            [
                "you closed the window at step 1 of 6, before you were signed in",
                "La personne a fermé la fenêtre à l'étape 1 sur 6, avant d'être connectée.",
            ],
        ),
        ("de", ["TimeoutError: the 30 s for all captures were over", "die 30 s für alle Aufnahmen waren vorbei"]),
        ("de", ["“sent and received”", "„sent and received“"]),
        ("de", ["www.example.com/help", "www.example.com/help"]),
        ("de", ["fill pet name", "ausfüllen: pet name"]),
    ],
)  # fmt: skip
def test_what_the_program_notes_is_said_in_the_language_and_anything_else_as_it_is(language, said):
    assert flat(words(language).phrase(said[0])) == said[1]


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("GDPR Art. 21(1)", ("GDPR Art. 21(1)", "article 21, paragraphe 1, du RGPD", "Art. 21 Abs. 1 DSGVO")),
        ("GDPR Art. 21", ("GDPR Art. 21", "article 21 du RGPD", "Art. 21 DSGVO")),
        ("GDPR Art. 6(1)(f)", ("GDPR Art. 6(1)(f)",) * 3),
        ("UK GDPR Art. 21(1)", ("UK GDPR Art. 21(1)",) * 3),
        ("revFADP Art. 30", ("revFADP Art. 30",) * 3),
    ],
)
def test_the_law_is_named_as_lawyers_of_the_language_name_it(law, said):
    assert tuple(flat(words(language).law(law)) for language in ("en", "fr", "de")) == said


@pytest.mark.parametrize(
    ("language", "day", "when"),
    [
        ("en", "1 November 2026", "1 November 2026, 00:03:12 UTC"),
        ("fr", "1 novembre 2026", "1 novembre 2026 à 00:03:12 UTC"),
        ("de", "1. November 2026", "1. November 2026, 00:03:12 Uhr UTC"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it_and_a_moment_in_utc(language, day, when):
    say = replace(words(language), zone=UTC)
    assert flat(say.day(date(2026, 11, 1))) == day
    moment = datetime(2026, 11, 1, 0, 3, 12, tzinfo=UTC)
    assert flat(say.when(moment)) == when
    assert say.when(moment.astimezone(timezone(timedelta(hours=-9)))) == say.when(moment)


@pytest.mark.parametrize(
    ("language", "minutes", "when"),
    [
        ("en", 60, "1 November 2026, 01:03:12 UTC+01:00 (00:03:12 UTC)"),
        ("fr", 60, "1 novembre 2026 à 01:03:12 UTC+01:00 (00:03:12 UTC)"),
        ("de", 60, "1. November 2026, 01:03:12 Uhr UTC+01:00 (00:03:12 Uhr UTC)"),
        ("en", -210, "31 October 2026, 20:33:12 UTC-03:30 (1 November 2026, 00:03:12 UTC)"),
        ("de", -210, "31. Oktober 2026, 20:33:12 Uhr UTC-03:30 (1. November 2026, 00:03:12 Uhr UTC)"),
    ],
)
def test_a_moment_is_written_by_the_person_s_clock_with_its_offset_and_in_utc(language, minutes, when):
    say = replace(words(language), zone=timezone(timedelta(minutes=minutes)))
    assert flat(say.when(datetime(2026, 11, 1, 0, 3, 12, tzinfo=UTC))) == when


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("en", ("1,234,567", "+2.0", "-1,234.5", "182.4 kB")),
        ("fr", ("1 234 567", "+2,0", "-1 234,5", "182,4 ko")),
        ("de", ("1.234.567", "+2,0", "-1.234,5", "182,4 kB")),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(language, numbers):
    say = words(language)
    signed = [say.number(value, decimals=1, signed=True) for value in (2, -1234.5)]
    assert tuple(map(flat, [say.number(1_234_567), *signed, say.size(182_400)])) == numbers


def test_no_line_breaks_inside_french_quotation_marks_or_before_its_colons_or_within_an_article():
    assert words("fr")("quoted", text="a") == "«\u00a0a\u00a0»"
    assert "\u00a0:" in words("fr")("degraded", reason="x")
    assert words("de").law("GDPR Art. 21(1)") == "Art.\u00a021 Abs.\u00a01\u00a0DSGVO"
    assert words("fr").law("GDPR Art. 21(1)") == "article\u00a021, paragraphe\u00a01, du RGPD"
    french = replace(words("fr"), zone=UTC)
    assert "2026 à\u00a000:03:12\u00a0UTC" in french.when(datetime(2026, 11, 1, 0, 3, 12, tzinfo=UTC))
    assert "\u00a0" not in words("en")("degraded", reason="x")


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_are_a_printer_s_and_commands_keep_their_quotation_marks(language):
    say = words(language)
    assert [text for text in (*say.texts.values(), *say.events.values(), *say.details.values()) if "'" in text] == []
    assert commands(say.how_to) == commands(TABLES[language]["how_to"])
    assert "'" not in "".join(line for line in say.how_to.splitlines() if not line.startswith("    "))
    assert "tr -d '\\n'" in say.how_to


def test_a_language_that_has_no_file_is_said_in_english():
    assert words("xx").texts == words("en").texts


def test_the_french_and_german_words_of_the_regulation_are_the_official_ones():
    french, german = (" ".join(TABLES[language]["texts"].values()) for language in ("fr", "de"))
    for term in ("droit d'opposition", "responsable du traitement", "RGPD"):
        assert term in french
    for term in ("Widerspruchsrecht", "Verantwortliche", "DSGVO"):
        assert term in german
    assert not re.search("GDPR", french + german)


def test_every_word_is_used_and_every_word_used_is_there():
    package = TEMPLATES.parent
    files = [*package.glob("*.py"), *TEMPLATES.glob("*.j2")]
    # A complaint has words of its own: test_complaint.py.
    sources = "".join(file.read_text("utf-8") for file in files if not file.name.startswith(("complaint", "letter")))
    dynamic = re.compile(r"(_unsent|_says|alt_\w+|kind_\w+)$")
    unused = [key for key in words().texts if f'"{key}"' not in sources and f"'{key}'" not in sources]
    states = {*State, *DayOff, Reason.CONFIRMED_BY_PERSON.value} | {
        "filled",
        "confirmation",
        "ok",
        "degraded",
        "failed",
    }
    assert [key for key in unused if key not in states and not dynamic.search(key)] == []
    used = set(re.findall(r"say\([\"'](\w+)[\"']", sources))
    assert used <= words().texts.keys()


def test_the_program_s_fixed_words_that_can_reach_a_record_are_all_known():
    """What `run` tells in plain strings: a new one has to be said in every language too."""
    run = Path(__file__).parents[2] / "automation" / "optout" / "run"
    sources = "".join(file.read_text("utf-8") for file in run.glob("*.py"))
    told = re.findall(r"(?:why|told)=_\(\"([^\"]+)\"", sources)
    told += re.findall(r"return _\(\"([a-z ]+ (?:signed in|open|show))\"", sources)
    told += re.findall(r"objection\.way = _\(\"([^\"]+)\"", sources)
    assert len(told) >= 6
    assert [text for text in told if text not in ENGLISH["phrases"]] == []
