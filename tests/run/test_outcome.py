"""What an answer proves, on real pages: words, where they stand, and what came with them."""

import pytest
from tests.run.rig import BUTTON, FIELDS, RECEIVED, RESETS_ITSELF, SENDS_ITSELF, ended, form
from tests.web import FOREIGN, HOME

from optout.exits import Exit
from optout.outcome import LIVE, Reason, State

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
NO_PROOF, UNREAD = (State.UNKNOWN, Reason.NO_PROOF), (State.UNKNOWN, Reason.NOT_READ)
ERROR, NO_ANSWER = (State.UNKNOWN, Reason.NO_PROOF), (State.UNKNOWN, Reason.NO_ANSWER)
REFUSED = (State.REJECTED, Reason.REFUSED_BY_WORDS)
NOTE = "<p>It could not be sent.</p>"
HIDES = [
    "<p hidden>{}",
    "<p style='display:none'>{}",
    "<p style='opacity:0'>{}",
    "<script type=text/plain>{}</script>",
    "<div style='position:absolute;left:-9999px'>{}</div>",
    "<div style='height:0;overflow:hidden'><p>{}</p></div>",
    "<details><summary>more</summary>{}</details>",
    "<template>{}</template>",
    "<input value='{}'>",
]
IN_A_FRAME = form(after="<iframe name=answer style='visibility:hidden'></iframe>")
# The form, the answer to it and its status, and how that ends.
ENDS = {
    "another language": (form(), "<p>Dein Widerspruch ist angekommen", 200, CONFIRMED),
    "another spelling": (form(), "<p>YOUR&nbsp;OBJECTION <b>was</b>\n received.", 200, CONFIRMED),
    "other words stood there": (form(after="<p>Dein Widerspruch ist angekommen"), RECEIVED, 200, CONFIRMED),
    "a refusal that goes with the form": (form(after=NOTE), RECEIVED, 200, CONFIRMED),
    "in a new tab": (form().replace("<form", "<form target=_blank"), RECEIVED, 200, CONFIRMED),
    "hidden words of the form": (form(after=f"<div hidden>{RECEIVED}</div>{SENDS_ITSELF}"), "", 200, NO_PROOF),
    "words that stood there": (form(after=RECEIVED + SENDS_ITSELF), "", 200, NO_PROOF),
    "words that stood there, on the next page": (form(after=RECEIVED), RECEIVED, 200, NO_PROOF),
    "in a frame that nobody can see": (IN_A_FRAME.replace("<form", "<form target=answer"), RECEIVED, 200, NO_PROOF),
    "the form again": (form(), form(), 200, NO_PROOF),
    # otherwise a note on the form would allow a second send of what was received
    "a refusal that stood there": (form(after=NOTE + SENDS_ITSELF), "", 200, NO_PROOF),
    "a refusal that stands there": (form(after=NOTE + SENDS_ITSELF), RECEIVED, 200, UNREAD),
    "words of both kinds": (form(), f"{RECEIVED}<p>It could not be sent", 200, UNREAD),
    "words of refusal": (form(), form(after="<p role=alert>It could not be sent"), 200, REFUSED),
    "a server's error": (form(), RECEIVED, 503, ERROR),
    "a client's error": (form(), RECEIVED, 422, ERROR),
    "a locked form": (form(), form(FIELDS + BUTTON.replace("<button", "<button disabled")), 422, ERROR),
    "an address that is read-only": (form(), form(FIELDS.replace("<input", "<input readonly") + BUTTON), 422, ERROR),
    "an address that is disabled": (form(), form(FIELDS.replace("<input", "<input disabled") + BUTTON), 422, ERROR),
    **{
        f"where nobody sees it: {hides}": (
            form(),
            f"<p>Thank you for your visit</p>{hides.format('Your objection was received')}",
            200,
            NO_PROOF,
        )
        for hides in HIDES
    },
}


@pytest.mark.parametrize(("shows", "answer", "status", "end"), ENDS.values(), ids=ENDS)
def test_an_answer_proves_what_it_shows(rig, shows, answer, status, end):
    if end == NO_PROOF:
        rig.waits(outcome_wait=0.5)
    rig.show(shows)
    rig.answer(answer, status)
    assert ended(rig) == end
    assert rig.sends == 1


