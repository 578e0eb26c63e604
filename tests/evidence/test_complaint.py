"""The complaint: says what the record says, under the right law, and tells the person what to
check.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any, get_args

import pytest
from tests.evidence.papers import flat, pages
from tests.evidence.samples import COMMENT, EMAIL
from tests.evidence.test_labels import supplement

from optout.deadline import EXTENDED, due
from optout.errors import UsageError
from optout.evidence.record import (
    Confirmation,
    PageSeen,
    Record,
    SettingRead,
    SettingReading,
    Stage,
    Value,
)
from optout.evidence.supplement import Label, VerifiedRecord, labelled
from optout.evidence.wording import TEMPLATES, template
from optout.evidence.wording import words as words_of
from optout.letters.complaint import (
    Complaint,
    ComplaintRequest,
    Grounds,
    TooEarly,
    complaint_about,
    supervisors,
)
from optout.letters.letter import ComplaintLetter
from optout.outcome import JOINS, Reason, State
from optout.settings import Lang

LANGUAGES = get_args(Lang)
SAID = (Grounds.NO_ANSWER, Grounds.REFUSED, Grounds.IGNORED)
"""What a person complains about after an objection that was sent."""
TABLES = {language: template("complaint", language) for language in LANGUAGES}
DUE, LATER = due(date(2026, 11, 24), ["IE"]), date(2027, 1, 15)
SENT_AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def record(sealed):
    return Record.model_validate_json((sealed.folder / "data" / "record.json").read_bytes())


ADDRESS = "1 Example Street, Dublin, Ireland"


def complaint(
    record, code="FR", because=Grounds.NO_ANSWER, language="en", written_on=LATER, **more
):
    """Give a complaint; `more` is what of it, of the record, or of what is known besides, is
    otherwise.
    """
    own = {
        "reader": language,
        "deadline": DUE,
        "files": (),
        "readings": (),
        "address": ADDRESS,
        "answered_on": None,
    }
    own |= {key: more.pop(key) for key in own if key in more}
    changed = record.model_copy(update=more)
    return Complaint(
        record=changed,
        fingerprint="ab" * 32,
        to=supervisors()[code],
        because=because,
        language=language,
        written_on=written_on,
        **own,
    )


def test_the_objection_was_made_on_the_day_of_the_letter_else_of_receipt_else_of_the_record(record):
    made = complaint(record)
    by_word = replace(made, letter_sent_on=date(2026, 11, 20))
    days = [date(2026, 11, 20), DUE.received, record.issued_at.date()]
    assert [one.sent_on for one in (by_word, made, replace(made, deadline=None))] == days


def text(*given, **named):
    return flat(ComplaintLetter(complaint(*given, **named)).text())


def sheet(*given, **named):
    made = complaint(*given, **named)
    return flat(" ".join(ComplaintLetter(made, made.reader).told["before_sending"]))


def test_no_letter_under_another_law_names_an_article_of_the_gdpr_of_the_eu_and_none_is_left_unfilled(
    record,
):
    for language, code, because in product(LANGUAGES, ["FR", "DE-BE", "GB", "CH", "NO"], SAID):
        for status in (State.CONFIRMED, State.UNKNOWN, State.AWAITING_CODE):
            of = {
                "status": status,
                "files": files(Label.CONFIRMATION, Label.OTHER),
                "account": "shop",
            }
            said = text(record, code, because, language, **of) + sheet(
                record, code, because, language, **of
            )
            assert not re.search(r"[{}]|None", said)
            for own in ("the UK GDPR", "RGPD britannique", "britischen DSGVO"):
                said = said.replace(own, "")
            assert bool(re.search("GDPR|RGPD|DSGVO", said)) == (code not in {"GB", "CH"}), said


def test_every_sentence_is_used_and_every_one_that_is_used_is_there():
    letters = TEMPLATES.parents[1] / "letters"
    users = [
        letters / "letter.py",
        *(TEMPLATES / name for name in ("complaint.txt.j2", "letter.html.j2", "sheet.html.j2")),
    ]
    sources = "".join(file.read_text("utf-8") for file in users)
    keys = {*TABLES["en"], *template("objection", "en")}
    plain = {re.sub("_(uk|ch|setting)$", "", key) for key in keys}
    assert plain <= keys
    made = {
        f"{stem}_{because.replace('-', '_')}"
        for stem in ("because", "is_it_true")
        for because in Grounds
    }
    made |= {*(state.value for state in State), *(f"is_{label}" for label in Label), "gdpr"}
    assert [
        key
        for key in plain
        if f'"{key}"' not in sources and f"'{key}'" not in sources and key not in made
    ] == []
    assert set(re.findall(r"(?:tell|lines)\([\"'](\w+)[\"']", sources)) <= plain


def files(*labels, mail=True, **more):
    """Return a file that was attached with a label, and called otherwise since if there is a
    second.
    """
    says = supplement(1, labels[0], **more)
    says = says.model_copy(
        update={"mail": says.mail.model_copy(update={"sent_at": SENT_AT}) if mail else None}
    )
    return labelled([says], dict.fromkeys([says.folder], labels[1]) if labels[1:] else {})


def test_it_says_who_to_whom_under_what_when_and_what_is_asked(page, record):
    said = " ".join(pages(ComplaintLetter(complaint(record)).printed(page)))
    for words in (
        "Complaint under Article 77 GDPR about Example Controller Limited", EMAIL, "Commission nationale", "3 place de",
        "On 24 November 2026 I objected under GDPR Art. 21(1)", "the use of my posts to train AI", "23:50:40 UTC",
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
    [first], rest = pages(letter.sheet(page)), pages(letter.printed(page))
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
    for code, to in supervisors().items():
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


MOVED = due(date(2026, 11, 25), ["IE"])
RECEIVED = date(2026, 11, 24)
PASSED: dict[str, tuple[dict[str, Any], str]] = {
    "moved": (
        {"deadline": MOVED},
        r"28 December 2026\. The time that this article gives ended on 25 December 2026, a public holiday at the contr",
    ),
    "in time": (
        {
            "deadline": due(RECEIVED, ["IE"], EXTENDED),
            "files": files(Label.ANSWER, more_time_on=date(2026, 12, 18)),
        },
        "On 18 December 2026 it gave notice .* An answer was due by 24 February 2027.",
    ),
    "late": (
        {"files": files(Label.ANSWER, more_time_on=date(2026, 12, 30))},
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
            assert "which I enclose as: notice of the controller that it needs more time." in said
            assert TABLES["en"]["is_answer"] not in said


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
    for pdf in (letter.printed(page), letter.sheet(page)):
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
        ([Label.CONFIRMATION], "I have received an e-mail of 25 November 2026, which I enclose as: confirmation"),
        ([Label.NOTICE], "which I enclose as: notice of the controller to everyone."),
        ([Label.UNSAID], "an e-mail of 25 November 2026, which I enclose as: further document."),
        ([Label.ANSWER, Label.CONFIRMATION], "which I enclose as: confirmation of receipt"),
        ([Label.OTHER], "attached.eml: further document"),
        ([Label.NOTE], "attached.eml: note of mine"),
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
        {"account_named": "Ada Example"}, "the site shows the account as “Ada Example”.", TABLES["en"]["account_name"],
    ),
    "the controller's address": (
        {}, f"Postal address of the controller: {ADDRESS}.", "of the controller, as its privacy policy gives it: ...",
    ),
    "none of the controller": (
        {"address": None}, "Postal address of the controller, as its privacy policy gives it: ...", ADDRESS,
    ),
    "a page without an address": (
        {"pages": []}, "with the controller's own form. By my computer's clock", "at www.facebook",
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
    letter = ComplaintLetter(complaint(record, language="fr", reader="de"))
    rest = pages(letter.printed(page))
    assert page.evaluate("document.documentElement.lang") == "fr"
    [first] = pages(letter.sheet(page))
    assert page.evaluate("document.documentElement.lang") == "de"
    assert "Für Sie, bevor Sie das absenden" in first
    assert "Dieser Brief ist auf Französisch, weil die Behörde diese Sprache annimmt" in first
    assert f"optout complain {record.request_id} --country FR --lang de" in first
    assert "Réclamation au titre de l'article 77" in rest[0]
    assert not re.search("DSGVO|Beschwerde", " ".join(rest))


SAID_500 = "Your objection was received"
RECEIPT: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "an error whose page says that it was received": (
        {"detail": {"status": "500"}, "confirmation": Confirmation(text=f"{SAID_500}{JOINS}Close")},
        (
            "The controller's server answered with the error status 500.",
            f"What the controller's page showed > {SAID_500} > Close",
            "Whether the controller received my objection, I do not know for certain.",
            "If it was received, an answer was due by 24 December 2026.",
        ),
        ("did not say so", "no answer of its page"),
    ),
    "a page that nobody could read": (
        {"confirmation": Confirmation(text="Please wait")},
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


def test_the_page_s_words_are_quoted_whole_in_its_order_and_a_known_receipt_is_not_doubted(record):
    answer = (
        "Request received",
        "This means that your request will be applied going forward.",
        "Close",
    )
    confirmation = Confirmation(text=JOINS.join(answer), matched=answer[1])
    lines = ComplaintLetter(complaint(record, confirmation=confirmation)).text().splitlines()
    first = lines.index("> Request received")
    assert lines[first : first + 3] == [f"> {line}" for line in answer]
    assert "If it was received" not in text(record)


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
        "FR": "(Article 21(1) GDPR). It has demonstrated no such grounds",
        "GB": "(Article 21(1) of the UK GDPR).",
    }
    for code, article in pleaded.items():
        assert f"or if it needs the data for legal claims {article}" in text(record, code)
    assert "compelling" not in text(record, law="GDPR Art. 21(2)")
    assert "compelling" not in text(record, "CH")


ASKS = {"en": "which processing is objected to"}


def test_before_the_controller_s_question_is_answered_there_is_no_complaint(sealed, record):
    base = VerifiedRecord(
        sealed.folder, record.model_copy(update={"asks_by_mail": ASKS}), "ab" * 32
    )
    asked = ComplaintRequest("FR", None, "en", LATER, deadline=DUE)
    for because in (None, "refused", "ignored"):
        with pytest.raises(
            TooEarly, match="asks by e-mail which processing is objected to; until you have"
        ) as told:
            complaint_about(base, replace(asked, because=because))
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
    assert TABLES["en"]["account_name"] not in said
    same_day = replace(made, letter_sent_on=DUE.received)
    assert "It arrived" not in ComplaintLetter(same_day).text()


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
    assert TABLES["en"]["known_since"] not in text(record, "FR")


def test_the_letter_says_whose_holiday_moved_the_day(record):
    moved = due(date(2026, 12, 6), ["IE", "DE-BY"])
    said = text(record, deadline=moved, written_on=date(2027, 2, 1))
    assert "ended on 6 January 2027, a public holiday where I live (Bayern)." in said


def test_a_setting_that_is_not_heeded_is_announced_as_that_and_as_no_objection(decide):
    assert (
        str(decide({}, said="ignored").reason)
        == "your data is used although the setting was turned"
    )


PAGE = "https://www.example.com/settings/data"
PRESSED, LOADED = (datetime(2026, 11, 24, 12, 0, second, tzinfo=UTC) for second in (0, 5))
LATER_AT = datetime(2027, 1, 15, tzinfo=UTC)
READ_AGAIN = [datetime(2026, month, 24, 12, tzinfo=UTC) for month in (12,)] + [
    datetime(2027, 1, 14, 9, tzinfo=UTC)
]
TURNED = {
    "label": "Use my data", "found": "", "wanted": "off", "means": "no training", "not_covered": None,
    "before": "checked=true", "after": "checked=false", "as_wanted": True, "absent": False, "locked": False,
    "pressed_at": PRESSED, "by_hand": False,
}  # fmt: skip
STOOD = {"before": "checked=false", "pressed_at": None}
UNTURNED = {"after": "checked=true", "as_wanted": False}
UNREAD = {"after": "", "as_wanted": None}
SHUT = {**UNTURNED, "locked": True, "pressed_at": None}
UNSAVED = {**UNTURNED, "unfinished": "not_saved"}
MISSING = {**UNREAD, "before": "", "absent": True, "pressed_at": None}


def of_setting(record, *settings, **more):
    pages = [PageSeen(stage=Stage.READ_BACK, address=PAGE, at=LOADED)]
    own = {
        "values": [],
        "pages": pages,
        "issued_at": None,
        "confirmation": None,
        "ended_at": LOADED,
        **more,
    }
    reads = [SettingRead.model_validate(TURNED | one) for one in settings]
    return record.model_copy(
        update={"status": State.CONFIRMED, "reason": "reads_as_wanted", "settings": reads, **own}
    )


def read_later(*stood, account=None, label="Use my data"):
    how = {"as_wanted": "checked=false", "otherwise": "checked=true"}
    return tuple(
        SettingReading(
            at=at, account_named=account, label=label, stands=stands, how=how.get(stands, "")
        )
        for at, stands in zip(READ_AGAIN, stood, strict=False)
    )


@pytest.fixture
def decide(sealed, record):
    """Give what is complained about by a record of settings, and the readings since; or raise what
    is told.
    """

    def decides(*settings, later=(), said=None, **more):
        base = VerifiedRecord(sealed.folder, of_setting(record, *settings, **more), "ab" * 32)
        return complaint_about(base, ComplaintRequest("FR", said, "en", LATER, readings=later))

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
    assert decide(setting, later=read_later(*later)).because is because


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
                account_named="Ada",
            )
    with pytest.raises(TooEarly):
        decide({}, later=read_later("otherwise"), ended_at=LATER_AT)
    renamed = read_later("otherwise", label="Use your data", account="Ada")
    assert decide({}, later=renamed, account_named="Ada").because is Grounds.ON_AGAIN


def test_of_several_settings_the_worst_is_complained_of_and_each_is_told(decide):
    made = decide({}, {**SHUT, "label": "Share my data"}, later=read_later("otherwise"))
    said = flat(ComplaintLetter(made).text())
    assert made.because is Grounds.ON_AGAIN
    assert "I turned the setting “Use my data”" in said
    assert "the setting “Share my data” of my account stood so" in said


def test_what_does_not_fit_a_setting_is_said(decide):
    for setting, said in (
        ({}, "no-answer"),
        ({}, "refused"),
        (SHUT, "ignored"),
        (MISSING, "ignored"),
    ):
        with pytest.raises(UsageError, match="leave out --because"):
            decide(setting, said=said)
    assert decide({}, said="ignored").because is Grounds.IGNORED


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
        changed = of_setting(record, setting, law=law, account_named="Ada")
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


TOLD = {
    Grounds.ON_AGAIN: (
        "I turned the setting “Use my data” of my account on the controller's own",
        "Loaded afresh, that page showed it so on 24 November 2026, 12:00:05 UTC: off.",
        "On 24 December 2026, 12:00:00 UTC it still stood as I want it: off",
        "On 14 January 2027, 09:00:00 UTC I read it again, and it stood otherwise: on.",
        "I did not turn this setting back",
        "on request: the readings of the setting since then",
    ),
    Grounds.NOT_TURNED: (
        "I pressed the setting",
        "did not show it as I want it on 24 November 2026, 12:00:05 UTC: on",
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
        "optout.letters.letter.words", lambda language: replace(words_of(language), zone=UTC)
    )
    setting, later = OF_SETTINGS[because]
    if because is Grounds.IGNORED:
        setting = {"after": "by_person_as_wanted", "before": "by_person_otherwise"}
    of = {"deadline": None, "readings": read_later(*later)}
    said = text(of_setting(record, setting), because=because, **of)
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
            "confirmation": Confirmation(text=text, matched=text),
        }
    )
    made = complaint_about(
        VerifiedRecord(sealed.folder, declined, "ab" * 32),
        ComplaintRequest("FR", None, "en", LATER, deadline=DUE),
    )
    said = flat(ComplaintLetter(made).text())
    assert made.because is Grounds.REFUSED
    assert "The controller's page answered that it refuses my objection" in said
    assert text in said


def test_a_form_that_did_not_accept_an_entry_has_refused_nothing_and_gets_no_letter(sealed, record):
    rejected = record.model_copy(update={"status": State.REJECTED, "reason": "refused_by_words"})
    for said in (None, "no-answer", "refused", "ignored"):
        with pytest.raises(TooEarly, match="the form did not accept it") as told:
            complaint_about(
                VerifiedRecord(sealed.folder, rejected, "ab" * 32),
                ComplaintRequest("FR", said, "en", LATER, deadline=DUE),
            )
        assert (
            told.value.hint == "fix what the page named and send it again: optout submit facebook"
        )
