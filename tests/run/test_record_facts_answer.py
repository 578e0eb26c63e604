"""What a record reports of the answer: the words of an error's page, and the status of each hop."""

import pytest
from tests.run.rig import RECEIVED, SUBMIT
from tests.web import HOME

from optout.outcome import Reason, State
from optout.run.record_facts import ending_of, submission_of

THANKS = f"{HOME}thanks"
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
    assert confirmation.text in says


def test_the_words_that_a_flow_knows_are_told_apart_on_the_page_of_an_error(rig):
    rig.answer("<h1>Thank you, Ada. YOUR OBJECTION was received.</h1><p>We answer soon.", 500)
    outcome = rig.go()
    assert (outcome.state, outcome.reason) == UNKNOWN
    assert outcome.matched == "YOUR OBJECTION was received."
    assert outcome.confirmation == "Thank you, Ada. YOUR OBJECTION was received. · We answer soon."


def test_a_redirect_is_recorded_as_one_and_where_it_led_beside_it(rig):
    rig.answers(lambda route, _: route.fulfill(303, headers={"location": "/thanks?id=7"}))
    rig.show(RECEIVED, THANKS)
    assert rig.go().state == State.CONFIRMED
    sent = submission_of(rig.run, rig.progress)
    assert sent
    assert (sent.address, sent.status, sent.final_status) == (SUBMIT, 303, 200)
    assert sent.redirects == [f"{THANKS}?id=•••"]


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
        "Please wait",
    )
