"""The complaint: says what the record says, under the right law, and tells the person what to check."""

import io
import re
import tomllib
from datetime import date
from string import Formatter
from typing import Any, get_args

import pikepdf
import pytest
from tests.evidence.papers import elements, flat, pages
from tests.evidence.samples import COMMENT, EMAIL

from optout.deadline import due, extended
from optout.evidence.complaint import Because, Complaint, Letter
from optout.evidence.letter import as_text, print_letter
from optout.evidence.record import Record, Value
from optout.evidence.supervisor import supervisors
from optout.evidence.supplement import Extension
from optout.evidence.words import TEMPLATES
from optout.reasons import Reason
from optout.settings import Lang
from optout.state import State

LANGUAGES = get_args(Lang)
TABLES = {name: tomllib.loads((TEMPLATES / f"complaint.{name}.toml").read_text("utf-8")) for name in LANGUAGES}
DUE, LATER = due(date(2026, 11, 24), ["IE"]), date(2027, 1, 15)


@pytest.fixture(scope="session")
def record(sealed):
    return Record.model_validate_json((sealed.folder / "data" / "record.json").read_bytes())


def letter(record, code="FR", because=Because.NO_ANSWER, language="en", written_on=LATER, **changes):
    deadline, extension = changes.pop("deadline", DUE), changes.pop("extension", None)
    changed = record.model_copy(update=changes)
    to = supervisors()[code]
    return Letter(
        Complaint(changed, "ab" * 32, to, because, language, written_on, deadline, ("START-HERE.pdf",), extension)
    )


def printed(page, *given, **named):
    return print_letter(page, letter(*given, **named))


def whole(pdf):
    return " ".join(pages(pdf))


