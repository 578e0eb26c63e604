"""The complaint: says what the record says, under the right law, and tells the person what to
check.
"""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any, get_args

import pytest
from tests.evidence.complaints import (
    ADDRESS,
    ASKS,
    CASES,
    DUE,
    EXTENSION_IN_TIME,
    EXTENSION_TOO_LATE,
    LATER,
    LOADED,
    MISSING,
    MOVED,
    SHUT,
    STOOD,
    UNREAD,
    UNSAVED,
    UNTURNED,
    complaint,
    files,
    of_setting,
    read_later,
)
from tests.evidence.papers import flat, pages
from tests.evidence.samples import COMMENT, EMAIL, led_on, sent

from optout.deadline import due
from optout.errors import RecordError, UsageError
from optout.evidence.record import (
    Account,
    Confirmation,
    Group,
    PageSeen,
    Reading,
    Record,
    Stage,
    Submission,
    Value,
)
from optout.evidence.sentences import Sentence
from optout.evidence.supplement import Label, VerifiedRecord, attach
from optout.evidence.wording import words as words_of
from optout.flow import find_flow
from optout.letters import complaint_sentences, mandate_sentences, sheet_sentences
from optout.letters.authorities import authorities
from optout.letters.complaint import ComplaintRequest, complaint_about
from optout.letters.complaint_facts import (
    ComplaintFacts,
    ExhibitFacts,
    ReadingFacts,
    SettingFacts,
)
from optout.letters.complaint_letter import ComplaintLetter, ComplaintSheet, Mandate
from optout.letters.exhibits import exhibits_of
from optout.letters.grounds import GROUNDS_BY_CODE, Grounds, TooEarly
from optout.letters.parts import Sender
from optout.outcome import Reason, State
from optout.settings import Lang

LANGUAGES = get_args(Lang)
SAID = (Grounds.NO_ANSWER, Grounds.REFUSED, Grounds.IGNORED)
"""What a person complains about after an objection that was sent."""
ACCOUNT_NAME = "Name or handle of the account, as the site shows it:"


@pytest.fixture(scope="session")
def record(sealed):
    return Record.model_validate_json((sealed.folder / "data" / "record.json").read_bytes())


def test_the_objection_was_made_on_the_day_of_the_letter_else_of_receipt_else_of_the_record(record):
    made = complaint(record)
    by_word = replace(made, letter_sent_on=date(2026, 11, 20))
    days = [date(2026, 11, 20), DUE.received, record.issued_at.date()]
    assert [one.sent_on for one in (by_word, made, replace(made, deadline=None))] == days


def text(*given, **named):
    return flat(ComplaintLetter(complaint(*given, **named)).text())


def sheet(*given, **named):
    made = complaint(*given, **named)
    return flat(" ".join(ComplaintSheet(made).sentences))


def test_no_letter_under_another_law_names_an_article_of_the_gdpr_of_the_eu_and_none_is_left_unfilled(
    record,
):
    for language, code, because in product(LANGUAGES, ["FR", "DE-BE", "GB", "CH", "NO"], SAID):
        for status in (State.CONFIRMED, State.UNKNOWN, State.AWAITING_CODE):
            of = {
                "status": status,
                "files": files(Label.CONFIRMATION, Label.OTHER),
                "account_label": "shop",
            }
            said = text(record, code, because, language, **of) + sheet(
                record, code, because, language, **of
            )
            assert not re.search(r"[{}]|None", said)
            for own in ("the UK GDPR", "RGPD britannique", "britischen DSGVO"):
                said = said.replace(own, "")
            assert bool(re.search("GDPR|RGPD|DSGVO", said)) == (code not in {"GB", "CH"}), said


SENTENCES = [
    sentence
    for module in (complaint_sentences, sheet_sentences, mandate_sentences)
    for name, table in vars(module).items()
    if isinstance(table, tuple) and name != "SHEET"
    for sentence in table
    if isinstance(sentence, Sentence)
]


def subjects(made):
    """Give all that a sentence of a complaint may be about."""
    facts = ComplaintFacts(made, words_of(made.language))
    yield facts
    yield from (ExhibitFacts(facts, exhibit) for exhibit in made.exhibits)
    for history in made.histories:
        yield SettingFacts(facts, history)
        yield from (ReadingFacts(facts, reading) for reading in history.notable)


def test_every_sentence_has_a_case_that_shows_it_and_every_case_shows_one(record):
    def shows(sentence):
        for subject in subjects(CASES[sentence.case](record)):
            try:
                if sentence.written(subject, "en"):
                    return True
            except AttributeError:  # a fact of another subject
                continue
        return False

    assert [sentence.text for sentence in SENTENCES if not shows(sentence)] == []
    assert {sentence.case for sentence in SENTENCES} == CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_no_document_of_a_case_leaves_a_gap_or_says_a_sentence_twice(record, name):
    for language in LANGUAGES:
        made = replace(CASES[name](record), language=language, reader_language=language)
        letter, sheet_ = ComplaintLetter(made), ComplaintSheet(made)
        sentences = [sentence for part in letter.parts() for sentence in part.sentences]
        for said in (sentences, list(sheet_.sentences)):
            assert len({*said}) == len(said)
            assert not re.search(r"[{}]|None", " ".join(said))


