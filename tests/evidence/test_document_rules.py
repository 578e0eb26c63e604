"""The rules for START-HERE: each finds the sentence that it was written for, and nothing in a true
one.
"""

from datetime import timedelta

import pytest
from tests.evidence.samples import (
    EMAIL_FIELD,
    OFF,
    OFF_STATE,
    ON,
    STARTED,
    about,
    confirmed,
    sent,
    stopped,
)
from tools.check_documents.documents import Block, Document, Evidence, read_document
from tools.check_documents.rules import (
    RULES,
    differences_between_languages,
    few_lines_on_the_last_page,
    findings,
    neutral,
)

from optout.browser import Strategy
from optout.evidence.record import (
    Account,
    Deed,
    FoundTarget,
    PageSeen,
    PathTaken,
    Record,
    SettingRead,
    Stage,
)
from optout.evidence.wording import words
from optout.outcome import Reason, State

ANSWER = (
    "Request received\n\nThis means that your request will be applied going forward "
    "to how AI is developed.\n\nClose"
)
SAME_DAY = words("en").when(STARTED + timedelta(seconds=40))


def record(ending=None, **changes):
    ending = ending or confirmed(confirmation=None)
    given = {
        **about().model_dump(exclude={"answer_within", "seat", "lives_in"}),
        **ending.model_dump(),
        "request_id": "2026-11-24-facebook-7k3q",
        "issued_at": None,
        "expected_by": None,
        "answer_due": None,
        "replay": False,
        "files": {},
        "pages": [],
        "captures": [],
    }
    return Record.model_validate({**given, **changes})


def setting(label="Train on my posts", **changes):
    given = {
        "label": label,
        "strategy": "role and words",
        "wanted": OFF_STATE,
        "means": "no use for training",
        "not_covered": None,
        "before": ON,
        "after": OFF,
        "locked": False,
        "pressed_at": STARTED + timedelta(seconds=40),
        "by_hand": False,
    }
    return SettingRead(**{**given, **changes})


def of_settings(*settings, state=State.CONFIRMED, reason=Reason.READS_AS_WANTED, **changes):
    return record(
        stopped(status=state, reason=reason, values=[], settings=list(settings)), **changes
    )


def evidence(what=None, **changes):
    submission = changes.pop("submission", sent())
    told = (what or record()).model_copy(update={"submission": submission})
    given = {"texts": {"02-confirmation.txt": ANSWER}, "pictures": {}, "events": ()}
    return Evidence(record=told, **{**given, **changes})


def event(kind, **detail):
    return {"kind": kind, "detail": detail}


def document(*blocks, language="en", pages=()):
    return Document(language, tuple(Block(*block) for block in blocks), tuple(pages))


def answered(prompt, answer, **asked):
    return (event("asked", step=prompt, **asked), event("answered", step=prompt, answer=answer))


POINTED_AT = FoundTarget(target=EMAIL_FIELD, strategy=Strategy.PERSON)
TICKED = record(confirmed(helped=[Deed(kind="tick")], confirmation=None))
POINTED = record(confirmed(found=[POINTED_AT], confirmation=None))
UNNAMED = of_settings(setting(), account=Account(shown=["Ada Example"]))
NOT_PRESSED = setting(before=OFF, after=None, pressed_at=None)
UNKNOWN = record(stopped(status=State.UNKNOWN, reason=Reason.NO_PROOF))
ON_EBAY = of_settings(
    setting(),
    pages=[PageSeen(stage=Stage.READ_BACK, address="https://www.ebay.co.uk/x", at=STARTED)],
)
BY_HAND = record(confirmed(by_hand=[Deed(kind="fill")], confirmation=None))
WALKED = record(confirmed(path=PathTaken(opened_by_person=True), confirmation=None))
MARKUP = ("<p>Ada Example</p><p>Free</p>",)
LONG_LABEL = {"03-read-back.txt": "Train on my posts as well as your interactions"}

