"""What the first page of START-HERE.pdf says of an ending: no more than what the record shows, in
each language.
"""

import re
from datetime import timedelta

import pytest
from tests.evidence.samples import (
    ABSENT_STATE,
    EMAIL_FIELD,
    OFF,
    OFF_STATE,
    ON,
    STARTED,
    about,
    begun,
    confirmed,
    sent,
    stopped,
)
from tests.evidence.stories import STORIES

from optout.errors import RecordError
from optout.evidence.record import (
    Account,
    Confirmation,
    Deed,
    Named,
    PathTaken,
    Reading,
    Record,
    SettingRead,
)
from optout.evidence.start_here import first_page, story_of
from optout.evidence.wording import reason_said, words
from optout.language import LANGUAGES
from optout.outcome import Reason, State

PRESSED_AT = STARTED + timedelta(seconds=40)
NOT_PRESSED = {"before": ON, "after": None, "pressed_at": None}
TURNED = {
    "before": ON,
    "after": OFF,
    "pressed_at": PRESSED_AT,
}
AS_BEFORE = {**TURNED, "after": ON}
ASKED, UNSAVED = (
    {**AS_BEFORE, "unfinished": "asked", "asked": "Turn it off?"},
    {**AS_BEFORE, "unfinished": "not_saved"},
)
UNREAD = {**TURNED, "after": None}
STOOD = {"before": OFF, "after": OFF, "pressed_at": None}
STOOD_BEFORE = {**STOOD, "after": None}
LOCKED = {
    "before": ON,
    "after": ON,
    "pressed_at": None,
    "locked": True,
}
ABSENT = {"before": ABSENT_STATE, "after": None, "pressed_at": None}


def setting(label="Train on my posts", **changes):
    given = {
        "label": label,
        "strategy": "role and words",
        "wanted": OFF_STATE,
        "means": "no use for training",
    }
    return SettingRead(
        **{
            **given,
            "not_covered": None,
            "locked": False,
            "by_hand": False,
            **changes,
        }
    )


def story(tmp_path, ending, language="en", sent=None, **run):
    # without a browser, which only prints it
    recorder = begun(tmp_path, about(**run))
    if sent:
        recorder.sent(sent)
    folder = recorder.seal(ending, None).folder
    record = Record.model_validate_json((folder / "data" / "record.json").read_bytes())
    return story_of(record, words(language))


def ended(state, reason, *settings, **detail):
    return stopped(status=state, reason=reason, detail=detail, values=[], settings=list(settings))


# state, reason, what was read of each setting, the heading, and what the summary says of the last
SETTINGS = [
    (
        State.CONFIRMED,
        Reason.READS_AS_WANTED,
        [TURNED],
        "Turned, and read after a fresh load",
        "was set to off",
    ),
    (
        State.CONFIRMED,
        Reason.READS_AS_WANTED,
        [STOOD, TURNED],
        "Turned, and read after a fresh load",
        "was set to off",
    ),
    (
        State.REJECTED,
        Reason.READS_AS_BEFORE,
        [AS_BEFORE],
        "Pressed, but not as wanted",
        "was not set to off",
    ),
    (
        State.REJECTED,
        Reason.DIALOG,
        [ASKED],
        "Pressed, but the change may not be complete",
        "was not set to off",
    ),
    (
        State.REJECTED,
        Reason.NOT_SAVED,
        [UNSAVED],
        "Pressed, but the change may not be complete",
        "was not set to off",
    ),
    (
        State.REJECTED,
        Reason.DIALOG,
        [TURNED, AS_BEFORE],
        "Not every setting reads as wanted",
        "was not set to off",
    ),
    (
        State.REJECTED,
        Reason.SETTING_LOCKED,
        [TURNED, LOCKED],
        "Not every setting reads as wanted",
        "be changed",
    ),
    (
        State.REJECTED,
        Reason.SETTING_ABSENT,
        [TURNED, ABSENT],
        "Not every setting reads as wanted",
        "did not find",
    ),
    (
        State.UNKNOWN,
        Reason.SETTING_UNREAD,
        [UNREAD],
        "Pressed, but what it is set to is not known",
        "is not known",
    ),
    (
        State.UNKNOWN,
        Reason.OTHER_ACCOUNT,
        [UNREAD, STOOD_BEFORE],
        "Pressed, but what it is set to is not known",
        "was set to off already",
    ),
    (
        State.UNKNOWN,
        Reason.FAILED,
        [NOT_PRESSED],
        "What it is set to is not known",
        "was not pressed",
    ),
    (
        State.ALREADY_OFF,
        Reason.READS_AS_WANTED,
        [STOOD],
        "Already as wanted",
        "was set to off",
    ),
    (
        State.LOCKED,
        Reason.SETTING_LOCKED,
        [LOCKED],
        "The setting cannot be changed on the page",
        "be changed",
    ),
    (
        State.NOT_AVAILABLE,
        Reason.SETTING_ABSENT,
        [ABSENT],
        "Not on the page, as the person said",
        "did not find",
    ),
    (State.STOPPED, Reason.DECLINED, [NOT_PRESSED], "Not pressed", "was not pressed"),
]