def test_it_says_who_to_whom_under_what_when_and_what_is_asked(page, record):
    said = " ".join(pages(ComplaintLetter(complaint(record)).printed(page)))
    for words in (
        "Complaint under Article 77 GDPR about Example Controller Limited", EMAIL, "Commission nationale", "3 place de",
        "On 24 November 2026 I objected under Article 21(1) GDPR", "the use of my posts to train AI", "23:50:40 UTC",
        ADDRESS,
        "Your request will be applied going forward.", "Page 1 of 2",
        "Article 12(3) GDPR", "An answer was due by 24 December 2026", "Written on 15 January 2027",
        "Order the controller to comply", "START-HERE.pdf", record.request_id, "ab" * 32,
    ):  # fmt: skip
        assert words in said.replace("Art. 21 (1)", "Art. 21(1)"), words
    assert COMMENT.splitlines()[0] in said


def test_the_sheet_is_a_file_of_its_own_and_says_to_check_the_address_and_that_nothing_was_sent(
    page, record
):
    letter = ComplaintLetter(complaint(record))
    [first], rest = (
        pages(ComplaintSheet(letter.complaint).printed(page)),
        pages(letter.printed(page)),
    )
    assert "For you, before you send this" in first
    assert "Nobody has sent this letter" in first
    assert "Nobody has compared the authority's name and address here with its website" in first
    assert "until when one can complain: www.cnil.fr" in first
    assert (
        "Its form or its page on complaints, as far as is known: www.cnil.fr/fr/adresser-une-plainte"
        in first
    )
    assert "the authority takes complaints in French" in first
    assert "takes complaints in Polish" in sheet(record, "PL")
    assert EMAIL not in first
    assert "before you send this" not in " ".join(rest)


def test_every_authority_gets_its_letter_and_one_without_an_address_says_where_to_look(record):
    for code, to in authorities().items():
        assert flat(to.country("en")) in text(record, code)
        told = sheet(record, code)
        assert re.sub("https://|/$", "", to.website) in told
        assert (f"e-mail address, as far as is known: {to.email}." in told) == (
            to.email is not None
        )


@pytest.mark.parametrize(
    ("status", "reason", "says"),
    [
        (
            State.CONFIRMED,
            Reason.CONFIRMED_BY_WORDS,
            "The controller's page then showed the text that I quote below.",
        ),
        (
            State.CONFIRMED,
            Reason.CONFIRMED_BY_PERSON,
            "which I read as saying that my objection was received",
        ),
        (
            State.UNKNOWN,
            Reason.NO_ANSWER,
            "Whether the controller received my objection, I do not know for certain.",
        ),
        (State.AWAITING_CODE, Reason.CONFIRMED_BY_WORDS, "The site then asked for a code"),
    ],
)
def test_it_claims_no_more_of_the_outcome_than_the_record(record, status, reason, says):
    said = text(record, status=status, reason=reason)
    assert says in said
    assert ("or tried to" in said) == (status is State.UNKNOWN)
    assert ("I objected under" in said) == (status is not State.UNKNOWN)
    assert ("I sent the objection with" in said) == (status is not State.UNKNOWN)


PASSED: dict[str, tuple[dict[str, Any], str]] = {
    "moved": (
        {"deadline": MOVED},
        r"ended on 25 December 2026, a public holiday at the controller's .* was due by 28 December 2026\.",
    ),
    "in time": (
        EXTENSION_IN_TIME,
        "On 18 December 2026 it gave notice .* An answer was due by 24 February 2027.",
    ),
    "late": (
        EXTENSION_TOO_LATE,
        "An answer was due by 24 December 2026. Only on 30 December 2026 did it give notice",
    ),
}


@pytest.mark.parametrize("when", PASSED)
def test_the_letter_says_by_when_an_answer_was_due_and_what_that_rests_on(record, when):
    for code in ("FR", "GB"):
        more, says = PASSED[when]
        said = text(record, code, written_on=date(2027, 3, 1), **more)
        assert re.search(says, said), said
        if when != "moved":  # it is enclosed as what it is, and not as an answer
            assert "Exhibit 2: notice of the controller that it needs more time." in said
            assert "answer of the controller" not in said


def test_swiss_law_knows_no_day_by_which_an_answer_is_due(record):
    made = complaint(record, "CH", deadline=MOVED, written_on=date(2026, 12, 26))
    assert made.too_early is None
    assert complaint(record, "CH", deadline=MOVED, written_on=date(2026, 12, 25)).too_early
    assert "More than a month has passed since 25 November 2026." in flat(
        ComplaintLetter(made).text()
    )
    assert "28 December" not in ComplaintLetter(made).text()


def test_a_specimen_from_a_rehearsal_is_marked_on_every_page_and_in_its_text(page, record):
    letter = ComplaintLetter(complaint(record, replay=True))
    for pdf in (letter.printed(page), ComplaintSheet(letter.complaint).printed(page)):
        assert all("REPLAY" in each and "do not send this" in each for each in pages(pdf))
    assert text(record, replay=True).startswith("REPLAY")
    assert "REPLAY" not in " ".join(pages(ComplaintLetter(complaint(record)).printed(page))) + text(
        record
    )