# the rule, what is in the record, a false block, and a true one
BROKEN = [
    (
        "quotation_not_on_the_page",
        evidence(),
        ("how", "The page does not accept the country: “it is not one of the form's countries”."),
        ("how", "The page says “Request received”."),
    ),
    (
        "quotation_not_on_the_page",
        evidence(),
        ("fact", "“Object to your information being used for AI”"),
        ("fact", "Object to your information being used for AI"),
    ),
    (
        "quotation_in_other_capitals",
        evidence(),
        ("how", "It shows “request received”."),
        ("how", "“Request received”"),
    ),
    (
        "quotation_in_another_order",
        evidence(),
        ("quotation", "Close\nRequest received"),
        ("quotation", "Request received\nClose"),
    ),
    (
        "quotation_of_half_a_sentence",
        evidence(),
        ("how", "The words “This means that your request will be applied going forward”."),
        (
            "how",
            "“This means that your request will be applied going forward to how AI is developed.”",
        ),
    ),
    (
        "setting_name_cut_off",
        evidence(of_settings(setting()), texts=LONG_LABEL),
        ("summary", "The setting “Train on my posts” was set to off."),
        ("summary", "The setting “Train on my posts as well as your interactions” was set to off."),
    ),
    (
        "quotation_marks_doubled",
        evidence(),
        ("how", "„„Close“ (Beitrag)“"),
        ("how", "„Close“ (Beitrag)"),
    ),
    (
        "answer_not_quoted",
        evidence(UNKNOWN),
        ("how", "The site answered 500."),
        ("how", "The page showed this: “Request received”."),
    ),
    (
        "account_name_not_captured",
        evidence(UNNAMED),
        (
            "proof",
            "What the browser displayed, and the account’s name, as pictures and as text in the folder data.",
        ),
        (
            "proof",
            "What the browser displayed of the setting, as pictures and as text in the folder data.",
        ),
    ),
    (
        "account_name_with_something_else",
        evidence(
            of_settings(setting(), account=Account(shown=["Ada Example Free"])), markup=MARKUP
        ),
        ("fact", "the account “Ada Example Free”"),
        ("fact", "the account “Ada Example”"),
    ),
    (
        "sent_without_a_request",
        evidence(record(stopped()), submission=None),
        ("heading", "Sent and confirmed"),
        ("heading", "Not sent"),
    ),
    (
        "not_sent_with_a_request",
        evidence(),
        ("fact", "nothing was sent"),
        ("fact", "24 November 2026"),
    ),
    (
        "pressed_without_a_press",
        evidence(of_settings(NOT_PRESSED)),
        ("heading", "Pressed, but not as wanted"),
        ("heading", "Not pressed"),
    ),
    (
        "refused_without_a_refusal",
        evidence(UNKNOWN),
        ("heading", "Sent, and the form did not accept it"),
        ("heading", "Outcome unknown"),
    ),
    (
        "confirmed_without_a_confirmation",
        evidence(UNKNOWN),
        ("heading", "Sent and confirmed"),
        ("heading", "Outcome unknown"),
    ),
    (
        "status_of_another_answer",
        evidence(submission=sent(status=303)),
        ("how", "The site answered this request with HTTP status 200."),
        ("how", "The site answered this request with HTTP status 303."),
    ),
    (
        "site_of_another_law",
        evidence(ON_EBAY),
        ("fact", "GDPR Art. 21(1), the right to object"),
        ("fact", "UK GDPR Art. 21(1), the right to object"),
    ),
    (
        "pointing_not_told",
        evidence(POINTED),
        ("how", "The field was filled."),
        ("how", "The person pointed at the field."),
    ),
    (
        "tick_not_told",
        evidence(TICKED),
        ("how", "The form was sent."),
        ("how", "The person ticked “I have read this notice”."),
    ),
    (
        "dialog_not_told",
        evidence(events=answered("take_over", "again", why="dialog")),
        ("how", "It was pressed once."),
        ("how", "The page asked for a confirmation, which the person gave."),
    ),
    (
        "code_not_told",
        evidence(events=(event("waiting", step="code"),)),
        ("how", "The page then showed the words."),
        ("how", "The person entered a code from an e-mail."),
    ),
    (
        "way_by_hand_not_told",
        evidence(WALKED),
        ("fact", "help.meta.com/x"),
        ("how", "The person opened the form by hand."),
    ),
    (
        "by_hand_not_told",
        evidence(BY_HAND),
        ("how", "The form was filled."),
        ("how", "The person filled the comment."),
    ),
    (
        "other_address_not_told",
        evidence(events=(event("step_done", step="check_email email", how="corrected"),)),
        ("fact", "ada@example.eu"),
        ("how", "The form held another e-mail address."),
    ),
    (
        "raw_code",
        evidence(),
        ("summary", "It was set to off after a fresh load (aria-checked=false)."),
        ("summary", "It was set to off after a fresh load."),
    ),
    (
        "field_called_by_the_flow",
        evidence(),
        ("value", "Please do not.", "comment"),
        ("value", "Please do not.", "Comment"),
    ),
    (
        "gap_not_filled",
        evidence(),
        ("how", "It was closed at step {step}."),
        ("how", "It was closed at step 3."),
    ),
    (
        "sentence_not_finished",
        evidence(),
        ("how", "The run ended before"),
        ("how", "The run ended before."),
    ),
    (
        "day_of_another_run",
        evidence(),
        ("fact", "24 November 2026, 23:51:59 UTC"),
        ("fact", SAME_DAY),
    ),
    (
        "file_not_in_the_record",
        evidence(),
        ("note", "See data/01-filled.png."),
        ("note", "See data/record.json."),
    ),
]