def gaps(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def texts(table, key):
    return [table[key]] if isinstance(table[key], str) else table[key]


# The words


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_language_has_the_same_sentences_with_the_same_gaps(language):
    table, english = TABLES[language], TABLES["en"]
    assert list(table) == list(english)
    for key in english:
        assert [gaps(text) for text in texts(table, key)] == [gaps(text) for text in texts(english, key)], key
        same = [text for text in texts(table, key) if text in texts(english, key) and re.sub(r"{\w+}", "", text)]
        assert same == [] or key in {"name", "signature"}, key


def test_a_key_for_another_law_replaces_one_that_is_there():
    keys = set(TABLES["en"])
    own = {key for key in keys if re.search("_(uk|ch)$", key)}
    assert {key.rpartition("_")[0] for key in own} <= keys
    assert {key[:-3] for key in own if key.endswith("_uk")} >= {"title", "asks", "before_sending", "because_refused"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law", ["uk", "ch"])
def test_no_letter_under_another_law_names_an_article_of_the_gdpr_of_the_eu(record, law, language):
    code = {"uk": "GB", "ch": "CH"}[law]
    for because in Because:
        for status in (State.CONFIRMED, State.UNKNOWN, State.REJECTED, State.AWAITING_CODE):
            made = letter(record, code, because, language, status=status)
            said = flat(as_text(made) + " ".join(made.before_sending()))
            for own in ("the UK GDPR", "RGPD britannique", "britischen DSGVO"):
                said = said.replace(own, "")
            assert not re.search("GDPR|RGPD|DSGVO", said), said


def test_every_sentence_is_used_and_every_one_that_is_used_is_there():
    package = TEMPLATES.parent
    files = [*package.glob("complaint*.py"), package / "letter.py", TEMPLATES / "complaint.html.j2"]
    sources = "".join(file.read_text("utf-8") for file in files)
    plain = {re.sub("_(uk|ch)$", "", key) for key in TABLES["en"]}
    made = {f"{stem}_{because.replace('-', '_')}" for stem in ("because", "is_it_true") for because in Because}
    made |= {"graded_checked", "graded_several", "graded_one", "graded_general", *(state.value for state in State)}
    assert [key for key in plain if f'"{key}"' not in sources and f"'{key}'" not in sources and key not in made] == []
    used = set(re.findall(r"(?:say|_tell|lines)\([\"'](\w+)[\"']", sources))
    assert used <= {*plain, "quoted"}


# The letter


def test_it_says_who_to_whom_under_what_when_and_what_is_asked(page, record):
    said = whole(printed(page, record))
    for words in (
        "Complaint under Article 77 GDPR about Example Controller Limited", EMAIL, "Commission nationale", "3 place de",
        "On 24 November 2026 I objected under GDPR Art. 21(1)", "“applied going forward”",
        "Article 12(3) GDPR", "That month was over on 24 December 2026", "Written on 15 January 2027",
        "Order the controller to comply", "START-HERE.pdf", record.request_id, "ab" * 32,
    ):  # fmt: skip
        assert words in said.replace("Art. 21 (1)", "Art. 21(1)"), words
    assert COMMENT.splitlines()[0] in said


def test_the_first_page_is_the_person_s_and_says_to_check_the_address_and_that_nothing_was_sent(page, record):
    first, *rest = pages(printed(page, record))
    assert "For you, before you send this" in first
    assert "Nobody has sent this letter" in first
    assert "check the authority's name and address on its website: www.cnil.fr" in first
    assert "Nobody has compared it with the website" in first
    assert "works in French" in first
    assert EMAIL not in first
    assert "before you send this" not in " ".join(rest)


def test_a_letter_to_an_authority_whose_language_it_has_does_not_warn_of_it(record):
    assert not any("travaille en" in line for line in letter(record, language="fr").before_sending())


@pytest.mark.parametrize("code", supervisors())
def test_every_authority_gets_its_letter_and_one_without_an_address_says_where_to_look(record, code):
    made = letter(record, code)
    to = supervisors()[code]
    assert made.place in as_text(made)
    told = " ".join(made.before_sending())
    assert re.sub("https://|/$", "", to.website) in told
    assert ("The letter has no address" in told) == (not to.address)
    assert ("federal commissioner" in told) == code.startswith("DE-")


@pytest.mark.parametrize(
    ("status", "reason", "says"),
    [
        (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, "The controller's page then showed these words"),
        (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON, "which I read as saying that my objection was received"),
        (State.UNKNOWN, Reason.NO_ANSWER, "I do not know whether the controller received it"),
        (State.REJECTED, Reason.REFUSED_BY_WORDS, "The controller's site refused it"),
        (State.AWAITING_CODE, Reason.CONFIRMED_BY_WORDS, "The site then asked for a code"),
    ],
)
def test_it_claims_no_more_of_the_outcome_than_the_record(record, status, reason, says):
    said = flat(as_text(letter(record, status=status, reason=reason)))
    assert says in said
    assert ("or tried to" in said) == (status is State.UNKNOWN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["FR", "DE-BE", "GB", "CH", "NO"])
@pytest.mark.parametrize("because", Because)
def test_nothing_is_left_unfilled_in_any_language_law_or_reason(record, code, language, because):
    made = letter(record, code, because, language)
    said = as_text(made) + "\n".join(made.before_sending())
    assert not re.search(r"[{}]", said)
    assert "None" not in said


def test_a_letter_that_is_not_true_yet_has_no_date_and_says_so_first(record):
    early = letter(record, written_on=DUE.day)
    assert early.written() == ""
    assert "before 24 December 2026 is over" in next(iter(early.before_sending()))
    assert letter(record, written_on=DUE.day, because=Because.REFUSED).written() != ""
    assert letter(record, written_on=date(2026, 12, 25)).written() == "Written on 25 December 2026"


MOVED = due(date(2026, 11, 25), ["IE"])
IN_TIME = Extension(announced_on=date(2026, 12, 18), received_on=date(2026, 11, 24), expected_by=date(2027, 2, 24))
LATE = IN_TIME.model_copy(update={"announced_on": date(2026, 12, 30), "expected_by": None})
PASSED = {
    ("en", "moved"): ("That month ended on 25 December 2026, a public holiday", "was due by 28 December 2026"),
    ("fr", "moved"): ("prenait fin le 25 décembre 2026, un jour férié", "due au plus tard le 28 décembre 2026"),
    ("de", "moved"): ("endete am 25. Dezember 2026, einem Feiertag", "bis zum 28. Dezember 2026 fällig"),
    ("en", "in time"): ("On 18 December 2026 it gave notice", "The three months in all were over on 24 February 2027"),
    ("fr", "in time"): ("Le 18 décembre 2026, il a fait savoir", "trois mois au total s'est achevé le 24 février 2027"),
    ("de", "in time"): (
        "Am 18. Dezember 2026 teilte er mit",
        "Die insgesamt drei Monate waren am 24. Februar 2027 vorbei",
    ),
    ("en", "late"): ("That month was over on 24 December 2026.", "Only on 30 December 2026 did it give notice"),
    ("fr", "late"): ("Ce mois s'est achevé le 24 décembre 2026.", "Ce n'est que le 30 décembre 2026"),
    ("de", "late"): ("Dieser Monat war am 24. Dezember 2026 vorbei.", "Erst am 30. Dezember 2026 teilte er mit"),
}
WHEN: dict[str, dict[str, Any]] = {
    "moved": {"deadline": MOVED},
    "in time": {"deadline": extended(date(2026, 11, 24), ["IE"]), "extension": IN_TIME},
    "late": {"extension": LATE},
}


@pytest.mark.parametrize("code", ["FR", "GB"])
@pytest.mark.parametrize(("language", "when"), PASSED)
def test_the_letter_says_when_the_time_was_over_and_what_that_rests_on(record, code, language, when):
    said = flat(as_text(letter(record, code, language=language, written_on=date(2027, 3, 1), **WHEN[when])))
    for words in PASSED[language, when]:
        assert words in said.replace("\u2019", "'"), said
    unheard = {"en": "no notice that", "fr": "ni avis de prolongation", "de": "noch die Mitteilung"}[language]
    assert (unheard in said) == (when == "moved")


def test_swiss_law_knows_no_day_by_which_an_answer_is_due(record):
    made = letter(record, "CH", deadline=MOVED, written_on=date(2026, 12, 26))
    assert not made.complaint.early
    assert letter(record, "CH", deadline=MOVED, written_on=date(2026, 12, 25)).complaint.early
    assert "More than a month has passed since 25 November 2026." in flat(as_text(made))
    assert "28 December" not in as_text(made)


def test_a_specimen_from_a_rehearsal_is_marked_on_every_page_and_in_its_text(page, record):
    pdf = printed(page, record, replay=True)
    assert all("REPLAY" in each and "do not send this" in each for each in pages(pdf))
    assert as_text(letter(record, replay=True)).startswith("REPLAY")
    assert "REPLAY" not in whole(printed(page, record)) + as_text(letter(record))


def test_hostile_text_of_the_record_is_text_in_the_letter(page, record):
    trick = "</blockquote><script>document.title='pwned'</script>\u202e{{ 7 * 7 }} {place}\x1b[31m"
    values = [Value(label="<i>label</i>", value=trick)]
    pdf = printed(page, record, values=values, controller="<b>Evil</b> {id}", title=trick)
    said = whole(pdf)
    assert "<script>document.title='pwned'</script>" in said
    assert "{{ 7 * 7 }} {place}" in said
    assert "<b>Evil</b> {id}" in said
    assert "[U+202E]" in said
    assert page.title() != "pwned"
    assert "\x1b" not in as_text(letter(record, values=values))


def test_lines_of_the_text_fit_a_narrow_form(record):
    _, *lines = as_text(letter(record, "FR", language="fr")).splitlines()  # the title is one line
    assert [line for line in lines if len(line) > 80] == []


# The PDF for those who hear it


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_tagged_and_says_its_language_and_title(page, record, language):
    pdf = printed(page, record, language=language)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == language
        assert "Example Controller Limited" in str(document.docinfo["/Title"])
    tags = [tag for tag, _, _ in elements(pdf)]
    assert tags.count("H1") == 2
    assert tags.count("H2") >= 5
    assert tags.count("LI") >= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_of_any_length_ends_with_what_is_enclosed_and_the_signature_together(page, record, language):
    for number in range(0, 24, 3):
        values = [Value(label="Comment", value="a line\n" * number)]
        last = pages(printed(page, record, language=language, values=values))[-1]
        for key in ("enclosed", "signature"):
            assert TABLES[language][key] in last, (number, key)