def test_hostile_text_of_the_record_is_text_in_the_letter(page, record):
    trick = "</blockquote><script>document.title='pwned'</script>\u202e{{ 7 * 7 }} {place}\x1b[31m"
    values = [Value(label="<i>label</i>", value=trick)]
    pdf = ComplaintLetter(
        complaint(record, values=values, controller="<b>Evil</b> {id}", processing={"en": trick})
    ).printed(page)
    said = " ".join(pages(pdf))
    for text_ in (
        "<script>document.title='pwned'</script>",
        "{{ 7 * 7 }} {place}",
        "<b>Evil</b> {id}",
        "[U+202E]",
    ):
        assert text_ in said
    assert page.title() != "pwned"
    assert "\x1b" not in ComplaintLetter(complaint(record, values=values)).text()


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ([Label.CONFIRMATION], "I have received an e-mail of 25 November 2026, which is Exhibit 2: confirmation"),
        ([Label.NOTICE], "which is Exhibit 2: notice of the controller to everyone."),
        ([Label.UNSAID], "an e-mail of 25 November 2026, which is Exhibit 2: further document."),
        ([Label.ANSWER, Label.CONFIRMATION], "which is Exhibit 2: confirmation of receipt"),
        ([Label.OTHER], "attached.eml, further document. SHA-256: abab"),
        ([Label.NOTE], "attached.eml, note of mine. SHA-256: abab"),
    ],
)  # fmt: skip
def test_it_says_what_is_enclosed_by_the_person_s_latest_word_and_claims_no_more_silence(
    record, labels, says
):
    said = text(record, files=files(*labels))
    assert says in said
    # A note is the person's own, and of another file that is no e-mail nobody knows whose it is.
    assert ("Since then I have received" in said) == (labels != [Label.NOTE])
    assert "Since then I have received" not in text(record, files=files(Label.OTHER, mail=False))
    assert (
        "Apart from what is said above and what I enclose, I have received nothing from the controller"
        in said
    )


def test_a_refusal_names_what_one_has_to_hold_and_no_other_complaint_does(record):
    article = re.compile(r"Article 12\(4\)|article 12, paragraphe 4|Art\. 12 Abs\. 4")
    for language, code, because in product(LANGUAGES, ["FR", "GB", "CH"], SAID):
        said = text(record, code, because, language).replace("\u00a0", " ")
        assert bool(article.search(said)) == (code != "CH" and because is Grounds.REFUSED)


FILLED_IN: dict[str, tuple[dict[str, Any], str, str]] = {
    "an account that the record names": (
        {"account": Account(shown=["Ada Example"])}, "the site shows the account as “Ada Example”.", ACCOUNT_NAME,
    ),
    "several texts, which may be more than the account's name": (
        {"account": Account(shown=["Ada Example", "Free"], is_name=False)},
        "the site shows these texts for the account: “Ada Example”, “Free”.",
        ACCOUNT_NAME,
    ),
    "the controller's address": (
        {}, f"Postal address of the controller: {ADDRESS}.", "of the controller, as its privacy policy gives it: ...",
    ),
    "none of the controller": (
        {"controller_address": None}, "Postal address of the controller, as its privacy policy gives it: ...", ADDRESS,
    ),
    "a page without an address": (
        {"pages": []}, "with the controller's own form. A program on my own computer", "at www.facebook",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILLED_IN)
def test_what_is_known_leaves_no_line_to_fill_in(record, name):
    more, there, gone = FILLED_IN[name]
    said = text(record, **more).replace("\u2019", "'")
    assert there in said
    assert gone not in said


@pytest.mark.parametrize(
    ("code", "law", "there"),
    [
        ("FR", "GDPR Art. 21(1)", True), ("GB", "GDPR Art. 21", True), ("CH", "GDPR Art. 21(1)", False),
        ("FR", "GDPR Art. 21(2)", False), ("FR", "GDPR Art. 22", False), ("GB", "UK GDPR Art. 21(1)", True),
    ],
)  # fmt: skip
def test_restriction_is_offered_to_be_ticked_where_the_law_gives_it(record, code, law, there):
    said = text(record, code, law=law)
    assert ("18(1)(d)" in said) == there
    if there:
        assert (
            "[ ] Until it is decided whether the controller's grounds override mine, I also ask"
            in said
        )


def test_the_sheet_is_in_the_person_s_language_and_the_letter_in_the_authority_s(page, record):
    letter = ComplaintLetter(complaint(record, language="fr", reader_language="de"))
    rest = pages(letter.printed(page))
    assert page.evaluate("document.documentElement.lang") == "fr"
    [first] = pages(ComplaintSheet(letter.complaint).printed(page))
    assert page.evaluate("document.documentElement.lang") == "de"
    assert "Für Sie, bevor Sie das absenden" in first
    assert "Dieser Brief ist auf Französisch, weil die Behörde diese Sprache annimmt" in first
    assert f"optout complain {record.request_id} --country FR --lang de" in first
    assert "Réclamation au titre de l'article 77" in rest[0]
    assert not re.search("DSGVO|Beschwerde", " ".join(rest))


SAID_500 = "Your objection was received"
RECEIPT: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "an error whose page says that it was received": (
        {
            "submission": sent(status=500),
            "confirmation": Confirmation(texts=[SAID_500, "Close"]),
        },
        (
            "The controller's server answered with the error status 500.",
            f"What the controller's page showed > {SAID_500} > Close",
            "Whether the controller received my objection, I do not know for certain.",
            "with the HTTP status 500. That shows that the request reached a server of the controller",
            "If my objection was received, an answer was due by 24 December 2026.",
        ),
        ("did not say so", "no answer of its page"),
    ),
    "a page that nobody could read": (
        {"confirmation": Confirmation(texts=["Please wait"])},
        (
            "> Please wait",
            "Whether the controller received my objection, I do not know for certain.",
        ),
        ("error status", "no answer of its page"),
    ),
    "no answer at all": (
        {"confirmation": None},
        ("Whether the controller received it, I do not know: no answer of its page is recorded.",),
        ("quote below", "What the controller's page showed"),
    ),
}