def test_a_question_that_could_not_be_captured_is_told_and_not_quoted(tmp_path):
    ending = ended(
        State.REJECTED,
        Reason.DIALOG,
        setting(**{**ASKED, "asked": None}),
        words="Turn it off?",
        setting="x",
    )
    told = "\n".join(story(tmp_path, ending).how_known)
    assert (
        "something came up on the page that the flow does not know. It could not be captured."
        in told
    )
    assert "Turn it off?" not in told


FILLED = dict.fromkeys(
    ("setting", "why", "error", "words", "step", "steps", "known", "account"), "x"
)


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: f"{row[0]}-{row[1]}-{len(row[2])}")
def test_a_setting_is_headed_by_how_it_ended_and_pressed_only_what_was(tmp_path, row):
    state, reason, readings, heading, says = row
    ending = ended(state, reason, *(setting(**one) for one in readings), **FILLED)
    told = story(tmp_path, ending)
    assert told.outcome == heading
    assert says in told.summary
    lines = [told.title, told.to, told.summary, *map(": ".join, told.facts), *told.limits]
    assert "objection" not in f"{told.title} {told.to}".lower()
    assert not re.search(r"Right used|21\(5\)", "\n".join(lines))
    assert "12(3)" in "\n".join(told.limits)
    # some were, some not: the heading says so
    several = len(readings) > 1 and state is State.REJECTED
    words_of = {
        "en": ("pressed,", "turned,"),
        "fr": ("actionné,", "changé,"),
        "de": ("betätigt,", "umgestellt,"),
    }
    for language in LANGUAGES:
        heads = any(
            word in story(tmp_path, ending, language).outcome.lower() for word in words_of[language]
        )
        assert heads == (any(one["pressed_at"] for one in readings) and not several)


