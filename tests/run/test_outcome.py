"""What an answer proves, on real pages: words, where they stand, and what came with them."""

import pytest
from tests.run.rig import BUTTON, FIELDS, RECEIVED, RESETS_ITSELF, SENDS_ITSELF, ended, form
from tests.web import FOREIGN, HOME

from optout.exits import Exit
from optout.outcome import LIVE, Reason, State


def test_words_that_come_with_the_answer_confirm(rig):
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
    assert rig.sends == 1
    assert rig.row.sent_at is not None
    assert rig.row.due_on is not None


@pytest.mark.parametrize("answer", ["Dein Widerspruch ist angekommen", "YOUR&nbsp;OBJECTION <b>was</b>\n received."])
def test_any_language_and_spelling_of_the_words_confirms(rig, answer):
    rig.answer(f"<p>{answer}")
    assert ended(rig)[0] == State.CONFIRMED


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


@pytest.mark.parametrize("hides", HIDES)
def test_words_that_nobody_can_see_do_not_confirm(rig, hides):
    rig.waits(outcome_wait=0.5)
    rig.answer(f"<p>Thank you for your visit</p>{hides.format('Your objection was received')}")
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_hidden_words_of_the_form_that_stay_hidden_do_not_confirm(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=f"<div hidden>{RECEIVED}</div>{SENDS_ITSELF}"))
    rig.answer("")
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


@pytest.mark.real_time
def test_hidden_words_of_the_form_that_are_shown_after_the_send_confirm(rig):
    shows = (
        "<script>document.forms[0].addEventListener('submit', () => setTimeout(() => box.hidden = false, 300))</script>"
    )
    rig.show(form(after=f"<div hidden id=box>{RECEIVED}</div>{RESETS_ITSELF}{shows}"))
    rig.answer("")
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


def test_words_that_stood_there_before_the_send_prove_nothing(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=RECEIVED + SENDS_ITSELF))
    rig.answer("")
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_words_that_stood_there_before_prove_nothing_on_the_next_page_either(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=RECEIVED))
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_words_that_came_up_during_the_approval_prove_nothing(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=SENDS_ITSELF))
    rig.answer("")

    def shows_words_then_agrees(page, _):
        page.evaluate("document.body.append('Your objection was received')")
        return "yes"

    rig.hands.at["approve"] = shows_words_then_agrees
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_other_words_that_stood_there_do_not_take_the_proof_away(rig):
    rig.show(form(after="<p>Dein Widerspruch ist angekommen"))
    assert ended(rig)[0] == State.CONFIRMED


@pytest.mark.parametrize("status", [500, 502, 503])
def test_words_with_a_server_s_error_are_unknown(rig, status):
    rig.answer(RECEIVED, status)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_a_page_that_shows_success_while_its_request_failed_is_unknown(rig):
    rig.show(form(after=SENDS_ITSELF.replace("part.innerHTML = await answer.text()", f"part.innerHTML = '{RECEIVED}'")))
    rig.answer("", 500)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 429])
def test_words_with_a_client_s_error_are_unknown(rig, status):
    rig.answer(RECEIVED, status)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_the_form_again_with_a_client_s_error_is_refused_and_may_be_tried_again(rig):
    rig.answer(form(), 422)
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_STATUS)
    assert rig.row.state not in LIVE


@pytest.mark.real_time
def test_a_form_that_an_error_page_shows_a_moment_later_is_waited_for(rig):
    late = f"setTimeout(() => {{ document.querySelector('main').innerHTML = `{form()}` }}, 700)"
    rig.answer(f"<main></main><script>{late}</script>", 422)
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_STATUS)


def test_the_form_again_with_a_good_status_is_no_refusal(rig):
    rig.waits(outcome_wait=0.5)
    rig.answer(form())
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_a_form_that_is_still_there_but_locked_is_not_the_form_again(rig):
    rig.answer(form(FIELDS + BUTTON.replace("<button", "<button disabled")), 422)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


@pytest.mark.parametrize("field", ["readonly", "disabled"])
def test_a_form_whose_address_can_no_longer_be_changed_is_not_the_form_again(rig, field):
    rig.answer(form(FIELDS.replace("<input", f"<input {field}") + BUTTON), 422)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_words_of_refusal_refuse(rig):
    rig.answer(form(after="<p role=alert>It could not be sent"))
    assert ended(rig) == (State.REJECTED, Reason.REFUSED_BY_WORDS)


def test_words_of_both_kinds_are_unknown(rig):
    rig.answer(f"{RECEIVED}<p>It could not be sent")
    assert ended(rig) == (State.UNKNOWN, Reason.NOT_READ)


def test_words_of_refusal_that_stood_there_before_the_send_refuse_nothing(rig):
    # Otherwise a note on the form would allow a second send of what was received.
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=f"<p>It could not be sent.</p>{SENDS_ITSELF}"))
    rig.answer("")
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_words_of_refusal_that_stand_there_all_the_time_leave_no_room_for_a_confirmation(rig):
    rig.show(form(after=f"<p>It could not be sent.</p>{SENDS_ITSELF}"))
    assert ended(rig) == (State.UNKNOWN, Reason.NOT_READ)


def test_words_of_refusal_that_are_gone_with_the_form_take_nothing_from_the_answer(rig):
    rig.show(form(after="<p>It could not be sent.</p>"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


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
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


@pytest.mark.timeout(60)
def test_no_answer_is_unknown(rig):
    rig.waits(outcome_wait=0.5)
    rig.answers(lambda *_: None)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_ANSWER)
    assert rig.sends == 1


def test_no_answer_to_a_page_that_sends_in_the_background_is_unknown(rig):
    rig.waits(outcome_wait=0.5)
    rig.show(form(after=SENDS_ITSELF))
    rig.answers(lambda *_: None)
    assert ended(rig) == (State.UNKNOWN, Reason.NO_ANSWER)


def test_a_connection_that_breaks_off_is_unknown_at_once(rig):
    rig.answers(lambda route, _: route.abort("connectionreset"))
    assert ended(rig) == (State.UNKNOWN, Reason.NO_ANSWER)


def test_no_network_at_the_click_is_unknown(rig):
    rig.answers(lambda route, _: route.abort("internetdisconnected"))
    assert ended(rig) == (State.UNKNOWN, Reason.NO_ANSWER)


def test_an_answer_in_a_new_tab_is_read_there(rig):
    rig.show(form().replace("<form", "<form target=_blank"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


@pytest.mark.real_time
def test_an_answer_in_a_frame_is_read_there(rig):
    resets = "onsubmit='setTimeout(() => this.reset(), 100)'"
    rig.show(form(after="<iframe name=answer></iframe>").replace("<form", f"<form target=answer {resets}"))
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


def test_an_answer_in_a_frame_that_nobody_can_see_does_not_confirm(rig):
    rig.waits(outcome_wait=0.5)
    frame = "<iframe name=answer style='visibility:hidden'></iframe>"
    rig.show(form(after=frame).replace("<form", "<form target=answer"))
    assert ended(rig) == (State.UNKNOWN, Reason.NO_PROOF)


def test_an_answer_that_moves_on_by_itself_to_a_page_of_the_site_confirms(rig):
    rig.show(RECEIVED, f"{HOME}thanks")
    rig.answer("<meta http-equiv=refresh content='0; url=/thanks'>")
    assert ended(rig) == (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)


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
    assert ended(rig) == (State.UNKNOWN, Reason.NOT_READ)
