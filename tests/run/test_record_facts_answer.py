"""What a record reports of the answer: the words of an error's page, and the status of each hop."""

from datetime import UTC, datetime

import pytest
from tests.run.rig import BUTTON, EMAIL, RECEIVED, SUBMIT, form
from tests.web import HOME

from optout.browser import Request, Response
from optout.evidence.record import Named
from optout.outcome import Reason, State
from optout.run.record_facts import ending_of, requests_of, submission_of
from optout.run.request_policy import SentRequest

THANKS = f"{HOME}thanks"


def came(status=None, headers=None, failure=None, at=SUBMIT):
    """Return what came back for a request at an address."""
    return Response(datetime.now(UTC), at, status, headers or {}, failure)


UNKNOWN = State.UNKNOWN, Reason.NO_PROOF


@pytest.mark.parametrize(
    ("status", "says"), [(500, RECEIVED), (503, "<h1>Something went wrong</h1>")]
)
def test_the_words_of_an_error_page_are_kept_and_prove_nothing(rig, status, says):
    rig.answer(says, status)
    outcome = rig.go()
    assert (outcome.state, outcome.reason) == UNKNOWN
    confirmation = ending_of(rig.run, rig.progress, outcome).confirmation
    assert confirmation
    [text] = confirmation.texts
    assert text in says


def test_the_words_that_a_flow_knows_are_told_apart_on_the_page_of_an_error(rig):
    rig.answer("<h1>Thank you, Ada. YOUR OBJECTION was received.</h1><p>We answer soon.", 500)
    outcome = rig.go()
    assert (outcome.state, outcome.reason) == UNKNOWN
    assert outcome.matched == "YOUR OBJECTION was received."
    assert outcome.confirmation == (
        "Thank you, Ada. YOUR OBJECTION was received.",
        "We answer soon.",
    )


def test_a_redirect_is_recorded_as_one_and_where_it_led_beside_it(rig):
    rig.answers(lambda route, _: route.fulfill(303, headers={"location": "/thanks?id=7"}))
    rig.show(RECEIVED, THANKS)
    assert rig.go().state == State.CONFIRMED
    sent = submission_of(rig.run, rig.progress)
    assert sent
    assert (sent.status, sent.final_status) == (303, 200)
    answered = [(request.method, request.address, request.status) for request in sent.requests]
    assert answered == [("POST", SUBMIT, 303), ("GET", f"{THANKS}?id=•••", 200)]
    assert sent.redirects == [f"{THANKS}?id=•••"]
    assert all(request.answered_at for request in sent.requests)


ASKED = Request("1", "POST", SUBMIT)
LEADS_ON = {"location": THANKS}
CAME_BACK: dict[str, tuple[tuple[Response, ...], list[tuple[str, int | None, str | None]]]] = {
    "nothing": ((), [("POST", None, None)]),
    "a failure": ((came(failure="TimedOut"),), [("POST", None, "TimedOut")]),
    "an answer that breaks off": (
        (came(200), came(failure="Aborted")),
        [("POST", 200, "Aborted")],
    ),
    "a redirect to a page that breaks off": (
        (came(303, LEADS_ON), came(200, at=THANKS), came(failure="Aborted", at=THANKS)),
        [("POST", 303, None), ("GET", 200, "Aborted")],
    ),
    "a redirect to a server that is not there": (
        (came(307, LEADS_ON), came(failure="NameNotResolved", at=THANKS)),
        [("POST", 307, None), ("GET", None, "NameNotResolved")],
    ),
}


@pytest.mark.parametrize("name", CAME_BACK)
def test_each_request_is_recorded_with_its_own_answer(name):
    answers, recorded = CAME_BACK[name]
    requests = requests_of(SentRequest(ASKED, "sent", answers=[*answers]))
    assert [(one.method, one.status, one.failure) for one in requests] == recorded


def test_a_redirect_to_no_address_is_recorded_as_the_server_wrote_it(rig):
    rig.waits(outcome_wait=1)
    rig.answers(lambda route, _: route.fulfill(303, headers={"location": "https://[thanks"}))
    assert rig.go().state == State.UNKNOWN
    sent = submission_of(rig.run, rig.progress)
    assert sent
    assert (sent.status, sent.final_status) == (303, None)
    assert len(sent.redirects) == 1


def test_an_answer_that_leads_nowhere_has_one_status(rig):
    rig.go()
    sent = submission_of(rig.run, rig.progress)
    assert sent
    assert (sent.status, sent.final_status, sent.redirects) == (200, None, [])


def test_on_the_page_of_an_error_even_a_request_to_wait_is_kept(rig):
    rig.waits(outcome_wait=1)
    rig.answer("<h1>Please wait", 503)
    outcome = rig.go()
    assert (outcome.state, outcome.reason, outcome.confirmation) == (
        State.UNKNOWN,
        Reason.NO_PROOF,
        ("Please wait",),
    )


def test_a_text_of_the_program_s_own_is_recorded_in_every_language(rig):
    rig.hands.can_answer = False
    short = "<label>Why <textarea name=why maxlength=10></textarea></label>"
    rig.show(form(EMAIL + short + BUTTON))
    outcome = rig.go()
    assert outcome.reason is Reason.VALUE_REFUSED
    words = ending_of(rig.run, rig.progress, outcome).detail["words"]
    assert isinstance(words, Named)
    assert words.code == "words"
    assert {language: words.names[language].split()[0] for language in ("en", "de", "fr")} == {
        "en": "only",
        "de": "nur",
        "fr": "seuls",
    }