@pytest.mark.parametrize("name", RECEIPT)
def test_what_the_page_of_an_unknown_outcome_said_is_quoted_and_no_receipt_is_claimed(record, name):
    more, there, gone = RECEIPT[name]
    said = text(record, status=State.UNKNOWN, reason=Reason.NO_PROOF, **more)
    assert [words for words in there if words not in said.replace("\u2019", "'")] == []
    assert [words for words in gone if words in said] == []


ANSWERS: dict[str, tuple[Submission, str | None, str | None]] = {
    "a page": (sent(status=200), "200", None),
    "a redirect to a page": (led_on(200), "303", None),
    "a redirect to an error": (led_on(500), "303", "500"),
    "an error": (sent(status=404), "404", "404"),
    "no answer": (sent(status=None), None, None),
    "a request that may be another": (sent(status=500, declared=False), None, None),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_status_of_an_unknown_outcome_shows_only_that_the_request_reached_a_server(
    record, name
):
    submission, arrived, error = ANSWERS[name]
    said = text(record, status=State.UNKNOWN, confirmation=None, submission=submission)
    assert re.findall(
        r"with the HTTP status (\d+)\. That shows that the request reached", said
    ) == ([arrived] if arrived else [])
    assert re.findall(r"with the error status (\d+)", said) == ([error] if error else [])


@pytest.mark.parametrize("status", [State.UNKNOWN, State.AWAITING_CODE])
def test_the_person_s_own_word_that_it_was_received_is_told_as_that(sealed, record, status):
    unclear = record.model_copy(update={"status": status, "reason": Reason.NO_PROOF})
    base = VerifiedRecord(sealed.folder, unclear, "ab" * 32)
    request = ComplaintRequest("FR", None, "en", LATER, deadline=DUE, state=State.RESOLVED_SENT)
    made = complaint_about(base, request)
    said = flat(ComplaintLetter(made).text())
    assert "On 24 November 2026 I objected under" in said
    assert "received it is my own statement. How I know it: ..." in said
    assert "An answer was due by 24 December 2026." in said
    for doubt in ("tried to", "I do not know", "If my objection was received"):
        assert doubt not in said
    assert "own statement" not in text(record, status=status)


def test_the_page_s_words_are_quoted_whole_in_its_order_and_a_known_receipt_is_not_doubted(record):
    answer = (
        "Request received · Demande reçue",
        "This means that your request will be applied going forward.",
        "Close",
    )
    confirmation = Confirmation(texts=[*answer], matched=answer[1])
    lines = ComplaintLetter(complaint(record, confirmation=confirmation)).text().splitlines()
    first = lines.index("> Request received · Demande reçue")
    assert lines[first : first + 3] == [f"> {line}" for line in answer]
    assert "If my objection was received" not in text(record)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_processing_is_named_in_the_first_person_and_the_flow_s_words_to_the_person_are_not(
    record, language
):
    said = text(record, language=language)
    assert record.processing[language] in said.replace("\u2019", "'")
    assert record.covers not in said
    own_words = text(record, language=language, processing={"de": "die Verwendung meiner Gedichte"})
    assert "die Verwendung meiner Gedichte" in own_words


def test_where_nothing_was_answered_the_right_to_object_is_pleaded_beside_the_month(record):
    pleaded = {
        "FR": "(Article 21(1) GDPR). Beyond what I quote and enclose here, the controller has neither",
        "GB": "(Article 21(1) of the UK GDPR).",
    }
    for code, article in pleaded.items():
        assert f"or if it needs the data for legal claims {article}" in text(record, code)
    assert "compelling" not in text(record, law="GDPR Art. 21(2)")
    assert "compelling" not in text(record, "CH")


@pytest.mark.parametrize("name", [name for name in CASES if "not followed" in name])
def test_that_the_processing_goes_on_is_what_the_person_concludes_and_nothing_that_is_known(
    record, name
):
    made = CASES[name](record)
    concluded = {"en": "I conclude that", "fr": "je conclus que", "de": "schließe ich, dass"}
    goes_on = re.compile("goes on|poursuit ce|fortsetzt|setzt diese")
    for language, words in concluded.items():
        letter = ComplaintLetter(replace(made, language=language))
        claims = [
            sentence
            for part in letter.parts()
            for sentence in part.sentences
            if goes_on.search(sentence)
        ]
        assert [words in claim for claim in claims] == [True]
        assert "by what you saw" in made.reason


def test_a_letter_says_of_grounds_only_that_the_controller_did_not_demonstrate_them(record):
    denied = {
        "en": "neither demonstrated to me that it has such grounds",
        "fr": "ne m'a ni démontré qu'il peut se prévaloir de tels motifs",
        "de": "weder solche Gründe nachgewiesen",
    }
    for language, words in denied.items():
        letter = text(record, language=language)
        assert words in letter
        assert not re.search("aucun motif|no such grounds|Tout ce qu'elle a dit", letter)


def test_before_the_controller_s_question_is_answered_there_is_no_complaint(sealed, record):
    base = VerifiedRecord(
        sealed.folder, record.model_copy(update={"asks_by_mail": ASKS}), "ab" * 32
    )
    asked = ComplaintRequest("FR", None, "en", LATER, deadline=DUE)
    for because in (None, "refused", "ignored"):
        with pytest.raises(
            TooEarly, match="asks by e-mail which processing is objected to; until you have"
        ) as told:
            complaint_about(
                base, replace(asked, grounds=GROUNDS_BY_CODE[because] if because else None)
            )
        assert f"optout complain {record.request_id} --answered DATE" in told.value.hint
    made = complaint_about(base, replace(asked, answered_on=date(2026, 12, 3)))
    assert made.due == date(2027, 1, 4)  # counted from the answer; 3 January is a Sunday
    said = flat(ComplaintLetter(made).text())
    assert "On 24 November 2026 I objected" in said
    assert (
        "asked me by e-mail which processing is objected to. I answered on 3 December 2026" in said
    )
    assert "In my answer I named this processing: ... ..." in said
    with pytest.raises(UsageError, match="this one asks nothing"):
        complaint_about(
            VerifiedRecord(sealed.folder, record, "ab" * 32), replace(asked, answered_on=LATER)
        )


def test_a_letter_s_account_has_the_name_that_the_person_gave_and_its_day_of_arrival_is_told(
    record,
):
    known = [Value(label="Name of my account", value="greta42", value_name="known_as")]
    letter = {
        "status": State.DRAFTED,
        "reason": Reason.LETTER_DRAFTED,
        "detail": {"address": "1 Street"},
    }
    made = replace(complaint(record, values=known, **letter), letter_sent_on=date(2026, 11, 20))
    said = flat(ComplaintLetter(made).text())
    assert "My account there is known as greta42." in said
    assert "It arrived on 24 November 2026; this too is my own statement." in said
    assert ACCOUNT_NAME not in said
    same_day = replace(made, letter_sent_on=DUE.received)
    assert "It arrived" not in ComplaintLetter(same_day).text()


def test_an_address_is_taken_from_a_flow_only_if_it_names_the_same_controller(sealed, record):
    flow = find_flow("facebook").flow
    request = ComplaintRequest("FR", None, "en", LATER, deadline=DUE, about=flow)
    theirs = record.model_copy(update={"controller": flow.controller})
    for about, address in ((record, None), (theirs, flow.controller_address)):
        base = VerifiedRecord(sealed.folder, about, "ab" * 32)
        assert complaint_about(base, request).controller_address == address


def test_where_nothing_names_the_account_a_line_is_left_for_it_and_the_sheet_says_so(record):
    assert "uses this e-mail address or has this name: ..." in text(record, values=[])
    missing = "Nothing in your record says which account is yours."
    assert missing in sheet(record, values=[])
    assert missing not in sheet(record)


def test_a_chosen_answer_is_no_code_and_an_address_shows_no_dots(record):
    values = [Value(label="How can we help?: I object", value="chosen")]
    filled = PageSeen(
        stage=Stage.FILLED, address="https://privacy.example.com/policies?modal=secret", at=LOADED
    )
    said = text(record, values=values, pages=[filled])
    assert "How can we help?: I object > I chose this." in said
    assert "The form is at privacy.example.com/policies." in said
    assert "•••" not in said


def test_a_violation_is_asked_to_be_found_and_austria_s_authority_is_told_since_when(record):
    german = text(record, "AT", language="de")
    assert "festzustellen, dass der Verantwortliche" in german
    assert "Seit wann ich davon weiß (von da an läuft die Frist): ..." in german
    assert "Since when I have known of this" not in text(record, "FR")


def test_the_letter_says_whose_holiday_moved_the_day(record):
    moved = due(date(2026, 12, 6), ["IE", "DE-BY"])
    said = text(record, deadline=moved, written_on=date(2027, 2, 1))
    assert "ended on 6 January 2027, a public holiday where I live (Bayern)." in said


def test_a_setting_that_is_not_heeded_is_announced_as_that_and_as_no_objection(decide):
    assert (
        str(decide({}, said="ignored").reason)
        == "your data is used although the setting was turned, by what you saw"
    )


LATER_AT = datetime(2027, 1, 15, tzinfo=UTC)


@pytest.fixture
def decide(sealed, record):
    """Give what is complained about by a record of settings, and the readings since; or raise what
    is told.
    """

    def decides(*settings, later=(), said=None, **more):
        base = VerifiedRecord(sealed.folder, of_setting(record, *settings, **more), "ab" * 32)
        return complaint_about(
            base,
            ComplaintRequest(
                "FR", GROUNDS_BY_CODE[said] if said else None, "en", LATER, readings=later
            ),
        )

    return decides


@pytest.mark.parametrize(
    ("setting", "later", "because"),
    [
        ({}, ("otherwise",), Grounds.ON_AGAIN),
        ({}, ("as_wanted", "otherwise"), Grounds.ON_AGAIN),
        ({}, ("otherwise", "unread"), Grounds.ON_AGAIN),
        (STOOD, ("otherwise",), Grounds.ON_AGAIN),
        (UNTURNED, ("as_wanted", "otherwise"), Grounds.ON_AGAIN),
        (UNTURNED, (), Grounds.NOT_TURNED),
        (UNTURNED, ("otherwise",), Grounds.NOT_TURNED),
        (UNREAD, ("otherwise",), Grounds.NOT_TURNED),
        (SHUT, (), Grounds.LOCKED),
        (SHUT, ("otherwise",), Grounds.LOCKED),
        (MISSING, (), Grounds.ABSENT),
        (MISSING, ("absent",), Grounds.ABSENT),
    ],
)
def test_of_a_setting_it_is_complained_what_the_record_and_the_readings_since_show(
    decide, setting, later, because
):
    assert decide(setting, later=read_later(*later)).grounds is because


@pytest.mark.parametrize(
    ("setting", "later", "more", "says"),
    [
        ({}, (), {}, "the setting stands as you want it"),
        ({}, ("as_wanted",), {}, "the setting stands as you want it"),
        ({}, ("otherwise", "as_wanted"), {}, "the setting stands as you want it"),
        ({}, ("absent",), {}, "the setting stands as you want it"),
        (UNTURNED, ("as_wanted",), {}, "the setting stands as you want it"),
        (SHUT, ("as_wanted",), {}, "the setting stands as you want it"),
        (UNREAD, (), {"status": State.UNKNOWN}, "it is unknown what the setting is set to"),
        (UNREAD, ("as_wanted",), {"status": State.UNKNOWN}, "the setting stands as you want it"),
        (MISSING, ("otherwise",), {}, "the setting is there now and can be turned"),
        (UNSAVED, (), {}, "its change not completed, so it was not turned yet"),
        (UNSAVED, ("otherwise",), {}, "its change not completed, so it was not turned yet"),
        (
            {**UNTURNED, "pressed_at": None},
            (),
            {},
            "a setting was not pressed in this run, so there is nothing to complain about yet",
        ),
        (
            {},
            (),
            {"status": State.UNKNOWN, "reason": "other_account"},
            "the page showed another account in the end",
        ),
        (
            {},
            (),
            {"status": State.REJECTED, "reason": "dialog"},
            "the page asked something that this flow does not",
        ),
        (
            UNSAVED,
            (),
            {"status": State.REJECTED, "reason": "not_saved"},
            "the change of the setting was not saved",
        ),
        (
            UNSAVED,
            ("otherwise",),
            {"status": State.REJECTED, "reason": "not_saved"},
            "the setting was not saved",
        ),
        (
            {**UNREAD, "pressed_at": None},
            (),
            {"status": State.STOPPED},
            "nothing was pressed in this run",
        ),
        ({}, ("otherwise",), {"replay": True}, "the setting stands as you want it"),
    ],
)
def test_of_a_setting_that_stands_as_wanted_or_that_nobody_read_there_is_no_complaint(
    decide, setting, later, more, says
):
    with pytest.raises(TooEarly, match=says):
        decide(setting, later=read_later(*later), **more)


def test_readings_of_another_account_or_setting_or_of_before_are_not_told(decide):
    for other in ({"account": "Grace"}, {"label": "Another"}):
        with pytest.raises(TooEarly):
            decide(
                {},
                {"label": "And this"},
                later=read_later("otherwise", **other),
                account=Account(shown=["Ada"]),
            )
    with pytest.raises(TooEarly):
        decide({}, later=read_later("otherwise"), ended_at=LATER_AT)
    renamed = read_later("otherwise", label="Use your data", account="Ada")
    assert decide({}, later=renamed, account=Account(shown=["Ada"])).grounds is Grounds.ON_AGAIN


def test_of_several_settings_the_worst_is_complained_of_and_each_is_told(decide):
    made = decide({}, {**SHUT, "label": "Share my data"}, later=read_later("otherwise"))
    said = flat(ComplaintLetter(made).text())
    assert made.grounds is Grounds.ON_AGAIN
    assert "I turned the setting “Use my data”" in said
    assert "the setting “Share my data” of my account was set as follows" in said


@pytest.mark.parametrize("hidden", ["#secret", "/?tab=secret", "?tab=secret#secret"])
def test_the_address_of_a_setting_s_page_shows_no_dots(record, hidden):
    page = PageSeen(stage=Stage.READ_BACK, address=f"https://chat.example.com{hidden}", at=LOADED)
    said = text(
        of_setting(record, UNTURNED, pages=[page]), grounds=Grounds.NOT_TURNED, deadline=None
    )
    assert "page (chat.example.com)" in said


@pytest.mark.parametrize(
    ("named", "owner"),
    [("Our team", "of the team, workspace or site “Our team”"), (None, "of a team, workspace or")],
)
def test_a_setting_of_a_team_is_not_told_as_one_of_the_account(record, named, owner):
    made = of_setting(record, UNTURNED, group=Group(shown=[named] if named else []))
    said = text(made, grounds=Grounds.NOT_TURNED, deadline=None)
    assert f"I pressed the setting “Use my data” {owner}" in said
    assert "of my account" not in said


def test_what_does_not_fit_a_setting_is_said(decide):
    for setting, said in (
        ({}, "no-answer"),
        ({}, "refused"),
        (SHUT, "ignored"),
        (MISSING, "ignored"),
    ):
        with pytest.raises(UsageError, match="leave out --because"):
            decide(setting, said=said)
    assert decide({}, said="ignored").grounds is Grounds.IGNORED


OF_SETTINGS = {
    Grounds.IGNORED: ({}, ()),
    Grounds.ON_AGAIN: ({}, ("as_wanted", "otherwise")),
    Grounds.NOT_TURNED: (UNTURNED, ()),
    Grounds.LOCKED: (SHUT, ()),
    Grounds.ABSENT: (MISSING, ()),
}
FORM_WORDS = re.compile(
    r"\bform\b|refus|reject|formulaire|rejet|Formular|abgelehnt|ablehn", re.IGNORECASE
)


@pytest.mark.parametrize("because", OF_SETTINGS)
def test_a_letter_about_a_setting_says_nothing_of_a_form_or_a_refusal_and_names_the_law_of_the_place(
    record, because
):
    setting, later = OF_SETTINGS[because]
    of = {"deadline": None, "readings": read_later(*later), "files": files(Label.OTHER)}
    for law, code, language in product(
        ("GDPR Art. 21(1)", "GDPR Art. 7(3)"), ("FR", "GB", "CH"), LANGUAGES
    ):
        changed = of_setting(record, setting, law=law, account=Account(shown=["Ada"]))
        said = text(changed, code, because, language, **of)
        told = sheet(changed, code, because, language, **of)
        assert not FORM_WORDS.search(said), said
        assert not re.search(r"[{}]|None", said + told)
        named = re.search(
            "GDPR|RGPD|DSGVO", re.sub("UK GDPR|RGPD britannique|britischen DSGVO", "", said + told)
        )
        assert bool(named) == (code not in {"GB", "CH"})
        article = {"en": r"Article {}\(", "fr": "article {}, paragraphe", "de": r"Art\. {} Abs\."}[
            language
        ]
        objects = law == "GDPR Art. 21(1)"
        if code != "CH":
            assert bool(re.search(article.format(21), said)) == objects
            assert bool(re.search(article.format(7), said)) == (not objects)
        lines_left = 3 if objects and code != "CH" else 0
        lines_left += 3 if because is Grounds.IGNORED else 0
        assert said.count(" ...") == lines_left + 2  # the account, and another authority


TOLD = {
    Grounds.ON_AGAIN: (
        "I turned the setting “Use my data” of my account on the controller's own",
        "Loaded afresh on 24 November 2026, 12:00:05 UTC, that page showed it as follows: off.",
        "On 24 December 2026, 12:00:00 UTC it was still set as I want it: off",
        "On 14 January 2027, 09:00:00 UTC I read it again, and it was set otherwise: on.",
        "I did not turn this setting back",
        "On request: the readings of the setting since then",
    ),
    Grounds.NOT_TURNED: (
        "I pressed the setting",
        "because I want it set to off. Loaded afresh on",
        "that page showed it as follows: on.",
    ),
    Grounds.LOCKED: (
        "The page did not let me change it.",
        "With this setting I wanted to object",
        "Article 58(2)(d)",
    ),
    Grounds.ABSENT: (
        "I looked for the setting “Use my data”",
        "The page did not have it for my account.",
    ),
    Grounds.IGNORED: (
        "although I have asked otherwise by this setting.",
        "by my own reading of the page.",
    ),
}


@pytest.mark.parametrize("because", OF_SETTINGS)
def test_a_letter_about_a_setting_says_what_it_showed_and_when(record, because, monkeypatch):
    monkeypatch.setattr(
        "optout.letters.complaint_letter.words",
        lambda language: replace(words_of(language), zone=UTC),
    )
    setting, later = OF_SETTINGS[because]
    if because is Grounds.IGNORED:
        setting = {
            "after": Reading(state="as_wanted", read_by="person"),
            "before": Reading(state="otherwise", read_by="person"),
        }
    of = {"deadline": None, "readings": read_later(*later)}
    said = text(of_setting(record, setting), grounds=because, **of)
    assert [part for part in TOLD[because] if part not in said] == []
    unseen = "Whether the controller carries out this processing, I cannot see from outside."
    assert (unseen in said) == (because is not Grounds.IGNORED)
    asks_more = because not in {Grounds.LOCKED, Grounds.ABSENT}
    assert ("Article 58(2)(c)" in said, "restrict the processing" in said) == (asks_more, asks_more)


def test_an_objection_that_the_page_declined_is_complained_of_as_refused(sealed, record):
    text = "We can't honour your objection."
    declined = record.model_copy(
        update={
            "status": State.DECLINED,
            "reason": "declined_by_words",
            "confirmation": Confirmation(texts=[text], matched=text),
        }
    )
    made = complaint_about(
        VerifiedRecord(sealed.folder, declined, "ab" * 32),
        ComplaintRequest("FR", None, "en", LATER, deadline=DUE),
    )
    said = flat(ComplaintLetter(made).text())
    assert made.grounds is Grounds.REFUSED
    assert "The controller's page answered that it refuses my objection" in said
    assert text in said


def test_a_form_that_did_not_accept_an_entry_has_refused_nothing_and_gets_no_letter(sealed, record):
    rejected = record.model_copy(update={"status": State.REJECTED, "reason": "refused_by_words"})
    for said in (None, "no-answer", "refused", "ignored"):
        with pytest.raises(TooEarly, match="the form did not accept it") as told:
            complaint_about(
                VerifiedRecord(sealed.folder, rejected, "ab" * 32),
                ComplaintRequest(
                    "FR", GROUNDS_BY_CODE[said] if said else None, "en", LATER, deadline=DUE
                ),
            )
        assert (
            told.value.hint == "fix what the page named and send it again: optout submit facebook"
        )


# Who signs, and whom they give a mandate


def test_a_name_and_an_address_stand_in_the_head_and_else_lines_are_left_for_them(page, record):
    sender = Sender("Ada Example", "1 Her Street\nTown\n")
    signed = " ".join(pages(ComplaintLetter(complaint(record, sender=sender)).printed(page)))
    assert "From Ada Example 1 Her Street Town Telephone" in signed
    assert "Fill in your full name" not in sheet(record, sender=sender)
    blank = " ".join(pages(ComplaintLetter(complaint(record)).printed(page)))
    assert "From Full name Postal address Telephone" in blank
    assert "Fill in your full name" in sheet(record)


def test_no_repr_shows_who_signs(record):
    made = complaint(record, sender=Sender("Ada Example", "1 Her Street"))
    assert "Her Street" not in f"{made.sender!r}"
    assert "Her Street" not in f"{made!r}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mandate_is_a_page_of_its_own_that_names_the_law_s_condition_and_both_sign(
    page, record, language
):
    made = complaint(record, language=language, body="Example Consumers e. V.")
    [mandate] = pages(Mandate(made).printed(page))
    assert mandate.count("Example Consumers e. V.") >= 3
    for article in ("80", "78", "82"):
        assert re.search(rf"(?:Art\.|[Aa]rticle|Articles|articles)\D* {article}\b", mandate), (
            article
        )
    assert made.fingerprint in mandate
    frame = ComplaintLetter(made).frame
    assert frame.signature in mandate
    assert "Example Consumers" in text(record, language=language, body="Example Consumers e. V.")
    assert "80" not in re.sub(r"\b2080\b|TSA 80715", "", text(record, language=language))