@pytest.mark.parametrize(
    ("rule", "sealed", "false", "true"), BROKEN, ids=[row[0] for row in BROKEN]
)
def test_a_rule_finds_the_sentence_it_was_written_for_and_nothing_in_a_true_one(
    rule, sealed, false, true
):
    heading = () if "heading" in (false[0], true[0]) else (("heading", "X"),)
    assert [*RULES[rule](sealed, document(*heading, false))]
    assert [*RULES[rule](sealed, document(*heading, true))] == []


OTHER_LANGUAGES = [
    (
        "quotation_not_on_the_page",
        "de",
        "how",
        "Die Seite sagt „Nein danke“.",
        "Die Seite sagt „Close“.",
    ),
    (
        "quotation_not_on_the_page",
        "fr",
        "how",
        "La page dit « Non merci ».",
        "La page dit « Close ».",
    ),
    ("english_in_another_language", "de", "how", "Läuft mit running as root.", "Läuft als root."),
    (
        "english_in_another_language",
        "fr",
        "how",
        "La page n’accepte pas the e-mail address.",
        "La page l’accepte.",
    ),
    ("french_not_tied", "fr", "how", "auprès de OpenAI", "auprès d’OpenAI"),
    ("not_sent_with_a_request", "de", "fact", "Es wurde nichts gesendet.", "Es wurde gesendet."),
    ("not_sent_with_a_request", "fr", "fact", "rien n’a été envoyé", "le formulaire a été envoyé"),
]


@pytest.mark.parametrize(("rule", "language", "kind", "false", "true"), OTHER_LANGUAGES)
def test_a_rule_reads_the_language_of_the_document(rule, language, kind, false, true):
    assert [*RULES[rule](evidence(), document((kind, false), language=language))]
    assert [*RULES[rule](evidence(), document((kind, true), language=language))] == []


def test_a_setting_that_was_off_already_is_not_one_that_was_not_pressed():
    from optout.flow import find_flow

    sealed = evidence(
        of_settings(NOT_PRESSED, state=State.UNKNOWN), flow=find_flow("microsoft-copilot")
    )
    false = document(
        ("summary", "The setting “Train on my posts” was not pressed: the run ended before that.")
    )
    true = document(("summary", "The setting “Train on my posts” was off already."))
    assert [*RULES["not_pressed_though_as_wanted"](sealed, false)]
    assert [*RULES["not_pressed_though_as_wanted"](sealed, true)] == []


def test_a_change_that_nobody_saved_is_told_as_that():
    from optout.flow import find_flow

    as_before = setting(after=ON)
    refused = of_settings(as_before, state=State.REJECTED, reason=Reason.READS_AS_BEFORE)
    sealed = evidence(refused, flow=find_flow("doctolib"), was_saved=False)
    heading = ("heading", "Pressed, but not as wanted")
    assert [*RULES["unsaved_change_not_told"](sealed, document(heading))]
    told = document(heading, ("how", "The page has a button that saves, and it was not pressed."))
    assert [*RULES["unsaved_change_not_told"](sealed, told)] == []


def test_a_sentence_that_is_laid_out_and_not_printed_is_found():
    laid_out = ("how", "The form was sent once.")
    check = RULES["print_lacks_a_sentence"]
    assert [
        *check(evidence(), document(laid_out, pages=["The form was\nse-\nnt once. Page 1 of 1"]))
    ] == []
    assert [*check(evidence(), document(laid_out, pages=["The form was"]))]


def test_every_rule_is_broken_by_a_test():
    tested = {row[0] for row in (*BROKEN, *OTHER_LANGUAGES)}
    in_tests_of_their_own = {
        "not_pressed_though_as_wanted",
        "print_lacks_a_sentence",
        "unsaved_change_not_told",
    }
    assert RULES.keys() - tested == in_tests_of_their_own


def test_what_the_program_says_of_a_plain_record_keeps_every_rule():
    sealed = evidence(
        record(pages=[PageSeen(stage=Stage.FILLED, address="https://a.example/x", at=STARTED)])
    )
    assert findings(sealed, read_document(sealed)) == []


def test_two_runs_of_a_case_have_the_same_facts_and_a_text_in_a_language_is_found():
    first = {
        "request_id": "a",
        "detail": {"target": "email"},
        "pages": [{"at": 1, "stage": "filled"}],
    }
    again = {
        "request_id": "b",
        "detail": {"target": "email"},
        "pages": [{"at": 2, "stage": "filled"}],
    }
    german = {**again, "detail": {"target": "die E-Mail-Adresse"}}
    assert differences_between_languages(neutral(first), neutral(again)) == []
    assert differences_between_languages(neutral(first), neutral(german)) == ["detail.target"]


def test_a_last_page_of_few_lines_is_told():
    full = "\n".join(f"line {number}" for number in range(30))
    assert few_lines_on_the_last_page(document(pages=[full, "two\nlines\nband\nfooter"]))
    assert not few_lines_on_the_last_page(document(pages=[full, full]))
    assert not few_lines_on_the_last_page(document(pages=["short"]))