def test_words_that_come_with_the_answer_confirm(rig):
    assert ended(rig) == CONFIRMED
    assert rig.sends == 1
    assert rig.row.sent_at is not None
    assert rig.row.due_on is not None


@pytest.mark.real_time
def test_hidden_words_of_the_form_that_are_shown_after_the_send_confirm(rig):
    shows = (
        "<script>document.forms[0].addEventListener('submit', () => setTimeout(() => box.hidden = false, 300))</script>"
    )
    rig.show(form(after=f"<div hidden id=box>{RECEIVED}</div>{RESETS_ITSELF}{shows}"))
    rig.answer("")
    assert ended(rig) == CONFIRMED


def test_words_that_came_up_during_the_approval_prove_nothing(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=SENDS_ITSELF))
    rig.answer("")

    def shows_words_then_agrees(page, _):
        page.evaluate("document.body.append('Your objection was received')")
        return "yes"

    rig.hands.at["approve"] = shows_words_then_agrees
    assert ended(rig) == NO_PROOF


def test_the_form_again_with_a_client_s_error_is_refused_and_may_be_tried_again(rig):
    rig.answer(form(), 422)
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_STATUS)
    assert rig.row.state not in LIVE


@pytest.mark.real_time
def test_a_form_that_an_error_page_shows_a_moment_later_is_waited_for(rig):
    late = f"setTimeout(() => {{ document.querySelector('main').innerHTML = `{form()}` }}, 700)"
    rig.answer(f"<main></main><script>{late}</script>", 422)
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_STATUS)


def test_a_blank_answer_is_unknown_and_said_to_be_probably_sent(rig):
    rig.waits(outcome_wait=0.5)
    rig.answer("")
    outcome = rig.go()
    assert (outcome.state, outcome.exit) == (State.UNKNOWN, Exit.UNKNOWN)
    assert outcome.says == "the site answered 200, which does not say whether it accepted it"


def test_a_late_answer_is_waited_for(rig):
    def late(route, _):
        rig.objection.window.page.wait_for_timeout(1500)
        route.fulfill(content_type="text/html", body=f"<!doctype html>{RECEIVED}")

    rig.answers(late)
    assert ended(rig) == CONFIRMED


@pytest.mark.timeout(60)
@pytest.mark.parametrize("after", ["", SENDS_ITSELF])
def test_no_answer_is_unknown(rig, after):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=after))
    rig.answers(lambda *_: None)
    assert ended(rig) == NO_ANSWER
    assert rig.sends == 1


@pytest.mark.parametrize("why", ["connectionreset", "internetdisconnected"])
def test_a_connection_that_breaks_off_is_unknown_at_once(rig, why):
    rig.answers(lambda route, _: route.abort(why))
    assert ended(rig) == (State.UNKNOWN, Reason.NO_ANSWER)


@pytest.mark.real_time
def test_an_answer_in_a_frame_is_read_there(rig):
    resets = "onsubmit='setTimeout(() => this.reset(), 100)'"
    rig.show(form(after="<iframe name=answer></iframe>").replace("<form", f"<form target=answer {resets}"))
    assert ended(rig) == CONFIRMED


def test_an_answer_that_moves_on_by_itself_to_a_page_of_the_site_confirms(rig):
    rig.show(RECEIVED, f"{HOME}thanks")
    rig.answer("<meta http-equiv=refresh content='0; url=/thanks'>")
    assert ended(rig) == CONFIRMED


def test_an_answer_that_moves_on_to_a_foreign_page_does_not_confirm(rig):
    rig.waits(outcome_wait=1.5)
    rig.show(RECEIVED, FOREIGN)
    rig.answer(f"<script>location.replace('{FOREIGN}')</script>")
    assert ended(rig)[0] == State.UNKNOWN


def test_an_answer_that_moves_back_to_the_form_sends_nothing_again_and_is_no_refusal(rig):
    rig.waits(outcome_wait=2)
    rig.answer(f"{RECEIVED}<meta http-equiv=refresh content='0.2; url=/form'>")
    assert ended(rig)[0] in {State.CONFIRMED, State.UNKNOWN}  # by whether its words were there long enough to be read
    assert rig.sends == 1


def test_another_request_than_the_declared_one_is_unknown_and_blocks(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form().replace("/submit", "/another"))
    rig.show(RECEIVED, f"{HOME}another")
    rig.web.pages[f"POST {HOME}another"] = RECEIVED
    assert ended(rig) == UNREAD