def test_a_mandate_is_refused_where_the_law_has_none(sealed, record):
    request = ComplaintRequest("CH", None, "en", LATER, deadline=DUE, body="Example Consumers")
    with pytest.raises(UsageError, match="--mandate rests on Article 80 GDPR"):
        complaint_about(VerifiedRecord(sealed.folder, record, "ab" * 32), request)


# Exhibits


def test_each_exhibit_has_its_number_its_name_and_the_sha_256_of_its_file(sealed, record, copy):
    notice = copy.parent / "notice.txt"
    notice.write_text("We got it.", "utf-8")
    base = VerifiedRecord(copy, record, "ab" * 32)
    added, whole = attach(base, notice, Label.CONFIRMATION)
    summary, attached = exhibits_of(base)
    assert (summary.number, summary.name) == (1, "START-HERE.pdf")
    assert summary.sha256 == hashlib.sha256((copy / "START-HERE.pdf").read_bytes()).hexdigest()
    assert (attached.number, attached.name) == (2, f"{added.folder}/data/attached.txt")
    assert attached.sha256 == hashlib.sha256(b"We got it.").hexdigest()
    assert attached.fingerprint == whole.fingerprint
    made = complaint_about(base, ComplaintRequest("FR", None, "en", LATER, deadline=DUE))
    said = flat(ComplaintLetter(made).text())
    for exhibit in (summary, attached):
        assert f"Exhibit {exhibit.number}: {exhibit.name}, " in said
        assert f"SHA-256: {exhibit.sha256}" in said
    assert f"the supplement {added.folder}, fingerprint: {whole.fingerprint}" in said
    assert "a document, which is Exhibit 2: confirmation of receipt." in said


def test_a_file_that_is_not_as_it_was_attached_is_no_exhibit(record, copy):
    notice = copy.parent / "notice.txt"
    notice.write_text("We got it.", "utf-8")
    base = VerifiedRecord(copy, record, "ab" * 32)
    added, _whole = attach(base, notice, Label.CONFIRMATION)
    file = copy.parent / added.path
    file.chmod(0o600)
    file.write_text("We refuse.", "utf-8")
    with pytest.raises(RecordError, match="is not as it was attached") as told:
        exhibits_of(base)
    assert told.value.hint == f"optout verify {added.folder}"


def test_where_no_summary_could_be_made_the_captures_themselves_are_enclosed(record, sealed):
    captures = [one for one in record.captures if one.file != "START-HERE.pdf"]
    base = VerifiedRecord(
        sealed.folder, record.model_copy(update={"captures": captures}), "ab" * 32
    )
    names = [exhibit.name for exhibit in exhibits_of(base)]
    assert names == [f"data/{capture.file}" for capture in captures]
    assert names