FORMS = {
    # the ending, whether a request was seen leaving, and what stands under the title, as "Sent",
    # and over the text
    "confirmed": (confirmed(), True, "Objection under", "24 November 2026|25 November 2026", "What was sent, word"),
    "stopped": (stopped(), False, "Objection under .*, not sent", "nothing was sent", "What the form contained"),
    "unknown": (
        stopped(status=State.UNKNOWN, reason=Reason.NO_PROOF, detail={"status": "200"}),
        False, "Objection under", "not known", "if it was",
    ),
    "a letter": (
        stopped(status=State.DRAFTED, reason=Reason.LETTER_DRAFTED, detail={"address": "x"}), False,
        "Letter of objection", "not by the program", "for the letter",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_only_what_left_is_said_to_have_been_sent(tmp_path, name):
    ending, left, title, when, text = FORMS[name]
    told = story(tmp_path, ending, sent=sent() if left else None)
    assert re.match(title, told.title)
    assert re.match(when, dict(told.facts)["Sent"])
    assert text in told.text_heading
    assert any("was seen leaving the browser on" in one for one in told.how_known) == left


@pytest.mark.parametrize(
    ("declared", "heading"),
    [(True, "Sent, and received as the person"), (False, "Received, as the person")],
)
def test_what_the_person_read_is_headed_as_sent_only_where_the_request_was_the_declared_one(
    tmp_path, declared, heading
):
    read = Confirmation(texts=["We have got it."], read_by="person")
    ending = confirmed(reason=Reason.CONFIRMED_BY_PERSON, confirmation=read)
    assert story(tmp_path, ending, sent=sent(declared=declared)).outcome.startswith(heading)


def test_the_heading_of_a_rehearsal_says_that_no_person_read_the_answer(tmp_path):
    read = Confirmation(texts=["We have got it."], read_by="script")
    ending = confirmed(reason=Reason.CONFIRMED_BY_PERSON, confirmation=read)
    told = story(tmp_path, ending, sent=sent(), replay_case="a case")
    assert told.outcome == "Sent, and received as the scripted person of the rehearsal read it"


UNKNOWN = stopped(status=State.UNKNOWN, reason=Reason.NO_PROOF, detail={"status": "200"})
APPROVED = {"approval": confirmed().approval}
# the ending, the request, the run, what is said, and what is not
TOLD = {
    "a send by the program": (confirmed(), sent(), {}, "request that carries the form was seen", "The person clicked"),
    "a send by hand": (confirmed(), sent(by_hand=True), {}, "The person clicked the button", "that carries the form"),
    "all of it carried": (confirmed(), sent(carried="whole"), {}, "What was sent, word", "What stood in the form"),
    "a part of it carried": (confirmed(), sent(carried="part"), {}, "What stood in the form", "What was sent, word"),
    "a request that may have been it": (
        UNKNOWN, sent(declared=False), {}, "a request left the browser on 24 November 2026", "The form was sent once",
    ),
    "its text": (UNKNOWN, sent(declared=False, carried="whole"), {}, "What was sent, if it was", "not seen leaving"),
    "a page that sent something itself": (
        stopped(detail={"page_sent": "https://a.example/log"}), None, {}, "a.example/log", "nothing was sent",
    ),
    "nobody knows": (UNKNOWN, None, {}, "None of this proves that the controller received", "It is no objection"),
    "a rehearsal": (confirmed(), sent(), {"replay_case": "x"}, "It is no objection", "None of this proves"),
    "a yes, and sent": (confirmed(), sent(), {}, "Approved", "nothing was sent"),
    "a yes, and not sent": (stopped(**APPROVED), None, {}, "nothing was sent", "Approved"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_each_fact_is_told_where_it_holds_and_not_elsewhere(tmp_path, name):
    ending, request, run, says, silent = TOLD[name]
    told = story(tmp_path, ending, sent=request, **run)
    said = "\n".join([told.text, told.text_heading, *told.limits])
    assert says in said
    assert silent not in said


def test_no_word_of_an_objection_heads_a_rehearsal_with_a_setting(tmp_path):
    ending = ended(State.CONFIRMED, Reason.READS_AS_WANTED, setting(**TURNED))
    told = story(tmp_path, ending, replay_case="turned")
    assert "In the rehearsal" not in told.outcome
    assert told.summary.startswith("Nothing left this computer.")
    assert told.title == "Rehearsal with a setting of an account"


def test_the_first_page_of_a_sealed_record_is_read_in_english_whatever_its_own_language(tmp_path):
    record = begun(tmp_path, about(language="de")).seal(confirmed(), None)
    page = first_page(record.folder)
    assert page.outcome == "Sent and confirmed"
    assert (
        "The person with the e-mail address ada@example.eu objected to Example Controller Limited."
        in page.text
    )


def test_what_is_no_ending_has_no_heading_and_a_gap_that_is_not_filled_is_an_error(tmp_path):
    with pytest.raises(RecordError, match="could not be sealed"):
        story(tmp_path, stopped(status=State.SENT))
    with pytest.raises(KeyError, match="address"):
        reason_said(Reason.TARGET_MISSING, {"target": EMAIL_FIELD})


@pytest.mark.parametrize(
    ("reader", "said"),
    [("person", "the person"), ("script", "the scripted person of the rehearsal")],
)
def test_what_somebody_read_says_who_it_was_and_how(tmp_path, reader, said):
    read = {
        **TURNED,
        "before": Reading(state="otherwise", read_by=reader),
        "after": Reading(state="as_wanted", read_by=reader),
    }
    told = story(
        tmp_path, ended(State.CONFIRMED, Reason.READS_AS_WANTED, setting(**read), setting="S")
    )
    assert "was set to off" in told.summary
    assert f"(as wanted, as {said} read it)" in told.summary
    assert (
        "Before, the page showed “Train on my posts” so: otherwise than wanted, as"
        in told.how_known[0]
    )


THE_FORM = Named(code="the_form", names={"en": "the form"})
DEEDS = {
    "tick": "ticked a box",
    "enter_code": "asked for a code",
    "keep_email": "the address of the form was kept",
    "correct_email": "it was replaced by the one they had given",
    "point": "The program asked for this, and the person pointed at it in the window: the form.",
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_the_person_did_or_decided_is_told(tmp_path, deed):
    deeds = [Deed(kind=deed, target=THE_FORM if deed == "point" else None)]
    told = story(tmp_path, confirmed(helped=deeds), sent=sent())
    assert DEEDS[deed] in " ".join(told.how_known)
    for language in LANGUAGES[1:]:
        other = story(tmp_path, confirmed(helped=deeds), language, sent=sent())
        assert len(other.how_known) == len(told.how_known)
    assert DEEDS[deed] not in " ".join(story(tmp_path, confirmed(), sent=sent()).how_known)


def test_a_page_that_the_person_opened_is_told_as_that(tmp_path):
    told = story(tmp_path, confirmed(path=PathTaken(opened_by_person=True)), sent=sent())
    assert "The person opened this page by hand, in the window." in told.how_known


def test_a_question_of_the_page_after_the_press_is_told(tmp_path):
    asked = setting(**TURNED, asked="Are you sure?")
    ending = ended(State.CONFIRMED, Reason.READS_AS_WANTED, asked, **FILLED)
    plain = story(tmp_path, ending)
    told = story(tmp_path, ending.model_copy(update={"helped": [Deed(kind="answer_dialog")]}))
    assert len(told.how_known) == len(plain.how_known) + 1
    assert "The person took over in the window" in " ".join(told.how_known)


@pytest.mark.parametrize("named", ["Ada Example", None])
def test_that_the_account_was_named_is_claimed_only_where_it_was_and_of_no_picture(tmp_path, named):
    ending = ended(State.CONFIRMED, Reason.READS_AS_WANTED, setting(**TURNED))
    account = Account(shown=[named]) if named else None
    told = story(tmp_path, ending.model_copy(update={"account": account}))
    claims = [sentence for sentence in told.shows if "account" in sentence]
    assert bool(claims) == bool(named)
    assert all("the pictures may not show it" in sentence for sentence in claims)


def test_a_setting_that_was_not_found_is_named_as_the_flow_calls_it(tmp_path):
    names = {
        "en": "Improve the model",
        "de": "Das Modell verbessern",
        "fr": "Améliorer le modèle",
    }
    called = Named(code="training", names=names)
    absent = setting(**ABSENT, called=called)
    ending = ended(State.NOT_AVAILABLE, Reason.SETTING_ABSENT, absent, setting=called)
    for language, name in names.items():
        told = story(tmp_path, ending, language)
        assert name in " ".join(told.how_known)
        assert name in told.summary


STATUSES = {
    "an answer that proves nothing": (State.UNKNOWN, Reason.NO_PROOF, "200", "does not show"),
    "a form that came back": (State.REJECTED, Reason.REFUSED_BY_STATUS, "422", "the form again"),
}


@pytest.mark.parametrize("name", STATUSES)
def test_the_status_of_an_answer_is_told_once(tmp_path, name):
    state, reason, status, says = STATUSES[name]
    ending = stopped(status=state, reason=reason, detail={"status": status})
    told = " ".join(story(tmp_path, ending, sent=sent(status=int(status))).how_known)
    assert told.count(f"HTTP status {status}") == 1
    assert says in told


NO_PRONOUN = re.compile(r"(?:It|Sie|Er|Es|Il|Elle) ")
"""The beginning of a sentence about something that is named only after it, or in another line."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_setting_is_told_of_by_its_name_and_by_no_pronoun(tmp_path, language, by_hand):
    ending = ended(
        State.CONFIRMED, Reason.READS_AS_WANTED, setting(**TURNED | {"by_hand": by_hand})
    )
    told = story(tmp_path, ending, language)
    assert [line for line in (told.heading, *told.how_known) if NO_PRONOUN.match(line)] == []
    pressed = [line for line in told.how_known if "Train on my posts" in line]
    assert len(pressed) == 3  # as it was before, how it was pressed, as it is after


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "it was the scripted answer of the rehearsal, or nobody"),
        ("fr", "c’était la réponse préparée de la simulation, ou bien personne"),
        ("de", "war es die vorbereitete Antwort des Probelaufs oder niemand"),
    ],
)
def test_a_rehearsal_says_that_a_script_answered_in_place_of_the_person(language, said):
    record = STORIES["confirmed by the person"]
    rehearsal = story_of(record.model_copy(update={"replay": True}), words(language))
    assert said in rehearsal.summary
    assert said not in story_of(record, words(language)).summary
